//! A JSON document: which kind of certificate is it?

use serde_json::{Map, Value};

use super::{
    Format, Input, Reading, Refused, health_cards_from_file, presentation,
    presentation_from_document, vc_data_integrity,
};
use crate::{Code, json};

/// Everything that begins with a brace.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text = input.text?;
    if !text.starts_with('{') {
        return None;
    }
    let refused = |format, code| Some(Err(Refused { format, code }));
    let document = match json::parse_object(text.as_bytes(), json::Limits::CERTIFICATE) {
        Ok(document) => document,
        Err(code) => return refused(None, code),
    };
    let has = |name: &str| document.contains_key(name);
    if presentation::is_one(&document) {
        return presentation_from_document(text, document);
    }
    if let Some(cards) = health_cards(&document) {
        return Some(health_cards_from_file(input, cards));
    }
    if is_open_attestation(&document) {
        return refused(Some(Format::OpenAttestation), Code::FormatNotSupported);
    }
    if has("@context") {
        return Some(vc_data_integrity::from_document(text, document));
    }
    if has("data") && has("sig") {
        return refused(Some(Format::IcaoVdsNc), Code::FormatNotSupported);
    }
    // A wallet's response or a QR reader may wrap the credential; naming it is not our guess to make.
    refused(None, Code::NotACertificate)
}

/// The JWS of a `.smart-health-card` file, or of the answer of a FHIR server.
fn health_cards(document: &Map<String, Value>) -> Option<Vec<String>> {
    let texts = |values: &mut dyn Iterator<Item = Option<&Value>>| {
        values
            .map(|value| value.and_then(Value::as_str).map(str::to_owned))
            .collect::<Option<Vec<_>>>()
    };
    if let Some(cards) = document.get("verifiableCredential").and_then(Value::as_array) {
        return texts(&mut cards.iter().map(Some)).filter(|cards| !cards.is_empty());
    }
    if document.get("resourceType").and_then(Value::as_str) != Some("Parameters") {
        return None;
    }
    let parameters = document.get("parameter")?.as_array()?;
    let named = parameters.iter().filter(|parameter| {
        parameter.get("name").and_then(Value::as_str) == Some("verifiableCredential")
    });
    texts(&mut named.map(|parameter| parameter.get("valueString")))
        .filter(|cards| !cards.is_empty())
}

/// OpenAttestation 2 (`signature.type`), 3 and 4 (`proof.type`), and the schemas of all of them.
fn is_open_attestation(document: &Map<String, Value>) -> bool {
    let type_of =
        |name: &str| document.get(name).and_then(|value| value.get("type")).and_then(Value::as_str);
    type_of("signature") == Some("SHA3MerkleProof")
        || type_of("proof").is_some_and(|name| name.starts_with("OpenAttestation"))
        || ["schema", "version"]
            .iter()
            .filter_map(|name| document.get(*name)?.as_str())
            .any(|text| text.contains("schema.openattestation.com"))
}
