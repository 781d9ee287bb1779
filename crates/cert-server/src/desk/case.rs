//! `GET /cases/{case_no}`: a filing, opened by a clerk.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::Request,
    response::Response,
};

use super::{
    case_page::{self, Said},
    grants::Role,
    kept::{Kept, is_case},
    page::View,
    session::Clerk,
};
use crate::{
    Server, Shared,
    db::desk::{
        cases::{self, Dossier},
        log::{self, Deed},
        sessions,
    },
    problem::{Code, Problem},
};

/// The case, when this clerk may see it. What cannot be written down is not shown.
pub(super) async fn opened(
    server: &Server,
    clerk: &Clerk,
    case_no: &str,
    action: &'static str,
) -> Result<Dossier, Problem> {
    let office = match is_case(case_no) {
        true => cases::office_of(&server.database, case_no).await?,
        false => None,
    };
    let office = office.ok_or(Code::NotFound)?;
    clerk.may(server, Role::Look, &office, case_no).await?;
    let deed = Deed::about(&clerk.id, action, &office, case_no);
    log::note(&server.database, &deed, server.now()).await?;
    Ok(cases::dossier(&server.database, case_no).await?.ok_or(Code::NotFound)?)
}

/// `GET /cases/{case_no}`
pub(super) async fn show(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path(case_no): Path<String>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let view = View::of(&server, &request)?;
    let of = opened(&server, &clerk, &case_no, "opened").await?;
    let kept: Option<Kept> = clerk.kept.clone().filter(|kept| kept.is_about(&case_no));
    if kept.is_some() {
        sessions::forget_kept(&server.database, &clerk.token_hash).await?;
    }
    let is_said =
        request.uri().query().is_some_and(|query| query.split('&').any(|it| it == "said=1"));
    let said = match (&kept, is_said) {
        (Some(_), _) => Said::Restored,
        (None, true) => Said::Done,
        (None, false) => Said::Nothing,
    };
    case_page::show(&server, &view, &of, 200, &said, kept.as_ref()).await
}
