//! Signatures of webhooks, as Standard Webhooks has them: HMAC-SHA256 (`v1`), or Ed25519 (`v1a`) where the receiver
//! shall be unable to sign.

use base64::{Engine, engine::general_purpose::STANDARD};
use cert_issue::SigningKey;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What one kind of signature is made with.
#[derive(Clone)]
pub(crate) enum Secret {
    /// Known to both sides (`whsec_…`).
    Shared(Zeroizing<Vec<u8>>),
    /// The private half of a key (`whsk_…`).
    Own(Box<SigningKey>),
}

impl Secret {
    pub(super) fn read(text: &str) -> Option<Self> {
        if let Some(shared) = text.strip_prefix("whsec_") {
            let bytes = Zeroizing::new(STANDARD.decode(shared).ok()?);
            return (24..=64).contains(&bytes.len()).then_some(Self::Shared(bytes));
        }
        let seed = STANDARD.decode(text.strip_prefix("whsk_")?).ok()?;
        Some(Self::Own(Box::new(SigningKey::ed25519_from_seed(seed.try_into().ok()?))))
    }

    /// The signature over a message, with its version in front.
    fn sign(&self, message: &[u8]) -> Option<String> {
        match self {
            Self::Shared(bytes) => {
                let mut mac = Hmac::<Sha256>::new_from_slice(bytes).ok()?;
                mac.update(message);
                Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
            }
            Self::Own(key) => Some(format!("v1a,{}", STANDARD.encode(key.sign(message)))),
        }
    }
}

/// Neither half says what it is.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The header `webhook-signature`: one signature for each secret.
pub(crate) fn header(secrets: &[Secret], id: &str, timestamp: i64, body: &str) -> String {
    let message = format!("{id}.{timestamp}.{body}");
    let signatures: Vec<String> =
        secrets.iter().filter_map(|secret| secret.sign(message.as_bytes())).collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the libraries of Standard Webhooks.
    #[test]
    fn a_signature_is_what_others_make_of_it() {
        let secret = Secret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", r#"{"test": 2432232314}"#);
        let signed = header(std::slice::from_ref(&secret), id, 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let key = format!("whsk_{}", STANDARD.encode([7; 32]));
        let own = Secret::read(&key).unwrap();
        let both = header(&[secret, own.clone()], id, 1_614_265_330, body);
        let (shared, own_signed) = both.split_once(' ').unwrap();
        assert_eq!(shared, signed);
        let signature = STANDARD.decode(own_signed.strip_prefix("v1a,").unwrap()).unwrap();
        let message = format!("{id}.1614265330.{body}");
        assert_eq!(signature, SigningKey::ed25519_from_seed([7; 32]).sign(message.as_bytes()));
        assert_eq!(format!("{own:?}"), "Secret");
    }

    #[test]
    fn a_secret_that_is_too_short_is_none() {
        for text in ["whsec_", "whsec_c2hvcnQ=", "whsk_c2hvcnQ=", "c2VjcmV0", "whsec_%%%"] {
            assert!(Secret::read(text).is_none(), "{text}");
        }
    }
}
