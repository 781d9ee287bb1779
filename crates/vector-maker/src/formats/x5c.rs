//! SD-JWT VC whose issuer key comes with a certificate chain.

use cert_issue::{SigningKey, sign_jws, sign_key_binding};
use serde_json::{Map, Value, json};

use super::{
    case::{Case, DAY, ISSUER, NOW, ed25519, es256, stranger, stranger_es256},
    certificates::{BMP, PRINTABLE, Template, pem, x5c},
    credential::{did_jwk, did_key},
};

pub(crate) const ROOT: &str = "示例 SPECIMEN root";
pub(crate) const MIDDLE: &str = "示例 SPECIMEN authority";
pub(crate) const LEAF: &str = "示例 SPECIMEN issuer";

pub(crate) fn root_key() -> SigningKey {
    SigningKey::p256_from_bytes(&[21; 32]).unwrap()
}

pub(crate) fn middle_key() -> SigningKey {
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

/// A leaf for a host name.
fn host_leaf() -> Vec<u8> {
    leaf_with(|template| Template { uri: Some("psb.sh.specimen.example"), ..template })
}

pub(crate) fn token(chain: Value, key: &SigningKey) -> String {
    token_of(chain, key, "name", "示例 SPECIMEN".into())
}

/// The same with one claim added or changed.
fn token_of(chain: Value, key: &SigningKey, claim: &str, value: Value) -> String {
    let header = json!({ "typ": "dc+sd-jwt", "x5c": chain });
    let mut claims = json!({
        "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id",
        "iat": NOW.seconds() - DAY, "exp": NOW.seconds() + DAY,
    });
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().shift_remove(claim)),
        value => claims[claim] = value,
    }
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

/// The same with the thumbprint of `named`; the proof brings the key of `signer`.
fn held_by_thumbprint(named: &SigningKey, signer: &SigningKey) -> String {
    let uri = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:";
    let proven = held_by(&format!("{uri}{}", named.public().thumbprint()), signer);
    let (certificate, proof) = proven.rsplit_once('~').unwrap();
    let payload = cert_verify::base64url::decode(proof.split('.').nth(1).unwrap()).unwrap();
    let header = json!({ "typ": "kb+jwt", "jwk": signer.public_jwk() });
    format!("{certificate}~{}", sign_jws(header.as_object().unwrap(), &payload, signer))
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
    let old_root =
        Template { not_after: NOW.plus_seconds(-DAY), ..Template::authority(ROOT, ROOT) }
            .sign(&root_key(), &root_key());
    let old_leaf = leaf_with(|template| Template { not_after: NOW.plus_seconds(-DAY), ..template });
    let chain = || x5c(&[leaf(), middle()]);
    let plain_middle = Template::authority("Specimen Plain", ROOT).sign(&middle_key(), &root_key());
    let bare = {
        let claims = json!({ "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id" });
        let typ = json!({ "typ": "dc+sd-jwt" });
        sign_jws(typ.as_object().unwrap(), claims.to_string().as_bytes(), &ed25519()) + "~"
    };
    let with_files = |name: &str, comment: &str, input: &str, files: Vec<String>| {
        Case::new("x5c", "dc+sd-jwt", name, comment, input).key_files(files)
    };
    let uri = "https://status.specimen.example/7";
    let named =
        token_of(chain(), &ed25519(), "status", json!({ "status_list": { "idx": 3, "uri": uri } }));
    let status_leaf = Template::leaf(LEAF, MIDDLE).sign(&es256(), &middle_key());
    let foreign_leaf =
        Template { uri: Some("https://other.specimen.example"), ..Template::leaf(LEAF, MIDDLE) }
            .sign(&es256(), &middle_key());
    let list = |chain: Option<Value>| {
        let mut header = json!({ "typ": "statuslist+jwt" });
        if let Some(chain) = chain {
            header["x5c"] = chain;
        }
        let claims = json!({
            "sub": uri, "iat": NOW.seconds() - 60, "exp": NOW.seconds() + DAY,
            "status_list": { "bits": 1, "lst": cert_verify::base64url::encode(&miniz_oxide::deflate::compress_to_vec_zlib(&[0; 4], 9)) },
        });
        sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &es256())
    };
    let es256_file = es256().public_jwk().to_string();
    all.extend([
        with_files(
            "trusted-authority-expired",
            "The trusted root ended yesterday; it does not stand in the chain.",
            &token(chain(), &ed25519()),
            vec![pem(&old_root)],
        )
        .invalid("x509-not-valid-at-time"),
        with_files(
            "trusted-leaf-expired",
            "The trusted certificate ended yesterday; there is no chain.",
            &bare,
            vec![pem(&old_leaf)],
        )
        .invalid("x509-not-valid-at-time"),
        with_files(
            "authority-signs-data",
            "The key of an authority signs certificates and nothing else.",
            &{
                let claims =
                    json!({ "iss": ISSUER, "vct": "https://specimen.example/vct/resident-id" });
                sign_jws(
                    json!({ "typ": "dc+sd-jwt" }).as_object().unwrap(),
                    claims.to_string().as_bytes(),
                    &root_key(),
                ) + "~"
            },
            vec![pem(&root())],
        )
        .invalid("x509-key-usage-wrong"),
        with_files(
            "valid-status-by-another-trusted-key",
            "The list is signed by another key that is trusted.",
            &named,
            vec![pem(&root()), es256_file],
        )
        .status(vec![list(None)]),
        with_files(
            "valid-status-with-its-own-chain",
            "The list brings a chain to the same authority, for the same issuer.",
            &named,
            vec![pem(&root())],
        )
        .status(vec![list(Some(x5c(&[status_leaf, middle()])))]),
        with_files(
            "status-with-chain-of-another-issuer",
            "The chain of the list is of another issuer.",
            &named,
            vec![pem(&root())],
        )
        .status(vec![list(Some(x5c(&[foreign_leaf, middle()])))])
        .undetermined("status-list-signature-wrong"),
        with_files(
            "valid-issuer-with-user-information",
            "The iss seems to be at the host that the leaf names and is not: the subject of the leaf is the issuer.",
            &token_of(
                x5c(&[host_leaf(), middle()]),
                &ed25519(),
                "iss",
                "https://psb.sh.specimen.example:x@evil.example".into(),
            ),
            vec![pem(&root())],
        )
        ,
        with_files(
            "valid-issuer-by-host",
            "The certificate names the host of the issuer.",
            &token(x5c(&[host_leaf(), middle()]), &ed25519()),
            vec![pem(&root())],
        ),
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
        .undetermined("holder-key-not-resolved"),
        presented(
            "valid-holder-thumbprint",
            "The holder is named by a thumbprint, and the proof brings the key.",
            &held_by_thumbprint(&stranger(), &stranger()),
        ),
        presented(
            "holder-thumbprint-of-another",
            "The proof brings another key than the certificate names.",
            &held_by_thumbprint(&stranger(), &es256()),
        )
        .undetermined("holder-key-not-resolved"),
        presented(
            "holder-thumbprint-without-key",
            "The proof does not bring the key.",
            &held_by(&stranger().public().thumbprint(), &stranger()),
        )
        .undetermined("holder-key-not-resolved"),
        with_files(
            "valid-holder-unknown-not-asked",
            "A key that nobody here knows matters only when possession is asked for.",
            &held_by("https://holder.example/keys/1", &stranger()),
            vec![pem(&root())],
        ),
        with_files(
            "valid-holder-did-broken-not-asked",
            "A broken identifier of the key matters only when possession is asked for.",
            &token_of(chain(), &ed25519(), "cnf", json!({ "kid": &other[..other.len() - 1] })),
            vec![pem(&root())],
        ),
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
        .undetermined("x509-extension-unknown"),
        case(
            "valid-iss-not-named",
            "The leaf has the name of another address; its subject is the issuer.",
            &[
                leaf_with(|template| Template {
                    uri: Some("https://other.specimen.example"),
                    ..template
                }),
                middle(),
            ],
        ),
        case(
            "valid-no-alternative-name",
            "The leaf has no alternative name: its subject is the issuer.",
            &[leaf_with(|template| Template { uri: None, ..template }), middle()],
        ),
        with_files(
            "valid-no-iss",
            "Without iss the subject of the leaf is the issuer.",
            &token_of(chain(), &ed25519(), "iss", Value::Null),
            vec![pem(&root())],
        ),
        case(
            "valid-issuer-name-in-bmp-string",
            "The leaf writes the name of its authority in another type of text, case and spacing.",
            &[
                leaf_with(|template| Template {
                    issuer: "  示例 specimen  AUTHORITY",
                    issuer_text: BMP,
                    ..template
                }),
                middle(),
            ],
        ),
        case(
            "issuer-name-with-another-blank",
            "A blank within a word makes another name.",
            &[
                leaf_with(|template| Template { issuer: "示例 SPECI MEN authority", ..template }),
                middle(),
            ],
        )
        .invalid("x509-chain-broken"),
        case(
            "valid-issuer-name-in-printable-string",
            "The same letters in another type of text.",
            &[
                Template { issuer_text: PRINTABLE, ..Template::leaf(LEAF, "SPECIMEN plain") }
                    .sign(&ed25519(), &middle_key()),
                plain_middle,
            ],
        ),
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
