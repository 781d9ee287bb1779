//! EnvelopedVerifiableCredential and EnvelopedVerifiablePresentation (VCDM 2.0 sections 4.13.1 and
//! 4.13.2): JSON whose `id` is a `data:` address that holds the secured document.
//!
//! What is inside is verified as if it had come alone; the envelope itself is not signed, so nothing
//! else of it counts.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{Input, vc_model};
use crate::{Code, json};

/// The names of envelopes, as reports give them.
const ENVELOPES: &[&str] = &["EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"];

/// The envelope's name and what it holds; `None` when this is no envelope.
pub(super) fn open(input: &Input<'_>) -> Option<(&'static str, Result<Vec<u8>, Code>)> {
    let text = input.text.filter(|text| text.starts_with('{') && text.contains("Enveloped"))?;
    let document = json::parse(text.as_bytes(), json::Limits::CERTIFICATE).ok()?;
    open_document(&document)
}

/// The same for a document that was read already.
pub(super) fn open_document(document: &Value) -> Option<(&'static str, Result<Vec<u8>, Code>)> {
    let types = document.get("type").map(vc_model::as_list)?;
    let name = ENVELOPES.iter().find(|name| types.iter().any(|kind| kind == **name))?;
    let id = document.get("id").and_then(Value::as_str);
    Some((name, id.and_then(data).ok_or(Code::ClaimMalformed)))
}

/// The contents of a `data:` address (RFC 2397). The media type is not looked at: what is inside says
/// itself what it is.
fn data(address: &str) -> Option<Vec<u8>> {
    let (media_type, data) = address.strip_prefix("data:")?.split_once(',')?;
    let bytes = percent_decoded(data)?;
    let Some(media_type) = media_type.strip_suffix(";base64") else { return Some(bytes) };
    (!media_type.is_empty()).then(|| STANDARD.decode(bytes).ok())?
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            plain => plain,
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_text_or_base64() {
        assert_eq!(data("data:application/vc+jwt,e30.e30.AA").unwrap(), b"e30.e30.AA");
        assert_eq!(data("data:application/vc+sd-jwt,a%7Eb%7e").unwrap(), b"a~b~");
        assert_eq!(data("data:application/vc+cose;base64,0oQ=").unwrap(), [0xd2, 0x84]);
        for broken in [
            "https://a.example",
            "data:a/b",
            "data:a/b,%7",
            "data:a/b;base64,!",
            "data:;base64,AA==",
        ] {
            assert_eq!(data(broken), None, "{broken}");
        }
    }
}
