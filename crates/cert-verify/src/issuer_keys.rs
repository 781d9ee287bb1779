//! Candidate keys for JOSE messages: trusted keys, `x5c` chains, and issuers that are their own key.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use crate::{
    Code, PublicKey, UnixTime,
    apart::apart,
    did,
    trust::{CandidateKey, Subject, Trust, TrustSource},
    x509::{X509Certificate, chain},
};

/// The longest `x5c` that is read; see the budget of [`chain`].
const MOST_CERTIFICATES: usize = 8;

/// The keys that may have signed a JOSE message of this issuer.
///
/// `signed_by` says whether a key signed it: an `x5c` chain is looked at only when no trusted key
/// did, and its faults are reported only when its leaf did sign (forged stays forged).
///
/// # Errors
/// The fault of the chain or of the DID when no other key can be used.
pub(crate) fn candidates<'t>(
    header: &Map<String, Value>,
    issuer: Option<&str>,
    trust: &'t Trust,
    now: UnixTime,
    signed_by: &dyn Fn(&PublicKey) -> Result<(), Code>,
) -> Result<Vec<CandidateKey<'t>>, Code> {
    let mut keys = trust.keys_of(issuer, now);
    let is_signed_by = |key: &PublicKey| signed_by(key).is_ok();
    if let Some(chain) = header.get("x5c") {
        if keys.iter().any(|candidate| is_signed_by(&candidate.key)) {
            return Ok(keys);
        }
        return Ok(vec![key_of_chain(chain, issuer, trust, now, signed_by)?]);
    }
    match issuer.and_then(did::key_of) {
        Some(Ok(key)) => keys.push(CandidateKey::self_asserted(key)),
        Some(Err(code)) if keys.is_empty() => return Err(code),
        _ => {}
    }
    Ok(keys)
}

apart! {
    /// The leaf key of a chain that ends at a trusted certificate.
    fn key_of_chain['t](
        chain: &Value,
        issuer: Option<&str>,
        trust: &'t Trust,
        now: UnixTime,
        signed_by: &dyn Fn(&PublicKey) -> Result<(), Code>,
    ) -> Result<CandidateKey<'t>, Code> = from_chain, or Err(Code::KeyNotSupported);
}

fn from_chain<'t>(
    chain: &Value,
    issuer: Option<&str>,
    trust: &'t Trust,
    now: UnixTime,
    signed_by: &dyn Fn(&PublicKey) -> Result<(), Code>,
) -> Result<CandidateKey<'t>, Code> {
    let chain = read_chain(chain)?;
    let leaf = chain.first().ok_or(Code::X509Malformed)?;
    let mut reason = Code::KeyNotSupported;
    let mut signer = None;
    for key in leaf.keys()? {
        match signed_by(&key) {
            Ok(()) => signer = Some(key),
            Err(code) if reason != Code::SignatureWrong => reason = code,
            Err(_) => {}
        }
    }
    let signer = signer.ok_or(reason)?;
    let trusted = trust.certificates();
    let anchors: Vec<&X509Certificate> = trusted.iter().map(|(anchor, _)| *anchor).collect();
    let anchor = chain::check(&chain, &anchors, now)?;
    let sources =
        || trusted.iter().filter(|(known, _)| *known == anchor).map(|(_, source)| *source);
    let is_of = |source: &TrustSource<'_>| match source {
        TrustSource::Listed { issuer: entity, .. } => {
            issuer.is_some_and(|issuer| entity.has_id(issuer))
        }
        _ => true,
    };
    // An authority may stand on a list for several entities.
    let source = sources().find(is_of).or_else(|| sources().next());
    let source = source.unwrap_or(TrustSource::AnyIssuer);
    // A listed name is no one else's, whoever signed.
    if !is_of(&source) && issuer.is_some_and(|issuer| trust.is_listed(issuer)) {
        return Err(Code::IssuerKeyMismatch);
    }
    // A leaf that the caller trusts for everything speaks for any issuer; one below an authority for
    // its subject (SD-JWT VC draft-19 2.5), which may have the name of the issuer beside its own.
    let speaks_for_any = anchor == leaf && matches!(source, TrustSource::AnyIssuer);
    let is_named_issuer = issuer.is_some_and(|issuer| speaks_for_any || leaf.names_uri(issuer));
    let subject = Some(Subject { text: leaf.subject_text().to_owned(), is_named_issuer });
    Ok(CandidateKey {
        source,
        anchor: Some(anchor),
        subject,
        chain,
        ..CandidateKey::for_any_issuer(signer)
    })
}

/// RFC 7515 4.1.6: an array of base64 (not base64url) DER certificates, leaf first.
fn read_chain(chain: &Value) -> Result<Vec<X509Certificate>, Code> {
    let chain = chain.as_array().ok_or(Code::X509Malformed)?;
    if chain.len() > MOST_CERTIFICATES {
        return Err(Code::TooManyItems);
    }
    let read = |entry: &Value| {
        let der =
            STANDARD.decode(entry.as_str().unwrap_or("!")).map_err(|_| Code::X509Malformed)?;
        X509Certificate::from_der(&der)
    };
    chain.iter().map(read).collect()
}
