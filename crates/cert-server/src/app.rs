//! The routes, and what is done for every request.

use std::any::Any;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Request, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde_json::{Value, json};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    Shared, answer, business, catalogue, forms, gate, issuer, listener, log, office, preview,
    problem::{Code, Problem},
    readiness, relay, start_page, status, trust,
};

/// All routes of this server.
pub(crate) fn router(server: Shared) -> Router {
    let routes = if server.own.is_some() { of_a_business() } else { of_an_operator(&server) };
    routes
        .fallback(static_files)
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
        .layer(middleware::from_fn_with_state(server.clone(), gate::gate))
        .layer(middleware::from_fn_with_state(server.clone(), business::permit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(server.clone(), headers))
        .layer(middleware::from_fn_with_state(server.clone(), log::requests))
        .layer(middleware::from_fn(listener::mark))
        .with_state(server)
}

/// Just an office: its forms, what is filed there, and two questions of its own pages.
fn of_a_business() -> Router<Shared> {
    offices(Router::new())
        .route("/healthz", get(readiness::health))
        .route("/readyz", get(readiness::ready))
        .route("/forms/{name}", get(forms::form))
        .route("/business/config.json", get(business::described))
        .route("/business/receipt", post(business::receipt))
        .route("/business/check", post(business::check))
}

fn offices(router: Router<Shared>) -> Router<Shared> {
    router
        .route("/offices/{office}/ef/challenges", post(office::challenge::post))
        .route("/offices/{office}/ef/attachments/{digest}", put(office::attachment::put))
        .route("/offices/{office}/ef/filings", post(office::filing::post))
        .route("/offices/{office}/ef/filings/{case_no}", get(office::again::get))
}

/// What the offices of the city do besides: a business's server has nobody who decides.
fn cases(router: Router<Shared>) -> Router<Shared> {
    router
        .route("/offices/{office}/ef/progress", get(office::progress::get))
        .route("/offices/{office}/ef/late", post(office::late::post))
}

/// The app with all that it needs, each part switchable.
fn of_an_operator(server: &Shared) -> Router<Shared> {
    let mut router = Router::new()
        .route("/healthz", get(readiness::health))
        .route("/readyz", get(readiness::ready))
        .route("/config.json", get(configuration))
        .route("/trust/list", get(trust::get))
        .route("/status/{n}", get(status::get))
        .route("/relay/{channel}/{slot}", put(relay::put).get(relay::take))
        .route("/departments/{slug}/index.jws", get(catalogue::index))
        .route("/departments/{slug}/{place}/{file}", get(catalogue::file));
    if server.config.issuer {
        router = router
            .route("/.well-known/openid-credential-issuer/issuer", get(issuer::metadata::issuer))
            .route(
                "/.well-known/oauth-authorization-server/issuer",
                get(issuer::metadata::authorization_server),
            )
            .route("/issuer/offers/{id}", get(issuer::offer::get))
            .route("/issuer/token", post(issuer::token::post))
            .route("/issuer/nonce", post(issuer::nonce::post))
            .route("/issuer/credential", post(issuer::credential::post));
    }
    if server.config.specimen {
        router = router
            .route("/specimen", get(start_page::people))
            .route("/specimen/style.css", get(start_page::style))
            .route("/specimen/icon.svg", get(start_page::icon))
            .route("/specimen/offers", post(start_page::make_offer))
            .route("/specimen/offers/{id}", get(start_page::offer))
            .route("/specimen/codes/{page}", get(start_page::transaction_code))
            .route(
                "/specimen/certificates",
                get(start_page::certificates).post(start_page::change_status),
            )
            .route("/specimen/filings", get(start_page::filings).post(start_page::decide));
    }
    if server.config.preview.is_some() {
        router = router
            .route("/specimen/preview", get(preview::show))
            .route("/specimen/preview/news", get(preview::news))
            .route("/specimen/preview/preview.js", get(preview::script));
    }
    if server.config.offices { cases(offices(router)) } else { router }
}

/// `GET /config.json`: what makes one build of the app serve this operator.
async fn configuration(State(server): State<Shared>, asked: HeaderMap) -> Response {
    let mut configuration = json!({
        "certfill": "1",
        "trust": {"list": "/trust/list", "roots": trust::roots(&server)},
        "departments": catalogue::listed(&server),
    });
    if let Value::Object(members) = &mut configuration {
        if !server.config.businesses.is_empty() {
            let businesses = server.config.businesses.iter();
            let told = businesses.map(|other| Value::Object(other.for_the_app()));
            members.insert("businesses".to_owned(), told.collect());
        }
        let world = server.world.operator.iter();
        // Where to try everything is only said where there is such a place.
        let world = world.filter(|(name, _)| *name != "demo" || server.config.specimen);
        members.extend(world.map(|(name, value)| (name.clone(), value.clone())));
    }
    answer::tagged(&asked, "application/json", "no-cache", configuration.to_string())
}

async fn static_files(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Code::NotFound.into());
    }
    let path = request.uri().path();
    match &server.files {
        Some(files) => files.answer(path, request.headers()).ok_or_else(|| Code::NotFound.into()),
        None if path == "/" && server.config.specimen => Ok(answer::see_other("/specimen")),
        None => Err(Code::NotFound.into()),
    }
}

async fn headers(State(server): State<Shared>, request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    server.security.apply(response.headers_mut(), &path);
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The message of a panic may quote data, so it goes nowhere.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request panicked");
    Problem::from(Code::Internal).into_response()
}
