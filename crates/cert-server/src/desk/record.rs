//! The archive record: one file with everything of a case, so that nobody prints and stamps. It begins as the file in
//! which a case is handed on (`cert_fill::progress::CaseFile`), so that `certfill verify` follows it as it does that one.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use cert_fill::wire::FilingBody;
use cert_verify::sha256;
use serde_json::{Map, Value, json};

use super::{case, session::Clerk};
use crate::{
    Server, Shared, answer,
    db::desk::{cases::Dossier, log},
    office::edition_of,
    problem::Problem,
    trust,
};

/// The version of what is added to the file of a case.
const VERSION: &str = "1";

/// Entries of one case: a clerk who opens it every hour of a year.
pub(super) const MOST_ENTRIES: i64 = 2_000;

/// `GET /cases/{case_no}/record.json`
pub(super) async fn get(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path(case_no): Path<String>,
) -> Result<Response, Problem> {
    let of = case::opened(&server, &clerk, &case_no, "record-taken").await?;
    let record = make(&server, &of).await?;
    let mut response = answer::with_type(200, "application/json", "no-store", record.to_string());
    let disposition = format!("attachment; filename=\"{case_no}.record.json\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// `sha-256=:…:` (RFC 9530), as attachments are named.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(sha256(bytes)))
}

/// Everything of a case, each part with its digest.
async fn make(server: &Server, of: &Dossier) -> Result<Value, Problem> {
    let entries = log::of_case(&server.database, &of.case_no, MOST_ENTRIES).await?;
    let entries: String = entries.into_iter().map(|one| one.entry + "\n").collect();
    let statements: Vec<Value> =
        of.statements.iter().map(|one| one.statement.as_str().into()).collect();
    let edition = edition_of(server, &of.office, &of.body).map(|(form, _)| form);
    let form = match edition {
        Some(form) => json!({
            "id": form.id(), "version": form.version(), "integrity": form.integrity(),
            "bytes": STANDARD.encode(form.bytes()), "digest": digest(form.bytes()),
        }),
        None => json!({"id": of.form_id, "version": of.form_version}),
    };
    let filed = FilingBody::parse(&of.body).ok();
    let shown = filed.iter().flat_map(|body| body.vp_token.iter()).flat_map(|(query, texts)| {
        texts.iter().map(move |text| json!({"query": query, "digest": digest(text.as_bytes())}))
    });
    let answers: Value = serde_json::from_str(&of.answers).unwrap_or_default();
    let mut files = Vec::new();
    attachments(&answers, &mut files);
    let mut record = Map::new();
    record.insert("certfill_case".to_owned(), "1".into());
    record.insert("certfill_record".to_owned(), VERSION.into());
    record.insert("case_no".to_owned(), of.case_no.as_str().into());
    record.insert("office".to_owned(), of.office.as_str().into());
    record.insert("received_at".to_owned(), of.received_at.to_string().into());
    record.insert("made_at".to_owned(), server.now().to_string().into());
    record.insert("receipt".to_owned(), of.receipt.as_str().into());
    record.insert("receipt_digest".to_owned(), digest(of.receipt.as_bytes()).into());
    record.insert("statements".to_owned(), Value::Array(statements));
    // The bytes as they were signed and received; the presentations stand in them.
    record.insert(
        "filing".to_owned(),
        json!({"bytes": STANDARD.encode(&of.body), "digest": digest(&of.body)}),
    );
    record.insert("evidence".to_owned(), shown.collect());
    record.insert("attachments".to_owned(), Value::Array(files));
    record.insert("form".to_owned(), form);
    // JSON Lines in one text: the digest of an entry is over exactly the characters of its line.
    record.insert("log".to_owned(), entries.into());
    record.insert("trust_list".to_owned(), trust::current(server).await?.into());
    record.insert("trust_roots".to_owned(), trust::roots(server));
    Ok(Value::Object(record))
}

/// The files that the answers name. They lie beside the record, under their digests.
pub(super) fn attachments(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(members) if members.contains_key("digest") => found.push(value.clone()),
        Value::Object(members) => members.values().for_each(|inner| attachments(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| attachments(inner, found)),
        _ => {}
    }
}
