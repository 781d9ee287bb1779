//! Answers that are given before there is a request, or because there is none: made at the start,
//! since below HTTP nobody could make them.

use crate::{
    headers::SecurityHeaders,
    problem::{Code, Problem},
    random, request_id,
};

/// The refusals that need no request.
const CODES: [Code; 5] = [
    Code::RequestMalformed,
    Code::RequestTooSlow,
    Code::AddressTooLong,
    Code::HeadersTooLarge,
    Code::TooManyRequests,
];

/// Only our answers have it.
const OURS: &[u8] = b"content-security-policy: ";

/// Whole answers, byte by byte.
#[derive(Debug)]
pub(crate) struct EarlyAnswers(Vec<(Code, Vec<u8>)>);

impl EarlyAnswers {
    pub(crate) fn new(security: &SecurityHeaders) -> Self {
        Self(CODES.map(|code| (code, written(code, security))).into())
    }

    /// The whole answer of this code.
    pub(super) fn of(&self, code: Code) -> Vec<u8> {
        let made = self.0.iter().find(|(other, _)| *other == code);
        let Some((_, answer)) = made else { return Vec::new() };
        // Who hears this has a name for it too; there is no request, so its header is all that has it.
        let line = answer.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (first, rest) = answer.split_at(line);
        let id = random::identifier();
        tracing::info!(code = code.row().1, id, "refused early");
        [first, format!("{}: {id}\r\n", request_id::NAME).as_bytes(), rest].concat()
    }

    /// The answer in place of one that the HTTP layer makes by itself, from the bytes of that one. None for
    /// those that have our headers, and for anything else.
    pub(super) fn instead_of(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let code = match bytes.strip_prefix(b"HTTP/1.")?.get(2..5)? {
            b"400" => Code::RequestMalformed,
            b"414" => Code::AddressTooLong,
            b"431" => Code::HeadersTooLarge,
            _ => return None,
        };
        let is_ours = bytes.windows(OURS.len()).any(|part| part == OURS);
        (!is_ours).then(|| self.of(code))
    }
}

fn written(code: Code, security: &SecurityHeaders) -> Vec<u8> {
    let (mut response, body) = Problem::from(code).parts();
    security.apply(response.headers_mut(), "/");
    let status = response.status();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    let rest = format!("connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_early_answer_says_as_much_as_a_late_one() {
        let early = EarlyAnswers::new(&SecurityHeaders::new(
            None,
            "https://certfill.example",
            &crate::Config::new(""),
        ));
        for code in CODES {
            let answer = String::from_utf8(early.of(code)).unwrap();
            assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
            for part in [
                "request-id: ",
                "content-security-policy: ",
                "application/problem+json",
                "\"code\":\"",
            ] {
                assert!(answer.contains(part), "{part}");
            }
        }
        for (other, code) in [
            (&b"HTTP/1.1 431 Request Header Fields Too Large\r\n"[..], "headers-too-large"),
            (b"HTTP/1.1 400 Bad Request\r\n", "request-malformed"),
        ] {
            let instead = String::from_utf8(early.instead_of(other).unwrap()).unwrap();
            assert!(instead.contains(&format!("\"code\":\"{code}\"")), "{instead}");
        }
        assert_eq!(early.instead_of(&early.of(Code::RequestMalformed)), None);
        for other in [&b"HTTP/1.1 200 OK\r\n"[..], b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1", b""]
        {
            assert_eq!(early.instead_of(other), None);
        }
    }
}
