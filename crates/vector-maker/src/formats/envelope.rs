//! Envelopes of the W3C data model: a certificate in a data address.

use cert_verify::base64url;
use serde_json::{Value, json};

use super::{
    case::{Case, date, ed25519},
    cbor::{int, object, sign1, tag, text},
    credential::{credential, with},
    presentation::{envelope, sd_jwt, vc_jwt},
};

fn cose(credential: &Value) -> Vec<u8> {
    let header = object(&[(int(1), int(-8)), (int(16), text("application/vc+cose"))]);
    tag(18, &sign1(&header, &object(&[]), credential.to_string().as_bytes(), &ed25519()))
}

fn base64(bytes: &[u8]) -> String {
    let mut text = base64url::encode(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let case = |format: &str, name: &str, comment: &str, input: &Value| {
        Case::new("envelope", format, name, comment, &input.to_string())
    };
    let token = vc_jwt(&credential());
    let (head, signature) = token.rsplit_once('.').unwrap();
    let changed = if signature.starts_with('A') { "B" } else { "A" };
    let forged = format!("{head}.{changed}{}", &signature[1..]);
    let bytes = cose(&credential());
    let mut broken = bytes.clone();
    *broken.last_mut().unwrap() ^= 1;
    all.extend([
        case(
            "vc+jwt",
            "valid-jwt",
            "A JWT in a data address.",
            &envelope("application/vc+jwt", &token),
        ),
        case(
            "dc+sd-jwt",
            "valid-sd-jwt",
            "An SD-JWT in a data address.",
            &envelope("application/dc+sd-jwt", &sd_jwt()),
        ),
        case(
            "dc+sd-jwt",
            "valid-percent-encoded",
            "Characters may be percent-encoded.",
            &envelope("application/dc+sd-jwt", &sd_jwt().replace('~', "%7e")),
        ),
        case(
            "vc+jwt",
            "valid-base64",
            "The JWT in base64.",
            &envelope("application/vc+jwt;base64", &base64(token.as_bytes())),
        ),
        case(
            "vc+cose",
            "valid-cose",
            "A COSE message in base64.",
            &envelope("application/vc+cose;base64", &base64(&bytes)),
        ),
        case(
            "vc+jwt",
            "valid-types-an-array",
            "The type is an array.",
            &with(
                envelope("application/vc+jwt", &token),
                "type",
                json!(["EnvelopedVerifiableCredential"]),
            ),
        ),
        Case::new(
            "envelope",
            "vc+cose",
            "valid-cose-in-bytes",
            "The same message without an envelope.",
            "",
        )
        .input_bytes(&bytes),
        case(
            "vc+jwt",
            "forged",
            "The signature inside is another one.",
            &envelope("application/vc+jwt", &forged),
        )
        .invalid("signature-wrong"),
        case(
            "vc+cose",
            "cose-forged",
            "The signature inside is another one.",
            &envelope("application/vc+cose;base64", &base64(&broken)),
        )
        .invalid("signature-wrong"),
        case(
            "vc+jwt",
            "expired",
            "What is inside has expired.",
            &envelope(
                "application/vc+jwt",
                &vc_jwt(&with(credential(), "validUntil", date(-60 * 60).into())),
            ),
        )
        .invalid("expired"),
        case(
            "mdoc",
            "mdoc",
            "A kind that is named and not verified.",
            &envelope(
                "application/mdoc;base64",
                &base64(&object(&[
                    (text("docType"), text("org.iso.18013.5.1.mDL")),
                    (text("issuerSigned"), object(&[])),
                ])),
            ),
        )
        .undetermined("format-not-supported"),
        case(
            "",
            "unknown-inside",
            "Something that nobody here knows.",
            &envelope("application/specimen", "abc"),
        )
        .undetermined("format-not-supported")
        .no_format(),
        case(
            "",
            "address-not-data",
            "The address is no data address.",
            &with(envelope("a", "b"), "id", "https://psb.sh.specimen.example/1".into()),
        )
        .invalid("claim-malformed")
        .no_format(),
        case(
            "",
            "base64-broken",
            "The base64 has a foreign character.",
            &envelope("application/vc+jwt;base64", "e30!"),
        )
        .invalid("claim-malformed")
        .no_format(),
    ]);
}
