//! did:key and did:jwk: identifiers that are their own key, so nothing is fetched.
//!
//! Clauses: did:key (W3C CCG, Multikey form), did:jwk method specification. Not read here: every
//! method that needs the network (did:web …); such issuers must stand on a trust list.

use serde_json::Value;

use crate::{Code, PublicKey, base64url, json, multibase};

/// did:jwk of an RSA key has about 600 characters; longer ones are not worth decoding.
const MOST_CHARACTERS: usize = 2_048;

/// Multicodec `ed25519-pub` as an unsigned varint.
const ED25519: &[u8] = &[0xed, 0x01];
/// Multicodec `p256-pub`.
const P256: &[u8] = &[0x80, 0x24];

/// The key that a did:key or did:jwk (with or without its fragment) stands for.
///
/// `None` for every other identifier.
///
/// # Errors
/// [`Code::DidMalformed`] for a broken identifier, a fragment that names another key, or a key that
/// is not for signatures; [`Code::KeyWeak`], [`Code::KeyNotSupported`] for the key itself.
pub(crate) fn key_of(identifier: &str) -> Option<Result<PublicKey, Code>> {
    let (did, fragment) = match identifier.split_once('#') {
        Some((did, fragment)) => (did, Some(fragment)),
        None => (identifier, None),
    };
    if let Some(multikey) = did.strip_prefix("did:key:") {
        let fragment_fits = fragment.is_none_or(|fragment| fragment == multikey);
        Some(if fragment_fits { from_multikey(multikey) } else { Err(Code::DidMalformed) })
    } else if let Some(encoded) = did.strip_prefix("did:jwk:") {
        let fragment_fits = fragment.is_none_or(|fragment| fragment == "0");
        Some(if fragment_fits { from_encoded_jwk(encoded) } else { Err(Code::DidMalformed) })
    } else {
        None
    }
}

impl PublicKey {
    /// The key of a did:key or did:jwk identifier.
    ///
    /// # Errors
    /// [`Code::DidMalformed`] for every other or broken identifier; the codes of the key itself.
    pub fn from_did(identifier: &str) -> Result<Self, Code> {
        key_of(identifier).unwrap_or(Err(Code::DidMalformed))
    }
}

/// The identifier without its fragment.
pub(crate) fn controller(identifier: &str) -> &str {
    identifier.split_once('#').map_or(identifier, |(did, _)| did)
}

/// Reads a Multikey (W3C Controlled Identifiers 1.0 section 2.2.2): `z` and a prefixed key.
///
/// # Errors
/// As [`key_of`].
pub(crate) fn from_multikey(multikey: &str) -> Result<PublicKey, Code> {
    let bytes = multibase::decode_base58btc(multikey).map_err(|_| Code::DidMalformed)?;
    if let Some(key) = bytes.strip_prefix(ED25519) {
        PublicKey::ed25519_from_bytes(key.try_into().map_err(|_| Code::DidMalformed)?)
    } else if let Some(key) = bytes.strip_prefix(P256).filter(|key| key.len() == 33) {
        PublicKey::p256_from_sec1(key)
    } else if is_known_elsewhere(&bytes) {
        Err(Code::KeyNotSupported)
    } else {
        Err(Code::DidMalformed)
    }
}

/// Multicodecs of signature keys that are not implemented here: secp256k1, BLS12-381, and the block that
/// begins with P-384 (P-521, Ed448, RSA, SM2, ML-DSA, …).
fn is_known_elsewhere(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe7 | 0xea | 0xeb | 0xee, 0x01, _, ..] | [0x81..=0x9f, 0x24, _, ..])
}

fn from_encoded_jwk(encoded: &str) -> Result<PublicKey, Code> {
    if encoded.len() > MOST_CHARACTERS {
        return Err(Code::TooLarge);
    }
    let text = base64url::decode(encoded).map_err(|_| Code::DidMalformed)?;
    let jwk: Value =
        json::parse(&text, json::Limits::CERTIFICATE).map_err(|_| Code::DidMalformed)?;
    PublicKey::from_jwk(&jwk)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_must_name_the_key_itself() {
        let did = "did:key:z6MkmjY8GnV5i9YTDtPETC2uUAW6ejw3nk5mXF5yci5ab7th";
        let multikey = did.rsplit(':').next().unwrap();
        assert!(key_of(did).unwrap().is_ok());
        assert!(key_of(&format!("{did}#{multikey}")).unwrap().is_ok());
        assert_eq!(
            key_of(&format!("{did}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")).unwrap(),
            Err(Code::DidMalformed)
        );
        assert!(key_of("did:web:example.org").is_none());
        assert!(key_of("https://issuer.example").is_none());
    }
}
