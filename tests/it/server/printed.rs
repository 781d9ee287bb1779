//! The identity code for paper, from the offer of the card to what a verifier says.

use cert_verify::{Code, Format, Verdict, base45};
use serde_json::{Value, json};

use super::world::{World, holder};
use crate::shared::{json_file, shared_vectors};

const DAY: i64 = 86_400;

fn code(world: &World, token: &str) -> String {
    let asked = json!({"credential_configuration_id": "identity-code"});
    let answer = world.ask(token, &asked).expect(200).json();
    answer["credentials"][0]["credential"].as_str().unwrap().to_owned()
}

#[test]
fn the_offer_of_the_card_gives_the_code_too() {
    let world = World::start();
    let metadata = world.get("/.well-known/openid-credential-issuer/issuer").expect(200).json();
    let described = &metadata["credential_configurations_supported"]["identity-code"];
    assert_eq!(
        (&described["format"], described.get("proof_types_supported")),
        (&json!("claim-169"), None)
    );
    assert_eq!(described["certfill_printed_from"], "resident-id");
    let kind = world.get("/departments/psb/types/identity-code.json").expect(200).json();
    assert_eq!(kind["vct"], "claim-169");
    for person in ["chen", "shen", "wang"] {
        let (_, offer) = world.offer(person);
        let offered = offer["credential_configuration_ids"].as_array().unwrap().clone();
        assert!(!offered.contains(&json!("identity-code")), "wallets that do not know it");
        let token = world.redeem(&offer, None).expect(200).json();
        let token = token["access_token"].as_str().unwrap();
        let card = world.verified(&world.certificate(token, "resident-id", &holder(1)));
        let text = code(&world, token);
        // Version 14 at level M: modules of half a millimetre on four centimetres of paper.
        assert!(text.len() <= 528, "{person}: {} characters", text.len());
        let verification = world.check(&text);
        let report = &verification.report;
        assert_eq!((report.verdict(), report.format()), (Verdict::Valid, Some(Format::Claim169)));
        let claims = report.claims().unwrap();
        assert_eq!(claims["claim169"]["fullName"], card.claims()["name"]);
        assert_eq!(claims["claim169"]["id"], card.claims()["id_number"]);
        assert_eq!(claims["claim169"]["secondaryFullName"], "SPECIMEN");
        assert_eq!(claims["exp"], world.now().seconds() + 90 * DAY);
        assert_eq!((claims.get("sub"), &claims["iss"]), (None, &card.claims()["iss"]));
        // Every claim has its words.
        for name in claims["claim169"].as_object().unwrap().keys() {
            let path = json!(["claim169", name]);
            assert!(
                kind["claims"].as_array().unwrap().iter().any(|it| it["path"] == path),
                "{name}"
            );
        }
    }
}

#[test]
fn an_altered_or_revoked_code_is_not_valid() {
    let world = World::start();
    let text = code(&world, &world.access_token("shen"));
    let packed = base45::decode(&text).unwrap();
    let mut message = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap();
    let name = "沈示例".as_bytes();
    let at = message.windows(name.len()).position(|window| window == name).unwrap();
    message[at..at + name.len()].copy_from_slice("王示例".as_bytes());
    let altered = miniz_oxide::deflate::compress_to_vec_zlib(&message, 9);
    let altered = world.check(&base45::encode(&altered));
    assert_eq!(altered.report.code(), Some(Code::SignatureWrong));

    let claims = world.check(&text).report.claims().unwrap().clone();
    let index = claims["status"]["status_list"]["idx"].to_string();
    let token = world.page_token();
    let fields =
        [("token", token.as_str()), ("list", "1"), ("index", index.as_str()), ("status", "1")];
    world.post_form("/specimen/certificates", &fields).expect(303);
    assert_eq!(world.check(&text).report.code(), Some(Code::Revoked));
}

#[test]
fn a_code_needs_a_token_and_takes_no_proof() {
    let world = World::start();
    let asked = json!({"credential_configuration_id": "identity-code"});
    assert_eq!(world.ask("unknown", &asked).expect(401).code(), "invalid_token");
    let token = world.access_token("wang");
    for proofs in [json!({}), json!(null), json!({"jwt": ["a.b.c"]})] {
        let mut asked = asked.clone();
        asked["proofs"] = proofs;
        assert_eq!(world.ask(&token, &asked).expect(400).code(), "invalid_credential_request");
    }
    // It counts as a certificate, so that a token does not print without end.
    for _ in 0..20 {
        code(&world, &token);
    }
    assert_eq!(world.ask(&token, &asked).expect(401).code(), "invalid_token");
}

/// Same tags, headers and order of claims as the one that MOSIP's community signed with Ed25519.
#[test]
fn an_issued_code_is_built_as_the_published_one() {
    let Some(folder) = shared_vectors("claim169/valid") else { return };
    let published = json_file(&folder.join("ed25519-signed.json"));
    let world = World::start();
    let ours = code(&world, &world.access_token("chen"));
    let unpacked = |text: &str| {
        let packed = base45::decode(text).unwrap();
        assert_eq!(packed[0], 0x78, "zlib");
        miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap()
    };
    let (theirs, ours) = (unpacked(published["qr_data"].as_str().unwrap()), unpacked(&ours));
    // COSE_Sign1 by its tag, four items, `{1: -8}` protected, nothing unprotected, a byte string; and the claims
    // begin with the issuer.
    assert_eq!(theirs[..7], ours[..7]);
    assert_eq!(theirs[7..8], [0x58]);
    assert!([0x58, 0x59].contains(&ours[7]));
    let ends = |message: &[u8]| message[message.len() - 66..message.len() - 64].to_vec();
    assert_eq!(ends(&theirs), ends(&ours), "a signature of 64 bytes");
    let keys = |parts: Vec<(&str, Value)>| {
        let (_, claims) = parts.into_iter().find(|(name, _)| *name == "claims").unwrap();
        claims.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let read = |text: &str| cert_verify::Certificate::parse(text.as_bytes()).unwrap();
    let theirs = keys(read(published["qr_data"].as_str().unwrap()).dangerous_unverified_parts());
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&ours, 9);
    let ours = keys(read(&base45::encode(&packed)).dangerous_unverified_parts());
    assert_eq!(theirs, ["1", "4", "6", "169"]);
    assert_eq!(ours, ["1", "4", "5", "6", "169", "65535"]);
}
