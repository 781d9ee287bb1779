//! The way to the identity provider and back.

use axum::{
    body::Body,
    extract::State,
    http::{Request, StatusCode},
    response::Response,
};

use super::{
    kept::Kept,
    login,
    page::{self as frame, View},
    provider::{self, Outward},
    session::{self, Beginning, desk, hash},
    visitor::{self, Fields, JOURNEY, MAX_FORM, SESSION, VISIT},
};
use crate::{
    Shared,
    db::desk::sessions::{self, Journey},
    problem::{Code, Problem},
    start_page::escape,
};

/// Whoever needs longer to log in begins anew.
const JOURNEY_SECONDS: i64 = 600;

/// `POST /login/provider`
pub(super) async fn set_out(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let desk = desk(&server)?;
    let away = desk.provider.as_ref().ok_or(Code::NotFound)?;
    let view = View::of(&server, &request)?.at("/login");
    let headers = request.headers().clone();
    let visit = visitor::cookie(&headers, VISIT, desk.is_https());
    let fields = Fields::read(&server, visit.as_deref(), request, MAX_FORM).await?;
    let kept = fields.get("kept").and_then(Kept::read);
    let now = server.now();
    let to = match away.discovered(now, false).await {
        Ok(to) => to,
        Err(code) => {
            let back = fields.get("back").and_then(visitor::own_place).unwrap_or("/");
            let asked = login::Asked { back, kept: kept.as_ref(), name: "", problem: Some(code) };
            let mut response = login::page(&server, &view, &headers, &asked);
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return Ok(response);
        }
    };
    let outward = Outward::new();
    let browser = provider::secret();
    let journey = Journey {
        state_hash: hash(&outward.state),
        browser_hash: hash(&browser),
        nonce: outward.nonce.clone(),
        verifier: outward.verifier.clone(),
        kept: kept.map(|kept| kept.written()),
        ends_at: now.plus_seconds(JOURNEY_SECONDS),
    };
    sessions::set_out(&server.database, &journey).await?;
    let place = away.way_there(&to, &format!("{}/login/return", desk.base), &outward);
    // A page and no redirect: `form-action` forbids that a form leads to another site.
    let mut response = onward(
        &view,
        view.t("正在转到统一身份登录", "On the way to your organisation's login"),
        &place,
    );
    visitor::set_cookie(&mut response, JOURNEY, &browser, desk.is_https());
    Ok(response)
}

/// A page that leads on by itself, and by a link.
fn onward(view: &View, title: &str, place: &str) -> Response {
    let place = escape(place);
    let content = format!(
        "<meta http-equiv=\"refresh\" content=\"0; url={place}\"><h1>{title}</h1>\n<p><a class=\"button\" href=\"{place}\">{}</a></p>",
        view.t("继续", "Continue"),
    );
    frame::page(view, 200, title, &content)
}

/// `GET /login/return`
pub(super) async fn come_back(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Problem> {
    let desk = desk(&server)?;
    let away = desk.provider.as_ref().ok_or(Code::NotFound)?;
    let view = View::of(&server, &request)?.at("/login");
    let headers = request.headers().clone();
    let given: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let (state, code) = (only(&given, "state"), only(&given, "code"));
    let now = server.now();
    let journey = match state {
        Some(state) => sessions::come_back(&server.database, &hash(&state)).await?,
        None => None,
    };
    // Only the browser that set out: nobody is logged in as somebody else by a link.
    let browser = visitor::cookie(&headers, JOURNEY, desk.is_https()).map(|browser| hash(&browser));
    let journey = journey
        .filter(|journey| browser.as_ref() == Some(&journey.browser_hash) && journey.ends_at > now);
    let kept = journey.as_ref().and_then(|journey| journey.kept.as_deref().and_then(Kept::read));
    let done = match (&journey, code) {
        (Some(journey), Some(code)) => {
            provider::arrived(away, journey, &code, &desk.base, now).await
        }
        _ => Err(Code::DeskProviderRefused),
    };
    let identity = match done {
        Ok(identity) => identity,
        Err(code) => {
            let back = kept.as_ref().map_or_else(|| "/".to_owned(), Kept::place);
            let asked =
                login::Asked { back: &back, kept: kept.as_ref(), name: "", problem: Some(code) };
            let mut response = login::page(&server, &view, &headers, &asked);
            let status = StatusCode::from_u16(Problem::from(code).row().0);
            *response.status_mut() = status.unwrap_or(StatusCode::FORBIDDEN);
            return Ok(response);
        }
    };
    let place = kept.as_ref().map_or_else(|| "/".to_owned(), Kept::place);
    let beginning = Beginning {
        clerk: format!("oidc:{}", identity.subject),
        name: identity.name,
        grants: Some(identity.grants),
        kept,
        password: None,
    };
    let token = session::begin(&server, beginning).await?;
    // A redirect would still count as begun by the provider's site, and the cookie not be sent with it.
    let mut response = onward(&view, view.t("已登录", "Logged in"), &place);
    visitor::set_cookie(&mut response, SESSION, &token, desk.is_https());
    visitor::set_cookie(&mut response, JOURNEY, "", desk.is_https());
    Ok(response)
}

/// The parameter of this name, when it is there once.
fn only(given: &[(String, String)], name: &str) -> Option<String> {
    let mut found = given.iter().filter(|(other, _)| other == name).map(|(_, value)| value);
    let first = found.next()?;
    found.next().is_none().then(|| first.clone())
}
