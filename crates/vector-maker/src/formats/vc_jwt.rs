//! W3C VC as a JWT.

use cert_issue::{SigningKey, sign_jws};
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, ISSUER, NOW, date, ed25519, es256, stranger},
    credential::{base58, credential, did_jwk, did_key, with, without},
};

fn token(header: Value, payload: &Value, key: &SigningKey) -> String {
    sign_jws(header.as_object().unwrap(), payload.to_string().as_bytes(), key)
}

fn case(name: &str, comment: &str, header: Value, payload: &Value) -> Case {
    Case::new("vc-jwt", "vc+jwt", name, comment, &token(header, payload, &ed25519()))
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let typ = || json!({ "typ": "vc+jwt" });
    let with_kid = |key_id: String| json!({ "typ": "vc+jwt", "kid": key_id });
    let (key, jwk) = (did_key(&ed25519()), did_jwk(&es256()));
    let own = |did: &str| with(credential(), "issuer", did.into());
    let good = token(typ(), &credential(), &ed25519());
    let (head, signature) = good.rsplit_once('.').unwrap();
    let changed = format!("{head}.A{}", &signature[1..]);
    all.extend([
        case("valid-eddsa", "The payload is the credential itself.", typ(), &credential()),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "valid-es256",
            "The same with ES256.",
            &token(typ(), &credential(), &es256()),
        ),
        case(
            "valid-repeated-claims",
            "iss and jti repeat issuer and id.",
            typ(),
            &with(with(credential(), "iss", ISSUER.into()), "jti", credential()["id"].clone()),
        ),
        case(
            "valid-did-key",
            "The issuer is a did:key, and the same key is trusted.",
            with_kid(format!("{key}#{}", key.rsplit(':').next().unwrap())),
            &own(&key),
        ),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "issuer-did-jwk-not-trusted",
            "The issuer is its own key; nobody vouches for it.",
            &token(with_kid(format!("{jwk}#0")), &own(&jwk), &es256()),
        )
        .undetermined("issuer-unknown")
        .keys(Vec::new()),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "issuer-did-key-forged",
            "Somebody else signed for this did:key.",
            &token(typ(), &own(&key), &stranger()),
        )
        .invalid("signature-wrong")
        .keys(Vec::new()),
        case(
            "issuer-did-broken",
            "The did:key lost its last character.",
            typ(),
            &own(&key[..key.len() - 1]),
        )
        .invalid("did-malformed")
        .keys(Vec::new()),
        case(
            "issuer-did-web",
            "A did:web needs the network; it must stand on a trust list.",
            typ(),
            &own("did:web:psb.sh.specimen.example"),
        )
        .undetermined("issuer-unknown")
        .keys(Vec::new()),
        case(
            "issuer-did-of-another-key",
            "The issuer is a did:key; another key signed, trusted as it may be.",
            typ(),
            &own(&did_key(&stranger())),
        )
        .invalid("issuer-key-mismatch"),
        case(
            "kid-of-another-did",
            "The key id belongs to another issuer.",
            with_kid(did_key(&stranger())),
            &own(&key),
        )
        .invalid("issuer-key-mismatch"),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "signature-changed",
            "The signature is another one.",
            &changed,
        )
        .invalid("signature-wrong"),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "signature-empty",
            "An empty signature is none.",
            &format!("{head}."),
        )
        .invalid("signature-missing"),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "alg-none",
            "Unsigned tokens are refused.",
            &format!(
                "{}.{}.",
                cert_verify::base64url::encode(br#"{"alg":"none","typ":"vc+jwt"}"#),
                head.split('.').nth(1).unwrap()
            ),
        )
        .invalid("algorithm-not-allowed"),
        case(
            "crit",
            "An extension that must be understood is not.",
            json!({ "typ": "vc+jwt", "crit": ["b64"], "b64": false }),
            &credential(),
        )
        .invalid("critical-header-not-understood"),
        case(
            "valid-typ-absent",
            "Without a type header the payload decides.",
            json!({}),
            &credential(),
        ),
        case(
            "valid-typ-jwt",
            "A type header that says only that it is a JWT.",
            json!({ "typ": "JWT" }),
            &credential(),
        ),
        case(
            "typ-access-token",
            "The type header says that it is something else.",
            json!({ "typ": "at+jwt" }),
            &credential(),
        )
        .invalid("type-header-wrong"),
        case(
            "data-model-3",
            "A version of the data model that is newer than this.",
            typ(),
            &with(credential(), "@context", json!(["https://www.w3.org/ns/credentials/v3"])),
        )
        .undetermined("format-not-supported"),
        Case::new(
            "vc-jwt",
            "vc+jwt",
            "issuer-did-key-secp256k1",
            "The issuer is a key of a curve that is not implemented here.",
            &token(
                typ(),
                &own(&format!("did:key:{}", base58(&[&[0xe7, 0x01][..], &[2; 33]].concat()))),
                &stranger(),
            ),
        )
        .undetermined("key-not-supported")
        .keys(Vec::new()),
        case(
            "valid-sub",
            "sub repeats the id of the subject.",
            typ(),
            &with(credential(), "sub", "did:example:abcdefgh".into()),
        ),
        case(
            "valid-sub-of-subject-without-id",
            "The subject has no id that sub could contradict.",
            typ(),
            &with(
                with(credential(), "credentialSubject", json!({ "name": "示例 SPECIMEN" })),
                "sub",
                "did:example:abcdefgh".into(),
            ),
        ),
        case(
            "sub-differs",
            "sub must equal the id of the subject.",
            typ(),
            &with(credential(), "sub", "did:example:other".into()),
        )
        .invalid("claim-malformed"),
        case(
            "typ-presentation",
            "A presentation is no credential.",
            json!({ "typ": "vp+jwt" }),
            &credential(),
        )
        .invalid("type-header-wrong"),
        case(
            "iss-differs",
            "iss must equal issuer.",
            typ(),
            &with(credential(), "iss", "https://other.specimen.example".into()),
        )
        .invalid("claim-malformed"),
        case(
            "jti-differs",
            "jti must equal id.",
            typ(),
            &with(credential(), "jti", "urn:uuid:2".into()),
        )
        .invalid("claim-malformed"),
        case(
            "expired",
            "validUntil has passed.",
            typ(),
            &with(credential(), "validUntil", date(-60 * 60).into()),
        )
        .invalid("expired"),
        case(
            "expired-by-exp",
            "The JWT claim ends earlier than the credential.",
            typ(),
            &with(credential(), "exp", json!(NOW.seconds() - DAY)),
        )
        .invalid("expired"),
        case(
            "not-yet-valid-by-nbf",
            "The JWT claim begins later than the credential.",
            typ(),
            &with(credential(), "nbf", json!(NOW.seconds() + DAY / 2)),
        )
        .invalid("not-yet-valid"),
        case(
            "context-missing",
            "The type says credential, the payload does not.",
            typ(),
            &without(credential(), "@context"),
        )
        .invalid("claim-missing"),
        case(
            "claim-vc",
            "Data model 1.1 puts the credential into a claim.",
            json!({ "typ": "JWT" }),
            &json!({ "iss": ISSUER, "vc": credential() }),
        )
        .undetermined("format-not-supported")
        .format("vc-jwt-1.1"),
        case("nobody-trusted", "Without a key nothing can be said.", typ(), &credential())
            .undetermined("issuer-unknown")
            .keys(Vec::new()),
    ]);
}
