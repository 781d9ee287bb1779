//! News of a case, for whoever shows its handle. The handle stands in a header, so that neither an address
//! nor a log has it; the answer has no personal data but the offer of a certificate, when there is one.

use axum::{
    extract::{Extension, Path, State},
    http::HeaderMap,
    response::Response,
};
use cert_fill::progress;
use serde_json::json;

use crate::{
    Server, Shared, answer,
    authority::Authority,
    db::{issuance, progress as news},
    gate::Client,
    issuer::{bearer, offer},
    problem::{Code, Problem},
};

/// `GET /offices/{office}/ef/progress`
pub(crate) async fn get(
    State(server): State<Shared>,
    Path(office): Path<String>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = server.now();
    // Asking counts like filing: a client that asks without end is told to wait.
    if !server.buckets.take(client.0, 1, now) {
        return Err(Code::TooManyRequests.into());
    }
    let office = server.office(&office).ok_or(Code::NotFound)?;
    let handle = bearer(&headers).ok_or(Code::CaseUnknown)?;
    tell(&server, office, &progress::digest(&handle), &headers).await
}

/// All that was said about the case with this handle.
pub(super) async fn tell(
    server: &Server,
    office: &Authority,
    digest: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let now = server.now();
    let told = news::of_handle(&server.database, office.slug, digest).await?;
    let told = told.ok_or(Code::CaseUnknown)?;
    let open = match &told.offer {
        Some(id) => issuance::open_offer(&server.database, id, now).await?,
        None => None,
    };
    let link = open.map(|open| offer::link(server, &open));
    let body = json!({"statements": told.statements, "offer": link}).to_string();
    Ok(answer::tagged(headers, "application/json", "no-store", body))
}
