//! The security headers of every answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use cert_verify::sha256;

use crate::{Business, Config, OwnOffice, business};

/// Made once at start.
#[derive(Clone, Debug)]
pub(crate) struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// Those of another address of this server, with a policy of its own.
    pub(crate) fn with_policy(policy: HeaderValue, opener: &'static str, public_url: &str) -> Self {
        let mut list = vec![
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (OPENER, HeaderValue::from_static(opener)),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
        ];
        if public_url.starts_with("https://") {
            // Two years; on plain HTTP browsers must ignore it.
            let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
            list.push((header::STRICT_TRANSPORT_SECURITY, value));
        }
        Self(list)
    }

    /// The headers, with the digests of the inline scripts in this page, if it has any.
    pub(crate) fn new(index_html: Option<&str>, public_url: &str, config: &Config) -> Self {
        let (policy, opener) = match &config.office {
            // The wallet that such a page opens has to find its opener; who opened the page does not.
            Some(own) => (policy_of_a_business(own), "same-origin-allow-popups"),
            None => {
                let framed = if config.preview.is_some() { "'self'" } else { "'none'" };
                (policy(index_html.unwrap_or_default(), &config.businesses, framed), "same-origin")
            }
        };
        Self::with_policy(policy, opener, public_url)
    }

    /// Adds the headers, except those that the answer sets itself.
    pub(crate) fn apply(&self, headers: &mut HeaderMap, path: &str) {
        if is_asked(path) {
            headers.insert(OPENER, HeaderValue::from_static("unsafe-none"));
        }
        for (name, value) in &self.0 {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
}

const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Pages of the app that another site opened. Any other value than `unsafe-none` would cut them off from
/// their opener (HTML 7.1.3), whose origin they have to hear from the browser itself. The service worker does the
/// same for its copy (`www/service.js`).
fn is_asked(path: &str) -> bool {
    path == "/ask" || path.starts_with("/ask/")
}

/// The camera reads codes, and the screen stays on while one is shown; nothing else is needed.
const PERMISSIONS: &str = "camera=(self), screen-wake-lock=(self), accelerometer=(), autoplay=(), display-capture=(), \
encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
payment=(), picture-in-picture=(), publickey-credentials-get=(), usb=(), xr-spatial-tracking=()";

/// Its own scripts, the engine, and the lists of the city: no more than a shop's page needs.
fn policy_of_a_business(own: &OwnOffice) -> HeaderValue {
    let lists = business::origin_of(&own.trust_list).unwrap_or_default();
    let others = own.status_origins.join(" ");
    let text = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {lists} \
         {others}; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; worker-src 'self'; \
         frame-ancestors 'none'; form-action 'self'; base-uri 'none'; object-src 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// `framed`: who may show these pages in a frame; the page of an author who sees a form there, else nobody.
fn policy(index_html: &str, businesses: &[Business], framed: &str) -> HeaderValue {
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    for script in inline_scripts(index_html) {
        scripts.push_str(&format!(" 'sha256-{}'", STANDARD.encode(sha256(script.as_bytes()))));
    }
    // Origins as `Business` reads them: none of them can end the directive.
    let connect: String = businesses.iter().map(|other| format!(" {}", other.origin())).collect();
    let text = format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; connect-src 'self'{connect}; img-src 'self' data: blob:; \
         font-src 'self'; manifest-src 'self'; media-src 'self' blob:; worker-src 'self'; frame-ancestors {framed}; \
         form-action 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; \
         trusted-types certfill"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The contents of `<script>` elements without `src`. The page is our own build, so a plain
/// search is enough; what it misses the browser refuses.
fn inline_scripts(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, after)) = after.split_once('>') else { break };
        let Some((content, after)) = after.split_once("</script>") else { break };
        if !attributes.contains(" src=") && !content.is_empty() {
            found.push(content);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_digest_only() {
        let html = r#"<script src="/a.js"></script><script type="module">init()</script>"#;
        assert_eq!(inline_scripts(html), ["init()"]);
        let policy = policy(html, &[], "'none'");
        let text = policy.to_str().unwrap();
        assert!(text.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"));
        assert!(!text.contains("unsafe-inline"));
        assert!(text.contains("connect-src 'self';"), "nobody else by default");
    }

    #[test]
    fn nobody_frames_the_app_but_the_page_of_a_preview() {
        let mut config = Config::new("");
        for (framed, preview) in [("'none'", None), ("'self'", Some(crate::Preview::default()))] {
            config.preview = preview;
            let mut headers = HeaderMap::new();
            SecurityHeaders::new(None, "http://127.0.0.1:1", &config).apply(&mut headers, "/");
            let policy = headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
            assert!(policy.contains(&format!("frame-ancestors {framed};")), "{policy}");
        }
    }

    #[test]
    fn only_pages_that_another_site_opens_keep_their_opener() {
        for (path, value) in [
            ("/", "same-origin"),
            ("/ask", "unsafe-none"),
            ("/ask/services/x/check", "unsafe-none"),
            ("/asked", "same-origin"),
            ("/services/ask/", "same-origin"),
        ] {
            let mut headers = HeaderMap::new();
            let made = SecurityHeaders::new(None, "http://127.0.0.1:1", &Config::new(""));
            made.apply(&mut headers, path);
            assert_eq!(headers.get(OPENER).unwrap(), value, "{path}");
        }
    }

    #[test]
    fn hsts_needs_https() {
        let has = |url: &str| {
            let mut headers = HeaderMap::new();
            SecurityHeaders::new(None, url, &Config::new("")).apply(&mut headers, "/");
            headers.contains_key(header::STRICT_TRANSPORT_SECURITY)
        };
        assert!(has("https://certfill.example"));
        assert!(!has("http://127.0.0.1:8080"));
    }
}
