//! The routes, and what is done for every request.

use std::any::Any;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, Request, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    Server, Shared, answer, back_office, business, catalogue, forms, gate, issuer, listener, log,
    office, openapi, preview,
    problem::{Code, Problem},
    readiness, relay,
    routes::Routes,
    start_page, status, trust,
};

/// All routes of this server.
pub(crate) fn router(server: Shared) -> Router {
    routes(&Parts::of(&server))
        .into_router()
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

/// Which parts are switched on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    /// It is the office of a business, and nothing else.
    pub(crate) business: bool,
    pub(crate) issuer: bool,
    pub(crate) specimen: bool,
    pub(crate) preview: bool,
    pub(crate) offices: bool,
    pub(crate) back_office: bool,
}

impl Parts {
    fn of(server: &Server) -> Self {
        let config = &server.config;
        Self {
            business: server.own.is_some(),
            issuer: config.issuer,
            specimen: config.specimen,
            preview: config.preview.is_some(),
            offices: config.offices,
            back_office: config.back_office.is_some(),
        }
    }
}

pub(crate) fn routes(parts: &Parts) -> Routes {
    let mut routes = if parts.business { of_a_business() } else { of_an_operator(parts) };
    if parts.back_office {
        routes = routes
            .get("/offices/{office}/filings", back_office::filings)
            .get("/offices/{office}/filings/{case_no}/attachments/{digest}", back_office::file);
    }
    routes
        .get("/healthz", readiness::health)
        .get("/readyz", readiness::ready)
        .get("/openapi.json", openapi::get)
}

/// Just an office: its forms, what is filed there, and two questions of its own pages.
fn of_a_business() -> Routes {
    offices(Routes::none())
        .get("/forms/{name}", forms::form)
        .get("/business/config.json", business::described)
        .post("/business/receipt", business::receipt)
        .post("/business/check", business::check)
}

fn offices(routes: Routes) -> Routes {
    routes
        .post("/offices/{office}/ef/challenges", office::challenge::post)
        .put("/offices/{office}/ef/attachments/{digest}", office::attachment::put)
        .post("/offices/{office}/ef/filings", office::filing::post)
        .get("/offices/{office}/ef/filings/{case_no}", office::again::get)
}

/// What the offices of the city do besides: a business's server has nobody who decides.
fn cases(routes: Routes) -> Routes {
    routes
        .get("/offices/{office}/ef/progress", office::progress::get)
        .post("/offices/{office}/ef/late", office::late::post)
}

/// The app with all that it needs, each part switchable.
fn of_an_operator(parts: &Parts) -> Routes {
    let mut routes = Routes::none()
        .get("/config.json", configuration)
        .get("/trust/list", trust::get)
        .get("/status/{n}", status::get)
        .put("/relay/{channel}/{slot}", relay::put)
        .get("/relay/{channel}/{slot}", relay::take)
        .get("/departments/{slug}/index.jws", catalogue::index)
        .get("/departments/{slug}/{place}/{file}", catalogue::file);
    if parts.issuer {
        routes = routes
            .get("/.well-known/openid-credential-issuer/issuer", issuer::metadata::issuer)
            .get(
                "/.well-known/oauth-authorization-server/issuer",
                issuer::metadata::authorization_server,
            )
            .get("/issuer/offers/{id}", issuer::offer::get)
            .post("/issuer/token", issuer::token::post)
            .post("/issuer/nonce", issuer::nonce::post)
            .post("/issuer/credential", issuer::credential::post);
    }
    if parts.specimen {
        routes = routes
            .get("/specimen", start_page::people)
            .get("/specimen/style.css", start_page::style)
            .get("/specimen/icon.svg", start_page::icon)
            .post("/specimen/offers", start_page::make_offer)
            .get("/specimen/offers/{id}", start_page::offer)
            .get("/specimen/codes/{page}", start_page::transaction_code)
            .get("/specimen/certificates", start_page::certificates)
            .post("/specimen/certificates", start_page::change_status)
            .get("/specimen/filings", start_page::filings)
            .post("/specimen/filings", start_page::decide);
    }
    if parts.preview {
        routes = routes
            .get("/specimen/preview", preview::show)
            .get("/specimen/preview/news", preview::news)
            .get("/specimen/preview/preview.js", preview::script);
    }
    if parts.offices { cases(offices(routes)) } else { routes }
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
