//! What is said to an office and how its answers are read (`forms.md` 3.4 to 3.7).
//!
//! Requests are plain data here; `browser` sends them. The rule that matters:
//! only a definite answer ends a filing, everything else may have arrived.

use cert_fill::form::Endpoint;
use cert_fill::wire::{Challenge, FormReference};
use cert_verify::base64url;
use serde_json::{Value, json};

use crate::http::{Reply, Request};
use crate::wallet::Problem;

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

/// The least and the most time that a nonce is taken to live: as long as for a filing that is carried.
const NONCE_SECONDS: std::ops::RangeInclusive<u64> = 1..=14 * 86_400;

/// Asks for a challenge, for a `counter` one that lives for days. Carries nothing personal.
#[must_use]
pub fn challenge_request(
    endpoint: &str,
    form: &FormReference,
    filing: &str,
    counter: bool,
) -> Request {
    let form = json!({"id": form.id, "version": form.version, "integrity": form.integrity});
    let mut body = json!({"form": form, "filing": filing});
    if let (true, Some(body)) = (counter, body.as_object_mut()) {
        body.insert("counter".to_owned(), true.into());
    }
    Request {
        method: "POST",
        url: challenges(endpoint),
        headers: vec![("Content-Type", "application/json".into())],
        body: Some(body.to_string().into_bytes()),
    }
}

/// Brings a file to the office under its digest, for the signed filing `body`: an office takes files only
/// under a challenge. The bytes are not here yet: they lie in the vault, under the same digest.
#[must_use]
pub fn attachment_request(endpoint: &str, digest: &str, media_type: &str, body: &str) -> Request {
    let nonce = nonce_of(body).map(|nonce| ("EF-Nonce", nonce));
    let headers = [("Content-Type", media_type.to_owned())].into_iter().chain(nonce);
    Request {
        method: "PUT",
        url: attachment(endpoint, digest),
        headers: headers.collect(),
        body: None,
    }
}

/// The nonce under which a filing was signed, from its first proof of possession.
fn nonce_of(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let tokens = body.get("vp_token")?.as_object()?.values().filter_map(Value::as_array).flatten();
    tokens.filter_map(Value::as_str).find_map(|token| {
        let (_, proof) = token.rsplit_once('~')?;
        let payload = base64url::decode(proof.split('.').nth(1)?).ok()?;
        let payload: Value = serde_json::from_slice(&payload).ok()?;
        payload.get("nonce")?.as_str().map(str::to_owned)
    })
}

/// Whether an office does not take a file because the challenge has had its time. What became of the
/// filing only the office's answer to the filing itself can say: it may be there already.
#[must_use]
pub fn is_of_the_challenge(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "nonce-unknown" | "nonce-used" | "nonce-expired")
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
        body: Some(body.as_bytes().to_vec()),
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
    let name = ["/challenges", "/filings", "/progress", "/late"]
        .iter()
        .find_map(|end| url.strip_suffix(end));
    let base = name.or_else(|| url.split_once("/attachments/").map(|(base, _)| base));
    base.is_some_and(|base| endpoint_is_ours(&format!("{base}/filings")))
}

/// Whether a request may leave: to an office on this origin, or on one of these servers.
#[must_use]
pub fn may_leave<'s>(url: &str, mut servers: impl Iterator<Item = &'s str>) -> bool {
    endpoint_is_ours_or_beside(url)
        || servers.any(|server| url.strip_prefix(server).is_some_and(endpoint_is_ours_or_beside))
}

/// Reads the answer to a challenge request.
///
/// # Errors
/// What the office said; `None` when it said nothing definite.
pub fn read_challenge(reply: &Reply) -> Result<Challenge, Option<Problem>> {
    if !matches!(reply.status, 200 | 201) {
        let definite = (400..500).contains(&reply.status);
        return Err(read_problem(reply).filter(|_| definite));
    }
    let read = || {
        let body: Value = serde_json::from_slice(&reply.body).ok()?;
        let text = |name: &str| {
            body.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let seconds = body.get("expires_in")?.as_u64().filter(|one| NONCE_SECONDS.contains(one))?;
        Some(Challenge {
            aud: text("aud")?,
            nonce: text("nonce")?,
            expires_in: u32::try_from(seconds).ok()?,
            progress: body.get("progress").and_then(Value::as_bool).unwrap_or_default(),
            client_metadata: None,
        })
    };
    read().ok_or_else(|| Some(Problem::of("challenge-malformed")))
}

/// Reads the answer to a filing, or to a file that goes before it.
#[must_use]
pub fn read_filing(reply: &Reply, now: i64) -> Reading {
    match reply.status {
        // Without a receipt it said yes, but not to what; asking again with the
        // same key is safe.
        200..=202 => read_accepted(&reply.body).unwrap_or(Reading::Unclear { retry_after: None }),
        // 409: the first try still runs. 408, 425 and 429: not now.
        408 | 409 | 425 | 429 | 500..=599 => Reading::Unclear { retry_after: reply.patience(now) },
        400..=499 => {
            Reading::Refused(read_problem(reply).unwrap_or_else(|| Problem::of("office-refused")))
        }
        _ => Reading::Unclear { retry_after: reply.patience(now) },
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
        Reply { status, body: body.to_string().into_bytes(), ..Reply::default() }
    }

    #[test]
    fn requests_go_to_the_office_of_the_form() {
        let form =
            FormReference { id: "f".into(), version: "1".into(), integrity: "sha256-x".into() };
        let challenge = challenge_request(ENDPOINT, &form, "psb", false);
        assert_eq!(challenge.url, "/offices/psb/ef/challenges");
        assert_eq!(
            String::from_utf8(challenge.body.unwrap()).unwrap(),
            r#"{"form":{"id":"f","version":"1","integrity":"sha256-x"},"filing":"psb"}"#
        );
        let proof = base64url::encode(br#"{"iat":1,"nonce":"n-1"}"#);
        let body = json!({"vp_token": {"lease": ["a~b~"], "permit": [format!("a~b~x.{proof}.y")]}});
        let file = attachment_request(ENDPOINT, "d", "image/png", &body.to_string());
        assert_eq!(file.url, "/offices/psb/ef/attachments/d");
        assert!(file.headers.contains(&("EF-Nonce", "n-1".into())));
        let filing = filing_request(ENDPOINT, "s.psb", "zh-CN", "{}");
        assert!(filing.headers.contains(&("Idempotency-Key", "\"s.psb\"".into())));
        assert_eq!(filing.body.as_deref(), Some(b"{}".as_slice()));
    }

    #[test]
    fn answers_go_to_a_business_only_where_the_operator_names_its_server() {
        let url = "https://shop.example/offices/shop/ef/filings";
        let may = |url: &str, servers: &[&str]| may_leave(url, servers.iter().copied());
        assert!(may(url, &["https://shop.example"]));
        assert!(may("https://shop.example/offices/shop/ef/challenges", &["https://shop.example"]));
        assert!(may("/offices/psb/ef/progress", &[]));
        assert!(may(ENDPOINT, &[]));
        assert!(!may(url, &[]));
        assert!(!may("https://shop.example.evil.example/a/filings", &["https://shop.example"]));
        assert!(!may("https://shop.example@evil.example/filings", &["https://shop.example"]));
        assert!(!may("https://shop.example/a/../filings", &["https://shop.example"]));
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
                matches!(read_filing(&reply(status, &json!({})), 0), Reading::Unclear { .. }),
                "{status}"
            );
        }
        assert!(matches!(
            read_filing(&reply(201, &json!({"case_no": 7})), 0),
            Reading::Unclear { .. }
        ));
        let yes = json!({"case_no": "C", "status": "accepted", "receipt": "r~"});
        assert!(matches!(read_filing(&reply(201, &yes), 0), Reading::Receipt { .. }));
        assert!(matches!(read_filing(&reply(200, &yes), 0), Reading::Receipt { .. }));
        assert_eq!(
            read_filing(&Reply { status: 404, ..Reply::default() }, 0),
            Reading::Refused(Problem { code: "office-refused".into(), errors: vec![] })
        );
    }

    #[test]
    fn an_office_that_asks_for_patience_is_heard() {
        let busy = Reply { retry_after: Some("7".into()), ..reply(503, &json!({})) };
        assert_eq!(read_filing(&busy, 0), Reading::Unclear { retry_after: Some(7) });
    }

    #[test]
    fn the_offices_problem_names_the_values() {
        let body = json!({"type": "https://ef.example/problems/evidence-mismatch", "status": 422,
            "errors": [{"pointer": "#/permit/valid_until", "code": "certificate-expired"}, {"pointer": "/a"}, {"code": "x"}]});
        let Reading::Refused(problem) = read_filing(&reply(422, &body), 0) else {
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
                read_challenge(&reply(201, &bad)),
                Err(Some(Problem::of("challenge-malformed")))
            );
        }
        assert_eq!(read_challenge(&reply(503, &good)), Err(None));
        assert_eq!(read_challenge(&reply(404, &json!([]))), Err(None));
        let refused = json!({"code": "form-version-not-accepted"});
        assert_eq!(
            read_challenge(&reply(422, &refused)),
            Err(Some(Problem::of("form-version-not-accepted")))
        );
    }
}
