//! What a certificate shows of itself: kind, names of its claims, what stands
//! on its card. Type metadata of the issuer comes first where it is loaded;
//! this table is there without a network.

use cert_verify::{Report, UnixTime};
use serde_json::Value;

use crate::words::{Lang, Text};

/// A kind of certificate; it decides the look of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 居民身份证.
    Identity,
    /// 上海市居住证.
    Permit,
    /// 房屋租赁备案.
    Lease,
    /// 不动产权证.
    Estate,
    /// 社会保险参保.
    Social,
    /// 营业执照.
    Business,
    /// 敬老卡.
    Senior,
    /// A receipt of an office.
    Receipt,
    /// Anything else.
    Other,
}

/// The type of a residence permit, which the suggestion looks for.
pub const PERMIT_TYPE: &str = "https://specimen.example/vct/sh-residence-permit";

const KINDS: &[(&str, Kind, Text, &[&str])] = &[
    (
        "resident-id",
        Kind::Identity,
        Text { zh: "居民身份证", en: "Resident identity card" },
        &["name", "id_number"],
    ),
    (
        "sh-residence-permit",
        Kind::Permit,
        Text { zh: "上海市居住证", en: "Shanghai residence permit" },
        &["name", "permit_number"],
    ),
    (
        "lease-record",
        Kind::Lease,
        Text { zh: "房屋租赁备案", en: "Registered lease" },
        &["address/line", "record_number"],
    ),
    (
        "real-estate-title",
        Kind::Estate,
        Text { zh: "不动产权证", en: "Real-estate title" },
        &["address/line", "title_number"],
    ),
    (
        "social-insurance",
        Kind::Social,
        Text { zh: "社会保险参保", en: "Social insurance" },
        &["employer/name", "employer/uscc"],
    ),
    (
        "business-licence",
        Kind::Business,
        Text { zh: "营业执照", en: "Business licence" },
        &["name", "uscc"],
    ),
    (
        "senior-card",
        Kind::Senior,
        Text { zh: "敬老卡", en: "Senior citizen card" },
        &["name", "card_number"],
    ),
    ("filing-receipt", Kind::Receipt, Text { zh: "办件回执", en: "Filing receipt" }, &["case_no"]),
];

const LABELS: &[(&str, Text)] = &[
    ("name", Text { zh: "姓名", en: "Name" }),
    ("sex", Text { zh: "性别", en: "Sex" }),
    ("ethnicity", Text { zh: "民族", en: "Ethnic group" }),
    ("birth_date", Text { zh: "出生日期", en: "Date of birth" }),
    ("address", Text { zh: "住址", en: "Address" }),
    ("id_number", Text { zh: "公民身份号码", en: "Identity number" }),
    ("issuing_authority", Text { zh: "签发机关", en: "Issuing authority" }),
    ("valid_from", Text { zh: "有效期起", en: "Valid from" }),
    ("valid_until", Text { zh: "有效期至", en: "Valid until" }),
    ("first_issued", Text { zh: "首次签发", en: "First issued" }),
    ("permit_number", Text { zh: "居住证编号", en: "Permit number" }),
    ("record_number", Text { zh: "备案编号", en: "Record number" }),
    ("title_number", Text { zh: "产权证号", en: "Title number" }),
    ("card_number", Text { zh: "卡号", en: "Card number" }),
    ("tenant", Text { zh: "承租人", en: "Tenant" }),
    ("owner", Text { zh: "权利人", en: "Owner" }),
    ("area_m2", Text { zh: "建筑面积（平方米）", en: "Floor area (m²)" }),
    ("district_code", Text { zh: "区划代码", en: "District code" }),
    ("street", Text { zh: "街道", en: "Subdistrict" }),
    ("road", Text { zh: "路", en: "Road" }),
    ("lane", Text { zh: "弄", en: "Lane" }),
    ("building", Text { zh: "号", en: "Building" }),
    ("room", Text { zh: "室", en: "Room" }),
    ("line", Text { zh: "详细地址", en: "Address line" }),
    ("employer", Text { zh: "单位", en: "Employer" }),
    ("uscc", Text { zh: "统一社会信用代码", en: "Unified social credit code" }),
    ("since", Text { zh: "参保起始", en: "Insured since" }),
    ("legal_representative", Text { zh: "法定代表人", en: "Legal representative" }),
    ("registered_capital", Text { zh: "注册资本", en: "Registered capital" }),
    ("business_scope", Text { zh: "经营范围", en: "Business scope" }),
    ("established", Text { zh: "成立日期", en: "Established" }),
    ("case_no", Text { zh: "办件编号", en: "Case number" }),
];

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
    "specimen",
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

impl Kind {
    /// The kind of a type.
    #[must_use]
    pub fn of(credential_type: &str) -> Self {
        row(credential_type).map_or(Self::Other, |row| row.1)
    }

    /// The class of the style sheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Identity => "id",
            Self::Permit => "permit",
            Self::Lease => "lease",
            Self::Estate => "estate",
            Self::Social => "social",
            Self::Business => "business",
            Self::Senior => "senior",
            Self::Receipt => "receipt",
            Self::Other => "other",
        }
    }
}

/// The types that a verifier can ask for, with their names.
#[must_use]
pub fn known_types(lang: Lang) -> Vec<(String, &'static str)> {
    KINDS.iter().map(|(name, _, words, _)| (type_of(name), words.of(lang))).collect()
}

/// The name of a type, or the last part of its address.
#[must_use]
pub fn type_name(credential_type: &str, lang: Lang) -> String {
    row(credential_type)
        .map_or_else(|| last_part(credential_type).to_owned(), |row| row.2.of(lang).to_owned())
}

/// The last part of a type's address: the name of its metadata.
#[must_use]
pub fn last_part(credential_type: &str) -> &str {
    credential_type.trim_end_matches('/').rsplit('/').next().unwrap_or(credential_type)
}

/// The two lines on the card: who or where, and the masked number.
#[must_use]
pub fn face(report: &Report) -> (String, String) {
    let fields: &[&str] = report.credential_type().and_then(row).map_or(&["name"], |row| row.3);
    let value = |at: usize| {
        let path = fields.get(at)?;
        let pointer = format!("/{path}");
        report
            .claims()?
            .pointer(&pointer)
            .and_then(Value::as_str)
            .map(|text| (*path, text.to_owned()))
    };
    let who = value(0).map(|(_, text)| text).unwrap_or_default();
    let number = value(1).map(|(_, text)| masked(&text)).unwrap_or_default();
    (who, number)
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

/// All claims as lines, in the order of the certificate. `metadata` is the
/// issuer's own description of the type, when it is there.
#[must_use]
pub fn lines(claims: &Value, metadata: Option<&Value>, lang: Lang) -> Vec<Line> {
    let mut out = Vec::new();
    if let Some(members) = claims.as_object() {
        for (name, value) in members {
            if !REGISTERED.contains(&name.as_str()) {
                collect(value, &mut vec![name.clone()], metadata, lang, &mut out);
            }
        }
    }
    // Disclosures come shuffled, so that their order says nothing; the order
    // for reading is the issuer's, else ours.
    out.sort_by_cached_key(|line| (described_at(metadata, &line.path), known_at(&line.path)));
    out
}

/// Lines shown of one certificate. Ours have a dozen claims; a hostile one must
/// not freeze the page.
const MAX_LINES: usize = 200;

fn collect(
    value: &Value,
    path: &mut Vec<String>,
    metadata: Option<&Value>,
    lang: Lang,
    out: &mut Vec<Line>,
) {
    if out.len() >= MAX_LINES {
        return;
    }
    let text = match value {
        Value::Object(members) => {
            for (name, inner) in members {
                path.push(name.clone());
                collect(inner, path, metadata, lang, out);
                path.pop();
            }
            return;
        }
        Value::Array(items) => items
            .iter()
            .map(plain)
            .collect::<Vec<_>>()
            .join(if lang == Lang::Zh { "、" } else { ", " }),
        other => plain(other),
    };
    let masked = path
        .last()
        .is_some_and(|name| matches!(name.as_str(), "id_number" | "permit_number" | "card_number"));
    out.push(Line { label: label(path, metadata, lang), path: path.clone(), value: text, masked });
}

/// Where the issuer's description has this claim.
fn described_at(metadata: Option<&Value>, path: &[String]) -> usize {
    let claims = metadata.and_then(|metadata| metadata.get("claims")?.as_array());
    claims
        .and_then(|claims| claims.iter().position(|claim| has_path(claim, path)))
        .unwrap_or(usize::MAX)
}

/// Where our own table has it, step by step.
fn known_at(path: &[String]) -> Vec<usize> {
    path.iter()
        .map(|name| LABELS.iter().position(|(known, _)| known == name).unwrap_or(usize::MAX))
        .collect()
}

fn has_path(claim: &Value, path: &[String]) -> bool {
    let steps = claim.get("path").and_then(Value::as_array);
    steps.is_some_and(|steps| {
        steps.iter().map(Value::as_str).eq(path.iter().map(|name| Some(name.as_str())))
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The issuer's label, else ours, else the name itself.
fn label(path: &[String], metadata: Option<&Value>, lang: Lang) -> String {
    if let Some(text) = metadata.and_then(|metadata| described(metadata, path, lang)) {
        return text;
    }
    let names: Vec<String> = path
        .iter()
        .map(|name| {
            let known = LABELS.iter().find(|(known, _)| known == name);
            known.map_or_else(|| name.clone(), |(_, words)| words.of(lang).to_owned())
        })
        .collect();
    match names.as_slice() {
        // The address line speaks for itself.
        [_, last] if path.last().is_some_and(|name| name == "line") => last.clone(),
        _ => names.join(" · "),
    }
}

/// `claims[].display[]` of SD-JWT VC type metadata; `locale` or `lang` as the
/// drafts of the standard differ.
fn described(metadata: &Value, path: &[String], lang: Lang) -> Option<String> {
    let claims = metadata.get("claims")?.as_array()?;
    display(
        claims.iter().find(|claim| has_path(claim, path))?.get("display")?,
        &["label", "name"],
        lang,
    )
}

/// The entry of a `display` array in this language.
#[must_use]
pub fn display(entries: &Value, names: &[&str], lang: Lang) -> Option<String> {
    let entries = entries.as_array()?;
    let tag = |entry: &Value| -> Option<Lang> {
        ["locale", "lang"].iter().find_map(|name| entry.get(*name)?.as_str().map(Lang::from_tag))
    };
    let entry =
        entries.iter().find(|entry| tag(entry) == Some(lang)).or_else(|| entries.first())?;
    names.iter().find_map(|name| entry.get(*name)?.as_str().map(str::to_owned))
}

/// Hides the middle: the first and last four characters stay, as on paper
/// copies. Short numbers keep only their end.
#[must_use]
pub fn masked(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let keep = if characters.len() >= 12 { 4 } else { 2 };
    characters
        .iter()
        .enumerate()
        .map(
            |(at, character)| {
                if at < keep || at + keep >= characters.len() { *character } else { '•' }
            },
        )
        .collect()
}

fn row(
    credential_type: &str,
) -> Option<&'static (&'static str, Kind, Text, &'static [&'static str])> {
    KINDS.iter().find(|row| type_of(row.0) == credential_type)
}

/// The whole address of a type. Receipts are the form format's own; every office issues them.
fn type_of(name: &str) -> String {
    match name {
        "filing-receipt" => cert_fill::receipt::TYPE.to_owned(),
        _ => format!("https://specimen.example/vct/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_middle_of_a_number_is_hidden() {
        assert_eq!(masked("31010419990101771X"), "3101••••••••••771X");
        assert_eq!(masked("SH2025-17"), "SH•••••17");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn labels_come_from_the_issuer_then_from_us_then_from_the_name() {
        let claims =
            json!({"iss": "x", "name": "示例", "address": {"line": "路"}, "odd": [1, "b"]});
        let ours: Vec<_> =
            lines(&claims, None, Lang::En).into_iter().map(|line| line.label).collect();
        assert_eq!(ours, ["Name", "Address line", "odd"]);
        // What the issuer describes comes first, in its order.
        let metadata = json!({"claims": [{"path": ["odd"], "display": [{"lang": "zh-CN", "label": "奇"}, {"locale": "en", "label": "Odd"}]}]});
        let theirs = lines(&claims, Some(&metadata), Lang::Zh);
        assert_eq!(
            theirs.first().map(|line| (line.label.as_str(), line.value.as_str())),
            Some(("奇", "1、b"))
        );
    }

    #[test]
    fn a_certificate_full_of_claims_has_a_limit() {
        let many: serde_json::Map<_, _> =
            (0..10_000).map(|at| (format!("c{at}"), json!(1))).collect();
        assert_eq!(lines(&Value::Object(many), None, Lang::Zh).len(), MAX_LINES);
    }

    #[test]
    fn only_types_of_the_specimen_world_take_its_names() {
        assert_eq!(Kind::of(PERMIT_TYPE), Kind::Permit);
        assert_eq!(Kind::of("https://evil.example/vct/resident-id"), Kind::Other);
        assert_eq!(type_name("https://a.example/x/", Lang::En), "x");
        assert_eq!(type_name(cert_fill::receipt::TYPE, Lang::En), "Filing receipt");
    }
}
