//! A compact JWS without disclosures: which kind of certificate is it?

use super::{
    Format, Input, Reading, Refused, health_card_from_jws, presentation, presentation_from_jws,
    vc_jwt,
};
use crate::{Code, json, jws};

/// Three base64url parts, the first of them a JSON object.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text = input.text?;
    let is_jws = jws::begins_like_a_header(text)
        && text.matches('.').count() == 2
        && !text.contains(['~', ' ', '\n']);
    if !is_jws {
        return None;
    }
    let refused = |format, code| Some(Err(Refused { format, code }));
    let message = match jws::parse(text) {
        Ok(message) => message,
        Err(code) => return refused(None, code),
    };
    if message.header().contains_key("zip") {
        return Some(health_card_from_jws(input));
    }
    let payload = match json::parse_object(message.unverified_payload(), json::Limits::CERTIFICATE)
    {
        Ok(payload) => payload,
        Err(code) => return refused(None, code),
    };
    if payload.contains_key("vc") {
        let types = payload
            .get("vc")
            .and_then(|vc| vc.get("type"))
            .map(ToString::to_string)
            .unwrap_or_default();
        return match types.contains("https://smarthealth.cards#") {
            true => Some(health_card_from_jws(input)),
            false => refused(Some(Format::VcJwt11), Code::FormatNotSupported),
        };
    }
    if presentation::is_one(&payload) {
        return presentation_from_jws(text, message, payload);
    }
    // A presentation of the data model 1.1.
    if payload.contains_key("vp") {
        return refused(Some(Format::VcJwt11), Code::FormatNotSupported);
    }
    let is_credential = payload.contains_key("@context")
        || matches!(message.media_type(), Some("vc+jwt" | "vc-ld+jwt"));
    if is_credential {
        Some(vc_jwt::from_jws(text, message, payload))
    } else {
        refused(None, Code::NotACertificate)
    }
}
