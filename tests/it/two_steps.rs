//! One verdict either way: bare signatures checked by the core, and by an implementation that the caller brings.
//!
//! The caller's implementation here is as careless as one may be that compares the bytes of R: it takes
//! any S, any R and any A. So whatever the core leaves to the caller must be harmless with any of them.

use std::cell::Cell;

use cert_verify::{
    Algorithm, Binding, Certificate, Policy, PublicKey, SignatureJob, StatusEvidence, Step, Trust,
    UnixTime, Verdict, Verification, base64url, verify, verify_in_steps,
};
use curve25519_dalek::{
    EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY, traits::IsIdentity,
};
use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha512};

use crate::{
    shared::{hex, root, shared_json},
    vectors,
};

/// 2^252 + …: the order of the base point.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn hash(parts: &[&[u8]]) -> Scalar {
    let mut hash = Sha512::new();
    parts.iter().for_each(|part| hash.update(part));
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

/// The equation without any check of its parts.
fn careless(job: &SignatureJob) -> bool {
    let key = job.key().to_raw().unwrap();
    if job.algorithm() == Algorithm::Es256 {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(job.signature()).unwrap();
        return key.verify(job.message(), &signature).is_ok();
    }
    let (r, s) = job.signature().split_at(32);
    let point = CompressedEdwardsY(key.clone().try_into().unwrap()).decompress().unwrap();
    let challenge = hash(&[r, &key, job.message()]);
    let s = Scalar::from_bytes_mod_order(s.try_into().unwrap());
    let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-point, &s);
    expected.compress().as_bytes() == r
}

/// Both steps with this caller; counts what was asked.
fn in_steps<'a>(
    asked: &'a Cell<usize>,
    answer: impl Fn(&SignatureJob) -> Option<bool> + 'a,
) -> impl Fn(&Certificate, &Trust, &StatusEvidence, Binding<'_>, &Policy, UnixTime) -> Verification + 'a
{
    move |certificate, trust, status, binding, policy, now| {
        let mut step = verify_in_steps(certificate, trust, status, binding, policy, now);
        loop {
            match step {
                Step::Done(verification) => return *verification,
                Step::Asked(open) => {
                    asked.set(asked.get() + open.jobs().len());
                    let answers: Vec<_> = open.jobs().iter().map(&answer).collect();
                    step = open.dangerous_answer(&answers, trust, status, binding, policy, now);
                }
            }
        }
    }
}

#[test]
fn every_vector_gives_the_same_report_in_two_steps() {
    let (asked, unanswered) = (Cell::new(0), Cell::new(0));
    let by_caller = in_steps(&asked, |job| Some(careless(job)));
    let by_nobody = in_steps(&unanswered, |_| None);
    for (name, vector) in vectors::all() {
        let here = vectors::run(&vector);
        for way in [&by_caller as &vectors::Verify<'_>, &by_nobody] {
            let there = vectors::run_with(&vector, way);
            assert_eq!(there.report, here.report, "{name}");
            assert_eq!(there.is_verified, here.is_verified, "{name}");
        }
    }
    println!("vectors in two steps: {} signatures were asked of the caller", asked.get());
    assert!(asked.get() > 300, "only {} were asked", asked.get());
    assert_eq!(asked.get(), unanswered.get());
}

/// Logs are for everybody; the result that is kept back is for nobody.
#[test]
fn what_waits_for_answers_shows_its_questions_alone() {
    let vector = &vectors::all()["signature/good-es256"];
    let certificate = Certificate::parse(&vectors::input(vector)).unwrap();
    let vectors::Given { trust, status, now, .. } = vectors::given(vector);
    let policy = Policy::strict();
    let step = verify_in_steps(&certificate, &trust, &status, Binding::NotAsked, &policy, now);
    let Step::Asked(asked) = step else { panic!("nothing was asked") };
    let shown = format!("{asked:?}");
    assert!(shown.starts_with("Asked { jobs: [SignatureJob"), "{shown}");
    assert!(!shown.contains("Verification") && !shown.contains("claims"), "{shown}");
}

/// The other way round: a caller that says no makes nothing valid.
#[test]
fn a_caller_that_says_no_makes_nothing_valid() {
    let asked = Cell::new(0);
    let never = in_steps(&asked, |_| Some(false));
    for (name, vector) in vectors::all() {
        let before = asked.get();
        let there = vectors::run_with(&vector, &never);
        assert!(asked.get() == before || !there.is_verified, "{name}");
    }
}

/// A token in the form of the issuer's, around a signature that is made by hand.
fn token(sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
    let part = |text: &str| base64url::encode(text.as_bytes());
    let input = format!(
        "{}.{}",
        part(r#"{"alg":"EdDSA","typ":"dc+sd-jwt"}"#),
        part(r#"{"iss":"https://psb.sh.specimen.example","vct":"https://specimen.example/vct/a"}"#)
    );
    let signature = sign(input.as_bytes());
    format!("{input}.{}~", base64url::encode(&signature))
}

/// Both verdicts over one token; they must be equal.
fn verdict(key: &PublicKey, token: &str, asked: &Cell<usize>) -> Verdict {
    let certificate = Certificate::parse(token.as_bytes()).unwrap();
    let trust = Trust::nobody().with_any_issuer_key(key.clone());
    let (status, now) = (StatusEvidence::none(), UnixTime::from_seconds(1_795_406_400));
    let (binding, policy) = (Binding::NotAsked, Policy::strict());
    let here = verify(&certificate, &trust, &status, binding, &policy, now);
    let way = in_steps(asked, |job| Some(careless(job)));
    let there = way(&certificate, &trust, &status, binding, &policy, now);
    assert_eq!(there.report, here.report, "{token}");
    here.report.verdict()
}

/// Every combination of a key and an R with and without a part of small order, R of small order, and S
/// in two spellings: the kinds on which implementations of Ed25519 differ.
#[test]
fn signatures_on_which_implementations_differ_have_one_verdict() {
    let (mut seen, mut valid, asked) = (0, 0, Cell::new(0));
    let secret = Scalar::from(0x5eed_5eed_u64);
    for key_part in EIGHT_TORSION {
        let point = EdwardsPoint::mul_base(&secret) + key_part;
        let bytes = point.compress().to_bytes();
        let key = PublicKey::ed25519_from_bytes(&bytes).unwrap();
        for r_part in EIGHT_TORSION {
            for nonce in (0_u64..12).map(Scalar::from) {
                for beyond in [false, true] {
                    let token = token(|message| {
                        let r = (EdwardsPoint::mul_base(&nonce) + r_part).compress().to_bytes();
                        let s = nonce + hash(&[&r, &bytes, message]) * secret;
                        let s = if beyond { plus_order(s.to_bytes()) } else { s.to_bytes() };
                        [r, s].concat().try_into().unwrap()
                    });
                    let verdict = verdict(&key, &token, &asked);
                    seen += 1;
                    valid += usize::from(verdict == Verdict::Valid);
                    let honest = key_part.is_identity() && r_part.is_identity() && !beyond;
                    assert!(!honest || nonce == Scalar::ZERO || verdict == Verdict::Valid);
                    assert!(!beyond || verdict != Verdict::Valid, "{token}");
                }
            }
        }
    }
    println!("{seen} signatures, {valid} of them valid, {} asked of the caller", asked.get());
    // Of the others some hold by chance, where the challenge cancels the part of small order.
    assert!(valid > 11, "no signature of a key with a part of small order held");
    assert!(asked.get() > 0 && asked.get() < seen);
}

fn plus_order(mut s: [u8; 32]) -> [u8; 32] {
    let mut carry = 0;
    for (byte, add) in s.iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    s
}

#[test]
fn wycheproof_has_one_verdict() {
    let Some(tests) = shared_json("ed25519/wycheproof_ed25519_test.json") else { return };
    for group in tests["testGroups"].as_array().unwrap() {
        let key = hex(group["publicKey"]["pk"].as_str().unwrap());
        let Ok(key) = PublicKey::ed25519_from_bytes(&key.try_into().unwrap()) else { continue };
        for test in group["tests"].as_array().unwrap() {
            let signature = hex(test["sig"].as_str().unwrap());
            let Ok(signature) = <[u8; 64]>::try_from(signature) else { continue };
            // The set signs its own messages; R and S of all kinds are what is wanted here.
            verdict(&key, &token(|_| signature), &Cell::new(0));
        }
    }
}

/// What `pkg/verifier.mjs` asks a browser before it relies on it: a good signature, and one that only an
/// implementation takes that multiplies by the cofactor.
#[test]
fn the_probe_of_the_package_tells_implementations_apart() {
    let seed: [u8; 32] = core::array::from_fn(|at| at as u8 + 1);
    let signer = cert_issue::SigningKey::ed25519_from_seed(seed);
    let (key, message) = (signer.public(), b"ok");
    let bytes: [u8; 32] = key.to_raw().unwrap().try_into().unwrap();
    let hashed: [u8; 64] = Sha512::digest(seed).into();
    let secret = curve25519_dalek::scalar::clamp_integer(*hashed.first_chunk().unwrap());
    let secret = Scalar::from_bytes_mod_order(secret);

    let nonce = Scalar::from(7_u8);
    let r_point = EdwardsPoint::mul_base(&nonce) + EIGHT_TORSION[1];
    let r = r_point.compress().to_bytes();
    let challenge = hash(&[&r, &bytes, message]);
    let s = nonce + challenge * secret;
    let by_cofactor = [r, s.to_bytes()].concat();

    let point = CompressedEdwardsY(bytes).decompress().unwrap();
    let rest = EdwardsPoint::mul_base(&s) - challenge * point - r_point;
    assert!(!rest.is_identity() && rest.mul_by_cofactor().is_identity());
    assert!(!key.verifies(message, &by_cofactor));
    assert!(key.verifies(message, &signer.sign(message)));

    let package = std::fs::read_to_string(root().join("pkg/verifier.mjs")).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    for wanted in [&bytes[..], &signer.sign(message), &by_cofactor] {
        assert!(package.contains(&hex(wanted)), "pkg/verifier.mjs has no {}", hex(wanted));
    }
}
