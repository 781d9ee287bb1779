//! Signatures, headers, and the strict readers below them.

use cert_verify::base64url;
use serde_json::{Value, json};

use super::{case::Case, parts::*};

const AREA: &str = "signature";

pub(crate) fn cases(out: &mut Vec<Case>) {
    let good = sd_jwt(&claims(), &[]);
    let case = |name, comment: &str, input: String| Case::new(AREA, name, comment, input);
    out.push(
        case("good-ed25519", "The smallest certificate that is good.", good.clone())
            .claims(claims()),
    );
    let polymorphic = signed_with_header_text(
        r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#,
        claims().to_string().as_bytes(),
        &issuer(),
    );
    out.push(case("good-alg-eddsa", "The older, polymorphic name of Ed25519.", polymorphic));
    let es256 = signed(&typ(), claims().to_string().as_bytes(), &[], &issuer_es256());
    let es256_key = vec![issuer_es256().public_jwk()];
    out.push(case("good-es256", "ES256.", es256.clone()).keys(es256_key.clone()));
    out.push(case(
        "good-white-space-around",
        "A file that ends with a line feed.",
        format!("\n {good}\r\n"),
    ));
    out.push(case(
        "good-pasted",
        "A byte order mark, blanks of several scripts and line ends around the text.",
        format!("\u{feff}\u{3000}{good}\u{a0}\u{200b}\r\n\t"),
    ));
    let two = vec![stranger().public_jwk(), issuer().public_jwk()];
    out.push(
        case("good-second-key", "The second of two trusted keys signed.", good.clone()).keys(two),
    );

    signatures(out, &good, &es256, &es256_key);
    headers(out, &good);
    encodings(out, &good);
    inputs(out);
}

fn signatures(out: &mut Vec<Case>, good: &str, es256: &str, es256_key: &[Value]) {
    let wrong = |name, comment: &str, input: String| {
        Case::new(AREA, name, comment, input).invalid("signature-wrong")
    };
    out.push(wrong(
        "signature-bit-flipped",
        "One bit of the signature differs.",
        with_signature(good, |mut s| {
            s[7] ^= 4;
            s
        }),
    ));
    out.push(wrong(
        "signature-of-other-key",
        "Signed by a stranger.",
        signed(&typ(), claims().to_string().as_bytes(), &[], &stranger()),
    ));
    out.push(wrong(
        "signature-too-short",
        "63 bytes.",
        with_signature(good, |mut s| {
            s.pop();
            s
        }),
    ));
    out.push(wrong(
        "signature-too-long",
        "65 bytes.",
        with_signature(good, |mut s| {
            s.push(0);
            s
        }),
    ));
    out.push(wrong(
        "signature-malleated",
        "S plus the order of the group: the same equation, another spelling.",
        with_signature(good, add_order),
    ));
    out.push(wrong(
        "signature-all-zero",
        "64 zero bytes.",
        with_signature(good, |s| vec![0; s.len()]),
    ));
    let changed = with(claims(), "name", json!("示例 SPECIMEN 2"));
    let (input, signature) = (sd_jwt(&changed, &[]), good.rsplit_once('.').unwrap().1);
    let input = input.rsplit_once('.').unwrap().0;
    out.push(wrong(
        "payload-changed",
        "A claim was changed after signing.",
        format!("{input}.{signature}"),
    ));
    let expired = with(claims(), "exp", json!(NOW.seconds() - 1_000_000));
    let forged = signed(&typ(), expired.to_string().as_bytes(), &[], &stranger());
    out.push(wrong(
        "forged-and-expired",
        "Forged and expired: reported as forged, and no claim is shown.",
        forged,
    ));
    let twice = with(claims(), "_sd", json!(["a", "a"]));
    let forged = signed(&typ(), twice.to_string().as_bytes(), &[], &stranger());
    out.push(wrong(
        "forged-and-digest-duplicate",
        "Forged and badly formed inside: reported as forged.",
        forged,
    ));
    let der = with_signature(es256, to_der);
    out.push(
        wrong("signature-es256-der", "ES256 in DER instead of r and s (RFC 7518 3.4).", der)
            .keys(es256_key.to_vec()),
    );
    let zero = with_signature(es256, |s| vec![0; s.len()]);
    out.push(wrong("signature-es256-zero", "r and s are zero.", zero).keys(es256_key.to_vec()));
    let missing = with_signature(good, |_| Vec::new());
    out.push(
        Case::new(AREA, "signature-empty", "No signature bytes.", missing)
            .invalid("signature-missing"),
    );
}

fn headers(out: &mut Vec<Case>, good: &str) {
    let payload = claims().to_string();
    let case = |name, comment: &str, header: &str| {
        Case::new(
            AREA,
            name,
            comment,
            signed_with_header_text(header, payload.as_bytes(), &issuer()),
        )
    };
    for (name, alg) in [
        ("alg-none", "none"),
        ("alg-none-in-capitals", "NONE"),
        ("alg-hs256", "HS256"),
        ("alg-hmac-lower-case", "hs256"),
        ("alg-lower-case", "eddsa"),
    ] {
        let header = format!(r#"{{"alg":"{alg}","typ":"dc+sd-jwt"}}"#);
        out.push(
            case(name, "An algorithm that is never accepted.", &header)
                .invalid("algorithm-not-allowed"),
        );
    }
    out.push(
        case(
            "alg-newer-than-this",
            "An algorithm that nobody here has heard of may be newer than this.",
            r#"{"alg":"X-256","typ":"dc+sd-jwt"}"#,
        )
        .undetermined("algorithm-not-supported"),
    );
    let none = format!(
        "{}.{}.~",
        base64url::encode(br#"{"alg":"none","typ":"dc+sd-jwt"}"#),
        base64url::encode(payload.as_bytes())
    );
    out.push(
        Case::new(AREA, "alg-none-unsigned", "alg none as RFC 7519 6 writes it.", none)
            .invalid("algorithm-not-allowed"),
    );
    out.push(
        case(
            "alg-of-other-key",
            "The header says ES256, the trusted key is Ed25519.",
            r#"{"alg":"ES256","typ":"dc+sd-jwt"}"#,
        )
        .invalid("algorithm-key-mismatch"),
    );
    out.push(
        case(
            "alg-not-implemented",
            "A real algorithm that is not implemented here.",
            r#"{"alg":"ES512","typ":"dc+sd-jwt"}"#,
        )
        .undetermined("algorithm-not-supported"),
    );
    out.push(case("alg-missing", "No alg.", r#"{"typ":"dc+sd-jwt"}"#).invalid("jws-malformed"));
    out.push(
        case("alg-not-text", "alg is a number.", r#"{"alg":1,"typ":"dc+sd-jwt"}"#)
            .invalid("jws-malformed"),
    );
    out.push(
        case(
            "crit-unknown",
            "A critical extension.",
            r#"{"alg":"Ed25519","typ":"dc+sd-jwt","crit":["x"],"x":1}"#,
        )
        .invalid("critical-header-not-understood"),
    );
    out.push(
        case(
            "crit-empty",
            "An empty crit is not allowed either (RFC 7515 4.1.11).",
            r#"{"alg":"Ed25519","typ":"dc+sd-jwt","crit":[]}"#,
        )
        .invalid("critical-header-not-understood"),
    );
    out.push(
        case(
            "header-duplicate-member",
            "alg twice.",
            r#"{"alg":"none","typ":"dc+sd-jwt","alg":"Ed25519"}"#,
        )
        .invalid("json-duplicate-key"),
    );
    out.push(
        case("header-not-an-object", "The header is an array.", r#"["Ed25519"]"#)
            .invalid("not-a-certificate")
            .format(None),
    );
    let jwk = stranger().public_jwk();
    let header = json!({"alg":"Ed25519","typ":"dc+sd-jwt","jwk":jwk}).to_string();
    let own = signed_with_header_text(&header, payload.as_bytes(), &stranger());
    out.push(
        Case::new(AREA, "header-brings-its-own-key", "A key in the header is not believed.", own)
            .invalid("signature-wrong"),
    );
    let unknown =
        Case::new(AREA, "issuer-unknown", "No key is known for the issuer.", good).keys(Vec::new());
    out.push(unknown.undetermined("issuer-unknown"));
}

fn encodings(out: &mut Vec<Case>, good: &str) {
    let bad = |name, comment: &str, input: String| {
        Case::new(AREA, name, comment, input).invalid("base64url-malformed")
    };
    let (jwt, _) = good.split_once('~').unwrap();
    out.push(bad("base64url-padding", "The signature ends with padding.", format!("{jwt}==~")));
    let (head, tail) = jwt.split_at(jwt.len() - 1);
    let stray = char::from(tail.as_bytes()[0] + 1);
    out.push(bad(
        "base64url-stray-bits",
        "The last character has bits that are not used.",
        format!("{head}{stray}~"),
    ));
    out.push(bad("base64url-white-space", "A space inside.", good.replacen("ey", "ey ", 1)));
    out.push(bad(
        "base64url-plus-and-slash",
        "The alphabet of plain Base64.",
        format!("{}+/A~", &jwt[..jwt.len() - 3]),
    ));
    let payload = |name, comment: &str, payload: &str, code: &str| {
        Case::new(AREA, name, comment, signed(&typ(), payload.as_bytes(), &[], &issuer()))
            .invalid(code)
    };
    let start = claims().to_string();
    let start = start.trim_end_matches('}');
    out.push(payload(
        "payload-duplicate-member",
        "name twice.",
        &format!(r#"{start},"name":"x"}}"#),
        "json-duplicate-key",
    ));
    out.push(payload(
        "payload-duplicate-member-escaped",
        "name twice, once with an escape.",
        &format!(r#"{start},"n\u0061me":"x"}}"#),
        "json-duplicate-key",
    ));
    out.push(payload(
        "payload-duplicate-member-deep",
        "A duplicate inside.",
        &format!(r#"{start},"a":[{{"b":1,"b":1}}]}}"#),
        "json-duplicate-key",
    ));
    out.push(payload(
        "payload-trailing-data",
        "Something after the object.",
        &format!("{start}}} 1"),
        "json-malformed",
    ));
    out.push(payload(
        "payload-byte-order-mark",
        "A byte order mark.",
        &format!("\u{feff}{start}}}"),
        "json-malformed",
    ));
    out.push(payload(
        "payload-lone-surrogate",
        "Half of a surrogate pair.",
        &format!(r#"{start},"a":"\ud800"}}"#),
        "json-malformed",
    ));
    out.push(payload(
        "payload-integer-beyond-2-53",
        "An integer that readers round differently.",
        &format!(r#"{start},"a":9007199254740993}}"#),
        "json-number-out-of-range",
    ));
    out.push(payload(
        "payload-not-an-object",
        "The payload is a string.",
        "\"x\"",
        "json-malformed",
    ));
    let deep = format!(r#"{start},"a":{}{}}}"#, "[".repeat(32), "]".repeat(32));
    out.push(payload("payload-33-deep", "Deeper than the budget.", &deep, "too-deep"));
    let deep = format!(r#"{start},"a":{}{}}}"#, "[".repeat(1000), "]".repeat(1000));
    out.push(payload(
        "payload-1000-nested-arrays",
        "Much deeper than the budget.",
        &deep,
        "too-deep",
    ));
}

fn inputs(out: &mut Vec<Case>) {
    for (name, input) in
        [("input-empty", ""), ("input-greeting", "hello"), ("input-tildes", "~~~~")]
    {
        let case = Case::new(AREA, name, "No certificate at all.", input);
        out.push(case.invalid("not-a-certificate").format(None));
    }
}

/// S + L, with S in the upper half of the signature, little-endian.
fn add_order(mut signature: Vec<u8>) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    signature
}

fn to_der(signature: Vec<u8>) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let mut value: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        if value[0] >= 0x80 {
            value.insert(0, 0);
        }
        let mut out = vec![2, u8::try_from(value.len()).unwrap()];
        out.extend(value);
        out
    };
    let mut body = integer(&signature[..32]);
    body.extend(integer(&signature[32..]));
    let mut out = vec![0x30, u8::try_from(body.len()).unwrap()];
    out.extend(body);
    out
}
