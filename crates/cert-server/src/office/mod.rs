//! The offices: challenge, attachments, filing, receipt (EF 1.0, 3.4 to 3.7), and news of the case.

pub(crate) mod again;
pub(crate) mod attachment;
pub(crate) mod awaited;
pub(crate) mod challenge;
pub(crate) mod decide;
pub(crate) mod filing;
pub(crate) mod late;
mod nonce;
mod peek;
pub(crate) mod progress;
mod receipt;
mod statement;

use axum::response::{IntoResponse, Response};
use cert_fill::{Filing, Form, Refusal};

use crate::{
    Server,
    authority::Authority,
    db::StorageError,
    forms::slug_of,
    problem::{self, Code, Problem},
};

/// Why an office does not do what was asked.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Something about the request.
    Problem(Problem),
    /// Something about the filing, as a problem document: it may quote words of the form.
    Filing(Box<Response>),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self::Problem(code.into())
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::of_filing(&refusal, None)
    }
}

impl Refused {
    fn of_filing(refusal: &Refusal, form: Option<&Form>) -> Self {
        // The code alone: the values concerned are personal.
        tracing::info!(code = refusal.code.as_str(), "a filing was refused");
        Self::Filing(Box::new(problem::of_refusal(refusal, form)))
    }
}

impl Refused {
    /// The stable code.
    pub(crate) async fn code(self) -> String {
        use http_body_util::BodyExt;
        match self {
            Self::Problem(problem) => problem.row().1.to_owned(),
            Self::Filing(response) => {
                let body = response.into_body().collect().await;
                let body = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
                let said: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
                let code = said.get("code").and_then(serde_json::Value::as_str);
                code.unwrap_or("internal").to_owned()
            }
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Filing(response) => *response,
        }
    }
}

/// The digest of an attachment as answers name it.
pub(crate) fn digest_of(text: &str) -> Option<[u8; 32]> {
    peek::digest_bytes(text)
}

/// The edition of the form with which this was filed, and the filing; none when this office has another one now.
pub(crate) fn edition_of<'s>(
    server: &'s Server,
    office: &str,
    body: &[u8],
) -> Option<(&'s Form, &'s Filing)> {
    let peek = peek::Peek::at(body)?;
    let form = server.forms.by_id(&peek.form_id, &peek.integrity);
    let form = form.filter(|form| form.integrity() == peek.integrity)?;
    Some((form, filing_of(server.office(office)?, form, &peek.filing)?))
}

/// The filing of this form that this office takes under this name.
fn filing_of<'f>(office: &Authority, form: &'f Form, filing: &str) -> Option<&'f Filing> {
    let filing = form.filing(filing)?;
    (slug_of(&filing.endpoint)? == office.slug).then_some(filing)
}
