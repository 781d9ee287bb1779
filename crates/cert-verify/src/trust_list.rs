//! Trust lists: ETSI TS 119 602 (LoTE) JSON in a JWS, with the client rules of TUF.
//!
//! ```text
//! {"LoTE":{
//!   "ListAndSchemeInformation":{"LoTEVersionIdentifier":1,"LoTESequenceNumber":7,
//!     "ListIssueDateTime":"…","NextUpdate":"…", …},
//!   "TrustedEntitiesList":[{
//!     "TrustedEntityInformation":{"TEName":[{"lang":"zh-CN","value":"…"}]},
//!     "TrustedEntityServices":[{
//!       "ServiceInformation":{"ServiceStatus":"…/granted","StatusStartingTime":"…",
//!         "ServiceDigitalIdentity":{"OtherIds":["https://issuer"],"PublicKeyValues":[{JWK}],
//!           "X509Certificates":[{"val":"base64 of DER"}]},
//!         "ServiceInformationExtensions":[{"CertfillTypes":["vct"],"CertfillRegions":["31"]}]},
//!       "ServiceHistory":[{"ServiceStatus":"…","StatusStartingTime":"…"}]}]}]}}
//! ```
//! `CertfillTypes` and `CertfillRegions` are our extension (ServiceInformationExtensions is there for this):
//! the types that the service may issue (`*` for all), and prefixes of GB/T 2260 division
//! codes. The token is a compact JWS, or general JSON when several root keys sign.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use crate::{
    Code, PublicKey, RootKeys, UnixTime, X509Certificate,
    json::{self, Limits},
    jws, sha256,
};

/// A province has tens of thousands of offices, but far fewer issue certificates.
const MAX_ISSUERS: usize = 10_000;

/// Keys, types or history entries of one service.
const MAX_ENTRIES: usize = 200;

/// The `typ` of a trust list token.
pub const TYPE: &str = "lote+jwt";

/// What must be remembered of the newest list, so that no older one is accepted later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RememberedList {
    /// `LoTESequenceNumber`.
    pub sequence: u64,
    /// SHA-256 of the signed payload.
    pub digest: [u8; 32],
}

/// A trust list that enough root keys signed.
#[derive(Clone, Debug)]
pub struct TrustList {
    remembered: RememberedList,
    issued_at: UnixTime,
    next_update: UnixTime,
    issuers: Vec<TrustedIssuer>,
}

/// One issuer: an identifier, names, and what it may do with which keys.
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    id: String,
    names: Vec<(String, String)>,
    services: Vec<Service>,
}

/// One service of an issuer.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) keys: Vec<PublicKey>,
    /// Its certificates: their keys count, and chains may end at those that may sign others.
    pub(crate) certificates: Vec<X509Certificate>,
    pub(crate) types: Vec<String>,
    pub(crate) regions: Vec<String>,
    /// Statuses with their starting times, as written.
    history: Vec<(UnixTime, bool)>,
}

impl TrustList {
    /// Accepts a list: signature by the threshold of root keys, then the form, then the
    /// rules of TUF 5.4 (sequence number, same number with other content).
    ///
    /// A list whose `NextUpdate` has passed is accepted, but every answer that rests on it is
    /// `undetermined` with [`Code::TrustListTooOld`].
    ///
    /// # Errors
    /// [`Code::TrustListSignatureWrong`], [`Code::TrustListMalformed`],
    /// [`Code::TrustListRolledBack`], [`Code::TrustListReplaced`],
    /// [`Code::TrustListFromFuture`], or a code of reading JSON or keys.
    pub fn accept(
        token: &[u8],
        roots: &RootKeys,
        remembered: Option<&RememberedList>,
        now: UnixTime,
    ) -> Result<Self, Code> {
        /// A phone's clock may be behind the operator's by this much.
        const CLOCK_SKEW: i64 = 300;
        let signatures = jws::parse_signatures(token, Limits::LIST)?;
        if !roots.have_signed(&signatures, TYPE) {
            return Err(Code::TrustListSignatureWrong);
        }
        let payload = signatures.first().ok_or(Code::TrustListSignatureWrong)?.unverified_payload();
        let list = Self::read(payload)?;
        if let Some(remembered) = remembered {
            if list.remembered.sequence < remembered.sequence {
                return Err(Code::TrustListRolledBack);
            }
            if list.remembered.sequence == remembered.sequence && list.remembered != *remembered {
                return Err(Code::TrustListReplaced);
            }
        }
        if list.issued_at > now.plus_seconds(CLOCK_SKEW) {
            return Err(Code::TrustListFromFuture);
        }
        Ok(list)
    }

    fn read(payload: &[u8]) -> Result<Self, Code> {
        let document = json::parse(payload, Limits::LIST)?;
        let malformed = Code::TrustListMalformed;
        let list = document.get("LoTE").ok_or(malformed)?;
        let scheme = list.get("ListAndSchemeInformation").ok_or(malformed)?;
        if scheme.get("LoTEVersionIdentifier").and_then(Value::as_u64) != Some(1) {
            return Err(malformed);
        }
        let sequence = scheme.get("LoTESequenceNumber").and_then(Value::as_u64);
        let issued_at = time(scheme, "ListIssueDateTime")?;
        let next_update = time(scheme, "NextUpdate")?;
        let entities = array(list, "TrustedEntitiesList", MAX_ISSUERS)?;
        let issuers: Vec<TrustedIssuer> =
            entities.iter().map(TrustedIssuer::read).collect::<Result<_, _>>()?;
        Ok(Self {
            remembered: RememberedList {
                sequence: sequence.filter(|number| *number > 0).ok_or(malformed)?,
                digest: sha256(payload),
            },
            issued_at,
            next_update: if next_update > issued_at { next_update } else { return Err(malformed) },
            issuers,
        })
    }

    /// What to store after this list was accepted.
    pub const fn remembered(&self) -> RememberedList {
        self.remembered
    }

    /// `NextUpdate`: after this time the list proves nothing.
    pub const fn next_update(&self) -> UnixTime {
        self.next_update
    }

    /// `ListIssueDateTime`.
    pub const fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// The issuers, in the order of the list.
    pub fn issuers(&self) -> &[TrustedIssuer] {
        &self.issuers
    }
}

impl TrustedIssuer {
    /// The identifier, equal to `iss` in its certificates.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name in this language, else the first name.
    pub fn name(&self, language: &str) -> &str {
        let exact = self.names.iter().find(|(tag, _)| tag == language);
        exact.or(self.names.first()).map_or("", |(_, name)| name)
    }

    pub(crate) fn names(&self) -> &[(String, String)] {
        &self.names
    }

    /// The types that it may issue; `*` stands for all.
    pub fn types(&self) -> Vec<&str> {
        self.services.iter().flat_map(|service| &service.types).map(String::as_str).collect()
    }

    /// The prefixes of division codes that it is limited to; empty when it is not.
    pub fn regions(&self) -> Vec<&str> {
        self.services.iter().flat_map(|service| &service.regions).map(String::as_str).collect()
    }

    /// Whether at least one of its services was in good standing at this time.
    pub fn is_granted_at(&self, time: UnixTime) -> bool {
        self.services.iter().any(|service| service.is_granted_at(time))
    }

    /// All its keys.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.services.iter().flat_map(|service| &service.keys)
    }

    pub(crate) fn services(&self) -> &[Service] {
        &self.services
    }

    fn read(entity: &Value) -> Result<Self, Code> {
        let malformed = Code::TrustListMalformed;
        let names =
            array(entity.get("TrustedEntityInformation").ok_or(malformed)?, "TEName", MAX_ENTRIES)?;
        let names = names.iter().map(|name| Ok((text(name, "lang")?, text(name, "value")?)));
        let services = array(entity, "TrustedEntityServices", MAX_ENTRIES)?;
        let mut id: Option<String> = None;
        let mut read = Vec::new();
        for service in services {
            let information = service.get("ServiceInformation").ok_or(malformed)?;
            let identity = information.get("ServiceDigitalIdentity").ok_or(malformed)?;
            let named = array(identity, "OtherIds", MAX_ENTRIES)?.first().and_then(Value::as_str);
            let named = named.filter(|name| !name.is_empty()).ok_or(malformed)?;
            // One entity is one issuer; two identifiers would make "which one?" a guess.
            if id.get_or_insert_with(|| named.to_owned()) != named {
                return Err(malformed);
            }
            read.push(Service::read(service, information, identity)?);
        }
        Ok(Self {
            id: id.ok_or(malformed)?,
            names: names.collect::<Result<_, Code>>()?,
            services: read,
        })
    }
}

impl Service {
    fn read(service: &Value, information: &Value, identity: &Value) -> Result<Self, Code> {
        let keys = optional_array(identity, "PublicKeyValues")?;
        let certificates = optional_array(identity, "X509Certificates")?;
        if identity.get("PublicKeyValues").or(identity.get("X509Certificates")).is_none() {
            return Err(Code::TrustListMalformed);
        }
        let mut history = vec![status(information)?];
        for entry in optional_array(service, "ServiceHistory")? {
            history.push(status(entry)?);
        }
        let extensions = optional_array(information, "ServiceInformationExtensions")?;
        let strings = |name: &str| -> Result<Vec<String>, Code> {
            let mut out = Vec::new();
            for extension in extensions {
                for value in optional_array(extension, name)? {
                    out.push(value.as_str().ok_or(Code::TrustListMalformed)?.to_owned());
                }
            }
            Ok(out)
        };
        Ok(Self {
            keys: usable_keys(keys)?,
            certificates: certificates.iter().map(certificate).collect::<Result<_, _>>()?,
            types: strings("CertfillTypes")?,
            regions: strings("CertfillRegions")?,
            history,
        })
    }

    /// The status that held at `time`; before the first one there was none.
    pub(crate) fn is_granted_at(&self, time: UnixTime) -> bool {
        self.newest(|start| start <= time).is_some_and(|(_, granted)| granted)
    }

    /// When the service stopped to be in good standing, for the report.
    pub(crate) fn withdrawn_at(&self) -> Option<UnixTime> {
        self.newest(|_| true).filter(|(_, granted)| !granted).map(|(start, _)| start)
    }

    /// The newest of these statuses, whatever their order in the file; of two that start together
    /// the first one written.
    fn newest(&self, wanted: impl Fn(UnixTime) -> bool) -> Option<(UnixTime, bool)> {
        let statuses = self.history.iter().rev().copied();
        statuses.filter(|(start, _)| wanted(*start)).max_by_key(|(start, _)| *start)
    }
}

/// A key of a kind that is not implemented here is left out: it would verify nothing, and one
/// issuer's newer key must not take the whole list away from everybody.
fn usable_keys(jwks: &[Value]) -> Result<Vec<PublicKey>, Code> {
    let mut keys = Vec::new();
    for jwk in jwks {
        match PublicKey::from_jwk(jwk) {
            Ok(key) => keys.push(key),
            Err(Code::KeyNotSupported) => {}
            Err(code) => return Err(code),
        }
    }
    Ok(keys)
}

/// `{"val": "base64 of DER"}`.
fn certificate(entry: &Value) -> Result<X509Certificate, Code> {
    let der = STANDARD.decode(text(entry, "val")?).map_err(|_| Code::TrustListMalformed)?;
    X509Certificate::from_der(&der)
}

/// A status is an address; only one that ends in `granted` is good standing.
fn status(entry: &Value) -> Result<(UnixTime, bool), Code> {
    let status = text(entry, "ServiceStatus")?;
    let name = status.rsplit('/').next().unwrap_or_default();
    Ok((time(entry, "StatusStartingTime")?, name == "granted"))
}

fn text(value: &Value, name: &str) -> Result<String, Code> {
    value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Code::TrustListMalformed)
}

fn time(value: &Value, name: &str) -> Result<UnixTime, Code> {
    UnixTime::parse_rfc3339(&text(value, name)?).ok_or(Code::TrustListMalformed)
}

fn array<'v>(value: &'v Value, name: &str, limit: usize) -> Result<&'v [Value], Code> {
    let items = value.get(name).and_then(Value::as_array).ok_or(Code::TrustListMalformed)?;
    if items.len() > limit { Err(Code::TooManyItems) } else { Ok(items) }
}

fn optional_array<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], Code> {
    let members: &Map<String, Value> = value.as_object().ok_or(Code::TrustListMalformed)?;
    if members.contains_key(name) { array(value, name, MAX_ENTRIES) } else { Ok(&[]) }
}
