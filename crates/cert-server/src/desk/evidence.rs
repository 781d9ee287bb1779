//! The certificates of a filing, for the engine in the clerk's own browser: what this server says of them is not
//! believed there.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::Request,
    response::Response,
};
use cert_verify::{
    json::{self, Limits},
    jws,
    sd_jwt::SdJwt,
};
use serde_json::{Value, json};

use super::{answers, grants::Role, kept::is_case, page::View, session::Clerk};
use crate::{
    Shared, answer,
    db::desk::{
        cases,
        log::{self, Deed},
    },
    problem::{Code, Problem},
    trust,
};

/// A proof is as old as the filing, and for a counter two weeks older.
const CARRIED_SECONDS: i64 = 14 * 86_400 + 3_600;

/// `GET /cases/{case_no}/evidence`
pub(super) async fn get(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path(case_no): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let office = match is_case(&case_no) {
        true => cases::office_of(&server.database, &case_no).await?,
        false => None,
    };
    let office = office.ok_or(Code::NotFound)?;
    clerk.may(&server, Role::Look, &office, &case_no).await?;
    let of = cases::dossier(&server.database, &case_no).await?.ok_or(Code::NotFound)?;
    let deed = Deed::about(&clerk.id, "evidence-taken", &office, &case_no);
    log::note(&server.database, &deed, server.now()).await?;
    let list = answers::presented(&server, &view, &office, &of.body);
    let list = list.iter().map(|one| {
        let (nonce, audience) = proof(&one.text).unzip();
        json!({"query": one.query, "text": one.text, "nonce": nonce, "audience": audience})
    });
    let age = server.now().seconds().saturating_sub(of.received_at.seconds()).max(0);
    Ok(answer::json(
        200,
        &json!({
            "presentations": list.collect::<Vec<_>>(),
            "trust_list": trust::current(&server).await?,
            "trust_roots": trust::roots(&server),
            // Whose lists the desk can hand on; other lists a clerk's browser may not ask for.
            "status_origin": server.base,
            "proof_age": age.saturating_add(CARRIED_SECONDS),
        }),
    ))
}

/// The nonce and the audience of the proof of possession, which was checked when the filing came.
fn proof(text: &str) -> Option<(String, String)> {
    let presentation = SdJwt::parse(text).ok()?;
    let proof = jws::parse(presentation.key_binding()?).ok()?;
    let proof = json::parse_object(proof.unverified_payload(), Limits::CERTIFICATE).ok()?;
    let text = |name: &str| proof.get(name).and_then(Value::as_str).map(str::to_owned);
    Some((text("nonce")?, text("aud")?))
}
