//! The security headers of the desk: less is allowed than to the app, and nobody frames it.

use axum::http::HeaderValue;

use crate::headers::SecurityHeaders;

/// Its own scripts and the engine; pictures of attachments come from here as well.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
require-trusted-types-for 'script'; trusted-types 'none'";

/// The headers of every answer of the desk at this address.
pub(crate) fn of_the_desk(base: &str) -> SecurityHeaders {
    SecurityHeaders::with_policy(HeaderValue::from_static(POLICY), "same-origin", base)
}
