//! Trust lists: ETSI TS 119 602 (LoTE) JSON in a JWS, with the client rules of TUF.
//!
//! ```text
//! {"LoTE":{
//!   "ListAndSchemeInformation":{"LoTEVersionIdentifier":1,"LoTESequenceNumber":7,"LoTEType":"…"?,
//!     "ListIssueDateTime":"…","NextUpdate":"…", …},
//!   "TrustedEntitiesList":[{
//!     "TrustedEntityInformation":{"TEName":[{"lang":"zh-CN","value":"…"}], …},
//!     "TrustedEntityServices":[{
//!       "ServiceInformation":{"ServiceStatus":"…/granted"?,"StatusStartingTime":"…"?,
//!         "ServiceTypeIdentifier":"…/Issuance"?,
//!         "ServiceDigitalIdentity":{"OtherIds":["https://issuer"]?,"PublicKeyValues":[{JWK}]?,
//!           "X509Certificates":[{"val":"base64 of DER"}]?},
//!         "ServiceInformationExtensions":[{"CertfillTypes":["vct"],"CertfillRegions":["31"]}]?},
//!       "ServiceHistory":[{"ServiceStatus":"…","StatusStartingTime":"…"}]?}]}]?}}
//! ```
//! Every list that fits the published JSON schema is read, those of the EU profiles among them; what is
//! not known here is passed over and named by [`TrustList::unread`]. `CertfillTypes` and
//! `CertfillRegions` are our extension (ServiceInformationExtensions is there for this): the types that
//! the service may issue (`*` for all), and prefixes of GB/T 2260 division codes. The token is a compact
//! JWS (JAdES baseline B is one), or general JSON when several root keys sign.

mod service;

use serde_json::Value;

pub use service::{Grant, TrustedIssuer};
pub(crate) use service::{Service, Standing};

use crate::{
    Code, RootKeys, UnixTime,
    json::{self, Limits},
    jws, sha256,
};

/// A province has tens of thousands of offices, but far fewer issue certificates.
const MAX_ISSUERS: usize = 10_000;

/// Keys, types or history entries of one service.
const MAX_ENTRIES: usize = 200;

/// What is named of a list that is not read whole; a list with more is not read much at all.
const MAX_UNREAD: usize = 50;

/// The `typ` of a trust list token that we make.
pub const TYPE: &str = "lote+jwt";

/// The `typ` of lists that others make: TS 119 602 asks for none, JAdES for this one where there is one.
const TYPES: &[Option<&str>] = &[Some(TYPE), Some("JOSE"), None];

/// The profiles of TS 119 602 annexes D to I have types with this beginning.
const EU_PROFILE: &str = "http://uri.etsi.org/19602/LoTEType/";

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
    list_type: String,
    issuers: Vec<TrustedIssuer>,
    unread: Vec<String>,
}

/// The members that TS 119 602 defines in the objects that are read here.
const MEMBERS: &[&str] = &[
    "LoTE",
    "ListAndSchemeInformation",
    "TrustedEntitiesList",
    "LoTEVersionIdentifier",
    "LoTESequenceNumber",
    "LoTEType",
    "SchemeOperatorName",
    "SchemeOperatorAddress",
    "SchemeName",
    "SchemeInformationURI",
    "StatusDeterminationApproach",
    "SchemeTypeCommunityRules",
    "SchemeTerritory",
    "PolicyOrLegalNotice",
    "HistoricalInformationPeriod",
    "PointersToOtherLoTE",
    "ListIssueDateTime",
    "NextUpdate",
    "DistributionPoints",
    "SchemeExtensions",
    "TrustedEntityInformation",
    "TrustedEntityServices",
    "TEName",
    "TETradeName",
    "TEAddress",
    "TEInformationURI",
    "TEInformationExtensions",
    "ServiceInformation",
    "ServiceHistory",
    "ServiceTypeIdentifier",
    "ServiceName",
    "ServiceDigitalIdentity",
    "ServiceStatus",
    "StatusStartingTime",
    "SchemeServiceDefinitionURI",
    "ServiceSupplyPoints",
    "TEServiceDefinitionURI",
    "ServiceDefinitionURI",
    "ServiceInformationExtensions",
    "X509Certificates",
    "X509SubjectNames",
    "PublicKeyValues",
    "X509SKIs",
    "OtherIds",
];

/// Collects the names of what is passed over.
#[derive(Default)]
struct Unread(Vec<String>);

impl Unread {
    fn add(&mut self, name: &str) {
        if self.0.len() < MAX_UNREAD && !self.0.iter().any(|known| known == name) {
            self.0.push(name.to_owned());
        }
    }

    /// Members that the standard does not define. Those of it that decide nothing here are no news.
    fn members(&mut self, object: &Value) {
        for name in object.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !MEMBERS.contains(&name.as_str()) {
                self.add(name);
            }
        }
    }

    /// What was read; else one more thing that was passed over. It would verify nothing, and one
    /// issuer's newer or broken key must not take the whole list away from everybody.
    fn skip<T>(&mut self, name: &str, read: Result<T, Code>) -> Option<T> {
        read.map_err(|code| self.add(&format!("{name}: {code}"))).ok()
    }
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
        if !roots.have_signed(&signatures, TYPES) {
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
        let mut unread = Unread::default();
        [&document, list, scheme].into_iter().for_each(|object| unread.members(object));
        let entities = match list.get("TrustedEntitiesList") {
            Some(_) => array(list, "TrustedEntitiesList", MAX_ISSUERS)?,
            None => &[],
        };
        let issuers: Vec<TrustedIssuer> = entities
            .iter()
            .map(|entity| TrustedIssuer::read(entity, &mut unread))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            remembered: RememberedList {
                sequence: sequence.filter(|number| *number > 0).ok_or(malformed)?,
                digest: sha256(payload),
            },
            issued_at,
            next_update,
            list_type: scheme
                .get("LoTEType")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            issuers,
            unread: unread.0,
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

    /// The EU profile that the list says it has (`EUPIDProvidersList` and the like), else its `LoTEType` as
    /// it is; empty when it says nothing.
    pub fn profile(&self) -> &str {
        self.list_type.strip_prefix(EU_PROFILE).unwrap_or(&self.list_type)
    }

    /// Whether the profile itself says that its issuers issue this type: providers of personal
    /// identification data issue just that (CIR (EU) 2024/2977).
    pub(crate) fn profile_allows(&self, credential_type: &str) -> bool {
        self.profile() == "EUPIDProvidersList" && credential_type.starts_with("urn:eudi:pid:")
    }

    /// What the list holds that is not known here and was passed over: members, extensions, statuses,
    /// kinds of keys, broken certificates.
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The issuers, in the order of the list.
    pub fn issuers(&self) -> &[TrustedIssuer] {
        &self.issuers
    }
}

fn text(value: &Value, name: &str) -> Result<String, Code> {
    value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Code::TrustListMalformed)
}

fn time(value: &Value, name: &str) -> Result<UnixTime, Code> {
    UnixTime::parse_rfc3339(&text(value, name)?).ok_or(Code::TrustListMalformed)
}

fn optional_time(value: &Value, name: &str) -> Result<Option<UnixTime>, Code> {
    value.get(name).map(|_| time(value, name)).transpose()
}

fn array<'v>(value: &'v Value, name: &str, limit: usize) -> Result<&'v [Value], Code> {
    let items = value.get(name).and_then(Value::as_array).ok_or(Code::TrustListMalformed)?;
    if items.len() > limit { Err(Code::TooManyItems) } else { Ok(items) }
}

fn optional_array<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], Code> {
    match value.get(name) {
        Some(_) => array(value, name, MAX_ENTRIES),
        None => Ok(&[]),
    }
}
