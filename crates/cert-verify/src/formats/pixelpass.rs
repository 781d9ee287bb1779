//! PixelPass: Base45 + zlib around JSON text or CBOR. A wrapper only: what it holds must carry its
//! own signature, and is read as if it had come alone.

use super::{Format, Input, Reading, Refused, WRAPPED_READERS, cbor_json, claim169};
use crate::{Code, cbor::Cbor};

/// Text that Claim 169 did not know, but that inflates.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let content = match claim169::unpack(input.text?)? {
        Ok(content) => content,
        Err(code) => return Some(Err(Refused { format: Some(Format::PixelPass), code })),
    };
    let inner = match unwrap(content) {
        Ok(inner) => inner,
        Err(code) => return Some(Err(Refused { format: Some(Format::PixelPass), code })),
    };
    // The content is not Base45 of another wrapper: one level is all that issuers make.
    let inner = Input::new(&inner);
    let unsigned = Refused { format: Some(Format::PixelPass), code: Code::ProofMissing };
    Some(WRAPPED_READERS.iter().find_map(|reader| reader(&inner)).unwrap_or(Err(unsigned)))
}

/// The text inside: CBOR becomes JSON (or is a text), anything else is taken as it is.
fn unwrap(content: Vec<u8>) -> Result<Vec<u8>, Code> {
    match Cbor::parse(&content) {
        Ok(Cbor::Text(text)) => Ok(text.into_bytes()),
        Ok(item @ Cbor::Map(_)) => Ok(crate::jcs::text(&cbor_json::to_json(&item)?).into_bytes()),
        _ => Ok(content),
    }
}
