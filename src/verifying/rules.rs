//! The rules of a counter: what is asked of a certificate beyond its being genuine.

use serde::{Deserialize, Serialize};

/// Letters of a name or a purpose.
const MOST_LETTERS: usize = 120;
/// Types or issuers in one list.
const MOST_NAMES: usize = 100;
/// Letters of a type's or an issuer's name; they are addresses.
const MOST_NAME_LETTERS: usize = 512;
/// A year of hours.
const MOST_HOURS: u32 = 8_784;
/// A year of days.
const MOST_DAYS: u32 = 366;

/// What a counter asks for. The default asks for nothing beyond what the standards do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Whose rules they are, for people.
    pub name: String,
    /// What is checked for; written into the record.
    pub purpose: String,
    /// The types that count (`vct`); none named means any.
    pub types: Vec<String>,
    /// The issuers that count; none named means any on the trust list.
    pub issuers: Vec<String>,
    /// Whether the issuer must say that it has not withdrawn the certificate.
    pub needs_status: bool,
    /// How old that answer may be (hours); 0 leaves it to the list.
    pub status_hours: u32,
    /// How old the trust list may be (hours); 0 leaves it to the list.
    pub list_hours: u32,
    /// Whether the holder must prove, here and now, that the certificate is theirs.
    pub needs_possession: bool,
    /// How long the record of checks is kept (days); 0 keeps none.
    pub keep_days: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            name: String::new(),
            purpose: String::new(),
            types: Vec::new(),
            issuers: Vec::new(),
            needs_status: false,
            status_hours: 0,
            list_hours: 0,
            needs_possession: false,
            keep_days: 30,
        }
    }
}

impl Rules {
    /// Reads what [`Rules::to_json`] wrote. A member that is not known here may be a rule that must not be
    /// dropped, so such rules are not taken over at all.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        // serde would read a list as the members in their order.
        let text = text.trim_start();
        let rules: Self = text.starts_with('{').then(|| serde_json::from_str(text).ok())??;
        rules.is_within_limits().then_some(rules)
    }

    /// The same without blanks around what a person typed.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        for text in [&mut self.name, &mut self.purpose] {
            *text = text.trim().to_owned();
        }
        self
    }

    /// As text, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether any certificate could get another result by them than without.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        !self.types.is_empty()
            || !self.issuers.is_empty()
            || self.needs_status
            || self.status_hours > 0
            || self.list_hours > 0
            || self.needs_possession
    }

    fn is_within_limits(&self) -> bool {
        let is_short = |text: &String| text.chars().count() <= MOST_LETTERS;
        let are_names = |names: &Vec<String>| {
            names.len() <= MOST_NAMES
                && names.iter().all(|name| !name.is_empty() && name.len() <= MOST_NAME_LETTERS)
        };
        is_short(&self.name)
            && is_short(&self.purpose)
            && are_names(&self.types)
            && are_names(&self.issuers)
            && self.status_hours <= MOST_HOURS
            && self.list_hours <= MOST_HOURS
            && self.keep_days <= MOST_DAYS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_what_they_wrote() {
        let rules = Rules {
            name: "示例门店 SPECIMEN".to_owned(),
            types: vec!["https://a.example/t".to_owned()],
            needs_possession: true,
            ..Rules::default()
        };
        assert_eq!(Rules::from_json(&rules.to_json()), Some(rules.clone()));
        assert!(rules.is_strict() && !Rules::default().is_strict());
        assert_eq!(Rules::from_json("{}"), Some(Rules::default()));
    }

    #[test]
    fn a_rule_that_is_not_known_is_not_dropped() {
        assert_eq!(Rules::from_json(r#"{"needs_age": 18}"#), None);
        assert_eq!(Rules::from_json(r#"{"status_hours": 100000}"#), None);
        assert_eq!(Rules::from_json(r#"{"types": [""]}"#), None);
        assert_eq!(Rules::from_json("[]"), None);
        assert_eq!(Rules::from_json(""), None);
    }
}
