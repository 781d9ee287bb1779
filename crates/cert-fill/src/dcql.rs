//! The Digital Credentials Query Language (OpenID4VP 1.0 section 6): which certificates a
//! form can use, and which certificates fit.
//!
//! Read strictly (rule L10). Unknown members are ignored, as the standard says; a filter
//! that would have to be obeyed but is not implemented (`trusted_authorities`) is refused.

use std::collections::BTreeSet;

use cert_verify::{Certificate, ClaimPath, Format, Verified};
use serde_json::Value;

use crate::read::{Malformed, Members, Place};

/// Certificate types that one form can use.
pub(crate) const MAX_CREDENTIALS: usize = 32;

/// Claims of one certificate: a rich certificate has a few dozen.
const MAX_CLAIMS: usize = 100;

/// Values, types, sets and options of one list.
const MAX_ENTRIES: usize = 64;

/// The only format that forms use here.
const FORMAT: &str = "dc+sd-jwt";

/// A query for certificates.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// One per kind of certificate.
    pub credentials: Vec<CredentialQuery>,
    /// Which of them are needed together; empty means all.
    pub sets: Vec<CredentialSet>,
}

/// One kind of certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialQuery {
    /// Its id in the form.
    pub id: String,
    /// The types that fit (`vct_values`).
    pub types: Vec<String>,
    /// Whether several certificates can be used, one per row.
    pub multiple: bool,
    /// Whether possession must be proven.
    pub holder_binding: bool,
    /// The claims asked for; empty means none that can be withheld.
    pub claims: Vec<ClaimQuery>,
    /// Combinations of claim ids, the best first; empty means all claims.
    pub claim_sets: Vec<Vec<String>>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimQuery {
    /// Its id, when combinations name it.
    pub id: Option<String>,
    /// Where it stands.
    pub path: ClaimPath,
    /// The values that fit; empty means any.
    pub values: Vec<Value>,
}

/// Alternatives, one of which is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSet {
    /// Lists of credential ids, the best first.
    pub options: Vec<Vec<String>>,
    /// Whether one option must be met.
    pub required: bool,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Where it breaks the rules of OpenID4VP 1.0 section 6, as `(pointer, expected)`.
    pub fn parse(value: &Value) -> Result<Self, (crate::Pointer, String)> {
        Self::read(value, &Place::root()).map_err(|error| (error.at, error.expected))
    }

    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read_open(value, place)?;
        let mut ids = BTreeSet::new();
        let mut credentials = Vec::new();
        for (at, value) in non_empty(&members, "credentials", MAX_CREDENTIALS)? {
            let credential = CredentialQuery::read(value, &at)?;
            if !ids.insert(credential.id.clone()) {
                return Err(at.child("id").wrong("an id that no other query has"));
            }
            credentials.push(credential);
        }
        let mut sets = Vec::new();
        if members.optional("credential_sets").is_some() {
            for (at, value) in non_empty(&members, "credential_sets", MAX_ENTRIES)? {
                sets.push(CredentialSet::read(value, &at, &ids)?);
            }
            let used: BTreeSet<_> = sets.iter().flat_map(CredentialSet::ids).collect();
            if let Some(unused) = ids.iter().find(|id| !used.contains(id.as_str())) {
                return Err(members
                    .at("credential_sets")
                    .wrong(&format!("a set that uses {unused}")));
            }
        }
        Ok(Self { credentials, sets })
    }

    /// The query with this id.
    pub fn credential(&self, id: &str) -> Option<&CredentialQuery> {
        self.credentials.iter().find(|credential| credential.id == id)
    }

    /// Whether this certificate, if there, cannot be left out: it stands in a required set,
    /// or there are no sets.
    pub fn is_required(&self, id: &str) -> bool {
        let in_required_set = |set: &CredentialSet| set.required && set.ids().any(|one| one == id);
        self.sets.is_empty() || self.sets.iter().any(in_required_set)
    }

    /// Whether nobody can file without this certificate: no alternative of some required set leaves it out.
    pub(crate) fn is_always_there(&self, id: &str) -> bool {
        let needs = |option: &Vec<String>| option.iter().any(|one| one == id);
        self.effective_sets().iter().any(|set| set.required && set.options.iter().all(needs))
    }

    /// The sets, with one required set per certificate when the query has none.
    pub fn effective_sets(&self) -> Vec<CredentialSet> {
        if !self.sets.is_empty() {
            return self.sets.clone();
        }
        let alone = |credential: &CredentialQuery| CredentialSet {
            options: vec![vec![credential.id.clone()]],
            required: true,
        };
        self.credentials.iter().map(alone).collect()
    }
}

impl CredentialSet {
    fn read(value: &Value, place: &Place, known: &BTreeSet<String>) -> Result<Self, Malformed> {
        let members = Members::read_open(value, place)?;
        let mut options = Vec::new();
        for (at, option) in non_empty(&members, "options", MAX_ENTRIES)? {
            let ids =
                option.as_array().filter(|ids| !ids.is_empty() && ids.len() <= MAX_CREDENTIALS);
            let ids = ids.ok_or_else(|| at.wrong("a list of ids"))?;
            let known_id =
                |id: &Value| id.as_str().filter(|id| known.contains(*id)).map(str::to_owned);
            let ids: Option<Vec<_>> = ids.iter().map(known_id).collect();
            options.push(ids.ok_or_else(|| at.wrong("ids of queries"))?);
        }
        Ok(Self { options, required: members.boolean("required", true)? })
    }

    /// Every id in it.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.options.iter().flatten().map(String::as_str)
    }
}

impl CredentialQuery {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read_open(value, place)?;
        let id = identifier(&members)?;
        if members.text("format")? != FORMAT {
            return Err(members.at("format").wrong(FORMAT));
        }
        if members.optional("trusted_authorities").is_some() {
            return Err(members
                .at("trusted_authorities")
                .wrong("no filter by authority: it is not implemented"));
        }
        let meta = Members::read_open(members.required("meta")?, &members.at("meta"))?;
        non_empty(&meta, "vct_values", MAX_ENTRIES)?;
        let mut claims = Vec::new();
        if members.optional("claims").is_some() {
            for (at, value) in non_empty(&members, "claims", MAX_CLAIMS)? {
                claims.push(ClaimQuery::read(value, &at)?);
            }
        }
        let claim_sets = claim_sets(&members, &claims)?;
        Ok(Self {
            id,
            types: meta.texts("vct_values", MAX_ENTRIES)?,
            multiple: members.boolean("multiple", false)?,
            holder_binding: members.boolean("require_cryptographic_holder_binding", true)?,
            claims,
            claim_sets,
        })
    }

    /// Whether a certificate fits: type, proof of possession possible, and the claims asked
    /// for with the values asked for.
    pub fn fits(&self, certificate: &Verified<Certificate>) -> bool {
        certificate.certificate().format() == Format::SdJwtVc
            && self.types.iter().any(|name| name == certificate.credential_type())
            && (!self.holder_binding || certificate.holder_key().is_some())
            && self.claims_that_fit(certificate).is_some()
    }

    /// The claims to show: all of them, or the first combination that the certificate can
    /// meet (OpenID4VP 1.0 section 6.4.1). None when it can meet none.
    pub fn claims_that_fit(&self, certificate: &Verified<Certificate>) -> Option<Vec<&ClaimQuery>> {
        let met = |claim: &&ClaimQuery| claim.is_met(certificate);
        if self.claim_sets.is_empty() {
            return self
                .claims
                .iter()
                .all(|claim| met(&claim))
                .then(|| self.claims.iter().collect());
        }
        let by_id = |id: &String| {
            self.claims.iter().find(|claim| claim.id.as_ref() == Some(id)).filter(met)
        };
        self.claim_sets.iter().find_map(|set| set.iter().map(by_id).collect())
    }

    /// Whether the claim is asked for.
    pub fn asks_for(&self, path: &ClaimPath) -> bool {
        self.claims.iter().any(|claim| claim.path == *path)
    }
}

impl ClaimQuery {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read_open(value, place)?;
        let path = ClaimPath::from_json(members.required("path")?)
            .map_err(|_| members.at("path").wrong("a claims path"))?;
        let id = members.optional("id").map(|_| identifier(&members)).transpose()?;
        let mut values = Vec::new();
        if members.optional("values").is_some() {
            for (at, value) in non_empty(&members, "values", MAX_ENTRIES)? {
                let integer = value.is_i64() || value.is_u64();
                if !(value.is_string() || value.is_boolean() || integer) {
                    return Err(at.wrong("a text, a whole number or a boolean"));
                }
                values.push(value.clone());
            }
        }
        Ok(Self { id, path, values })
    }

    /// A claim with another value counts as absent (section 6.4.1).
    fn is_met(&self, certificate: &Verified<Certificate>) -> bool {
        let found = certificate.claim(&self.path);
        let fits = |value: &&Value| self.values.is_empty() || self.values.contains(value);
        found.iter().any(fits)
    }
}

fn claim_sets(members: &Members<'_>, claims: &[ClaimQuery]) -> Result<Vec<Vec<String>>, Malformed> {
    let ids: Vec<_> = claims.iter().filter_map(|claim| claim.id.as_deref()).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        return Err(members.at("claims").wrong("claim ids that are all different"));
    }
    if members.optional("claim_sets").is_none() {
        return Ok(Vec::new());
    }
    if claims.is_empty() || ids.len() != claims.len() {
        return Err(members.at("claim_sets").wrong("claims, each with an id"));
    }
    let mut sets = Vec::new();
    for (at, set) in non_empty(members, "claim_sets", MAX_ENTRIES)? {
        let set = set
            .as_array()
            .filter(|set| set.len() <= MAX_CLAIMS)
            .ok_or_else(|| at.wrong("a list of claim ids"))?;
        let known = |id: &Value| id.as_str().filter(|id| ids.contains(id)).map(str::to_owned);
        let names: Option<Vec<_>> = set.iter().map(known).collect();
        sets.push(
            names.filter(|names| !names.is_empty()).ok_or_else(|| at.wrong("ids of claims"))?,
        );
    }
    Ok(sets)
}

fn identifier(members: &Members<'_>) -> Result<String, Malformed> {
    let id = members.text("id")?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if plain { Ok(id.to_owned()) } else { Err(members.at("id").wrong("letters, digits, _ and -")) }
}

fn non_empty<'v>(
    members: &Members<'v>,
    name: &str,
    most: usize,
) -> Result<Vec<(Place, &'v Value)>, Malformed> {
    members.required(name)?;
    let items = members.list(name, most)?;
    if items.is_empty() { Err(members.at(name).wrong("at least one item")) } else { Ok(items) }
}
