//! The key of a certificate or of a `PUBLIC KEY` block.

use super::der::{self, Der};
use crate::{Code, PublicKey, key::RareKey};

/// The key of a `SubjectPublicKeyInfo`, once for each algorithm that it can be used with.
///
/// # Errors
/// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyNotSupported`].
pub(super) fn subject_keys(key_info: &[u8]) -> Result<Vec<PublicKey>, Code> {
    let (algorithm, parameters, key) = key_parts(key_info).ok_or(Code::KeyMalformed)?;
    match (algorithm, parameters) {
        // id-Ed25519 (RFC 8410)
        ([0x2b, 0x65, 0x70], None) => {
            let bytes = key.try_into().map_err(|_| Code::KeyMalformed)?;
            Ok(vec![PublicKey::ed25519_from_bytes(bytes)?])
        }
        // id-ecPublicKey with prime256v1 or secp384r1 (RFC 5480)
        (
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
            Some([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
        ) => Ok(vec![PublicKey::p256_from_sec1(key)?]),
        (
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
            Some([0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]),
        ) => Ok(vec![RareKey::p384_from_sec1(key)?.into()]),
        // rsaEncryption (RFC 8017 A.1): usable with both paddings; each key carries one.
        ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], Some([0x05, 0x00]) | None) => {
            let (modulus, exponent) = rsa_numbers(key).ok_or(Code::KeyMalformed)?;
            let keys = RareKey::rsa_both(modulus, exponent)?;
            Ok(keys.into_iter().map(PublicKey::from).collect())
        }
        // id-RSASSA-PSS: usable with PS256 only.
        ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], _) => {
            let (modulus, exponent) = rsa_numbers(key).ok_or(Code::KeyMalformed)?;
            Ok(vec![RareKey::rsa_pss(modulus, exponent)?.into()])
        }
        _ => Err(Code::KeyNotSupported),
    }
}

/// Algorithm, parameters as a whole element, key bits.
type KeyParts<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8]);

fn key_parts(key_info: &[u8]) -> Option<KeyParts<'_>> {
    let mut outer = Der::new(key_info);
    let mut info = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let mut algorithm = info.inside(der::SEQUENCE)?;
    let name = algorithm.value(der::OID)?;
    let parameters = if algorithm.is_empty() { None } else { Some(algorithm.next()?.whole) };
    algorithm.end()?;
    let key = info.bit_string()?;
    info.end()?;
    Some((name, parameters, key))
}

fn rsa_numbers(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outer = Der::new(key);
    let mut numbers = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let modulus = der::unsigned(numbers.value(der::INTEGER)?)?;
    let exponent = der::unsigned(numbers.value(der::INTEGER)?)?;
    numbers.end()?;
    Some((modulus, exponent))
}
