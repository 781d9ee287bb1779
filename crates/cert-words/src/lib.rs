//! Words for people: for every reason code its cause and what to do next, in
//! Chinese and English.
//!
//! The cores speak in stable codes; the app and the tools speak to people.
//! This crate stands between them, so that one code reads the same everywhere.
//! It is not a translation framework: the two languages stand side by side in
//! one table, and a test keeps the table complete.

mod date;
mod table;

pub use date::date;

/// A language that this product speaks completely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lang {
    /// Simplified Chinese, `zh-CN`.
    #[default]
    Zh,
    /// English, `en`.
    En,
}

impl Lang {
    /// Both languages, in the order in which a choice is offered.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The BCP 47 tag as it stands in `html[lang]`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag: anything that starts with `zh` is Chinese,
    /// everything else English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// What happened and what to do next, each as one or two short sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// What happened.
    pub cause: &'static str,
    /// What the person can do now. Never empty.
    pub remedy: &'static str,
}

/// The words for a code of `cert-verify` or `cert-fill`, or of the app itself.
/// An unknown code gets words that say so; the code itself is shown beside.
#[must_use]
pub fn code_words(code: &str, lang: Lang) -> Words {
    let entry = table::find(code).unwrap_or(&table::UNKNOWN);
    match lang {
        Lang::Zh => Words { cause: entry.zh.0, remedy: entry.zh.1 },
        Lang::En => Words { cause: entry.en.0, remedy: entry.en.1 },
    }
}

/// Whether the table has words of its own for this code.
#[must_use]
pub fn knows(code: &str) -> bool {
    table::find(code).is_some()
}

/// The codes that the npm package adds to those of `cert-verify`: that its engine does not load, that it is called in a way that
/// makes no sense, what `<certfill-verify>` itself can say.
#[cfg(any(test, feature = "package"))]
pub fn package_codes() -> impl Iterator<Item = &'static str> {
    table::of_the_package()
}
