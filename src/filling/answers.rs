//! From what stands in a control to an answer of the form, and warnings about it.

use cert_fill::form::Identifier;
use cert_fill::{Date, Form, Pointer, china};
use serde_json::Value;

use super::typed;
use super::view::{Typed, code_of};
use crate::words::values::{isolated, mask_middle};
use crate::words::{Lang, form as words};

/// The answer that was typed; `None` is no answer.
#[must_use]
pub fn from_typed(form: &Form, pointer: &Pointer, input: &Typed) -> Option<Value> {
    match input {
        // The draft reads what was typed; here it stays as it is.
        Typed::Text(text) => (!text.trim().is_empty()).then(|| Value::from(text.as_str())),
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
pub fn warning(identifier: Identifier, answer: &Value, today: Date, lang: Lang) -> Option<String> {
    let problem = identifier.check(answer.as_str()?, today).err()?;
    Some(match (problem.position, problem.expected, problem.code) {
        (Some(position), Some(expected), _) => {
            words::CHECK_DIGIT.with(lang, &[&position.to_string(), &expected.to_string()])
        }
        (_, _, china::resident_id::REGION | china::uscc::REGION) => {
            words::CHECK_REGION.of(lang).to_owned()
        }
        (_, _, china::resident_id::BIRTH_DATE) => words::CHECK_BIRTH.of(lang).to_owned(),
        (_, _, china::uscc::IS_RESIDENT_ID) => words::CHECK_NOT_A_PERSON.of(lang).to_owned(),
        (_, _, china::resident_id::IS_CREDIT_CODE) => words::CHECK_NOT_A_BODY.of(lang).to_owned(),
        _ => words::CHECK_NUMBER.of(lang).to_owned(),
    })
}

/// A warning about a certified number that does not follow the rules of its kind: the register's word
/// counts.
#[must_use]
pub fn unusual(identifier: Identifier, answer: &Value, today: Date, lang: Lang) -> Option<String> {
    let number = answer.as_str().filter(|number| !number.is_empty())?;
    identifier.check(number, today).err().map(|_| words::CHECK_CERTIFIED.of(lang).to_owned())
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
    let number = numbers.iter().find_map(|at| text(at)).map(mask_middle);
    let parts: Vec<String> = about.map(str::to_owned).into_iter().chain(number).collect();
    (!parts.is_empty()).then(|| isolated(&parts.join(" · ")))
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
