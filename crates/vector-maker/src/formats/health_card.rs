//! SMART Health Cards.

use cert_issue::{SigningKey, sign_jws};
use miniz_oxide::deflate::compress_to_vec;
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, ISSUER, NOW, ed25519, es256, stranger_es256},
    certificates::der_signature,
    credential::{with, without},
};

pub(crate) fn payload() -> Value {
    json!({
        "iss": ISSUER, "nbf": NOW.seconds() - DAY,
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {
                "fhirVersion": "4.0.1",
                "fhirBundle": { "resourceType": "Bundle", "type": "collection", "entry": [{ "fullUrl": "resource:0", "resource": { "resourceType": "Patient", "name": [{ "family": "SPECIMEN" }] } }] },
            },
        },
    })
}

fn header(key: &SigningKey) -> Value {
    json!({ "zip": "DEF", "kid": key.public().thumbprint() })
}

fn card_of(header: &Value, payload: &[u8], key: &SigningKey) -> String {
    sign_jws(header.as_object().unwrap(), payload, key)
}

pub(crate) fn card(payload: &Value) -> String {
    card_of(&header(&es256()), &compress_to_vec(payload.to_string().as_bytes(), 9), &es256())
}

fn digits(text: &str) -> String {
    text.bytes().map(|byte| format!("{:02}", byte - 45)).collect()
}

fn forged(card: &str) -> String {
    let (head, signature) = card.rsplit_once('.').unwrap();
    let changed = if signature.starts_with('A') { "B" } else { "A" };
    format!("{head}.{changed}{}", &signature[1..])
}

fn case(name: &str, comment: &str, input: &str) -> Case {
    Case::new("smart-health-card", "smart-health-card", name, comment, input)
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let good = card(&payload());
    let numeric = format!("shc:/{}", digits(&good));
    let compressed = compress_to_vec(payload().to_string().as_bytes(), 9);
    let (first, second) = good.split_at(good.len() / 2);
    let part = |index: u8, text: &str| format!("shc:/{index}/2/{}", digits(text));
    let head = |member: &str, value: Value| {
        card_of(&with(header(&es256()), member, value), &compressed, &es256())
    };
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let der = der_signature(&cert_verify::base64url::decode(signature).unwrap());
    let file = |cards: &[&str]| json!({ "verifiableCredential": cards }).to_string();
    let expired = with(payload(), "exp", json!(NOW.seconds() - DAY / 2));
    let other = card(&with(payload(), "nbf", json!(NOW.seconds() - 2 * DAY)));
    let bom = [b"\xef\xbb\xbf", payload().to_string().as_bytes()].concat();
    let vc = |change: &dyn Fn(Value) -> Value| {
        card(&with(payload(), "vc", change(payload()["vc"].clone())))
    };
    let many = vec!["1"; 15_000].join(",");
    let large = card(&with(payload(), "n", serde_json::from_str(&format!("[{many}]")).unwrap()));
    all.extend([
        case(
            "valid-file-blank-line",
            "White space behind the JSON of a file means nothing.",
            &format!("{}\n\n", file(&[&good])),
        ),
        case(
            "valid-two-parts-on-one-line",
            "Two codes, put together without a line end.",
            &format!("{}{}", part(1, first), part(2, second)),
        ),
        case("valid-large-card", "One card of 15,000 numbers.", &large),
        case(
            "two-large-cards",
            "Each card is within the budget, the file is not.",
            &file(&[&large, &large]),
        )
        .invalid("too-many-items"),
        case("valid-jws", "One card as a JWS.", &good),
        case("valid-numeric", "One card as the digits of a QR code.", &numeric),
        case(
            "valid-numeric-upper-case",
            "Readers may return the prefix in upper case.",
            &numeric.replacen("shc:/", "SHC:/", 1),
        ),
        case(
            "valid-two-parts",
            "Two codes in any order.",
            &format!("{}\n{}", part(2, second), part(1, first)),
        ),
        case("valid-file", "A file with two cards.", &file(&[&good, &other])),
        case("valid-line-end", "A line end behind the card is tolerated.", &format!("{good}\n")),
        case("part-missing", "One of two codes.", &part(1, first)).undetermined("part-missing"),
        case(
            "part-twice",
            "The same part twice.",
            &format!("{}\n{}", part(1, first), part(1, first)),
        )
        .invalid("numeric-code-malformed"),
        case("part-out-of-range", "Part three of two.", &part(3, first))
            .invalid("numeric-code-malformed"),
        case(
            "parts-disagree",
            "One code says two parts, the other three.",
            &format!("{}\n{}", part(1, first), part(2, second).replacen("/2/2/", "/2/3/", 1)),
        )
        .invalid("numeric-code-malformed"),
        case("digits-odd", "Half a pair of digits.", &numeric[..numeric.len() - 1])
            .invalid("numeric-code-malformed"),
        case(
            "digits-too-large",
            "A pair above 77.",
            &format!("{}78", &numeric[..numeric.len() - 2]),
        )
        .invalid("numeric-code-malformed"),
        case(
            "digits-foreign",
            "A letter among the digits.",
            &format!("{}x1", &numeric[..numeric.len() - 2]),
        )
        .invalid("numeric-code-malformed"),
        case("signature-changed", "The signature is another one.", &forged(&good))
            .invalid("signature-wrong"),
        case(
            "signature-der",
            "ASN.1 instead of r and s.",
            &format!("{signed}.{}", cert_verify::base64url::encode(&der)),
        )
        .invalid("signature-wrong"),
        case("signature-empty", "An empty signature is none.", &format!("{signed}."))
            .invalid("signature-missing"),
        case(
            "kid-wrong",
            "The signature is good, but the key id names another key.",
            &head("kid", stranger_es256().public().thumbprint().into()),
        )
        .invalid("key-id-wrong"),
        case(
            "kid-missing",
            "The framework requires a key id.",
            &card_of(&without(header(&es256()), "kid"), &compressed, &es256()),
        )
        .invalid("jws-malformed"),
        case("zip-wrong", "Another compression.", &head("zip", "GZIP".into()))
            .invalid("jws-malformed"),
        case(
            "zip-missing",
            "A plain payload without zip.",
            &card_of(&without(header(&es256()), "zip"), payload().to_string().as_bytes(), &es256()),
        )
        .invalid("jws-malformed"),
        case(
            "not-compressed",
            "The payload is no DEFLATE stream.",
            &card_of(&header(&es256()), payload().to_string().as_bytes(), &es256()),
        )
        .invalid("compression-malformed"),
        case(
            "compressed-with-zlib",
            "zlib instead of raw DEFLATE.",
            &card_of(
                &header(&es256()),
                &miniz_oxide::deflate::compress_to_vec_zlib(payload().to_string().as_bytes(), 9),
                &es256(),
            ),
        )
        .invalid("compression-malformed"),
        case(
            "inflates-to-a-megabyte",
            "A kilobyte that becomes a megabyte.",
            &card_of(&header(&es256()), &compress_to_vec(&vec![b' '; 1 << 20], 9), &es256()),
        )
        .invalid("inflated-too-large"),
        case(
            "byte-order-mark",
            "A byte order mark before the payload.",
            &card_of(&header(&es256()), &compress_to_vec(&bom, 9), &es256()),
        )
        .invalid("json-malformed"),
        case(
            "valid-blanks-around",
            "Blanks and line ends around a pasted card are no part of it.",
            &format!("\u{3000} {good} \t\r\n "),
        ),
        case(
            "valid-numeric-blanks-around",
            "Blanks around the digits of a code are no part of it.",
            &format!("\n {numeric} \r\n"),
        ),
        case(
            "blank-within",
            "A blank within the digits belongs to no code.",
            &format!("{} {}", &numeric[..99], &numeric[99..]),
        )
        .invalid("numeric-code-malformed"),
        case(
            "alg-eddsa",
            "The framework allows ES256 only.",
            &card_of(&header(&ed25519()), &compressed, &ed25519()),
        )
        .invalid("algorithm-not-allowed"),
        case(
            "issuer-http",
            "The issuer must be an https address.",
            &card(&with(payload(), "iss", "http://psb.sh.specimen.example".into())),
        )
        .invalid("claim-malformed"),
        case(
            "issuer-trailing-slash",
            "The issuer must not end with a slash.",
            &card(&with(payload(), "iss", format!("{ISSUER}/").into())),
        )
        .invalid("claim-malformed"),
        case("nbf-missing", "The framework requires nbf.", &card(&without(payload(), "nbf")))
            .invalid("claim-missing"),
        case(
            "nbf-in-milliseconds",
            "Milliseconds lie in the far future.",
            &card(&with(payload(), "nbf", json!(NOW.seconds() * 1000))),
        )
        .invalid("not-yet-valid"),
        case("expired", "The claim exp has passed.", &card(&expired)).invalid("expired"),
        case(
            "expired-and-forged",
            "A forgery is reported as a forgery, whatever else is wrong.",
            &forged(&card(&expired)),
        )
        .invalid("signature-wrong"),
        case(
            "type-missing",
            "The type of a health card is not there.",
            &vc(&|vc| with(vc, "type", json!(["VerifiableCredential"]))),
        )
        .invalid("claim-missing"),
        case(
            "bundle-missing",
            "There is no FHIR bundle.",
            &vc(&|vc| with(vc, "credentialSubject", json!({ "fhirVersion": "4.0.1" }))),
        )
        .invalid("claim-missing"),
        case(
            "second-card-forged",
            "One good card does not outweigh a forged one.",
            &file(&[&good, &forged(&other)]),
        )
        .invalid("signature-wrong"),
        case(
            "cards-of-two-issuers",
            "The cards of a file are of one issuer.",
            &file(&[
                &good,
                &card(&with(payload(), "iss", "https://other.specimen.example".into())),
            ]),
        )
        .invalid("issuer-key-mismatch"),
        case("nobody-trusted", "Without a key nothing can be said.", &good)
            .undetermined("issuer-unknown")
            .keys(Vec::new()),
    ]);
}
