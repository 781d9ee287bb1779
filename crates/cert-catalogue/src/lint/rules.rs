//! What is wrong with the rules of a folder.

use cert_fill::LocalText;

use super::Linter;
use crate::rule::{Agreement, Condition, Day, Rules, SuggestRule, Way, Ways};

/// What a text may name besides the claims of the certificate that it is about.
const NAMED: &[&str] = &["days", "date"];

impl Linter<'_> {
    pub(super) fn rules(&mut self) {
        let mut ways = Vec::new();
        for name in self.folder.names("rules") {
            let path = format!("rules/{name}.json");
            let Some(described) = self.folder.json(&path) else { continue };
            let mut rules = Rules::default();
            if let Err(fault) = rules.add(name, &described) {
                self.add("F6", &path, fault.to_string());
            }
            for rule in &rules.suggest {
                self.suggest(&path, rule);
            }
            for rule in &rules.agree {
                self.agree(&path, rule);
            }
            for way in rules.unlock {
                self.way(&path, &way);
                ways.push(way);
            }
        }
        for circle in Ways::new(ways.iter().map(|way| ("", way))).circles() {
            let types: Vec<&str> = circle.iter().map(|step| step.gives.as_str()).collect();
            let file = circle.iter().find_map(|step| step.by).map(|(_, way)| &way.name);
            let path = format!("rules/{}.json", file.map(String::as_str).unwrap_or_default());
            let detail = format!("nobody can get these, each needs the next: {}", types.join(", "));
            self.add("F6", &path, detail);
        }
    }

    fn agree(&mut self, path: &str, rule: &Agreement) {
        self.texts(path, &rule.words, None);
        for name in ["title", "text", "source"] {
            if !rule.words.iter().any(|(known, _)| known == name) {
                let detail = format!(
                    "words/{name} is missing: what differs, what to do, and where it stands"
                );
                self.add("F6", path, detail);
            }
        }
        for side in &rule.sides {
            for claim in std::iter::once(&side.claim).chain(&side.by) {
                self.claim(path, &side.vct, claim);
            }
        }
    }

    fn way(&mut self, path: &str, way: &Way) {
        self.texts(path, &way.words, None);
        for name in ["at", "text", "source"] {
            if !way.words.iter().any(|(known, _)| known == name) {
                let detail = format!("words/{name} is missing: where, how, and where it stands");
                self.add("F6", path, detail);
            }
        }
        if let Some(service) = &way.service
            && !self.folder.names("services").any(|name| name == service)
        {
            self.add("F6", path, format!("there is no service {service}"));
        }
    }

    fn suggest(&mut self, path: &str, rule: &SuggestRule) {
        let subject = rule.subject.as_ref();
        let vct = subject.map(|subject| subject.vct.as_str());
        let mut claims: Vec<(&str, &str)> = Vec::new();
        if let Some(subject) = subject {
            let named = subject.newest.iter().chain(&subject.per);
            let dates = rule.states.iter().filter_map(|state| state.date.as_ref());
            claims.extend(named.chain(dates).map(|claim| (subject.vct.as_str(), claim.as_str())));
        }
        for state in &rule.states {
            claims_in(&state.when, vct.as_slice(), &mut claims);
            self.texts(path, &state.words, vct);
            let words = |name: &str| {
                let mut all = state.words.iter().chain(&rule.words);
                all.any(|(known, _)| known == name)
            };
            // Where there is a day, the app says in the title what ends when.
            for name in ["title", "text"].into_iter().filter(|name| !words(name)) {
                if name == "text" || state.date.is_none() {
                    self.add("F6", path, format!("{}: words/{name} is missing", state.name));
                }
            }
        }
        self.texts(path, &rule.words, vct);
        for name in ["rule", "source"] {
            if !rule.words.iter().any(|(known, _)| known == name) {
                let detail = format!("words/{name} is missing: the rule, and where it stands");
                self.add("F6", path, detail);
            }
        }
        claims.sort_unstable();
        claims.dedup();
        for (vct, claim) in claims {
            self.claim(path, vct, claim);
        }
        for service in rule.services.iter().filter(|service| !service.contains('#')) {
            if !self.folder.names("services").any(|name| name == service) {
                self.add("F6", path, format!("there is no service {service}"));
            }
        }
    }

    fn claim(&mut self, path: &str, vct: &str, claim: &str) {
        let first = claim.split('/').next().unwrap_or_default();
        let known = self.claims_of(vct);
        if known.is_some_and(|known| !known.iter().any(|name| name == first)) {
            self.add("F6", path, format!("the type has no claim {claim} ({vct})"));
        }
    }

    /// Texts in every language; what they name in braces must be there.
    pub(super) fn texts(&mut self, path: &str, words: &[(String, LocalText)], vct: Option<&str>) {
        for (name, text) in words {
            let missing = self.locales.iter().filter(|locale| !text.has(locale)).cloned();
            let missing = missing.collect::<Vec<_>>().join(", ");
            if !missing.is_empty() {
                self.add("F6", path, format!("words/{name}: no words in {missing}"));
            }
            for (_, said) in text.entries() {
                let named = said.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                for (claim, _) in named.filter(|(claim, _)| !NAMED.contains(claim)) {
                    match vct {
                        Some(vct) => self.claim(path, vct, claim),
                        None => self.add("F6", path, format!("{{{claim}}}: of which certificate?")),
                    }
                }
            }
        }
    }
}

/// The types and claims that a condition reads.
fn claims_in<'c>(condition: &'c Condition, vcts: &[&'c str], out: &mut Vec<(&'c str, &'c str)>) {
    let mut add = |claim: &'c str| out.extend(vcts.iter().map(|vct| (*vct, claim)));
    match condition {
        Condition::All(all) | Condition::Any(all) => {
            for one in all {
                claims_in(one, vcts, out);
            }
        }
        Condition::Not(one) => claims_in(one, vcts, out),
        Condition::Count { types, that: Some(that), .. } => {
            let types: Vec<&str> = types.iter().map(String::as_str).collect();
            claims_in(that, &types, out);
        }
        Condition::Count { that: None, .. } | Condition::Season(..) => {}
        Condition::Present(claim) | Condition::Is(claim, _) | Condition::Number(claim, _) => {
            add(claim);
        }
        Condition::Passed { from, to, .. } => {
            for day in [from, to] {
                if let Day::Claim(claim, _) = day {
                    add(claim);
                }
            }
        }
    }
}
