//! From what stands in a control to an answer of the form, and warnings about it.

use cert_fill::form::Identifier;
use cert_fill::{Form, Pattern, Pointer, SchemaRef, china};
use serde_json::Value;

use super::typed;
use super::view::{Typed, code_of};
use crate::words::{Lang, form as words};

/// The answer that was typed; `None` is no answer.
#[must_use]
pub fn from_typed(form: &Form, pointer: &Pointer, input: &Typed) -> Option<Value> {
    let part = form.schema().at(pointer);
    match input {
        Typed::Text(text)
            if part
                .as_ref()
                .is_some_and(|part| part.is_type("integer") && !part.is_type("string")) =>
        {
            match typed::read_integer(text) {
                Ok(number) => number.map(Value::from),
                // Stays as typed: the check says what to put right.
                Err(text) => Some(Value::from(text)),
            }
        }
        Typed::Text(text) => {
            let fits = fitting(part.as_ref());
            typed::read_text(text, |candidate| fits(candidate)).map(Value::from)
        }
        Typed::Date([year, month, day]) => typed::read_date(year, month, day).map(Value::from),
        Typed::Choice(code) => code.as_ref().map(|code| choice(form, pointer, code)),
        Typed::Choices(codes) if codes.is_empty() => None,
        Typed::Choices(codes) => {
            Some(codes.iter().map(|code| choice(form, pointer, code)).collect())
        }
        Typed::Ticked(true) => Some(Value::Bool(true)),
        Typed::Ticked(false) => None,
    }
}

/// Whether a text fits the answer's schema. Without a pattern everything fits, so
/// that names and addresses keep the characters that were typed.
fn fitting<'s>(part: Option<&SchemaRef<'s>>) -> impl Fn(&str) -> bool + use<'s> {
    let pattern =
        part.and_then(SchemaRef::pattern).and_then(|source| Pattern::compile(source).ok());
    let email = part.and_then(SchemaRef::format) == Some("email");
    let part = part.cloned();
    move |text| match (&pattern, email) {
        (Some(pattern), _) => pattern.is_match(text),
        (None, true) => part.as_ref().is_some_and(|part| part.accepts(&Value::from(text))),
        (None, false) => true,
    }
}

/// The value of a choice: `"true"` in a control can be the boolean of the form.
fn choice(form: &Form, pointer: &Pointer, code: &str) -> Value {
    let field = form.field(pointer);
    let listed = field.and_then(|field| {
        field
            .choices
            .iter()
            .map(|choice| &choice.value)
            .find(|value| code_of(value).as_deref() == Some(code))
    });
    match (listed, code) {
        (Some(value), _) => value.clone(),
        (None, "true") => Value::Bool(true),
        (None, "false") => Value::Bool(false),
        (None, other) => Value::from(other),
    }
}

/// A warning about a typed number with check characters; it stops nobody.
#[must_use]
pub fn warning(identifier: Identifier, answer: &Value, lang: Lang) -> Option<String> {
    let text = answer.as_str()?;
    let problem = match identifier {
        Identifier::ResidentId => china::resident_id::check(text).err()?,
        Identifier::Uscc => china::uscc::check(text).err()?,
    };
    Some(match (problem.position, problem.expected, problem.code) {
        (Some(position), Some(expected), _) => {
            words::CHECK_DIGIT.with(lang, &[&position.to_string(), &expected.to_string()])
        }
        (_, _, china::resident_id::REGION | china::uscc::REGION) => {
            words::CHECK_REGION.of(lang).to_owned()
        }
        (_, _, china::resident_id::BIRTH_DATE) => words::CHECK_BIRTH.of(lang).to_owned(),
        _ => words::CHECK_NUMBER.of(lang).to_owned(),
    })
}

/// What tells two certificates of one type apart: whose it is or what it is
/// about, and the end of its number.
#[must_use]
pub fn telling(claims: &Value) -> Option<String> {
    let text = |pointer: &str| claims.pointer(pointer).and_then(Value::as_str);
    let about = ["/name", "/tenant", "/owner", "/employer/name", "/address/line"]
        .iter()
        .find_map(|at| text(at));
    let numbers =
        ["/id_number", "/permit_number", "/record_number", "/title_number", "/employer/uscc"];
    let number = numbers.iter().find_map(|at| text(at)).map(super::display::mask_middle);
    let parts: Vec<String> = about.map(str::to_owned).into_iter().chain(number).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn two_certificates_of_one_type_can_be_told_apart_without_showing_the_number() {
        let words = telling(&json!({"name": "陈示例", "id_number": "310104195503150008"}));
        assert_eq!(words.as_deref(), Some("陈示例 · 310104 ******** 0008"));
        assert_eq!(telling(&json!({"x": 1})), None);
    }
}
