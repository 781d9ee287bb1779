//! A filing as the citizen saw it: the pages and labels of its form, each value with where it comes from.

use cert_fill::{Form, Pointer};
use cert_verify::sd_jwt::SdJwt;
use serde_json::{Map, Value};

use super::{page::View, words};
use crate::{
    Server,
    db::desk::cases::Dossier,
    office::{digest_of, edition_of},
    start_page::Language,
};

/// As deep as answers are read.
const MAX_DEPTH: usize = 32;

/// A page of the form with what was answered on it.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// One answer.
pub(super) struct Row {
    pub(super) pointer: String,
    pub(super) label: String,
    pub(super) shown: Shown,
    pub(super) origin: Origin,
}

/// A value for people.
pub(super) enum Shown {
    Text(String),
    File { name: String, size: u64, digest: [u8; 32], media_type: String },
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The office has computed it from this certificate of the filing and found the same.
    Certified { query: String, is_derived: bool },
    /// Typed in place of what a certificate says.
    Corrected,
    /// Typed.
    Typed,
    /// From the receipt of another office.
    Receipt,
}

/// A certificate as it was presented.
pub(super) struct Presented {
    pub(super) query: String,
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) text: String,
}

/// What was filed, in the order of its form.
pub(super) fn sections(server: &Server, view: &View, of: &Dossier) -> Vec<Section> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (answers, provenance, verified) =
        (read(&of.answers), read(&of.provenance), read(&of.verified));
    let form = edition_of(server, &of.office, &of.body).map(|(form, _)| form);
    let verified: Vec<&str> =
        verified.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    arranged(form, view, &answers, provenance.as_object().unwrap_or(&Map::new()), &|at| {
        verified.contains(&at)
    })
}

/// The same for whoever has the parts.
pub(super) fn arranged(
    form: Option<&Form>,
    view: &View,
    answers: &Value,
    provenance: &Map<String, Value>,
    is_verified: &dyn Fn(&str) -> bool,
) -> Vec<Section> {
    let mut leaves = Vec::new();
    collect(answers, &mut String::new(), form, 0, &mut leaves);
    let mut left: Vec<Option<(Pointer, Value)>> = leaves.into_iter().map(Some).collect();
    let mut sections = Vec::new();
    for step in form.into_iter().flat_map(Form::steps) {
        let mut mine: Vec<(usize, usize, Pointer, Value)> = Vec::new();
        for leaf in &mut left {
            let place = leaf.as_ref().and_then(|(at, _)| {
                let open = &form?.field(at)?.pointer;
                Some((row_of(at, open), step.fields.iter().position(|field| field == open)?))
            });
            if let (Some((row, order)), Some((at, value))) =
                (place, leaf.take_if(|_| place.is_some()))
            {
                mine.push((row, order, at, value));
            }
        }
        mine.sort_by_key(|(row, order, ..)| (*row, *order));
        let rows = mine.iter().map(|(row, _, at, value)| {
            self::row(form, view, (at, *row), value, provenance, is_verified)
        });
        let rows: Vec<Row> = rows.collect();
        if !rows.is_empty() {
            let title = step.title.get(view.language.tag()).to_owned();
            sections.push(Section { title, rows });
        }
    }
    let rest = left.iter().flatten();
    let rest = rest.map(|(at, value)| row(form, view, (at, 0), value, provenance, is_verified));
    let rest: Vec<Row> = rest.collect();
    if !rest.is_empty() {
        let title = if form.is_some() {
            view.t("其他", "Other")
        } else {
            view.t(
                "内容（表单的这一版本已不在本机）",
                "Answers (this edition of the form is not here any more)",
            )
        };
        sections.push(Section { title: title.to_owned(), rows: rest });
    }
    sections
}

/// The number of the row in a list, from 1; 0 outside of lists.
fn row_of(at: &Pointer, open: &Pointer) -> usize {
    let mut pairs = at.tokens().iter().zip(open.tokens());
    let row = pairs.find(|(_, open)| open.as_str() == "*").and_then(|(own, _)| own.parse().ok());
    row.map_or(0, |row: usize| row.saturating_add(1))
}

fn row(
    form: Option<&Form>,
    view: &View,
    (at, number): (&Pointer, usize),
    value: &Value,
    provenance: &Map<String, Value>,
    is_verified: &dyn Fn(&str) -> bool,
) -> Row {
    let field = form.and_then(|form| form.field(at));
    let pointer = at.to_string();
    let label = field
        .map_or_else(|| pointer.clone(), |field| field.label.get(view.language.tag()).to_owned());
    let label = if number > 0 { format!("{number}. {label}") } else { label };
    let option = |value: &Value| {
        let label = field?.choice(value)?.label.as_ref()?;
        Some(label.get(view.language.tag()).to_owned())
    };
    let entry = provenance.get(&pointer);
    let text = |name: &str| entry.and_then(|entry| entry.get(name)?.as_str());
    let origin = match (text("origin"), text("credential")) {
        (Some(kind @ ("credential" | "derived")), Some(query)) if is_verified(&pointer) => {
            Origin::Certified { query: query.to_owned(), is_derived: kind == "derived" }
        }
        (Some("override"), _) => Origin::Corrected,
        (Some("receipt"), _) => Origin::Receipt,
        _ => Origin::Typed,
    };
    Row { label, shown: shown(view, value, &option), origin, pointer }
}

fn shown(view: &View, value: &Value, option: &dyn Fn(&Value) -> Option<String>) -> Shown {
    if let Some(file) = file(value) {
        return file;
    }
    Shown::Text(text(view, value, option))
}

/// The question of an answer and the answer itself, in the words of the form.
pub(super) fn in_words(
    form: Option<&Form>,
    view: &View,
    at: &str,
    value: &Value,
) -> (String, String) {
    let pointer = Pointer::parse(at).unwrap_or_default();
    let row = row(form, view, (&pointer, 0), value, &Map::new(), &|_| false);
    let text = match row.shown {
        Shown::Text(text) => text,
        Shown::File { name, .. } => name,
    };
    (row.label, text)
}

/// A value in words.
fn text(view: &View, value: &Value, option: &dyn Fn(&Value) -> Option<String>) -> String {
    if let Some(words) = option(value) {
        return words;
    }
    match value {
        Value::String(text) => words::day(view, text).unwrap_or_else(|| text.clone()),
        Value::Bool(yes) => if *yes { view.t("是", "Yes") } else { view.t("否", "No") }.to_owned(),
        Value::Array(items) => {
            let items: Vec<String> =
                items.iter().map(|item| self::text(view, item, option)).collect();
            items.join(if view.language == Language::English { ", " } else { "、" })
        }
        Value::Object(members) => match members.get("name").and_then(Value::as_str) {
            Some(name) if members.contains_key("digest") => name.to_owned(),
            _ => value.to_string(),
        },
        Value::Null => String::new(),
        Value::Number(number) => number.to_string(),
    }
}

fn file(value: &Value) -> Option<Shown> {
    let text = |name: &str| value.get(name)?.as_str();
    Some(Shown::File {
        digest: digest_of(text("digest")?)?,
        name: text("name")?.to_owned(),
        size: value.get("size")?.as_u64()?,
        media_type: text("media_type")?.to_owned(),
    })
}

/// The answers below a value. What the form has a field for is one answer, whatever it holds.
fn collect(
    value: &Value,
    pointer: &mut String,
    form: Option<&Form>,
    depth: usize,
    out: &mut Vec<(Pointer, Value)>,
) {
    let Ok(at) = Pointer::parse(pointer) else { return };
    let is_answer = form.is_some_and(|form| form.field(&at).is_some()) || file(value).is_some();
    let length = pointer.len();
    match value {
        Value::Object(members) if !is_answer && depth < MAX_DEPTH => {
            for (name, inner) in members {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                collect(inner, pointer, form, depth + 1, out);
                pointer.truncate(length);
            }
        }
        Value::Array(items) if !is_answer && depth < MAX_DEPTH => {
            for (index, inner) in items.iter().enumerate() {
                pointer.push_str(&format!("/{index}"));
                collect(inner, pointer, form, depth + 1, out);
                pointer.truncate(length);
            }
        }
        other => out.push((at, other.clone())),
    }
}

/// The answers with their pointers, to be compared.
pub(super) fn leaves(form: Option<&Form>, answers: &Value) -> Vec<(Pointer, Value)> {
    let mut leaves = Vec::new();
    collect(answers, &mut String::new(), form, 0, &mut leaves);
    leaves
}

/// The certificates of a filing, in the order of their queries.
pub(super) fn presented(server: &Server, view: &View, office: &str, body: &[u8]) -> Vec<Presented> {
    let Ok(filed) = cert_fill::wire::FilingBody::parse(body) else { return Vec::new() };
    let form = edition_of(server, office, body).map(|(form, _)| form);
    let named = filed.vp_token.iter().flat_map(|(query, texts)| {
        texts.iter().map(move |text| {
            let payload = SdJwt::parse(text).map(|one| one.payload().clone()).unwrap_or_default();
            let claim = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default();
            let vct = claim("vct");
            let kind = server.world.types.iter().find(|kind| kind.vct == vct);
            let issuer = server.world.authorities.iter().find(|one| one.issuer == claim("iss"));
            let asked = form
                .and_then(|form| form.evidence().credentials.iter().find(|one| one.id == *query));
            let fallback = asked.map_or(query.as_str(), |asked| asked.id.as_str());
            Presented {
                query: query.clone(),
                name: kind.map_or_else(
                    || fallback.to_owned(),
                    |kind| view.t(kind.zh, kind.en).to_owned(),
                ),
                issuer: issuer.map_or_else(
                    || claim("iss").to_owned(),
                    |one| view.t(one.name_zh, one.name_en).to_owned(),
                ),
                text: text.clone(),
            }
        })
    });
    named.collect()
}
