//! Whether what is signed for an office says the same as what another office has of this submission, where the one
//! waits for the other: what the first office decides would otherwise be brought to a case about something else.
//!
//! Compared are the answers that both get. An answer that only one of them gets, or that is not there any more,
//! binds nobody.

use cert_verify::base64url;
use serde_json::Value;

use super::outbox::DIFFERS;
use crate::wallet::{Filing, Stage, Submission};

/// As deep as cert-verify reads JSON.
const MAX_DEPTH: usize = 32;

/// More would not be read by anybody.
const MAX_NAMED: usize = 20;

/// The answers in this body that differ from what an office has that this filing waits for, each as a JSON
/// Pointer with the code that is said of it.
pub(super) fn differing(
    submission: &Submission,
    filing: &str,
    body: &str,
) -> Vec<(String, String)> {
    let Some(filing) = submission.filings.iter().find(|one| one.id == filing) else {
        return Vec::new();
    };
    let is_bound = |other: &&Filing| {
        other.stage == Stage::Sent && filing.late.iter().any(|late| late.from == other.id)
    };
    let mut found = Vec::new();
    for other in submission.filings.iter().filter(is_bound) {
        let sent = other.body.as_deref().and_then(answers);
        if let (Some(sent), Some(now)) = (sent, answers(body)) {
            compare(&sent, &now, "", 0, &mut found);
        }
    }
    found.truncate(MAX_NAMED);
    found.into_iter().map(|at| (at, DIFFERS.to_owned())).collect()
}

fn answers(body: &str) -> Option<Value> {
    let body: Value = serde_json::from_str(body).ok()?;
    let answers = base64url::decode(body.get("answers")?.as_str()?).ok()?;
    serde_json::from_slice(&answers).ok()
}

fn compare(sent: &Value, now: &Value, at: &str, depth: usize, found: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    match (sent, now) {
        (Value::Object(sent), Value::Object(now)) => {
            for (name, sent) in sent {
                let Some(now) = now.get(name) else { continue };
                let token = name.replace('~', "~0").replace('/', "~1");
                compare(sent, now, &format!("{at}/{token}"), depth + 1, found);
            }
        }
        // Another number of rows is another answer; each row may have parts that only one of them gets.
        (Value::Array(sent), Value::Array(now)) if sent.len() == now.len() => {
            for (index, (sent, now)) in sent.iter().zip(now).enumerate() {
                compare(sent, now, &format!("{at}/{index}"), depth + 1, found);
            }
        }
        _ if sent == now || found.iter().any(|known| known == at) => {}
        _ => found.push(at.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn differ(sent: &Value, now: &Value) -> Vec<String> {
        let mut found = Vec::new();
        compare(sent, now, "", 0, &mut found);
        found
    }

    #[test]
    fn only_answers_that_both_offices_get_are_compared() {
        let sent =
            json!({"company": {"name": "甲", "kind": "a"}, "rows": [{"n": 1, "m": 2}], "x/y": 1});
        let same = json!({"company": {"name": "甲", "bank": "b"}, "rows": [{"n": 1}], "x/y": 1});
        assert_eq!(differ(&sent, &same), [""; 0]);
        let other = json!({"company": {"name": "乙"}, "rows": [{"n": 3}], "x/y": 2});
        assert_eq!(differ(&sent, &other), ["/company/name", "/rows/0/n", "/x~1y"]);
        assert_eq!(differ(&sent, &json!({"rows": []})), ["/rows"]);
        assert_eq!(differ(&sent, &json!({"company": "甲"})), ["/company"]);
    }

    #[test]
    fn bodies_that_cannot_be_read_name_nothing() {
        for body in ["", "[]", "{}", r#"{"answers": 7}"#, r#"{"answers": "!"}"#] {
            assert_eq!(answers(body), None);
        }
    }
}
