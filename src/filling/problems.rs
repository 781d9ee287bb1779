//! Problems of answers in words: the same words in the summary and at the field
//! (rules C8 to C11).

use serde_json::Value;

use super::view::Control;
use crate::words::{Lang, Text, form_errors as words};

/// What is known about one problem.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerProblem<'a> {
    /// The field's label.
    pub label: &'a str,
    /// How it is answered.
    pub control: Control,
    /// The code: a schema keyword or a code of cert-fill.
    pub code: &'a str,
    /// The limit that was not kept.
    pub limit: Option<&'a Value>,
    /// The name of the row in a repeated group, such as “Shareholders 2”.
    pub row: Option<String>,
}

/// The words for a problem. The form's own words (`errors` of the field) win.
#[must_use]
pub fn words_for(problem: &AnswerProblem<'_>, own: Option<&str>, lang: Lang) -> String {
    let sentence = match own {
        Some(own) => own.to_owned(),
        None => general(problem, lang),
    };
    match &problem.row {
        Some(row) => words::ROW.with(lang, &[row, &sentence]),
        None => sentence,
    }
}

fn general(problem: &AnswerProblem<'_>, lang: Lang) -> String {
    let label = inside(problem.label, lang);
    let start = problem.label;
    let limit = problem.limit.map(limit_words).unwrap_or_default();
    let with = |text: Text, label: &str| text.with(lang, &[label, &limit]);
    let chosen = matches!(
        problem.control,
        Control::Radios | Control::Select | Control::YesNo | Control::Checkboxes
    );
    match (problem.code, problem.control) {
        ("required" | "not-confirmed" | "choice-missing", Control::Declaration) => {
            with(words::CONFIRM, start)
        }
        ("required" | "too-few", Control::File) => with(words::UPLOAD, &label),
        ("required", _) if chosen => with(words::CHOOSE, &label),
        ("required", _) => with(words::ENTER, &label),
        ("not-a-choice" | "not-confirmed" | "choice-missing" | "no-alternative", _) => {
            with(words::OPTION, &label)
        }
        ("too-long", _) => with(words::TOO_LONG, start),
        // A minimum of one is the same as "required".
        ("too-short", _) if limit == "1" => with(words::ENTER, &label),
        ("too-short", _) => with(words::TOO_SHORT, start),
        ("too-many", _) => with(words::TOO_MANY, start),
        ("too-few", _) => with(words::TOO_FEW, start),
        ("not-unique", _) => with(words::DUPLICATE, start),
        ("too-large", Control::File) => with(words::OTHER, start),
        ("too-large", _) => with(words::TOO_BIG, start),
        ("too-small" | "not-a-multiple", _) => with(words::TOO_SMALL, start),
        ("wrong-type", Control::Integer) => with(words::NUMBER, start),
        ("wrong-type" | "format" | "pattern", Control::Date) => with(words::DATE, start),
        ("format", _) if limit == "email" => with(words::EMAIL, start),
        ("format", _) if limit == "date" => with(words::DATE, start),
        ("pattern" | "format" | "wrong-type", _) => with(words::PATTERN, start),
        ("not-asked" | "not-allowed", _) => with(words::NOT_ASKED, start),
        ("certificate-needed", _) => with(words::NEED_CERTIFICATE, start),
        ("certified-value-not-accepted", _) => with(words::CERTIFIED_OTHERWISE, start),
        ("certified-number-unusual", _) => with(words::CERTIFIED_UNUSUAL, start),
        ("born-in-future", _) => with(words::BORN_LATER, start),
        ("choice-needs-certificate", _) => with(words::CHOICE_NEEDS, start),
        // A code of the office or of the check characters: its own words.
        (code, _) if cert_words::knows(code) => {
            let known = cert_words::code_words(code, lang);
            words::REFUSED_VALUE.with(lang, &[start, &format!("{}{}", known.cause, known.remedy)])
        }
        _ => with(words::OTHER, start),
    }
}

fn limit_words(limit: &Value) -> String {
    match limit {
        Value::Number(number) => {
            number.as_i64().map_or_else(|| number.to_string(), super::display::grouped)
        }
        Value::String(text) => text.clone(),
        _ => String::new(),
    }
}

/// A label inside an English sentence starts small, unless its first word is an
/// abbreviation. Question marks at its end go.
fn inside(label: &str, lang: Lang) -> String {
    let label = label.trim_end_matches(['?', '？']);
    if lang == Lang::Zh {
        return label.to_owned();
    }
    let mut signs = label.chars();
    match (signs.next(), label.chars().nth(1)) {
        (Some(first), Some(second))
            if first.is_ascii_uppercase() && second.is_ascii_lowercase() =>
        {
            std::iter::once(first.to_ascii_lowercase()).chain(signs).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(label: &str, control: Control, code: &str, limit: Option<Value>, lang: Lang) -> String {
        words_for(
            &AnswerProblem { label, control, code, limit: limit.as_ref(), row: None },
            None,
            lang,
        )
    }

    #[test]
    fn each_sentence_says_what_to_do() {
        assert_eq!(said("手机号码", Control::Phone, "required", None, Lang::Zh), "请填写手机号码");
        assert_eq!(
            said("Mobile number", Control::Phone, "required", None, Lang::En),
            "Enter mobile number"
        );
        assert_eq!(
            said("District", Control::Select, "required", None, Lang::En),
            "Choose district"
        );
        assert_eq!(said("ID number", Control::Text, "required", None, Lang::En), "Enter ID number");
        assert_eq!(
            said("Address", Control::Textarea, "too-long", Some(json!(200)), Lang::En),
            "Address must have 200 characters or fewer"
        );
        assert_eq!(
            said("姓名", Control::Text, "too-short", Some(json!(1)), Lang::Zh),
            "请填写姓名"
        );
        assert_eq!(
            said("Email address", Control::Text, "format", Some(json!("email")), Lang::En),
            "Email address must look like name@example.com"
        );
        assert_eq!(
            said(
                "I confirm that these answers are true",
                Control::Declaration,
                "not-confirmed",
                None,
                Lang::En
            ),
            "Confirm this first: I confirm that these answers are true"
        );
    }

    #[test]
    fn a_row_is_named_and_the_forms_own_words_win() {
        let problem = AnswerProblem {
            label: "姓名",
            control: Control::Text,
            code: "required",
            limit: None,
            row: Some("股东 2".into()),
        };
        assert_eq!(words_for(&problem, None, Lang::Zh), "股东 2：请填写姓名");
        assert_eq!(words_for(&problem, Some("写上股东姓名"), Lang::Zh), "股东 2：写上股东姓名");
    }

    #[test]
    fn no_sentence_blames_or_begs() {
        for code in cert_fill::draft::PROBLEM_CODES {
            for control in [
                Control::Text,
                Control::Radios,
                Control::File,
                Control::Date,
                Control::Integer,
                Control::Declaration,
            ] {
                let english = said("Label", control, code, Some(json!(3)), Lang::En).to_lowercase();
                for word in ["invalid", "please", "sorry", "illegal", "{"] {
                    assert!(!english.contains(word), "{code}: {english}");
                }
                assert!(english.contains("label"), "{code}: {english}");
            }
        }
    }
}
