//! Forms of these pages, which another site can send here and must not be able to.
//!
//! A page's token belongs to the browser that got it: to a random cookie of these pages, which no other site
//! and no script can read, and which is sent with nothing that another site began. An `Origin` check would
//! not do: with `no-referrer` browsers send `Origin: null`.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, header},
    response::Response,
};
use cert_verify::{base64url, sha256};

use crate::{
    Server, body,
    problem::{Code, Problem},
    random,
};

/// A form of these pages is a few short fields.
const MAX_BODY: usize = 2_048;

/// The half days that a page's token is good for.
const TOKEN_SECONDS: i64 = 43_200;

const COOKIE: &str = "specimen";

/// The browser that asks, known by its cookie.
pub(crate) struct Visitor {
    id: [u8; 16],
    is_new: bool,
}

impl Visitor {
    /// The visitor who was here before, or a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match known(headers) {
            Some(id) => Self { id, is_new: false },
            None => {
                let mut id = [0; 16];
                random::fill(&mut id);
                Self { id, is_new: true }
            }
        }
    }

    /// What the forms of a page must carry.
    pub(crate) fn token(&self, server: &Server) -> String {
        token(server, &self.id, 0)
    }

    /// The page, with the cookie when it is new.
    pub(crate) fn greet(&self, server: &Server, mut page: Response) -> Response {
        if self.is_new {
            let secure = if server.base.starts_with("https://") { "; Secure" } else { "" };
            let id = base64url::encode(&self.id);
            let cookie =
                format!("{COOKIE}={id}; Path=/specimen; HttpOnly; SameSite=Strict{secure}");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                page.headers_mut().insert(header::SET_COOKIE, cookie);
            }
        }
        page
    }
}

fn known(headers: &HeaderMap) -> Option<[u8; 16]> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| {
        let value = pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')?;
        base64url::decode(value).ok()?.try_into().ok()
    })
}

/// The fields of a form that came from a page of this server.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the form, when it carries the token of the browser that sends it.
    ///
    /// # Errors
    /// `page-expired` when it does not, whatever the reason.
    pub(super) async fn read(server: &Server, request: Request<Body>) -> Result<Self, Problem> {
        let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if !matches!(site, None | Some("same-origin" | "none")) {
            return Err(Code::PageExpired.into());
        }
        if !body::has_media_type(&request, "application/x-www-form-urlencoded") {
            return Err(Code::MediaTypeNotSupported.into());
        }
        let visitor = known(request.headers()).ok_or(Code::PageExpired)?;
        let bytes = body::read(request.into_body(), MAX_BODY).await?;
        let form = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        let given = form.get("token").unwrap_or_default();
        let is_good = [0, -1].iter().any(|period| {
            sha256(token(server, &visitor, *period).as_bytes()) == sha256(given.as_bytes())
        });
        if is_good { Ok(form) } else { Err(Code::PageExpired.into()) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

fn token(server: &Server, visitor: &[u8; 16], period: i64) -> String {
    let period = server.now().seconds().div_euclid(TOKEN_SECONDS).saturating_add(period);
    let mut input = server.keys.page_secret.to_vec();
    input.extend_from_slice(b"start page");
    input.extend_from_slice(&period.to_be_bytes());
    input.extend_from_slice(visitor);
    base64url::encode(&sha256(&input))
}
