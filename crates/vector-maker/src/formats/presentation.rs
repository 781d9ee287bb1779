//! Verifiable Presentations and envelopes of the W3C data model.

use cert_issue::{SigningKey, sign_jws};
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, ISSUER, NOW, date, ed25519, es256, stranger},
    credential::{credential, did_jwk, did_key, options, prove, secured, with, without},
};

const NONCE: &str = "n-7yQ2";
const OFFICE: &str = "https://office.specimen.example";

fn holder() -> SigningKey {
    SigningKey::ed25519_from_seed([51; 32])
}

pub(super) fn vc_jwt(credential: &Value) -> String {
    let header = json!({ "typ": "vc+jwt" });
    sign_jws(header.as_object().unwrap(), credential.to_string().as_bytes(), &ed25519())
}

pub(super) fn sd_jwt() -> String {
    let claims = json!({
        "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - DAY, "cnf": { "jwk": holder().public_jwk() },
    });
    let header = json!({ "typ": "dc+sd-jwt" });
    sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &ed25519()) + "~"
}

/// A credential about the one with this identifier.
fn about(id: &str) -> Value {
    with(credential(), "credentialSubject", json!({ "id": id, "name": "示例 SPECIMEN" }))
}

pub(super) fn envelope(media_type: &str, data: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": format!("data:{media_type},{data}"),
    })
}

fn presentation(shown: &[Value]) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did_key(&holder()),
        "verifiableCredential": shown,
    })
}

/// The presentation as a JWT for the office.
fn vp_jwt(presentation: &Value) -> String {
    vp_by(json!({ "typ": "vp+jwt" }), presentation, &holder())
}

fn vp_by(header: Value, presentation: &Value, key: &SigningKey) -> String {
    let mut payload = presentation.clone();
    for (name, value) in
        [("nonce", json!(NONCE)), ("aud", json!(OFFICE)), ("iat", json!(NOW.seconds() - 10))]
    {
        if payload.get(name).is_none() {
            payload[name] = value;
        }
    }
    sign_jws(header.as_object().unwrap(), payload.to_string().as_bytes(), key)
}

/// The presentation with an `eddsa-jcs-2022` proof for the office.
fn vp_proof(presentation: &Value, change: impl Fn(Value) -> Value) -> String {
    let mut made = options(&holder());
    made["created"] = date(-10).into();
    made["proofPurpose"] = "authentication".into();
    made["challenge"] = NONCE.into();
    made["domain"] = OFFICE.into();
    let proof = prove(presentation, &change(made), &holder());
    with(presentation.clone(), "proof", proof).to_string()
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let jwt = |name: &str, comment: &str, input: &str| {
        Case::new("presentation", "vp+jwt", name, comment, input).binding(NONCE, OFFICE)
    };
    let proof = |name: &str, comment: &str, input: &str| {
        Case::new("presentation", "vp+eddsa-jcs-2022", name, comment, input).binding(NONCE, OFFICE)
    };
    let me = did_key(&holder());
    let mine = || envelope("application/vc+jwt", &vc_jwt(&about(&me)));
    let embedded = || secured(&about(&me), &options(&ed25519()), &ed25519());
    let good = presentation(&[mine()]);
    let with_proof = presentation(&[embedded(), mine()]);
    let expired = with(about(&me), "validUntil", date(-60 * 60).into());
    let forged = {
        let token = vc_jwt(&about(&me));
        let (head, signature) = token.rsplit_once('.').unwrap();
        let first = if signature.starts_with('A') { "B" } else { "A" };
        envelope("application/vc+jwt", &format!("{head}.{first}{}", &signature[1..]))
    };
    let rdf = with(
        about(&me),
        "proof",
        json!({ "type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1" }),
    );
    let bound = || envelope("application/dc+sd-jwt", &sd_jwt());
    let unnamed = without(presentation(&[bound()]), "holder");
    let jwk_holder = with(
        presentation(&[envelope("application/vc+jwt", &vc_jwt(&about(&did_jwk(&es256()))))]),
        "holder",
        did_jwk(&es256()).into(),
    );
    all.extend([
        jwt("valid-jwt", "The subject shows an enveloped certificate.", &vp_jwt(&good)),
        jwt(
            "valid-jwt-typ-absent",
            "The payload says what it is.",
            &vp_by(json!({}), &good, &holder()),
        ),
        jwt(
            "valid-jwt-did-jwk",
            "The holder is named by a did:jwk of P-256.",
            &vp_by(json!({ "typ": "vp+jwt" }), &jwk_holder, &es256()),
        ),
        jwt(
            "valid-jwt-several",
            "Three certificates of three kinds.",
            &vp_jwt(&presentation(&[mine(), embedded(), bound()])),
        ),
        jwt(
            "valid-jwt-as-text",
            "A certificate as the data model 1.1 had it in a presentation.",
            &vp_jwt(&presentation(&[vc_jwt(&about(&me)).into()])),
        ),
        jwt(
            "valid-jwt-audiences",
            "The office is one of two audiences.",
            &vp_jwt(&with(good.clone(), "aud", json!(["https://other.specimen.example", OFFICE]))),
        ),
        jwt(
            "valid-jwt-holder-by-cnf",
            "No name of the holder; the certificate is bound to the key that signed.",
            &vp_jwt(&unnamed),
        ),
        jwt(
            "valid-jwt-bearer",
            "A certificate whose subject has no identifier is bound to nobody.",
            &vp_jwt(&presentation(&[envelope(
                "application/vc+jwt",
                &vc_jwt(&with(
                    credential(),
                    "credentialSubject",
                    json!({ "name": "示例 SPECIMEN" }),
                )),
            )])),
        ),
        jwt(
            "nonce-of-another-transaction",
            "Made for another nonce.",
            &vp_jwt(&with(good.clone(), "nonce", "other".into())),
        )
        .invalid("key-binding-nonce-mismatch"),
        jwt(
            "nonce-missing",
            "Made for no nonce.",
            &sign_jws(
                json!({ "typ": "vp+jwt" }).as_object().unwrap(),
                with(with(good.clone(), "aud", OFFICE.into()), "iat", json!(NOW.seconds()))
                    .to_string()
                    .as_bytes(),
                &holder(),
            ),
        )
        .invalid("key-binding-nonce-mismatch"),
        jwt(
            "audience-other",
            "Made for another office.",
            &vp_jwt(&with(good.clone(), "aud", "https://other.specimen.example".into())),
        )
        .invalid("key-binding-audience-mismatch"),
        jwt(
            "too-old",
            "Made 301 seconds ago.",
            &vp_jwt(&with(good.clone(), "iat", json!(NOW.seconds() - 301))),
        )
        .invalid("key-binding-too-old"),
        jwt(
            "expired",
            "The presentation has an end, which has passed.",
            &vp_jwt(&with(good.clone(), "exp", json!(NOW.seconds() - 100))),
        )
        .invalid("expired"),
        jwt(
            "from-future",
            "The presentation was made tomorrow.",
            &vp_jwt(&with(good.clone(), "iat", json!(NOW.seconds() + DAY))),
        )
        .invalid("issued-in-future"),
        jwt(
            "signed-by-another",
            "Somebody else signed in the name of the holder.",
            &vp_by(json!({ "typ": "vp+jwt" }), &good, &stranger()),
        )
        .invalid("signature-wrong"),
        jwt(
            "kid-of-another",
            "The key id is of another than the holder.",
            &vp_by(json!({ "typ": "vp+jwt", "kid": did_key(&stranger()) }), &good, &holder()),
        )
        .invalid("issuer-key-mismatch"),
        jwt(
            "about-somebody-else",
            "A good certificate about somebody else, shown by one who is not its subject.",
            &vp_jwt(&presentation(&[envelope(
                "application/vc+jwt",
                &vc_jwt(&about(&did_key(&stranger()))),
            )])),
        )
        .undetermined("holder-not-presenter"),
        jwt(
            "bound-to-another-key",
            "A certificate with the key of another in cnf.",
            &vp_by(
                json!({ "typ": "vp+jwt" }),
                &with(presentation(&[bound()]), "holder", did_key(&stranger()).into()),
                &stranger(),
            ),
        )
        .invalid("key-binding-signature-wrong"),
        jwt(
            "one-of-two-expired",
            "One certificate is good, the other has expired.",
            &vp_jwt(&presentation(&[mine(), envelope("application/vc+jwt", &vc_jwt(&expired))])),
        )
        .invalid("expired"),
        jwt(
            "one-of-two-forged",
            "One certificate is good, the other is forged.",
            &vp_jwt(&presentation(&[mine(), forged])),
        )
        .invalid("signature-wrong"),
        jwt(
            "one-of-two-not-known",
            "One certificate is good, the other has a proof that is not checked here.",
            &vp_jwt(&presentation(&[mine(), rdf])),
        )
        .undetermined("format-not-supported"),
        jwt(
            "issuer-not-trusted",
            "The proof is good; nobody is trusted to have issued the certificate.",
            &vp_jwt(&good),
        )
        .keys(Vec::new())
        .undetermined("issuer-unknown"),
        jwt("empty", "No certificate in it.", &vp_jwt(&presentation(&[])))
            .undetermined("presentation-empty"),
        jwt(
            "presentation-within",
            "A presentation where a certificate belongs.",
            &vp_jwt(&presentation(&[vp_jwt(&good).into()])),
        )
        .invalid("claim-malformed"),
        jwt(
            "holder-not-resolvable",
            "The name of the holder needs a lookup.",
            &vp_jwt(&with(good.clone(), "holder", "did:web:holder.specimen.example".into())),
        )
        .undetermined("holder-key-not-resolved"),
        jwt(
            "typ-other",
            "The header says that it is something else.",
            &vp_by(json!({ "typ": "at+jwt" }), &good, &holder()),
        )
        .invalid("type-header-wrong"),
        proof(
            "valid-proof",
            "An embedded and an enveloped certificate under one proof.",
            &vp_proof(&with_proof, |it| it),
        ),
        proof(
            "valid-proof-domains",
            "The office is one of two domains.",
            &vp_proof(&with_proof, |it| {
                with(it, "domain", json!([OFFICE, "https://other.specimen.example"]))
            }),
        ),
        proof(
            "challenge-other",
            "Made for another challenge.",
            &vp_proof(&with_proof, |it| with(it, "challenge", "other".into())),
        )
        .invalid("key-binding-nonce-mismatch"),
        proof(
            "domain-missing",
            "Made for nobody.",
            &vp_proof(&with_proof, |it| without(it, "domain")),
        )
        .invalid("key-binding-audience-mismatch"),
        proof(
            "purpose-assertion",
            "A proof of a statement is none of a presentation.",
            &vp_proof(&with_proof, |it| with(it, "proofPurpose", "assertionMethod".into())),
        )
        .invalid("proof-purpose-wrong"),
        proof("changed-after", "A certificate was added after signing.", &{
            let mut changed: Value = serde_json::from_str(&vp_proof(&with_proof, |it| it)).unwrap();
            changed["verifiableCredential"].as_array_mut().unwrap().push(mine());
            changed.to_string()
        })
        .invalid("signature-wrong"),
        Case::new(
            "presentation",
            "vp+jwt",
            "valid-not-asked",
            "Nobody asked for a proof; it is good all the same.",
            &vp_jwt(&good),
        ),
        Case::new(
            "presentation",
            "vp",
            "valid-unsigned-not-asked",
            "No proof and none asked for: the certificates speak for themselves.",
            &good.to_string(),
        ),
        Case::new(
            "presentation",
            "vp",
            "unsigned-but-asked",
            "No proof, and one was asked for.",
            &good.to_string(),
        )
        .binding(NONCE, OFFICE)
        .invalid("key-binding-missing"),
        Case::new(
            "presentation",
            "vc-jwt-1.1",
            "data-model-1",
            "A presentation of the data model 1.1.",
            &sign_jws(
                json!({ "typ": "JWT" }).as_object().unwrap(),
                json!({ "iss": me, "vp": { "type": ["VerifiablePresentation"] } })
                    .to_string()
                    .as_bytes(),
                &holder(),
            ),
        )
        .undetermined("format-not-supported"),
        Case::new(
            "presentation",
            "vp+jwt",
            "valid-enveloped-presentation",
            "The presentation itself comes in an envelope.",
            &with(
                envelope("application/vp+jwt", &vp_jwt(&good)),
                "type",
                "EnvelopedVerifiablePresentation".into(),
            )
            .to_string(),
        )
        .binding(NONCE, OFFICE),
    ]);
}
