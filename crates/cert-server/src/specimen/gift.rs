//! A certificate that a decision gives: one that was filed with, made anew with a later end
//! ([`super::renewal`]), or a new one, made of what was filed.

use cert_catalogue::Recipe;
use cert_fill::{Form, Pointer, china::uscc};
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

use super::{certificates::Contents, day::Day, people::Person, renewal::Renewal, types::Type};

/// Which certificate, and what stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Gift {
    /// One that was there before, for longer.
    Renewed(Renewal),
    /// One that was not.
    Fresh(Fresh),
}

/// A new certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fresh {
    /// What the type is called here.
    kind: String,
    claims: Map<String, Value>,
    /// The last day.
    until: Day,
}

/// What a new certificate is made of.
pub(crate) struct Filed<'f> {
    pub(crate) form: &'f Form,
    pub(crate) answers: &'f Value,
    /// A number that no other certificate was made with.
    pub(crate) number: i64,
}

impl Gift {
    /// What its type is called here.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Renewed(renewal) => &renewal.kind,
            Self::Fresh(fresh) => &fresh.kind,
        }
    }

    /// What stands on it.
    pub(crate) fn contents(&self, kind: &Type, person: &Person, now: UnixTime) -> Option<Contents> {
        match self {
            Self::Renewed(renewal) => renewal.contents(kind, person, now),
            Self::Fresh(fresh) => Some(Contents {
                claims: fresh.claims.clone(),
                not_before: Day::of(now).start(),
                expires: fresh.until.end(),
            }),
        }
    }

    /// As it is kept.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Renewed(renewal) => renewal.to_text(),
            Self::Fresh(Fresh { kind, claims, until }) => {
                json!({"kind": kind, "claims": claims, "until": until.to_string()}).to_string()
            }
        }
    }

    /// Reads what was kept.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let Some(claims) = value.get("claims") else {
            return Renewal::from_text(text).map(Self::Renewed);
        };
        let (claims, until) = (claims.as_object()?.clone(), value.get("until")?.as_str()?);
        let (kind, until) = (value.get("kind")?.as_str()?.to_owned(), Day::parse(until)?);
        Some(Self::Fresh(Fresh { kind, claims, until }))
    }
}

impl Fresh {
    /// Makes one for so many years; `None` when an answer that it is made of is missing.
    pub(crate) fn make(
        kind: &Type,
        recipes: &[(String, Recipe)],
        years: i64,
        filed: &Filed<'_>,
        now: UnixTime,
    ) -> Option<Self> {
        let today = Day::of(now);
        let mut claims = filed.members(recipes, today)?;
        claims.insert("specimen".to_owned(), Value::Bool(true));
        Some(Self { kind: kind.name.to_owned(), claims, until: today.plus_years(years) })
    }
}

impl Filed<'_> {
    fn members(&self, recipes: &[(String, Recipe)], today: Day) -> Option<Map<String, Value>> {
        let made =
            recipes.iter().map(|(name, recipe)| Some((name.clone(), self.cook(recipe, today)?)));
        made.collect()
    }

    fn cook(&self, recipe: &Recipe, today: Day) -> Option<Value> {
        match recipe {
            Recipe::Fixed(value) => Some(value.clone()),
            Recipe::Answer(at) => at.get(self.answers).cloned(),
            Recipe::Label(at) => self.label(at),
            Recipe::Today => Some(today.to_string().into()),
            Recipe::CreditCode(region) => {
                // `91` is a company; the invented ones have an organisation code that begins with DEM.
                let region = region.get(self.answers)?.as_str()?;
                uscc::complete(&format!("91{region}DEM{:05}", self.number)).map(Value::String)
            }
            Recipe::Members(recipes) => self.members(recipes, today).map(Value::Object),
        }
    }

    fn label(&self, at: &Pointer) -> Option<Value> {
        let answer = at.get(self.answers)?;
        let choices = &self.form.field(at)?.choices;
        let choice = choices.iter().find(|choice| choice.value == *answer)?;
        Some(
            choice.label.as_ref().map_or_else(|| answer.clone(), |words| words.get("zh-CN").into()),
        )
    }
}
