//! Refusals as problem documents (RFC 9457), with a stable code and words in both languages.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cert_fill::{Form, Refusal, RefusalCode};
use serde_json::{Value, json};

/// A refusal of the server itself. Refusals of a filing's content come from cert-fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    BodyIncomplete,
    RequestMalformed,
    MediaTypeNotSupported,
    TooManyRequests,
    Busy,
    Timeout,
    StorageUnavailable,
    Internal,
    FormUnknown,
    FilingUnknown,
    AttachmentTooLarge,
    AttachmentTypeWrong,
    AttachmentDigestWrong,
    PageExpired,
}

impl Code {
    const fn status(self) -> u16 {
        self.row().0
    }

    /// Status, code, and the words in Chinese and English.
    const fn row(self) -> (u16, &'static str, &'static str, &'static str) {
        match self {
            Self::NotFound => (
                404,
                "not-found",
                "这个地址没有内容。请检查链接。",
                "There is nothing at this address. Check the link.",
            ),
            Self::MethodNotAllowed => (
                405,
                "method-not-allowed",
                "这个地址不接受此类请求。",
                "This address does not take this kind of request.",
            ),
            Self::BodyTooLarge => (
                413,
                "body-too-large",
                "内容太大。请减少附件后再试。",
                "The content is too large. Send less and try again.",
            ),
            Self::BodyIncomplete => (
                400,
                "body-incomplete",
                "内容没有完整到达。请再试一次。",
                "The content did not arrive completely. Try again.",
            ),
            Self::RequestMalformed => (
                400,
                "request-malformed",
                "请求的格式不正确。请更新页面后再试。",
                "The request is not well formed. Reload the page and try again.",
            ),
            Self::MediaTypeNotSupported => (
                415,
                "media-type-not-supported",
                "不接受这种格式的请求。",
                "This format of request is not accepted.",
            ),
            Self::TooManyRequests => (
                429,
                "too-many-requests",
                "请求太多。请稍等片刻再试。",
                "Too many requests. Wait a moment and try again.",
            ),
            Self::Busy => (
                503,
                "busy",
                "服务繁忙。您的内容没有丢失，请稍后再试。",
                "The service is busy. Nothing is lost; try again soon.",
            ),
            Self::Timeout => (
                503,
                "timeout",
                "处理时间过长。您的内容没有丢失，请稍后再试。",
                "This took too long. Nothing is lost; try again soon.",
            ),
            Self::StorageUnavailable => (
                503,
                "storage-unavailable",
                "受理部门暂时无法保存。没有提交任何内容，请稍后再试。",
                "The office cannot store anything right now. Nothing was filed; try again later.",
            ),
            Self::Internal => (
                500,
                "internal",
                "服务出错。没有提交任何内容，请稍后再试。",
                "Something went wrong here. Nothing was filed; try again later.",
            ),
            Self::FormUnknown => (
                404,
                "form-unknown",
                "没有这份表单。请从服务目录重新打开。",
                "There is no such form. Open it again from the list of services.",
            ),
            Self::FilingUnknown => (
                404,
                "filing-unknown",
                "这份表单不向该部门提交。",
                "This form does not file with this office.",
            ),
            Self::AttachmentTooLarge => (
                413,
                "attachment-too-large",
                "附件超过 8 MB。请缩小后再上传。",
                "The attachment is larger than 8 MB. Make it smaller and upload it again.",
            ),
            Self::AttachmentTypeWrong => (
                415,
                "attachment-type-wrong",
                "附件必须是 PDF、JPEG 或 PNG。",
                "The attachment must be a PDF, JPEG or PNG.",
            ),
            Self::AttachmentDigestWrong => (
                422,
                "attachment-digest-wrong",
                "附件在传输中改变了。请重新上传。",
                "The attachment changed on the way. Upload it again.",
            ),
            Self::PageExpired => (
                403,
                "page-expired",
                "页面已过期。请返回并刷新页面。",
                "The page has expired. Go back and reload it.",
            ),
        }
    }
}

/// A refusal on its way to the client.
#[derive(Debug)]
pub(crate) struct Problem {
    code: Code,
    pointer: Option<&'static str>,
    retry_after: Option<u32>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        let retry_after = match code {
            Code::TooManyRequests => Some(2),
            Code::Busy | Code::Timeout | Code::StorageUnavailable => Some(10),
            _ => None,
        };
        Self { code, pointer: None, retry_after }
    }
}

impl Problem {
    /// Names the member at fault, as a JSON Pointer.
    pub(crate) fn at(code: Code, pointer: &'static str) -> Self {
        Self { pointer: Some(pointer), ..Self::from(code) }
    }

    fn to_json(&self) -> Value {
        let (status, code, zh, en) = self.code.row();
        let words = json!({"zh-CN": zh, "en": en});
        let mut problem = json!({
            "type": format!("https://ef.example/problems/{code}"),
            "title": en,
            "status": status,
            "code": code,
            "detail": words,
        });
        if let Some(pointer) = self.pointer {
            let entry = json!({"pointer": format!("#{pointer}"), "code": code, "detail": words});
            problem["errors"] = json!([entry]);
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = document(self.code.status(), &self.to_json());
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// The refusal of a filing as a problem document: cert-fill's, with words in both languages.
pub(crate) fn of_refusal(refusal: &Refusal, form: Option<&Form>) -> Response {
    let problem = cert_fill::wire::Problem::of_refusal(refusal, form);
    let status = problem.status;
    let mut problem = serde_json::to_value(&problem).unwrap_or_default();
    let words = words(refusal.code.as_str());
    if let Some(errors) = problem.get_mut("errors").and_then(Value::as_array_mut) {
        for error in errors.iter_mut().filter_map(Value::as_object_mut) {
            let code = error.get("code").and_then(Value::as_str).unwrap_or_default().to_owned();
            error.entry("detail").or_insert_with(|| self::words(&code));
        }
    }
    problem["detail"] = words;
    let mut response = document(status, &problem);
    if refusal.code == RefusalCode::IdempotencyKeyRunning {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

fn words(code: &str) -> Value {
    let said = |language| {
        let words = cert_words::code_words(code, language);
        format!("{} {}", words.cause, words.remedy)
    };
    json!({"zh-CN": said(cert_words::Lang::Zh), "en": said(cert_words::Lang::En)})
}

/// A problem document with this status.
pub(crate) fn document(status: u16, problem: &Value) -> Response {
    let mut response = Response::new(Body::from(problem.to_string()));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
