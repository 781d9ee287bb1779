//! The signature of one certificate by the key of another.

use super::der;
use super::subject_key::subject_keys;
use crate::{Algorithm, key::RareKey};

/// The signature algorithms of certificates that are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureAlgorithm {
    Ed25519,
    EcdsaSha256,
    EcdsaSha384,
    RsaSha256,
    RsaPssSha256,
}

impl SignatureAlgorithm {
    /// Reads an `AlgorithmIdentifier`; `None` for one that is not checked here.
    pub(super) fn read(identifier: &[u8]) -> Option<Self> {
        let mut fields = der::Der::new(identifier).inside(der::SEQUENCE)?;
        let name = fields.value(der::OID)?;
        match (name, fields.next().map(|element| element.whole)) {
            ([0x2b, 0x65, 0x70], None) => Some(Self::Ed25519),
            ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], None) => Some(Self::EcdsaSha256),
            ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], None) => Some(Self::EcdsaSha384),
            (
                [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b],
                Some([der::NULL, 0]) | None,
            ) => Some(Self::RsaSha256),
            ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], Some(parameters))
                if is_pss_sha256(parameters) =>
            {
                Some(Self::RsaPssSha256)
            }
            _ => None,
        }
    }
}

/// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes (RFC 4055 section 3.1): the
/// one parameter set that JOSE and COSE know as PS256.
fn is_pss_sha256(parameters: &[u8]) -> bool {
    const SHA256: &[u8] = &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    const MGF1: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
    let contains = |part: &[u8]| parameters.windows(part.len()).any(|window| window == part);
    let hashes = parameters.windows(SHA256.len()).filter(|window| *window == SHA256).count();
    hashes == 2 && contains(MGF1) && contains(&[0xa2, 0x03, 0x02, 0x01, 0x20])
}

/// Says whether the holder of `key_info` made this signature.
///
/// `None` when the algorithm or the key is one that is not checked here.
pub(super) fn verifies(
    algorithm: Option<SignatureAlgorithm>,
    key_info: &[u8],
    signed: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let algorithm = algorithm?;
    let keys = subject_keys(key_info).ok()?;
    let with = |wanted: Algorithm| keys.iter().find(|key| key.algorithm() == wanted);
    let verified = match algorithm {
        SignatureAlgorithm::Ed25519 => {
            with(Algorithm::Ed25519).map(|key| key.verifies(signed, signature))
        }
        SignatureAlgorithm::RsaSha256 => {
            with(Algorithm::Rs256).map(|key| key.verifies(signed, signature))
        }
        SignatureAlgorithm::RsaPssSha256 => {
            with(Algorithm::Ps256).map(|key| key.verifies(signed, signature))
        }
        SignatureAlgorithm::EcdsaSha256 => with(Algorithm::Es256)
            .map(|key| key.verifies(signed, &fixed_length::<32>(signature)))
            .or_else(|| {
                with(Algorithm::Es384).map(|key| {
                    RareKey::p384_verifies_sha256(key, signed, &fixed_length::<48>(signature))
                })
            }),
        SignatureAlgorithm::EcdsaSha384 => with(Algorithm::Es384)
            .map(|key| key.verifies(signed, &fixed_length::<48>(signature)))
            .or_else(|| {
                with(Algorithm::Es256).map(|key| {
                    RareKey::p256_verifies_sha384(key, signed, &fixed_length::<32>(signature))
                })
            }),
    };
    // An algorithm that the key does not have cannot have made the signature.
    Some(verified.unwrap_or(false))
}

/// Turns a DER `ECDSA-Sig-Value` into r‖s; a malformed one into zeros, which verify nowhere.
fn fixed_length<const N: usize>(signature: &[u8]) -> Vec<u8> {
    let read = || {
        let mut outer = der::Der::new(signature);
        let mut numbers = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        let r = der::unsigned(numbers.value(der::INTEGER)?)?;
        let s = der::unsigned(numbers.value(der::INTEGER)?)?;
        numbers.end()?;
        let mut fixed = Vec::with_capacity(2 * N);
        for number in [r, s] {
            fixed.extend(core::iter::repeat_n(0, N.checked_sub(number.len())?));
            fixed.extend_from_slice(number);
        }
        Some(fixed)
    };
    read().unwrap_or_else(|| vec![0; 2 * N])
}
