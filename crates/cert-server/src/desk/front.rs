//! The style and the script of the desk, compiled in.

use axum::{http::HeaderMap, response::Response};

use crate::answer;

/// `GET /desk.css`
pub(super) async fn style(asked: HeaderMap) -> Response {
    let text = include_str!("../../desk/desk.css");
    answer::tagged(&asked, "text/css; charset=utf-8", "no-cache", text)
}

/// `GET /desk.mjs`
pub(super) async fn script(asked: HeaderMap) -> Response {
    let text = include_str!("../../desk/desk.mjs");
    answer::tagged(&asked, "text/javascript; charset=utf-8", "no-cache", text)
}

/// `GET /icon.svg`
pub(super) async fn icon(asked: HeaderMap) -> Response {
    let text = include_str!("../../../../www/icon.svg");
    answer::tagged(&asked, "image/svg+xml", "no-cache", text)
}
