//! What a field's component shows: built from form and draft, without either.

use serde_json::Value;

use super::display::Shown;
use crate::words::local::Said;

/// How an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// One line.
    Text,
    /// Some lines.
    Textarea,
    /// A list that opens.
    Select,
    /// One of a few, all seen.
    Radios,
    /// Yes or no.
    YesNo,
    /// Some of a few.
    Checkboxes,
    /// One box that has to be ticked.
    Declaration,
    /// Year, month and day.
    Date,
    /// A telephone number.
    Phone,
    /// A whole number.
    Integer,
    /// A file.
    File,
}

impl Control {
    /// The control that a form names, or else the one that fits the schema.
    #[must_use]
    pub fn choose(named: Option<&str>, kind: &str, choices: usize, long: bool) -> Self {
        match named {
            Some("textarea") => Self::Textarea,
            Some("select") => Self::Select,
            Some("radios") if choices > 0 => Self::Radios,
            Some("yes-no") => Self::YesNo,
            Some("checkboxes") => Self::Checkboxes,
            Some("declaration") => Self::Declaration,
            Some("date-parts") => Self::Date,
            Some("phone") => Self::Phone,
            Some("money" | "number") => Self::Integer,
            Some("file") => Self::File,
            _ => match kind {
                "boolean" => Self::YesNo,
                "integer" => Self::Integer,
                "array" if choices > 0 => Self::Checkboxes,
                // More than seven choices are a list, fewer are seen at once.
                _ if choices > 7 => Self::Select,
                _ if choices > 0 => Self::Radios,
                _ if long => Self::Textarea,
                _ => Self::Text,
            },
        }
    }

    /// Whether it consists of several inputs under one legend.
    #[must_use]
    pub const fn is_group(self) -> bool {
        matches!(self, Self::Radios | Self::YesNo | Self::Checkboxes | Self::Date)
    }
}

/// Where a value is from, in words of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum From {
    /// Nowhere: there is none.
    #[default]
    Nothing,
    /// From a certificate, by its name.
    Certificate(String),
    /// Worked out from a certificate.
    Derived(String),
    /// Was from a certificate and was changed.
    Changed(String),
    /// The certificate's value, but the certificate will not be sent any more.
    Unbacked(String),
    /// Taken away with the certificate; to be chosen again.
    Withdrawn(String),
    /// Typed.
    Typed,
    /// Typed before this draft: when (Unix seconds).
    TypedOn(i64),
    /// From an office's receipt.
    Receipt,
}

/// One field as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldView {
    /// The answer's JSON Pointer.
    pub pointer: String,
    /// The id of its (first) control.
    pub id: String,
    /// Its label; rows of a repeated group stand before it.
    pub label: Said,
    /// A hint.
    pub hint: Option<Said>,
    /// How it is given.
    pub control: Control,
    /// May be left empty.
    pub optional: bool,
    /// Certified: shown as text, cannot be changed.
    pub locked: bool,
    /// The answer now.
    pub value: Value,
    /// The answer in words.
    pub shown: Shown,
    /// Where it is from.
    pub from: From,
    /// The certificate that will not be sent when this is changed.
    pub withdraws: Option<String>,
    /// Answers that went with the certificate when this was changed, by their labels.
    pub cleared: Option<String>,
    /// Who issued the certificate behind a locked value.
    pub issuer: Option<String>,
    /// A token of the HTML standard.
    pub autocomplete: Option<String>,
    /// The choices: code and words.
    pub options: Vec<(String, Said)>,
    /// Longest text, in code points.
    pub max_length: Option<u64>,
    /// Largest file.
    pub max_size: Option<u64>,
    /// Digits and capitals only: no spell check, no automatic capitals.
    pub is_code: bool,
    /// Rises when the control must show another value than the one typed.
    pub revision: u32,
    /// What to put right, the same words as in the summary.
    pub error: Option<String>,
    /// What to look at again; does not stop anybody.
    pub warning: Option<String>,
    /// What was typed before and fits here: in words, and when (Unix seconds).
    pub known: Vec<(String, i64)>,
}

/// What stood in the control when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line or some lines.
    Text(String),
    /// Year, month, day.
    Date([String; 3]),
    /// One of the choices, or none.
    Choice(Option<String>),
    /// The chosen ones.
    Choices(Vec<String>),
    /// A box that is ticked or not.
    Ticked(bool),
}

impl FieldView {
    /// Ids for `aria-describedby`, in reading order.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.hint.is_some() || matches!(self.control, Control::Date | Control::File) {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        if self.from != From::Nothing && self.from != From::Typed {
            ids.push(format!("{}-origin", self.id));
        }
        if !self.known.is_empty() {
            ids.push(format!("{}-known", self.id));
        }
        if self.warning.is_some() {
            ids.push(format!("{}-warning", self.id));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The answer as text for a control.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// Whether this code is chosen.
    #[must_use]
    pub fn is_chosen(&self, code: &str) -> bool {
        match &self.value {
            Value::Array(items) => items.iter().any(|item| code_of(item).as_deref() == Some(code)),
            one => code_of(one).as_deref() == Some(code),
        }
    }
}

/// The id of a control: letters, digits and hyphens only.
#[must_use]
pub fn control_id(pointer: &str) -> String {
    let mut id = String::from("f");
    for sign in pointer.chars() {
        match sign {
            'a'..='z' | 'A'..='Z' | '0'..='9' => id.push(sign),
            '/' => id.push('-'),
            '_' => id.push('_'),
            other => id.push_str(&format!(".{:x}", u32::from(other))),
        }
    }
    id
}

/// The code of a choice as it stands in the control's `value`.
#[must_use]
pub fn code_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_control_follows_the_form_and_else_the_schema() {
        assert_eq!(Control::choose(Some("date-parts"), "string", 0, false), Control::Date);
        assert_eq!(Control::choose(None, "string", 3, false), Control::Radios);
        assert_eq!(Control::choose(None, "string", 16, false), Control::Select);
        assert_eq!(Control::choose(Some("radios"), "string", 0, false), Control::Text);
        assert_eq!(Control::choose(Some("code-picker"), "array", 0, false), Control::Text);
        assert_eq!(Control::choose(None, "boolean", 0, false), Control::YesNo);
    }

    #[test]
    fn ids_are_unlike_for_unlike_pointers() {
        assert_eq!(control_id("/residence/address/line"), "f-residence-address-line");
        let ids = ["/a-b", "/a/b", "/a_b", "/a.b", "/区"].map(control_id);
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids.iter().skip(index + 1).any(|other| other == id), "{id}");
        }
    }
}
