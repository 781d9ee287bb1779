//! Texts that come from outside (signed files, descriptions of types, the operator's
//! configuration): one for each language, shown in the page's language, or in the one there is,
//! with that language marked (rule B2).

use cert_fill::LocalText;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::words::{Lang, Text};

/// A text and, when it is not in the language asked for, the language it is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The words, plain text.
    pub text: String,
    /// For the `lang` attribute; `None` when the page's own language.
    pub lang: Option<String>,
}

/// One text in every language that there is, as `{"zh-CN": …, "en": …}`; or one that is the same
/// in all of them, as a plain string; or none, as `null`.
///
/// Reading never fails and has no budget of its own: who reads a file bounds it, and what is no
/// text is left out, so that a name that cannot be read never costs the thing that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerLanguage(Texts);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Texts {
    #[default]
    None,
    Same(String),
    /// Tag and text, in the order of the file: the first is shown when no better one is there.
    Each(Vec<(String, String)>),
}

impl PerLanguage {
    /// Reads the JSON form.
    #[must_use]
    pub fn read(value: &Value) -> Self {
        Self(match value {
            Value::String(text) => Texts::Same(text.clone()),
            Value::Object(members) => Texts::Each(
                members
                    .iter()
                    .filter_map(|(tag, text)| Some((tag.clone(), text.as_str()?.to_owned())))
                    .collect(),
            ),
            _ => Texts::None,
        })
    }

    /// Reads a list of `{"locale": "zh-CN", "name": …}`, the text from the first of these members
    /// that is there; the drafts of the standard say `lang` or `locale`. `None` without any text.
    #[must_use]
    pub fn from_display(display: &Value, members: &[&str]) -> Option<Self> {
        let mut texts: Vec<(String, String)> = Vec::new();
        for entry in display.as_array().into_iter().flatten() {
            let tag = entry.get("locale").or_else(|| entry.get("lang")).and_then(Value::as_str);
            let text = members.iter().find_map(|name| entry.get(*name)?.as_str());
            let (Some(tag), Some(text)) = (tag, text) else { continue };
            let tag = match tag.split(['-', '_']).next() {
                Some("en") => "en",
                Some("zh") => "zh-CN",
                _ => tag,
            };
            match texts.iter_mut().find(|(known, _)| known == tag) {
                Some((_, known)) => text.clone_into(known),
                None => texts.push((tag.to_owned(), text.to_owned())),
            }
        }
        (!texts.is_empty()).then_some(Self(Texts::Each(texts)))
    }

    /// A text that is the same in every language.
    #[must_use]
    pub const fn same(text: String) -> Self {
        Self(Texts::Same(text))
    }

    /// The words in this language, or in the one there is.
    #[must_use]
    pub fn pick(&self, lang: Lang) -> Said {
        let own = |text: &str| Said { text: text.to_owned(), lang: None };
        let foreign = |tag: &str, text: &str| Said { lang: Some(tag.to_owned()), ..own(text) };
        if let Texts::Same(text) = &self.0 {
            return own(text);
        }
        if let Some(text) = self.exactly(lang.tag()) {
            return own(text);
        }
        let other = lang.other().tag();
        if let Some(text) = self.exactly(other) {
            return foreign(other, text);
        }
        self.each().next().map_or_else(Said::default, |(tag, text)| foreign(tag, text))
    }

    /// The text under exactly this tag.
    #[must_use]
    pub fn exactly(&self, tag: &str) -> Option<&str> {
        self.each().find(|(known, _)| *known == tag).map(|(_, text)| text)
    }

    /// The languages and their texts.
    pub fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        let texts = match &self.0 {
            Texts::Each(texts) => texts.as_slice(),
            Texts::None | Texts::Same(_) => &[],
        };
        texts.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }
}

impl From<&LocalText> for PerLanguage {
    fn from(text: &LocalText) -> Self {
        let texts = text.entries().map(|(tag, text)| (tag.to_owned(), text.to_owned()));
        Self(Texts::Each(texts.collect()))
    }
}

impl From<Text> for PerLanguage {
    fn from(text: Text) -> Self {
        let one = |lang: Lang| (lang.tag().to_owned(), text.of(lang).to_owned());
        Self(Texts::Each(vec![one(Lang::Zh), one(Lang::En)]))
    }
}

// By hand, because the kept form is the one of the file and not that of the enum.
impl Serialize for PerLanguage {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Texts::None => out.serialize_unit(),
            Texts::Same(text) => out.serialize_str(text),
            Texts::Each(_) => out.collect_map(self.each()),
        }
    }
}

impl<'de> Deserialize<'de> for PerLanguage {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Value::deserialize(from).map(|value| Self::read(&value))
    }
}

/// Several texts by name, such as those for the places where one demonstration is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases(Vec<(String, PerLanguage)>);

impl Phrases {
    /// Reads `{"title": {"zh-CN": …}, "foot": {…}}`.
    #[must_use]
    pub fn read(value: Option<&Value>) -> Self {
        let members = value.and_then(Value::as_object).into_iter().flatten();
        Self(members.map(|(name, text)| (name.clone(), PerLanguage::read(text))).collect())
    }

    /// The words of this name in this language; `None` when there is no such name.
    #[must_use]
    pub fn pick(&self, name: &str, lang: Lang) -> Option<String> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.pick(lang).text)
    }
}

/// A name inside an English sentence starts small, unless it is the name of a place.
#[must_use]
pub fn in_sentence(name: &str, lang: Lang) -> String {
    let is_place = ["Shanghai", "China", "Chinese"].iter().any(|place| name.starts_with(place));
    let mut signs = name.chars();
    match (lang, signs.next(), name.chars().nth(1)) {
        (Lang::En, Some(first), Some(second))
            if first.is_ascii_uppercase() && second.is_ascii_lowercase() && !is_place =>
        {
            std::iter::once(first.to_ascii_lowercase()).chain(signs).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pick(value: &Value, lang: Lang) -> Said {
        PerLanguage::read(value).pick(lang)
    }

    #[test]
    fn a_text_in_another_language_says_which() {
        let both = json!({"zh-CN": "签注", "en": "Endorse"});
        assert_eq!(pick(&both, Lang::En), Said { text: "Endorse".into(), lang: None });
        let one = json!({"zh-CN": "签注"});
        assert_eq!(pick(&one, Lang::En), Said { text: "签注".into(), lang: Some("zh-CN".into()) });
        let other = json!({"fr": "Visa", "de": "Visum"});
        assert_eq!(pick(&other, Lang::Zh), Said { text: "Visa".into(), lang: Some("fr".into()) });
        let same = json!("Visa");
        assert_eq!(pick(&same, Lang::Zh), Said { text: "Visa".into(), lang: None });
        assert_eq!(pick(&json!(7), Lang::Zh), Said::default());
        let broken = json!({"zh-CN": ["签注"], "fr": "Visa"});
        assert_eq!(pick(&broken, Lang::Zh), Said { text: "Visa".into(), lang: Some("fr".into()) });
    }

    #[test]
    fn what_is_kept_has_the_form_and_the_order_of_the_file() {
        for file in [r#"{"zh-CN":"签注","fr":"Visa","en":""}"#, r#""Visa""#, "{}", "null"] {
            let read: PerLanguage = serde_json::from_str(file).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), file);
        }
        let text = json!({"zh-CN": "签注", "en": "Endorse"});
        let form = LocalText::from_json(&text).unwrap();
        assert_eq!(PerLanguage::from(&form), PerLanguage::read(&text));
        let ours = Text { zh: "签注", en: "Endorse" };
        assert_eq!(PerLanguage::from(ours), PerLanguage::read(&text));
    }

    #[test]
    fn the_last_entry_of_a_display_list_counts_and_an_odd_one_is_left_out() {
        let list = json!([{"locale": "zh-Hant", "name": "證"}, {"lang": "en_GB", "label": "Card"}, 7,
            {"locale": "fr"}, {"locale": "zh-Hans-CN", "label": 1, "name": "证"}]);
        let read = PerLanguage::from_display(&list, &["label", "name"]).unwrap();
        assert_eq!(read, PerLanguage::read(&json!({"zh-CN": "证", "en": "Card"})));
        assert_eq!(PerLanguage::from_display(&json!([{"name": "x"}]), &["name"]), None);
        assert_eq!(PerLanguage::from_display(&json!({}), &["name"]), None);
    }

    #[test]
    fn a_phrase_that_is_there_without_words_is_not_one_that_is_missing() {
        let all = Phrases::read(Some(&json!({"title": {"en": "Try it"}, "foot": 7})));
        assert_eq!(all.pick("title", Lang::En).as_deref(), Some("Try it"));
        assert_eq!(all.pick("foot", Lang::En).as_deref(), Some(""));
        assert_eq!(all.pick("text", Lang::En), None);
        assert_eq!(Phrases::read(None), Phrases::default());
    }

    #[test]
    fn a_name_in_a_sentence_starts_small_unless_it_is_a_place() {
        assert_eq!(in_sentence("Resident identity card", Lang::En), "resident identity card");
        assert_eq!(in_sentence("Shanghai residence permit", Lang::En), "Shanghai residence permit");
        assert_eq!(in_sentence("ID card", Lang::En), "ID card");
        assert_eq!(in_sentence("居住证", Lang::Zh), "居住证");
    }
}
