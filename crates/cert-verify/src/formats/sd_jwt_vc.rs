//! SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-18) and plain SD-JWT (RFC 9901).
//!
//! Everything that depends on the draft stands here: `typ`, `vct`, which claims may not be
//! disclosed selectively. Which of the two kinds it is follows from the payload (`vct`),
//! never from `typ` alone: `vc+sd-jwt` has been used for two different things, and the
//! reference implementation writes `dc+sd-jwt` on everything. Without a `vct` it is a plain
//! SD-JWT: it has no type, so no issuer on a trust list may issue it and no form can ask for
//! it; only a key that the caller trusts for everything makes it valid. A plain SD-JWT with an
//! `@context` is a W3C credential (VC-JOSE-COSE 3.2, RFC 9901 A.4): its own `validUntil` and
//! `credentialStatus` count.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Contents, Format, Holder, Input, NamedKey, ParsedCertificate, Refused, StatusReference,
    vc_model,
};
use crate::{
    Binding, ClaimPath, Code, Policy, PublicKey, UnixTime, base64url, did, issuer_keys,
    jws::{self, CompactJws},
    key::Elsewhere,
    key_binding, numeric_date,
    sd_jwt::SdJwt,
    trust::{CandidateKey, Trust},
};

const TYPE: &str = "dc+sd-jwt";
const LEGACY_TYPE: &str = "vc+sd-jwt";

/// SD-JWT VC 3.2.2.2: claims that are never selectively disclosed.
const NEVER_DISCLOSED: &[&str] =
    &["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];

/// The longest address of a status list that is followed; browsers and servers cap at less.
const MAX_URI: usize = 2_048;

/// Compact SD-JWTs: three base64url parts, then tildes.
pub(super) fn read(input: &Input<'_>) -> Option<Result<Arc<dyn ParsedCertificate>, Refused>> {
    let text = input.text?;
    let (jwt, _) = text.split_once('~')?;
    if !jws::begins_like_a_header(jwt) || jwt.matches('.').count() != 2 {
        return None;
    }
    Some(match SdJwt::parse(text) {
        Ok(sd_jwt) => Ok(parsed(sd_jwt, Vec::new())),
        Err(code) => Err(Refused { format: Some(Format::SdJwtVc), code }),
    })
}

/// An SD-JWT that was read; `others` are further signatures over the same payload.
pub(super) fn parsed(sd_jwt: SdJwt, others: Vec<CompactJws>) -> Arc<dyn ParsedCertificate> {
    let has_type = sd_jwt.payload().get("vct").is_some();
    let format = if has_type { Format::SdJwtVc } else { Format::SdJwt };
    Arc::new(Parsed { sd_jwt, others, format })
}

#[derive(Debug)]
struct Parsed {
    sd_jwt: SdJwt,
    others: Vec<CompactJws>,
    format: Format,
}

impl Parsed {
    fn check_type(&self, policy: &Policy) -> Result<(), Code> {
        let mut signatures = core::iter::once(self.sd_jwt.jwt()).chain(&self.others);
        let all_fit = signatures.all(|signature| self.fits(signature, policy));
        if all_fit { Ok(()) } else { Err(Code::TypeHeaderWrong) }
    }

    fn fits(&self, header: &CompactJws, policy: &Policy) -> bool {
        let media_type = header.media_type();
        match self.format {
            Format::SdJwtVc => {
                media_type == Some(TYPE)
                    || (policy.allow_legacy_typ && media_type == Some(LEGACY_TYPE))
            }
            // RFC 9901 9.11: other tokens of the same key must not pass for certificates.
            _ => match media_type {
                // Its old name counts for what it was made for, and for W3C credentials, whose
                // registered name it is.
                Some(LEGACY_TYPE) => policy.allow_legacy_typ || self.is_w3c(),
                Some(name) => name.ends_with("+sd-jwt") || name == "sd-jwt",
                None => !header.header().contains_key("typ"),
            },
        }
    }

    /// Whether it is a credential of the W3C data model; the payload decides.
    fn is_w3c(&self) -> bool {
        self.format == Format::SdJwt && self.sd_jwt.payload().get("@context").is_some()
    }

    /// SD-JWT VC allows the JWT form of status lists only; a plain SD-JWT has no such rule.
    fn allows_cwt_lists(&self) -> bool {
        self.format != Format::SdJwtVc
    }

    /// The contents of a credential of the W3C data model. A status in the terms of JOSE may stand in
    /// it as well; two mechanisms side by side are one too many to answer for.
    fn w3c_contents(&self, claims: &Value) -> Result<Contents, Code> {
        let credential = claims.as_object().ok_or(Code::JsonMalformed)?;
        let mut contents = vc_model::jwt_contents(credential, holder(claims))?;
        let status = status_reference(claims, self.allows_cwt_lists())?;
        contents.status = match (contents.status, status) {
            (StatusReference::None, status) | (status, StatusReference::None) => status,
            _ => StatusReference::NotSupported,
        };
        Ok(contents)
    }

    /// Claims that only the signed payload may hold.
    fn check_never_disclosed(&self, claims: &Value) -> Result<(), Code> {
        let signed = self.sd_jwt.payload();
        // Compared whole: nothing inside `cnf` and `status` may be hidden either.
        if NEVER_DISCLOSED.iter().any(|name| claims.get(name) != signed.get(name)) {
            return Err(Code::DisclosedClaimForbidden);
        }
        Ok(())
    }
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        self.format
    }

    fn text(&self) -> &str {
        self.sd_jwt.text()
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        let jwt = self.sd_jwt.jwt();
        let mut parts = vec![
            ("header", Value::Object(jwt.header().clone())),
            ("payload", self.sd_jwt.payload().clone()),
        ];
        for disclosure in self.sd_jwt.disclosures() {
            let name = disclosure.name().map_or(Value::Null, Value::from);
            parts.push((
                "disclosure",
                crate::json::object(vec![("name", name), ("value", disclosure.value().clone())]),
            ));
        }
        if let Some(proof) = self.sd_jwt.key_binding().and_then(|text| jws::parse(text).ok()) {
            parts.push(("key-binding header", Value::Object(proof.header().clone())));
            let payload =
                crate::json::parse(proof.unverified_payload(), crate::json::Limits::CERTIFICATE);
            parts.push(("key-binding payload", payload.unwrap_or_default()));
        }
        parts
    }

    fn claimed_issuer(&self) -> Option<&str> {
        let payload = self.sd_jwt.payload().as_object()?;
        match payload.get("iss") {
            None if self.is_w3c() => vc_model::issuer(payload),
            issuer => issuer?.as_str(),
        }
    }

    fn status_lists(&self) -> Vec<String> {
        if self.is_w3c() {
            // Its status may have come in a disclosure.
            let claims = self.sd_jwt.processed_payload().unwrap_or_default();
            let lists = claims.as_object().map(vc_model::status_lists).unwrap_or_default();
            if !lists.is_empty() {
                return lists;
            }
        }
        match status_reference(self.sd_jwt.payload(), self.allows_cwt_lists()) {
            Ok(StatusReference::TokenStatusList { uri, .. }) => vec![uri],
            _ => Vec::new(),
        }
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        self.sd_jwt.jwt().check_form()
    }

    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        let jwt = self.sd_jwt.jwt();
        issuer_keys::candidates(jwt.header(), self.claimed_issuer(), trust, now, &|key| {
            jwt.check_signature(&key.checked_elsewhere(elsewhere))
        })
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        let first = self.sd_jwt.jwt().check_signature(key);
        let is_other = || self.others.iter().any(|other| other.check_signature(key).is_ok());
        if first.is_err() && is_other() { Ok(()) } else { first }
    }

    fn contents(&self, policy: &Policy) -> Result<Contents, Code> {
        self.check_type(policy)?;
        let claims = self.sd_jwt.process()?.claims;
        let is_typed = self.sd_jwt.jwt().media_type() == Some(TYPE);
        if self.format == Format::SdJwtVc || is_typed || claims.get("vct").is_some() {
            self.check_never_disclosed(&claims)?;
        }
        if self.is_w3c() {
            return self.w3c_contents(&claims);
        }
        let credential_type = text(&claims, "vct")?;
        if credential_type.as_deref() == Some("") {
            return Err(Code::ClaimMissing);
        }
        Ok(Contents {
            issuer: text(&claims, "iss")?,
            credential_type,
            issued_at: numeric_date::claim(&claims, "iat")?,
            not_before: numeric_date::claim(&claims, "nbf")?,
            expires: numeric_date::claim(&claims, "exp")?,
            status: status_reference(&claims, self.allows_cwt_lists())?,
            holder: holder(&claims),
            claims: claims.into(),
        })
    }

    fn has_key_binding(&self) -> bool {
        self.sd_jwt.key_binding().is_some()
    }

    fn check_key_binding(
        &self,
        holder: &PublicKey,
        binding: Binding<'_>,
        policy: &Policy,
        now: UnixTime,
    ) -> Result<Value, Code> {
        key_binding::check(&self.sd_jwt, holder, binding, policy, now)
    }

    fn key_in_proof(&self, thumbprint: &str) -> Option<PublicKey> {
        key_binding::key_in_header(&self.sd_jwt, thumbprint)
    }

    fn disclose(&self, paths: &[ClaimPath]) -> Result<String, Code> {
        self.sd_jwt.disclose(&self.sd_jwt.process()?, paths)
    }
}

fn text(claims: &Value, name: &str) -> Result<Option<String>, Code> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Code::ClaimMalformed),
    }
}

/// Token Status List 6.1: `status.status_list.{idx,uri}`.
pub(super) fn status_reference(claims: &Value, cwt: bool) -> Result<StatusReference, Code> {
    let Some(status) = claims.get("status") else {
        return Ok(StatusReference::None);
    };
    let status = status.as_object().ok_or(Code::ClaimMalformed)?;
    let Some(list) = status.get("status_list") else {
        return Ok(StatusReference::NotSupported);
    };
    let index = list.get("idx").and_then(Value::as_u64).ok_or(Code::ClaimMalformed)?;
    let uri = list.get("uri").and_then(Value::as_str).ok_or(Code::ClaimMalformed)?;
    if uri.is_empty() || uri.len() > MAX_URI || uri.bytes().any(|byte| byte <= b' ') {
        return Err(Code::ClaimMalformed);
    }
    Ok(StatusReference::TokenStatusList { uri: uri.to_owned(), index, cwt })
}

/// The beginning of a thumbprint that is written as an address (RFC 9278).
const THUMBPRINT: &str = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";

/// RFC 7800 `cnf`: a `jwk`; else a name of the key, which needs no lookup when it is a did:key or did:jwk.
pub(super) fn holder(claims: &Value) -> Holder {
    let Some(confirmation) = claims.get("cnf") else {
        return Holder::NotBound;
    };
    let key = match confirmation.get("jwk") {
        Some(jwk) => PublicKey::from_jwk(jwk),
        None if confirmation.as_object().is_some_and(|members| !members.is_empty()) => {
            return named_holder(confirmation);
        }
        None => Err(Code::KeyMalformed),
    };
    match key {
        Ok(key) => Holder::Key(key),
        Err(Code::KeyNotSupported) => Holder::Unusable(Code::HolderKeyNotSupported),
        Err(_) => Holder::Unusable(Code::HolderKeyMalformed),
    }
}

/// A key id that is an identifier of the key itself, a thumbprint (`jkt` of RFC 9449 too), or any other
/// name that somebody somewhere may know.
fn named_holder(confirmation: &Value) -> Holder {
    let name = |member: &str| confirmation.get(member).and_then(Value::as_str);
    let named = |thumbprint, reason| Holder::Named(NamedKey { thumbprint, reason });
    match name("kid").and_then(did::key_of) {
        Some(Ok(key)) => return Holder::Key(key),
        Some(Err(Code::KeyNotSupported)) => return named(None, Code::HolderKeyNotSupported),
        Some(Err(_)) => return named(None, Code::HolderKeyMalformed),
        None => {}
    }
    let thumbprint = name("jkt").or(name("kid")).map(|name| name.trim_start_matches(THUMBPRINT));
    let thumbprint =
        thumbprint.filter(|name| base64url::decode(name).is_ok_and(|it| it.len() == 32));
    named(thumbprint.map(str::to_owned), Code::HolderKeyNotResolved)
}
