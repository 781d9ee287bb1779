//! What another office decided, brought by the person's app to a case that waits for it. Who brings it does not
//! matter: the case of that office is judged like any certificate (`cert_fill::late`), and its bytes are kept
//! as evidence.

use axum::{
    body::Body,
    extract::{Extension, Path, State},
    http::{HeaderMap, Request},
    response::Response,
};
use cert_fill::{
    late::{Arrival, LateError, Outcome, Waiting, signing_keys},
    progress::{self as chain, CaseFile, Judge, MAX_CASE_BYTES, Statement},
};
use cert_verify::{Policy, UnixTime};
use serde_json::{Map, Value};

use crate::{
    Shared,
    authority::Authority,
    body,
    db::{
        About, StorageError, WriteTransaction,
        late::{self, Came},
        progress::{self as cases, Docket, Said},
    },
    gate::Client,
    issuer::bearer,
    problem::{Code, Problem},
};

use super::{
    awaited::{self, Awaited},
    progress, statement,
};

/// `POST /offices/{office}/ef/late`
pub(crate) async fn post(
    State(server): State<Shared>,
    Path(office): Path<String>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    request: Request<Body>,
) -> Result<Response, Problem> {
    if !server.buckets.take(client.0, 1, server.now()) {
        return Err(Code::TooManyRequests.into());
    }
    let office = server.office(&office).ok_or(Code::NotFound)?;
    if !body::has_media_type(&request, "application/json") {
        return Err(Code::MediaTypeNotSupported.into());
    }
    let handle = bearer(&headers).ok_or(Code::CaseUnknown)?;
    let digest = chain::digest(&handle);
    let case_no = cases::case_of(&server.database, office.slug, &digest).await?;
    let case_no = case_no.ok_or(Code::CaseUnknown)?;
    let bytes = body::read(request.into_body(), MAX_CASE_BYTES).await?;
    // From here on the work comes to its end, also when the person's network is gone.
    let work = bring(server.clone(), office, case_no, bytes);
    server.work.finish(work).await.ok_or(Code::Busy)??;
    progress::tell(&server, office, &digest, &headers).await
}

async fn bring(
    server: Shared,
    office: &'static Authority,
    case_no: String,
    bytes: Vec<u8>,
) -> Result<(), Problem> {
    let docket = cases::look(&server.database, &case_no).await?.ok_or(Code::CaseUnknown)?;
    let case = CaseFile::parse(&bytes).map_err(|_| Code::LateMalformed)?;
    // What was read is kept, not what else came around it.
    let kept = case.to_bytes();
    let arrival = judged(&server, docket, case).await?;
    let mut transaction = server.database.write(About::Case(&case_no)).await?;
    let docket = cases::docket(&mut transaction, &case_no).await?.ok_or(Code::CaseUnknown)?;
    let awaited = awaited::of(&server, &docket, &mut transaction).await?;
    let mut awaited = awaited.ok_or(Code::Late(LateError::OtherForm))?;
    let came = Came { taken: values(&arrival), from: arrival.from.clone() };
    if let Some(before) = awaited.came.iter().find(|one| one.from == came.from) {
        let is_same = before.taken == came.taken;
        return if is_same { Ok(()) } else { Err(Code::LateDiffers.into()) };
    }
    let last = docket.last.as_ref();
    if last.is_some_and(|last| chain::State::of(&last.state).is_decision()) {
        return Err(Code::CaseDecided.into());
    }
    let now = last.map_or(server.now(), |last| last.at.max(server.now()));
    late::add(&mut transaction, &case_no, &came, &kept, now).await?;
    awaited.came.push(came);
    go_on(&server, office, &docket, &awaited, arrival, now, &mut transaction).await?;
    if !server.config.faults.before_commit().await {
        return Err(Code::StorageUnavailable.into());
    }
    transaction.commit().await.map_err(StorageError::from)?;
    Ok(())
}

/// Judges what was brought, on a thread that may be busy for a while.
async fn judged(server: &Shared, docket: Docket, case: CaseFile) -> Result<Arrival, Problem> {
    let (trust, evidence) = server.in_force.lists(server).await?;
    let (shared, now) = (server.clone(), server.now());
    let judging = tokio::task::spawn_blocking(move || {
        let (form, filing) =
            awaited::edition(&shared, &docket).ok_or(Code::Late(LateError::OtherForm))?;
        let (keys, policy) = (signing_keys(&docket.body), Policy::strict());
        let waiting = Waiting { form, filing, submission: &docket.submission, keys: &keys };
        let judge = Judge { trust: &trust, status: &evidence, policy: &policy, now };
        waiting.judge(&case, &judge).map_err(Code::Late)
    });
    let arrival = judging.await.map_err(|_| Code::Internal)?;
    if let Err(Code::Late(error)) = &arrival {
        // The code alone: the values concerned may be personal.
        tracing::info!(code = error.as_str(), "what was brought to a case was refused");
    }
    Ok(arrival?)
}

/// The values as they are kept; none of a refusal.
fn values(arrival: &Arrival) -> Option<String> {
    let Outcome::Values(values) = &arrival.outcome else { return None };
    let values = values.iter().map(|(at, value)| (at.to_string(), value.clone()));
    Some(Value::Object(values.collect::<Map<_, _>>()).to_string())
}

/// Says what has come, and how the case stands now.
async fn go_on(
    server: &Shared,
    office: &Authority,
    docket: &Docket,
    awaited: &Awaited<'_>,
    arrival: Arrival,
    now: UnixTime,
    transaction: &mut WriteTransaction,
) -> Result<(), Problem> {
    let last = docket.last.as_ref();
    let number = last.map_or(0, |last| last.number) + 1;
    let state = |state| Statement::new(u64::try_from(number).unwrap_or(1), state, now);
    let says = match arrival.outcome {
        Outcome::Refused(_) => {
            let reason = awaited::refused(awaited.form, &arrival.from);
            Statement { reason, ..state(chain::State::Refused) }
        }
        Outcome::Values(took) => match awaited::words(awaited.form, &awaited.left()) {
            Some(reason) => {
                let state = state(chain::State::WaitingForOffice);
                Statement { reason: Some(reason), took, ..state }
            }
            None => Statement { took, ..state(chain::State::Received) },
        },
    };
    let before = last.map(|last| last.statement.as_str());
    let said = Said {
        number,
        state: says.state.as_str().to_owned(),
        statement: statement::sign(server, office, &docket.receipt, before, &says)?,
        offer: None,
        at: now,
    };
    Ok(cases::add(transaction, &docket.case_no, &said).await?)
}
