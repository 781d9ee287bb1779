//! W3C VC 2.0 as a JWT (VC-JOSE-COSE): the payload is the credential itself.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Contents, Format, ParsedCertificate, Refused, sd_jwt_vc, vc_model};
use crate::{
    Code, Policy, PublicKey, UnixTime, did, issuer_keys,
    jws::CompactJws,
    key::Elsewhere,
    trust::{CandidateKey, Trust},
};

/// Takes a parsed JWS whose payload looks like a credential.
pub(super) fn from_jws(
    text: &str,
    jws: CompactJws,
    payload: Map<String, Value>,
) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    Ok(Arc::new(Parsed { text: text.to_owned(), jws, payload }))
}

#[derive(Debug)]
struct Parsed {
    text: String,
    jws: CompactJws,
    payload: Map<String, Value>,
}

impl Parsed {
    /// VC-JOSE-COSE section 3.1.1: the header.
    fn check_claims(&self) -> Result<(), Code> {
        // The header should say what this is, and many issuers leave it away or say only that it is a
        // JWT; the payload decides. One that says something else is something else.
        let is_named = matches!(
            self.jws.media_type(),
            Some("vc+jwt" | "vc-ld+jwt" | "vc+ld+jwt" | "JWT" | "jwt")
        );
        if !is_named && self.jws.header().contains_key("typ") {
            return Err(Code::TypeHeaderWrong);
        }
        if self.payload.contains_key("vp") {
            return Err(Code::ClaimMalformed);
        }
        // A key id that is a DID must belong to the issuer.
        let key_id = self
            .jws
            .header()
            .get("kid")
            .and_then(Value::as_str)
            .filter(|key_id| key_id.starts_with("did:"));
        if key_id.is_some_and(|key_id| Some(did::controller(key_id)) != self.claimed_issuer()) {
            return Err(Code::IssuerKeyMismatch);
        }
        Ok(())
    }
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::VcJwt
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("header", Value::Object(self.jws.header().clone())),
            ("payload", Value::Object(self.payload.clone())),
        ]
    }

    fn claimed_issuer(&self) -> Option<&str> {
        vc_model::issuer(&self.payload)
    }

    fn status_lists(&self) -> Vec<String> {
        vc_model::status_lists(&self.payload)
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        self.jws.check_form()
    }

    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        issuer_keys::candidates(self.jws.header(), self.claimed_issuer(), trust, now, &|key| {
            self.jws.check_signature(&key.checked_elsewhere(elsewhere))
        })
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.jws.check_signature(key)
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        self.check_claims()?;
        let holder = sd_jwt_vc::holder(&Value::Object(self.payload.clone()));
        vc_model::jwt_contents(&self.payload, holder)
    }
}
