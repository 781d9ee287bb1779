//! What an office's yes to a service gives, as its author says it in the service's file (`result`).
//!
//! ```text
//! {"type": "https://…/vct/permit", "extends": "valid_until", "years": 1}
//! {"type": "https://…/vct/licence", "claims": {"number": {"number": "uscc", "region": "/company/district"},
//!   "name": {"answer": "/company/name"}, "kind": {"label": "/company/kind"}, "since": {"day": "today"},
//!   "address": {"line": {"answer": "/company/address"}}, "office": "…"},
//!  "years": 10, "produces": {"/company/uscc": "number"}}
//! ```

use cert_fill::Pointer;
use serde_json::{Map, Value};

/// The most years by which a decision extends a certificate, or for which it gives one.
const MOST_YEARS: i64 = 50;

/// Claims in claims: an address has one level.
const DEEPEST: u32 = 4;

/// What a service's decision gives: a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceResult {
    /// The type of the certificate.
    pub kind: String,
    /// How it is made.
    pub made: Making,
    /// By how many years it is extended, or for how many it is given.
    pub years: i64,
    /// Values that other offices wait for: the answer that each is, and the claim that it is taken from.
    pub produces: Vec<(Pointer, String)>,
}

/// How the certificate of a decision is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Making {
    /// The one that was filed with, anew, with a later last day in this claim.
    Extends(String),
    /// A new one, with these claims.
    Anew(Vec<(String, Recipe)>),
}

/// How one claim comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// As it stands here.
    Fixed(Value),
    /// The answer that was filed.
    Answer(Pointer),
    /// What the form calls the choice that was filed.
    Label(Pointer),
    /// The day of the decision.
    Today,
    /// A unified social credit code that nobody has yet, in the region of this answer.
    CreditCode(Pointer),
    /// Claims of its own.
    Members(Vec<(String, Recipe)>),
}

impl ServiceResult {
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let years = value.get("years")?.as_i64().filter(|years| (1..=MOST_YEARS).contains(years));
        let made = match (text("extends"), value.get("claims").and_then(Value::as_object)) {
            (Some(claim), None) => Making::Extends(claim),
            (None, Some(claims)) => Making::Anew(members(claims, DEEPEST)?),
            _ => return None,
        };
        let produces = match value.get("produces") {
            Some(produces) => {
                let entries = produces.as_object()?.iter();
                let entries = entries.map(|(at, claim)| {
                    Some((Pointer::parse(at).ok()?, claim.as_str()?.to_owned()))
                });
                entries.collect::<Option<_>>()?
            }
            None => Vec::new(),
        };
        Some(Self { kind: text("type")?, made, years: years?, produces })
    }

    /// The names of the claims that it speaks of.
    pub(crate) fn claims(&self) -> Vec<&str> {
        let made = match &self.made {
            Making::Extends(claim) => vec![claim.as_str()],
            Making::Anew(claims) => claims.iter().map(|(name, _)| name.as_str()).collect(),
        };
        made.into_iter().chain(self.produces.iter().map(|(_, claim)| claim.as_str())).collect()
    }
}

fn members(claims: &Map<String, Value>, deep: u32) -> Option<Vec<(String, Recipe)>> {
    let deep = deep.checked_sub(1)?;
    claims.iter().map(|(name, value)| Some((name.clone(), recipe(value, deep)?))).collect()
}

fn recipe(value: &Value, deep: u32) -> Option<Recipe> {
    let Value::Object(object) = value else {
        return (!value.is_array() && !value.is_null()).then(|| Recipe::Fixed(value.clone()));
    };
    let pointer = |name: &str| Pointer::parse(object.get(name)?.as_str()?).ok();
    let names: Vec<&str> = object.keys().map(String::as_str).collect();
    match names.as_slice() {
        ["answer"] => pointer("answer").map(Recipe::Answer),
        ["label"] => pointer("label").map(Recipe::Label),
        ["day"] => (object.get("day")?.as_str()? == "today").then_some(Recipe::Today),
        ["number", "region"] | ["region", "number"] => {
            let is_known = object.get("number")?.as_str()? == "uscc";
            pointer("region").filter(|_| is_known).map(Recipe::CreditCode)
        }
        [] => None,
        _ => members(object, deep).map(Recipe::Members),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_yes_gives_is_read_or_refused() {
        let read = |result: Value| ServiceResult::read(&result);
        let made = read(json!({
            "type": "t", "years": 5, "produces": {"/company/uscc": "uscc"},
            "claims": {"uscc": {"number": "uscc", "region": "/company/district"}, "a": {"line": {"answer": "/b"}}, "c": 1},
        }));
        let made = made.expect("a result");
        assert_eq!(made.claims(), ["uscc", "a", "c", "uscc"]);
        let at = |text: &str| Pointer::parse(text).unwrap();
        assert_eq!(made.produces, [(at("/company/uscc"), "uscc".to_owned())]);
        let Making::Anew(claims) = made.made else { panic!("a new one") };
        assert_eq!(claims[0].1, Recipe::CreditCode(at("/company/district")));
        for wrong in [
            json!({"type": "t", "years": 1}),
            json!({"type": "t", "years": 0, "extends": "u"}),
            json!({"type": "t", "years": 1, "extends": "u", "claims": {"a": 1}}),
            json!({"type": "t", "years": 1, "claims": {"a": []}}),
            json!({"type": "t", "years": 1, "claims": {"a": {}}}),
            json!({"type": "t", "years": 1, "claims": {"a": {"number": "x", "region": "/a"}}}),
            json!({"type": "t", "years": 1, "claims": {"a": {"answer": "no pointer"}}}),
            json!({"type": "t", "years": 1, "claims": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}),
            json!({"type": "t", "years": 1, "claims": {"a": 1}, "produces": {"x": "a"}}),
            json!({"type": "t", "years": 1, "claims": {"a": 1}, "produces": ["a"]}),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }
}
