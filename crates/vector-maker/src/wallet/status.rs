//! Token Status List.

use cert_issue::{StatusListBuilder, sign_jws};
use serde_json::{Value, json};

use super::{case::Case, parts::*};

const AREA: &str = "status";
const URI: &str = "https://psb.sh.specimen.example/status/1";

fn named(status: Value) -> String {
    sd_jwt(&with(claims(), "status", status), &[])
}

fn at_index(index: u64) -> String {
    named(json!({"status_list": {"idx": index, "uri": URI}}))
}

/// A list of 16 entries with `value` at index 5.
fn list(bits: u8, value: u8) -> StatusListBuilder {
    let mut list = StatusListBuilder::new(bits, 16).unwrap();
    list.set(5, value).unwrap();
    list
}

fn token(list: &StatusListBuilder) -> String {
    list.sign(URI, NOW.plus_seconds(-60), Some(NOW.plus_seconds(3600)), Some(600), &issuer())
}

fn raw(typ: &str, claims: &Value) -> String {
    sign_jws(&header(json!({ "typ": typ })), claims.to_string().as_bytes(), &issuer())
}

pub(crate) fn cases(out: &mut Vec<Case>) {
    let case = |name, comment: &str, token: String| {
        Case::new(AREA, name, comment, at_index(5)).status(vec![token])
    };
    for (name, bits) in
        [("good-1-bit", 1), ("good-2-bits", 2), ("good-4-bits", 4), ("good-8-bits", 8)]
    {
        out.push(case(name, "Not revoked.", token(&list(bits, 0))));
    }
    for (name, bits) in
        [("revoked-1-bit", 1), ("revoked-2-bits", 2), ("revoked-4-bits", 4), ("revoked-8-bits", 8)]
    {
        out.push(case(name, "Value 1.", token(&list(bits, 1))).invalid("revoked"));
    }
    out.push(case("suspended", "Value 2.", token(&list(2, 2))).invalid("suspended"));
    out.push(
        case("value-application-specific", "Value 3 has no meaning here.", token(&list(2, 3)))
            .undetermined("status-unknown-value"),
    );
    out.push(
        case("value-reserved", "Value 200 is reserved.", token(&list(8, 200)))
            .undetermined("status-unknown-value"),
    );
    let neighbour = Case::new(AREA, "neighbour-revoked", "Another entry is revoked.", at_index(4));
    out.push(neighbour.status(vec![token(&list(1, 1))]));
    let last = Case::new(AREA, "index-last", "The last entry.", at_index(15));
    out.push(last.status(vec![token(&list(1, 1))]));
    let past = Case::new(AREA, "index-out-of-range", "One past the last entry.", at_index(16));
    out.push(past.status(vec![token(&list(1, 1))]).invalid("status-index-out-of-range"));
    let far = Case::new(
        AREA,
        "index-far-out-of-range",
        "Far past the last entry.",
        at_index(9_007_199_254_740_991),
    );
    out.push(far.status(vec![token(&list(8, 1))]).invalid("status-index-out-of-range"));
    references(out);
    tokens(out);
}

fn references(out: &mut Vec<Case>) {
    let missing = Case::new(
        AREA,
        "list-missing",
        "The list was not to be had: no statement, never revoked.",
        at_index(5),
    );
    out.push(missing.undetermined("status-list-missing"));
    for (name, status) in [
        ("index-negative", json!({"status_list": {"idx": -1, "uri": URI}})),
        ("index-text", json!({"status_list": {"idx": "5", "uri": URI}})),
        ("index-missing", json!({"status_list": {"uri": URI}})),
        ("index-fraction", json!({"status_list": {"idx": 5.5, "uri": URI}})),
        ("uri-missing", json!({"status_list": {"idx": 5}})),
        ("uri-empty", json!({"status_list": {"idx": 5, "uri": ""}})),
        ("uri-not-text", json!({"status_list": {"idx": 5, "uri": 7}})),
        ("uri-with-line-feed", json!({"status_list": {"idx": 5, "uri": "https://x.example/\n"}})),
        ("status-not-an-object", json!("valid")),
    ] {
        let case = Case::new(AREA, name, "The reference is malformed.", named(status));
        out.push(case.status(vec![token(&list(1, 0))]).invalid("claim-malformed"));
    }
    let other =
        Case::new(AREA, "mechanism-unknown", "Another mechanism.", named(json!({"ocsp": {}})));
    out.push(other.undetermined("status-mechanism-not-supported"));
    let expired = sd_jwt(
        &with(
            with(claims(), "status", json!({"status_list": {"idx": 5, "uri": URI}})),
            "exp",
            json!(NOW.seconds() - 1000),
        ),
        &[],
    );
    out.push(
        Case::new(
            AREA,
            "expired-and-list-missing",
            "Expired is certain, whatever the list says.",
            expired,
        )
        .invalid("expired"),
    );
}

fn tokens(out: &mut Vec<Case>) {
    let case = |name, comment: &str, tokens: Vec<String>, code: &str| {
        Case::new(AREA, name, comment, at_index(5)).status(tokens).undetermined(code)
    };
    let good = list(1, 0);
    let old =
        good.sign(URI, NOW.plus_seconds(-7200), Some(NOW.plus_seconds(-3600)), None, &issuer());
    out.push(case("list-expired", "exp has passed.", vec![old.clone()], "status-list-too-old"));
    let unbounded = good.sign(URI, NOW.plus_seconds(-90_000), None, None, &issuer());
    out.push(case(
        "list-unbounded-and-old",
        "No exp, no ttl, made more than a day ago.",
        vec![unbounded.clone()],
        "status-list-too-old",
    ));
    out.push(
        Case::new(
            AREA,
            "list-unbounded-and-old-allowed",
            "The same under a policy of two days.",
            at_index(5),
        )
        .status(vec![unbounded])
        .policy(json!({"status_max_age": 172_800})),
    );
    let future = good.sign(URI, NOW.plus_seconds(3600), None, Some(600), &issuer());
    out.push(case("list-from-future", "iat lies ahead.", vec![future], "status-list-from-future"));
    let foreign = good.sign(URI, NOW, Some(NOW.plus_seconds(3600)), None, &stranger());
    out.push(case(
        "list-of-other-key",
        "Signed by a stranger.",
        vec![foreign.clone()],
        "status-list-signature-wrong",
    ));
    let other = good.sign(
        "https://psb.sh.specimen.example/status/2",
        NOW,
        Some(NOW.plus_seconds(60)),
        None,
        &issuer(),
    );
    out.push(case(
        "list-of-other-subject",
        "The list of another address.",
        vec![other.clone()],
        "status-list-missing",
    ));
    let revoked = token(&list(1, 1));
    let among = Case::new(
        AREA,
        "list-among-others",
        "The right list among wrong ones decides.",
        at_index(5),
    );
    out.push(among.status(vec![other, foreign, old, revoked.clone()]).invalid("revoked"));
    let newer = good.sign(URI, NOW, Some(NOW.plus_seconds(60)), None, &issuer());
    out.push(
        Case::new(
            AREA,
            "list-newest-decides",
            "Two good lists: the newer one, where it is restored.",
            at_index(5),
        )
        .status(vec![revoked, newer]),
    );

    let claims = json!({"sub": URI, "iat": NOW.seconds(), "exp": NOW.seconds() + 60, "status_list": good.to_json()});
    let malformed = "status-list-malformed";
    out.push(case("list-typ-wrong", "A general JWT.", vec![raw("JWT", &claims)], malformed));
    out.push(case(
        "list-without-iat",
        "iat is required.",
        vec![raw("statuslist+jwt", &without(claims.clone(), "iat"))],
        malformed,
    ));
    out.push(case(
        "list-without-sub",
        "sub is required.",
        vec![raw("statuslist+jwt", &without(claims.clone(), "sub"))],
        malformed,
    ));
    out.push(case(
        "list-ttl-negative",
        "ttl must be positive.",
        vec![raw("statuslist+jwt", &with(claims.clone(), "ttl", json!(-1)))],
        malformed,
    ));
    out.push(case("list-not-a-token", "Not a token.", vec!["not found".to_owned()], malformed));
    for (name, bits, lst) in [
        ("list-bits-3", json!(3), json!("eNrbuRgAAhcBXQ")),
        ("list-bits-0", json!(0), json!("eNrbuRgAAhcBXQ")),
        ("list-bits-text", json!("1"), json!("eNrbuRgAAhcBXQ")),
        ("list-zlib-cut", json!(1), json!("eNrbuRgAAhc")),
        ("list-zlib-remains", json!(1), json!("eNrbuRgAAhcBXQA")),
        ("list-zlib-checksum-wrong", json!(1), json!("eNrbuRgAAhcBXg")),
        ("list-not-zlib", json!(1), json!("AAAA")),
        ("list-padded", json!(1), json!("eNrbuRgAAhcBXQ==")),
        ("list-missing-lst", json!(1), Value::Null),
    ] {
        let broken = with(claims.clone(), "status_list", json!({"bits": bits, "lst": lst}));
        out.push(case(
            name,
            "The list inside is malformed.",
            vec![raw("statuslist+jwt", &broken)],
            malformed,
        ));
    }
    let bomb = cert_verify::base64url::encode(&miniz_oxide::deflate::compress_to_vec_zlib(
        &vec![0; 17 * 1_048_576],
        9,
    ));
    let bomb = with(claims, "status_list", json!({"bits": 1, "lst": bomb}));
    out.push(case(
        "list-decompression-bomb",
        "17 MB of zeros in 17 kB.",
        vec![raw("statuslist+jwt", &bomb)],
        "status-list-too-large",
    ));
}
