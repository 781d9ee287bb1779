//! What was sent, read back from the bytes that were kept, with the words that
//! the person saw.

use cert_verify::base64url;
use serde_json::Value;

use super::receipt::Confirmation;
use crate::filling::display::{self, Shown};
use crate::wallet::{FieldWords, Named, SentWords};
use crate::words::Lang;
use crate::words::local::{PerLanguage, Said};
use crate::words::values::mask_middle;

/// One answer that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRow {
    /// Its JSON Pointer.
    pub pointer: String,
    /// Its label.
    pub label: Said,
    /// Its value, as it was sent.
    pub value: Value,
    /// Its value in words.
    pub shown: Shown,
    /// The origin code in the provenance that was sent.
    pub origin: String,
    /// The certificate that it was from, by name.
    pub certificate: Option<Said>,
    /// Whether the office's receipt says that it verified this value.
    pub verified: bool,
}

/// One certificate that was shown to the office, in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentEvidence {
    /// Its name.
    pub name: Said,
    /// The claims that were disclosed, by name.
    pub claims: Vec<Said>,
}

/// The answers in the body, in its own order.
///
/// `words` is what the check page stored when Send was pressed.
#[must_use]
pub fn rows(
    body: &str,
    words: &SentWords,
    confirmed: Option<&Confirmation>,
    lang: Lang,
) -> Vec<SentRow> {
    let Some(body) = parse(body) else { return Vec::new() };
    let (Some(answers), Some(provenance)) = (inner(&body, "answers"), inner(&body, "provenance"))
    else {
        return Vec::new();
    };
    let verified = confirmed.map(|one| one.verified.as_slice()).unwrap_or_default();
    let mut leaves = Vec::new();
    collect(&answers, String::new(), words, 0, &mut leaves);
    leaves
        .into_iter()
        .map(|(pointer, value)| {
            let field = field_words(words, &pointer);
            let entry = provenance.get(&pointer);
            let text = |name: &str| entry.and_then(|entry| entry.get(name)?.as_str());
            let option = |code: &str| {
                let words = word(&field?.options, code)?;
                Some(words.pick(lang).text)
            };
            let is_date = field.is_some_and(|field| field.date);
            let masked = field.is_some_and(|field| field.mask);
            let full = display::value(&value, is_date, lang, &option);
            SentRow {
                label: field.map_or_else(
                    || Said { text: pointer.clone(), lang: None },
                    |field| field.label.pick(lang),
                ),
                shown: Shown { masked: masked.then(|| mask_middle(&full)), full },
                origin: text("origin").unwrap_or("manual").to_owned(),
                certificate: text("credential").map(|query| certificate(words, query, lang)),
                verified: verified.contains(&pointer),
                pointer,
                value,
            }
        })
        .collect()
}

/// Which edition of which form the body was made with, as it was signed.
#[must_use]
pub fn form_of(body: &str) -> Option<Value> {
    let body = parse(body)?;
    let signed = base64url::decode(body.pointer("/transaction_data/0")?.as_str()?).ok()?;
    let signed: Value = serde_json::from_slice(&signed).ok()?;
    signed.get("form").cloned()
}

/// The certificates in the body and the claims disclosed from each.
#[must_use]
pub fn evidence(body: &str, words: &SentWords, lang: Lang) -> Vec<SentEvidence> {
    let Some(body) = parse(body) else { return Vec::new() };
    let Some(presented) = body.get("vp_token").and_then(Value::as_object) else {
        return Vec::new();
    };
    presented
        .iter()
        .map(|(query, presentations)| {
            let texts = presentations.as_array().into_iter().flatten().filter_map(Value::as_str);
            let known = words.claims.iter().find(|one| one.query == *query);
            let known = known.map(|one| one.claims.as_slice()).unwrap_or_default();
            let mut claims: Vec<Said> = Vec::new();
            for name in texts.flat_map(disclosed_names) {
                let said = said(word(known, &name), &name, lang);
                if !claims.contains(&said) {
                    claims.push(said);
                }
            }
            SentEvidence { name: certificate(words, query, lang), claims }
        })
        .collect()
}

/// The names in the disclosures of one presentation (RFC 9901 4.2.1). An array
/// element has none.
fn disclosed_names(presentation: &str) -> Vec<String> {
    /// More parts than any certificate of ours has; the body was bounded when it was made.
    const MAX_PARTS: usize = 1_000;
    presentation
        .split('~')
        .skip(1)
        .take(MAX_PARTS)
        .filter_map(|part| {
            let bytes = base64url::decode(part).ok()?;
            let value: Value = serde_json::from_slice(&bytes).ok()?;
            match value.as_array()?.as_slice() {
                [_, name, _] => name.as_str().map(str::to_owned),
                _ => None,
            }
        })
        .collect()
}

fn certificate(words: &SentWords, query: &str, lang: Lang) -> Said {
    said(word(&words.certificates, query), query, lang)
}

fn said(words: Option<&PerLanguage>, key: &str, lang: Lang) -> Said {
    words.map_or_else(|| Said { text: key.to_owned(), lang: None }, |words| words.pick(lang))
}

fn word<'a>(list: &'a [Named], key: &str) -> Option<&'a PerLanguage> {
    list.iter().find(|named| named.key == key).map(|named| &named.words)
}

/// The words of an answer; rows of a repeated group share those of `*`.
fn field_words<'a>(words: &'a SentWords, pointer: &str) -> Option<&'a FieldWords> {
    let at = |pointer: &str| words.fields.iter().find(|field| field.at == pointer);
    at(pointer).or_else(|| {
        let open: Vec<&str> = pointer
            .split('/')
            .map(|token| {
                if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
                    "*"
                } else {
                    token
                }
            })
            .collect();
        at(&open.join("/"))
    })
}

/// The answers below a value. An object that has words of its own is one answer
/// (a file), and so is a list of choices.
fn collect(
    value: &Value,
    pointer: String,
    words: &SentWords,
    depth: usize,
    out: &mut Vec<(String, Value)>,
) {
    /// As deep as cert-verify reads JSON.
    const MAX_DEPTH: usize = 32;
    if depth > MAX_DEPTH {
        return;
    }
    let known = field_words(words, &pointer).is_some();
    match value {
        Value::Object(members) if !known => {
            for (name, inner) in members {
                let token = name.replace('~', "~0").replace('/', "~1");
                collect(inner, format!("{pointer}/{token}"), words, depth + 1, out);
            }
        }
        Value::Array(items) if !known => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, format!("{pointer}/{index}"), words, depth + 1, out);
            }
        }
        other => out.push((pointer, other.clone())),
    }
}

fn parse(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok()
}

fn inner(body: &Value, name: &str) -> Option<Value> {
    let bytes = base64url::decode(body.get(name)?.as_str()?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body() -> String {
        let encode = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let answers = json!({"a": {"name": "陈示例", "until": "2026-12-05"}, "proof": "lease",
            "rows": [{"n": 1}, {"n": 2}], "file": {"name": "x.pdf", "size": 10}});
        let provenance = json!({"/a/name": {"origin": "credential", "credential": "rid", "path": ["name"]}, "/proof": {"origin": "manual"}});
        let disclosure = |value: Value| encode(&value);
        let presentation = format!(
            "a.b.c~{}~{}~d.e.f",
            disclosure(json!(["salt", "name", "陈示例"])),
            disclosure(json!(["salt", "only an element"]))
        );
        json!({"answers": encode(&answers), "provenance": encode(&provenance), "vp_token": {"rid": [presentation]}}).to_string()
    }

    fn words() -> SentWords {
        serde_json::from_value(json!({
            "fields": [
                {"at": "/a/name", "label": {"zh-CN": "姓名", "en": "Name"}, "mask": true},
                {"at": "/a/until", "label": {"zh-CN": "有效期至", "en": "Valid until"}, "date": true},
                {"at": "/proof", "label": {"zh-CN": "证明"},
                    "options": [{"key": "lease", "words": {"zh-CN": "租赁", "en": "Lease"}}]},
                {"at": "/rows/*/n", "label": {"zh-CN": "数", "en": "Number"}},
                {"at": "/file", "label": {"zh-CN": "附件", "en": "File"}}
            ],
            "certificates": [{"key": "rid", "words": {"zh-CN": "居民身份证", "en": "Resident ID card"}}],
            "claims": [{"query": "rid", "claims": [{"key": "name", "words": {"zh-CN": "姓名", "en": "Name"}}]}],
            "log": []
        }))
        .expect("these are words")
    }

    #[test]
    fn the_kept_bytes_are_shown_in_the_words_of_the_form() {
        let confirmed = Confirmation::read(&json!({"verified": ["/a/name"]}));
        let rows = rows(&body(), &words(), Some(&confirmed), Lang::En);
        let seen: Vec<(&str, &str, bool)> = rows
            .iter()
            .map(|row| (row.label.text.as_str(), row.shown.full.as_str(), row.verified))
            .collect();
        assert_eq!(
            seen,
            [
                ("Name", "陈示例", true),
                ("Valid until", "5 December 2026", false),
                ("证明", "Lease", false),
                ("Number", "1", false),
                ("Number", "2", false),
                ("File", "x.pdf (1 KB)", false),
            ]
        );
        let name = rows.first().expect("a row");
        assert_eq!(name.shown.masked.as_deref(), Some("陈 * 例"));
        assert_eq!(
            name.certificate.as_ref().map(|said| said.text.as_str()),
            Some("Resident ID card")
        );
    }

    #[test]
    fn the_disclosures_in_the_bytes_are_named() {
        let sent = evidence(&body(), &words(), Lang::Zh);
        assert_eq!(
            sent,
            [SentEvidence {
                name: Said { text: "居民身份证".into(), lang: None },
                claims: vec![Said { text: "姓名".into(), lang: None }]
            }]
        );
    }

    #[test]
    fn bytes_that_cannot_be_read_show_nothing() {
        assert!(rows("{", &words(), None, Lang::En).is_empty());
        assert!(evidence("[]", &words(), Lang::En).is_empty());
    }
}
