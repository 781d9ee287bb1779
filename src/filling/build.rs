//! From form and draft to what the fields show.

use cert_fill::{Control as Asked, Date, Draft, Field, FieldState, Form, Held, Origin, Pointer};
use serde_json::Value;

use super::answers;
use super::claim_names::Names;
use super::display::{self, Shown};
use super::view::{Control, FieldView, From, code_of, control_id};
use crate::words::local::Said;
use crate::words::values::{Readings, mask_middle};
use crate::words::{Lang, form as words};

/// Shorter texts than this get one line.
const LONG_TEXT: u64 = 120;

/// Everything that a view is built from.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The form.
    pub form: &'a Form,
    /// The answers.
    pub draft: &'a Draft,
    /// The certificates behind them.
    pub held: &'a [Held],
    /// Names of certificates.
    pub names: &'a Names,
    /// The language of the page.
    pub lang: Lang,
    /// The day on which the form is filled in.
    pub today: Date,
    /// Rises when controls have to show another value than the one typed.
    pub revision: u32,
}

/// A text of the form in the page's language.
#[must_use]
pub fn said(text: &cert_fill::LocalText, lang: Lang) -> Said {
    let (text, found) = text.get_with_language(lang.tag());
    Said { text: text.to_owned(), lang: (found != lang.tag()).then(|| found.to_owned()) }
}

/// One field; `None` when the form has no such field.
#[must_use]
pub fn field(sources: &Sources<'_>, at: &Pointer, error: Option<String>) -> Option<FieldView> {
    let Sources { form, draft, lang, .. } = *sources;
    let field = form.field(at)?;
    let part = form.schema().at(at);
    let state = draft.field_state(form, at);
    let value = draft.answer(at).cloned().unwrap_or(Value::Null);
    let from = origin(sources, at);
    let control = control(field, part.as_ref().and_then(cert_fill::SchemaRef::max_length));
    let query = draft.origin(at).and_then(Origin::certificate);
    let typed = matches!(from, From::Typed | From::TypedOn(_) | From::Changed(_));
    let pattern = part.as_ref().and_then(cert_fill::SchemaRef::pattern);
    Some(FieldView {
        pointer: at.to_string(),
        id: control_id(&at.to_string()),
        label: said(&field.label, lang),
        hint: field.hint.as_ref().map(|hint| said(hint, lang)),
        control,
        optional: form.schema().presence(at, draft.answers()) == cert_fill::Presence::Optional,
        locked: matches!(state, FieldState::Locked | FieldState::Blocked),
        shown: shown(field, &value, &sources.names.readings, lang),
        withdraws: match state {
            FieldState::Suggested => {
                query.map(|query| sources.names.in_sentence(form, query, lang))
            }
            _ => None,
        },
        cleared: None,
        issuer: query.and_then(|query| issuer(sources, query)),
        autocomplete: field.autocomplete.clone(),
        options: options(field, control, lang),
        max_length: part.as_ref().and_then(cert_fill::SchemaRef::max_length),
        max_size: (control == Control::File).then(|| max_size(form, at)),
        is_code: pattern.is_some() || field.identifier.is_some(),
        revision: sources.revision,
        warning: field.identifier.and_then(|kind| match typed {
            true => answers::warning(kind, &value, sources.today, lang),
            false => answers::unusual(kind, &value, sources.today, lang),
        }),
        error,
        known: Vec::new(),
        from,
        value,
    })
}

/// The largest file of a field; what the linter guarantees is a bound of its own.
#[must_use]
pub fn max_size(form: &Form, at: &Pointer) -> u64 {
    /// What an office takes when the form names no bound: a scan of some pages.
    const DEFAULT: u64 = 8 * 1024 * 1024;
    let size = form.schema().at(&at.child("size"));
    size.and_then(|part| part.maximum()?.as_u64()).unwrap_or(DEFAULT)
}

/// The media types that a field takes.
#[must_use]
pub fn media_types(form: &Form, at: &Pointer) -> Vec<String> {
    let part = form.schema().at(&at.child("media_type"));
    let listed = part.and_then(|part| part.options().map(<[Value]>::to_vec)).unwrap_or_default();
    listed.iter().filter_map(|kind| kind.as_str().map(str::to_owned)).collect()
}

/// Where a value is from, in words.
#[must_use]
pub fn origin(sources: &Sources<'_>, at: &Pointer) -> From {
    let name = |query: &str| sources.names.in_sentence(sources.form, query, sources.lang);
    match sources.draft.origin(at) {
        _ if sources.draft.answer(at).is_none() => From::Nothing,
        None => From::Nothing,
        Some(Origin::Credential { query, .. }) => From::Certificate(name(query)),
        Some(Origin::Derived { query, .. }) => From::Derived(name(query)),
        Some(Origin::Override { query }) => From::Changed(name(query)),
        Some(Origin::Manual) => From::Typed,
        Some(Origin::Receipt { .. }) => From::Receipt,
    }
}

/// An answer in words.
#[must_use]
pub fn shown(field: &Field, value: &Value, readings: &Readings, lang: Lang) -> Shown {
    let option = |code: &str| {
        let choice =
            field.choices.iter().find(|choice| code_of(&choice.value).as_deref() == Some(code))?;
        choice.label.as_ref().map(|label| said(label, lang).text)
    };
    let full = display::value(value, is_date(field, value), lang, &option);
    Shown {
        masked: (field.is_masked && !full.is_empty()).then(|| mask_middle(&full)),
        full: match value.as_str().and_then(|text| readings.of(text, lang)) {
            Some(reading) if option(&full).is_none() => format!("{full} ({reading})"),
            _ => full,
        },
    }
}

fn is_date(field: &Field, value: &Value) -> bool {
    field.control == Asked::DateParts
        || value
            .as_str()
            .is_some_and(|text| text.len() == 10 && display::date(text, Lang::En).is_some())
}

fn issuer(sources: &Sources<'_>, query: &str) -> Option<String> {
    let id = sources.draft.chosen(query).first()?;
    let held = sources.held.iter().find(|held| held.id == *id)?;
    Some(held.certificate.issuer().trim_start_matches("https://").to_owned())
}

/// The control of a field where the length of its text makes no difference.
#[must_use]
pub fn control_of(field: &Field) -> Control {
    control(field, None)
}

fn control(field: &Field, max_length: Option<u64>) -> Control {
    match field.control {
        Asked::Textarea => Control::Textarea,
        Asked::Number | Asked::Money => Control::Integer,
        Asked::Radios if !field.choices.is_empty() => Control::Radios,
        Asked::Select if !field.choices.is_empty() => Control::Select,
        Asked::Checkboxes if !field.choices.is_empty() => Control::Checkboxes,
        Asked::YesNo => Control::YesNo,
        Asked::DateParts => Control::Date,
        Asked::Phone => Control::Phone,
        Asked::File => Control::File,
        Asked::Declaration => Control::Declaration,
        Asked::Text if max_length.is_some_and(|most| most > LONG_TEXT) => Control::Textarea,
        _ => Control::Text,
    }
}

fn options(field: &Field, control: Control, lang: Lang) -> Vec<(String, Said)> {
    let listed: Vec<(String, Said)> = field
        .choices
        .iter()
        .filter_map(|choice| {
            let code = code_of(&choice.value)?;
            let label = choice.label.as_ref().map_or_else(
                || Said {
                    text: shown(field, &choice.value, &Readings::default(), lang).full,
                    lang: None,
                },
                |label| said(label, lang),
            );
            Some((code, label))
        })
        .collect();
    if control == Control::YesNo && listed.is_empty() {
        let word = |text: &str| Said { text: text.to_owned(), lang: None };
        return vec![
            ("true".into(), word(words::YES.of(lang))),
            ("false".into(), word(words::NO.of(lang))),
        ];
    }
    listed
}
