//! SD-JWT VC whose issuer key comes with a certificate chain.

use cert_issue::{SigningKey, sign_jws, sign_key_binding};
use serde_json::{Map, Value, json};

use crate::{
    case::{Case, DAY, ISSUER, NOW, ed25519, es256, stranger, stranger_es256},
    certificates::{Template, pem, x5c},
    credential::{did_jwk, did_key},
};

const ROOT: &str = "示例 SPECIMEN root";
const MIDDLE: &str = "示例 SPECIMEN authority";
const LEAF: &str = "示例 SPECIMEN issuer";

fn root_key() -> SigningKey {
    SigningKey::p256_from_bytes(&[21; 32]).unwrap()
}

fn middle_key() -> SigningKey {
    SigningKey::ed25519_from_seed([22; 32])
}

pub(crate) fn root() -> Vec<u8> {
    Template::authority(ROOT, ROOT).sign(&root_key(), &root_key())
}

pub(crate) fn middle() -> Vec<u8> {
    Template { path_length: Some(0), ..Template::authority(MIDDLE, ROOT) }
        .sign(&middle_key(), &root_key())
}

pub(crate) fn leaf() -> Vec<u8> {
    leaf_with(|template| template)
}

fn leaf_with(change: impl Fn(Template) -> Template) -> Vec<u8> {
    change(Template::leaf(LEAF, MIDDLE)).sign(&ed25519(), &middle_key())
}

fn token(chain: Value, key: &SigningKey) -> String {
    let header = json!({ "typ": "dc+sd-jwt", "x5c": chain });
    let claims = json!({
        "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - DAY, "exp": NOW.seconds() + DAY, "name": "示例 SPECIMEN",
    });
    sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), key) + "~"
}

fn case(name: &str, comment: &str, chain: &[Vec<u8>]) -> Case {
    raw(name, comment, x5c(chain), &ed25519())
}

fn raw(name: &str, comment: &str, chain: Value, key: &SigningKey) -> Case {
    Case::new("x5c", "dc+sd-jwt", name, comment, &token(chain, key)).key_files(vec![pem(&root())])
}

/// A certificate with its chain.
pub(crate) fn good_token() -> String {
    token(x5c(&[leaf(), middle()]), &ed25519())
}

/// A presentation whose holder is named by an identifier that is its own key.
fn held_by(key_id: &str, signer: &SigningKey) -> String {
    let header = json!({ "typ": "dc+sd-jwt", "x5c": x5c(&[leaf(), middle()]) });
    let claims = json!({
        "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - DAY, "exp": NOW.seconds() + DAY, "cnf": { "kid": key_id },
    });
    let certificate =
        sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &ed25519()) + "~";
    sign_key_binding(&certificate, "nonce", "https://office.example", NOW, &Map::new(), signer)
}

fn presented(name: &str, comment: &str, input: &str) -> Case {
    Case::new("x5c", "dc+sd-jwt", name, comment, input)
        .key_files(vec![pem(&root())])
        .binding("nonce", "https://office.example")
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let attacker = Template::leaf(LEAF, MIDDLE).sign(&stranger(), &stranger_es256());
    let self_made = Template::leaf(LEAF, LEAF).sign(&stranger(), &stranger());
    let other_root = Template::authority(ROOT, ROOT).sign(&stranger_es256(), &stranger_es256());
    let no_authority = Template::leaf(MIDDLE, ROOT).sign(&middle_key(), &root_key());
    let below_leaf = Template::leaf("示例 SPECIMEN below", LEAF).sign(&stranger(), &ed25519());
    let deep = Template::authority("示例 SPECIMEN deep", MIDDLE).sign(&es256(), &middle_key());
    let below_deep = Template::leaf(LEAF, "示例 SPECIMEN deep").sign(&ed25519(), &es256());
    let (did, other) = (did_jwk(&es256()), did_key(&stranger()));
    all.extend([
        presented(
            "valid-holder-did-jwk",
            "The holder is named by a did:jwk, which is its key.",
            &held_by(&format!("{did}#0"), &es256()),
        ),
        presented(
            "valid-holder-did-key",
            "The holder is named by a did:key, which is its key.",
            &held_by(&other, &stranger()),
        ),
        presented(
            "holder-did-jwk-of-another",
            "Somebody else proves possession.",
            &held_by(&did, &ed25519()),
        )
        .invalid("key-binding-signature-wrong"),
        presented(
            "holder-did-broken",
            "The did:key lost its last character.",
            &held_by(&other[..other.len() - 1], &stranger()),
        )
        .invalid("holder-key-malformed"),
        presented(
            "holder-unknown-identifier",
            "An identifier that needs a lookup.",
            &held_by("https://holder.example/keys/1", &stranger()),
        )
        .undetermined("holder-key-not-supported"),
        case("valid", "Leaf and authority; the root is trusted and not sent.", &[leaf(), middle()]),
        case("valid-with-root", "The root is sent along.", &[leaf(), middle(), root()]),
        case("valid-trusted-leaf", "The leaf itself is trusted.", &[leaf()])
            .key_files(vec![pem(&leaf())]),
        case("valid-trusted-authority", "The authority between is trusted.", &[leaf()])
            .key_files(vec![pem(&middle())]),
        raw(
            "attacker-before-trusted-certificate",
            "The attacker's leaf stands before a certificate that is trusted.",
            x5c(&[attacker.clone(), middle(), root()]),
            &stranger(),
        )
        .invalid("x509-chain-broken"),
        raw(
            "attacker-before-trusted-leaf",
            "The attacker's leaf stands before the leaf that is trusted.",
            x5c(&[self_made.clone(), leaf()]),
            &stranger(),
        )
        .invalid("x509-chain-broken")
        .key_files(vec![pem(&leaf())]),
        raw(
            "leaf-signs-a-leaf",
            "An issuer makes a certificate for somebody else.",
            x5c(&[below_leaf, leaf(), middle()]),
            &stranger(),
        )
        .invalid("x509-chain-broken"),
        raw(
            "self-made",
            "A certificate that only vouches for itself.",
            x5c(&[self_made]),
            &stranger(),
        )
        .undetermined("issuer-unknown"),
        case(
            "root-of-a-stranger",
            "A root of the same name, but another key.",
            &[leaf(), middle(), other_root],
        )
        .invalid("x509-chain-broken"),
        case(
            "root-not-trusted",
            "The chain holds together, but ends at nobody trusted.",
            &[leaf(), middle()],
        )
        .undetermined("issuer-unknown")
        .key_files(Vec::new()),
        case("authority-missing", "The certificate between leaf and root is not sent.", &[leaf()])
            .undetermined("issuer-unknown"),
        case("chain-in-wrong-order", "The leaf must come first.", &[middle(), leaf()])
            .invalid("signature-wrong"),
        case(
            "not-an-authority",
            "The certificate between may not sign certificates.",
            &[leaf(), no_authority],
        )
        .invalid("x509-chain-broken"),
        case(
            "path-too-long",
            "The authority may have no authority below it.",
            &[below_deep, deep, middle()],
        )
        .invalid("x509-chain-broken"),
        case(
            "unrelated-certificate-added",
            "A certificate that has nothing to do with the chain.",
            &[leaf(), middle(), root(), leaf()],
        )
        .invalid("x509-chain-broken"),
        case(
            "leaf-expired",
            "The certificate of the issuer has expired.",
            &[
                leaf_with(|template| Template { not_after: NOW.plus_seconds(-DAY), ..template }),
                middle(),
            ],
        )
        .invalid("x509-not-valid-at-time"),
        case(
            "leaf-not-for-signatures",
            "The key is meant for encryption.",
            &[leaf_with(|template| Template { key_usage: 0x20, ..template }), middle()],
        )
        .invalid("x509-key-usage-wrong"),
        case(
            "unknown-critical-extension",
            "An extension that must be understood is not.",
            &[leaf_with(|template| Template { unknown_critical: true, ..template }), middle()],
        )
        .invalid("x509-extension-unknown"),
        case(
            "issuer-not-named",
            "The leaf belongs to another issuer.",
            &[
                leaf_with(|template| Template {
                    uri: Some("https://other.specimen.example"),
                    ..template
                }),
                middle(),
            ],
        )
        .invalid("issuer-key-mismatch"),
        raw(
            "signature-of-another-key",
            "The chain is right, but another key signed.",
            x5c(&[leaf(), middle()]),
            &stranger(),
        )
        .invalid("signature-wrong"),
        raw("chain-empty", "An empty chain.", json!([]), &ed25519()).invalid("x509-malformed"),
        raw("chain-not-base64", "x5c is base64, not base64url.", json!(["MIIB_-"]), &ed25519())
            .invalid("x509-malformed"),
        raw("chain-not-an-array", "x5c is an array.", json!("MIIB"), &ed25519())
            .invalid("x509-malformed"),
        case(
            "certificate-cut",
            "The certificate lost its last byte.",
            &[leaf()[..leaf().len() - 1].to_vec(), middle()],
        )
        .invalid("x509-malformed"),
        case("nine-certificates", "More certificates than any chain has.", &vec![leaf(); 9])
            .invalid("too-many-items"),
    ]);
}
