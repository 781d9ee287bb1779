//! CBOR, COSE_Sign1 and the packing of QR codes, written by hand so that they can be wrong on purpose.

use cert_issue::SigningKey;
use cert_verify::base45;
use miniz_oxide::deflate::compress_to_vec_zlib;

pub(crate) fn head(major: u8, argument: u64) -> Vec<u8> {
    let mark = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..24 => vec![mark | bytes[7]],
        24..0x100 => vec![mark | 24, bytes[7]],
        0x100..0x1_0000 => [&[mark | 25], &bytes[6..]].concat(),
        0x1_0000..0x1_0000_0000 => [&[mark | 26], &bytes[4..]].concat(),
        _ => [&[mark | 27], &bytes[..]].concat(),
    }
}

pub(crate) fn int(value: i64) -> Vec<u8> {
    if value < 0 { head(1, (-1 - value).unsigned_abs()) } else { head(0, value.unsigned_abs()) }
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len().try_into().unwrap()), value.to_vec()].concat()
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    [head(3, value.len().try_into().unwrap()), value.as_bytes().to_vec()].concat()
}

pub(crate) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len().try_into().unwrap()), items.concat()].concat()
}

pub(crate) fn object(entries: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body: Vec<u8> =
        entries.iter().flat_map(|(key, value)| [key.clone(), value.clone()].concat()).collect();
    [head(5, entries.len().try_into().unwrap()), body].concat()
}

pub(crate) fn tag(number: u64, item: &[u8]) -> Vec<u8> {
    [head(6, number), item.to_vec()].concat()
}

/// A COSE_Sign1 without a tag.
pub(crate) fn sign1(
    protected: &[u8],
    unprotected: &[u8],
    payload: &[u8],
    key: &SigningKey,
) -> Vec<u8> {
    let signed = array(&[text("Signature1"), bytes(protected), bytes(&[]), bytes(payload)]);
    array(&[bytes(protected), unprotected.to_vec(), bytes(payload), bytes(&key.sign(&signed))])
}

/// zlib and Base45, as both QR formats do.
pub(crate) fn pack(message: &[u8]) -> String {
    base45::encode(&compress_to_vec_zlib(message, 9))
}
