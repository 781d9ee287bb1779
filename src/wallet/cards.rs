//! What a certificate shows of itself: what stands on its card, and its contents as lines. Names
//! and look come from the issuer's [`TypeDescription`] where it is there; a type that nobody has
//! described gets a decent card and readable names, too.

use cert_verify::{Report, UnixTime};
use serde_json::Value;

use super::kinds::{CardTone, TypeDescription};
use crate::words::local::PerLanguage;
use crate::words::values::{Readings, isolated, mask_middle};
use crate::words::{Lang, common_claims};

/// Members that are about the certificate itself, not about its holder.
const REGISTERED: &[&str] = &[
    "iss",
    "vct",
    "vct#integrity",
    "iat",
    "nbf",
    "exp",
    "cnf",
    "status",
    "sub",
    "jti",
    "aud",
    "_sd_alg",
    cert_fill::COPY_FOR,
];

/// Whose certificate it is, for a type whose issuer does not say what its card shows.
const WHO: &[&[&str]] = &[
    &["name"],
    &["full_name"],
    &["legal_name"],
    &["family_name"],
    &["owner"],
    &["tenant"],
    &["employer", "name"],
    &["address", "line"],
    &["title"],
];

/// One line of a certificate: where it stands, its name, its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The names on the way to it, such as `["address", "line"]`.
    pub path: Vec<String>,
    /// What to call it.
    pub label: String,
    /// The value as text.
    pub value: String,
    /// Whether the middle is hidden until it is asked for.
    pub masked: bool,
}

/// What the description of a type and the operator say about showing values.
#[derive(Clone, Copy, Debug)]
pub struct Shows<'a> {
    /// The issuer's description, when it is there.
    pub kind: Option<&'a TypeDescription>,
    /// Readings in the page's language.
    pub readings: &'a Readings,
    /// The page's language.
    pub lang: Lang,
}

/// The look of its card.
#[must_use]
pub fn tone(kind: Option<&TypeDescription>, vct: Option<&str>) -> CardTone {
    kind.and_then(TypeDescription::tone)
        .or_else(|| vct.map(CardTone::of_unknown))
        .unwrap_or(CardTone::Grey)
}

/// The two lines on the card: who or where, and the masked number.
#[must_use]
pub fn face(report: &Report, kind: Option<&TypeDescription>) -> (String, String) {
    let Some(claims) = report.claims() else { return Default::default() };
    let at = |path: &[String]| {
        let value = path.iter().try_fold(claims, |value, name| value.get(name));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    let (who, number) = match kind.map(TypeDescription::face) {
        Some([who, rest @ ..]) => (at(who), rest.first().and_then(|path| at(path))),
        _ => {
            let who = WHO.iter().find_map(|path| {
                at(&path.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
            });
            let members = claims.as_object().into_iter().flatten();
            let mut numbers = members.filter(|(name, _)| common_claims::is_identifier(name));
            (who, numbers.find_map(|(_, value)| value.as_str().map(str::to_owned)))
        }
    };
    let number = number.map(|text| isolated(&mask_middle(&text)));
    (who.map(|text| isolated(&text)).unwrap_or_default(), number.unwrap_or_default())
}

/// Until when it is valid: the claim that a person knows, else `exp`.
#[must_use]
pub fn valid_until(report: &Report) -> Option<String> {
    report.claims()?.get("valid_until").and_then(Value::as_str).map(str::to_owned)
}

/// `exp`.
#[must_use]
pub fn expires(report: &Report) -> Option<UnixTime> {
    report.claims()?.get("exp").and_then(Value::as_i64).map(UnixTime::from_seconds)
}

/// All claims as lines: in the issuer's order, else in ours. (Disclosures come shuffled, so that
/// their order says nothing.)
#[must_use]
pub fn lines(claims: &Value, shows: Shows<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    if let Some(members) = claims.as_object() {
        for (name, value) in members {
            if !REGISTERED.contains(&name.as_str()) {
                collect(value, &mut vec![name.clone()], shows, &mut out);
            }
        }
    }
    out.sort_by_cached_key(|line| {
        let ours: Vec<usize> = line.path.iter().map(|name| common_claims::place(name)).collect();
        (shows.kind.map_or(usize::MAX, |kind| kind.place(&line.path)), ours)
    });
    out
}

/// Lines shown of one certificate. Ours have a dozen claims; a hostile one must
/// not freeze the page.
const MAX_LINES: usize = 200;

fn collect(value: &Value, path: &mut Vec<String>, shows: Shows<'_>, out: &mut Vec<Line>) {
    if out.len() >= MAX_LINES || shows.kind.is_some_and(|kind| kind.hides(path)) {
        return;
    }
    let plain = |value: &Value| match value {
        Value::String(text) => shows.readings.beside(text, shows.lang),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let text = match value {
        Value::Object(members) => {
            for (name, inner) in members {
                path.push(name.clone());
                collect(inner, path, shows, out);
                path.pop();
            }
            return;
        }
        Value::Array(items) => items
            .iter()
            .map(plain)
            .collect::<Vec<_>>()
            .join(if shows.lang == Lang::Zh { "、" } else { ", " }),
        other => plain(other),
    };
    let by_name = || path.last().is_some_and(|name| common_claims::is_identifier(name));
    let masked = shows.kind.and_then(|kind| kind.masks(path)).unwrap_or_else(by_name);
    let label = label_words(shows.kind, path, shows.lang).pick(shows.lang).text;
    out.push(Line { label, path: path.clone(), value: text, masked });
}

/// The issuer's label, else the names on the way to the claim.
fn label_words(kind: Option<&TypeDescription>, path: &[String], lang: Lang) -> PerLanguage {
    if let Some(label) = kind.and_then(|kind| kind.label(path)) {
        return label.clone();
    }
    let name = |step: &String| common_claims::label(step).pick(lang).text;
    match path {
        // The address line speaks for itself.
        [.., last] if last == "line" => common_claims::label(last),
        _ => PerLanguage::same(path.iter().map(name).collect::<Vec<_>>().join(" · ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn labels(claims: &Value, kind: Option<&TypeDescription>, lang: Lang) -> Vec<String> {
        let readings = Readings::default();
        let shows = Shows { kind, readings: &readings, lang };
        lines(claims, shows).into_iter().map(|line| line.label).collect()
    }

    fn described() -> TypeDescription {
        let text = json!({"vct": "t", "claims": [
            {"path": ["odd"], "display": [{"lang": "zh-CN", "label": "奇"}, {"locale": "en", "label": "Odd"}]},
            {"path": ["id_number"], "certfill_masked": false},
            {"path": ["demo"], "certfill_hidden": true},
        ]});
        TypeDescription::parse(text.to_string().as_bytes(), "t", None).unwrap()
    }

    #[test]
    fn labels_come_from_the_issuer_then_from_us_then_from_the_name() {
        let claims = json!({"iss": "x", "name": "示例", "address": {"line": "路"}, "odd": [1, "b"], "demo": true});
        let ours = ["Name", "Address line", "Demo", "Odd"];
        let mut found = labels(&claims, None, Lang::En);
        found.sort_by_key(|label| ours.iter().position(|one| one == label));
        assert_eq!(found, ours);
        assert_eq!(labels(&claims, Some(&described()), Lang::Zh), ["奇", "姓名", "详细地址"]);
    }

    #[test]
    fn numbers_are_masked_unless_the_issuer_says_otherwise() {
        let claims = json!({"id_number": "1", "record_number": "2"});
        let readings = Readings::default();
        let masked = |kind| {
            let shows = Shows { kind, readings: &readings, lang: Lang::Zh };
            lines(&claims, shows).into_iter().map(|line| line.masked).collect::<Vec<_>>()
        };
        assert_eq!(masked(None), [true, false]);
        assert_eq!(masked(Some(&described())), [false, false]);
    }

    #[test]
    fn values_have_their_reading_and_keep_their_direction() {
        let readings = Readings::new(json!({"en": {"女": "female"}}));
        let shows = Shows { kind: None, readings: &readings, lang: Lang::En };
        let claims = json!({"sex": "女", "name": "a\u{202e}b"});
        let values: Vec<String> =
            lines(&claims, shows).into_iter().map(|line| line.value).collect();
        assert_eq!(values, ["\u{2068}a\u{202e}b\u{2069}", "女 (female)"]);
    }

    #[test]
    fn a_certificate_full_of_claims_has_a_limit() {
        let many: serde_json::Map<_, _> =
            (0..10_000).map(|at| (format!("c{at}"), json!(1))).collect();
        assert_eq!(labels(&Value::Object(many), None, Lang::Zh).len(), MAX_LINES);
    }
}
