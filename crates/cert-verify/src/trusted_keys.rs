//! Key material that a caller hands over by itself (`--key` on the command line).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Code, PublicKey, X509Certificate, json,
    received::without_surroundings,
    trust::Trust,
    x509::{Block, blocks, subject_keys},
};

/// One key or certificate out of a key file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TrustedKey {
    /// A bare public key.
    Key(PublicKey),
    /// A key of a SMART Health Card issuer that publishes revocation lists, and the version of the list
    /// (`crlVersion`).
    CardKey(PublicKey, u64),
    /// A certificate: its key counts, and it is an anchor for chains if it may sign certificates.
    Certificate(Box<X509Certificate>),
}

/// Key files of a whole federation hold some hundred keys.
const MOST_KEYS: usize = 1_000;

/// Reads a JWK, a JWK Set, or PEM text with certificates and public keys.
///
/// An RSA key that does not name its algorithm is taken for PS256 and for RS256. Keys of a JWK Set
/// that cannot be used here (encryption keys, unknown curves) are passed over, as RFC 7517 section 5
/// says, as long as one is left; two keys of one type with one `kid` are refused (section 4.5). A
/// certificate may also come in DER, and the keys of a set as a bare array.
///
/// # Errors
/// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyPrivate`], [`Code::KeyNotSupported`],
/// [`Code::X509Malformed`], or a code of reading JSON.
pub fn trusted_keys_from(bytes: &[u8]) -> Result<Vec<TrustedKey>, Code> {
    // A DER SEQUENCE with a length of two bytes; no text begins like this.
    if bytes.starts_with(&[0x30, 0x82]) {
        return from_certificate(bytes);
    }
    let text = core::str::from_utf8(without_surroundings(bytes)).map_err(|_| Code::KeyMalformed)?;
    if text.starts_with(['{', '[']) {
        return from_json(&json::parse(text.as_bytes(), json::Limits::LIST)?);
    }
    let mut keys = Vec::new();
    for block in blocks(text)? {
        keys.extend(from_block(&block)?);
    }
    if keys.is_empty() { Err(Code::KeyMalformed) } else { Ok(keys) }
}

fn from_json(document: &Value) -> Result<Vec<TrustedKey>, Code> {
    let set = match (document, document.get("keys")) {
        (Value::Array(set), _) | (_, Some(Value::Array(set))) => set,
        (_, Some(_)) => return Err(Code::KeyMalformed),
        (_, None) => return from_jwk(document),
    };
    if set.len() > MOST_KEYS {
        return Err(Code::TooManyItems);
    }
    let mut seen = BTreeSet::new();
    let named = |jwk: &'_ Value| -> Option<(String, String)> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("kid")?, text("kty").unwrap_or_default()))
    };
    if !set.iter().filter_map(named).all(|name| seen.insert(name)) {
        return Err(Code::KeyMalformed);
    }
    let mut keys = Vec::new();
    let mut reason = Code::KeyMalformed;
    for jwk in set {
        match from_jwk(jwk) {
            Ok(found) => keys.extend(found),
            // A secret in a set that is handed around must not go unnoticed.
            Err(Code::KeyPrivate) => return Err(Code::KeyPrivate),
            Err(code) => reason = code,
        }
    }
    if keys.is_empty() { Err(reason) } else { Ok(keys) }
}

fn from_jwk(jwk: &Value) -> Result<Vec<TrustedKey>, Code> {
    let is_open_rsa = jwk.get("kty").is_some_and(|kind| kind == "RSA") && jwk.get("alg").is_none();
    if !is_open_rsa {
        let key = PublicKey::from_jwk(jwk)?;
        let version = jwk.get("crlVersion").and_then(Value::as_u64);
        return Ok(vec![match version {
            Some(version) => TrustedKey::CardKey(key, version),
            None => TrustedKey::Key(key),
        }]);
    }
    let with = |algorithm: &str| {
        let mut jwk = jwk.clone();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("alg".to_owned(), algorithm.into());
        }
        PublicKey::from_jwk(&jwk).map(TrustedKey::Key)
    };
    Ok(vec![with("PS256")?, with("RS256")?])
}

fn from_certificate(der: &[u8]) -> Result<Vec<TrustedKey>, Code> {
    let certificate = X509Certificate::from_der(der)?;
    // A key that cannot be used is said now, not when nothing verifies.
    certificate.keys()?;
    Ok(vec![TrustedKey::Certificate(Box::new(certificate))])
}

fn from_block(block: &Block) -> Result<Vec<TrustedKey>, Code> {
    match block.label.as_str() {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            from_certificate(&block.bytes)
        }
        "PUBLIC KEY" => Ok(subject_keys(&block.bytes)?.into_iter().map(TrustedKey::Key).collect()),
        label if label.contains("PRIVATE KEY") => Err(Code::KeyPrivate),
        _ => Err(Code::KeyNotSupported),
    }
}

impl Trust {
    /// Also trusts this key or certificate for any issuer and type.
    #[must_use]
    pub fn with_any_issuer(self, key: TrustedKey) -> Self {
        match key {
            TrustedKey::Key(key) => self.with_any_issuer_key(key),
            TrustedKey::CardKey(key, version) => self.with_card_key(key, version),
            TrustedKey::Certificate(certificate) => self.with_any_issuer_certificate(*certificate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    const P256: &str = r#"{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    fn count(text: &str) -> Result<usize, Code> {
        trusted_keys_from(text.as_bytes()).map(|keys| keys.len())
    }

    #[test]
    fn keys_come_alone_in_a_set_and_in_an_array() {
        assert_eq!(count(ED25519), Ok(1));
        assert_eq!(count(&format!("\u{feff}{ED25519}\n")), Ok(1), "byte order mark");
        assert_eq!(count(&format!("[{ED25519},{P256}]")), Ok(2));
        assert_eq!(count(&format!(r#"{{"keys":[{ED25519},{P256}]}}"#)), Ok(2), "one id, two types");
        assert_eq!(
            count(&format!(r#"{{"keys":[{ED25519},{ED25519}]}}"#)),
            Err(Code::KeyMalformed),
            "one id, one type"
        );
        assert_eq!(count(r#"{"keys":{}}"#), Err(Code::KeyMalformed));
        assert_eq!(count("[]"), Err(Code::KeyMalformed));
    }

    #[test]
    fn a_broken_certificate_in_der_is_refused() {
        assert_eq!(
            trusted_keys_from(&[0x30, 0x82, 0x01, 0x00, 0x05]).err(),
            Some(Code::X509Malformed)
        );
    }
}
