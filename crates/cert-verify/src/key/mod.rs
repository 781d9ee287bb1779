//! Public keys: what may verify a signature, and which algorithm that makes it.

mod curve25519;
mod ed25519;
mod elsewhere;
mod p384;
mod rare;

use std::sync::{Arc, OnceLock};

use p256::ecdsa::signature::Verifier;
use serde_json::{Map, Value};

use ed25519::Ed25519;
pub use elsewhere::SignatureJob;
pub(crate) use elsewhere::{Answers, Elsewhere};
pub(crate) use rare::RareKey;

use crate::{Code, apart::apart, base64url, jcs, json, sha256};

/// A signature algorithm. It follows from the trusted key, never from the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), checked strictly.
    Ed25519,
    /// ECDSA with P-256 and SHA-256 (RFC 7518 3.4).
    Es256,
    /// ECDSA with P-384 and SHA-384 (RFC 7518 3.4); certificate chains need it.
    Es384,
    /// RSASSA-PSS with SHA-256 (RFC 7518 3.5); EU DCC needs it.
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 3.3); certificate chains need it.
    Rs256,
}

impl Algorithm {
    /// The JOSE name that we write (RFC 9864: fully specified).
    pub const fn jose_name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    /// Whether a JOSE header may call this algorithm so; the old polymorphic `EdDSA` too.
    pub fn accepts_jose_name(self, name: &str) -> bool {
        match self {
            Self::Ed25519 => matches!(name, "Ed25519" | "EdDSA"),
            other => name == other.jose_name(),
        }
    }
}

apart! {
    /// [`RareKey::from_jwk`].
    fn rare_from_jwk(jwk: &Map<String, Value>) -> Result<RareKey, Code> =
        RareKey::from_jwk, or Err(Code::KeyNotSupported);
    /// [`RareKey::verifies`].
    fn rare_verifies(key: &RareKey, message: &[u8], signature: &[u8]) -> bool =
        RareKey::verifies, or false;
}

/// A public key that was checked when it was loaded: on its curve, not of small order, meant
/// for signatures.
#[derive(Clone)]
pub struct PublicKey {
    /// Shared, so that what is found out about a trusted key is found out once.
    shared: Arc<Shared>,
    /// Who checks its bare signatures; the code here when there is nobody else.
    elsewhere: Option<Elsewhere>,
}

struct Shared {
    inner: Inner,
    thumbprint: OnceLock<String>,
}

#[derive(PartialEq, Eq)]
enum Inner {
    Ed25519(Ed25519),
    P256(p256::ecdsa::VerifyingKey),
    Rare(RareKey),
}

/// Two keys are one when they are the same key, whoever checks their signatures.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared) || self.shared.inner == other.shared.inner
    }
}

impl Eq for PublicKey {}

impl PublicKey {
    /// Loads a public JWK (RFC 7517, RFC 7518 6.2, RFC 8037).
    ///
    /// # Errors
    /// [`Code::KeyPrivate`] when a private member is present, [`Code::KeyWeak`] for a point of
    /// small order or off the curve, [`Code::KeyNotSupported`] for another type or curve, and
    /// [`Code::KeyMalformed`] for wrong lengths or when `alg`, `use` or `key_ops` say that
    /// the key is for something else.
    pub fn from_jwk(jwk: &Value) -> Result<Self, Code> {
        let jwk = jwk.as_object().ok_or(Code::KeyMalformed)?;
        if ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| jwk.contains_key(*name))
        {
            return Err(Code::KeyPrivate);
        }
        let key_type = text(jwk, "kty")?;
        let curve = jwk.get("crv").and_then(Value::as_str);
        let key = match (key_type, curve) {
            ("OKP", Some("Ed25519")) => Self::ed25519_from_bytes(&coordinate(jwk, "x")?)?,
            ("EC", Some("P-256")) => {
                Self::p256_from_coordinates(&coordinate(jwk, "x")?, &coordinate(jwk, "y")?)?
            }
            ("EC", Some("P-384")) | ("RSA", _) => rare_from_jwk(jwk)?.into(),
            ("OKP" | "EC", Some(_)) | ("AKP", _) => return Err(Code::KeyNotSupported),
            _ => return Err(Code::KeyMalformed),
        };
        key.check_purpose(jwk)?;
        Ok(key)
    }

    /// An Ed25519 key from its 32 bytes (RFC 8032 5.1.5).
    ///
    /// # Errors
    /// [`Code::KeyWeak`] for bytes that are no point, or a point of small order.
    pub fn ed25519_from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        Ed25519::from_bytes(bytes).map(|key| Self::of(Inner::Ed25519(key)))
    }

    /// A P-256 key from a SEC1 point, compressed or not.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] for a point that is not on the curve.
    pub fn p256_from_sec1(bytes: &[u8]) -> Result<Self, Code> {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map_err(|_| Code::KeyWeak)?;
        Ok(Self::of(Inner::P256(key)))
    }

    fn of(inner: Inner) -> Self {
        let shared = Shared { inner, thumbprint: OnceLock::new() };
        Self { shared: Arc::new(shared), elsewhere: None }
    }

    pub(crate) fn from_rare(key: RareKey) -> Self {
        Self::of(Inner::Rare(key))
    }

    pub(crate) fn rare(&self) -> Option<&RareKey> {
        if let Inner::Rare(key) = &self.shared.inner { Some(key) } else { None }
    }

    pub(crate) fn p256(&self) -> Option<&p256::ecdsa::VerifyingKey> {
        if let Inner::P256(key) = &self.shared.inner { Some(key) } else { None }
    }

    fn p256_from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, Code> {
        let mut point = Vec::with_capacity(65);
        point.push(4);
        point.extend_from_slice(x);
        point.extend_from_slice(y);
        Self::p256_from_sec1(&point)
    }

    /// RFC 7517 4.2–4.4: a key that says what it is for is used for nothing else.
    fn check_purpose(&self, jwk: &Map<String, Value>) -> Result<(), Code> {
        if let Some(name) = jwk.get("alg") {
            let name = name.as_str().ok_or(Code::KeyMalformed)?;
            if !self.algorithm().accepts_jose_name(name) {
                return Err(Code::KeyMalformed);
            }
        }
        if jwk.get("use").is_some_and(|purpose| purpose != "sig") {
            return Err(Code::KeyMalformed);
        }
        if let Some(operations) = jwk.get("key_ops") {
            let operations = operations.as_array().ok_or(Code::KeyMalformed)?;
            if !operations.iter().any(|operation| operation == "verify") {
                return Err(Code::KeyMalformed);
            }
        }
        Ok(())
    }

    /// The public JWK with exactly the members that identify the key.
    pub fn to_jwk(&self) -> Value {
        match &self.shared.inner {
            Inner::Ed25519(key) => json::object(vec![
                ("kty", "OKP".into()),
                ("crv", "Ed25519".into()),
                ("x", base64url::encode(key.bytes()).into()),
            ]),
            Inner::P256(key) => {
                let point = key.to_sec1_point(false);
                let encoded = |part: Option<_>| {
                    part.map_or_else(String::new, |bytes: &p256::FieldBytes| {
                        base64url::encode(bytes)
                    })
                };
                json::object(vec![
                    ("kty", "EC".into()),
                    ("crv", "P-256".into()),
                    ("x", encoded(point.x()).into()),
                    ("y", encoded(point.y()).into()),
                ])
            }
            Inner::Rare(key) => key.to_jwk(),
        }
    }

    /// The RFC 7638 thumbprint with SHA-256, in base64url.
    pub fn thumbprint(&self) -> String {
        let thumbprint = || {
            // Lexicographic order, no white space: what JCS does.
            let canonical = jcs::canonical(&self.to_jwk());
            base64url::encode(&sha256(canonical.as_bytes()))
        };
        self.shared.thumbprint.get_or_init(thumbprint).clone()
    }

    /// The one algorithm that this key is used with.
    pub fn algorithm(&self) -> Algorithm {
        match &self.shared.inner {
            Inner::Ed25519(_) => Algorithm::Ed25519,
            Inner::P256(_) => Algorithm::Es256,
            Inner::Rare(key) => key.algorithm(),
        }
    }

    /// Whether `signature` is this key's signature over `message`.
    ///
    /// Ed25519 is strict: no signature has a second spelling, and points of small order are
    /// refused. A signature made for such a key elsewhere is wrong here, on purpose. ES256
    /// takes exactly 64 bytes (r and s), never DER.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.elsewhere {
            Some(elsewhere) => elsewhere.verifies(self, message, signature),
            None => self.verifies_here(message, signature),
        }
    }

    fn verifies_here(&self, message: &[u8], signature: &[u8]) -> bool {
        match (&self.shared.inner, <[u8; 64]>::try_from(signature)) {
            (Inner::Ed25519(key), Ok(bytes)) => key.verifies(message, &bytes),
            (Inner::P256(key), Ok(bytes)) => p256::ecdsa::Signature::from_slice(&bytes)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Inner::Rare(key), _) => rare_verifies(key, message, signature),
            _ => false,
        }
    }

    /// What is to be done with a signature that somebody else may check.
    fn form_of(&self, signature: &[u8]) -> SignatureForm {
        let Ok(bytes) = <[u8; 64]>::try_from(signature) else { return SignatureForm::OnlyHere };
        match &self.shared.inner {
            Inner::Ed25519(key) => key.form_of(&bytes),
            Inner::P256(_) if p256::ecdsa::Signature::from_slice(&bytes).is_ok() => {
                SignatureForm::Anywhere
            }
            Inner::P256(_) => SignatureForm::Wrong,
            Inner::Rare(_) => SignatureForm::OnlyHere,
        }
    }

    /// The same key, with its bare signatures checked by somebody else.
    pub(crate) fn checked_elsewhere(&self, elsewhere: &Elsewhere) -> Self {
        Self { elsewhere: Some(elsewhere.clone()), ..self.clone() }
    }

    /// The same key, with its bare signatures checked here.
    fn checked_here(&self) -> Self {
        Self { elsewhere: None, ..self.clone() }
    }

    /// The key as WebCrypto imports it (`raw`): 32 bytes, or an uncompressed point.
    pub fn to_raw(&self) -> Option<Vec<u8>> {
        match &self.shared.inner {
            Inner::Ed25519(key) => Some(key.bytes().to_vec()),
            Inner::P256(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Inner::Rare(_) => None,
        }
    }
}

/// What the strict checks say of a signature before its equation is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignatureForm {
    /// No implementation may accept it.
    Wrong,
    /// Implementations may differ, or do not have the algorithm: only the code here decides.
    OnlyHere,
    /// Every implementation that compares the bytes of R answers the same.
    Anywhere,
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicKey({} {})", self.algorithm().jose_name(), self.thumbprint())
    }
}

fn text<'a>(jwk: &'a Map<String, Value>, name: &str) -> Result<&'a str, Code> {
    jwk.get(name).and_then(Value::as_str).ok_or(Code::KeyMalformed)
}

/// RFC 7518 6.2.1.2: the full size of a coordinate, here exactly 32 bytes.
fn coordinate(jwk: &Map<String, Value>, name: &str) -> Result<[u8; 32], Code> {
    let bytes = base64url::decode(text(jwk, name)?).map_err(|_| Code::KeyMalformed)?;
    bytes.try_into().map_err(|_| Code::KeyMalformed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn with(member: &str, value: Value) -> Value {
        let mut jwk = json!({"kty":"OKP","crv":"Ed25519","x":X});
        jwk[member] = value;
        jwk
    }

    #[test]
    fn thumbprint_is_that_of_rfc_8037_a_3() {
        let key = PublicKey::from_jwk(&with("kid", json!("any"))).unwrap();
        assert_eq!(key.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        assert_eq!(key.to_jwk(), json!({"kty":"OKP","crv":"Ed25519","x":X}));
    }

    #[test]
    fn keys_meant_for_something_else_are_refused() {
        for (member, value, code) in [
            ("d", json!(X), Code::KeyPrivate),
            ("use", json!("enc"), Code::KeyMalformed),
            ("alg", json!("ES256"), Code::KeyMalformed),
            ("key_ops", json!(["sign"]), Code::KeyMalformed),
            ("crv", json!("X25519"), Code::KeyNotSupported),
            ("kty", json!("oct"), Code::KeyMalformed),
            ("x", json!(format!("{X}A")), Code::KeyMalformed),
            ("x", json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR"), Code::KeyMalformed),
        ] {
            assert_eq!(PublicKey::from_jwk(&with(member, value)).err(), Some(code), "{member}");
        }
        for fine in [
            ("use", json!("sig")),
            ("alg", json!("EdDSA")),
            ("alg", json!("Ed25519")),
            ("key_ops", json!(["verify"])),
        ] {
            assert!(PublicKey::from_jwk(&with(fine.0, fine.1)).is_ok());
        }
    }

    #[test]
    fn weak_and_off_curve_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::ed25519_from_bytes(&identity).err(), Some(Code::KeyWeak));
        assert_eq!(PublicKey::ed25519_from_bytes(&[0; 32]).err(), Some(Code::KeyWeak));
        let off = json!({"kty":"EC","crv":"P-256","x":X,"y":X});
        assert_eq!(PublicKey::from_jwk(&off).err(), Some(Code::KeyWeak));
    }
}
