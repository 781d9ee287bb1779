//! Refusals as pages, for people; programs get the problem document as it is.

use axum::{
    body::Body,
    extract::State,
    http::{Request, header},
    middleware::Next,
    response::Response,
};
use cert_words::{Lang, code_words};
use http_body_util::BodyExt;
use serde_json::Value;

use super::{
    page::{View, page},
    session, visitor,
};
use crate::{
    Shared,
    start_page::{Language, escape},
};

/// Gives refusals the frame of a page, and remembers the language that was asked for.
pub(super) async fn dress(
    State(server): State<Shared>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let view = View::of(&server, &request);
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let is_person = accept.is_some_and(|accept| accept.contains("text/html"));
    let uri = request.uri().clone();
    let mut response = next.run(request).await;
    let (Ok(view), Ok(desk)) = (view, session::desk(&server)) else { return response };
    let kind = response.headers().get(header::CONTENT_TYPE);
    if is_person && kind.is_some_and(|kind| kind == "application/problem+json") {
        response = dressed(&view.clone().at("/"), response).await;
    }
    visitor::keep_language(&mut response, &uri, view.language, desk.is_https());
    response
}

async fn dressed(view: &View, response: Response) -> Response {
    let (head, body) = response.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
    let code = problem.get("code").and_then(Value::as_str).unwrap_or("internal");
    let content = format!(
        "<h1>{}</h1>\n{}<p><a class=\"button\" href=\"/\">{}</a></p>",
        view.t("没有完成", "Not done"),
        told(view, code),
        view.t("回到办件列表", "Back to the cases"),
    );
    let mut page = page(view, head.status.as_u16(), view.t("没有完成", "Not done"), &content);
    if let Some(after) = head.headers.get(header::RETRY_AFTER) {
        page.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    page
}

/// The words of a code, with the code.
pub(super) fn told(view: &View, code: &str) -> String {
    let lang = if view.language == Language::English { Lang::En } else { Lang::Zh };
    let words = code_words(code, lang);
    let gap = view.t("", " ");
    format!(
        "<div class=\"banner bad\" role=\"alert\"><p>{}{gap}{}</p><p class=\"small\"><code>{}</code></p></div>\n",
        escape(words.cause),
        escape(words.remedy),
        escape(code),
    )
}
