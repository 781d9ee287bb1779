//! Refusals as problem documents (RFC 9457), with a stable code and words in both languages.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cert_fill::{Form, Refusal, RefusalCode, carried::CarriedError, late::LateError};
use serde_json::{Value, json};

use crate::request_id;

/// A refusal of the server itself. Refusals of a filing's content come from cert-fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    NotFound,
    MethodNotAllowed,
    BodyTooLarge,
    BodyIncomplete,
    RequestMalformed,
    RequestTooSlow,
    AddressTooLong,
    HeadersTooLarge,
    MediaTypeNotSupported,
    TooManyRequests,
    Busy,
    Timeout,
    StorageUnavailable,
    NotReady,
    Internal,
    FormUnknown,
    FilingUnknown,
    AttachmentTooLarge,
    AttachmentTypeWrong,
    AttachmentDigestWrong,
    UploadsTooMany,
    UploadsTooLarge,
    FilingsTooMany,
    PageExpired,
    CaseUnknown,
    CaseDecided,
    CaseWithoutResult,
    CaseWaits,
    LateMalformed,
    LateDiffers,
    Late(LateError),
    RelaySlotUsed,
    RelayFull,
    Carried(CarriedError),
    CarriedFormUnknown,
    CarriedExpired,
    DeskLoginWrong,
    DeskTriesTooMany,
    DeskSessionEnded,
    DeskRoleMissing,
    DeskNoRole,
    DeskProviderAway,
    DeskProviderRefused,
    DeskReasonMissing,
    DeskNoteTooLong,
    TokenWrong,
}

impl Code {
    #[cfg(test)]
    const ALL: &'static [Self] = &[
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
        Self::BodyIncomplete,
        Self::RequestMalformed,
        Self::RequestTooSlow,
        Self::AddressTooLong,
        Self::HeadersTooLarge,
        Self::MediaTypeNotSupported,
        Self::TooManyRequests,
        Self::Busy,
        Self::Timeout,
        Self::StorageUnavailable,
        Self::NotReady,
        Self::Internal,
        Self::FormUnknown,
        Self::FilingUnknown,
        Self::AttachmentTooLarge,
        Self::AttachmentTypeWrong,
        Self::AttachmentDigestWrong,
        Self::UploadsTooMany,
        Self::UploadsTooLarge,
        Self::FilingsTooMany,
        Self::PageExpired,
        Self::CaseUnknown,
        Self::CaseDecided,
        Self::CaseWithoutResult,
        Self::CaseWaits,
        Self::LateMalformed,
        Self::LateDiffers,
        Self::RelaySlotUsed,
        Self::RelayFull,
        Self::CarriedFormUnknown,
        Self::CarriedExpired,
        Self::DeskLoginWrong,
        Self::DeskTriesTooMany,
        Self::DeskSessionEnded,
        Self::DeskRoleMissing,
        Self::DeskNoRole,
        Self::DeskProviderAway,
        Self::DeskProviderRefused,
        Self::DeskReasonMissing,
        Self::DeskNoteTooLong,
        Self::TokenWrong,
    ];

    /// The HTTP status, and the stable code whose words stand in cert-words.
    pub(crate) const fn row(self) -> (u16, &'static str) {
        match self {
            Self::NotFound => (404, "not-found"),
            Self::MethodNotAllowed => (405, "method-not-allowed"),
            Self::BodyTooLarge => (413, "body-too-large"),
            Self::BodyIncomplete => (400, "body-incomplete"),
            Self::RequestMalformed => (400, "request-malformed"),
            Self::RequestTooSlow => (408, "request-too-slow"),
            Self::AddressTooLong => (414, "address-too-long"),
            Self::HeadersTooLarge => (431, "headers-too-large"),
            Self::MediaTypeNotSupported => (415, "media-type-not-supported"),
            Self::TooManyRequests => (429, "too-many-requests"),
            Self::Busy => (503, "busy"),
            Self::Timeout => (503, "timeout"),
            Self::StorageUnavailable => (503, "storage-unavailable"),
            Self::NotReady => (503, "not-ready"),
            Self::Internal => (500, "internal"),
            Self::FormUnknown => (404, "form-unknown"),
            Self::FilingUnknown => (404, "filing-unknown"),
            Self::AttachmentTooLarge => (413, "attachment-too-large"),
            Self::AttachmentTypeWrong => (415, "attachment-type-wrong"),
            Self::AttachmentDigestWrong => (422, "attachment-digest-wrong"),
            Self::UploadsTooMany => (429, "uploads-too-many"),
            Self::UploadsTooLarge => (413, "uploads-too-large"),
            Self::FilingsTooMany => (429, "filings-too-many"),
            Self::PageExpired => (403, "page-expired"),
            Self::CaseUnknown => (404, "case-unknown"),
            Self::CaseDecided => (409, "case-decided"),
            Self::CaseWithoutResult => (409, "case-without-result"),
            Self::CaseWaits => (409, "case-waits-for-office"),
            Self::LateMalformed => (400, "late-malformed"),
            Self::LateDiffers => (409, "late-value-differs"),
            Self::Late(error) => (422, error.as_str()),
            Self::RelaySlotUsed => (409, "relay-slot-used"),
            Self::RelayFull => (429, "relay-full"),
            Self::Carried(error) => (422, error.as_str()),
            Self::CarriedFormUnknown => (422, "carried-form-unknown"),
            Self::CarriedExpired => (422, "carried-expired"),
            Self::DeskLoginWrong => (401, "desk-login-wrong"),
            Self::DeskTriesTooMany => (429, "desk-tries-too-many"),
            Self::DeskSessionEnded => (401, "desk-session-ended"),
            Self::DeskRoleMissing => (403, "desk-role-missing"),
            Self::DeskNoRole => (403, "desk-no-role"),
            Self::DeskProviderAway => (503, "desk-provider-away"),
            Self::DeskProviderRefused => (403, "desk-provider-refused"),
            Self::DeskReasonMissing => (422, "desk-reason-missing"),
            Self::DeskNoteTooLong => (422, "desk-note-too-long"),
            Self::TokenWrong => (401, "back-office-token-wrong"),
        }
    }
}

/// A refusal on its way to the client.
#[derive(Debug)]
pub(crate) struct Problem {
    code: Code,
    pointer: Option<&'static str>,
    retry_after: Option<u32>,
    more: Option<(&'static str, Value)>,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        let retry_after = match code {
            Code::TooManyRequests => Some(2),
            Code::DeskTriesTooMany => Some(900),
            // So long a large file takes to flow back.
            Code::UploadsTooMany => Some(130),
            Code::FilingsTooMany => Some(3_600),
            Code::Busy | Code::Timeout | Code::StorageUnavailable | Code::NotReady => Some(10),
            _ => None,
        };
        Self { code, pointer: None, retry_after, more: None }
    }
}

impl Problem {
    /// Names the member at fault, as a JSON Pointer.
    pub(crate) fn at(code: Code, pointer: &'static str) -> Self {
        Self { pointer: Some(pointer), ..Self::from(code) }
    }

    /// Which refusal it is.
    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    /// The HTTP status, and the stable code.
    pub(crate) const fn row(&self) -> (u16, &'static str) {
        self.code.row()
    }

    /// Adds a member for programs.
    pub(crate) fn with(self, name: &'static str, value: Value) -> Self {
        Self { more: Some((name, value)), ..self }
    }

    /// The answer without its body, and the body.
    pub(crate) fn parts(&self) -> (Response, String) {
        let text = self.to_json().to_string();
        let mut response = document(self.code.row().0, String::new());
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        (response, text)
    }

    fn to_json(&self) -> Value {
        let (status, code) = self.code.row();
        let words = words(code);
        let mut problem = json!({
            "type": format!("https://ef.example/problems/{code}"),
            "title": cert_words::code_words(code, cert_words::Lang::En).cause,
            "status": status,
            "code": code,
            "detail": words,
        });
        if let Some(pointer) = self.pointer {
            let entry = json!({"pointer": format!("#{pointer}"), "code": code, "detail": words});
            problem["errors"] = json!([entry]);
        }
        if let Some((name, value)) = &self.more {
            problem[*name] = value.clone();
        }
        named(problem)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (response, text) = self.parts();
        response.map(|_| Body::from(text))
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
    let mut response = document(status, named(problem).to_string());
    if refusal.code == RefusalCode::IdempotencyKeyRunning {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// Adds which request it was, as the answer's header and the log say it.
fn named(mut problem: Value) -> Value {
    if let Some(id) = request_id::present() {
        problem["request"] = id.into();
    }
    problem
}

fn words(code: &str) -> Value {
    let said = |language| {
        let words = cert_words::code_words(code, language);
        format!("{} {}", words.cause, words.remedy)
    };
    json!({"zh-CN": said(cert_words::Lang::Zh), "en": said(cert_words::Lang::En)})
}

/// A problem document with this status.
fn document(status: u16, problem: String) -> Response {
    let mut response = Response::new(Body::from(problem));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words_of_its_own() {
        for code in Code::ALL {
            assert!(cert_words::knows(code.row().1), "{code:?}");
        }
    }
}
