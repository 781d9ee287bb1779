//! Rules: what a certificate that somebody holds is worth a reminder for. Closed and small: a kind that is
//! not known here is passed over and named.

use cert_fill::LocalText;
use serde_json::Value;

use crate::budget;
use crate::reader::Reader;

/// No reminder is worth more than ten years.
const MOST_DAYS: i64 = 3_660;

/// When a certificate of this type nears its end, this service renews it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpiryRule {
    /// The type.
    pub credential_type: String,
    /// The claim with the last day, such as `valid_until`.
    pub claim: String,
    /// From so many days before the end.
    pub days_before: i64,
    /// Until so many days after it.
    pub days_after: i64,
    /// The service of the same department.
    pub service: String,
    /// What to say: `text`, `late`, `rule`, `source`.
    pub words: Vec<(String, LocalText)>,
}

/// The kinds of rules, and what each may have.
pub(crate) const KINDS: &[&str] = &["expires"];
pub(crate) const MEMBERS: &[&str] =
    &["kind", "type", "claim", "days_before", "days_after", "service", "words"];

impl ExpiryRule {
    /// Reads a rule of the kind `expires`. The error says what is wrong, for its author.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        let text = |name: &str| {
            let text = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.filter(|text| text.len() <= 4 * budget::NAME)
                .map(str::to_owned)
                .ok_or(format!("{name}: a text"))
        };
        let days = |name: &str| {
            let days = value.get(name).and_then(Value::as_i64);
            days.filter(|days| (0..=MOST_DAYS).contains(days))
                .ok_or(format!("{name}: 0 to {MOST_DAYS} days"))
        };
        let words = value.get("words").and_then(Value::as_object).into_iter().flatten();
        let words = words.map(|(name, text)| {
            let text =
                LocalText::from_json(text).ok_or(format!("words/{name}: texts by language"))?;
            Ok((name.clone(), text))
        });
        Ok(Self {
            credential_type: text("type")?,
            claim: text("claim")?,
            days_before: days("days_before")?,
            days_after: days("days_after")?,
            service: text("service")?,
            words: words.take(budget::KEYWORDS).collect::<Result<_, String>>()?,
        })
    }

    /// The rules of an index; what is of no kind known here is named and passed over.
    pub(crate) fn list(values: &[Value], reader: &mut Reader) -> Option<Vec<Self>> {
        let mut rules = Vec::new();
        for value in values {
            let kind = value.get("kind").and_then(Value::as_str)?;
            if !KINDS.contains(&kind) {
                reader.skip(&format!("rules: {kind}"));
                continue;
            }
            reader.members(value, MEMBERS);
            rules.push(Self::read(value).ok()?);
        }
        Some(rules)
    }
}
