//! A clerk's decision: one more statement, and the offer of what it gives, together or not at all.

use cert_catalogue::Making;
use cert_fill::{
    Filing, Form, Pointer,
    form::is_expected,
    progress::{Reason, State, Statement},
};
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
        About, StorageError, WriteTransaction, filings, issuance, lists,
        progress::{self, Docket, Said},
    },
    issuer::offer,
    problem::{Code, Problem},
    specimen::{
        gift::{Filed, Fresh, Gift},
        people::Person,
        renewal::Renewal,
    },
    world::Gives,
};

use super::{awaited, statement};

/// The counter of invented numbers of companies.
const COMPANIES: &str = "companies";

/// What a clerk chose.
pub(crate) struct Choice {
    pub(crate) case_no: String,
    /// The number of the last statement that the clerk had seen.
    pub(crate) seen: i64,
    pub(crate) state: State,
    pub(crate) reason: Option<Reason>,
    /// In the clerk's own words; bounded and cleaned by whoever read it.
    pub(crate) note: Option<String>,
}

/// Says it. Of two clerks who choose at the same time, the second is told so.
///
/// # Errors
/// [`Code::CaseDecided`] when something was said since the clerk looked, or the case is decided;
/// [`Code::CaseWithoutResult`] when the certificate that a yes gives cannot be made.
pub(crate) async fn decide(server: &Server, choice: Choice) -> Result<(), Problem> {
    let mut transaction = server.database.write(About::Case(&choice.case_no)).await?;
    decide_in(server, choice, &mut transaction).await?;
    transaction.commit().await.map_err(StorageError::from)?;
    Ok(())
}

/// The same inside a transaction, for whoever writes more than this; gives the number of the statement back.
pub(crate) async fn decide_in(
    server: &Server,
    choice: Choice,
    transaction: &mut WriteTransaction,
) -> Result<i64, Problem> {
    let docket = progress::docket(transaction, &choice.case_no).await?;
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
    // What waits for another office can be refused, but nothing else is said before that office has decided.
    let awaited = awaited::of(server, &docket, transaction).await?;
    if awaited.is_some_and(|awaited| !awaited.left().is_empty()) && choice.state != State::Refused {
        return Err(Code::CaseWaits.into());
    }
    let gives = server.world.gives(office.slug, &docket.form_id);
    let gives = gives.filter(|_| choice.state == State::Accepted);
    let given = match gives {
        Some(gives) => Some(give(server, &docket, gives, now, transaction).await?),
        None => None,
    };
    let (offered, produced) = given.unzip();
    let state = Statement::new(u64::try_from(number + 1).unwrap_or(1), choice.state, now);
    let says = Statement {
        reason: choice.reason,
        note: choice.note,
        gives: gives.map(|gives| gives.kind.vct.to_owned()),
        produced: produced.unwrap_or_default(),
        ..state
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
    progress::add(transaction, &choice.case_no, &said).await?;
    Ok(number + 1)
}

/// What is said with the receipt: that the case has arrived, and for whom it waits. With the state that this is.
pub(super) fn received(
    server: &Server,
    office: &Authority,
    (form, filing): (&Form, &Filing),
    receipt: &str,
    now: UnixTime,
) -> Result<(State, String), Code> {
    let waits: Vec<&str> = filing.late.iter().map(|late| late.from.as_str()).collect();
    let says = match awaited::words(form, &waits) {
        Some(reason) => {
            let state = Statement::new(1, State::WaitingForOffice, now);
            Statement { reason: Some(reason), ..state }
        }
        None => Statement::new(1, State::Received, now),
    };
    let signed = statement::sign(server, office, receipt, None, &says)?;
    Ok((says.state, signed))
}

/// The offer of what a yes gives, and the values of it that other offices wait for.
async fn give(
    server: &Server,
    docket: &Docket,
    gives: &Gives,
    now: UnixTime,
    transaction: &mut WriteTransaction,
) -> Result<(String, Vec<(Pointer, Value)>), Problem> {
    let (person, gift) = match &gives.result.made {
        Making::Extends(claim) => renewed(server, docket, gives, claim, transaction).await?,
        Making::Anew(recipes) => {
            let person = filer(server, docket, transaction).await?;
            let (form, _) = awaited::edition(server, docket).ok_or(Code::CaseWithoutResult)?;
            let answers: Value = serde_json::from_str(&docket.answers).unwrap_or_default();
            let [number] = filings::next_numbers(transaction, [(COMPANIES, 1)]).await?;
            let filed = Filed { form, answers: &answers, number };
            let years = gives.result.years;
            let fresh = Fresh::make(gives.kind, recipes, years, &filed, now);
            (person, Gift::Fresh(fresh.ok_or(Code::CaseWithoutResult)?))
        }
    };
    let stands = gift.contents(gives.kind, person, now).ok_or(Code::CaseWithoutResult)?;
    let edition = awaited::edition(server, docket);
    let values = gives.result.produces.iter().map(|(at, claim)| {
        let value = stands.claims.get(claim)?;
        let is_good = edition.is_some_and(|(_, filing)| is_expected(&filing.produces, at, value));
        is_good.then(|| (at.clone(), value.clone()))
    });
    // A value that the form does not take would be refused by every office that waits for it.
    let values = values.collect::<Option<Vec<_>>>().ok_or(Code::CaseWithoutResult)?;
    let offer = offer::of_decision(person, gift, now);
    issuance::store_offer_in(transaction, &offer).await?;
    Ok((offer.id, values))
}

/// The certificate that was filed with, for longer.
///
/// The one before it is left to run out. Were it withdrawn now, its owner would have none until they look at
/// the case, and whoever was shown it last would read "revoked", which says that something was wrong with it.
async fn renewed(
    server: &Server,
    docket: &Docket,
    gives: &Gives,
    claim: &str,
    transaction: &mut WriteTransaction,
) -> Result<(&'static Person, Gift), Problem> {
    let place = filed_with(&docket.body, Some(gives.kind.vct)).into_iter().next();
    let (list, index) = place.ok_or(Code::CaseWithoutResult)?;
    let made = lists::entry(transaction, list, index).await?;
    let made = made.filter(|made| made.credential_type == gives.kind.name);
    let made = made.ok_or(Code::CaseWithoutResult)?;
    let person = server.world.person(&made.person).ok_or(Code::CaseWithoutResult)?;
    let before = match &made.gift {
        Some(Gift::Renewed(renewal)) => Some(renewal),
        // What was made of a filing is not on record as an example.
        Some(Gift::Fresh(_)) => return Err(Code::CaseWithoutResult.into()),
        None => None,
    };
    let before = (made.issued_at, before);
    let renewal = Renewal::of(gives.kind, person, before, (claim, gives.result.years));
    Ok((person, Gift::Renewed(renewal.ok_or(Code::CaseWithoutResult)?)))
}

/// The invented person who filed: the one whose certificates were filed with.
async fn filer(
    server: &Server,
    docket: &Docket,
    transaction: &mut WriteTransaction,
) -> Result<&'static Person, Problem> {
    for (list, index) in filed_with(&docket.body, None) {
        let made = lists::entry(transaction, list, index).await?;
        if let Some(person) = made.and_then(|made| server.world.person(&made.person)) {
            return Ok(person);
        }
    }
    Err(Code::CaseWithoutResult.into())
}

/// The places on the status lists of the certificates that were filed with, of this type or of any. The filing
/// was checked when it came, so what its certificates say is true.
fn filed_with(body: &[u8], vct: Option<&str>) -> Vec<(u32, u32)> {
    let body: Map<String, Value> = json::parse_object(body, Limits::LIST).unwrap_or_default();
    let shown = body.get("vp_token").and_then(Value::as_object).into_iter().flatten();
    let shown = shown.filter_map(|(_, list)| list.as_array()).flatten();
    let parsed = shown.filter_map(|one| SdJwt::parse(one.as_str()?).ok());
    let places = parsed.filter_map(|one| {
        let payload = one.payload();
        let kind = payload.get("vct")?.as_str()?;
        if vct.is_some_and(|vct| vct != kind) {
            return None;
        }
        let place = payload.get("status")?.get("status_list")?;
        let list = place.get("uri")?.as_str()?.rsplit('/').next()?.parse().ok()?;
        Some((list, u32::try_from(place.get("idx")?.as_u64()?).ok()?))
    });
    places.collect()
}
