//! What is measured: certificates made here, and the vectors.

use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{ClaimPath, UnixTime};
use serde_json::{Map, Value, json};

/// The vectors and how one is read are those of the tests.
#[path = "../../../it/vectors.rs"]
#[allow(dead_code, clippy::unwrap_used, clippy::print_stdout)]
mod native;
#[path = "../../tests/browser/question.rs"]
mod question;

const NOW: UnixTime = UnixTime::from_seconds(1_795_406_400);
const HIDDEN: [&str; 5] = ["name", "sex", "birth_date", "address", "issuing_authority"];

/// Begins, fills and ends 5 MB of each family; natively measured as well.
pub(crate) const HUGE: [(&str, [&str; 3]); 9] = [
    ("letters", ["", "A", ""]),
    ("JSON arrays inside each other", ["", "[", ""]),
    ("JSON object of one long text", ["{\"a\":\"", "x", "\"}"]),
    ("JSON object of many members", ["{\"a\":[", "1,", "1]}"]),
    ("JWT with a long payload", ["eyJhbGciOiJFZERTQSJ9.", "A", ".AA"]),
    ("SD-JWT of many disclosures", ["eyJhbGciOiJFZERTQSJ9.e30.AA", "~WzFd", "~"]),
    ("HC1 code", ["HC1:", "NCF", ""]),
    ("SMART Health Card", ["shc:/", "56", ""]),
    ("Base45 code", ["", "6BF", ""]),
];

/// One vector for the page.
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) format: String,
    pub(crate) question: Value,
}

/// Every vector with its options.
pub(crate) fn vectors() -> Vec<Vector> {
    let of = |(name, vector): (String, Value)| {
        let format = vector.pointer("/expect/format").and_then(Value::as_str);
        let format = format.unwrap_or("(no kind)").to_owned();
        Vector { name, format, question: question::question(&vector) }
    };
    native::all().into_iter().map(of).collect()
}

/// One certificate of each algorithm, a thousand of one issuer, and the keys.
pub(crate) fn certificates() -> Value {
    let ed25519 = SigningKey::ed25519_from_seed([1; 32]);
    let p256 = SigningKey::p256_from_bytes(&[1; 32]).expect("a key");
    let many: Vec<_> = (0..1000).map(|number| certificate(&ed25519, number)).collect();
    json!({
        "at": NOW.seconds(), "keys": [ed25519.public_jwk(), p256.public_jwk()],
        "ed25519": certificate(&ed25519, 0), "es256": certificate(&p256, 0), "many": many,
    })
}

fn certificate(key: &SigningKey, number: u32) -> String {
    let holder = SigningKey::ed25519_from_seed([2; 32]);
    let claims = json!({
        "iss": "https://psb.sh.specimen.example", "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - 100, "exp": NOW.seconds() + 1000,
        "cnf": { "jwk": holder.public_jwk() }, "number": number,
        "name": "示例 SPECIMEN", "sex": "男", "birth_date": "1990-01-01",
        "address": "示例路 1 号", "issuing_authority": "示例公安局 SPECIMEN",
    });
    let hidden: Vec<_> =
        HIDDEN.iter().map(|name| ClaimPath::from_json(&json!([name])).expect("a path")).collect();
    let mut next = 0_u8;
    let mut counter = |buffer: &mut [u8]| {
        buffer.iter_mut().for_each(|byte| {
            next = next.wrapping_add(1);
            *byte = next;
        });
    };
    issue_sd_jwt_vc(&claims, &hidden, &Map::new(), key, &mut counter).expect("a certificate")
}
