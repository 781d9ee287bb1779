//! What to do next, worked out on the device (预见需求): nobody is asked and nobody is told. The
//! departments say what is worth saying; here is only which of it, in which order, in the page's language.

use std::collections::BTreeMap;
use std::rc::Rc;

use cert_catalogue::{Fact, Facts, Suggestion};
use cert_fill::Date;
use cert_verify::{Check, Outcome, Report, UnixTime};
use serde_json::Value;

use crate::trust::checking::Checked;
use crate::trust::city::{City, Shop};
use crate::wallet::PutOff;
use crate::wallet::about::OtherPerson;
use crate::words::local::PerLanguage;
use crate::words::{Lang, direction};

const DAY: i64 = 86_400;

/// What is said about no certificate in particular, and has no day, comes last.
const NO_DAY: i64 = i64::MAX;

/// A suggestion, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// What tells it from all others, for putting it off.
    pub key: String,
    /// The address and the name of each service that it is about and that there is.
    pub services: Vec<(String, String)>,
    /// The type of the certificate that it is about.
    pub vct: Option<String>,
    /// The local id of that certificate.
    pub certificate: Option<String>,
    /// The person whom that certificate is about, when it is somebody else.
    pub about: Option<String>,
    /// The day that it is about, and the days until then; negative once it has passed.
    pub date: Option<(Date, i64)>,
    /// What is the case; where the rule has no words for it, the app says which certificate ends when.
    pub title: Option<String>,
    /// What to do.
    pub text: String,
    /// The rule and where it stands.
    pub reasons: Vec<String>,
    /// Days until it is said again after "later".
    later: i64,
}

impl Suggested {
    /// Puts it off for as long as its rule says.
    #[must_use]
    pub fn later(&self, now: UnixTime) -> PutOff {
        PutOff {
            what: self.key.clone(),
            until: Some(now.seconds().saturating_add(self.later.saturating_mul(DAY))),
        }
    }

    /// Puts it off for ever.
    #[must_use]
    pub fn never(&self) -> PutOff {
        PutOff { what: self.key.clone(), until: None }
    }
}

/// What the rules are held against. Where two are equal, the rules say the same, so that a page need not ask them
/// each time that it is drawn.
#[derive(Clone, Debug)]
pub struct Grounds {
    /// The certificates that were checked: the id and the result of each.
    pub held: Vec<(String, Rc<Checked>)>,
    /// Those of them that are about somebody else.
    pub others: Rc<BTreeMap<String, OtherPerson>>,
    /// The departments with their rules.
    pub city: Rc<City>,
    /// The moment; only its day counts.
    pub now: UnixTime,
    /// The language of the page.
    pub lang: Lang,
}

// A result that was worked out again is another one, even where it says the same.
impl PartialEq for Grounds {
    fn eq(&self, other: &Self) -> bool {
        let day = |one: &Self| Date::from_unix_in_shanghai(one.now);
        let same_held = self.held.len() == other.held.len()
            && self
                .held
                .iter()
                .zip(&other.held)
                .all(|((id, one), (other_id, other))| id == other_id && Rc::ptr_eq(one, other));
        same_held
            && self.others == other.others
            && self.lang == other.lang
            && day(self) == day(other)
            && self.city == other.city
    }
}

impl Grounds {
    /// What is to be said, and what contradicts.
    #[must_use]
    pub fn found(&self) -> (Vec<Rc<Suggested>>, Vec<Contradiction>) {
        let (mut all, mut conflicts) = (Vec::new(), Vec::new());
        for held in self.by_person() {
            all.extend(suggestions(&self.city, &held, self.now, self.lang));
            conflicts.extend(contradictions(&self.city, &held, self.now, self.lang));
        }
        for one in &mut all {
            let other = one.certificate.as_ref().and_then(|id| self.others.get(id));
            one.about = other.map(|other| other.name.clone());
        }
        all.sort_by_key(|one| one.date.map_or(NO_DAY, |(_, days)| days));
        (all.into_iter().map(Rc::new).collect(), conflicts)
    }
}

impl Grounds {
    /// The certificates person by person, one's own first: what is true of two people together is true of nobody.
    fn by_person(&self) -> Vec<Vec<(&str, &Report)>> {
        let mut groups = vec![(None, Vec::new())];
        for (id, one) in &self.held {
            let other = self.others.get(id).filter(|other| other.id.is_some());
            let found = (id.as_str(), &one.report);
            match groups.iter_mut().find(|(person, _)| *person == other) {
                Some((_, group)) => group.push(found),
                None => groups.push((other, vec![found])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}

/// All that the rules of all departments have to say, the most urgent first. Only certificates whose
/// signature was verified count; whether they have expired does not matter. One that was withdrawn is not
/// renewed but applied for again.
fn suggestions(city: &City, held: &[(&str, &Report)], now: UnixTime, lang: Lang) -> Vec<Suggested> {
    let held = facts(held);
    let Some(facts) = Facts::at(&held, now) else { return Vec::new() };
    let mut all = Vec::new();
    for shop in city.shops() {
        let rules = shop.index().map(|index| index.rules.suggest.as_slice()).unwrap_or_default();
        for one in rules.iter().flat_map(|rule| rule.suggestions(facts)) {
            let fact = held.iter().find(|fact| Some(fact.id) == one.certificate.as_deref());
            all.push(Suggested {
                key: format!("{}/{}", shop.department.slug, one.key()),
                services: services(city, &shop.department.id, &one.rule.services, lang),
                vct: fact.map(|fact| fact.vct.to_owned()),
                certificate: fact.map(|fact| fact.id.to_owned()),
                about: None,
                date: one.date.zip(one.days),
                title: said(&one, "title", fact, lang),
                text: said(&one, "text", fact, lang).unwrap_or_default(),
                reasons: ["reason", "rule", "source"]
                    .into_iter()
                    .filter_map(|name| said(&one, name, fact, lang))
                    .collect(),
                later: one.rule.later,
            });
        }
    }
    all.sort_by_key(|one| one.date.map_or(NO_DAY, |(_, days)| days));
    all
}

/// The services that there are, in this city and today.
fn services(city: &City, own: &str, named: &[String], lang: Lang) -> Vec<(String, String)> {
    let found = named.iter().filter_map(|named| {
        let (department, name) = named.split_once('#').unwrap_or((own, named));
        let shop = city.shops().iter().find(|shop| shop.department.id == department)?;
        let title = PerLanguage::from(&shop.index()?.service(name)?.title).pick(lang).text;
        Some((shop.address_of(name), title))
    });
    found.collect()
}

/// A text with what it names in braces: `{days}`, `{date}`, or a claim of the certificate.
fn said(one: &Suggestion<'_>, name: &str, fact: Option<&Fact<'_>>, lang: Lang) -> Option<String> {
    let text = PerLanguage::from(one.words(name)?).pick(lang).text;
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (named, rest) = part.split_once('}').unwrap_or(("", part));
        match named {
            "days" => out.push_str(&one.days.unwrap_or_default().unsigned_abs().to_string()),
            "date" => out.push_str(&one.date.map(|date| date.to_string()).unwrap_or_default()),
            claim => match fact.and_then(|fact| fact.claim(claim)) {
                Some(Value::String(text)) => direction::push(&mut out, text),
                Some(Value::Number(number)) => out.push_str(&number.to_string()),
                _ => {}
            },
        }
        out.push_str(rest);
    }
    Some(out)
}

/// Certificates that contradict each other, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// What differs.
    pub title: String,
    /// What to do, and where the rule stands.
    pub lines: Vec<String>,
    /// What each says: the certificate, the claim, and the value.
    pub said: Vec<(String, String, String)>,
}

/// What contradicts among certificates whose signature was verified. Nothing is chosen.
fn contradictions(
    city: &City,
    held: &[(&str, &Report)],
    now: UnixTime,
    lang: Lang,
) -> Vec<Contradiction> {
    let held = facts(held);
    let Some(facts) = Facts::at(&held, now) else { return Vec::new() };
    let rules = city.shops().iter().filter_map(Shop::index).flat_map(|index| &index.rules.agree);
    let found = rules.flat_map(|rule| rule.conflicts(facts)).map(|conflict| {
        let words = |name: &str| {
            let text = conflict.rule.words.iter().find(|(known, _)| known == name);
            text.map(|(_, text)| PerLanguage::from(text).pick(lang).text)
        };
        Contradiction {
            title: words("title").unwrap_or_default(),
            lines: ["text", "source"].into_iter().filter_map(words).collect(),
            said: conflict.said,
        }
    });
    found.collect()
}

/// What was withdrawn says nothing any more.
fn facts<'a>(held: &[(&'a str, &'a Report)]) -> Vec<Fact<'a>> {
    let good = held
        .iter()
        .filter(|(_, report)| !matches!(report.outcome(Check::Status), Some(Outcome::Failed(_))));
    good.filter_map(|(id, report)| {
        Some(Fact { id, vct: report.credential_type()?, claims: report.claims()? })
    })
    .collect()
}

/// Days from today in Shanghai to a date such as `2026-12-05`.
#[must_use]
pub fn days_until(date: &str, now: UnixTime) -> Option<i64> {
    Some(Date::from_unix_in_shanghai(now)?.days_until(Date::parse_iso(date)?))
}

#[cfg(test)]
mod tests;
