//! Bitstring Status Lists.

use cert_issue::SigningKey;
use cert_verify::base64url;
use miniz_oxide::deflate::compress_to_vec;
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, ISSUER, date, ed25519, stranger},
    credential::{credential, options, secured, with, without},
};

const LIST: &str = "https://status.specimen.example/2";

/// A credential with this status entry.
fn certificate(index: &str, purpose: &str) -> String {
    let entry = json!({
        "type": "BitstringStatusListEntry", "statusPurpose": purpose,
        "statusListIndex": index, "statusListCredential": LIST,
    });
    signed(&with(credential(), "credentialStatus", entry))
}

fn signed(document: &Value) -> String {
    secured(document, &options(&ed25519()), &ed25519()).to_string()
}

/// A list with bits 3 and 9 set.
fn encoded(bytes: usize) -> String {
    gzip(&bits(bytes))
}

fn bits(bytes: usize) -> Vec<u8> {
    let mut bits = vec![0; bytes];
    bits[0] = 0b0001_0000;
    bits[1] = 0b0100_0000;
    bits
}

/// The same without its last byte.
fn cut(encoded: &str) -> String {
    let mut bytes = base64url::decode(&encoded[1..]).unwrap();
    bytes.pop();
    format!("u{}", base64url::encode(&bytes))
}

fn gzip(bytes: &[u8]) -> String {
    format!("u{}", base64url::encode(&member(bytes)))
}

/// The same bits in a gzip file of several members.
fn in_members(bytes: &[u8], sizes: &[usize]) -> String {
    let mut rest = bytes;
    let mut out = Vec::new();
    for size in sizes {
        let (part, after) = rest.split_at(*size);
        out.extend(member(part));
        rest = after;
    }
    out.extend(member(rest));
    format!("u{}", base64url::encode(&out))
}

/// One member of a gzip file.
fn member(bytes: &[u8]) -> Vec<u8> {
    let crc = !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    });
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    out.extend(compress_to_vec(bytes, 9));
    out.extend(crc.to_le_bytes());
    out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    out
}

fn list_credential(encoded: &str, purpose: &str) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": date(-60 * 60),
        "validUntil": date(DAY),
        "credentialSubject": { "id": format!("{LIST}#list"), "type": "BitstringStatusList", "statusPurpose": purpose, "encodedList": encoded },
    })
}

fn by(document: &Value, key: &SigningKey) -> String {
    secured(document, &options(key), key).to_string()
}

fn list() -> Value {
    list_credential(&encoded(16_384), "revocation")
}

fn case(name: &str, comment: &str, certificate: &str) -> Case {
    Case::new("bitstring-status-list", "vc+eddsa-jcs-2022", name, comment, certificate)
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let with_list = |name: &str, comment: &str, index: &str, list: String| {
        case(name, comment, &certificate(index, "revocation")).status(vec![list])
    };
    let good = by(&list(), &ed25519());
    let both = json!([
        { "type": "BitstringStatusListEntry", "statusPurpose": "message", "statusListIndex": "3", "statusListCredential": LIST },
        { "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "9", "statusListCredential": LIST },
    ]);
    let entry = |index: &str| json!({ "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": index, "statusListCredential": LIST });
    let another = json!({ "type": "StatusList2021Entry", "id": "urn:x:1" });
    let named = |status: Value| signed(&with(credential(), "credentialStatus", status));
    let empty = list_credential(&gzip(&vec![0; 16_384]), "revocation");
    let older = by(&with(empty, "validFrom", date(-2 * 60 * 60).into()), &ed25519());
    all.extend([
        case("list-newest-decides", "The older list comes first and has no bit set.", &certificate("3", "revocation")).status(vec![older.clone(), good.clone()]).invalid("revoked"),
        case("list-of-equal-time-decides", "Two lists of one time: the one that takes validity away counts.", &certificate("3", "revocation")).status(vec![by(&list_credential(&gzip(&vec![0; 16_384]), "revocation"), &ed25519()), good.clone()]).invalid("revoked"),
        case("list-newest-decides-first", "The newer list comes first.", &certificate("3", "revocation")).status(vec![good.clone(), older]).invalid("revoked"),
        case("status-of-two-bits", "An entry of two bits stands elsewhere in the list.", &named(with(entry("2"), "statusSize", json!(2)))).status(vec![good.clone()]).undetermined("status-mechanism-not-supported"),
        case("valid-status-of-one-bit", "One bit is the default.", &named(with(entry("2"), "statusSize", json!(1)))).status(vec![good.clone()]),
        case("valid-type-an-array", "The type of the entry is an array.", &named(with(entry("2"), "type", json!(["BitstringStatusListEntry"])))).status(vec![good.clone()]),
        case("revoked-beside-another-mechanism", "What is known to be revoked is revoked, whatever else is named.", &named(json!([another, entry("3")]))).status(vec![good.clone()]).invalid("revoked"),
        case("another-mechanism-beside", "One of two mechanisms cannot be checked.", &named(json!([entry("2"), another]))).status(vec![good.clone()]).undetermined("status-mechanism-not-supported"),
        with_list("valid", "The bit is not set.", "2", good.clone()),
        with_list("valid-list-in-two-members", "A gzip file of two members is decoded to its end.", "131071", by(&list_credential(&in_members(&bits(16_384), &[1]), "revocation"), &ed25519())),
        with_list("revoked-in-second-member", "The bit that is set stands in the second member.", "9", by(&list_credential(&in_members(&bits(16_384), &[1]), "revocation"), &ed25519())).invalid("revoked"),
        with_list("valid-list-in-many-members", "Members of a kilobyte, and an empty one.", "2", by(&list_credential(&in_members(&bits(16_384), &[0, 1024, 1024, 4096, 8192]), "revocation"), &ed25519())),
        with_list("list-member-cut", "The second member lost its last byte.", "2", by(&list_credential(&cut(&in_members(&bits(16_384), &[1])), "revocation"), &ed25519())).undetermined("status-list-malformed"),
        with_list("valid-list-pasted", "Blanks around a list that was handed over as a text.", "2", format!("\u{feff}\n{good} \n")),
        with_list("valid-last-entry", "The last entry of the list.", "131071", good.clone()),
        with_list("revoked", "The bit is set; bit 0 is the most significant one.", "3", good.clone()).invalid("revoked"),
        with_list("revoked-second-byte", "A bit of the second byte.", "9", good.clone()).invalid("revoked"),
        case("suspended", "The bit of a suspension list is set.", &certificate("3", "suspension")).status(vec![by(&list_credential(&encoded(16_384), "suspension"), &ed25519())]).invalid("suspended"),
        case("revoked-beside-a-message", "A message takes nothing away, the revocation beside it does.", &signed(&with(credential(), "credentialStatus", both))).status(vec![good.clone()]).invalid("revoked"),
        with_list("index-out-of-range", "The entry stands behind the end.", "131072", good.clone()).invalid("status-index-out-of-range"),
        case("list-missing", "The list that is named is not there.", &certificate("2", "revocation")).undetermined("status-list-missing"),
        with_list("list-of-a-stranger", "Somebody else signed the list.", "2", by(&list(), &stranger())).undetermined("status-list-signature-wrong"),
        with_list("list-changed", "The list was changed after signing.", "3", by(&list(), &ed25519()).replace("revocation", "suspension")).undetermined("status-list-signature-wrong"),
        with_list("list-expired", "validUntil of the list has passed.", "2", by(&with(list(), "validUntil", date(-1800).into()), &ed25519())).undetermined("status-list-too-old"),
        with_list("list-not-yet-valid", "validFrom of the list lies ahead.", "2", by(&with(list(), "validFrom", date(1800).into()), &ed25519())).undetermined("status-list-from-future"),
        with_list("purpose-differs", "A suspension list says nothing about revocation.", "2", by(&list_credential(&encoded(16_384), "suspension"), &ed25519())).undetermined("status-purpose-mismatch"),
        with_list("list-too-short", "Fewer than 131,072 entries.", "2", by(&list_credential(&encoded(12_500), "revocation"), &ed25519())).undetermined("status-list-too-short"),
        with_list("list-short-and-allowed", "Fewer entries than the standard asks, and the policy takes as many.", "2", by(&list_credential(&encoded(12_500), "revocation"), &ed25519())).policy(json!({ "least_status_entries": 100_000 })),
        with_list("list-shorter-than-allowed", "The policy asks for one entry more than there are.", "2", by(&list_credential(&encoded(12_500), "revocation"), &ed25519())).policy(json!({ "least_status_entries": 100_001 })).undetermined("status-list-too-short"),
        with_list("list-type-missing", "The list does not say that it is one.", "2", by(&with(list(), "type", json!(["VerifiableCredential"])), &ed25519())).undetermined("status-list-malformed"),
        with_list("list-not-gzip", "zlib instead of gzip.", "2", by(&list_credential("ueNrbuRgAAhcBXQ", "revocation"), &ed25519())).undetermined("status-list-malformed"),
        with_list("list-inflates-to-four-megabytes", "A few kilobytes that become four megabytes.", "2", by(&list_credential(&gzip(&vec![0; 4 << 20]), "revocation"), &ed25519())).undetermined("status-list-too-large"),
        with_list("list-with-rdf-proof", "The proof of the list needs RDF canonicalisation.", "2", with(list(), "proof", json!({ "type": "Ed25519Signature2020", "proofValue": "z1" })).to_string()).undetermined("status-mechanism-not-supported"),
        case("index-not-a-number", "The index is a decimal text.", &certificate("-1", "revocation")).invalid("claim-malformed"),
        case("index-as-number", "A number instead of a text.", &signed(&with(credential(), "credentialStatus", json!({ "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": 2, "statusListCredential": LIST })))).invalid("claim-malformed"),
        case("another-mechanism", "A status mechanism that is not implemented here.", &signed(&with(credential(), "credentialStatus", json!({ "type": "StatusList2021Entry", "id": "urn:x:1" })))).undetermined("status-mechanism-not-supported"),
        case("purpose-missing", "The entry does not say what it is for.", &signed(&with(credential(), "credentialStatus", without(json!({ "type": "BitstringStatusListEntry", "statusListIndex": "2", "statusListCredential": LIST }), "statusPurpose")))).invalid("claim-malformed"),
    ]);
}
