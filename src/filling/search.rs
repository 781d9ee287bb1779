//! The search in the services, which runs on the device and at every key that is pressed.

use std::rc::Rc;

use cert_verify::put_in_order;

use super::typed::half_width;
use crate::words::local::PerLanguage;

/// The texts of one service as a search compares them: without case, full-width letters and spaces around,
/// made so once and not at every key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Looked {
    titles: Vec<String>,
    keywords: Vec<String>,
    summaries: Vec<String>,
}

impl Looked {
    /// From the texts as they were published.
    pub(super) fn new<'t>(
        title: &PerLanguage,
        summary: &PerLanguage,
        keywords: impl Iterator<Item = &'t str>,
    ) -> Self {
        let each = |text: &PerLanguage| text.each().map(|(_, text)| folded(text)).collect();
        Self {
            titles: each(title),
            keywords: keywords.map(folded).filter(|word| !word.is_empty()).collect(),
            summaries: each(summary),
        }
    }

    /// How well it answers a query of these words; `None` when one of them is not found.
    fn answers(&self, words: &[&str]) -> Option<u32> {
        words.iter().map(|word| self.score(word)).sum()
    }

    fn score(&self, word: &str) -> Option<u32> {
        let says = |texts: &[String]| texts.iter().any(|text| text.contains(word));
        let is_long = word.chars().nth(1).is_some();
        let begins =
            |keyword: &String| keyword.starts_with(word) || (is_long && keyword.contains(word));
        if says(&self.titles) {
            Some(4)
        } else if self.keywords.iter().any(|keyword| keyword == word) {
            Some(3)
        } else if self.keywords.iter().any(begins) {
            Some(2)
        } else if says(&self.summaries) || self.keywords.iter().any(|one| stands_in(one, word)) {
            Some(1)
        } else {
            None
        }
    }
}

/// Whether a keyword stands in what was typed: Chinese has no blanks, so `我要开店` is one word.
fn stands_in(keyword: &str, typed: &str) -> bool {
    let is_chinese = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    keyword.chars().nth(1).is_some() && keyword.chars().all(is_chinese) && typed.contains(keyword)
}

/// What answers a query, best first; all of it for an empty one.
///
/// Every word of the query has to be found: in a title, in a keyword (so that `jzz` finds 居住证), in the
/// summary, or, in Chinese, around a keyword. Case, full-width letters and spaces make no difference.
pub(super) fn search<T>(all: &[Rc<T>], looked: impl Fn(&T) -> &Looked, query: &str) -> Vec<Rc<T>> {
    let query = folded(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return all.to_vec();
    }
    let found = all.iter().filter_map(|one| Some((looked(one).answers(&words)?, one)));
    let mut found: Vec<(u32, &Rc<T>)> = found.collect();
    // Stable: what is of equal rank keeps the order of the catalogue.
    put_in_order(&mut found, |(a, _), (b, _)| b.cmp(a));
    found.into_iter().map(|(_, one)| one.clone()).collect()
}

/// A text as it is compared.
pub(super) fn folded(text: &str) -> String {
    half_width(text).trim().to_lowercase()
}
