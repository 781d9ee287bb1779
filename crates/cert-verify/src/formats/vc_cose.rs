//! W3C VC 2.0 secured with COSE (VC-JOSE-COSE section 3.3): a COSE_Sign1 whose payload is the credential
//! as JSON.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::{Contents, Format, Holder, Input, ParsedCertificate, Reading, Refused, vc_model};
use crate::{
    Code, Policy, PublicKey, UnixTime,
    cbor::Cbor,
    cose::{self, Sign1},
    issuer_keys, json,
    key::Elsewhere,
    trust::{CandidateKey, Trust},
};

/// Bytes that are a COSE_Sign1 around a JSON object with an `@context`.
pub(super) fn read(input: &Input<'_>) -> Reading {
    input.bytes.first().filter(|first| !first.is_ascii())?;
    let message = Cbor::parse(input.bytes).ok()?;
    if cose::kind(&message)? != cose::Kind::Sign1 {
        return None;
    }
    let sign1 = Sign1::from_cbor(message).ok()?;
    if sign1.payload().first() != Some(&b'{') {
        return None;
    }
    let credential = match json::parse_object(sign1.payload(), json::Limits::CERTIFICATE) {
        Ok(credential) => credential,
        Err(code) => return Some(Err(Refused { format: Some(Format::VcCose), code })),
    };
    credential.get("@context")?;
    let text = format!("data:application/vc+cose;base64,{}", STANDARD.encode(input.bytes));
    Some(Ok(Arc::new(Parsed { text, sign1, credential })))
}

#[derive(Debug)]
struct Parsed {
    text: String,
    sign1: Sign1,
    credential: Map<String, Value>,
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::VcCose
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("header", super::cbor_json::cose_header(&self.sign1)),
            ("payload", Value::Object(self.credential.clone())),
        ]
    }

    fn claimed_issuer(&self) -> Option<&str> {
        vc_model::issuer(&self.credential)
    }

    fn status_lists(&self) -> Vec<String> {
        vc_model::status_lists(&self.credential)
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        self.sign1.check_algorithm()
    }

    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        issuer_keys::candidates(&Map::new(), self.claimed_issuer(), trust, now, &|key| {
            self.sign1.check_signature(&key.checked_elsewhere(elsewhere))
        })
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.sign1.check_signature(key)
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        let media_type = self.sign1.typ();
        let fits = matches!(media_type, None | Some("application/vc+cose" | "vc+cose"));
        if !fits || self.sign1.algorithm().is_none() {
            return Err(Code::TypeHeaderWrong);
        }
        vc_model::contents(&self.credential, Holder::NotBound)
    }
}
