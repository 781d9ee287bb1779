//! RFC 9901 7.1 and SD-JWT VC: digests, disclosures, types.

use cert_issue::sign_key_binding;
use cert_verify::{base64url, sha256};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha384, Sha512};

use super::{case::Case, parts::*};

const AREA: &str = "sd-jwt";

pub(crate) fn cases(out: &mut Vec<Case>) {
    good(out);
    digests(out);
    disclosures(out);
    forbidden(out);
    hash_algorithms(out);
    types(out);
}

fn hidden(digests: Value) -> Value {
    with(without(claims(), "name"), "_sd", digests)
}

fn bad(
    name: &'static str,
    comment: &str,
    code: &str,
    payload: &Value,
    disclosures: &[&str],
) -> Case {
    Case::new(AREA, name, comment, sd_jwt(payload, disclosures)).invalid(code)
}

fn good(out: &mut Vec<Case>) {
    let (name, digest) = disclosure(r#"["s1", "name", "示例 SPECIMEN"]"#);
    let case = |name, comment: &str, input: String| Case::new(AREA, name, comment, input);
    out.push(
        case(
            "good-disclosed",
            "One claim disclosed, the disclosure with spaces as received.",
            sd_jwt(&hidden(json!([digest])), &[&name]),
        )
        .claims(claims()),
    );
    let (proto, proto_digest) = disclosure(r#"["s9","__proto__",{"verdict":"示例"}]"#);
    let named = with(without(claims(), "name"), "__proto__", json!({"verdict": "示例"}));
    out.push(
        case(
            "good-claim-named-proto",
            "A claim whose name means something to JavaScript is a claim like any other.",
            sd_jwt(&hidden(json!([proto_digest])), &[&proto]),
        )
        .claims(named),
    );
    out.push(
        case("good-undisclosed", "The claim stays hidden.", sd_jwt(&hidden(json!([digest])), &[]))
            .claims(without(claims(), "name")),
    );
    let (inner, inner_digest) = disclosure(r#"["s2","road","示例路"]"#);
    let (outer, outer_digest) =
        disclosure(&format!(r#"["s3","address",{{"_sd":["{inner_digest}"]}}]"#));
    let nested = sd_jwt(&hidden(json!([outer_digest])), &[&outer, &inner]);
    let expected = with(without(claims(), "name"), "address", json!({"road": "示例路"}));
    out.push(case("good-recursive", "A disclosure inside a disclosure.", nested).claims(expected));
    let child_first = sd_jwt(&hidden(json!([outer_digest])), &[&inner, &outer]);
    out.push(case(
        "good-child-before-parent",
        "The order of disclosures does not matter.",
        child_first,
    ));
    let parent_only = sd_jwt(&hidden(json!([outer_digest])), &[&outer]);
    let expected = with(without(claims(), "name"), "address", json!({}));
    out.push(
        case("good-parent-only", "An object whose members stay hidden is empty.", parent_only)
            .claims(expected),
    );
    let (element, element_digest) = disclosure(r#"["s4","b"]"#);
    let array =
        with(claims(), "list", json!(["a", {"...": element_digest}, {"...": "decoy"}, "c"]));
    out.push(
        case(
            "good-array-element",
            "An element disclosed, a decoy removed.",
            sd_jwt(&array, &[&element]),
        )
        .claims(with(claims(), "list", json!(["a", "b", "c"]))),
    );
    let ordinary = with(claims(), "list", json!([{"...": "x", "y": 1}, {"...": 5}]));
    out.push(
        case(
            "good-ellipsis-as-data",
            "Only an object with exactly `...` and text is a placeholder.",
            sd_jwt(&ordinary, &[]),
        )
        .claims(ordinary),
    );
    let decoys = with(claims(), "_sd", json!(["decoy-1", "decoy-2"]));
    out.push(
        case("good-decoys", "Digests that belong to nothing.", sd_jwt(&decoys, &[]))
            .claims(claims()),
    );
    let explicit = with(hidden(json!([digest])), "_sd_alg", json!("sha-256"));
    out.push(
        case("good-sd-alg", "The default hash, named.", sd_jwt(&explicit, &[&name]))
            .claims(claims()),
    );
    let (null, null_digest) = disclosure(r#"["s5","middle_name",null]"#);
    out.push(
        case(
            "good-null-value",
            "A disclosed null is a value.",
            sd_jwt(&with(claims(), "_sd", json!([null_digest])), &[&null]),
        )
        .claims(with(claims(), "middle_name", Value::Null)),
    );
}

fn digests(out: &mut Vec<Case>) {
    let code = "digest-duplicate";
    let (name, digest) = disclosure(r#"["s1","name","示例 SPECIMEN"]"#);
    out.push(bad(
        "digest-twice-in-one-array",
        "The same digest twice in `_sd`.",
        code,
        &hidden(json!([digest, digest])),
        &[&name],
    ));
    let deep = with(hidden(json!([digest])), "a", json!({"_sd": [digest]}));
    out.push(bad(
        "digest-twice-at-two-levels",
        "The same digest at two levels.",
        code,
        &deep,
        &[&name],
    ));
    out.push(bad(
        "digest-twice-undisclosed",
        "A decoy twice.",
        code,
        &hidden(json!(["decoy", "decoy"])),
        &[],
    ));
    let element = with(hidden(json!(["decoy"])), "a", json!([{"...": "decoy"}]));
    out.push(bad(
        "digest-twice-in-sd-and-array",
        "The same digest in `_sd` and in an array.",
        code,
        &element,
        &[],
    ));
    let (outer, outer_digest) = disclosure(r#"["s2","a",{"_sd":["decoy"]}]"#);
    out.push(bad(
        "digest-twice-in-disclosure",
        "A disclosure repeats a digest of the payload.",
        code,
        &hidden(json!([outer_digest, "decoy"])),
        &[&outer],
    ));
    let malformed = "disclosure-malformed";
    out.push(bad(
        "digest-not-text",
        "A number among the digests.",
        malformed,
        &hidden(json!([1])),
        &[],
    ));
    out.push(bad("digests-not-an-array", "`_sd` is text.", malformed, &hidden(json!("x")), &[]));
}

fn disclosures(out: &mut Vec<Case>) {
    let (name, digest) = disclosure(r#"["s1","name","示例 SPECIMEN"]"#);
    let unreferenced = "disclosure-unreferenced";
    out.push(bad(
        "disclosure-unreferenced",
        "A disclosure that no digest names.",
        unreferenced,
        &claims(),
        &[&disclosure(r#"["s9","x",1]"#).0],
    ));
    out.push(bad(
        "disclosure-sent-twice",
        "The same disclosure twice.",
        unreferenced,
        &hidden(json!([digest])),
        &[&name, &name],
    ));
    let (inner, inner_digest) = disclosure(r#"["s2","road","x"]"#);
    let (_, outer_digest) =
        disclosure(&format!(r#"["s3","address",{{"_sd":["{inner_digest}"]}}]"#));
    out.push(bad(
        "disclosure-without-its-parent",
        "A child whose parent stays hidden.",
        unreferenced,
        &hidden(json!([outer_digest])),
        &[&inner],
    ));
    let reencoded = disclosure(r#"["s1", "name", "示例 SPECIMEN"]"#).0;
    out.push(bad(
        "disclosure-re-encoded",
        "The same JSON with other spaces has another digest.",
        unreferenced,
        &hidden(json!([digest])),
        &[&reencoded],
    ));
    let malformed = "disclosure-malformed";
    for (name, comment, text) in [
        ("disclosure-of-four", "Four elements.", r#"["s","a",1,2]"#),
        ("disclosure-of-one", "One element.", r#"["s"]"#),
        ("disclosure-empty-array", "No element.", "[]"),
        ("disclosure-an-object", "An object.", r#"{"salt":"s"}"#),
        ("disclosure-salt-not-text", "The salt is a number.", r#"[1,"a",2]"#),
        ("disclosure-name-not-text", "The name is a number.", r#"["s",1,2]"#),
        ("disclosure-element-under-sd", "Two elements where three belong.", r#"["s","a"]"#),
    ] {
        let (encoded, digest) = disclosure(text);
        out.push(bad(name, comment, malformed, &hidden(json!([digest])), &[&encoded]));
    }
    let (encoded, digest) = disclosure(r#"["s","a",1]"#);
    let array = with(claims(), "list", json!([{"...": digest}]));
    out.push(bad(
        "disclosure-property-in-array",
        "Three elements where two belong.",
        malformed,
        &array,
        &[&encoded],
    ));
    let (twice, twice_digest) = disclosure(r#"["s","a",{"b":1,"b":2}]"#);
    out.push(bad(
        "disclosure-duplicate-member",
        "A duplicate member inside a disclosure.",
        "json-duplicate-key",
        &hidden(json!([twice_digest])),
        &[&twice],
    ));
    out.push(bad(
        "disclosure-not-json",
        "Not JSON.",
        "json-malformed",
        &claims(),
        &[&disclosure("x").0],
    ));
    out.push(bad(
        "disclosure-padded",
        "Padding in a disclosure.",
        "base64url-malformed",
        &hidden(json!([digest])),
        &[&format!("{name}=")],
    ));
    out.push(bad("disclosure-empty", "Two tildes in a row.", "json-malformed", &claims(), &[""]));
    let many: Vec<String> = (0..1001).map(|n| disclosure(&format!(r#"["s",{n}]"#)).0).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    out.push(bad(
        "disclosures-1001",
        "More disclosures than the budget.",
        "too-many-items",
        &claims(),
        &many,
    ));
}

fn forbidden(out: &mut Vec<Case>) {
    for (name, claim, value) in [
        ("disclosed-iss", "iss", json!(ISSUER)),
        ("disclosed-exp", "exp", json!(NOW.seconds() + 10)),
        ("disclosed-nbf", "nbf", json!(NOW.seconds() - 10)),
        ("disclosed-cnf", "cnf", json!({"jwk": holder().public_jwk()})),
        ("disclosed-vct", "vct", json!(VCT)),
        ("disclosed-vct-integrity", "vct#integrity", json!("sha256-x")),
        ("disclosed-aka-vcts", "aka_vcts", json!(["x"])),
        (
            "disclosed-status",
            "status",
            json!({"status_list": {"idx": 0, "uri": "https://x.example"}}),
        ),
        ("disclosed-sd", "_sd", json!(["x"])),
        ("disclosed-ellipsis", "...", json!("x")),
        ("disclosed-sd-alg", "_sd_alg", json!("sha-256")),
    ] {
        let (encoded, digest) = disclosure(&json!(["s", claim, value]).to_string());
        let payload = with(without(claims(), claim), "_sd", json!([digest]));
        let case = bad(
            name,
            "This claim may never come by disclosure.",
            "disclosed-claim-forbidden",
            &payload,
            &[&encoded],
        );
        let format = if claim == "vct" { "sd-jwt" } else { "dc+sd-jwt" };
        out.push(case.format(Some(format)));
    }
    let (inside, digest) = disclosure(&json!(["s", "jwk", holder().public_jwk()]).to_string());
    let payload = with(claims(), "cnf", json!({"_sd": [digest]}));
    out.push(bad(
        "disclosed-inside-cnf",
        "Nor may anything inside it.",
        "disclosed-claim-forbidden",
        &payload,
        &[&inside],
    ));
    let (name, digest) = disclosure(r#"["s","name","示例 other"]"#);
    out.push(bad(
        "claim-already-there",
        "A disclosed claim overwrites a plain one.",
        "claim-duplicate",
        &with(claims(), "_sd", json!([digest])),
        &[&name],
    ));
    let (other, other_digest) = disclosure(r#"["t","name","示例 third"]"#);
    out.push(bad(
        "claim-disclosed-twice",
        "Two disclosures bring the same claim.",
        "claim-duplicate",
        &hidden(json!([digest, other_digest])),
        &[&name, &other],
    ));
}

fn hash_algorithms(out: &mut Vec<Case>) {
    let not_allowed = "hash-algorithm-not-allowed";
    for (name, alg) in [
        ("sd-alg-sha-1", json!("sha-1")),
        ("sd-alg-capitals", json!("SHA-256")),
        ("sd-alg-not-text", json!(256)),
        ("sd-alg-null", Value::Null),
    ] {
        out.push(bad(
            name,
            "A hash that is not allowed.",
            not_allowed,
            &with(claims(), "_sd_alg", alg),
            &[],
        ));
    }
    let deep = with(claims(), "a", json!({"_sd_alg": "sha-256"}));
    out.push(bad(
        "sd-alg-inside",
        "`_sd_alg` below the top level (RFC 9901 4.1.1).",
        not_allowed,
        &deep,
        &[],
    ));
    for name in ["sha3-256", "sha3-512"] {
        let case = Case::new(
            AREA,
            if name == "sha3-256" { "sd-alg-sha3-256" } else { "sd-alg-sha3-512" },
            "A good hash that is not implemented here.",
            sd_jwt(&with(claims(), "_sd_alg", json!(name)), &[]),
        );
        out.push(case.undetermined("hash-algorithm-not-supported"));
    }
    longer_hashes(out);
}

/// Digests with SHA-384 and SHA-512 (RFC 9901 4.1.1).
fn longer_hashes(out: &mut Vec<Case>) {
    let encoded = base64url::encode(r#"["s1","name","示例 SPECIMEN"]"#.as_bytes());
    let digests = [
        ("sha-384", base64url::encode(&Sha384::digest(&encoded))),
        ("sha-512", base64url::encode(&Sha512::digest(&encoded))),
    ];
    let names = [
        ["good-sd-alg-sha-384", "sd-alg-sha-384-digest-sha-256", "good-sd-alg-sha-384-key-binding"],
        ["good-sd-alg-sha-512", "sd-alg-sha-512-digest-sha-256", "good-sd-alg-sha-512-key-binding"],
    ];
    for ((algorithm, digest), [good, wrong, bound]) in digests.iter().zip(names) {
        let payload = |digest: &str| {
            let payload = with(without(claims(), "name"), "_sd", json!([digest]));
            with(payload, "_sd_alg", json!(algorithm))
        };
        out.push(
            Case::new(
                AREA,
                good,
                "Digests of a longer hash.",
                sd_jwt(&payload(digest), &[&encoded]),
            )
            .claims(claims()),
        );
        out.push(bad(
            wrong,
            "The digest is of another hash than the payload names.",
            "disclosure-unreferenced",
            &payload(&base64url::encode(&sha256(encoded.as_bytes()))),
            &[&encoded],
        ));
        let held = with(payload(digest), "cnf", json!({"jwk": holder().public_jwk()}));
        let presentation = sd_jwt(&held, &[&encoded]);
        let proven =
            sign_key_binding(&presentation, "n", "https://a.example", NOW, &Map::new(), &holder());
        out.push(
            Case::new(AREA, bound, "sd_hash is of the same hash as the digests.", proven)
                .binding("n", "https://a.example"),
        );
    }
}

fn types(out: &mut Vec<Case>) {
    let token = |header: Value, payload: &Value| {
        signed(&super::parts::header(header), payload.to_string().as_bytes(), &[], &issuer())
    };
    let case = |name, comment: &str, header: Value| {
        Case::new(AREA, name, comment, token(header, &claims()))
    };
    let wrong = "type-header-wrong";
    out.push(case("typ-missing", "No typ.", json!({})).invalid(wrong));
    out.push(case("typ-jwt", "A general JWT.", json!({"typ": "JWT"})).invalid(wrong));
    out.push(
        case("typ-other-sd-jwt", "Another kind of SD-JWT.", json!({"typ": "example+sd-jwt"}))
            .invalid(wrong),
    );
    out.push(
        case(
            "typ-key-binding",
            "A proof of possession in place of a certificate.",
            json!({"typ": "kb+jwt"}),
        )
        .invalid(wrong),
    );
    out.push(
        case("typ-legacy", "The old name, not allowed by the policy.", json!({"typ": "vc+sd-jwt"}))
            .invalid(wrong),
    );
    out.push(
        case("typ-legacy-allowed", "The old name, allowed.", json!({"typ": "vc+sd-jwt"}))
            .policy(json!({"allow_legacy_typ": true})),
    );
    out.push(case(
        "typ-with-application",
        "With the optional prefix (RFC 7515 4.1.9).",
        json!({"typ": "application/dc+sd-jwt"}),
    ));
    out.push(bad(
        "vct-not-text",
        "vct is a number.",
        "claim-malformed",
        &with(claims(), "vct", json!(1)),
        &[],
    ));
    out.push(bad(
        "vct-empty",
        "vct is empty.",
        "claim-missing",
        &with(claims(), "vct", json!("")),
        &[],
    ));
    out.push(bad(
        "iss-not-text",
        "iss is an array.",
        "claim-malformed",
        &with(claims(), "iss", json!([ISSUER])),
        &[],
    ));
    let plain = without(claims(), "vct");
    out.push(
        Case::new(
            AREA,
            "plain-sd-jwt",
            "No type at all: a plain SD-JWT, good only for a key trusted for everything.",
            token(json!({"typ": "example+sd-jwt"}), &plain),
        )
        .format(Some("sd-jwt")),
    );
    let status_list = with(plain, "sub", json!("https://x.example"));
    out.push(
        Case::new(
            AREA,
            "plain-sd-jwt-of-other-kind",
            "A status list token with a tilde is no certificate.",
            token(json!({"typ": "statuslist+jwt"}), &status_list),
        )
        .format(Some("sd-jwt"))
        .invalid(wrong),
    );
}
