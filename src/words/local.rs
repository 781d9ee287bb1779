//! Texts that come from signed files: a map from language to words, shown in the
//! page's language, or in the one there is, with that language marked (rule B2).

use serde_json::Value;

use crate::words::Lang;

/// A text and, when it is not in the language asked for, the language it is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The words, plain text.
    pub text: String,
    /// For the `lang` attribute; `None` when the page's own language.
    pub lang: Option<String>,
}

/// Picks the words of `{"zh-CN": …, "en": …}`.
#[must_use]
pub fn pick(map: &Value, lang: Lang) -> Said {
    if let Some(text) = map.as_str() {
        return Said { text: text.to_owned(), lang: None };
    }
    let word = |tag: &str| map.get(tag).and_then(Value::as_str);
    if let Some(text) = word(lang.tag()) {
        return Said { text: text.to_owned(), lang: None };
    }
    let other = lang.other().tag();
    if let Some(text) = word(other) {
        return Said { text: text.to_owned(), lang: Some(other.to_owned()) };
    }
    let first =
        map.as_object().into_iter().flatten().find_map(|(tag, text)| Some((tag, text.as_str()?)));
    first.map_or_else(Said::default, |(tag, text)| Said {
        text: text.to_owned(),
        lang: Some(tag.clone()),
    })
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

    #[test]
    fn a_text_in_another_language_says_which() {
        let both = json!({"zh-CN": "签注", "en": "Endorse"});
        assert_eq!(pick(&both, Lang::En), Said { text: "Endorse".into(), lang: None });
        let one = json!({"zh-CN": "签注"});
        assert_eq!(pick(&one, Lang::En), Said { text: "签注".into(), lang: Some("zh-CN".into()) });
        let other = json!({"fr": "Visa"});
        assert_eq!(pick(&other, Lang::Zh), Said { text: "Visa".into(), lang: Some("fr".into()) });
        assert_eq!(pick(&json!(7), Lang::Zh), Said::default());
    }

    #[test]
    fn a_name_in_a_sentence_starts_small_unless_it_is_a_place() {
        assert_eq!(in_sentence("Resident identity card", Lang::En), "resident identity card");
        assert_eq!(in_sentence("Shanghai residence permit", Lang::En), "Shanghai residence permit");
        assert_eq!(in_sentence("ID card", Lang::En), "ID card");
        assert_eq!(in_sentence("居住证", Lang::Zh), "居住证");
    }
}
