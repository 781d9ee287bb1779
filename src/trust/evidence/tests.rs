use cert_catalogue::{FileEntry, INDEX_TYPE};
use cert_issue::{SigningKey, TrustListBuilder, issue_sd_jwt_vc, sign_jws};
use cert_verify::Trust;
use serde_json::{Map, Value, json};

use super::super::checking::check;
use super::*;
use crate::wallet::{How, StoredCertificate};

const NOW: i64 = 1_800_000_000;
const STATUS: &str = "https://a.example/status/1";
const TYPE: &str = "https://a.example/types/card";

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(NOW + seconds)
}

fn key(seed: u8) -> SigningKey {
    SigningKey::ed25519_from_seed([seed; 32])
}

fn config() -> Vec<u8> {
    let roots = json!({"version": 1, "threshold": 1, "keys": [key(7).public_jwk()]});
    let value = json!({"trust": {"list": "/trust/list", "roots": roots}, "departments": [{
        "id": "https://a.example", "slug": "a", "address": "/departments/a", "keys": [key(8).public_jwk()], "types": [TYPE]}]});
    value.to_string().into_bytes()
}

/// The description that the department publishes.
fn description() -> Vec<u8> {
    json!({"vct": TYPE, "display": [{"locale": "en", "name": "Card"}]}).to_string().into_bytes()
}

/// An index that names it.
fn index(number: u64) -> Vec<u8> {
    let file = FileEntry::of("types/card.json", &description());
    let payload = json!({"certfill_index": "1", "department": "https://a.example", "number": number,
        "iat": NOW, "exp": NOW + 864_000, "name": {"en": "A"},
        "types": [{"vct": TYPE, "path": file.path, "digest": file.digest, "size": file.size}]});
    let header = json!({"typ": INDEX_TYPE});
    sign_jws(header.as_object().unwrap(), payload.to_string().as_bytes(), &key(8)).into_bytes()
}

fn index_of_a() -> What {
    What::Index("a".to_owned())
}

fn list(sequence: u64) -> Vec<u8> {
    let builder = TrustListBuilder::new(sequence, at(-1_000), at(100_000));
    builder.sign(&key(7)).into_bytes()
}

fn certificate(change: impl Fn(&mut Value)) -> String {
    let mut claims =
        json!({"iss": "https://a.example", "vct": TYPE, "iat": NOW - 10, "name": "示例"});
    change(&mut claims);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), &key(3), &mut |buffer| buffer.fill(1)).unwrap()
}

fn with_status() -> String {
    certificate(|claims| claims["status"] = json!({"status_list": {"idx": 1, "uri": STATUS}}))
}

fn data(certificates: &[(&str, &str)]) -> Rc<VaultData> {
    let stored = |(id, text): &(&str, &str)| StoredCertificate {
        id: (*id).to_owned(),
        text: (*text).to_owned(),
        added_at: NOW,
        how: How::File,
        has_key: false,
        paper: None,
        replaced: None,
    };
    let certificates = certificates.iter().map(stored).collect();
    Rc::new(VaultData { certificates, ..VaultData::default() })
}

/// Judged by somebody who trusts the key, so that what follows from a good one can be seen.
fn judged(id: &str, text: &str) -> Heard {
    let trust = Trust::nobody().with_any_issuer_key(key(3).public());
    let checked = check(text.as_bytes(), &trust, &StatusEvidence::none(), at(0));
    Heard::Judged(id.to_owned(), text.to_owned(), Rc::new(checked))
}

fn get(what: What, address: &str) -> Errand {
    Errand::Get(what, address.to_owned())
}

fn judge(id: &str, text: &str) -> Errand {
    Errand::Judge(id.to_owned(), text.to_owned())
}

fn kind() -> What {
    let file = FileEntry::of("types/card.json", &description());
    What::Kind(TYPE.to_owned(), Some(file.digest))
}

/// Ready, with a configuration, a list and an index.
fn known() -> Known {
    let mut known = Known::default();
    known.step(Heard::Kept(KeptOutside::default()), at(0));
    known.step(Heard::Got(What::Config, Some(config())), at(0));
    known.step(Heard::Got(What::List, Some(list(1))), at(0));
    known.step(Heard::Got(index_of_a(), Some(index(1))), at(0));
    known
}

/// The index of the department as the device keeps it.
fn kept_index(received: i64) -> String {
    let mut known = Known::default();
    known.step(Heard::Kept(KeptOutside::default()), at(received));
    known.step(Heard::Got(What::Config, Some(config())), at(received));
    known.step(Heard::Got(What::List, Some(list(1))), at(received));
    let errands = known.step(Heard::Got(index_of_a(), Some(index(1))), at(received));
    let kept = errands.into_iter().find_map(|errand| match errand {
        Errand::Keep(Place::Index(_), text) => Some(text),
        _ => None,
    });
    kept.unwrap()
}

#[test]
fn the_operator_is_asked_for_its_configuration_then_for_its_list() {
    let mut known = Known::default();
    let first = known.step(Heard::Kept(KeptOutside::default()), at(0));
    assert_eq!(first, [get(What::Config, "/config.json")]);
    assert!(!known.is_loaded());
    let text = String::from_utf8(config()).unwrap();
    assert_eq!(
        known.step(Heard::Got(What::Config, Some(config())), at(0)),
        [Errand::Keep(Place::Config, text), get(What::List, "/trust/list")]
    );
    let kept = known.step(Heard::Got(What::List, Some(list(5))), at(0));
    let (asked, kept) = kept.split_last().unwrap();
    assert_eq!(*asked, get(index_of_a(), "/departments/a/index.jws"));
    assert!(kept.iter().all(|errand| matches!(errand, Errand::Keep(..))) && kept.len() == 3);
    assert!(!known.is_city_settled(), "a department has not answered yet");
    let errands = known.step(Heard::Got(index_of_a(), Some(index(3))), at(0));
    let text = known.city().to_keep("a").unwrap();
    assert!(text.ends_with(&format!("\n{}", String::from_utf8(index(3)).unwrap())));
    assert_eq!(errands, [Errand::Keep(Place::Index("a".into()), text)]);
    assert_eq!(known.step(Heard::Got(index_of_a(), Some(index(2))), at(0)), [], "an older one");
    assert!(known.is_city_settled() && known.city().shops()[0].refused().is_some());
    assert_eq!(known.list_facts().map(|facts| facts.sequence), Some(5));
    assert!(known.is_loaded() && !known.is_unreachable());
}

#[test]
fn without_an_answer_what_was_kept_is_used_and_the_network_brings_the_next_try() {
    let mut known = Known::default();
    let kept = KeptOutside {
        config: String::from_utf8(config()).ok(),
        list: String::from_utf8(list(3)).ok().zip(Some(at(-50))),
        memory: None,
        indexes: vec![("a".to_owned(), kept_index(-50))],
    };
    known.step(Heard::Kept(kept), at(0));
    known.step(Heard::Got(What::Config, None), at(0));
    assert!(known.is_loaded() && known.is_unreachable());
    assert_eq!(known.list_facts().and_then(|facts| facts.fetched_at), Some(at(-50)));
    assert_eq!(known.city().shops()[0].received_at(), at(-50), "its age is known");
    assert!(known.city().shops()[0].index().is_some() && known.is_city_settled());
    assert_eq!(known.step(Heard::Online, at(9)), [get(What::Config, "/config.json")]);
    assert_eq!(known.step(Heard::Online, at(9)), [], "one request at a time");
}

#[test]
fn certificates_are_judged_once_what_was_kept_is_read_and_again_by_another_list() {
    let text = certificate(|_| ());
    let mut known = Known::default();
    assert_eq!(known.step(Heard::Wallet(data(&[("c", &text)])), at(0)), []);
    let errands = known.step(Heard::Kept(KeptOutside::default()), at(0));
    assert_eq!(errands, [judge("c", &text), get(What::Config, "/config.json")]);
    known.step(Heard::Got(What::Config, Some(config())), at(0));
    known.step(judged("c", &text), at(0));
    assert!(known.checked("c").is_some());
    let errands = known.step(Heard::Got(What::List, Some(list(2))), at(0));
    assert!(errands.contains(&judge("c", &text)));
    assert!(known.checked("c").is_some(), "the earlier result stays in view");
    known.step(judged("c", &text), at(0));
    let same = known.step(Heard::Got(What::List, Some(list(2))), at(0));
    assert!(!same.contains(&judge("c", &text)), "the same list judges the same");
    let older = known.step(Heard::Got(What::List, Some(list(1))), at(0));
    assert_eq!(older, []);
    assert!(known.list_refused().is_some());
}

#[test]
fn another_key_for_encrypted_codes_judges_again_and_the_same_one_does_not() {
    let mut known = known();
    let text = certificate(|_| ());
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    known.step(judged("c", &text), at(0));
    let mut value: Value = serde_json::from_slice(&config()).unwrap();
    value["code_keys"] = json!([{"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAA"}]);
    let news = || Heard::Got(What::Config, Some(value.to_string().into_bytes()));
    assert!(known.step(news(), at(1)).contains(&judge("c", &text)));
    known.step(judged("c", &text), at(1));
    assert!(!known.step(news(), at(2)).contains(&judge("c", &text)));
}

#[test]
fn a_result_waits_for_its_status_list_and_counts_without_it_when_none_comes() {
    let text = with_status();
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    let errands = known.step(judged("c", &text), at(0));
    assert!(errands.contains(&get(What::Status(STATUS.into()), STATUS)));
    assert!(known.checked("c").is_none(), "not “cannot confirm” while it is being asked");
    assert_eq!(known.step(Heard::Got(What::Status(STATUS.into()), None), at(0)), []);
    assert!(known.checked("c").is_some());
    // It is tried again with the next judgement, and a list that came is kept for a while.
    known.step(Heard::Refresh, at(1));
    known.step(Heard::Got(What::Status(STATUS.into()), Some(b"list".to_vec())), at(1));
    known.step(judged("c", &text), at(1));
    let again = known.step(judged("c", &text), at(2));
    assert!(!again.iter().any(|errand| matches!(errand, Errand::Get(What::Status(_), _))));
    let keep = known.to_keep(&VaultData::default()).unwrap();
    assert_eq!(keep.statuses.len(), 1);
}

#[test]
fn nothing_is_fetched_for_what_nobody_known_has_signed() {
    let text = with_status();
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    let checked = check(text.as_bytes(), &Trust::nobody(), &StatusEvidence::none(), at(0));
    let heard = Heard::Judged("c".into(), text.clone(), Rc::new(checked.clone()));
    assert_eq!(known.step(heard, at(0)), []);
    assert_eq!(known.step(Heard::Seen(Rc::new(checked)), at(0)), []);
    assert!(known.checked("c").is_some());
}

#[test]
fn what_somebody_else_already_fetches_is_waited_for() {
    let text = with_status();
    let trust = Trust::nobody().with_any_issuer_key(key(3).public());
    let checked = check(text.as_bytes(), &trust, &StatusEvidence::none(), at(0));
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    known.step(judged("c", &text), at(0));
    // The wallet asks already, so a check of the same certificate has nothing to ask for, and must not
    // be content with that.
    assert_eq!(known.step(Heard::Seen(Rc::new(checked.clone())), at(0)), []);
    assert!(known.awaits(&checked));
    known.step(Heard::Got(What::Status(STATUS.into()), None), at(1));
    assert!(!known.awaits(&checked), "an answer that never comes ends the waiting too");
}

#[test]
fn the_first_trust_list_is_waited_for_and_a_later_one_is_not() {
    let text = certificate(|_| ());
    let checked = check(text.as_bytes(), &Trust::nobody(), &StatusEvidence::none(), at(0));
    let mut known = Known::default();
    assert!(!known.awaits(&checked), "nobody has been asked yet");
    known.step(Heard::Kept(KeptOutside::default()), at(0));
    assert!(known.awaits(&checked));
    known.step(Heard::Got(What::Config, Some(config())), at(0));
    assert!(known.awaits(&checked));
    known.step(Heard::Got(What::List, Some(list(1))), at(0));
    assert!(!known.awaits(&checked));
    known.step(Heard::Refresh, at(1));
    assert!(!known.awaits(&checked));
}

#[test]
fn a_result_for_a_certificate_that_is_gone_is_dropped() {
    let text = certificate(|_| ());
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    known.step(Heard::Wallet(data(&[])), at(0));
    known.step(judged("c", &text), at(0));
    assert!(known.checked("c").is_none());
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    known.step(judged("c", &text), at(0));
    assert_eq!(known.verified().len(), 1);
    known.step(Heard::Locked, at(0));
    assert!(known.checked("c").is_none() && known.verified().is_empty());
}

#[test]
fn a_description_is_asked_for_by_type_alone_and_again_after_silence() {
    let text = certificate(|_| ());
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    let wanted = get(kind(), "/departments/a/types/card.json");
    assert_eq!(known.step(judged("c", &text), at(0)), std::slice::from_ref(&wanted));
    known.step(Heard::Got(kind(), None), at(0));
    let named =
        |known: &mut Known, seconds| known.step(Heard::Named(vec![TYPE.to_owned()]), at(seconds));
    assert_eq!(named(&mut known, 30), [], "not at once");
    assert_eq!(
        named(&mut known, 61),
        std::slice::from_ref(&wanted),
        "silence is not remembered for ever"
    );
    known.step(Heard::Got(kind(), Some(b"{}".to_vec())), at(61));
    assert_eq!(named(&mut known, 200), [], "an answer that is not used is the same for a while");
    assert_eq!(named(&mut known, 4_000), [wanted]);
    known.step(Heard::Got(kind(), Some(description())), at(4_000));
    assert!(known.kind(TYPE).is_some());
    assert_eq!(named(&mut known, 5_000), []);
    // It is kept, and a later start has it without a network.
    let mut vault = data(&[("c", &text)]).as_ref().clone();
    known.to_keep(&vault).unwrap().put(&mut vault);
    assert!(known.to_keep(&vault).is_none_or(|keep| keep.kinds.is_empty()));
    let mut later = Known::default();
    later.step(Heard::Wallet(Rc::new(vault)), at(9_000));
    assert!(later.kind(TYPE).is_some());
}

#[test]
fn a_certificate_that_names_the_bytes_of_its_description_gets_no_others() {
    let text = certificate(|claims| claims["vct#integrity"] = json!("sha256-AAAA="));
    let mut known = known();
    known.step(Heard::Wallet(data(&[("c", &text)])), at(0));
    let what = What::Kind(TYPE.to_owned(), Some("sha256-AAAA=".to_owned()));
    assert_eq!(known.step(judged("c", &text), at(0)), [get(what.clone(), TYPE)]);
    let bytes = description();
    known.step(Heard::Got(what, Some(bytes.clone())), at(0));
    let checked = known.checked("c").unwrap();
    assert_eq!(known.kind_of(&checked), None);
    known.step(Heard::Named(vec![TYPE.to_owned()]), at(0));
    known.step(Heard::Got(kind(), Some(bytes)), at(0));
    assert!(known.kind(TYPE).is_some());
    assert_eq!(known.kind_of(&checked), None, "a name for forms is no name for this certificate");
}
