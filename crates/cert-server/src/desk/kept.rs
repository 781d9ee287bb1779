//! What was typed into a decision when its session had ended: it goes through the login and comes back.

use cert_fill::progress::MAX_NOTE;
use cert_verify::{
    base64url,
    json::{self, Limits},
};
use serde_json::{Value, json};

use super::visitor::Fields;

/// What a clerk chooses and types.
const FIELDS: [&str; 5] = ["state", "reason-waiting", "reason-refused", "note", "seen"];

/// A decision that was not made yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    case_no: String,
    fields: Vec<(String, String)>,
}

impl Kept {
    /// What was sent to this path, when it is a decision.
    pub(super) fn of(path: &str, fields: &Fields) -> Option<Self> {
        let case_no = path.strip_prefix("/cases/")?.strip_suffix("/decisions")?;
        let named = FIELDS.iter().filter_map(|name| {
            let value: String = fields.get(name)?.chars().take(MAX_NOTE).collect();
            Some(((*name).to_owned(), value))
        });
        is_case(case_no).then(|| Self { case_no: case_no.to_owned(), fields: named.collect() })
    }

    /// Whether it is about this case.
    pub(super) fn is_about(&self, case_no: &str) -> bool {
        self.case_no == case_no
    }

    /// Where it goes on.
    pub(super) fn place(&self) -> String {
        format!("/cases/{}", self.case_no)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// For a hidden field and the database.
    pub(super) fn written(&self) -> String {
        let fields: Vec<Value> =
            self.fields.iter().map(|(name, value)| json!([name, value])).collect();
        base64url::encode(json!({"case": self.case_no, "fields": fields}).to_string().as_bytes())
    }

    /// Reads it back; it came through a browser.
    pub(super) fn read(text: &str) -> Option<Self> {
        let bytes = base64url::decode(text).ok()?;
        let value = json::parse_object(&bytes, Limits::CERTIFICATE).ok()?;
        let case_no = value.get("case")?.as_str().filter(|case_no| is_case(case_no))?;
        let fields = value.get("fields")?.as_array()?.iter().map(|field| {
            let (name, value) = (field.get(0)?.as_str()?, field.get(1)?.as_str()?);
            let value: String = value.chars().take(MAX_NOTE).collect();
            FIELDS.contains(&name).then(|| (name.to_owned(), value))
        });
        Some(Self { case_no: case_no.to_owned(), fields: fields.collect::<Option<_>>()? })
    }
}

/// Letters, digits and hyphens, as our own numbers have.
pub(super) fn is_case(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        let fields = [("state", "refused"), ("note", "缺第 2 页 <b>"), ("token", "secret")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let kept = Kept::of("/cases/PSB-1/decisions", &Fields(fields.into())).unwrap();
        let read = Kept::read(&kept.written()).unwrap();
        assert_eq!(read, kept);
        assert_eq!((read.get("note"), read.get("token")), (Some("缺第 2 页 <b>"), None));
        assert!(read.is_about("PSB-1") && !read.is_about("PSB-2"));
    }

    #[test]
    fn what_is_no_decision_is_not_kept() {
        for path in
            ["/counter", "/cases/a b/decisions", "/cases//decisions", "/cases/../x/decisions"]
        {
            assert_eq!(Kept::of(path, &Fields::default()), None, "{path}");
        }
        for text in ["", "x", "e30", &base64url::encode(br#"{"case":"../x","fields":[]}"#)] {
            assert_eq!(Kept::read(text), None, "{text}");
        }
    }
}
