//! W3C Verifiable Presentations (VCDM 2.0 section 4.13): certificates that a holder shows, with a proof of
//! the holder over all of them.
//!
//! As a JWT (VC-JOSE-COSE 3.1.2, `nonce` and `aud`), with an `eddsa-jcs-2022` proof (`challenge` and
//! `domain`), or without any proof. The certificates inside are read as if each had come alone, envelopes
//! too; what else the holder says in it is the holder's word, and is not shown.

use serde_json::{Map, Value};
use std::sync::Arc;

use super::{
    Contents, Format, Input, ParsedCertificate, Read, Reading, Refused, envelope, read_input,
    vc_data_integrity, vc_model,
};
use crate::{Code, Policy, PublicKey, UnixTime, did, jws::CompactJws, numeric_date};

/// A presentation shows a handful of certificates; each costs a verification.
const MOST_CERTIFICATES: usize = 32;

/// The proof of the holder.
#[derive(Debug)]
enum Proof {
    None,
    Jwt(CompactJws),
    Integrity(vc_data_integrity::Parsed),
}

/// A presentation that was read but not believed.
#[derive(Debug)]
pub(crate) struct Presentation {
    text: String,
    document: Map<String, Value>,
    proof: Proof,
    inside: Vec<Read>,
}

/// For whom and when a proof was made.
#[derive(Debug)]
pub(crate) struct Transaction<'p> {
    pub(crate) nonce: Option<&'p str>,
    pub(crate) audiences: Vec<&'p str>,
    pub(crate) made_at: Option<UnixTime>,
    pub(crate) not_before: Option<UnixTime>,
    pub(crate) expires: Option<UnixTime>,
}

/// Whether a document says that it is a presentation.
pub(super) fn is_one(document: &Map<String, Value>) -> bool {
    let types = document.get("type").map(vc_model::as_list).unwrap_or_default();
    types.iter().any(|name| name == "VerifiablePresentation")
}

/// Takes a JWS whose payload is a presentation.
pub(super) fn from_jws(text: &str, jws: CompactJws, document: Map<String, Value>) -> Reading {
    Some(read(text, document, |_| Ok(Proof::Jwt(jws)), Format::VpJwt))
}

/// Takes a JSON document that is a presentation.
pub(super) fn from_document(text: &str, document: Map<String, Value>) -> Reading {
    Some(if document.contains_key("proof") {
        let integrity = |document: &Map<String, Value>| {
            vc_data_integrity::parse(text, document.clone()).map(Proof::Integrity)
        };
        read(text, document, integrity, Format::VpEddsaJcs)
    } else {
        read(text, document, |_| Ok(Proof::None), Format::Presentation)
    })
}

fn read(
    text: &str,
    document: Map<String, Value>,
    proof: impl FnOnce(&Map<String, Value>) -> Result<Proof, Refused>,
    format: Format,
) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    let refused = |code| Refused { format: Some(format), code };
    let shown = document.get("verifiableCredential").map(vc_model::as_list).unwrap_or_default();
    if shown.len() > MOST_CERTIFICATES {
        return Err(refused(Code::TooManyItems));
    }
    let proof = proof(&document).map_err(|refusal| refused(refusal.code))?;
    let inside = shown.iter().map(read_shown).collect();
    Ok(Arc::new(Presentation { text: text.to_owned(), document, proof, inside }))
}

/// A credential, or its envelope, as an object; or its text, as the data model 1.1 had it.
fn read_shown(shown: &Value) -> Read {
    let read = match (shown, envelope::open_document(shown)) {
        (Value::String(text), _) => read_input(&Input::new(text.as_bytes())),
        (_, Some((name, data))) => Read::enveloped(name, data),
        // What is inside was read strictly with the whole; its canonical form is what its proof is over.
        (document, None) => read_input(&Input::new(crate::jcs::text(document).as_bytes())),
    };
    match &read.parsed {
        // One that shows presentations instead of certificates says nothing about certificates.
        Ok(parsed) if parsed.presentation().is_some() => {
            Read { parsed: Err(Refused { format: None, code: Code::ClaimMalformed }), ..read }
        }
        _ => read,
    }
}

impl Presentation {
    /// The certificates, in the order shown.
    pub(crate) fn inside(&self) -> &[Read] {
        &self.inside
    }

    pub(crate) fn is_signed(&self) -> bool {
        !matches!(self.proof, Proof::None)
    }

    /// Who says that they hold the certificates: every name in the presentation and its proof.
    fn holders(&self) -> Vec<&str> {
        let holder = match self.document.get("holder") {
            Some(Value::Object(holder)) => holder.get("id"),
            holder => holder,
        };
        let mut names: Vec<&str> = holder.and_then(Value::as_str).into_iter().collect();
        let proven = match &self.proof {
            Proof::None => None,
            Proof::Integrity(proof) => proof.member("verificationMethod"),
            Proof::Jwt(jws) => {
                names.extend(self.document.get("iss").and_then(Value::as_str));
                jws.header()
                    .get("kid")
                    .filter(|id| id.as_str().is_some_and(|id| id.starts_with("did:")))
            }
        };
        names.extend(proven.and_then(Value::as_str).map(did::controller));
        names
    }

    /// The one name of the holder, if there is one.
    ///
    /// # Errors
    /// [`Code::IssuerKeyMismatch`] when two names in it differ.
    pub(crate) fn holder(&self) -> Result<Option<&str>, Code> {
        let names = self.holders();
        let first = names.first().copied();
        if names.iter().all(|name| Some(*name) == first) {
            Ok(first)
        } else {
            Err(Code::IssuerKeyMismatch)
        }
    }

    /// For whom, when and for how long the proof was made.
    ///
    /// # Errors
    /// [`Code::ClaimMalformed`], [`Code::ProofPurposeWrong`], [`Code::TypeHeaderWrong`],
    /// [`Code::ProofMalformed`].
    pub(crate) fn transaction(&self) -> Result<Transaction<'_>, Code> {
        match &self.proof {
            Proof::Jwt(jws) => {
                let media_type = jws.media_type();
                let is_named = matches!(media_type, Some("vp+jwt" | "vp-ld+jwt" | "JWT" | "jwt"));
                if !is_named && jws.header().contains_key("typ") {
                    return Err(Code::TypeHeaderWrong);
                }
                let time = |name: &str| numeric_date::read(self.document.get(name));
                Ok(Transaction {
                    nonce: self.document.get("nonce").and_then(Value::as_str),
                    audiences: texts(self.document.get("aud")),
                    made_at: time("iat")?,
                    not_before: time("nbf")?,
                    expires: time("exp")?,
                })
            }
            Proof::Integrity(proof) => {
                if proof.member("proofPurpose").and_then(Value::as_str) != Some("authentication") {
                    return Err(Code::ProofPurposeWrong);
                }
                Ok(Transaction {
                    nonce: proof.member("challenge").and_then(Value::as_str),
                    audiences: texts(proof.member("domain")),
                    made_at: proof.time("created")?,
                    not_before: None,
                    expires: proof.time("expires")?,
                })
            }
            Proof::None => Ok(Transaction {
                nonce: None,
                audiences: Vec::new(),
                made_at: None,
                not_before: None,
                expires: None,
            }),
        }
    }
}

impl ParsedCertificate for Presentation {
    fn format(&self) -> Format {
        match self.proof {
            Proof::None => Format::Presentation,
            Proof::Jwt(_) => Format::VpJwt,
            Proof::Integrity(_) => Format::VpEddsaJcs,
        }
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        let mut parts = vec![("presentation", Value::Object(self.document.clone()))];
        let read = self.inside.iter().filter_map(|read| read.parsed.as_ref().ok());
        parts.extend(read.flat_map(|parsed| parsed.unverified_parts()));
        parts
    }

    fn claimed_issuer(&self) -> Option<&str> {
        None
    }

    fn status_lists(&self) -> Vec<String> {
        let read = self.inside.iter().filter_map(|read| read.parsed.as_ref().ok());
        read.flat_map(|parsed| parsed.status_lists()).collect()
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        match &self.proof {
            Proof::Jwt(jws) => jws.check_form(),
            Proof::Integrity(proof) => proof.check_signature_form(),
            Proof::None => Ok(()),
        }
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        match &self.proof {
            Proof::Jwt(jws) => jws.check_signature(key),
            Proof::Integrity(proof) => proof.check_signature(key),
            Proof::None => Err(Code::SignatureMissing),
        }
    }

    /// A presentation is no certificate: what its holder says in it is nobody's claim.
    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        Err(Code::NotACertificate)
    }

    fn presentation(&self) -> Option<&Presentation> {
        Some(self)
    }
}

/// One text or several.
fn texts(value: Option<&Value>) -> Vec<&str> {
    value.map(vc_model::as_list).unwrap_or_default().iter().filter_map(Value::as_str).collect()
}
