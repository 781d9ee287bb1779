//! Key Binding JWTs (RFC 9901 7.3).

use cert_issue::{SigningKey, sign_jws, sign_key_binding};
use cert_verify::{UnixTime, base64url, sha256};
use serde_json::{Map, Value, json};

use super::{case::Case, parts::*};

const AREA: &str = "holder";
const NONCE: &str = "n-0S6_WzA2Mj";
const AUDIENCE: &str = "https://office.specimen.example";

fn bound() -> Value {
    with(claims(), "cnf", json!({"jwk": holder().public_jwk()}))
}

fn proof(
    presentation: &str,
    nonce: &str,
    audience: &str,
    at: UnixTime,
    key: &SigningKey,
) -> String {
    sign_key_binding(presentation, nonce, audience, at, &Map::new(), key)
}

/// A proof with this header and these claims in place of the usual ones.
fn raw(presentation: &str, header_members: Value, changes: &[(&str, Option<Value>)]) -> String {
    let mut payload = json!({"iat": NOW.seconds(), "aud": AUDIENCE, "nonce": NONCE,
        "sd_hash": base64url::encode(&sha256(presentation.as_bytes()))});
    for (name, value) in changes {
        payload = match value {
            Some(value) => with(payload, name, value.clone()),
            None => without(payload, name),
        };
    }
    presentation.to_owned()
        + &sign_jws(&header(header_members), payload.to_string().as_bytes(), &holder())
}

pub(crate) fn cases(out: &mut Vec<Case>) {
    let (name, digest) = disclosure(r#"["s1","name","示例 SPECIMEN"]"#);
    let payload = with(without(bound(), "name"), "_sd", json!([digest]));
    let presentation = sd_jwt(&payload, &[&name]);
    let case = |name, comment: &str, input: String| {
        Case::new(AREA, name, comment, input).binding(NONCE, AUDIENCE)
    };
    let good = proof(&presentation, NONCE, AUDIENCE, NOW, &holder());

    out.push(case("good", "Possession proven.", good.clone()));
    out.push(
        case("missing", "Asked for and absent.", presentation.clone())
            .invalid("key-binding-missing"),
    );
    let old = |seconds| proof(&presentation, NONCE, AUDIENCE, NOW.plus_seconds(seconds), &holder());
    out.push(case("made-300-seconds-ago", "At the end of the window.", old(-300)));
    out.push(
        case("too-old", "One second past the window.", old(-301)).invalid("key-binding-too-old"),
    );
    out.push(
        case("from-future", "Made ahead of time.", old(61)).invalid("key-binding-from-future"),
    );
    out.push(
        case(
            "nonce-of-other-transaction",
            "A replay.",
            proof(&presentation, "other", AUDIENCE, NOW, &holder()),
        )
        .invalid("key-binding-nonce-mismatch"),
    );
    out.push(
        case(
            "audience-other-office",
            "Forwarded from another office.",
            proof(&presentation, NONCE, "https://other.specimen.example", NOW, &holder()),
        )
        .invalid("key-binding-audience-mismatch"),
    );
    out.push(
        case(
            "signature-of-stranger",
            "Signed by another key.",
            proof(&presentation, NONCE, AUDIENCE, NOW, &stranger()),
        )
        .invalid("key-binding-signature-wrong"),
    );
    let hidden = good.replacen(&format!("{name}~"), "", 1);
    out.push(
        case("disclosure-removed", "A disclosure was taken away after signing.", hidden)
            .invalid("key-binding-hash-mismatch"),
    );
    let kb = good.rsplit_once('~').unwrap().1;
    let other = sd_jwt(&with(bound(), "name", json!("示例 SPECIMEN 2")), &[]);
    out.push(
        case(
            "proof-of-other-certificate",
            "A proof moved to another certificate.",
            format!("{other}{kb}"),
        )
        .invalid("key-binding-hash-mismatch"),
    );
    malformed(out, &presentation);

    let claims_only = sd_jwt(&claims(), &[]);
    out.push(
        case("not-bound-but-asked", "The certificate is bound to no key.", claims_only.clone())
            .invalid("holder-key-missing"),
    );
    out.push(Case::new(
        AREA,
        "not-bound",
        "Bound to no key and not asked: said, not hidden.",
        claims_only.clone(),
    ));
    out.push(Case::new(AREA, "not-asked", "Bound, not asked.", presentation.clone()));
    out.push(Case::new(
        AREA,
        "not-asked-but-sent",
        "A good proof that nobody asked for.",
        good.clone(),
    ));
    out.push(
        Case::new(
            AREA,
            "not-asked-but-wrong",
            "A wrong proof that nobody asked for.",
            proof(&presentation, NONCE, AUDIENCE, NOW, &stranger()),
        )
        .invalid("key-binding-signature-wrong"),
    );
    let unbound_proof = proof(&claims_only, NONCE, AUDIENCE, NOW, &holder());
    out.push(
        Case::new(
            AREA,
            "not-bound-but-sent",
            "A proof for a certificate that names no key.",
            unbound_proof,
        )
        .invalid("holder-key-missing"),
    );
    keys(out);
}

fn malformed(out: &mut Vec<Case>, presentation: &str) {
    let typ = || json!({"typ": "kb+jwt"});
    for (name, comment, text) in [
        ("typ-missing", "No typ.", raw(presentation, json!({}), &[])),
        ("typ-jwt", "A general JWT.", raw(presentation, json!({"typ": "JWT"}), &[])),
        ("iat-missing", "No iat.", raw(presentation, typ(), &[("iat", None)])),
        ("iat-text", "iat is text.", raw(presentation, typ(), &[("iat", Some(json!("now")))])),
        ("nonce-missing", "No nonce.", raw(presentation, typ(), &[("nonce", None)])),
        ("aud-missing", "No aud.", raw(presentation, typ(), &[("aud", None)])),
        (
            "aud-an-array",
            "aud must be a single string.",
            raw(presentation, typ(), &[("aud", Some(json!([AUDIENCE])))]),
        ),
        ("sd-hash-missing", "No sd_hash.", raw(presentation, typ(), &[("sd_hash", None)])),
        ("not-a-jwt", "Not a JWT at all.", format!("{presentation}proof")),
    ] {
        let case = Case::new(AREA, name, comment, text).binding(NONCE, AUDIENCE);
        out.push(case.invalid("key-binding-malformed"));
    }
    let crit = raw(presentation, json!({"typ": "kb+jwt", "crit": ["x"], "x": 1}), &[]);
    out.push(
        Case::new(AREA, "proof-crit", "A critical extension in the proof.", crit)
            .binding(NONCE, AUDIENCE)
            .invalid("key-binding-signature-wrong"),
    );
    let hash =
        raw(presentation, typ(), &[("sd_hash", Some(json!(base64url::encode(&sha256(b"other")))))]);
    out.push(
        Case::new(AREA, "sd-hash-wrong", "Another hash.", hash)
            .binding(NONCE, AUDIENCE)
            .invalid("key-binding-hash-mismatch"),
    );
    let expired = raw(presentation, typ(), &[("exp", Some(json!(NOW.seconds() - 100)))]);
    out.push(
        Case::new(AREA, "proof-expired", "The proof has an exp that has passed.", expired)
            .binding(NONCE, AUDIENCE)
            .invalid("key-binding-too-old"),
    );
    let none = presentation.to_owned()
        + &format!(
            "{}.{}.",
            base64url::encode(br#"{"alg":"none","typ":"kb+jwt"}"#),
            base64url::encode(b"{}")
        );
    out.push(
        Case::new(AREA, "proof-alg-none", "An unsigned proof.", none)
            .binding(NONCE, AUDIENCE)
            .invalid("key-binding-signature-wrong"),
    );
}

fn keys(out: &mut Vec<Case>) {
    let case = |name, comment: &str, cnf: Value| {
        Case::new(AREA, name, comment, sd_jwt(&with(claims(), "cnf", cnf), &[]))
    };
    let bad = "holder-key-malformed";
    out.push(
        case(
            "cnf-private-key",
            "A private key in a certificate.",
            json!({"jwk": with(holder().public_jwk(), "d", json!("AAAA"))}),
        )
        .invalid(bad),
    );
    out.push(
        case(
            "cnf-key-for-encryption",
            "A key that is meant for something else.",
            json!({"jwk": with(holder().public_jwk(), "use", json!("enc"))}),
        )
        .invalid(bad),
    );
    let identity = base64url::encode(&[&[1_u8][..], &[0; 31]].concat());
    out.push(
        case(
            "cnf-weak-key",
            "A point of small order: anyone can sign for it.",
            json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": identity}}),
        )
        .invalid(bad),
    );
    out.push(case("cnf-empty", "cnf without a member.", json!({})).invalid(bad));
    out.push(case(
        "cnf-by-name",
        "A holder key by name; nobody asked for it.",
        json!({"kid": "did:example:1"}),
    ));
    out.push(
        case(
            "cnf-by-name-and-asked",
            "A holder key by name cannot be looked up here.",
            json!({"kid": "did:example:1"}),
        )
        .binding(NONCE, AUDIENCE)
        .undetermined("holder-key-not-resolved"),
    );
}
