//! The routes of the desk's own address.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, Method, Request, header},
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    attachment, case, counter, decision, dress, entrance, entries, evidence, front, headers,
    journey, list, login, record, record_page,
};
use crate::{
    Shared, app, gate, listener, log,
    problem::{Code, Problem},
    status, trust,
};

/// Everything that the desk answers.
pub(crate) fn router(server: Shared) -> Router {
    let of_clerks = Router::new()
        .route("/", get(list::show))
        .route("/cases/{case_no}", get(case::show))
        .route("/cases/{case_no}/evidence", get(evidence::get))
        .route("/cases/{case_no}/attachments/{digest}", get(attachment::get))
        .route("/cases/{case_no}/decisions", post(decision::post))
        .route("/cases/{case_no}/record", get(record_page::show))
        .route("/cases/{case_no}/record.json", get(record::get))
        .route("/counter", get(counter::show).post(counter::open))
        .route("/counter/file", post(counter::file))
        .route("/log", get(entries::show))
        .route("/log/check", get(entries::check))
        .route("/logout", post(login::log_out))
        .route("/logout/everywhere", post(login::log_out_everywhere))
        .layer(middleware::from_fn_with_state(server.clone(), entrance::require));
    let secured = server.clone();
    of_clerks
        .route("/login", get(login::show).post(login::log_in))
        .route("/login/provider", post(journey::set_out))
        .route("/login/return", get(journey::come_back))
        .route("/desk.css", get(front::style))
        .route("/desk.mjs", get(front::script))
        .route("/icon.svg", get(front::icon))
        // For the engine in the clerk's browser, which may ask nobody else.
        .route("/trust/list", get(trust::get))
        .route("/status/{n}", get(status::get))
        .fallback(package)
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
        .layer(middleware::from_fn_with_state(server.clone(), dress::dress))
        .layer(middleware::from_fn_with_state(server.clone(), gate::gate))
        .layer(CatchPanicLayer::custom(app::panicked))
        .layer(middleware::from_fn(move |request: Request<Body>, next: Next| {
            secure(secured.clone(), request, next)
        }))
        .layer(middleware::from_fn_with_state(server.clone(), log::requests))
        .layer(middleware::from_fn(listener::mark))
        .with_state(server)
}

async fn secure(server: Shared, request: Request<Body>, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(desk) = &server.desk {
        headers::of_the_desk(&desk.base).apply(response.headers_mut(), "/");
    }
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The npm package, when it was given.
async fn package(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let path = request.uri().path();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let files = server.desk.as_ref().and_then(|desk| desk.package.as_ref());
    let found = files.filter(|_| is_read && path.starts_with("/certfill/"));
    found.and_then(|files| files.answer(path, request.headers())).ok_or(Code::NotFound.into())
}
