//! Names of certificates and claims for people: from the type metadata of the
//! issuer (SD-JWT VC 6.2), else from the form's own labels, else from a short
//! list of well-known ones.

use std::collections::BTreeMap;

use cert_fill::Form;
use cert_verify::ClaimPath;
use serde_json::{Value, json};

use crate::wallet::cards;
use crate::words::Lang;
use crate::words::local::{self, Said};

/// What is known about names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Type → name per language.
    types: BTreeMap<String, Value>,
    /// Type and claims path (as JSON) → label per language.
    claims: BTreeMap<(String, String), Value>,
}

/// Claims that Chinese certificates commonly have, for certificates without metadata.
const COMMON: &[(&str, &str, &str)] = &[
    ("name", "姓名", "name"),
    ("sex", "性别", "sex"),
    ("ethnicity", "民族", "ethnicity"),
    ("birth_date", "出生日期", "date of birth"),
    ("address", "地址", "address"),
    ("id_number", "公民身份号码", "resident ID number"),
    ("issuing_authority", "签发机关", "issuing authority"),
    ("valid_from", "有效期起", "valid from"),
    ("valid_until", "有效期至", "valid until"),
    ("first_issued", "首次申领日期", "first issued"),
    ("permit_number", "居住证编号", "permit number"),
    ("record_number", "备案编号", "record number"),
    ("tenant", "承租人", "tenant"),
    ("title_number", "不动产权证号", "title number"),
    ("owner", "权利人", "owner"),
    ("area_m2", "面积", "area"),
    ("employer", "参保单位", "employer"),
    ("uscc", "统一社会信用代码", "credit code"),
    ("since", "参保起始日期", "insured since"),
    ("district_code", "区", "district"),
    ("street", "街道", "subdistrict"),
    ("road", "路", "road"),
    ("lane", "弄", "lane"),
    ("building", "号", "building"),
    ("room", "室", "room"),
    ("line", "详细地址", "address line"),
    ("photo", "照片", "photo"),
];

impl Names {
    /// Takes the names from a type's metadata; what is not there stays unknown.
    pub fn learn(&mut self, vct: &str, metadata: &Value) {
        /// Claims of one type's metadata; as many as a form may ask for and more.
        const MAX_CLAIMS: usize = 200;
        if let Some(name) = displayed(metadata, "name") {
            self.types.insert(vct.to_owned(), name);
        }
        let claims = metadata.get("claims").and_then(Value::as_array);
        for claim in claims.into_iter().flatten().take(MAX_CLAIMS) {
            if let (Some(path), Some(label)) = (claim.get("path"), displayed(claim, "label")) {
                self.claims.insert((vct.to_owned(), path.to_string()), label);
            }
        }
    }

    /// The name of a type, per language.
    #[must_use]
    pub fn type_words(&self, vct: &str) -> Value {
        if let Some(known) = self.types.get(vct) {
            return known.clone();
        }
        json!({"zh-CN": cards::type_name(vct, Lang::Zh), "en": cards::type_name(vct, Lang::En)})
    }

    /// The name of a type in this language.
    #[must_use]
    pub fn type_name(&self, vct: &str, lang: Lang) -> String {
        local::pick(&self.type_words(vct), lang).text
    }

    /// The name of the certificate that a query asks for.
    #[must_use]
    pub fn query_words(&self, form: &Form, query: &str) -> Value {
        let types = form.evidence().credential(query).map(|query| query.types.as_slice());
        match types.unwrap_or_default().first() {
            Some(vct) => self.type_words(vct),
            None => json!(query),
        }
    }

    /// The same in this language.
    #[must_use]
    pub fn query_name(&self, form: &Form, query: &str, lang: Lang) -> String {
        local::pick(&self.query_words(form, query), lang).text
    }

    /// The same inside a sentence: without the mark of a specimen, which the card
    /// carries, and in English with a small first letter.
    #[must_use]
    pub fn in_sentence(&self, form: &Form, query: &str, lang: Lang) -> String {
        let name = self.query_name(form, query, lang);
        let name = ["（示例）", "(示例)", "(SPECIMEN)", "（SPECIMEN）"]
            .iter()
            .fold(name, |name, mark| name.replace(mark, ""));
        let name = name.trim();
        let mut signs = name.chars();
        match (lang, signs.next(), name.chars().nth(1)) {
            (Lang::En, Some(first), Some(second))
                if first.is_ascii_uppercase() && second.is_ascii_lowercase() && !is_place(name) =>
            {
                first.to_lowercase().chain(signs).collect()
            }
            _ => name.to_owned(),
        }
    }

    /// The label of a claim, per language: the issuer's, else the form's label of
    /// the answer that it fills, else a common one, else its name.
    #[must_use]
    pub fn claim_words(&self, form: Option<&Form>, vct: &str, path: &ClaimPath) -> Value {
        let key = path.to_json();
        if let Some(known) = self.claims.get(&(vct.to_owned(), key.to_string())) {
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
            form.field(&binding.to).map(|field| field.label.to_json())
        });
        if let Some(bound) = bound {
            return bound;
        }
        let names: Vec<&str> =
            key.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let last = names.last().copied().unwrap_or_default();
        match COMMON.iter().find(|(name, _, _)| *name == last) {
            Some((_, zh, en)) => json!({"zh-CN": zh, "en": en}),
            None => json!({"zh-CN": last, "en": last}),
        }
    }

    /// The label of a claim in this language.
    #[must_use]
    pub fn claim(&self, form: Option<&Form>, vct: &str, path: &ClaimPath, lang: Lang) -> Said {
        local::pick(&self.claim_words(form, vct, path), lang)
    }
}

/// Names of places keep their capital.
fn is_place(name: &str) -> bool {
    ["Shanghai", "China", "Chinese"].iter().any(|place| name.starts_with(place))
}

/// `display: [{"locale": "zh-CN", "name": …}]` as a map of languages.
fn displayed(metadata: &Value, member: &str) -> Option<Value> {
    let list = metadata.get("display")?.as_array()?;
    let map: serde_json::Map<String, Value> = list
        .iter()
        .filter_map(|entry| {
            let tag = entry.get("locale").or_else(|| entry.get("lang"))?.as_str()?;
            let tag = if tag.starts_with("en") { "en" } else { tag };
            Some((tag.to_owned(), Value::from(entry.get(member)?.as_str()?)))
        })
        .collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_wins_over_the_common_names() {
        let mut names = Names::default();
        let vct = "https://specimen.example/vct/resident-id";
        let path = ClaimPath::from_json(&json!(["name"])).unwrap();
        assert_eq!(names.type_name(vct, Lang::Zh), "居民身份证");
        assert_eq!(names.claim(None, vct, &path, Lang::En).text, "name");
        names.learn(
            vct,
            &json!({"display": [{"locale": "zh-CN", "name": "身份证（示例）"}, {"locale": "en-GB", "name": "ID (specimen)"}],
                    "claims": [{"path": ["name"], "display": [{"locale": "en", "label": "Holder"}]}]}),
        );
        assert_eq!(names.type_name(vct, Lang::En), "ID (specimen)");
        let said = names.claim(None, vct, &path, Lang::Zh);
        assert_eq!((said.text.as_str(), said.lang.as_deref()), ("Holder", Some("en")));
        let unknown = ClaimPath::from_json(&json!(["x", "y"])).unwrap();
        assert_eq!(names.claim(None, vct, &unknown, Lang::Zh).text, "y");
        assert_eq!(names.type_name("https://a.example/vct/new-kind", Lang::En), "new-kind");
    }
}
