//! What is said to an office and how its answers are read (`forms.md` 3.4 to 3.7).
//!
//! Requests are plain data here; `browser` sends them. The rule that matters:
//! only a definite answer ends a filing, everything else may have arrived.

use cert_fill::form::Endpoint;
use serde_json::{Value, json};

use super::outbox::Problem;

/// A request to an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `POST` or `PUT`.
    pub method: &'static str,
    /// Same-origin path.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The exact body.
    pub body: Vec<u8>,
}

/// An answer that arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds, if given so.
    pub retry_after: Option<i64>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a reply to a filing means.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// 200 or 201 with a receipt, not yet verified.
    Receipt {
        /// The case number.
        case_no: String,
        /// The status.
        status: String,
        /// The receipt as received.
        receipt: String,
    },
    /// Not a yes and not a no.
    Unclear {
        /// Seconds to wait, if the office says so.
        retry_after: Option<i64>,
    },
    /// A definite no.
    Refused(Problem),
}

/// The office's challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeReply {
    /// Who must be named as the audience.
    pub audience: String,
    /// The office's number for this one signature.
    pub nonce: String,
    /// Seconds for which it can be used.
    pub expires_in: i64,
}

/// The least and the most time that a nonce is taken to live.
const NONCE_SECONDS: std::ops::RangeInclusive<i64> = 1..=86_400;

/// Asks for a challenge. Carries nothing personal.
#[must_use]
pub fn challenge_request(
    endpoint: &str,
    form_id: &str,
    version: &str,
    integrity: &str,
    filing: &str,
) -> Request {
    let body = json!({"form": {"id": form_id, "version": version, "integrity": integrity}, "filing": filing});
    Request {
        method: "POST",
        url: challenges(endpoint),
        headers: vec![("Content-Type", "application/json".into())],
        body: body.to_string().into_bytes(),
    }
}

/// Brings a file to the office under its digest.
#[must_use]
pub fn attachment_request(
    endpoint: &str,
    digest: &str,
    media_type: &str,
    bytes: Vec<u8>,
) -> Request {
    Request {
        method: "PUT",
        url: attachment(endpoint, digest),
        headers: vec![("Content-Type", media_type.to_owned())],
        body: bytes,
    }
}

/// Files. The key stands in quotes: a structured-field string (RFC 9651 3.3.3).
#[must_use]
pub fn filing_request(endpoint: &str, key: &str, locale: &str, body: &str) -> Request {
    Request {
        method: "POST",
        url: endpoint.to_owned(),
        headers: vec![
            ("Content-Type", "application/json".into()),
            ("Idempotency-Key", format!("\"{key}\"")),
            ("Accept-Language", locale.to_owned()),
        ],
        body: body.as_bytes().to_vec(),
    }
}

/// Where a challenge comes from. An address that breaks the rule stays as it is and is
/// refused before the request leaves.
fn challenges(endpoint: &str) -> String {
    Endpoint::parse(endpoint).map_or_else(|| endpoint.to_owned(), Endpoint::challenges)
}

fn attachment(endpoint: &str, digest: &str) -> String {
    Endpoint::parse(endpoint).map_or_else(|| endpoint.to_owned(), |it| it.attachment(digest))
}

/// Whether a form may send there: an address as the linter wants it, and on this origin, so
/// that a form cannot take answers elsewhere.
#[must_use]
pub fn endpoint_is_ours(endpoint: &str) -> bool {
    Endpoint::parse(endpoint).is_some_and(Endpoint::is_own)
}

/// The same for the addresses beside it, just before a request leaves.
#[must_use]
pub fn endpoint_is_ours_or_beside(url: &str) -> bool {
    let name = ["/challenges", "/filings"].iter().find_map(|end| url.strip_suffix(end));
    let base = name.or_else(|| url.split_once("/attachments/").map(|(base, _)| base));
    base.is_some_and(|base| endpoint_is_ours(&format!("{base}/filings")))
}

/// Reads the answer to a challenge request.
///
/// # Errors
/// What the office said, or `office-unavailable` when it said nothing definite.
pub fn read_challenge(reply: &Reply) -> Result<ChallengeReply, Problem> {
    if !matches!(reply.status, 200 | 201) {
        return Err(match read_problem(reply) {
            Some(problem) if (400..500).contains(&reply.status) => problem,
            _ => Problem { code: "office-unavailable".into(), errors: Vec::new() },
        });
    }
    let read = || {
        let body: Value = serde_json::from_slice(&reply.body).ok()?;
        let text = |name: &str| {
            body.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let expires_in =
            body.get("expires_in")?.as_i64().filter(|seconds| NONCE_SECONDS.contains(seconds))?;
        Some(ChallengeReply { audience: text("aud")?, nonce: text("nonce")?, expires_in })
    };
    read().ok_or_else(|| Problem { code: "challenge-malformed".into(), errors: Vec::new() })
}

/// Reads the answer to a filing.
#[must_use]
pub fn read_filing(reply: &Reply) -> Reading {
    match reply.status {
        // Without a receipt it said yes, but not to what; asking again with the
        // same key is safe.
        200..=202 => read_accepted(&reply.body).unwrap_or(Reading::Unclear { retry_after: None }),
        // 409: the first try still runs. 408, 425 and 429: not now.
        408 | 409 | 425 | 429 | 500..=599 => Reading::Unclear { retry_after: reply.retry_after },
        400..=499 => Reading::Refused(
            read_problem(reply)
                .unwrap_or_else(|| Problem { code: "office-refused".into(), errors: Vec::new() }),
        ),
        _ => Reading::Unclear { retry_after: reply.retry_after },
    }
}

/// Whether a file has arrived: stored now or there already.
#[must_use]
pub const fn attachment_arrived(status: u16) -> bool {
    matches!(status, 200 | 201 | 204)
}

fn read_accepted(body: &[u8]) -> Option<Reading> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| body.get(name)?.as_str().map(str::to_owned);
    Some(Reading::Receipt {
        case_no: text("case_no")?,
        status: text("status")?,
        receipt: text("receipt")?,
    })
}

/// Reads RFC 9457 problem details. The code is the member `code`, or else the
/// last part of `type`.
#[must_use]
pub fn read_problem(reply: &Reply) -> Option<Problem> {
    /// Lines that are shown; an office that names more has named enough.
    const MAX_ERRORS: usize = 100;
    let body: Value = serde_json::from_slice(&reply.body).ok()?;
    let code = body.get("code").and_then(Value::as_str).or_else(|| {
        body.get("type").and_then(Value::as_str).and_then(|kind| kind.rsplit('/').next())
    })?;
    let errors = body.get("errors").and_then(Value::as_array);
    let errors = errors
        .into_iter()
        .flatten()
        .take(MAX_ERRORS)
        .filter_map(|error| {
            let pointer = error.get("pointer")?.as_str()?;
            let code = error.get("code").and_then(Value::as_str).unwrap_or(code);
            Some((pointer.strip_prefix('#').unwrap_or(pointer).to_owned(), code.to_owned()))
        })
        .collect();
    Some(Problem { code: code.to_owned(), errors })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: &str = "/offices/psb/ef/filings";

    fn reply(status: u16, body: &Value) -> Reply {
        Reply { status, retry_after: None, body: body.to_string().into_bytes() }
    }

    #[test]
    fn requests_go_to_the_office_of_the_form() {
        let challenge = challenge_request(ENDPOINT, "f", "1", "sha256-x", "psb");
        assert_eq!(challenge.url, "/offices/psb/ef/challenges");
        assert_eq!(
            String::from_utf8(challenge.body).unwrap(),
            r#"{"form":{"id":"f","version":"1","integrity":"sha256-x"},"filing":"psb"}"#
        );
        assert_eq!(
            attachment_request(ENDPOINT, "d", "image/png", vec![1]).url,
            "/offices/psb/ef/attachments/d"
        );
        let filing = filing_request(ENDPOINT, "s.psb", "zh-CN", "{}");
        assert!(filing.headers.contains(&("Idempotency-Key", "\"s.psb\"".into())));
        assert_eq!(filing.body, b"{}");
    }

    #[test]
    fn answers_go_to_no_other_origin() {
        assert!(endpoint_is_ours(ENDPOINT));
        assert!(endpoint_is_ours_or_beside(&challenges(ENDPOINT)));
        assert!(endpoint_is_ours_or_beside(&attachment(ENDPOINT, "abc")));
        for other in [
            "https://evil.example/filings",
            "//evil.example/filings",
            "/a/../filings",
            "/a/filings?x",
            "/a",
            "/\\evil/filings",
        ] {
            assert!(!endpoint_is_ours(other), "{other}");
            assert!(!endpoint_is_ours_or_beside(other), "{other}");
        }
    }

    #[test]
    fn only_a_definite_answer_ends_a_filing() {
        for status in [0, 302, 408, 409, 425, 429, 500, 502, 503, 504] {
            assert!(
                matches!(read_filing(&reply(status, &json!({}))), Reading::Unclear { .. }),
                "{status}"
            );
        }
        assert!(matches!(
            read_filing(&reply(201, &json!({"case_no": 7}))),
            Reading::Unclear { .. }
        ));
        let yes = json!({"case_no": "C", "status": "accepted", "receipt": "r~"});
        assert!(matches!(read_filing(&reply(201, &yes)), Reading::Receipt { .. }));
        assert!(matches!(read_filing(&reply(200, &yes)), Reading::Receipt { .. }));
        assert_eq!(
            read_filing(&Reply { status: 404, ..Reply::default() }),
            Reading::Refused(Problem { code: "office-refused".into(), errors: vec![] })
        );
    }

    #[test]
    fn the_offices_problem_names_the_values() {
        let body = json!({"type": "https://ef.example/problems/evidence-mismatch", "status": 422,
            "errors": [{"pointer": "#/permit/valid_until", "code": "certificate-expired"}, {"pointer": "/a"}, {"code": "x"}]});
        let Reading::Refused(problem) = read_filing(&reply(422, &body)) else {
            unreachable!("a refusal")
        };
        assert_eq!(problem.code, "evidence-mismatch");
        assert_eq!(
            problem.errors,
            [
                ("/permit/valid_until".to_owned(), "certificate-expired".to_owned()),
                ("/a".to_owned(), "evidence-mismatch".to_owned())
            ]
        );
    }

    #[test]
    fn a_challenge_without_a_nonce_is_none() {
        let good = json!({"aud": "a", "nonce": "n", "expires_in": 900});
        assert_eq!(
            read_challenge(&reply(201, &good)).map(|challenge| challenge.expires_in),
            Ok(900)
        );
        for bad in [
            json!({}),
            json!({"aud": "a", "nonce": "", "expires_in": 900}),
            json!({"aud": "a", "nonce": "n", "expires_in": 0}),
        ] {
            assert_eq!(
                read_challenge(&reply(201, &bad)).map_err(|problem| problem.code),
                Err("challenge-malformed".into())
            );
        }
        assert_eq!(
            read_challenge(&reply(503, &good)).map_err(|problem| problem.code),
            Err("office-unavailable".into())
        );
        let refused = json!({"code": "form-version-not-accepted"});
        assert_eq!(
            read_challenge(&reply(422, &refused)).map_err(|problem| problem.code),
            Err("form-version-not-accepted".into())
        );
    }
}
