//! Secret keys: made from bytes, wiped when dropped, never printed.

use cert_verify::{Algorithm, Code, PublicKey};
use p256::ecdsa::signature::Signer;
use serde_json::Value;
use zeroize::Zeroizing;

/// A secret signing key with its public half. The secret is wiped on drop.
#[derive(Clone)]
pub struct SigningKey {
    secret: Secret,
    public: PublicKey,
}

#[derive(Clone)]
enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    P256(p256::ecdsa::SigningKey),
}

impl SigningKey {
    /// An Ed25519 key from its seed (RFC 8032 5.1.5).
    ///
    /// # Panics
    /// Never: the public key of an Ed25519 seed is never of small order, because the scalar
    /// is clamped to a multiple of the cofactor below the order of the base point.
    #[allow(clippy::missing_panics_doc)]
    pub fn ed25519_from_seed(seed: [u8; 32]) -> Self {
        let seed = Zeroizing::new(seed);
        let secret = ed25519_dalek::SigningKey::from_bytes(&seed);
        let public = PublicKey::ed25519_from_bytes(secret.verifying_key().as_bytes())
            .expect("a clamped scalar times the base point is a point of large order");
        Self { secret: Secret::Ed25519(secret), public }
    }

    /// A P-256 key from its scalar, big-endian.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] for zero or a number not below the order of the curve.
    pub fn p256_from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        let secret = p256::ecdsa::SigningKey::from_slice(bytes).map_err(|_| Code::KeyWeak)?;
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::p256_from_sec1(point.as_bytes())?;
        Ok(Self { secret: Secret::P256(secret), public })
    }

    /// A new Ed25519 key. `random` must fill the buffer from the system's generator.
    pub fn generate(random: &mut dyn FnMut(&mut [u8])) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        random(seed.as_mut_slice());
        Self::ed25519_from_seed(*seed)
    }

    /// A new P-256 key. `random` must fill the buffer from the system's generator.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] when the generator gives no usable number several times in a row,
    /// which a sound one does not in the lifetime of the universe.
    pub fn generate_p256(random: &mut dyn FnMut(&mut [u8])) -> Result<Self, Code> {
        /// One number in 2^32 is refused; this many in a row are a broken generator.
        const MAX_TRIES: usize = 8;
        let mut made = Err(Code::KeyWeak);
        for _ in 0..MAX_TRIES {
            let mut scalar = Zeroizing::new([0; 32]);
            random(scalar.as_mut_slice());
            made = Self::p256_from_bytes(&scalar);
            if made.is_ok() {
                break;
            }
        }
        made
    }

    /// The key with this secret whose public half is `public`, whatever its algorithm; none
    /// when the secret is another key's.
    pub fn of_public(public: &PublicKey, secret: &[u8; 32]) -> Option<Self> {
        let key = match public.algorithm() {
            Algorithm::Es256 => Self::p256_from_bytes(secret).ok()?,
            _ => Self::ed25519_from_seed(*secret),
        };
        (key.public == *public).then_some(key)
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// The public half as JWK.
    pub fn public_jwk(&self) -> Value {
        self.public.to_jwk()
    }

    /// The algorithm of its signatures.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// Signs: 64 bytes, deterministic (RFC 8032 or RFC 6979).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
        }
    }

    /// The seed or scalar, for the vault; wiped when dropped.
    pub fn secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(match &self.secret {
            Secret::Ed25519(key) => key.to_bytes(),
            Secret::P256(key) => key.to_bytes().into(),
        })
    }
}

impl core::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SigningKey({:?})", self.public)
    }
}
