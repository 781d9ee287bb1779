//! Key material that a caller hands over by itself (`--key` on the command line).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Code, PublicKey, X509Certificate, json,
    trust::Trust,
    x509::{Block, blocks, subject_keys},
};

/// One key or certificate out of a key file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TrustedKey {
    /// A bare public key.
    Key(PublicKey),
    /// A certificate: its key counts, and it is an anchor for chains if it may sign certificates.
    Certificate(Box<X509Certificate>),
}

/// Key files of a whole federation hold some hundred keys.
const MOST_KEYS: usize = 1_000;

/// Reads a JWK, a JWK Set, or PEM text with certificates and public keys.
///
/// An RSA key that does not name its algorithm is taken for PS256 and for RS256. Keys of a JWK Set
/// that cannot be used here (encryption keys, unknown curves) are passed over, as RFC 7517 section 5
/// says, as long as one is left; two keys with one `kid` are refused.
///
/// # Errors
/// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyPrivate`], [`Code::KeyNotSupported`],
/// [`Code::X509Malformed`], or a code of reading JSON.
pub fn trusted_keys_from(bytes: &[u8]) -> Result<Vec<TrustedKey>, Code> {
    let text = core::str::from_utf8(bytes).map_err(|_| Code::KeyMalformed)?.trim();
    if text.starts_with('{') {
        return from_json(&json::parse(text.as_bytes(), json::Limits::LIST)?);
    }
    let mut keys = Vec::new();
    for block in blocks(text)? {
        keys.extend(from_block(&block)?);
    }
    if keys.is_empty() { Err(Code::KeyMalformed) } else { Ok(keys) }
}

fn from_json(document: &Value) -> Result<Vec<TrustedKey>, Code> {
    let Some(set) = document.get("keys") else { return from_jwk(document) };
    let set = set.as_array().ok_or(Code::KeyMalformed)?;
    if set.len() > MOST_KEYS {
        return Err(Code::TooManyItems);
    }
    let mut seen = BTreeSet::new();
    let mut ids = set.iter().filter_map(|jwk| jwk.get("kid")?.as_str());
    if !ids.all(|id| seen.insert(id.as_bytes())) {
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
        return PublicKey::from_jwk(jwk).map(|key| vec![TrustedKey::Key(key)]);
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

fn from_block(block: &Block) -> Result<Vec<TrustedKey>, Code> {
    match block.label.as_str() {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            let certificate = X509Certificate::from_der(&block.bytes)?;
            // A key that cannot be used is said now, not when nothing verifies.
            certificate.keys()?;
            Ok(vec![TrustedKey::Certificate(Box::new(certificate))])
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
            TrustedKey::Certificate(certificate) => self.with_any_issuer_certificate(*certificate),
        }
    }
}
