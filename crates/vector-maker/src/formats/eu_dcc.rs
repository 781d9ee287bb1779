//! EU DCC.

use cert_verify::{X509Certificate, base45};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{
    case::{Case, DAY, NOW, ed25519, es256, stranger_es256},
    cbor::{array, bytes, int, object, pack, sign1, tag, text},
    certificates::{Template, pem},
};

pub(crate) fn document_signer() -> Vec<u8> {
    Template::leaf("示例 SPECIMEN document signer", "示例 SPECIMEN country authority")
        .sign(&es256(), &stranger_es256())
}

fn key_id(certificate: &[u8]) -> Vec<u8> {
    X509Certificate::from_der(certificate).unwrap().dcc_key_id().to_vec()
}

fn entry() -> Vec<u8> {
    let member = |name: &str, value: &str| (text(name), text(value));
    object(&[
        member("tg", "840539006"),
        member("vp", "1119305005"),
        member("mp", "EU/1/21/1529"),
        member("ma", "ORG-100001699"),
        (text("dn"), int(2)),
        (text("sd"), int(2)),
        member("dt", "2026-01-05"),
        member("co", "XS"),
        member("is", "示例 SPECIMEN"),
        member("ci", "URN:UVCI:01:XS:SPECIMEN#1"),
    ])
}

/// A certificate with exactly this vaccination.
fn with_entry(entry: Vec<u8>) -> Vec<u8> {
    let name = object(&[(text("fnt"), text("SPECIMEN"))]);
    object(&[
        (text("ver"), text("1.3.0")),
        (text("nam"), name),
        (text("dob"), text("1990-03-07")),
        (text("v"), array(&[entry])),
    ])
}

fn certificate(birth_date: &str, kinds: &[&str]) -> Vec<u8> {
    let mut members = vec![
        (text("ver"), text("1.3.0")),
        (
            text("nam"),
            object(&[(text("fn"), text("示例 SPECIMEN")), (text("fnt"), text("SPECIMEN"))]),
        ),
        (text("dob"), text(birth_date)),
    ];
    members.extend(kinds.iter().map(|kind| (text(kind), array(&[entry()]))));
    object(&members)
}

fn claims(issued: i64, expires: i64, certificate: Vec<u8>) -> Vec<u8> {
    object(&[
        (int(1), text("XS")),
        (int(4), int(NOW.seconds() + expires)),
        (int(6), int(NOW.seconds() + issued)),
        (int(-260), object(&[(int(1), certificate)])),
    ])
}

fn good_claims() -> Vec<u8> {
    claims(-DAY, DAY, certificate("1990-03-07", &["v"]))
}

fn protected(algorithm: i64, key_id: &[u8]) -> Vec<u8> {
    object(&[(int(1), int(algorithm)), (int(4), bytes(key_id))])
}

pub(crate) fn good_code() -> String {
    code(&message(&good_claims()))
}

fn message(claims: &[u8]) -> Vec<u8> {
    sign1(&protected(-7, &key_id(&document_signer())), &object(&[]), claims, &es256())
}

fn code(message: &[u8]) -> String {
    format!("HC1:{}", pack(&tag(18, message)))
}

/// The message with its last byte changed, which belongs to the signature.
fn forged(mut message: Vec<u8>) -> Vec<u8> {
    *message.last_mut().unwrap() ^= 1;
    message
}

fn case(name: &str, comment: &str, input: &str) -> Case {
    Case::new("eu-dcc", "eu-dcc", name, comment, input).key_files(vec![pem(&document_signer())])
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let id = key_id(&document_signer());
    let signed = |protected: &[u8], unprotected: &[u8]| {
        sign1(protected, unprotected, &good_claims(), &es256())
    };
    let good = code(&message(&good_claims()));
    let with_id = |id: &[u8]| object(&[(int(4), bytes(id))]);
    let alg_only = object(&[(int(1), int(-7))]);
    all.extend([
        case("valid", "A vaccination certificate with the certificate of its signer.", &good),
        case(
            "valid-line-end",
            "A line end behind the code is no part of it.",
            &format!("{good}\r\n"),
        ),
        case(
            "valid-blanks-around",
            "Blanks and line ends around a pasted code are no part of it.",
            &format!(" \t{good} \r\n \n"),
        ),
        case(
            "valid-byte-order-mark-before",
            "The mark that editors put before a text is no part of the code.",
            &format!("\u{feff}{good}"),
        ),
        case(
            "blank-within",
            "A blank within the code is one of its characters.",
            &format!("{} {}", &good[..99], &good[99..]),
        )
        .invalid("base45-malformed"),
        case(
            "expiry-in-tag-1",
            "A NumericDate of a CWT stands without tag 1.",
            &code(&message(&tagged(4))),
        )
        .invalid("claim-malformed"),
        case(
            "issued-in-tag-1",
            "A NumericDate of a CWT stands without tag 1.",
            &code(&message(&tagged(6))),
        )
        .invalid("claim-malformed"),
        case(
            "valid-kid-unprotected",
            "The key id may stand in the unprotected header.",
            &code(&signed(&alg_only, &with_id(&id))),
        ),
        case(
            "valid-kid-absent",
            "Without a key id every trusted certificate is tried.",
            &code(&signed(&alg_only, &object(&[]))),
        ),
        case(
            "valid-alg-unprotected",
            "The key decides the algorithm; where the message repeats it does not matter.",
            &code(&signed(&[], &object(&[(int(4), bytes(&id)), (int(1), int(-7))]))),
        ),
        case(
            "valid-tag-61",
            "A CWT tag around the COSE tag is allowed.",
            &format!("HC1:{}", pack(&tag(61, &tag(18, &message(&good_claims()))))),
        ),
        case(
            "valid-tag-absent",
            "Without a tag an array of four is COSE_Sign1.",
            &format!("HC1:{}", pack(&message(&good_claims()))),
        ),
        case(
            "kid-protected-wrong",
            "The protected key id counts, although the unprotected one is right.",
            &code(&signed(&protected(-7, b"12345678"), &with_id(&id))),
        )
        .invalid("key-id-wrong"),
        case(
            "kid-unprotected-wrong",
            "The signature is good, but the key id names another certificate.",
            &code(&signed(&alg_only, &with_id(b"12345678"))),
        )
        .invalid("key-id-wrong"),
        case(
            "signature-empty",
            "An empty signature is none.",
            &code(&array(&[
                bytes(&protected(-7, &id)),
                object(&[]),
                bytes(&good_claims()),
                bytes(&[]),
            ])),
        )
        .invalid("signature-missing"),
        case(
            "signature-changed",
            "One bit of the signature is another one.",
            &code(&forged(message(&good_claims()))),
        )
        .invalid("signature-wrong"),
        case(
            "signature-of-a-stranger",
            "The key id is right, the key is not.",
            &code(&sign1(&protected(-7, &id), &object(&[]), &good_claims(), &stranger_es256())),
        )
        .invalid("signature-wrong"),
        case(
            "expired",
            "The claim exp has passed.",
            &code(&message(&claims(-2 * DAY, -DAY, certificate("1990-03-07", &["v"])))),
        )
        .invalid("expired"),
        case(
            "expired-and-forged",
            "A forgery is reported as a forgery, whatever else is wrong.",
            &code(&forged(message(&claims(-2 * DAY, -DAY, certificate("1990-03-07", &["v"]))))),
        )
        .invalid("signature-wrong"),
        case(
            "issued-in-future",
            "The claim iat lies ahead.",
            &code(&message(&claims(DAY, 2 * DAY, certificate("1990-03-07", &["v"])))),
        )
        .invalid("issued-in-future"),
        case(
            "expiry-missing",
            "The specification requires exp.",
            &code(&message(&object(&[
                (int(1), text("XS")),
                (int(-260), object(&[(int(1), certificate("1990", &["v"]))])),
            ]))),
        )
        .invalid("claim-missing"),
        case(
            "entry-missing",
            "No vaccination, test or recovery.",
            &code(&message(&claims(-DAY, DAY, certificate("1990-03-07", &[])))),
        )
        .invalid("claim-missing"),
        case(
            "two-kinds",
            "One certificate is about one thing.",
            &code(&message(&claims(-DAY, DAY, certificate("1990-03-07", &["v", "r"])))),
        )
        .invalid("claim-malformed"),
        case(
            "entry-without-id",
            "Every entry has an identifier, an issuer, a country and a disease.",
            &code(&message(&claims(
                -DAY,
                DAY,
                with_entry(object(&[(text("tg"), text("840539006"))])),
            ))),
        )
        .invalid("claim-missing"),
        case(
            "dose-as-text",
            "Doses are numbers.",
            &code(&message(&claims(
                -DAY,
                DAY,
                with_entry(object(&[
                    (text("tg"), text("840539006")),
                    (text("co"), text("XS")),
                    (text("is"), text("SPECIMEN")),
                    (text("ci"), text("1")),
                    (text("dn"), text("2")),
                ])),
            ))),
        )
        .invalid("claim-malformed"),
        case(
            "birth-date-1815",
            "The schema allows birth in 1900 to 2099.",
            &code(&message(&claims(-DAY, DAY, certificate("1815-08-24", &["v"])))),
        )
        .invalid("claim-malformed"),
        case(
            "birth-date-after-issue",
            "Nobody is certified before birth.",
            &code(&message(&claims(-DAY, DAY, certificate("2030-01-01", &["v"])))),
        )
        .invalid("claim-malformed"),
        case(
            "health-claim-missing",
            "A signed CWT without claim -260 is no health certificate.",
            &code(&message(&object(&[(int(1), text("XS")), (int(4), int(NOW.seconds() + DAY))]))),
        )
        .invalid("claim-missing"),
        case(
            "claim-twice",
            "Two claims of one name could be read in two ways.",
            &code(&message(&object(&[(int(1), text("XS")), (int(1), text("XT"))]))),
        )
        .invalid("cbor-malformed"),
        case(
            "alg-eddsa",
            "The specification allows ES256 and PS256 only.",
            &code(&sign1(&protected(-8, &id), &object(&[]), &good_claims(), &ed25519())),
        )
        .invalid("algorithm-not-allowed"),
        case(
            "alg-absent",
            "The header names no algorithm.",
            &code(&signed(&with_id(&id), &object(&[]))),
        )
        .invalid("cose-malformed"),
        case(
            "alg-of-another-key",
            "The message says PS256, the key is ES256.",
            &code(&signed(&protected(-37, &id), &object(&[]))),
        )
        .invalid("algorithm-key-mismatch"),
        case(
            "crit",
            "An extension that must be understood is not.",
            &code(&signed(
                &object(&[(int(1), int(-7)), (int(2), array(&[int(99)])), (int(99), int(1))]),
                &object(&[]),
            )),
        )
        .invalid("critical-header-not-understood"),
        case(
            "alg-twice",
            "A header that stands on both sides could be read in two ways.",
            &code(&signed(&protected(-7, &id), &alg_only)),
        )
        .invalid("cose-malformed"),
        case("prefix-hc2", "Another version of the container.", &good.replacen("HC1:", "HC2:", 1))
            .invalid("not-a-certificate")
            .no_format(),
        case(
            "content-version-2",
            "Another version of the content.",
            &code(&message(&object(&[
                (int(1), text("XS")),
                (int(4), int(NOW.seconds() + DAY)),
                (int(-260), object(&[(int(2), certificate("1990", &["v"]))])),
            ]))),
        )
        .undetermined("format-not-supported"),
        case("prefix-lower-case", "The prefix is exact.", &good.replacen("HC1:", "hc1:", 1))
            .invalid("not-a-certificate")
            .no_format(),
        case(
            "base45-overflow",
            "The last pair stands for more than a byte.",
            &format!("HC1:{}::", &good[4..4 + (good.len() - 4) / 3 * 3]),
        )
        .invalid("base45-malformed"),
        case(
            "base45-lower-case",
            "Lower case is outside the alphabet.",
            &good.replacen('6', "a", 1),
        )
        .invalid("base45-malformed"),
        case(
            "zlib-broken",
            "Not a zlib stream.",
            &format!("HC1:{}", base45::encode(b"no zlib stream")),
        )
        .invalid("compression-malformed"),
        case(
            "zlib-remains",
            "Bytes behind the end of the stream.",
            &format!(
                "HC1:{}",
                base45::encode(
                    &[compress_to_vec_zlib(&message(&good_claims()), 9), vec![0]].concat()
                )
            ),
        )
        .invalid("compression-malformed"),
        case(
            "inflates-to-a-megabyte",
            "A kilobyte that becomes a megabyte.",
            &format!("HC1:{}", pack(&vec![0; 1 << 20])),
        )
        .invalid("inflated-too-large"),
        case(
            "cbor-remains",
            "Bytes behind the message.",
            &format!("HC1:{}", pack(&[message(&good_claims()), vec![0]].concat())),
        )
        .invalid("cbor-malformed"),
        case(
            "valid-in-its-last-second",
            "A health certificate ends after exp, where a JWT ends at it.",
            &code(&message(&claims(-DAY, 0, certificate("1990-03-07", &["v"])))),
        )
        .policy(serde_json::json!({ "clock_skew": 0 })),
        case(
            "expired-a-second-ago",
            "The second after exp.",
            &code(&message(&claims(-DAY, -1, certificate("1990-03-07", &["v"])))),
        )
        .policy(serde_json::json!({ "clock_skew": 0 }))
        .invalid("expired"),
        case(
            "valid-long-length",
            "A length that is not in its shortest form is well-formed CBOR.",
            &format!("HC1:{}", pack(&[&[0x98, 4], &message(&good_claims())[1..]].concat())),
        ),
        case(
            "claim-twice-in-longer-form",
            "A claim stands there twice, once with a longer number.",
            &code(&message(
                &[
                    &[0xa5],
                    &good_claims()[1..],
                    &[0x18, 4],
                    int(NOW.seconds() + 9 * DAY).as_slice(),
                ]
                .concat(),
            )),
        )
        .invalid("cbor-malformed"),
        case(
            "kid-text",
            "A key id that is no byte string is not the same as none.",
            &code(&sign1(
                &object(&[(int(1), int(-7)), (int(4), text("12345678"))]),
                &object(&[]),
                &good_claims(),
                &es256(),
            )),
        )
        .invalid("cose-malformed"),
        case(
            "nested-arrays",
            "A thousand arrays inside each other.",
            &format!("HC1:{}", pack(&[0x81; 1000])),
        )
        .invalid("too-deep"),
        case(
            "cose-of-three",
            "An array of three is no COSE_Sign1.",
            &format!("HC1:{}", pack(&array(&[bytes(&[]), object(&[]), bytes(&[])]))),
        )
        .invalid("cose-malformed"),
        case(
            "key-usage-test-only",
            "The signer may sign test certificates only.",
            &code(&limited(1).0),
        )
        .invalid("x509-key-usage-wrong")
        .key_files(vec![pem(&limited(1).1)]),
        case(
            "valid-key-usage-vaccination",
            "The signer may sign vaccination certificates.",
            &code(&limited(2).0),
        )
        .key_files(vec![pem(&limited(2).1)]),
        case(
            "signer-certificate-expired",
            "The certificate of the signer has expired.",
            &code(&outdated().0),
        )
        .invalid("x509-not-valid-at-time")
        .key_files(vec![pem(&outdated().1)]),
        case("nobody-trusted", "Without a key nothing can be said.", &good)
            .undetermined("issuer-unknown")
            .key_files(Vec::new()),
    ]);
}

/// Good claims, but this one in tag 1.
fn tagged(which: i64) -> Vec<u8> {
    let time = |claim: i64, seconds: i64| {
        let seconds = int(NOW.seconds() + seconds);
        (int(claim), if claim == which { tag(1, &seconds) } else { seconds })
    };
    object(&[
        (int(1), text("XS")),
        time(4, DAY),
        time(6, -DAY),
        (int(-260), object(&[(int(1), certificate("1990-03-07", &["v"]))])),
    ])
}

fn by(signer: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    (sign1(&protected(-7, &key_id(&signer)), &object(&[]), &good_claims(), &es256()), signer)
}

fn limited(purpose: u8) -> (Vec<u8>, Vec<u8>) {
    let template = Template {
        dcc_purpose: Some(purpose),
        ..Template::leaf("示例 SPECIMEN limited signer", "示例 SPECIMEN country authority")
    };
    by(template.sign(&es256(), &stranger_es256()))
}

fn outdated() -> (Vec<u8>, Vec<u8>) {
    let template = Template {
        not_after: NOW.plus_seconds(-DAY),
        ..Template::leaf("示例 SPECIMEN old signer", "示例 SPECIMEN country authority")
    };
    by(template.sign(&es256(), &stranger_es256()))
}
