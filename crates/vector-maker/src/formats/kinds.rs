//! Kinds that are named and not verified, and the PixelPass wrapper.

use cert_issue::sign_jws;
use cert_verify::base64url;
use serde_json::json;

use super::{
    case::{Case, DAY, ISSUER, NOW, ed25519},
    cbor::{array, bytes, int, object, pack, sign1, text},
    credential::{credential, options, secured, with},
};

fn case(format: &str, name: &str, comment: &str, input: &str) -> Case {
    Case::new("known-kinds", format, name, comment, input)
}

fn named(format: &str, name: &str, comment: &str, input: &str) -> Case {
    case(format, name, comment, input).undetermined("format-not-supported")
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let mdoc = object(&[
        (text("version"), text("1.0")),
        (text("documents"), array(&[])),
        (text("status"), int(0)),
    ]);
    let issuer_signed = object(&[
        (text("nameSpaces"), object(&[])),
        (text("issuerAuth"), array(&[bytes(&[]), object(&[]), bytes(&[]), bytes(&[1])])),
    ]);
    let rdf = |suite: &str| {
        with(
            credential(),
            "proof",
            json!({ "type": "DataIntegrityProof", "cryptosuite": suite, "proofValue": "z1" }),
        )
        .to_string()
    };
    let claims = json!({ "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id", "iat": NOW.seconds() - DAY });
    let sd_jwt = sign_jws(
        json!({ "typ": "dc+sd-jwt" }).as_object().unwrap(),
        claims.to_string().as_bytes(),
        &ed25519(),
    ) + "~";
    let secured = secured(&credential(), &options(&ed25519()), &ed25519());
    let passport = "P<UTOSPECIMEN<<SHILI<<<<<<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    let card = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nSPECIMEN<<SHILI<<<<<<<<<<<<<<<";
    all.extend([
        named("cwt", "cwt-in-bytes", "A signed message outside of any code that says what it is.", "").input_bytes(&sign1(&object(&[(int(1), int(-8))]), &object(&[]), &object(&[(int(1), text(ISSUER))]), &ed25519())),
        named("mdoc", "mdoc-response", "A mobile document as OpenID4VP carries it.", &base64url::encode(&mdoc)),
        named("mdoc", "mdoc-issuer-signed", "The part of a mobile document that its issuer signed.", &base64url::encode(&issuer_signed)),
        named("mdoc", "mdoc-engagement", "The code that opens a transfer of a mobile document.", "mdoc:owBjMS4wAYIB2BhYS6QBAiABIVgg"),
        named("vc+json-ld-proof", "vc-eddsa-rdfc-2022", "A proof that needs RDF canonicalisation.", &rdf("eddsa-rdfc-2022")),
        named("vc+json-ld-proof", "vc-ecdsa-rdfc-2019", "A proof that needs RDF canonicalisation.", &rdf("ecdsa-rdfc-2019")),
        named("vc+json-ld-proof", "vc-ed25519-signature-2020", "An older proof that needs RDF canonicalisation.", &with(credential(), "proof", json!({ "type": "Ed25519Signature2020", "proofValue": "z1" })).to_string()),
        named("open-attestation", "opencerts-2", "A document of OpenCerts.", &json!({ "schema": "opencerts/v2.0", "data": {}, "signature": { "type": "SHA3MerkleProof", "targetHash": "00" } }).to_string()),
        named("open-attestation", "open-attestation-3", "A document of OpenAttestation 3.", &with(credential(), "proof", json!({ "type": "OpenAttestationMerkleProofSignature2018" })).to_string()),
        named("icao-vds-nc", "icao-vds-nc", "A visible digital seal.", &json!({ "data": { "hdr": { "t": "icao.vacc", "v": 1, "is": "UTO" }, "msg": {} }, "sig": { "alg": "ES256", "sigvl": "AA" } }).to_string()),
        named("web-address", "web-address", "A web address is no certificate, and is never opened.", "https://psb.sh.specimen.example/check?id=1"),
        named("web-address", "credential-offer", "An offer opens a wallet; it is no certificate.", "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fissuer.specimen.example%2F1"),
        named("smart-health-link", "smart-health-link", "A link to a health card.", "shlink:/eyJ1cmwiOiJodHRwczovL3NwZWNpbWVuLmV4YW1wbGUifQ"),
        named("identity-document-code", "passport-code", "The machine-readable zone of a passport.", passport),
        named("identity-document-code", "identity-card-code", "The machine-readable zone of an identity card.", card),
        case("dc+sd-jwt", "valid-pixelpass-sd-jwt", "A certificate that carries its own signature, wrapped.", &pack(sd_jwt.as_bytes())),
        case("vc+eddsa-jcs-2022", "valid-pixelpass-json", "JSON text, wrapped.", &pack(secured.to_string().as_bytes())),
        case("dc+sd-jwt", "valid-pixelpass-cbor-text", "Text in CBOR, wrapped.", &pack(&text(&sd_jwt))),
        named("vc+json-ld-proof", "pixelpass-json-ld", "What real codes wrap today.", &pack(rdf("eddsa-rdfc-2022").as_bytes())),
        named("web-address", "pixelpass-web-address", "An address, wrapped.", &pack(b"https://psb.sh.specimen.example")),
        case("pixelpass", "pixelpass-unsigned", "Data without any signature.", &pack(b"name: SPECIMEN")).invalid("proof-missing"),
        case("", "plain-text", "Some text.", "示例 SPECIMEN").invalid("not-a-certificate").no_format(),
        case("", "empty", "Nothing.", "").invalid("not-a-certificate").no_format(),
        case("", "json-of-another-kind", "JSON that is no certificate.", r#"{"name":"SPECIMEN"}"#).invalid("not-a-certificate").no_format(),
        case("", "jwt-of-another-kind", "A signed token that is no certificate.", &sign_jws(json!({ "typ": "at+jwt" }).as_object().unwrap(), claims.to_string().as_bytes(), &ed25519())).invalid("not-a-certificate").no_format(),
        case("", "base45-of-nothing", "Base45 text that is no zlib stream.", "Z6S96O TPGRN").invalid("not-a-certificate").no_format(),
    ]);
}
