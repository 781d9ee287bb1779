//! What is different from the last filing of the same form by the same holder.

use std::collections::BTreeMap;

use cert_fill::Form;
use serde_json::Value;

use super::answers::leaves;

/// Values of before, by the answers that differ; an answer that was not given before has none.
pub(super) struct Changes {
    pub(super) before: BTreeMap<String, Option<Value>>,
    /// Answers that were given before and are not any more.
    pub(super) gone: Vec<(String, Value)>,
}

/// Compares two filings answer by answer.
pub(super) fn between(form: Option<&Form>, before: &Value, now: &Value) -> Changes {
    let list = |answers: &Value| -> BTreeMap<String, Value> {
        leaves(form, answers).into_iter().map(|(at, value)| (at.to_string(), value)).collect()
    };
    let (before, now) = (list(before), list(now));
    let differs = now.iter().filter(|(at, value)| before.get(*at) != Some(value));
    Changes {
        before: differs.map(|(at, _)| (at.clone(), before.get(at).cloned())).collect(),
        gone: before.into_iter().filter(|(at, _)| !now.contains_key(at)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changed_new_and_missing_answers_are_told_apart() {
        let before = json!({"a": 1, "b": {"c": "x", "d": "y"}, "list": ["p"]});
        let now = json!({"a": 1, "b": {"c": "z"}, "list": ["p", "q"]});
        let changes = between(None, &before, &now);
        let named: Vec<_> =
            changes.before.iter().map(|(at, value)| (at.as_str(), value.clone())).collect();
        assert_eq!(named, [("/b/c", Some(json!("x"))), ("/list/1", None)]);
        assert_eq!(changes.gone, [("/b/d".to_owned(), json!("y"))]);
    }
}
