//! Trust lists (ETSI TS 119 602 JSON in a JWS) and root key sets; see `cert_verify::trust_list`.

use cert_verify::{PublicKey, UnixTime};
use serde_json::{Value, json};

use crate::{SigningKey, sign_jws, sign_jws_general, signature::header};

const STATUS: &str = "https://certfill.example/lote/status/";

/// One issuer for a trust list.
#[derive(Clone, Debug)]
pub struct IssuerEntry {
    id: String,
    names: Vec<(String, String)>,
    addresses: Vec<Value>,
    information: Vec<(String, String)>,
    keys: Vec<PublicKey>,
    types: Vec<String>,
    regions: Vec<String>,
    /// Oldest first.
    history: Vec<(UnixTime, bool)>,
}

impl IssuerEntry {
    /// An issuer in good standing since this time. `id` is the `iss` of its certificates.
    pub fn new(id: &str, granted_since: UnixTime) -> Self {
        Self {
            id: id.to_owned(),
            names: Vec::new(),
            addresses: Vec::new(),
            information: Vec::new(),
            keys: Vec::new(),
            types: Vec::new(),
            regions: Vec::new(),
            history: vec![(granted_since, true)],
        }
    }

    /// Adds its name in a language.
    #[must_use]
    pub fn with_name(mut self, language: &str, name: &str) -> Self {
        self.names.push((language.to_owned(), name.to_owned()));
        self
    }

    /// Adds its postal address in a language; `country` is the code of ISO 3166-1 with two letters.
    #[must_use]
    pub fn with_address(mut self, language: &str, street: &str, country: &str) -> Self {
        self.addresses
            .push(json!({ "lang": language, "StreetAddress": street, "Country": country }));
        self
    }

    /// Adds the address of a page about it in a language; without one its identifier stands there.
    #[must_use]
    pub fn with_information(mut self, language: &str, uri: &str) -> Self {
        self.information.push((language.to_owned(), uri.to_owned()));
        self
    }

    /// Adds a key.
    #[must_use]
    pub fn with_key(mut self, key: PublicKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Lets it issue this type (`*` for all).
    #[must_use]
    pub fn with_type(mut self, credential_type: &str) -> Self {
        self.types.push(credential_type.to_owned());
        self
    }

    /// Limits it to division codes with this prefix; several add up.
    #[must_use]
    pub fn with_region(mut self, prefix: &str) -> Self {
        self.regions.push(prefix.to_owned());
        self
    }

    /// Changes its standing from this time on.
    #[must_use]
    pub fn with_status(mut self, since: UnixTime, granted: bool) -> Self {
        self.history.push((since, granted));
        self.history.sort_by_key(|(start, _)| *start);
        self
    }

    fn to_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.iter().map(PublicKey::to_jwk).collect();
        let mut identity = json!({ "OtherIds": [self.id] });
        // The schema knows no empty arrays.
        if !keys.is_empty() {
            put(&mut identity, "PublicKeyValues", keys.into());
        }
        let mut statuses = self.history.iter().rev().map(|(since, granted)| {
            let status = if *granted { "granted" } else { "withdrawn" };
            json!({
                "ServiceName": texts(&named(&self.names, &self.id)),
                "ServiceDigitalIdentity": identity,
                "ServiceStatus": format!("{STATUS}{status}"),
                "StatusStartingTime": since.to_string(),
            })
        });
        let mut information = statuses.next().unwrap_or_default();
        let ours = json!([{ "CertfillTypes": self.types, "CertfillRegions": self.regions }]);
        put(&mut information, "ServiceInformationExtensions", ours);
        let mut service = json!({ "ServiceInformation": information });
        let history: Vec<Value> = statuses.collect();
        if !history.is_empty() {
            put(&mut service, "ServiceHistory", history.into());
        }
        json!({
            "TrustedEntityInformation": self.information_json(),
            "TrustedEntityServices": [service],
        })
    }

    /// The members that the published schema requires, whatever the caller told.
    fn information_json(&self) -> Value {
        let uris = named(&self.information, &self.id);
        let uris: Vec<Value> = uris
            .iter()
            .map(|(language, uri)| json!({ "lang": language, "uriValue": uri }))
            .collect();
        let addresses = match self.addresses.as_slice() {
            // Not stated: ISO 3166-1 reserves ZZ for this.
            [] => vec![json!({ "lang": "en", "StreetAddress": "", "Country": "ZZ" })],
            addresses => addresses.to_vec(),
        };
        json!({
            "TEName": texts(&named(&self.names, &self.id)),
            "TEAddress": { "TEPostalAddress": addresses, "TEElectronicAddress": uris },
            "TEInformationURI": uris,
        })
    }
}

fn put(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value);
    }
}

/// At least one text: without any the identifier.
fn named(texts: &[(String, String)], id: &str) -> Vec<(String, String)> {
    match texts {
        [] => vec![("en".to_owned(), id.to_owned())],
        texts => texts.to_vec(),
    }
}

/// A trust list under construction.
#[derive(Clone, Debug)]
pub struct TrustListBuilder {
    sequence: u64,
    issued_at: UnixTime,
    next_update: UnixTime,
    operator: Vec<(String, String)>,
    issuers: Vec<IssuerEntry>,
}

impl TrustListBuilder {
    /// A list with this sequence number, from 1 and rising with every change: verifiers
    /// refuse another list under a number that they have seen.
    pub fn new(sequence: u64, issued_at: UnixTime, next_update: UnixTime) -> Self {
        Self { sequence, issued_at, next_update, operator: Vec::new(), issuers: Vec::new() }
    }

    /// Adds the operator's name in a language.
    #[must_use]
    pub fn with_operator(mut self, language: &str, name: &str) -> Self {
        self.operator.push((language.to_owned(), name.to_owned()));
        self
    }

    /// Adds an issuer.
    #[must_use]
    pub fn with_issuer(mut self, issuer: IssuerEntry) -> Self {
        self.issuers.push(issuer);
        self
    }

    /// The LoTE document.
    pub fn to_json(&self) -> Value {
        let entities: Vec<Value> = self.issuers.iter().map(IssuerEntry::to_json).collect();
        let mut list = json!({
            "ListAndSchemeInformation": {
                "LoTEVersionIdentifier": 1,
                "LoTESequenceNumber": self.sequence,
                "LoTEType": "https://certfill.example/lote/type/certificate-issuers",
                "SchemeOperatorName": texts(&named(&self.operator, "not stated")),
                "SchemeTerritory": "CN",
                "ListIssueDateTime": self.issued_at.to_string(),
                "NextUpdate": self.next_update.to_string(),
            },
        });
        if !entities.is_empty() {
            put(&mut list, "TrustedEntitiesList", entities.into());
        }
        json!({ "LoTE": list })
    }

    /// The list as compact JWS, signed by one root key.
    pub fn sign(&self, root: &SigningKey) -> String {
        let mut protected = header([
            ("typ", cert_verify::trust_list::TYPE.into()),
            ("kid", root.public().thumbprint().into()),
        ]);
        protected.insert("iat".to_owned(), self.issued_at.seconds().into());
        sign_jws(&protected, self.to_json().to_string().as_bytes(), root)
    }

    /// The list signed by several root keys (general JSON form).
    pub fn sign_by_all(&self, roots: &[&SigningKey]) -> String {
        let mut protected = header([("typ", cert_verify::trust_list::TYPE.into())]);
        protected.insert("iat".to_owned(), self.issued_at.seconds().into());
        sign_jws_general(&protected, self.to_json().to_string().as_bytes(), roots)
    }
}

/// A root key set, signed by enough of the old and of the new keys.
pub fn sign_root_keys(
    version: u64,
    threshold: usize,
    keys: &[PublicKey],
    signers: &[&SigningKey],
) -> String {
    let keys: Vec<Value> = keys.iter().map(PublicKey::to_jwk).collect();
    let payload = json!({ "version": version, "threshold": threshold, "keys": keys });
    let protected = header([("typ", "certfill-roots+jwt".into())]);
    sign_jws_general(&protected, payload.to_string().as_bytes(), signers)
}

fn texts(names: &[(String, String)]) -> Value {
    let texts = names.iter().map(|(language, name)| json!({ "lang": language, "value": name }));
    Value::Array(texts.collect())
}
