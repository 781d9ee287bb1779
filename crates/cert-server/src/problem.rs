//! Refusals as problem documents (RFC 9457), with a stable code and words in both languages.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
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
    FormVersionNotAccepted,
    FilingUnknown,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    FilingStillRunning,
    NonceUnknown,
    NonceUsed,
    NonceExpired,
    AttachmentTooLarge,
    AttachmentTypeWrong,
    AttachmentDigestWrong,
    PageExpired,
}

impl Code {
    /// The stable code.
    pub(crate) const fn as_str(self) -> &'static str {
        self.row().1
    }

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
                "服务繁忙。您的内容没有丢失,请稍后再试。",
                "The service is busy. Nothing is lost; try again soon.",
            ),
            Self::Timeout => (
                503,
                "timeout",
                "处理时间过长。您的内容没有丢失,请稍后再试。",
                "This took too long. Nothing is lost; try again soon.",
            ),
            Self::StorageUnavailable => (
                503,
                "storage-unavailable",
                "受理部门暂时无法保存。没有提交任何内容,请稍后再试。",
                "The office cannot store anything right now. Nothing was filed; try again later.",
            ),
            Self::Internal => (
                500,
                "internal",
                "服务出错。没有提交任何内容,请稍后再试。",
                "Something went wrong here. Nothing was filed; try again later.",
            ),
            Self::FormUnknown => (
                404,
                "form-unknown",
                "没有这份表单。请从服务目录重新打开。",
                "There is no such form. Open it again from the list of services.",
            ),
            Self::FormVersionNotAccepted => (
                409,
                "form-version-not-accepted",
                "表单已更新。请重新打开表单,您填写的内容会保留。",
                "The form has changed. Open it again; what you typed is kept.",
            ),
            Self::FilingUnknown => (
                404,
                "filing-unknown",
                "这份表单不向该部门提交。",
                "This form does not file with this office.",
            ),
            Self::IdempotencyKeyMissing => (
                400,
                "idempotency-key-missing",
                "请求缺少幂等键。请更新页面后再试。",
                "The request has no idempotency key. Reload the page and try again.",
            ),
            Self::IdempotencyKeyReused => (
                422,
                "idempotency-key-reused",
                "同一编号已提交过不同的内容。请重新核对并提交。",
                "Other content was already filed under this key. Check your answers and send again.",
            ),
            Self::FilingStillRunning => (
                409,
                "filing-still-running",
                "这份申请正在处理。请稍后再查看。",
                "This filing is still being processed. Look again in a moment.",
            ),
            Self::NonceUnknown => (
                422,
                "nonce-unknown",
                "签名不是为这次提交做的。请重新签名提交。",
                "The signature was not made for this filing. Sign and send again.",
            ),
            Self::NonceUsed => (
                422,
                "nonce-used",
                "这次签名已经用过。请重新签名提交。",
                "This signature was used before. Sign and send again.",
            ),
            Self::NonceExpired => (
                422,
                "nonce-expired",
                "签名时间过久。请重新签名提交。",
                "The signature has waited too long. Sign and send again.",
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
            Code::TooManyRequests | Code::FilingStillRunning => Some(2),
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

    pub(crate) fn code(&self) -> Code {
        self.code
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
