//! `POST /cases/{case_no}/decisions`: what a clerk says, signed with what was said before, and written down in the
//! same transaction.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::Request,
    response::Response,
};
use cert_fill::progress::{MAX_NOTE, Reason, State as CaseState};

use super::{
    case_page::{self, Said},
    grants::Role,
    kept::{Kept, is_case},
    login,
    page::View,
    session::{self, Clerk},
    visitor::{Fields, MAX_FORM},
};
use crate::{
    Server, Shared, answer,
    db::About,
    db::desk::{
        cases,
        log::{self, Deed},
    },
    office::decide::{self, Choice},
    problem::{Code, Problem},
};

/// `POST /cases/{case_no}/decisions`
pub(super) async fn post(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path(case_no): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let path = request.uri().path().to_owned();
    let fields = login::read_form(&server, request, MAX_FORM).await?;
    let office = match is_case(&case_no) {
        true => cases::office_of(&server.database, &case_no).await?,
        false => None,
    };
    let office = office.ok_or(Code::NotFound)?;
    clerk.may(&server, Role::Decide, &office, &case_no).await?;
    match say(&server, &clerk, &office, &case_no, &fields).await {
        Ok(()) => Ok(answer::see_other(&format!("/cases/{case_no}?said=1"))),
        Err(
            code @ (Code::CaseDecided
            | Code::CaseWaits
            | Code::CaseWithoutResult
            | Code::DeskReasonMissing
            | Code::DeskNoteTooLong),
        ) => {
            let of = cases::dossier(&server.database, &case_no).await?.ok_or(Code::NotFound)?;
            let draft = Kept::of(&path, &fields);
            let status = Problem::from(code).row().0;
            case_page::show(&server, &view, &of, status, &Said::Not(code), draft.as_ref()).await
        }
        Err(code) => Err(code.into()),
    }
}

async fn say(
    server: &Server,
    clerk: &Clerk,
    office: &str,
    case_no: &str,
    fields: &Fields,
) -> Result<(), Code> {
    let choice = choice(server, case_no, fields)?;
    let deed = Deed::about(&clerk.id, "decided", office, case_no)
        .with("state", choice.state.as_str())
        .with("reason", choice.reason.as_ref().map(|reason| reason.code.clone()));
    let mut transaction =
        server.database.write(About::Log).await.map_err(|_| Code::StorageUnavailable)?;
    let about = About::Case(case_no);
    let turn = server.database.take_turn(&mut transaction, about).await;
    turn.map_err(|_| Code::StorageUnavailable)?;
    let said = decide::decide_in(server, choice, &mut transaction).await;
    let number = said.map_err(|problem| problem.code())?;
    log::append(&mut transaction, &deed.with("statement", number), server.now())
        .await
        .map_err(|_| Code::StorageUnavailable)?;
    session::commit(transaction).await.map_err(|_| Code::StorageUnavailable)
}

fn choice(server: &Server, case_no: &str, fields: &Fields) -> Result<Choice, Code> {
    let given = fields.get("state").unwrap_or_default();
    let sayable =
        [CaseState::Checking, CaseState::Waiting, CaseState::Accepted, CaseState::Refused];
    let state = sayable.into_iter().find(|state| state.as_str() == given);
    let state = state.ok_or(Code::DeskReasonMissing)?;
    let reason = reason(server, &state, fields);
    if reason.is_none() && matches!(state, CaseState::Waiting | CaseState::Refused) {
        return Err(Code::DeskReasonMissing);
    }
    Ok(Choice {
        case_no: case_no.to_owned(),
        seen: fields
            .get("seen")
            .and_then(|seen| seen.parse().ok())
            .ok_or(Code::RequestMalformed)?,
        note: note(fields.get("note").unwrap_or_default())?,
        reason,
        state,
    })
}

fn reason(server: &Server, state: &CaseState, fields: &Fields) -> Option<Reason> {
    let code = fields.get(&format!("reason-{}", state.as_str()))?;
    let mut known = server.world.reasons.iter();
    known.find(|(of, reason)| of == state && reason.code == code).map(|(_, reason)| reason.clone())
}

/// What was typed, without what nobody sees; none when nothing is left.
fn note(typed: &str) -> Result<Option<String>, Code> {
    let lines = typed.replace("\r\n", "\n");
    let unseen = |sign: &char| {
        (sign.is_control() && *sign != '\n')
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let note: String = lines.chars().filter(|sign| !unseen(sign)).collect();
    let note = note.trim();
    if note.chars().count() > MAX_NOTE {
        return Err(Code::DeskNoteTooLong);
    }
    Ok(Some(note.to_owned()).filter(|note| !note.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_is_bounded_and_holds_nothing_hidden() {
        assert_eq!(note(" \r\n ").ok(), Some(None));
        assert_eq!(
            note("请补交\u{202e}合同\r\n第二页\u{7}").ok().flatten().as_deref(),
            Some("请补交合同\n第二页")
        );
        assert_eq!(
            note(&"字".repeat(MAX_NOTE)).ok().flatten().map(|it| it.chars().count()),
            Some(MAX_NOTE)
        );
        assert_eq!(note(&"字".repeat(MAX_NOTE + 1)).err(), Some(Code::DeskNoteTooLong));
    }
}
