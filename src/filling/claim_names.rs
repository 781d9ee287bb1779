//! Names of certificates and claims for people: from the issuer's [`TypeDescription`], else from
//! the form's own labels, else from the one table of common claims.

use std::collections::BTreeMap;
use std::rc::Rc;

use cert_fill::Form;
use cert_verify::ClaimPath;

use crate::wallet::kinds::{self, TypeDescription};
use crate::words::local::{self, PerLanguage, Said};
use crate::words::values::Readings;
use crate::words::{Lang, common_claims};

/// What is known about names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Type → its description.
    kinds: BTreeMap<String, Rc<TypeDescription>>,
    /// Readings of values.
    pub readings: Readings,
}

impl Names {
    /// Takes the description of a type.
    pub fn learn(&mut self, vct: &str, kind: Rc<TypeDescription>) {
        self.kinds.insert(vct.to_owned(), kind);
    }

    /// The name of a type, per language.
    #[must_use]
    pub fn type_words(&self, vct: &str) -> PerLanguage {
        kinds::type_words(self.kinds.get(vct).map(Rc::as_ref), vct)
    }

    /// The name of a type in this language.
    #[must_use]
    pub fn type_name(&self, vct: &str, lang: Lang) -> String {
        self.type_words(vct).pick(lang).text
    }

    /// The name of the certificate that a query asks for.
    #[must_use]
    pub fn query_words(&self, form: &Form, query: &str) -> PerLanguage {
        let types = form.evidence().credential(query).map(|query| query.types.as_slice());
        match types.unwrap_or_default().first() {
            Some(vct) => self.type_words(vct),
            None => PerLanguage::same(query.to_owned()),
        }
    }

    /// The same in this language.
    #[must_use]
    pub fn query_name(&self, form: &Form, query: &str, lang: Lang) -> String {
        self.query_words(form, query).pick(lang).text
    }

    /// The same inside a sentence.
    #[must_use]
    pub fn in_sentence(&self, form: &Form, query: &str, lang: Lang) -> String {
        local::in_sentence(&self.query_name(form, query, lang), lang)
    }

    /// The label of a claim, per language: the issuer's, else the form's label of
    /// the answer that it fills, else a common one, else its name.
    #[must_use]
    pub fn claim_words(&self, form: Option<&Form>, vct: &str, path: &ClaimPath) -> PerLanguage {
        let key = path.to_json();
        let names: Vec<String> = key
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|step| step.as_str().map(str::to_owned))
            .collect();
        let known = self.kinds.get(vct).and_then(|kind| kind.label(&names));
        if let Some(known) = known {
            return known.clone();
        }
        let bound = form.and_then(|form| {
            let binding = form.bindings().iter().find(|binding| {
                // A derived value has another meaning than the claim that it is from.
                binding.from.iter().any(|source| {
                    source.path == *path
                        && form
                            .evidence()
                            .credential(&source.credential)
                            .is_some_and(|query| query.types.iter().any(|kind| kind == vct))
                })
            })?;
            form.field(&binding.to).map(|field| PerLanguage::from(&field.label))
        });
        if let Some(bound) = bound {
            return bound;
        }
        common_claims::label(names.last().map(String::as_str).unwrap_or_default())
    }

    /// The label of a claim in this language.
    #[must_use]
    pub fn claim(&self, form: Option<&Form>, vct: &str, path: &ClaimPath, lang: Lang) -> Said {
        self.claim_words(form, vct, path).pick(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_issuers_names_win_over_the_common_ones() {
        let mut names = Names::default();
        let vct = "https://a.example/kinds/library-card";
        let path = ClaimPath::from_json(&json!(["name"])).unwrap();
        assert_eq!(names.type_name(vct, Lang::Zh), "Library card");
        assert_eq!(names.claim(None, vct, &path, Lang::En).text, "Name");
        let text = json!({"vct": vct, "display": [{"locale": "zh-CN", "name": "借书证"}, {"locale": "en-GB", "name": "Reader's card"}],
            "claims": [{"path": ["name"], "display": [{"locale": "en", "label": "Holder"}]}]});
        let kind = TypeDescription::parse(text.to_string().as_bytes(), vct, None).unwrap();
        names.learn(vct, Rc::new(kind));
        assert_eq!(names.type_name(vct, Lang::En), "Reader's card");
        let said = names.claim(None, vct, &path, Lang::Zh);
        assert_eq!((said.text.as_str(), said.lang.as_deref()), ("Holder", Some("en")));
        let unknown = ClaimPath::from_json(&json!(["x", "y"])).unwrap();
        assert_eq!(names.claim(None, vct, &unknown, Lang::Zh).text, "Y");
    }
}
