//! W3C VC with eddsa-jcs-2022.

use serde_json::{Value, json};

use super::{
    case::{Case, DAY, date, ed25519, es256, stranger},
    credential::{credential, did_key, options, prove, secured, with, without},
};

fn case(name: &str, comment: &str, document: &Value) -> Case {
    Case::new("vc-data-integrity", "vc+eddsa-jcs-2022", name, comment, &document.to_string())
}

fn good() -> Value {
    secured(&credential(), &options(&ed25519()), &ed25519())
}

/// A credential changed before it was signed.
fn signed(name: &str, member: Value) -> Value {
    secured(&with(credential(), name, member), &options(&ed25519()), &ed25519())
}

/// Proof options changed before the proof was made.
fn proved(name: &str, member: Value) -> Value {
    secured(&credential(), &with(options(&ed25519()), name, member), &ed25519())
}

/// A proof changed after it was made.
fn altered(name: &str, member: Value) -> Value {
    let proof = with(good()["proof"].clone(), name, member);
    with(good(), "proof", proof)
}

/// Two proofs; the second builds on the first.
fn chain(second_signer: &cert_issue::SigningKey) -> Value {
    let first_options = with(options(&ed25519()), "id", "urn:uuid:1".into());
    let first = prove(&credential(), &first_options, &ed25519());
    let second_options = with(options(second_signer), "previousProof", "urn:uuid:1".into());
    let second =
        prove(&with(credential(), "proof", json!([first])), &second_options, second_signer);
    with(credential(), "proof", json!([first, second]))
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let key = did_key(&ed25519());
    let own = with(credential(), "issuer", key.as_str().into());
    let set = |second: Value| with(good(), "proof", json!([good()["proof"], second]));
    let context = json!(["https://www.w3.org/ns/credentials/v2"]);
    let v1 = without(
        without(
            with(credential(), "@context", json!(["https://www.w3.org/2018/credentials/v1"])),
            "validFrom",
        ),
        "validUntil",
    );
    let v1 = with(with(v1, "issuanceDate", date(-DAY).into()), "expirationDate", date(DAY).into());
    all.extend([
        case("valid", "A credential and its one proof.", &good()),
        case("valid-other-member-order", "JCS sorts; the order of the file does not matter.", &serde_json::from_str::<std::collections::BTreeMap<String, Value>>(&good().to_string()).map(|sorted| json!(sorted)).unwrap()),
        case("valid-proof-context", "The proof repeats the context of the document.", &proved("@context", context)),
        case("valid-two-proofs", "A set: a trusted proof and another good one.", &set(prove(&credential(), &options(&stranger()), &stranger()))),
        case("valid-proof-chain", "A chain: the second proof covers the first.", &chain(&stranger())),
        case("valid-data-model-1-1", "The older data model with its names of dates.", &secured(&v1, &options(&ed25519()), &ed25519())),
        case("issuer-its-own-key", "The issuer is a did:key that nobody vouches for: the signature passes, the issuer is unknown.", &secured(&own, &options(&ed25519()), &ed25519())).undetermined("issuer-unknown").keys(Vec::new()),
        case("issuer-did-of-another-key", "The issuer is a did:key; another key made the proof, trusted as it may be.", &secured(&with(credential(), "issuer", did_key(&stranger()).into()), &options(&ed25519()), &ed25519())).invalid("issuer-key-mismatch"),
        case("expired-by-the-older-name", "expirationDate of the older data model has passed.", &secured(&with(credential(), "expirationDate", date(-60 * 60).into()), &options(&ed25519()), &ed25519())).invalid("expired"),
        case("issuer-its-own-key-forged", "Its own key did not sign this.", &with(secured(&own, &options(&ed25519()), &ed25519()), "name", "changed".into())).invalid("signature-wrong").keys(Vec::new()),
        case("nobody-trusted", "A proof by some key says nothing about this issuer.", &good()).undetermined("issuer-unknown").keys(Vec::new()),
        case("proof-of-a-stranger", "A good proof, but of a key that nobody trusts.", &secured(&credential(), &options(&stranger()), &stranger())).undetermined("issuer-unknown"),
        case("claim-changed", "The name was changed after signing.", &with(good(), "credentialSubject", json!({ "name": "changed" }))).invalid("signature-wrong"),
        case("member-added", "A member was added after signing.", &with(good(), "evidence", json!({ "type": "none" }))).invalid("signature-wrong"),
        case("proof-option-changed", "The proof was redated after signing.", &altered("created", date(0).into())).invalid("signature-wrong"),
        case("proof-value-missing", "The proof has no value.", &with(good(), "proof", without(good()["proof"].clone(), "proofValue"))).invalid("proof-malformed"),
        case("proof-value-empty", "An empty signature is none.", &altered("proofValue", "".into())).invalid("signature-missing"),
        case("proof-value-base64url", "The suite asks for base58btc.", &altered("proofValue", "uAAAA".into())).invalid("proof-malformed"),
        case("proof-value-short", "A signature has 64 bytes.", &altered("proofValue", "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor".into())).invalid("proof-malformed"),
        case("proof-missing", "A credential without a proof.", &credential()).invalid("proof-missing"),
        case("proof-not-an-object", "A proof must be an object.", &with(credential(), "proof", "signed".into())).invalid("proof-malformed"),
        case("proof-purpose-authentication", "A proof for logging in does not assert a credential.", &proved("proofPurpose", "authentication".into())).invalid("proof-purpose-wrong"),
        case("proof-context-differs", "The context of the proof does not begin the document's.", &altered("@context", json!(["https://www.w3.org/ns/credentials/examples/v2"]))).invalid("proof-malformed"),
        case("proof-expired", "The proof has ended before the credential.", &proved("expires", date(-60 * 60).into())).invalid("expired"),
        case("proof-from-future", "The proof was made after the present time.", &proved("created", date(DAY / 2).into())).invalid("not-yet-valid"),
        case("second-proof-forged", "One good proof does not outweigh a forged one.", &set(with(prove(&credential(), &options(&stranger()), &stranger()), "created", date(0).into()))).invalid("signature-wrong"),
        case("second-proof-of-another-suite", "A proof that cannot be checked stands beside a good one.", &set(json!({ "type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "proofValue": "z1" }))).undetermined("format-not-supported"),
        case("previous-proof-missing", "A chain to a proof that is not there.", &proved("previousProof", "urn:uuid:2".into())).invalid("proof-malformed"),
        case("previous-proof-itself", "A chain that leads back to itself.", &secured(&credential(), &with(with(options(&ed25519()), "id", "urn:uuid:1".into()), "previousProof", "urn:uuid:1".into()), &ed25519())).invalid("proof-malformed"),
        case("chain-cut", "The first proof of a chain was taken out.", &with(credential(), "proof", chain(&ed25519())["proof"][1].clone())).invalid("proof-malformed"),
        case("nine-proofs", "More proofs than anyone needs.", &with(credential(), "proof", vec![good()["proof"].clone(); 9].into())).invalid("too-many-items"),
        case("method-fragment-differs", "The verification method names one key and points to another.", &altered("verificationMethod", format!("{key}#z6MkmjY8GnV5i9YTDtPETC2uUAW6ejw3nk5mXF5yci5ab7th").into())).invalid("did-malformed"),
        case("method-for-encryption", "X25519 is no key for signatures.", &altered("verificationMethod", "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc".into())).invalid("did-malformed"),
        case("trusted-key-es256", "The suite is Ed25519 only.", &with(good(), "proof", with(good()["proof"].clone(), "verificationMethod", "https://psb.sh.specimen.example/keys/1".into()))).invalid("algorithm-key-mismatch").keys(vec![es256().public_jwk()]),
        case("expired", "validUntil has passed.", &signed("validUntil", date(-60 * 60).into())).invalid("expired"),
        case("not-yet-valid", "validFrom lies ahead.", &signed("validFrom", date(DAY / 2).into())).invalid("not-yet-valid"),
        case("expired-and-forged", "A forgery is reported as a forgery, whatever else is wrong.", &with(signed("validUntil", date(-60 * 60).into()), "name", "changed".into())).invalid("signature-wrong"),
        case("ends-before-it-begins", "validUntil stands before validFrom.", &signed("validUntil", date(-2 * DAY).into())).invalid("claim-malformed"),
        case("date-without-offset", "A time without its offset is many times.", &signed("validUntil", "2026-12-31T00:00:00".into())).invalid("claim-malformed"),
        case("context-missing", "Without @context it is no credential.", &without(good(), "@context")).invalid("not-a-certificate").no_format(),
        case("context-of-another-version", "The first context is not the data model's.", &signed("@context", json!(["https://example.org/v9"]))).invalid("claim-malformed"),
        case("type-missing", "A credential says what it is.", &secured(&without(credential(), "type"), &options(&ed25519()), &ed25519())).invalid("claim-missing"),
        case("type-presentation", "A presentation is no credential, and its proof is for another purpose.", &signed("type", json!(["VerifiablePresentation"]))).format("vp+eddsa-jcs-2022").invalid("proof-purpose-wrong"),
        case("issuer-missing", "A credential says whose it is.", &secured(&without(credential(), "issuer"), &options(&ed25519()), &ed25519())).invalid("claim-missing"),
        case("subject-empty", "A credential says something.", &signed("credentialSubject", json!({}))).invalid("claim-malformed"),
        Case::new("vc-data-integrity", "vc+eddsa-jcs-2022", "member-twice", "One member name twice could be read in two ways.", &good().to_string().replacen('{', r#"{"issuer":"https://other.example","#, 1)).invalid("json-duplicate-key").no_format(),
        Case::new("vc-data-integrity", "vc+eddsa-jcs-2022", "integer-too-large", "An integer that readers round differently.", &good().to_string().replacen('{', r#"{"number":9007199254740993,"#, 1)).invalid("json-number-out-of-range").no_format(),
    ]);
}
