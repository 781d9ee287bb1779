//! What a browser brings along: cookies, its language, and the forms that it sends.
//!
//! The token of a form belongs to a cookie of the same browser, which no other site can read and which is sent with
//! nothing that another site began (`SameSite=Strict`). A session that has ended still has its token: what was typed
//! is not lost, but is only shown again to whoever logs in.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, Uri, header},
    response::Response,
};
use cert_verify::{base64url, sha256};

use crate::{
    Server, body,
    problem::{Code, Problem},
    random,
    start_page::Language,
};

/// The cookie of a session, and the one of who is not logged in.
pub(super) const SESSION: &str = "desk";
pub(super) const VISIT: &str = "desk-visit";
/// Of a journey to the identity provider. It has to come along when another site sends the browser back.
pub(super) const JOURNEY: &str = "desk-journey";
const LANGUAGE: &str = "desk-lang";

/// A decision with its free text, percent-encoded.
pub(super) const MAX_FORM: usize = 16_384;

/// The name of a cookie as it is sent: with `__Host-`, browsers refuse it from anybody but this host over TLS.
fn full(name: &str, is_https: bool) -> String {
    if is_https { format!("__Host-{name}") } else { name.to_owned() }
}

/// The cookie of this name.
pub(super) fn cookie(headers: &HeaderMap, name: &str, is_https: bool) -> Option<String> {
    let name = full(name, is_https);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| {
        let value = pair.trim().strip_prefix(&name)?.strip_prefix('=')?;
        (value.len() <= 128).then(|| value.to_owned())
    })
}

/// Sets a cookie; an empty value takes it away.
pub(super) fn set_cookie(response: &mut Response, name: &str, value: &str, is_https: bool) {
    let secure = if is_https { "; Secure" } else { "" };
    let same_site = if name == JOURNEY { "Lax" } else { "Strict" };
    let end = match (value, name) {
        ("", _) => "; Max-Age=0",
        (_, LANGUAGE) => "; Max-Age=31536000",
        _ => "",
    };
    let name = full(name, is_https);
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{end}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// The language of a page: asked for, remembered, or preferred.
pub(super) fn language(uri: &Uri, headers: &HeaderMap, is_https: bool) -> Language {
    let asked = uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("lang="));
    match cookie(headers, LANGUAGE, is_https) {
        Some(short) if !asked => Language::from_short(Some(&short)),
        _ => Language::of(uri, headers),
    }
}

/// Remembers the language that was asked for.
pub(super) fn keep_language(
    response: &mut Response,
    uri: &Uri,
    language: Language,
    is_https: bool,
) {
    if uri.query().unwrap_or_default().split('&').any(|pair| pair.starts_with("lang=")) {
        set_cookie(response, LANGUAGE, language.short(), is_https);
    }
}

/// The random cookie of who is not logged in, and whether it is new.
pub(super) fn visit(headers: &HeaderMap, is_https: bool) -> (String, bool) {
    match cookie(headers, VISIT, is_https) {
        Some(id) if id.len() == 22 => (id, false),
        _ => (random::identifier(), true),
    }
}

/// What the forms of a page carry for this cookie.
pub(super) fn token(server: &Server, cookie: &str) -> String {
    let mut input = server.keys.page_secret.to_vec();
    input.extend_from_slice(b"desk");
    input.extend_from_slice(cookie.as_bytes());
    base64url::encode(&sha256(&input))
}

/// The fields of a form that came from a page of the desk.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// Reads a form, when it carries the token of this cookie.
    ///
    /// # Errors
    /// `page-expired` when it does not, whatever the reason.
    pub(super) async fn read(
        server: &Server,
        cookie: Option<&str>,
        request: Request<Body>,
        limit: usize,
    ) -> Result<Self, Problem> {
        let site = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
        if !matches!(site, None | Some("same-origin" | "none")) {
            return Err(Code::PageExpired.into());
        }
        if !body::has_media_type(&request, "application/x-www-form-urlencoded") {
            return Err(Code::MediaTypeNotSupported.into());
        }
        let cookie = cookie.ok_or(Code::PageExpired)?;
        let bytes = body::read(request.into_body(), limit).await?;
        let fields = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        let given = fields.get("token").unwrap_or_default();
        // Of digests, so that the time of the comparison says nothing.
        let is_good = sha256(token(server, cookie).as_bytes()) == sha256(given.as_bytes());
        if is_good { Ok(fields) } else { Err(Code::PageExpired.into()) }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// A place on the desk to go on at: a path of our own, and never another site.
pub(super) fn own_place(place: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>');
    let is_own = place.starts_with('/') && !place.starts_with("//") && place.len() <= 600;
    (is_own && place.bytes().all(plain)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_at_a_place_of_the_desk_only() {
        assert_eq!(
            own_place("/cases/PSB-2026-1123-0000001?x=1"),
            Some("/cases/PSB-2026-1123-0000001?x=1")
        );
        for other in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a b",
            "/\n",
            "cases",
        ] {
            assert_eq!(own_place(other), None, "{other}");
        }
    }

    #[test]
    fn over_tls_a_cookie_is_this_hosts_alone() {
        let mut response = Response::new(Body::empty());
        set_cookie(&mut response, SESSION, "x", true);
        let cookie = response.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        assert_eq!(cookie, "__Host-desk=x; Path=/; HttpOnly; SameSite=Strict; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; desk=y; __Host-desk=x"));
        assert_eq!(super::cookie(&headers, SESSION, true).as_deref(), Some("x"));
        assert_eq!(super::cookie(&headers, SESSION, false).as_deref(), Some("y"));
    }
}
