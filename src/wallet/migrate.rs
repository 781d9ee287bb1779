//! Older layouts of the main record, brought up to today's.

use serde_json::{Map, Value, json};

use super::VaultError;

/// Version 1 kept drafts and submissions as maps, drafts without an identity of their own,
/// and the words of a submission as nested maps. An entry that its own version could not
/// read, and therefore never showed, is left out.
///
/// # Errors
/// [`VaultError::Damaged`] when it is not JSON at all.
pub(super) fn from_version_1(bytes: &[u8], today: u32) -> Result<Vec<u8>, VaultError> {
    let mut data: Value = serde_json::from_slice(bytes).map_err(|_| VaultError::Damaged)?;
    let drafts: Vec<Value> = entries(data.get("drafts")).filter_map(draft).collect();
    let outbox: Vec<Value> =
        entries(data.get("outbox")).filter_map(|entry| submission(entry, &drafts)).collect();
    let all = data.as_object_mut().ok_or(VaultError::Damaged)?;
    all.insert("version".into(), json!(today));
    all.insert("drafts".into(), Value::Array(drafts));
    all.insert("outbox".into(), Value::Array(outbox));
    for receipt in all.get_mut("receipts").and_then(Value::as_array_mut).into_iter().flatten() {
        let known = receipt.pointer("/details/case_no").is_some_and(Value::is_string);
        if let (false, Some(receipt)) = (known, receipt.as_object_mut()) {
            receipt.remove("details");
        }
    }
    serde_json::to_vec(&data).map_err(|_| VaultError::Damaged)
}

fn draft((form, value): (&String, &Value)) -> Option<Value> {
    let mut draft = value.as_object()?.clone();
    draft.get("integrity")?.as_str()?;
    draft.get("draft")?;
    let changed = draft.get("changed")?.as_i64()?;
    let typing = draft.get("way").and_then(Value::as_str) == Some("typing");
    draft.insert("way".into(), json!(if typing { "typing" } else { "certificates" }));
    // It had no name; this one is its own, because a form had one draft and a draft one time.
    draft.insert("id".into(), json!(format!("v1-{form}-{changed}")));
    draft.insert("form".into(), json!(form));
    draft.insert("revision".into(), json!(1));
    Some(Value::Object(draft))
}

fn submission((id, value): (&String, &Value), drafts: &[Value]) -> Option<Value> {
    let mut one = value.as_object()?.clone();
    one.get("filings")?.as_array()?;
    let form = one.get("form")?.as_str()?.to_owned();
    let made_from = drafts
        .iter()
        .find(|draft| draft.get("submission").and_then(Value::as_str) == Some(id.as_str()))
        .and_then(|draft| draft.get("id"))
        .cloned()
        // Its draft is gone: it was sent, and nothing else is ever made from it.
        .unwrap_or_else(|| json!(format!("v1-{form}-sent-{id}")));
    one.insert("draft".into(), made_from);
    one.insert("revision".into(), json!(1));
    let words = words(one.get("summary").unwrap_or(&Value::Null));
    one.insert("summary".into(), words);
    Some(Value::Object(one))
}

fn words(old: &Value) -> Value {
    let fields: Vec<Value> = entries(old.get("fields"))
        .map(|(at, field)| {
            let mut field = field.as_object().cloned().unwrap_or_else(Map::new);
            field.insert("at".into(), json!(at));
            field.entry("label").or_insert(Value::Null);
            let options = named(field.get("options"));
            field.insert("options".into(), options);
            Value::Object(field)
        })
        .collect();
    let claims: Vec<Value> = entries(old.get("claims"))
        .map(|(query, claims)| json!({"query": query, "claims": named(Some(claims))}))
        .collect();
    let log: Vec<Value> = entries(old.get("log"))
        .map(|(filing, names)| json!({"filing": filing, "names": names}))
        .collect();
    json!({"fields": fields, "certificates": named(old.get("certificates")),
           "claims": claims, "log": log})
}

fn named(map: Option<&Value>) -> Value {
    entries(map).map(|(key, words)| json!({"key": key, "words": words})).collect()
}

fn entries(map: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    map.and_then(Value::as_object).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use crate::wallet::{DraftRecord, Stage, VaultData, VaultError, Way};
    use serde_json::{Value, json};

    /// As version 1 wrote it: one draft that is being sent, one that was only begun, a
    /// submission of each kind, and a receipt.
    fn version_1() -> Value {
        json!({
            "version": 1,
            "certificates": [{"id": "c", "text": "t~", "added_at": 5, "how": "offer", "has_key": true}],
            "removed": [],
            "receipts": [{"submission": "old", "filing": "psb", "text": "r~", "added_at": 9,
                "details": {"office": {"en": "Police"}, "title": {"en": "Endorse"},
                    "case_no": "PSB-1", "status": "accepted", "next": null}},
                {"submission": "older", "filing": "psb", "text": "q~", "added_at": 8}],
            "drafts": {
                "residence-permit": {"integrity": "sha256-x", "changed": 100, "step": "contact",
                    "way": "typing", "draft": {"answers": {"a": 1}}, "used": {"permit": ["c"]}, "submission": "s"},
                "company": {"integrity": "sha256-y", "changed": 200, "step": "", "way": "certificates",
                    "draft": {}, "used": {}, "submission": null},
                "broken": {"draft": {}}},
            "outbox": {
                "old": submission("old", "sent", json!({"case_no": "PSB-1", "status": "accepted", "receipt": "r~", "claims": {"a": 1}}), Value::Null),
                "s": submission("s", "needs-you", Value::Null, json!({"code": "value-differs", "errors": [["/a", "value-differs"]]})),
                "broken": []},
            "activity": [{"at": 1, "to": "Police", "purpose": "Endorse", "names": ["Name"], "submission": "old"}],
            "statuses": [], "trust": {"sequence": 3, "digest": vec![0; 32]}, "auto_lock_minutes": 30
        })
    }

    fn submission(id: &str, stage: &str, accepted: Value, problem: Value) -> Value {
        let mut filing = json!({"id": "psb", "office": {"en": "Police"}, "audience": "x509_san_dns:psb.example",
            "endpoint": "/offices/psb/ef/filings", "depends_on": [], "key": format!("{id}.psb"), "stage": stage,
            "body": "{}", "hash": "h", "nonce_expires": 900, "tries": 2, "next_try": 7,
            "attachments": [{"digest": "d", "media_type": "image/png", "size": 4, "name": "p.png"}]});
        for (name, value) in [("accepted", accepted), ("problem", problem)] {
            if !value.is_null() {
                filing[name] = value;
            }
        }
        json!({"id": id, "form": "residence-permit", "title": {"en": "Endorse"}, "locale": "en", "created": 50,
            "summary": {"fields": {"/a": {"label": {"en": "A"}, "options": {"x": {"en": "X"}}, "mask": true}},
                "certificates": {"permit": {"en": "Permit"}}, "claims": {"permit": {"name": {"en": "Name"}}},
                "log": {"psb": ["A"]}},
            "filings": [filing]})
    }

    fn migrated() -> VaultData {
        VaultData::parse(version_1().to_string().as_bytes()).expect("version 1 can be read")
    }

    #[test]
    fn nothing_of_a_version_1_vault_is_lost() {
        let data = migrated();
        assert_eq!((data.version, data.auto_lock_minutes), (2, 30));
        assert_eq!((data.certificates.len(), data.activity.len()), (1, 1));
        let draft = data.draft("residence-permit").expect("the draft");
        assert_eq!(
            (draft.way, draft.step.as_str(), draft.changed, draft.submission.as_deref()),
            (Way::Typing, "contact", 100, Some("s"))
        );
        assert_eq!(
            (&draft.draft, &draft.used),
            (&json!({"answers": {"a": 1}}), &json!({"permit": ["c"]}))
        );
        assert!(data.draft("company").is_some_and(|draft| draft.submission.is_none()));
        let receipts: Vec<Option<&str>> = data
            .receipts
            .iter()
            .map(|receipt| receipt.details.as_ref().map(|details| details.case_no.as_str()))
            .collect();
        assert_eq!(receipts, [Some("PSB-1"), None]);
    }

    #[test]
    fn submissions_keep_their_bytes_and_know_their_draft() {
        let data = migrated();
        let refused = data.submission("s").expect("the refused one");
        assert_eq!(Some(&refused.draft), data.draft("residence-permit").map(|draft| &draft.id));
        let filing = &refused.filings[0];
        assert_eq!(
            (filing.stage, filing.body.as_deref(), filing.tries),
            (Stage::NeedsYou, Some("{}"), 2)
        );
        assert_eq!(filing.problem.as_ref().map(|problem| problem.errors.len()), Some(1));
        let sent = data.submission("old").expect("the one that was sent");
        assert_eq!(sent.case_numbers(), ["PSB-1"]);
        assert_ne!(sent.draft, refused.draft);
        let words = &refused.words;
        assert_eq!(
            (words.fields[0].at.as_str(), words.fields[0].mask, words.fields[0].date),
            ("/a", true, false)
        );
        assert_eq!(words.fields[0].options[0].key, "x");
        assert_eq!(
            (words.certificates[0].key.as_str(), words.claims[0].claims[0].key.as_str()),
            ("permit", "name")
        );
        assert_eq!(words.log[0].names, ["A"]);
    }

    #[test]
    fn what_version_1_could_not_read_itself_is_left_out_and_what_is_written_is_version_2() {
        let data = migrated();
        assert_eq!((data.drafts.len(), data.outbox.len()), (2, 2));
        let written = data.to_bytes().expect("it can be written");
        assert_eq!(VaultData::parse(&written), Ok(data.clone()));
        let written: Value = serde_json::from_slice(&written).expect("JSON");
        let names = [
            ("/outbox/0/title", "Endorse"),
            ("/outbox/0/filings/0/office", "Police"),
            ("/outbox/0/summary/fields/0/label", "A"),
            ("/outbox/0/summary/fields/0/options/0/words", "X"),
            ("/outbox/0/summary/certificates/0/words", "Permit"),
            ("/outbox/0/summary/claims/0/claims/0/words", "Name"),
            ("/receipts/0/details/office", "Police"),
            ("/receipts/0/details/title", "Endorse"),
        ];
        for (at, text) in names {
            assert_eq!(written.pointer(at), Some(&json!({"en": text})), "{at}");
        }
        assert_eq!(written.pointer("/outbox/0/filings/0/accepted/claims"), Some(&json!({"a": 1})));
        let ids: Vec<&String> = data.drafts.iter().map(|draft: &DraftRecord| &draft.id).collect();
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn a_version_1_vault_that_is_no_json_is_damaged() {
        assert_eq!(VaultData::parse(b"[]").map(drop), Err(VaultError::Damaged));
        assert_eq!(VaultData::parse(br#"{"version":1"#).map(drop), Err(VaultError::Damaged));
    }
}
