//! Who is let through to the pages of clerks.

use axum::{
    body::Body,
    extract::State,
    http::{Method, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    kept::Kept,
    login,
    page::View,
    session::{clerk_of, desk},
    visitor::{self, Fields, MAX_FORM, SESSION},
};
use crate::{
    Server, Shared,
    problem::{Code, Problem},
};

/// Lets clerks through, and asks everybody else to log in. What was typed comes along.
pub(super) async fn require(
    State(server): State<Shared>,
    mut request: Request<Body>,
    next: Next,
) -> Response {
    match clerk_of(&server, request.headers()).await {
        Ok(Some(clerk)) => {
            request.extensions_mut().insert(clerk);
            next.run(request).await
        }
        Ok(None) => ask_to_log_in(&server, request).await.unwrap_or_else(Problem::into_response),
        Err(problem) => problem.into_response(),
    }
}

async fn ask_to_log_in(server: &Server, request: Request<Body>) -> Result<Response, Problem> {
    let desk = desk(server)?;
    let view = View::of(server, &request)?;
    let headers = request.headers().clone();
    // What a program asks for is no page to log in on.
    let wants_page = headers
        .get("accept")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return Err(Code::DeskSessionEnded.into());
    }
    let had_session = visitor::cookie(&headers, SESSION, desk.is_https());
    let is_post = *request.method() == Method::POST;
    let path = request.uri().path().to_owned();
    let place = request.uri().path_and_query().map(|place| place.as_str().to_owned());
    let kept = if is_post {
        let fields = Fields::read(server, had_session.as_deref(), request, MAX_FORM).await;
        fields.ok().and_then(|fields| Kept::of(&path, &fields))
    } else {
        None
    };
    let back = match &kept {
        Some(kept) => kept.place(),
        None if is_post => "/".to_owned(),
        None => place.unwrap_or_default(),
    };
    let problem = had_session.is_some().then_some(Code::DeskSessionEnded);
    let asked = login::Asked { back: &back, kept: kept.as_ref(), name: "", problem };
    Ok(login::page(server, &view, &headers, &asked))
}
