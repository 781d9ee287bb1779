//! What people type, in the form that the schema expects (rule C12): full-width digits,
//! spaces and hyphens in numbers, a small x in the ID number, white space around.
//!
//! Nothing is guessed: what cannot be read in exactly one way stays as typed, so that it is
//! not lost and the check can speak about it.

use serde_json::Value;

use crate::china::{is_hyphen, narrow, normalise_digits};
use crate::form::{Control, Field, written};
use crate::pattern::is_ecma_space;
use crate::{Date, Layout, SchemaRef};

/// The country code of a Chinese number, as people write it.
const COUNTRY_CODES: [&str; 2] = ["+86", "0086"];

/// The largest whole number that JSON carries everywhere (RFC 8259 section 6).
const MAX_NUMBER: u64 = 1 << 53;

/// The answer for what was typed; none for nothing.
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
    // A byte-order mark and zero-width spaces come along when text is pasted.
    let blank = |c: char| is_ecma_space(c) || matches!(c, '\u{FEFF}' | '\u{200B}');
    let text = crate::nfc::nfc(typed.trim_matches(blank)).replace("\r\n", "\n");
    if field.identifier.is_some() {
        return normalise_digits(&text).into();
    }
    if let Some(choice) = choice_of(field, &text) {
        return choice;
    }
    let is_number = part.is_some_and(|part| part.is_type("integer") || part.is_type("number"));
    let read = match field.control {
        Control::Number | Control::Money => number(&text),
        _ if is_number => number(&text),
        Control::DateParts => date(&text).map(Value::from),
        Control::Month => month(&text).map(Value::from),
        Control::YesNo | Control::Declaration => match text.as_str() {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        _ => fitting(part, &text).map(Value::from),
    };
    read.unwrap_or_else(|| text.into())
}

fn choice_of(field: &Field, text: &str) -> Option<Value> {
    let same = |value: &&Value| written(value) == text;
    field.choices.iter().map(|choice| &choice.value).find(same).cloned()
}

/// The first of these that the schema accepts: the text; with half-width characters; without
/// spaces and hyphens; in capitals; without the country code of a telephone number. Texts
/// without a pattern keep every character.
fn fitting(part: Option<&SchemaRef<'_>>, text: &str) -> Option<String> {
    let part = part.filter(|part| part.pattern().is_some() || part.format().is_some())?;
    let half: String = text.chars().map(narrow).collect();
    let joined: String =
        half.chars().filter(|sign| !is_ecma_space(*sign) && !is_hyphen(*sign)).collect();
    let capitals = joined.to_ascii_uppercase();
    let national = COUNTRY_CODES.iter().find_map(|code| joined.strip_prefix(code));
    let national = national.unwrap_or_default().to_owned();
    let tidy = half.chars().filter(|sign| !is_ecma_space(*sign)).collect();
    let ways = [text.to_owned(), half, tidy, joined, capitals, national];
    ways.into_iter().find(|way| part.accepts(&Value::from(way.as_str())))
}

/// A whole number with a sign and separators between groups of three; `10-20`, `1,00` and
/// `2026-12` are none.
fn number(text: &str) -> Option<Value> {
    let plain: String = text.chars().map(narrow).collect();
    let unsigned = plain.strip_prefix(['-', '\u{2212}', '+']).unwrap_or(&plain);
    let is_separator = |sign: char| matches!(sign, ',' | '，' | '_' | '\'') || is_ecma_space(sign);
    let mut groups = unsigned.split(is_separator);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let whole = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    let digits = first.to_owned() + &rest.concat();
    let is_plain = !first.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let size: u64 = digits.parse().ok().filter(|size| *size <= MAX_NUMBER && whole && is_plain)?;
    let number = i64::try_from(size).ok()?;
    Some(Value::from(if plain.starts_with(['-', '\u{2212}']) { -number } else { number }))
}

fn date(text: &str) -> Option<String> {
    let plain: String = text.chars().map(narrow).filter(|sign| !is_ecma_space(*sign)).collect();
    let layouts = [Layout::Iso, Layout::Basic, Layout::Chinese];
    let read = layouts.iter().find_map(|layout| Date::parse_layout(&plain, *layout));
    let slashed = || Date::parse_layout(&plain.replace(['.', '-'], "/"), Layout::Slashed);
    read.or_else(slashed).map(|date| date.to_string())
}

fn month(text: &str) -> Option<String> {
    let plain: String = text.chars().map(narrow).filter(|sign| !is_ecma_space(*sign)).collect();
    let (year, month) = plain.split_once(['-', '.', '/', '年'])?;
    let month = month.strip_suffix('月').unwrap_or(month);
    // The first day stands for the month, so that the calendar decides.
    let first = Date::parse_layout(&format!("{year}/{month}/1"), Layout::Slashed)?;
    first.to_string().get(..7).map(str::to_owned)
}
