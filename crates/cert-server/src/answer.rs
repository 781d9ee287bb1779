//! Answers of a few plain kinds.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::Value;

use crate::tag;

/// A JSON answer that nobody stores.
pub(crate) fn json(status: u16, body: &Value) -> Response {
    with_type(status, "application/json", "no-store", body.to_string())
}

/// Public JSON that may be kept for a short while and read from other sites.
pub(crate) fn public_json(body: &Value) -> Response {
    shared(with_type(200, "application/json", "public, max-age=300", body.to_string()))
}

/// A body with its type and how long it may be kept.
pub(crate) fn with_type(
    status: u16,
    media_type: &'static str,
    cache: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

/// An answer that is asked for again and again, under the tag of its bytes; 304 and no bytes to whoever has them.
pub(crate) fn tagged(
    asked: &HeaderMap,
    media_type: &'static str,
    cache: &'static str,
    body: impl Into<Bytes>,
) -> Response {
    let body = body.into();
    let tag = tag::of(&body);
    let mut response = if tag::is_known(asked, &tag) {
        with_type(304, media_type, cache, Body::empty())
    } else {
        with_type(200, media_type, cache, body)
    };
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// Lets other sites read it: lists are for every verifier, and carry nothing personal.
pub(crate) fn shared(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// 303 to a place on this server.
pub(crate) fn see_other(place: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, place);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
