//! What other verifiers take for valid: W3C rules, recipients and names inside an SD-JWT, and headers that
//! are not protected.

use cert_issue::{SigningKey, sign_jws, sign_key_binding};
use cert_verify::base64url;
use serde_json::{Map, Value, json};

use super::{case::Case, parts::*};

fn sd_jwt_by(typ: &str, payload: &Value, key: &SigningKey) -> String {
    signed(&header(json!({ "typ": typ })), payload.to_string().as_bytes(), &[], key)
}

pub(crate) fn cases(out: &mut Vec<Case>) {
    w3c(out);
    recipients(out);
    json_serialization(out);
    let legacy = sd_jwt_by("vc+sd-jwt", &without(claims(), "vct"), &issuer());
    out.push(
        Case::new(
            "sd-jwt",
            "typ-legacy-without-vct",
            "The old media type without a type and without a W3C context.",
            legacy,
        )
        .format(Some("sd-jwt"))
        .invalid("type-header-wrong"),
    );
    let header = r#" {"alg":"EdDSA","typ":"dc+sd-jwt"}"#;
    out.push(Case::new(
        "signature",
        "good-header-begins-with-blank",
        "White space before the header's brace is JSON.",
        signed_with_header_text(header, claims().to_string().as_bytes(), &issuer()),
    ));
    let did =
        format!("did:jwk:{}", base64url::encode(stranger().public_jwk().to_string().as_bytes()));
    let named = with(claims(), "iss", json!(did));
    out.push(
        Case::new(
            "signature",
            "issuer-did-of-another-key",
            "The issuer names itself by its key; another key signed, trusted as it may be.",
            sd_jwt(&named, &[]),
        )
        .invalid("issuer-key-mismatch"),
    );
    out.push(
        Case::new(
            "signature",
            "good-issuer-did",
            "The issuer names itself by its key, which signed and is trusted.",
            sd_jwt_by("dc+sd-jwt", &named, &stranger()),
        )
        .keys(vec![stranger().public_jwk()]),
    );
}

/// A W3C credential in an SD-JWT (VC-JOSE-COSE 3.2): its own members decide.
fn w3c(out: &mut Vec<Case>) {
    let credential = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "SpecimenCredential"],
        "issuer": ISSUER,
        "validFrom": NOW.plus_seconds(-86_400).to_string(),
        "validUntil": NOW.plus_seconds(86_400).to_string(),
        "credentialSubject": { "name": "示例 SPECIMEN" },
    });
    let case = |name, comment: &str, payload: &Value| {
        let text = sd_jwt_by("vc+sd-jwt", payload, &issuer());
        Case::new("sd-jwt", name, comment, text).format(Some("sd-jwt"))
    };
    let status = json!({
        "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "3", "statusListCredential": "https://status.specimen.example/2",
    });
    out.extend([
        case("w3c-good", "A W3C credential in an SD-JWT.", &credential),
        case(
            "w3c-expired",
            "validUntil has passed.",
            &with(credential.clone(), "validUntil", json!(NOW.plus_seconds(-3600).to_string())),
        )
        .invalid("expired"),
        case(
            "w3c-expired-by-exp",
            "validUntil lies ahead, exp has passed.",
            &with(credential.clone(), "exp", json!(NOW.seconds() - 3600)),
        )
        .invalid("expired"),
        case(
            "w3c-status-list-missing",
            "A status is named and its list is not there.",
            &with(credential.clone(), "credentialStatus", status),
        )
        .undetermined("status-list-missing"),
        case(
            "w3c-issuer-differs",
            "iss says something else than issuer.",
            &with(credential.clone(), "iss", json!("https://other.specimen.example")),
        )
        .invalid("claim-malformed"),
        case(
            "w3c-subject-missing",
            "A credential about nobody.",
            &without(credential, "credentialSubject"),
        )
        .invalid("claim-missing"),
    ]);
}

/// `aud` of the issuer's payload.
fn recipients(out: &mut Vec<Case>) {
    let presented = |name, comment: &str, recipients: Value| {
        let bound = with(claims(), "cnf", json!({ "jwk": holder().public_jwk() }));
        let certificate = sd_jwt(&with(bound, "aud", recipients), &[]);
        let audience = "https://office.specimen.example";
        let text = sign_key_binding(&certificate, "n", audience, NOW, &Map::new(), &holder());
        Case::new("holder", name, comment, text).binding("n", audience)
    };
    out.extend([
        presented(
            "recipient-other",
            "The issuer made it for somebody else.",
            json!("https://other.specimen.example"),
        )
        .invalid("key-binding-audience-mismatch"),
        presented("recipient-none", "The issuer made it for nobody.", json!([]))
            .invalid("key-binding-audience-mismatch"),
        presented(
            "good-recipient-among-several",
            "The issuer made it for us and others.",
            json!(["https://other.specimen.example", "https://office.specimen.example"]),
        ),
    ]);
}

/// RFC 9901 section 8 over RFC 7515 section 7.2.
fn json_serialization(out: &mut Vec<Case>) {
    let parts = |key: &SigningKey| {
        let token = sign_jws(&typ(), claims().to_string().as_bytes(), key);
        let [protected, payload, signature] =
            <[&str; 3]>::try_from(token.split('.').collect::<Vec<_>>()).unwrap();
        (
            payload.to_owned(),
            json!({ "protected": protected, "signature": signature, "header": { "disclosures": [] } }),
        )
    };
    let (payload, first) = parts(&issuer());
    let (_, second) = parts(&stranger());
    let flat = |signature: Value| with(signature, "payload", json!(payload)).to_string();
    let case = |name, comment: &str, text: String| Case::new("sd-jwt", name, comment, text);
    let refused = |name, comment: &str, text: String| {
        case(name, comment, text).format(Some("sd-jwt+json")).invalid("jws-malformed")
    };
    let with_header = |name: &str, value: Value| {
        with(first.clone(), "header", with(json!({ "disclosures": [] }), name, value))
    };
    let general = |signatures: Value| json!({ "payload": payload, "signatures": signatures });
    let plain = with(second.clone(), "header", json!({ "kid": "2" }));
    out.extend([
        case("good-json-flattened", "One signature.", flat(first.clone())),
        case("good-json-general", "Two signatures.", general(json!([first, plain])).to_string()),
        refused(
            "json-crit-not-protected",
            "crit outside of what is signed.",
            flat(with_header("crit", json!(["exp"]))),
        ),
        refused(
            "json-alg-in-both-headers",
            "alg stands in both headers.",
            flat(with_header("alg", json!("EdDSA"))),
        ),
        refused(
            "json-disclosures-at-second-signature",
            "Disclosures stand at the first signature only.",
            general(json!([first, second])).to_string(),
        ),
        refused(
            "json-flattened-and-general",
            "Both forms at once.",
            with(
                with(general(json!([first])), "signature", first["signature"].clone()),
                "protected",
                first["protected"].clone(),
            )
            .to_string(),
        ),
    ]);
}
