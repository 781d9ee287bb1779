//! A clerk's decision: one more statement, and the offer of what it gives, together or not at all.

use cert_fill::progress::{Reason, State, Statement};
use cert_verify::{
    UnixTime,
    json::{self, Limits},
    sd_jwt::SdJwt,
};
use serde_json::{Map, Value};

use crate::{
    Server,
    authority::Authority,
    db::{
        StorageError, WriteTransaction, issuance, lists,
        progress::{self, Docket, Said},
    },
    issuer::offer,
    problem::{Code, Problem},
    specimen::renewal::Renewal,
    world::Gives,
};

use super::statement;

/// What a clerk chose.
pub(crate) struct Choice {
    pub(crate) case_no: String,
    /// The number of the last statement that the clerk had seen.
    pub(crate) seen: i64,
    pub(crate) state: State,
    pub(crate) reason: Option<Reason>,
}

/// Says it. Of two clerks who choose at the same time, the second is told so.
///
/// # Errors
/// [`Code::CaseDecided`] when something was said since the clerk looked, or the case is decided;
/// [`Code::CaseWithoutResult`] when the certificate that a yes gives cannot be made.
pub(crate) async fn decide(server: &Server, choice: Choice) -> Result<(), Problem> {
    let mut transaction = server.database.write().await?;
    let docket = progress::docket(&mut transaction, &choice.case_no).await?;
    let docket = docket.ok_or(Code::NotFound)?;
    let office = server.office(&docket.office).ok_or(Code::NotFound)?;
    let last = docket.last.as_ref();
    let is_decided = last.is_some_and(|last| State::of(&last.state).is_decision());
    let number = last.map_or(0, |last| last.number);
    if is_decided || number != choice.seen {
        return Err(Code::CaseDecided.into());
    }
    // A clock that was put back makes no statement older than the one before.
    let now = last.map_or(server.now(), |last| last.at.max(server.now()));
    let gives = server.world.gives(office.slug, &docket.form_id);
    let gives = gives.filter(|_| choice.state == State::Accepted);
    let offered = match gives {
        Some(gives) => Some(offer(server, &docket, gives, now, &mut transaction).await?),
        None => None,
    };
    let says = Statement {
        number: u64::try_from(number + 1).unwrap_or(1),
        state: choice.state,
        at: now,
        reason: choice.reason,
        gives: gives.map(|gives| gives.kind.vct.to_owned()),
    };
    let before = last.map(|last| last.statement.as_str());
    let signed = statement::sign(server, office, &docket.receipt, before, &says)?;
    let said = Said {
        number: number + 1,
        state: says.state.as_str().to_owned(),
        statement: signed,
        offer: offered,
        at: now,
    };
    progress::add(&mut transaction, &choice.case_no, &said).await?;
    transaction.commit().await.map_err(StorageError::from)?;
    Ok(())
}

/// What is said with the receipt: that the case has arrived.
pub(super) async fn receive(
    server: &Server,
    office: &Authority,
    case_no: &str,
    receipt: &str,
    now: UnixTime,
    transaction: &mut WriteTransaction,
) -> Result<(), Problem> {
    let says = Statement { number: 1, state: State::Received, at: now, reason: None, gives: None };
    let said = Said {
        number: 1,
        state: says.state.as_str().to_owned(),
        statement: statement::sign(server, office, receipt, None, &says)?,
        offer: None,
        at: now,
    };
    Ok(progress::add(transaction, case_no, &said).await?)
}

/// Makes the offer of the certificate that was filed with, for longer.
///
/// The one before it is left to run out. Were it withdrawn now, its owner would have none until they look at
/// the case, and whoever was shown it last would read "revoked", which says that something was wrong with it.
async fn offer(
    server: &Server,
    docket: &Docket,
    gives: &Gives,
    now: UnixTime,
    transaction: &mut WriteTransaction,
) -> Result<String, Problem> {
    let (list, index) = filed_with(&docket.body, gives.kind.vct).ok_or(Code::CaseWithoutResult)?;
    let made = lists::entry(transaction, list, index).await?;
    let made = made.filter(|made| made.credential_type == gives.kind.name);
    let made = made.ok_or(Code::CaseWithoutResult)?;
    let person = server.world.person(&made.person).ok_or(Code::CaseWithoutResult)?;
    let before = (made.issued_at, made.renewal.as_ref());
    let renewal = Renewal::of(gives.kind, person, before, (&gives.extends, gives.years));
    let renewal = renewal.ok_or(Code::CaseWithoutResult)?;
    let offer = offer::of_decision(person, renewal, now);
    issuance::store_offer_in(transaction, &offer).await?;
    Ok(offer.id)
}

/// The place on the status lists of the certificate of this type that was filed with. The filing was checked
/// when it came, so what its certificates say is true.
fn filed_with(body: &[u8], vct: &str) -> Option<(u32, u32)> {
    let body: Map<String, Value> = json::parse_object(body, Limits::LIST).ok()?;
    let shown = body.get("vp_token")?.as_object()?.values().filter_map(Value::as_array).flatten();
    let parsed = shown.filter_map(|one| SdJwt::parse(one.as_str()?).ok());
    let mut places = parsed.filter_map(|one| {
        let payload = one.payload();
        if payload.get("vct")?.as_str()? != vct {
            return None;
        }
        let place = payload.get("status")?.get("status_list")?;
        let list = place.get("uri")?.as_str()?.rsplit('/').next()?.parse().ok()?;
        Some((list, u32::try_from(place.get("idx")?.as_u64()?).ok()?))
    });
    places.next()
}
