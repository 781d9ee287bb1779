//! Keys that only some formats need: P-384 (certificate chains), RSA (EU DCC, certificate chains).
//!
//! Each key carries the one algorithm that it is used with, so the message cannot choose.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384};

use super::p384::{self, P384};
use crate::{Algorithm, Code, PublicKey, base64url, json, modular};

/// Shorter RSA keys can be broken (NIST SP 800-131A); RFC 7518 section 3.3 asks for 2048 bits.
const LEAST_RSA_BYTES: usize = 256;
/// Longer keys are not issued to anyone, and cost cubic time.
const MOST_RSA_BYTES: usize = 512;
/// Public exponents are 3 or 65537; larger than 32 bits only slows the verifier down.
const MOST_EXPONENT_BYTES: usize = 4;

/// A key of one of the rarer algorithms.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum RareKey {
    /// ES384.
    P384(P384),
    /// PS256.
    RsaPss(Rsa),
    /// RS256.
    RsaPkcs1(Rsa),
}

/// An RSA public key: numbers without leading zeros.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Rsa {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RareKey {
    /// A P-384 key from an uncompressed SEC1 point; compressed ones occur in no format that needs P-384.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] for a point that is not on the curve, [`Code::KeyMalformed`].
    pub(crate) fn p384_from_sec1(point: &[u8]) -> Result<Self, Code> {
        let coordinates =
            point.strip_prefix(&[4]).and_then(|both| both.split_first_chunk::<{ p384::BYTES }>());
        let (x, y) = coordinates.ok_or(Code::KeyMalformed)?;
        let y = y.try_into().map_err(|_| Code::KeyMalformed)?;
        P384::new(*x, y).map(Self::P384)
    }

    /// An RSA key that is used with PS256.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::KeyMalformed`].
    pub(crate) fn rsa_pss(modulus: &[u8], exponent: &[u8]) -> Result<Self, Code> {
        Rsa::new(modulus, exponent).map(Self::RsaPss)
    }

    /// An RSA key that is used with RS256.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::KeyMalformed`].
    pub(crate) fn rsa_pkcs1(modulus: &[u8], exponent: &[u8]) -> Result<Self, Code> {
        Rsa::new(modulus, exponent).map(Self::RsaPkcs1)
    }

    /// The same RSA key twice, for a certificate that does not say which padding it is for.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::KeyMalformed`].
    pub(crate) fn rsa_both(modulus: &[u8], exponent: &[u8]) -> Result<[Self; 2], Code> {
        Ok([Self::rsa_pss(modulus, exponent)?, Self::rsa_pkcs1(modulus, exponent)?])
    }

    /// Loads a P-384 or RSA JWK; `alg` chooses the RSA padding (PS256 when it is absent).
    ///
    /// # Errors
    /// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyNotSupported`].
    pub(crate) fn from_jwk(jwk: &Map<String, Value>) -> Result<Self, Code> {
        let member = |name: &str| {
            base64url::decode(jwk.get(name).and_then(Value::as_str).ok_or(Code::KeyMalformed)?)
        };
        match (jwk.get("kty").and_then(Value::as_str), jwk.get("crv").and_then(Value::as_str)) {
            (Some("EC"), Some("P-384")) => {
                let (x, y) = (member("x")?, member("y")?);
                if x.len() != 48 || y.len() != 48 {
                    return Err(Code::KeyMalformed);
                }
                Self::p384_from_sec1(&[&[4], x.as_slice(), y.as_slice()].concat())
            }
            (Some("RSA"), _) => match jwk.get("alg").and_then(Value::as_str) {
                Some("RS256") => Self::rsa_pkcs1(&member("n")?, &member("e")?),
                Some("PS256") | None => Self::rsa_pss(&member("n")?, &member("e")?),
                Some(_) => Err(Code::KeyNotSupported),
            },
            _ => Err(Code::KeyNotSupported),
        }
    }

    /// The members that identify the key (RFC 7638 section 3.2).
    pub(crate) fn to_jwk(&self) -> Value {
        match self {
            Self::P384(key) => json::object(vec![
                ("crv", "P-384".into()),
                ("kty", "EC".into()),
                ("x", base64url::encode(&key.x).into()),
                ("y", base64url::encode(&key.y).into()),
            ]),
            Self::RsaPss(rsa) | Self::RsaPkcs1(rsa) => json::object(vec![
                ("e", base64url::encode(&rsa.exponent).into()),
                ("kty", "RSA".into()),
                ("n", base64url::encode(&rsa.modulus).into()),
            ]),
        }
    }

    /// The algorithm of this key.
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::P384(_) => Algorithm::Es384,
            Self::RsaPss(_) => Algorithm::Ps256,
            Self::RsaPkcs1(_) => Algorithm::Rs256,
        }
    }

    /// Says whether the signature over the message is this key's (r‖s for ES384).
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P384(key) => key.verifies(&Sha384::digest(message), signature),
            Self::RsaPss(rsa) => rsa.verifies_pss(message, signature).is_some(),
            Self::RsaPkcs1(rsa) => rsa.verifies_pkcs1(message, signature).is_some(),
        }
    }

    /// A certificate signed with P-384 and SHA-256 (legal in X.509, not in JOSE).
    pub(crate) fn p384_verifies_sha256(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        let Some(Self::P384(key)) = key.rare() else { return false };
        key.verifies(&Sha256::digest(message), signature)
    }

    /// A certificate signed with P-256 and SHA-384 (legal in X.509, not in JOSE).
    pub(crate) fn p256_verifies_sha384(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
        let Some(key) = key.p256() else { return false };
        p256::ecdsa::Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify_prehash(&Sha384::digest(message), &signature).is_ok())
    }
}

impl Rsa {
    fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, Code> {
        let leading_zero = modulus.first() == Some(&0) || exponent.first() == Some(&0);
        if leading_zero || modulus.len() > MOST_RSA_BYTES || exponent.len() > MOST_EXPONENT_BYTES {
            return Err(Code::KeyMalformed);
        }
        let even = |number: &[u8]| number.last().is_none_or(|last| last & 1 == 0);
        let full = modulus.len() > LEAST_RSA_BYTES
            || (modulus.len() == LEAST_RSA_BYTES && modulus.first() >= Some(&0x80));
        if !full
            || even(modulus)
            || even(exponent)
            || exponent == [1]
            || has_roca_fingerprint(modulus)
        {
            return Err(Code::KeyWeak);
        }
        Ok(Self { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
    }

    /// The signature to the power of the public exponent (RFC 8017 RSAVP1), as long as the modulus.
    fn open(&self, signature: &[u8]) -> Option<Vec<u8>> {
        if signature.len() != self.modulus.len() || signature >= self.modulus.as_slice() {
            return None;
        }
        modular::power(signature, &self.exponent, &self.modulus)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.2): the expected encoding is built and
    /// compared, nothing is parsed.
    fn verifies_pkcs1(&self, message: &[u8], signature: &[u8]) -> Option<()> {
        const SHA256_INFO: [u8; 19] = [
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            0x01, 0x05, 0x00, 0x04, 0x20,
        ];
        let opened = self.open(signature)?;
        let filling = opened.len().checked_sub(3 + SHA256_INFO.len() + 32)?;
        let mut expected = vec![0, 1];
        expected.extend(core::iter::repeat_n(0xff, filling));
        expected.push(0);
        expected.extend(SHA256_INFO);
        expected.extend(Sha256::digest(message));
        (opened == expected).then_some(())
    }

    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 8017 section 8.1.2;
    /// RFC 7518 section 3.5 and RFC 8230 fix the length of the salt).
    fn verifies_pss(&self, message: &[u8], signature: &[u8]) -> Option<()> {
        const SALT: usize = 32;
        let opened = self.open(signature)?;
        // The number of bits of the encoding is one less than that of the modulus.
        let unused = self.modulus.first()?.leading_zeros() + 1;
        let opened = if unused == 8 {
            let (first, rest) = opened.split_first()?;
            if *first != 0 {
                return None;
            }
            rest
        } else {
            &opened
        };
        let top_mask = u8::MAX.checked_shr(unused % 8)?;
        let (opened, trailer) = opened.split_last_chunk::<1>()?;
        let (masked, hash) = opened.split_last_chunk::<32>()?;
        if *trailer != [0xbc] || masked.first()? & !top_mask != 0 {
            return None;
        }
        let mut data: Vec<u8> =
            masked.iter().zip(mask(hash)).map(|(byte, mask)| byte ^ mask).collect();
        *data.first_mut()? &= top_mask;
        let (filling, salt) = data.split_last_chunk::<SALT>()?;
        let (last, zeros) = filling.split_last()?;
        if *last != 1 || zeros.iter().any(|byte| *byte != 0) {
            return None;
        }
        let mut inner = Sha256::new();
        inner.update([0; 8]);
        inner.update(Sha256::digest(message));
        inner.update(salt);
        (inner.finalize().as_slice() == hash).then_some(())
    }
}

/// MGF1 with SHA-256 as an endless stream (RFC 8017 B.2.1).
fn mask(seed: &[u8; 32]) -> impl Iterator<Item = u8> + '_ {
    (0u32..).flat_map(move |counter| {
        Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize()
    })
}

/// Says whether a modulus has the structure of keys from broken smart cards (ROCA, CVE-2017-15361):
/// its remainder modulo each of these primes is a power of 65537.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 17] =
        [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
    PRIMES.iter().all(|prime| {
        let remainder = modulus
            .iter()
            .fold(0u32, |remainder, byte| ((remainder << 8) | u32::from(*byte)) % prime);
        let mut power = 1u32;
        // The order of 65537 is below the prime.
        (0..*prime).any(|_| {
            power = power * (65_537 % prime) % prime;
            power == remainder
        })
    })
}

impl From<RareKey> for PublicKey {
    fn from(key: RareKey) -> Self {
        Self::from_rare(key)
    }
}

#[cfg(test)]
mod tests {
    use ::p384::ecdsa::signature::Signer;
    use serde_json::json;

    use super::*;

    fn p384() -> (::p384::ecdsa::SigningKey, PublicKey) {
        let secret = ::p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
        let point = secret.verifying_key().to_sec1_point(false);
        (secret.clone(), RareKey::p384_from_sec1(point.as_bytes()).unwrap().into())
    }

    #[test]
    fn es384_takes_r_and_s_and_nothing_else() {
        let (secret, key) = p384();
        let signature: ::p384::ecdsa::Signature = secret.sign(b"message");
        assert_eq!(key.algorithm(), Algorithm::Es384);
        assert!(key.verifies(b"message", &signature.to_bytes()));
        assert!(!key.verifies(b"another", &signature.to_bytes()));
        assert!(!key.verifies(b"message", signature.to_der().as_bytes()));
        assert!(!key.verifies(b"message", &[]));
        let again = PublicKey::from_jwk(&key.to_jwk()).unwrap();
        assert_eq!(again.thumbprint(), key.thumbprint());
    }

    #[test]
    fn points_off_the_curve_and_compressed_points_are_refused() {
        let (_, key) = p384();
        let mut jwk = key.to_jwk();
        jwk["y"] = jwk["x"].clone();
        assert_eq!(PublicKey::from_jwk(&jwk).err(), Some(Code::KeyWeak));
        assert_eq!(RareKey::p384_from_sec1(&[2; 49]).err(), Some(Code::KeyMalformed));
        assert_eq!(RareKey::p384_from_sec1(&[4; 98]).err(), Some(Code::KeyMalformed));
    }

    #[test]
    fn weak_rsa_keys_are_refused() {
        let odd = |length: usize| [vec![0xc1; length - 1], vec![0x0b]].concat();
        let with = |modulus: &[u8], exponent: &[u8]| RareKey::rsa_pss(modulus, exponent).err();
        assert_eq!(with(&odd(256), &[1, 0, 1]), None);
        assert_eq!(with(&odd(255), &[1, 0, 1]), Some(Code::KeyWeak), "2040 bits");
        assert_eq!(with(&odd(256), &[1]), Some(Code::KeyWeak), "exponent one");
        assert_eq!(with(&odd(256), &[2]), Some(Code::KeyWeak), "even exponent");
        assert_eq!(
            with(&[0xc1; 256][..255].iter().copied().chain([0x0a]).collect::<Vec<_>>(), &[3]),
            Some(Code::KeyWeak),
            "even modulus"
        );
        assert_eq!(with(&odd(513), &[3]), Some(Code::KeyMalformed), "4104 bits");
        assert_eq!(
            with(&[vec![0], odd(256)].concat(), &[3]),
            Some(Code::KeyMalformed),
            "leading zero"
        );
        let unsupported = json!({"kty": "RSA", "alg": "RS512", "n": "AQAB", "e": "AQAB"});
        assert_eq!(PublicKey::from_jwk(&unsupported).err(), Some(Code::KeyNotSupported));
    }
}
