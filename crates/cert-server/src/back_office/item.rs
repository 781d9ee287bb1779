//! A filing as the office's own system gets it.

use cert_verify::base64url;
use serde_json::{Map, Value, json};

use crate::db::feed::{Beside, Filed};

/// The filing with its evidence: the request as it was received, signed by the person, holds the certificates.
pub(super) fn item(filed: &Filed, beside: &Beside) -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let files = beside.files.iter().map(|file| {
        json!({"digest": base64url::encode(&file.digest), "media_type": file.media_type, "size": file.size})
    });
    let late = beside.late.iter().map(|(from, taken, evidence)| {
        json!({"from": from, "taken": taken.as_deref().map(read), "evidence": String::from_utf8_lossy(evidence)})
    });
    json!({
        "cursor": filed.number.to_string(),
        "case_no": filed.case_no,
        "received_at": filed.received_at.to_string(),
        "form": {"id": filed.form_id, "version": filed.form_version},
        "filing": filed.filing,
        "submission_id": filed.submission_id,
        "holder": filed.holder,
        "answers": read(&filed.answers),
        "provenance": read(&filed.provenance),
        "verified": read(&filed.verified),
        "declared": read(&filed.declared),
        "attachments": files.collect::<Vec<_>>(),
        "late": late.collect::<Vec<_>>(),
        "receipt": filed.receipt,
        "statements": beside.statements,
        "evidence": {
            // JSON, so it is text; what was signed and what was hashed are its bytes.
            "request": String::from_utf8_lossy(&filed.body),
            "digests": read(&filed.evidence),
            "transaction_data_hash": filed.transaction_data_hash,
        },
    })
}

/// What a receiver is told: that there is a filing, and where. Nothing about a person.
pub(super) fn news(office: &str, case_no: &str, form_id: &str, number: i64, at: &str) -> String {
    let data = json!({"office": office, "case_no": case_no, "form": form_id, "cursor": number.to_string()});
    let mut event = Map::new();
    event.insert("type".to_owned(), json!("filing.received"));
    event.insert("timestamp".to_owned(), json!(at));
    event.insert("data".to_owned(), data);
    Value::Object(event).to_string()
}
