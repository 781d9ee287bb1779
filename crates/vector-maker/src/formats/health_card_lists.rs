//! SMART Health Cards with the revocation lists of their issuers.

use serde_json::{Value, json};

use super::{
    case::{Case, DAY, NOW, es256, stranger_es256},
    credential::with,
    health_card::{card, payload},
};

const ID: &str = "vwAjHdarZuc";

fn card_named(id: &str, issued: i64) -> String {
    let vc = with(payload()["vc"].clone(), "rid", id.into());
    card(&with(with(payload(), "vc", vc), "nbf", json!(issued)))
}

fn list(ids: &Value) -> Value {
    json!({ "kid": es256().public().thumbprint(), "method": "rid", "ctr": 3, "rids": ids })
}

fn case(name: &str, comment: &str, input: &str, lists: &[Value]) -> Case {
    let lists: Vec<_> = lists.iter().map(Value::to_string).collect();
    Case::new("card-revocation", "smart-health-card", name, comment, input).card_revocations(&lists)
}

/// A key set that says which version of the list is the present one.
fn key_set(version: u64) -> String {
    json!({ "keys": [with(es256().public_jwk(), "crlVersion", version.into())] }).to_string()
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let issued = NOW.seconds() - DAY;
    let named = card_named(ID, issued);
    let others = || list(&json!(["FKDIxsTCGlU", format!("XkNHp2Iyk0Y.{issued}")]));
    let revoked = || list(&json!(["FKDIxsTCGlU", ID]));
    let until = |time: i64| list(&json!([format!("{ID}.{time}")]));
    let of_stranger = with(revoked(), "kid", stranger_es256().public().thumbprint().into());
    let method = |name: &str| with(revoked(), "method", name.into());
    let broken = |ids: Value| [list(&ids)];
    let file = json!({ "verifiableCredential": [card_named("FKDIxsTCGlU", issued), named] });
    let other_file = json!({ "verifiableCredential": [named, card_named("AQPCj4wwk6Mt", issued)] });
    let no_counter = with(others(), "ctr", json!(0));
    // The bundle of the specimen card, after the draft for cards without an identifier.
    let computed = |ids: Value| with(list(&ids), "method", "hash-fhir".into());
    let bundle = payload()["vc"]["credentialSubject"]["fhirBundle"].to_string();
    let digest = cert_verify::sha256(cert_verify::base64url::encode(bundle.as_bytes()).as_bytes());
    let computed_id = cert_verify::base64url::encode(&digest[..8]);
    all.extend([
        case("valid", "The card is not on the list of its key.", &named, &[others()]),
        case(
            "valid-no-list",
            "No list was handed over: the card does not say that there is one.",
            &named,
            &[],
        ),
        case(
            "valid-no-identifier",
            "A card without an identifier cannot stand on such a list.",
            &card(&payload()),
            &[revoked()],
        ),
        case("revoked", "The card is on the list.", &named, &[revoked()]).invalid("revoked"),
        case(
            "revoked-until-later",
            "Every card of the person from before a time after its issue.",
            &named,
            &[until(issued + 1)],
        )
        .invalid("revoked"),
        case(
            "valid-issued-at-that-time",
            "Every card of the person from before the time of its issue.",
            &named,
            &[until(issued)],
        ),
        case("valid-list-of-another-key", "The list is of another key.", &named, &[of_stranger]),
        case(
            "revoked-newest-decides",
            "The list with the higher counter decides.",
            &named,
            &[with(others(), "ctr", json!(2)), revoked()],
        )
        .invalid("revoked"),
        case(
            "valid-newest-decides",
            "The card was taken from the list again.",
            &named,
            &[with(revoked(), "ctr", json!(2)), others()],
        ),
        case(
            "revoked-second-card",
            "The second card of a file is on the list.",
            &file.to_string(),
            &[list(&json!([ID]))],
        )
        .invalid("revoked"),
        case(
            "valid-file",
            "No card of the file is on the list.",
            &other_file.to_string(),
            &[others()],
        ),
        case(
            "method-unknown",
            "A method that is not defined here.",
            &named,
            &[method("hmac-patient")],
        )
        .undetermined("status-mechanism-not-supported"),
        case(
            "identifier-not-base64url",
            "An identifier with foreign letters.",
            &named,
            &broken(json!(["base64=="])),
        )
        .undetermined("status-list-malformed"),
        case(
            "identifier-too-long",
            "An identifier of 25 letters.",
            &named,
            &broken(json!(["A".repeat(25)])),
        )
        .undetermined("status-list-malformed"),
        case("identifier-empty", "An identifier of no letter.", &named, &broken(json!([""])))
            .undetermined("status-list-malformed"),
        case(
            "identifier-twice",
            "The same identifier with two times.",
            &named,
            &broken(json!(["AQPCj4wwk6Mt.1", "AQPCj4wwk6Mt.2"])),
        )
        .undetermined("status-list-malformed"),
        case(
            "time-not-a-number",
            "A time with a sign.",
            &named,
            &broken(json!(["AQPCj4wwk6Mt.+1"])),
        )
        .undetermined("status-list-malformed"),
        case("counter-zero", "A list that was never made.", &named, &[no_counter])
            .undetermined("status-list-malformed"),
        case("not-a-list", "A file that is no list.", &named, &[json!([1])])
            .undetermined("status-list-malformed"),
        case(
            "valid-version-of-key-set",
            "The version that the key set names.",
            &named,
            &[others()],
        )
        .key_files(vec![key_set(3)]),
        case("list-older-than-key-set", "The key set names a newer version.", &named, &[others()])
            .key_files(vec![key_set(4)])
            .undetermined("status-list-too-old"),
        case("list-newer-than-key-set", "Key set and list disagree.", &named, &[others()])
            .key_files(vec![key_set(2)])
            .undetermined("status-list-subject-mismatch"),
        case(
            "revoked-whatever-key-set-says",
            "An older list with the card on it.",
            &named,
            &[revoked()],
        )
        .key_files(vec![key_set(4)])
        .invalid("revoked"),
        case(
            "valid-key-set-names-a-list",
            "The key set names a list and nobody handed it over.",
            &named,
            &[],
        )
        .key_files(vec![key_set(4)]),
        case(
            "computed-revoked",
            "The identifier that follows from the bundle is on the list.",
            &card(&payload()),
            &[computed(json!([computed_id]))],
        )
        .invalid("revoked"),
        case("valid-computed", "It is not.", &card(&payload()), &[computed(json!([ID]))]),
        case(
            "valid-computed-for-a-named-card",
            "A list for cards without identifier.",
            &named,
            &[computed(json!([ID]))],
        ),
    ]);
}
