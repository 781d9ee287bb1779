//! Kinds that people show to a verifier and that are not verified here: the report names them.

use super::{Format, Input, Reading, Refused};
use crate::{Code, base64url, cbor::Cbor, cose};

/// Recognises by form alone; nothing is interpreted.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let named =
        |format| Some(Err(Refused { format: Some(format), code: Code::FormatNotSupported }));
    if let Some(text) = input.text {
        if text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("shlink:/{"))
            || text.starts_with("shlink:/")
            || text.contains("#shlink:/")
        {
            return named(Format::SmartHealthLink);
        }
        if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("mdoc:"))
            || is_mdoc_text(text)
        {
            return named(Format::Mdoc);
        }
        if is_address(text) {
            return named(Format::WebAddress);
        }
        if is_machine_readable_zone(text) {
            return named(Format::IdentityDocumentCode);
        }
    }
    let item = input
        .bytes
        .first()
        .filter(|first| !first.is_ascii())
        .and_then(|_| Cbor::parse(input.bytes).ok())?;
    if is_mdoc(&item) {
        return named(Format::Mdoc);
    }
    match cose::kind(&item)? {
        cose::Kind::Encrypt => Some(Err(Refused {
            format: Some(Format::EncryptedCose),
            code: Code::EncryptedWithoutKey,
        })),
        _ => named(Format::Cwt),
    }
}

/// A `DeviceResponse` or `IssuerSigned` of ISO 18013-5 section 8.3.2.1.2.
fn is_mdoc(item: &Cbor) -> bool {
    let has = |name: &str| item.member(name).is_some();
    (has("version") && has("documents"))
        || (has("nameSpaces") && has("issuerAuth"))
        || (has("docType") && has("issuerSigned"))
}

/// An mdoc in base64url, as OpenID4VP carries it.
fn is_mdoc_text(text: &str) -> bool {
    // A CBOR map begins with 0xa0 to 0xbf, so its base64url with "o" to "v".
    text.starts_with(['o', 'p', 'q', 'r', 's', 't', 'u', 'v'])
        && !text.contains(':')
        && base64url::decode(text)
            .ok()
            .and_then(|bytes| Cbor::parse(&bytes).ok())
            .is_some_and(|item| is_mdoc(&item))
}

/// `scheme:` with an authority, on one line: web addresses, and offers that open a wallet.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let scheme_fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    scheme_fits && !rest.is_empty() && !text.contains(char::is_whitespace)
}

/// ICAO Doc 9303: two lines of 44 or 36 characters, or three of 30, with fillers.
fn is_machine_readable_zone(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let lengths = |wanted: usize| lines.iter().all(|line| line.len() == wanted);
    let shape = match lines.len() {
        2 => lengths(44) || lengths(36),
        3 => lengths(30),
        _ => false,
    };
    let characters = |line: &&str| {
        line.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'<')
    };
    shape && lines.iter().all(characters) && text.contains("<<")
}
