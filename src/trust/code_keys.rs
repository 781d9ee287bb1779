//! Keys of the operator that open encrypted codes, and which of them to try. Opening is the browser's; nothing here
//! decrypts.
//!
//! Such a key proves nothing: whoever has it can read these codes and make new ones. What is inside needs its own
//! signature.

use core::fmt;

use cert_verify::{EncryptedCode, base64url};
use serde_json::Value;

/// One issuer has few keys at a time, and each that has no name is tried for every code.
const MOST_KEYS: usize = 32;

/// A symmetric key for AES-GCM.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeKey {
    id: Option<String>,
    bytes: Vec<u8>,
}

/// Without the key: what is printed ends up in logs.
impl fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl CodeKey {
    /// A JWK of type `oct` (RFC 7518 section 6.4) with 16, 24 or 32 bytes, and with nothing beside it that says that it is
    /// for something else (RFC 7517 sections 4.2 to 4.4).
    fn from_jwk(jwk: &Value) -> Option<Self> {
        // A member that is there must be a text.
        let text = |name: &str| match jwk.get(name) {
            None => Some(None),
            Some(value) => value.as_str().map(Some),
        };
        let bytes = base64url::decode(text("k")??).ok()?;
        let algorithm = match bytes.len() {
            16 => "A128GCM",
            24 => "A192GCM",
            32 => "A256GCM",
            _ => return None,
        };
        let opens = |uses: &Value| {
            uses.as_array()
                .is_some_and(|uses| uses.iter().any(|one| one.as_str() == Some("decrypt")))
        };
        let fits = text("kty")? == Some("oct")
            && text("alg")?.is_none_or(|named| named == algorithm)
            && text("use")?.is_none_or(|named| named == "enc")
            && jwk.get("key_ops").is_none_or(opens);
        let id = text("kid")?.map(str::to_owned);
        fits.then_some(Self { id, bytes })
    }

    /// Whether a code with this key id may mean it: the id is the text, or the bytes that the text is base64url of. A key
    /// without a name may be any.
    fn is_meant(&self, id: &[u8]) -> bool {
        self.id.as_deref().is_none_or(|own| {
            own.as_bytes() == id || base64url::decode(own).is_ok_and(|own| own == id)
        })
    }
}

/// Reads `code_keys` of the configuration. A malformed key is unused, and harms nothing else.
#[must_use]
pub fn read(value: Option<&Value>) -> Vec<CodeKey> {
    let keys = value.and_then(Value::as_array).into_iter().flatten();
    keys.take(MOST_KEYS).filter_map(CodeKey::from_jwk).collect()
}

/// The keys that may open this code: of its cipher's length, and with its key id; where it names none, each.
pub fn to_try<'a>(code: &EncryptedCode, keys: &'a [CodeKey]) -> impl Iterator<Item = &'a [u8]> {
    let length = code.cipher().key_length();
    let id = code.key_id();
    keys.iter()
        .filter(move |key| key.bytes.len() == length && id.is_none_or(|id| key.is_meant(id)))
        .map(|key| key.bytes.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A message of AES-128 with this key id.
    fn code(id: Option<&[u8]>) -> EncryptedCode {
        let mut message = vec![0x83, 0x43, 0xa1, 1, 1, if id.is_some() { 0xa2 } else { 0xa1 }];
        message.extend_from_slice(&[5, 0x4c]);
        message.extend_from_slice(&[7; 12]);
        if let Some(id) = id {
            message.extend_from_slice(&[4, 0x40 + u8::try_from(id.len()).unwrap()]);
            message.extend_from_slice(id);
        }
        message.push(0x51);
        message.extend_from_slice(&[0xff; 17]);
        EncryptedCode::read(&message).unwrap()
    }

    fn jwk(first: u8, length: usize, more: &Value) -> Value {
        let mut jwk = json!({"kty": "oct", "k": base64url::encode(&vec![first; length])});
        jwk.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        jwk
    }

    fn tried(code: &EncryptedCode, keys: &Value) -> Vec<u8> {
        to_try(code, &read(Some(keys))).map(|key| key[0]).collect()
    }

    #[test]
    fn the_key_id_chooses_and_without_one_each_key_is_tried() {
        let keys = json!([
            jwk(1, 16, &json!({"kid": "one"})),
            jwk(2, 16, &json!({"kid": base64url::encode(&[0xff, 0xfe])})),
            jwk(3, 16, &json!({})),
            jwk(4, 32, &json!({"kid": "one"})),
        ]);
        assert_eq!(tried(&code(Some(b"one")), &keys), [1, 3]);
        assert_eq!(tried(&code(Some(&[0xff, 0xfe])), &keys), [2, 3]);
        assert_eq!(tried(&code(Some(b"two")), &keys), [3]);
        assert_eq!(tried(&code(None), &keys), [1, 2, 3]);
    }

    #[test]
    fn a_malformed_key_is_unused() {
        let good = jwk(1, 16, &json!({"alg": "A128GCM", "use": "enc", "key_ops": ["decrypt"]}));
        assert_eq!(read(Some(&json!([good]))).len(), 1);
        for bad in [
            json!(null),
            json!("k"),
            json!({"kty": "oct"}),
            json!({"kty": "oct", "k": 7}),
            json!({"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAA=="}),
            json!({"k": "AAAAAAAAAAAAAAAAAAAAAA"}),
            jwk(1, 15, &json!({})),
            jwk(1, 0, &json!({})),
            jwk(1, 64, &json!({})),
            jwk(1, 16, &json!({"kty": "RSA"})),
            jwk(1, 16, &json!({"kid": 1})),
            jwk(1, 16, &json!({"alg": "A256GCM"})),
            jwk(1, 16, &json!({"use": "sig"})),
            jwk(1, 16, &json!({"key_ops": ["encrypt"]})),
        ] {
            assert_eq!(read(Some(&json!([bad, good]))).len(), 1, "{bad}");
        }
        let many: Vec<Value> = vec![good; 1_000];
        assert_eq!(read(Some(&Value::Array(many))).len(), MOST_KEYS);
        assert_eq!(read(Some(&json!({"kty": "oct"}))), []);
    }

    #[test]
    fn printing_a_key_does_not_show_it() {
        let keys = read(Some(&json!([jwk(0x41, 16, &json!({"kid": "one"}))])));
        let printed = format!("{keys:?}");
        assert!(printed.contains("one") && !printed.contains("65"), "{printed}");
    }
}
