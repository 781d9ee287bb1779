//! Types of certificates, as the departments' folders describe them (SD-JWT VC type metadata).

use serde_json::{Map, Value, json};

use crate::authority::{Authority, leak};

/// A type that a department describes.
#[derive(Debug)]
pub(crate) struct Type {
    /// What it is called here: the name of its file.
    pub(crate) name: &'static str,
    /// Its identifier.
    pub(crate) vct: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) authority: &'static Authority,
    /// The type whose certificates it is a compact form of, for paper.
    pub(crate) printed_from: Option<&'static str>,
    /// Who gets copies of another's certificate under this name, because they may act for them.
    pub(crate) copied_to: Option<&'static str>,
    /// How its example certificates are made, when it has some.
    pub(crate) example: Option<Value>,
    document: Value,
}

impl Type {
    /// The types of a department; what has no identifier is none.
    pub(crate) fn all_of(authority: &'static Authority) -> Vec<Self> {
        let names = authority.folder.names("types");
        names
            .filter_map(|name| {
                let document = authority.folder.json(&format!("types/{name}.json"))?;
                let vct = leak(document.get("vct")?.as_str()?);
                let said = |locale: &str| {
                    leak(&display(&document, locale).unwrap_or_else(|| name.to_owned()))
                };
                let printed_from = document.get("certfill_printed_from").and_then(Value::as_str);
                Some(Self {
                    name: leak(name),
                    vct,
                    zh: said("zh-CN"),
                    en: said("en"),
                    authority,
                    printed_from: printed_from.map(leak),
                    copied_to: None,
                    example: authority.folder.json(&format!("examples/{name}.json")),
                    document,
                })
            })
            .collect()
    }

    /// Whether the issuer gives it: its department may, and there are contents for it.
    pub(crate) fn is_issued(&self) -> bool {
        self.authority.types.contains(&self.vct)
            && (self.example.is_some() || self.printed_from.is_some())
    }

    /// The same as a copy for somebody who may act for its owner: bound to their key.
    pub(crate) fn copy(&self, (owner, name): (&str, &str), agent: &'static str) -> Self {
        Self {
            name: leak(&format!("{}-of-{owner}", self.name)),
            zh: leak(&format!("{} · {name}", self.zh)),
            en: leak(&format!("{} · {name}", self.en)),
            copied_to: Some(agent),
            example: self.example.clone(),
            document: self.document.clone(),
            ..*self
        }
    }

    /// Whether this person has one.
    pub(crate) fn is_for(&self, person: &str) -> bool {
        if let Some(agent) = self.copied_to {
            return agent == person;
        }
        let people = self.example.as_ref().and_then(|example| example.get("people")?.as_array());
        people.into_iter().flatten().any(|slug| slug.as_str() == Some(person))
    }

    /// The claims for the issuer's metadata (OpenID4VCI appendix B.2).
    pub(crate) fn claim_descriptions(&self) -> Vec<Value> {
        let claims = self.document.get("claims").and_then(Value::as_array).into_iter().flatten();
        claims
            .map(|claim| {
                let entries = claim.get("display").and_then(Value::as_array).into_iter().flatten();
                let display: Vec<Value> = entries
                    .map(|entry| json!({"locale": entry.get("locale"), "name": entry.get("label")}))
                    .collect();
                json!({"path": claim.get("path"), "display": display})
            })
            .collect()
    }

    /// The names for the issuer's metadata.
    pub(crate) fn display(&self) -> Value {
        json!([{"name": self.zh, "locale": "zh-CN"}, {"name": self.en, "locale": "en"}])
    }

    /// What the metadata say of this type, format and claims aside.
    pub(crate) fn described(&self, members: Value) -> Value {
        let mut all = members.as_object().cloned().unwrap_or_else(Map::new);
        all.insert("scope".to_owned(), self.name.into());
        all.insert(
            "credential_metadata".to_owned(),
            json!({"display": self.display(), "claims": self.claim_descriptions()}),
        );
        Value::Object(all)
    }
}

fn display(document: &Value, locale: &str) -> Option<String> {
    let entries = document.get("display")?.as_array()?;
    let entry =
        entries.iter().find(|entry| entry.get("locale").and_then(Value::as_str) == Some(locale))?;
    entry.get("name")?.as_str().map(str::to_owned)
}
