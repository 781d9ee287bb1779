//! A submission as it is stored, encrypted, in the vault, and read again.

use serde_json::{Map, Value, json};

use super::{Accepted, Attachment, Filing, Problem, Stage, Submission};

impl Submission {
    /// The record as it is stored, encrypted, in the vault.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "form": self.form, "title": self.title, "locale": self.locale,
            "created": self.created, "summary": self.summary,
            "filings": self.filings.iter().map(filing_to_json).collect::<Vec<_>>(),
        })
    }

    /// Reads a stored record; `None` when it is not one.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let filings = value.get("filings")?.as_array()?;
        Some(Self {
            id: text(value, "id")?,
            form: text(value, "form")?,
            title: value.get("title")?.clone(),
            locale: text(value, "locale")?,
            created: value.get("created")?.as_i64()?,
            summary: value.get("summary").cloned().unwrap_or(Value::Null),
            filings: filings.iter().map(filing_from_json).collect::<Option<_>>()?,
        })
    }
}

fn filing_to_json(filing: &Filing) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), json!(filing.id));
    out.insert("office".into(), filing.office.clone());
    out.insert("audience".into(), json!(filing.audience));
    out.insert("endpoint".into(), json!(filing.endpoint));
    out.insert("depends_on".into(), json!(filing.depends_on));
    out.insert("key".into(), json!(filing.idempotency_key));
    out.insert("stage".into(), json!(filing.stage.as_str()));
    out.insert("body".into(), json!(filing.body));
    out.insert("hash".into(), json!(filing.transaction_data_hash));
    out.insert("nonce_expires".into(), json!(filing.nonce_expires));
    out.insert("tries".into(), json!(filing.tries));
    out.insert("next_try".into(), json!(filing.next_try));
    let attachments = filing.attachments.iter().map(
        |file| json!({"digest": file.digest, "media_type": file.media_type, "size": file.size, "name": file.name}),
    );
    out.insert("attachments".into(), attachments.collect());
    if let Some(accepted) = &filing.accepted {
        out.insert(
            "accepted".into(),
            json!({"case_no": accepted.case_no, "status": accepted.status,
                   "receipt": accepted.receipt, "claims": accepted.claims}),
        );
    }
    if let Some(problem) = &filing.problem {
        out.insert("problem".into(), json!({"code": problem.code, "errors": problem.errors}));
    }
    Value::Object(out)
}

fn filing_from_json(value: &Value) -> Option<Filing> {
    let attachments = value.get("attachments")?.as_array()?;
    let depends_on = value.get("depends_on")?.as_array()?;
    Some(Filing {
        id: text(value, "id")?,
        office: value.get("office")?.clone(),
        audience: text(value, "audience").unwrap_or_default(),
        endpoint: text(value, "endpoint")?,
        depends_on: depends_on
            .iter()
            .map(|id| id.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        idempotency_key: text(value, "key")?,
        stage: Stage::parse(value.get("stage")?.as_str()?)?,
        body: text(value, "body"),
        transaction_data_hash: text(value, "hash"),
        nonce_expires: value.get("nonce_expires")?.as_i64()?,
        attachments: attachments
            .iter()
            .map(|file| {
                Some(Attachment {
                    digest: text(file, "digest")?,
                    media_type: text(file, "media_type")?,
                    size: file.get("size")?.as_u64()?,
                    name: text(file, "name")?,
                })
            })
            .collect::<Option<_>>()?,
        tries: u32::try_from(value.get("tries")?.as_u64()?).ok()?,
        next_try: value.get("next_try")?.as_i64()?,
        accepted: value.get("accepted").and_then(|accepted| {
            Some(Accepted {
                case_no: text(accepted, "case_no")?,
                status: text(accepted, "status")?,
                receipt: text(accepted, "receipt")?,
                claims: accepted.get("claims")?.clone(),
            })
        }),
        problem: value.get("problem").and_then(|problem| {
            Some(Problem {
                code: text(problem, "code")?,
                errors: serde_json::from_value(problem.get("errors")?.clone()).ok()?,
            })
        }),
    })
}

fn text(value: &Value, name: &str) -> Option<String> {
    Some(value.get(name)?.as_str()?.to_owned())
}
