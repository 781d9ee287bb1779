//! The challenge before a filing (EF 1.0, 3.4): who the office is, and a fresh nonce. The
//! request says which form is meant and nothing about the person.

use axum::{
    body::Body,
    extract::{Path, State},
    http::Request,
    response::Response,
};
use cert_fill::{
    Refusal, RefusalCode, carried,
    wire::{self, ChallengeRequest},
};

use crate::{
    Shared, answer, body,
    problem::{Code, Problem},
};

use super::{
    Refused, filing_of,
    nonce::{Meant, Sealed},
};

/// Signing follows at once; a quarter of an hour covers a lost network.
const LIFE_SECONDS: i64 = 900;

/// Three short texts.
const MAX_BODY: usize = 4_096;

/// `POST /offices/{office}/ef/challenges`
pub(crate) async fn post(
    State(server): State<Shared>,
    Path(office): Path<String>,
    request: Request<Body>,
) -> Result<Response, Refused> {
    let office = server.office(&office).ok_or(Code::NotFound)?;
    if !body::has_media_type(&request, "application/json") {
        return Err(Code::MediaTypeNotSupported.into());
    }
    let bytes = body::read(request.into_body(), MAX_BODY).await?;
    let asked: ChallengeRequest = wire::read(&bytes)?;
    let form = server
        .forms
        .by_id(&asked.form.id, &asked.form.integrity)
        .ok_or(Problem::at(Code::FormUnknown, "/form/id"))?;
    if asked.form.integrity != form.integrity() || asked.form.version != form.version() {
        return Err(Refusal::new(RefusalCode::FormNotAccepted).into());
    }
    let filing = filing_of(office, form, &asked.filing)
        .ok_or(Problem::at(Code::FilingUnknown, "/filing"))?;
    // A business's server has no counters.
    if asked.counter && server.own.is_some() {
        return Err(Problem::at(Code::FilingUnknown, "/counter").into());
    }
    let life = life(asked.counter);
    let meant = Meant { integrity: form.integrity(), filing: &filing.id };
    let sealed = Sealed::new(meant, server.now().plus_seconds(life), asked.counter);
    let nonce = sealed.nonce(&server.keys.page_secret, office.slug);
    let expires_in = u32::try_from(life).unwrap_or(u32::MAX);
    let answer = wire::Challenge {
        aud: filing.to.client_id.clone(),
        nonce,
        expires_in,
        // A business's server has nobody who decides.
        progress: server.own.is_none(),
        client_metadata: None,
    };
    Ok(answer::with_type(201, "application/json", "no-store", wire::write(&answer)))
}

/// How long a nonce lives, and how old a proof may be that was made for it.
pub(super) const fn life(counter: bool) -> i64 {
    if counter { carried::LIFE_SECONDS } else { LIFE_SECONDS }
}
