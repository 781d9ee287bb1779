//! The entities of a list and their services: who, with which keys, for what, since when.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{MAX_ENTRIES, Unread, array, optional_array, optional_time, text};
use crate::{Code, PublicKey, UnixTime, X509Certificate};

/// One entity: what it may do with which keys, under which identifiers.
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    names: Vec<(String, String)>,
    services: Vec<Service>,
}

/// One service of an entity.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// `OtherIds`: what its certificates may say in `iss`. None: its keys alone identify it.
    pub(crate) ids: Vec<String>,
    pub(crate) keys: Vec<PublicKey>,
    /// Its certificates: their keys count, and chains may end at those that may sign others.
    pub(crate) certificates: Vec<X509Certificate>,
    /// What it may issue; none when the list does not say.
    pub(crate) types: Option<Vec<String>>,
    pub(crate) regions: Vec<String>,
    /// Whether it issues certificates; a service of revocation signs status lists only.
    pub(crate) issues: bool,
    /// Statuses with their starting times, as written.
    history: Vec<(UnixTime, Standing)>,
}

/// What one service of an entity may do, for as long as it is in good standing: these keys, for these types, in
/// these regions, and for nothing that another service of the entity may do.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'t> {
    /// Its keys that did not come with a certificate.
    pub keys: &'t [PublicKey],
    /// The types that it may issue, as far as the list says; `*` stands for all.
    pub types: &'t [String],
    /// The prefixes of division codes that it is limited to; empty when it is not.
    pub regions: &'t [String],
}

/// What a status means for certificates of that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Granted,
    Withdrawn,
    /// A status with no meaning known here.
    Unknown,
}

/// The last parts of the addresses of statuses that mean good standing, and of those that end it
/// (TS 119 602 annexes D to H, TS 119 612 section 5.5.4).
const GRANTED: &[&str] = &["granted", "notified", "recognisedatnationallevel"];
const ENDED: &[&str] = &["withdrawn", "revoked", "suspended", "deprecatedatnationallevel"];

impl TrustedIssuer {
    /// The first of its identifiers, equal to `iss` in its certificates; empty when its
    /// certificates alone identify it.
    pub fn id(&self) -> &str {
        self.services.iter().flat_map(|service| &service.ids).next().map_or("", String::as_str)
    }

    /// Whether a certificate of this entity may name itself so.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.services.iter().any(|service| service.has_id(id))
    }

    /// The name in this language, else the first name.
    pub fn name(&self, language: &str) -> &str {
        let exact = self.names.iter().find(|(tag, _)| tag == language);
        exact.or(self.names.first()).map_or("", |(_, name)| name)
    }

    pub(crate) fn names(&self) -> &[(String, String)] {
        &self.names
    }

    /// The types that it may issue, as far as the list says; `*` stands for all.
    pub fn types(&self) -> Vec<&str> {
        let types = self.services.iter().flat_map(|service| service.types.iter().flatten());
        types.map(String::as_str).collect()
    }

    /// The prefixes of division codes that it is limited to; empty when it is not.
    pub fn regions(&self) -> Vec<&str> {
        self.services.iter().flat_map(|service| &service.regions).map(String::as_str).collect()
    }

    /// What each of its services that issue may do at this time; nothing of those that have ended.
    pub fn grants_at(&self, time: UnixTime) -> impl Iterator<Item = Grant<'_>> {
        let good = self.services.iter().filter(move |it| it.issues && it.is_granted_at(time));
        good.map(|service| Grant {
            keys: &service.keys,
            types: service.types.as_deref().unwrap_or_default(),
            regions: &service.regions,
        })
    }

    pub(crate) fn services(&self) -> &[Service] {
        &self.services
    }

    pub(super) fn read(entity: &Value, unread: &mut Unread) -> Result<Self, Code> {
        let information = entity.get("TrustedEntityInformation").ok_or(Code::TrustListMalformed)?;
        [entity, information].into_iter().for_each(|object| unread.members(object));
        let names = optional_array(information, "TEName")?
            .iter()
            .map(|name| Ok((text(name, "lang")?, text(name, "value")?)))
            .collect::<Result<_, Code>>()?;
        let services = array(entity, "TrustedEntityServices", MAX_ENTRIES)?;
        let services =
            services.iter().map(|service| Service::read(service, unread)).collect::<Result<_, _>>();
        Ok(Self { names, services: services? })
    }
}

impl Service {
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.ids.iter().any(|own| own == id)
    }

    fn read(service: &Value, unread: &mut Unread) -> Result<Self, Code> {
        let information = service.get("ServiceInformation").ok_or(Code::TrustListMalformed)?;
        let identity = information.get("ServiceDigitalIdentity").ok_or(Code::TrustListMalformed)?;
        [service, information, identity].into_iter().for_each(|object| unread.members(object));
        let ids = optional_array(identity, "OtherIds")?.iter().filter_map(Value::as_str);
        let mut keys = Vec::new();
        for jwk in optional_array(identity, "PublicKeyValues")? {
            keys.extend(unread.skip("PublicKeyValues", PublicKey::from_jwk(jwk)));
        }
        let mut certificates = Vec::new();
        for entry in optional_array(identity, "X509Certificates")? {
            certificates.extend(unread.skip("X509Certificates", certificate(entry)));
        }
        if keys.is_empty() && certificates.is_empty() {
            unread.add("ServiceDigitalIdentity");
        }
        let mut history = vec![standing(information, unread)?];
        for entry in optional_array(service, "ServiceHistory")? {
            unread.members(entry);
            history.push(standing(entry, unread)?);
        }
        let (mut types, mut regions) = (None, Vec::new());
        for extension in optional_array(information, "ServiceInformationExtensions")? {
            for (name, value) in extension.as_object().into_iter().flatten() {
                match name.as_str() {
                    "CertfillTypes" => types.get_or_insert_with(Vec::new).extend(strings(value)?),
                    "CertfillRegions" => regions.extend(strings(value)?),
                    _ => unread.add(name),
                }
            }
        }
        let kind = information.get("ServiceTypeIdentifier").and_then(Value::as_str);
        Ok(Self {
            ids: ids.map(str::to_owned).collect(),
            keys,
            certificates,
            types,
            regions,
            issues: !kind.is_some_and(|kind| kind.ends_with("/Revocation")),
            history,
        })
    }

    /// The status that held at `time`; before the first one there was none.
    pub(crate) fn standing_at(&self, time: UnixTime) -> Option<Standing> {
        self.newest(|start| start <= time).map(|(_, standing)| standing)
    }

    pub(crate) fn is_granted_at(&self, time: UnixTime) -> bool {
        self.standing_at(time) == Some(Standing::Granted)
    }

    /// When the service stopped to be in good standing, for the report.
    pub(crate) fn withdrawn_at(&self) -> Option<UnixTime> {
        let newest = self.newest(|_| true);
        newest.filter(|(_, standing)| *standing != Standing::Granted).map(|(start, _)| start)
    }

    /// The newest of these statuses, whatever their order in the file; of two that start together
    /// the first one written.
    fn newest(&self, wanted: impl Fn(UnixTime) -> bool) -> Option<(UnixTime, Standing)> {
        let statuses = self.history.iter().rev().copied();
        statuses.filter(|(start, _)| wanted(*start)).max_by_key(|(start, _)| *start)
    }
}

/// `{"val": "base64 of DER"}`, which may be broken into lines.
fn certificate(entry: &Value) -> Result<X509Certificate, Code> {
    let text: String = text(entry, "val")?.split_ascii_whitespace().collect();
    let der = STANDARD.decode(text).map_err(|_| Code::TrustListMalformed)?;
    X509Certificate::from_der(&der)
}

/// A status and when it began. Both may be absent: in the EU's lists of providers of personal
/// data, wallets and access certificates being on the list is the approval.
fn standing(entry: &Value, unread: &mut Unread) -> Result<(UnixTime, Standing), Code> {
    let start = optional_time(entry, "StatusStartingTime")?;
    let start = start.unwrap_or(UnixTime::from_seconds(i64::MIN));
    let Some(status) = entry.get("ServiceStatus") else { return Ok((start, Standing::Granted)) };
    let status = status.as_str().ok_or(Code::TrustListMalformed)?;
    let name = status.rsplit('/').next().unwrap_or_default();
    let standing = if GRANTED.contains(&name) {
        Standing::Granted
    } else if ENDED.contains(&name) {
        Standing::Withdrawn
    } else {
        unread.add(status);
        Standing::Unknown
    };
    Ok((start, standing))
}

fn strings(value: &Value) -> Result<Vec<String>, Code> {
    let malformed = Code::TrustListMalformed;
    let values = value.as_array().ok_or(malformed)?.iter().take(MAX_ENTRIES);
    values.map(|value| value.as_str().map(str::to_owned).ok_or(malformed)).collect()
}
