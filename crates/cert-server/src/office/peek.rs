//! What must be known of a filing before it is checked: which nonce, form, client and
//! attachments it names. Nothing here is believed; the check that follows reads all of it
//! again.

use base64::{Engine, engine::general_purpose::STANDARD};
use cert_verify::{
    PublicKey, base64url,
    json::{self, Limits},
    jws,
    sd_jwt::SdJwt,
};
use serde_json::{Map, Value};

/// A filing names a handful of attachments.
const MAX_ATTACHMENTS: usize = 32;

/// What a filing says about itself.
#[derive(Debug, Default)]
pub(super) struct Peek {
    pub(super) filing: String,
    pub(super) form_id: String,
    pub(super) integrity: String,
    /// Of the first proof of possession.
    pub(super) nonce: Option<String>,
    /// The thumbprint of the key that the first certificate is bound to.
    pub(super) holder: Option<String>,
    /// Digests of attachments.
    pub(super) attachments: Vec<[u8; 32]>,
}

impl Peek {
    /// `None` when the body is no filing at all.
    pub(super) fn at(body: &[u8]) -> Option<Self> {
        let body = json::parse_object(body, Limits::CERTIFICATE).ok()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let transaction = body.get("transaction_data")?.as_array()?.first()?.as_str()?;
        let transaction = decoded(transaction)?;
        let form = transaction.get("form")?;
        let mut peek = Self {
            filing: text("filing")?.to_owned(),
            form_id: form.get("id")?.as_str()?.to_owned(),
            integrity: form.get("integrity")?.as_str()?.to_owned(),
            ..Self::default()
        };
        if let Some(answers) = text("answers").and_then(decoded) {
            peek.find_attachments(&Value::Object(answers));
        }
        for presentation in
            body.get("vp_token")?.as_object()?.values().filter_map(Value::as_array).flatten()
        {
            if let Some((nonce, holder)) = presentation.as_str().and_then(bound) {
                peek.nonce = Some(nonce);
                peek.holder = Some(holder);
                break;
            }
        }
        Some(peek)
    }

    /// The nonce; nothing is known of an empty one.
    pub(super) fn nonce(&self) -> &str {
        self.nonce.as_deref().unwrap_or_default()
    }

    fn find_attachments(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let digest = members.get("digest").and_then(Value::as_str).and_then(digest_bytes);
                if let Some(digest) = digest
                    && self.attachments.len() < MAX_ATTACHMENTS
                    && !self.attachments.contains(&digest)
                {
                    self.attachments.push(digest);
                }
                members.values().for_each(|member| self.find_attachments(member));
            }
            Value::Array(items) => items.iter().for_each(|item| self.find_attachments(item)),
            _ => {}
        }
    }
}

fn decoded(text: &str) -> Option<Map<String, Value>> {
    json::parse_object(&base64url::decode(text).ok()?, Limits::CERTIFICATE).ok()
}

/// Nonce and holder of a presentation with a proof of possession.
fn bound(presentation: &str) -> Option<(String, String)> {
    let presentation = SdJwt::parse(presentation).ok()?;
    let proof = jws::parse(presentation.key_binding()?).ok()?;
    let proof = json::parse_object(proof.unverified_payload(), Limits::CERTIFICATE).ok()?;
    let nonce = proof.get("nonce")?.as_str()?.to_owned();
    let key = PublicKey::from_jwk(presentation.payload().get("cnf")?.get("jwk")?).ok()?;
    Some((nonce, key.thumbprint()))
}

/// `sha-256=:…:` (RFC 9530), with the padded alphabet of RFC 4648 section 4.
pub(super) fn digest_bytes(text: &str) -> Option<[u8; 32]> {
    let inner = text.strip_prefix("sha-256=:")?.strip_suffix(':')?;
    STANDARD.decode(inner).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_read_in_one_spelling() {
        let good = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
        assert_eq!(digest_bytes(good), Some(cert_verify::sha256(b"")));
        for bad in [
            "",
            "sha-256=::",
            "sha-512=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ] {
            assert_eq!(digest_bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_filing_is_not_looked_at() {
        for body in
            [&b""[..], b"[]", b"{}", br#"{"filing":"psb","transaction_data":[],"vp_token":{}}"#]
        {
            assert!(Peek::at(body).is_none());
        }
    }
}
