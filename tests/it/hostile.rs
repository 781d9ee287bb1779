//! Whatever comes: one report, no panic, never `valid`.

use cert_verify::{
    Binding, Certificate, Check, Code, Outcome, Policy, PublicKey, StatusEvidence, Trust, UnixTime,
    Verdict, verify,
};
use serde_json::Value;

use crate::vectors;

/// The verdict of some bytes under the conditions of a vector.
fn verdict(bytes: &[u8], vector: &Value) -> Verdict {
    let mut trust = Trust::nobody();
    for jwk in vector["keys"].as_array().into_iter().flatten() {
        trust = trust.with_any_issuer_key(PublicKey::from_jwk(jwk).unwrap());
    }
    let now = UnixTime::parse_rfc3339(vector["at"].as_str().unwrap()).unwrap();
    let binding = vector.get("binding").map_or(Binding::NotAsked, |binding| Binding::Required {
        nonce: binding["nonce"].as_str().unwrap(),
        audience: binding["audience"].as_str().unwrap(),
    });
    match Certificate::parse(bytes) {
        Err(report) => report.verdict(),
        Ok(certificate) => {
            verify(&certificate, &trust, &StatusEvidence::none(), binding, &Policy::strict(), now)
                .report
                .verdict()
        }
    }
}

/// Every byte of a presentation with a disclosure and a proof of possession is covered: by
/// the issuer's signature, a digest, or the holder's signature. Three changes to each byte.
#[test]
fn a_flipped_byte_is_never_valid() {
    let vectors = vectors::all();
    for name in ["holder/good", "sd-jwt/good-recursive", "signature/good-es256"] {
        let vector = &vectors[name];
        let good = vector["input"].as_str().unwrap().as_bytes();
        assert_eq!(verdict(good, vector), Verdict::Valid, "{name}");
        for at in 0..good.len() {
            for flip in [0x01, 0x20, 0x80] {
                let mut bytes = good.to_vec();
                bytes[at] ^= flip;
                // A last tilde that turns into white space is trimmed; what remains has no
                // tilde and is no SD-JWT, so there is no exception to this rule.
                assert_ne!(
                    verdict(&bytes, vector),
                    Verdict::Valid,
                    "{name}: byte {at} xor {flip:#x}"
                );
            }
        }
    }
}

#[test]
fn a_cut_certificate_is_never_valid() {
    let vectors = vectors::all();
    let vector = &vectors["holder/good"];
    let good = vector["input"].as_str().unwrap().as_bytes();
    for end in 0..good.len() {
        assert_ne!(verdict(&good[..end], vector), Verdict::Valid, "cut at {end}");
    }
}

#[test]
fn oversized_and_deep_inputs_are_refused_with_a_code() {
    let refused =
        |bytes: &[u8]| Certificate::parse(bytes).expect_err("refused").code().unwrap().as_str();
    assert_eq!(refused(&b"[".repeat(10_000_000)), "too-large");
    assert_eq!(refused(&vec![b' '; 5_000_000]), "too-large");
    assert_eq!(refused(&vec![0xff; 5_000_000]), "too-large");
    let nested = "[".repeat(1000) + &"]".repeat(1000);
    let in_disclosure =
        format!("e30.e30.AA~{}~", cert_verify::base64url::encode(nested.as_bytes()));
    // The parts of one certificate share one budget.
    let encode = |text: String| cert_verify::base64url::encode(text.as_bytes());
    let header = encode(r#"{"alg":"EdDSA"}"#.to_owned());
    let large = |name: &str| encode(format!(r#"["s","{name}",[{}1]]"#, "1,".repeat(30_000)));
    let token = format!("{header}.e30.AA~{}~", large("a"));
    assert!(Certificate::parse(token.as_bytes()).is_ok());
    assert_eq!(refused(format!("{token}{}~", large("b")).as_bytes()), "too-many-items");
    for bytes in [nested.as_bytes(), in_disclosure.as_bytes(), b"ey.ey.ey~", b"~", b"\0", b"ey"] {
        assert!(!refused(bytes).is_empty());
    }
}

/// What is wrong with a certificate is said also when nobody knows its issuer.
#[test]
fn the_form_is_judged_when_the_issuer_is_unknown() {
    let encode = |text: &str| cert_verify::base64url::encode(text.as_bytes());
    let header = encode(r#"{"alg":"EdDSA","typ":"jwt"}"#);
    let token = format!("{header}.{}.{}~", encode(r#"{"vct":"a"}"#), "A".repeat(86));
    let certificate = Certificate::parse(token.as_bytes()).unwrap();
    let (nobody, none) = (Trust::nobody(), StatusEvidence::none());
    let now = UnixTime::from_seconds(0);
    let answer =
        verify(&certificate, &nobody, &none, Binding::NotAsked, &Policy::strict(), now).report;
    assert_eq!(answer.outcome(Check::Format), Some(Outcome::Failed(Code::TypeHeaderWrong)));
    assert_eq!(answer.outcome(Check::Signature), Some(Outcome::Undetermined(Code::IssuerUnknown)));
    assert_eq!(answer.verdict(), Verdict::Invalid);
}
