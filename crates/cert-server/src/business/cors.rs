//! Which apps may fetch a business's forms and file at its office from another origin (CORS): the wallets that
//! the business named, and nobody else. What is filed is checked all the same; this keeps a stranger's page
//! from reading answers of the office in a visitor's browser.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Method, Request, header},
    middleware::Next,
    response::Response,
};

use crate::{Shared, answer};

/// What the app sends (`src/sending/office.rs`).
const HEADERS: &str = "accept-language, content-type, ef-nonce, idempotency-key";

/// Adds the permission, and answers who asks for it first.
pub(crate) async fn permit(
    State(server): State<Shared>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let open = path.starts_with("/forms/") || path.starts_with("/offices/");
    let wallets =
        server.config.office.as_ref().map(|own| own.wallets.as_slice()).unwrap_or_default();
    let origin = request
        .headers()
        .get(header::ORIGIN)
        .filter(|origin| wallets.iter().any(|wallet| wallet.as_bytes() == origin.as_bytes()));
    let Some(origin) = origin.filter(|_| open).cloned() else {
        let mut response = next.run(request).await;
        if open {
            vary(&mut response);
        }
        return response;
    };
    let asks = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks {
        let mut response = answer::with_type(204, "text/plain", "no-store", Body::empty());
        let headers = response.headers_mut();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST, PUT"),
        );
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        response
    } else {
        next.run(request).await
    };
    vary(&mut response);
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after, request-id"),
    );
    response
}

/// A cache between must not give one site the permission of another.
fn vary(response: &mut Response) {
    response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
}
