//! The W3C Verifiable Credentials Data Model, as far as verification needs it (VCDM 2.0 section 4).
//!
//! JSON is read as JSON: contexts are never fetched and names are never interpreted through them.

use serde_json::{Map, Value};

use super::{BitstringEntry, Contents, Holder, StatusReference};
use crate::{Code, UnixTime, numeric_date};

/// The contexts that must come first (VCDM 2.0 section 4.3; 1.1 section 4.1).
const VERSION_2: &str = "https://www.w3.org/ns/credentials/v2";
const ANY_VERSION: &str = "https://www.w3.org/ns/credentials/v";
const VERSION_1: &str = "https://www.w3.org/2018/credentials/v1";

/// Real credentials name one or two lists.
const MOST_STATUS_ENTRIES: usize = 8;

/// The issuer: a text, or the `id` of an object.
pub(super) fn issuer(credential: &Map<String, Value>) -> Option<&str> {
    match credential.get("issuer")? {
        Value::String(issuer) => Some(issuer),
        other => other.get("id")?.as_str(),
    }
}

/// One value or an array of values.
pub(super) fn as_list(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        one => core::slice::from_ref(one),
    }
}

/// The addresses of the status lists that a credential names.
pub(super) fn status_lists(credential: &Map<String, Value>) -> Vec<String> {
    match status(credential) {
        Ok(StatusReference::Bitstring { entries, .. }) => {
            entries.into_iter().map(|entry| entry.uri).collect()
        }
        _ => Vec::new(),
    }
}

/// Checks the data model and takes out what the pipeline needs.
///
/// # Errors
/// [`Code::ClaimMissing`], [`Code::ClaimMalformed`].
pub(super) fn contents(credential: &Map<String, Value>, holder: Holder) -> Result<Contents, Code> {
    let context = credential.get("@context").map(as_list).ok_or(Code::ClaimMissing)?;
    match context.first().and_then(Value::as_str) {
        Some(VERSION_1 | VERSION_2) => {}
        // A version that is newer than this.
        Some(other) if other.starts_with(ANY_VERSION) => return Err(Code::FormatNotSupported),
        _ => return Err(Code::ClaimMalformed),
    }
    let types = credential.get("type").map(as_list).ok_or(Code::ClaimMissing)?;
    if !types.iter().any(|name| name == "VerifiableCredential")
        || !types.iter().all(Value::is_string)
    {
        return Err(Code::ClaimMalformed);
    }
    let issuer = issuer(credential).filter(|issuer| is_url(issuer)).ok_or(Code::ClaimMissing)?;
    if credential.get("id").is_some_and(|id| !id.as_str().is_some_and(is_url)) {
        return Err(Code::ClaimMalformed);
    }
    let subjects = credential.get("credentialSubject").map(as_list).ok_or(Code::ClaimMissing)?;
    if subjects.is_empty()
        || subjects.iter().any(|subject| subject.as_object().is_none_or(Map::is_empty))
    {
        return Err(Code::ClaimMalformed);
    }
    // Each version has its names, and credentials of either carry those of the other: the narrower
    // time counts, so that no ending is passed over.
    let not_before = time(credential, "validFrom")?.max(time(credential, "issuanceDate")?);
    let expires = earlier(time(credential, "validUntil")?, time(credential, "expirationDate")?);
    if let (Some(start), Some(end)) = (not_before, expires)
        && end < start
    {
        return Err(Code::ClaimMalformed);
    }
    let specific =
        types.iter().filter_map(Value::as_str).find(|name| *name != "VerifiableCredential");
    Ok(Contents {
        issuer: Some(issuer.to_owned()),
        credential_type: Some(specific.unwrap_or("VerifiableCredential").to_owned()),
        issued_at: not_before,
        not_before,
        expires,
        status: status(credential)?,
        holder,
        claims: Value::Object(credential.clone()).into(),
    })
}

/// The same for a credential that is secured as a JWT or an SD-JWT (VC-JOSE-COSE 3.1 and 3.2), where
/// registered claims may repeat members of the credential.
///
/// # Errors
/// As [`contents`]; [`Code::ClaimMalformed`] when `iss`, `jti` or `sub` says something else than the member.
pub(super) fn jwt_contents(
    credential: &Map<String, Value>,
    holder: Holder,
) -> Result<Contents, Code> {
    let differs = |claim: &str, member: Option<&str>| {
        credential.get(claim).is_some_and(|value| value.as_str() != member)
    };
    let id = credential.get("id").and_then(Value::as_str);
    if differs("iss", issuer(credential)) || differs("jti", id) || is_about_another(credential) {
        return Err(Code::ClaimMalformed);
    }
    let mut contents = contents(credential, holder)?;
    // Both kinds of times may stand there; the narrower one counts.
    let claim = |name: &str| numeric_date::read(credential.get(name));
    let (issued, start, end) = (claim("iat")?, claim("nbf")?, claim("exp")?);
    contents.issued_at = issued.or(contents.issued_at);
    contents.not_before = contents.not_before.max(start);
    contents.expires = earlier(contents.expires, end);
    Ok(contents)
}

/// VC-JOSE-COSE 3.1.3: `sub`, where it stands there, is the `id` of the subject. A subject without an `id`
/// contradicts nothing.
fn is_about_another(credential: &Map<String, Value>) -> bool {
    let Some(subject) = credential.get("sub") else { return false };
    let named = credential.get("credentialSubject").map(as_list).unwrap_or_default();
    let mut ids = named.iter().filter_map(|one| one.get("id")).peekable();
    !subject.is_string() || (ids.peek().is_some() && !ids.any(|id| id == subject))
}

/// The earlier one of two times that may be absent.
pub(super) fn earlier(a: Option<UnixTime>, b: Option<UnixTime>) -> Option<UnixTime> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn is_url(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
        && !text.contains(char::is_whitespace)
}

/// An `xsd:dateTimeStamp`: a time with its offset.
pub(super) fn time(object: &Map<String, Value>, name: &str) -> Result<Option<UnixTime>, Code> {
    object
        .get(name)
        .map(|value| value.as_str().and_then(UnixTime::parse_rfc3339).ok_or(Code::ClaimMalformed))
        .transpose()
}

/// Bitstring Status List 1.0 section 2.1.
fn status(credential: &Map<String, Value>) -> Result<StatusReference, Code> {
    let Some(named) = credential.get("credentialStatus") else { return Ok(StatusReference::None) };
    let named = as_list(named);
    if named.len() > MOST_STATUS_ENTRIES {
        return Err(Code::TooManyItems);
    }
    let mut entries = Vec::new();
    let mut others = false;
    for entry in named {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let types = entry.get("type").map(as_list).unwrap_or_default();
        if !types.iter().any(|name| name == "BitstringStatusListEntry") {
            others = true;
            continue;
        }
        let purpose = text("statusPurpose").ok_or(Code::ClaimMalformed)?;
        let index = text("statusListIndex")
            .filter(|index| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()));
        let uri =
            text("statusListCredential").filter(|uri| is_url(uri)).ok_or(Code::ClaimMalformed)?;
        // `refresh` and `message` inform; they do not take validity away.
        if matches!(purpose, "refresh" | "message") {
            continue;
        }
        // Entries of several bits stand at another place and mean what the issuer says they mean.
        if entry.get("statusSize").is_some_and(|size| size != 1) {
            others = true;
            continue;
        }
        entries.push(BitstringEntry {
            uri: uri.to_owned(),
            index: index.and_then(|index| index.parse().ok()).ok_or(Code::ClaimMalformed)?,
            purpose: purpose.to_owned(),
        });
    }
    Ok(match (entries.is_empty(), others) {
        (true, false) => StatusReference::None,
        (true, true) => StatusReference::NotSupported,
        (false, _) => StatusReference::Bitstring { entries, others },
    })
}
