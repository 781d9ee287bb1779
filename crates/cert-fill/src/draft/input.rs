//! What people type, in the form that the schema expects (rule C12): full-width digits,
//! spaces and hyphens in numbers, a small x in the ID number, white space around.

use serde_json::Value;

use crate::china::normalise_digits;
use crate::form::{Control, Field, written};
use crate::pattern::is_ecma_space;
use crate::{Date, Layout, SchemaRef};

/// The country code of a Chinese number, as people write it.
const COUNTRY_CODES: [&str; 2] = ["+86", "0086"];

/// The answer for what was typed; none for nothing. What cannot be read stays as typed, so
/// that nothing is lost and the check can speak about it.
pub(super) fn normalise(
    field: &Field,
    part: Option<&SchemaRef<'_>>,
    typed: Value,
) -> Option<Value> {
    let value = match typed {
        Value::Null => return None,
        Value::String(text) => of_text(field, part, &text),
        Value::Array(items) => {
            let kept =
                items.into_iter().map(|item| choice_of(field, &written(&item)).unwrap_or(item));
            let kept: Vec<Value> = kept.collect();
            return (!kept.is_empty()).then_some(Value::Array(kept));
        }
        // A declaration that was taken back is no answer.
        Value::Bool(false) if field.control == Control::Declaration => return None,
        other => other,
    };
    (value != Value::String(String::new())).then_some(value)
}

fn of_text(field: &Field, part: Option<&SchemaRef<'_>>, typed: &str) -> Value {
    let text = crate::nfc::nfc(typed);
    let text = text.trim_matches(is_ecma_space);
    if field.identifier.is_some() {
        return normalise_digits(text).into();
    }
    if let Some(choice) = choice_of(field, text) {
        return choice;
    }
    let is_number = part.is_some_and(|part| part.is_type("integer") || part.is_type("number"));
    match field.control {
        Control::Number | Control::Money => number(text),
        _ if is_number => number(text),
        Control::Phone => phone(text).into(),
        Control::Email => narrow(text).into(),
        Control::DateParts => date(text).into(),
        Control::Month => month(text).into(),
        Control::YesNo | Control::Declaration => match text {
            "true" => true.into(),
            "false" => false.into(),
            other => other.into(),
        },
        _ => text.into(),
    }
}

fn choice_of(field: &Field, text: &str) -> Option<Value> {
    let same = |value: &&Value| written(value) == text;
    field.choices.iter().map(|choice| &choice.value).find(same).cloned()
}

fn number(text: &str) -> Value {
    let plain: String =
        normalise_digits(text).chars().filter(|c| !matches!(c, ',' | '，' | '_')).collect();
    // A minus sign was taken for a hyphen above; keep it.
    let negative = text.starts_with(['-', '−', '－']);
    match plain.parse::<i64>() {
        Ok(number) => Value::from(if negative { -number } else { number }),
        Err(_) => text.into(),
    }
}

fn phone(text: &str) -> String {
    let digits: String =
        normalise_digits(text).chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let national = COUNTRY_CODES.iter().find_map(|code| digits.strip_prefix(code));
    national.map_or_else(|| digits.clone(), str::to_owned)
}

/// Full-width forms as ASCII, nothing taken out but white space.
fn narrow(text: &str) -> String {
    let narrowed = text.chars().map(|character| match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    });
    narrowed.filter(|character| !is_ecma_space(*character)).collect()
}

fn date(text: &str) -> String {
    let plain = narrow(text);
    let parts = plain.replace(['.', '/'], "-");
    let layouts = [Layout::Iso, Layout::Basic, Layout::Chinese];
    let read = layouts.iter().find_map(|layout| Date::parse_layout(&plain, *layout));
    let read = read.or_else(|| Date::parse_layout(&parts.replace('-', "/"), Layout::Slashed));
    read.map_or(plain, |date| date.to_string())
}

fn month(text: &str) -> String {
    let plain = narrow(text).replace(['.', '/', '年'], "-").replace('月', "");
    match plain.split_once('-') {
        Some((year, month)) if month.len() == 1 => format!("{year}-0{month}"),
        _ => plain,
    }
}
