//! The place of a filing: its receipt once more, for whoever shows the key under which it was filed. The
//! key is random, stands in no receipt and on no paper; a case number alone says nothing.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use cert_fill::wire::{FilingAccepted, write};

use crate::{
    Shared, answer,
    db::filings,
    problem::{Code, Problem},
};

use super::{filing::idempotency_key, receipt};

/// `GET /offices/{office}/ef/filings/{case_no}`
pub(crate) async fn get(
    State(server): State<Shared>,
    Path((office, case_no)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let office = server.office(&office).ok_or(Code::NotFound)?;
    let key = idempotency_key(&headers).ok_or(Code::NotFound)?;
    let receipt = filings::receipt(&server.database, office.slug, &case_no, &key).await?;
    let receipt = receipt.ok_or(Code::NotFound)?;
    let accepted = FilingAccepted { case_no, status: receipt::status_of(&receipt), receipt };
    Ok(answer::with_type(200, "application/json", "no-store", write(&accepted)))
}
