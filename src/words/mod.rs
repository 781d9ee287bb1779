//! The words of the app, both languages side by side, one file per page.
//!
//! A text that lacks a language does not compile. Slots are `{0}`, `{1}`.
//! Words for reason codes are not here but in `cert_words`.

pub use cert_words::Lang;

pub mod add;
pub mod again;
pub mod ask;
pub mod carry;
pub mod case;
pub mod certificate;
pub mod common;
pub mod common_claims;
pub(crate) mod direction;
pub mod for_others;
pub mod form;
pub mod form_check;
pub mod form_errors;
pub mod home;
pub mod kiosk;
pub mod local;
pub mod settings;
pub mod show;
pub mod values;
pub mod verify;
pub mod verify_record;
pub mod verify_rules;
pub mod welcome;

/// One text in every language of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The text in this language.
    #[must_use]
    pub const fn of(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The text in this language with `{0}`, `{1}` … replaced, once each, so
    /// that a value that itself holds `{1}` stays as it is, and one that runs
    /// from right to left does not turn the words around it.
    #[must_use]
    pub fn with(self, lang: Lang, values: &[&str]) -> String {
        let mut out = String::new();
        let mut rest = self.of(lang);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((slot, tail)) = after.split_once('}') else { break };
            if let Some(value) = slot.parse::<usize>().ok().and_then(|at| values.get(at)) {
                direction::push(&mut out, value);
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// Declares texts: `texts! { TITLE = "我的证照" | "My certificates"; }`.
#[macro_export]
macro_rules! texts {
    ($($name:ident = $zh:literal | $en:literal;)*) => {
        $(
            #[doc = concat!("“", $zh, "” · “", $en, "”")]
            pub const $name: $crate::words::Text = $crate::words::Text { zh: $zh, en: $en };
        )*
        /// Every text of this file, for the tests that read them all.
        pub const ALL: &[(&str, $crate::words::Text)] = &[$((stringify!($name), $name)),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_once_and_in_any_order() {
        let text = Text { zh: "{1} 在 {0}", en: "{0} and {1}" };
        assert_eq!(text.with(Lang::En, &["{1}", "b"]), "{1} and b");
        assert_eq!(text.with(Lang::Zh, &["a", "b"]), "b 在 a");
        assert_eq!(text.with(Lang::En, &["a"]), "a and ");
    }

    #[test]
    fn both_languages_have_words_and_the_same_slots() {
        let slots = |text: &str| {
            let mut found: Vec<char> =
                text.split('{').skip(1).filter_map(|part| part.chars().next()).collect();
            found.sort_unstable();
            found
        };
        let files = [
            add::ALL,
            again::ALL,
            ask::ALL,
            carry::ALL,
            case::ALL,
            certificate::ALL,
            common::ALL,
            form::ALL,
            form_check::ALL,
            form_errors::ALL,
            home::ALL,
            kiosk::ALL,
            settings::ALL,
            show::ALL,
            verify::ALL,
            verify_record::ALL,
            verify_rules::ALL,
            welcome::ALL,
        ];
        for (name, text) in files.into_iter().flatten() {
            assert!(!text.zh.trim().is_empty() && !text.en.trim().is_empty(), "{name} is empty");
            assert_eq!(slots(text.zh), slots(text.en), "{name} has different slots");
            let english = text.en.to_lowercase();
            for word in ["invalid", "please", "sorry", "illegal"] {
                assert!(!english.contains(word), "{name} says {word:?} (rule C11)");
            }
        }
    }
}
