//! The address book: what the person typed in one form and may want to say again in another, such as a telephone
//! number. It says nothing about whether it is true, and no office is ever told that it is there.

use serde::{Deserialize, Serialize};

use crate::words::local::PerLanguage;

/// Of one kind, such as mobile numbers, the newest are offered; more would be a list to search.
const MAX_OF_A_KIND: usize = 3;

/// Kinds are few: the tokens of HTML for telephones, mail and addresses.
const MAX_ENTRIES: usize = 60;

/// A text that is longer is no address.
const MAX_SIGNS: usize = 500;

/// What is kept, and whether anything is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressBook {
    /// Nothing is added and nothing is offered.
    pub is_off: bool,
    /// The newest first.
    entries: Vec<BookEntry>,
}

/// One thing that was typed: a number, or an address in its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// Its kind, as [`crate::filling::known`] names it.
    pub kind: String,
    /// Its parts; one for all but addresses.
    pub parts: Vec<BookPart>,
    /// When it was typed (Unix seconds).
    pub typed_at: i64,
}

/// A part of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookPart {
    /// The token of the HTML standard.
    pub token: String,
    /// The answer, such as the code of a district.
    pub text: String,
    /// What the code means, in the words of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<PerLanguage>,
}

impl BookEntry {
    /// Whether it says the same, whenever it was typed and whatever a form calls it.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let texts = |one: &Self| -> Vec<(String, String)> {
            one.parts.iter().map(|part| (part.token.clone(), part.text.clone())).collect()
        };
        self.kind == other.kind && texts(self) == texts(other)
    }
}

impl AddressBook {
    /// What is kept, the newest first.
    #[must_use]
    pub fn entries(&self) -> &[BookEntry] {
        &self.entries
    }

    /// What may be offered of this kind, the newest first; nothing when the book is off.
    pub fn of_kind<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b BookEntry> {
        let entries = if self.is_off { &[][..] } else { self.entries.as_slice() };
        entries.iter().filter(move |one| one.kind == kind)
    }

    /// Keeps what was typed, in place of the same from earlier. Nothing when the book is off.
    pub fn remember(&mut self, entry: BookEntry) {
        if !self.is_off {
            self.add(entry);
        }
    }

    fn add(&mut self, mut entry: BookEntry) {
        let is_long = |part: &BookPart| part.text.chars().count() > MAX_SIGNS;
        if entry.parts.is_empty() || entry.parts.iter().any(is_long) {
            return;
        }
        if let Some(at) = self.entries.iter().position(|known| known.says_the_same(&entry)) {
            let known = self.entries.remove(at);
            entry.typed_at = entry.typed_at.max(known.typed_at);
        }
        let at = self.entries.iter().position(|known| known.typed_at <= entry.typed_at);
        let kind = entry.kind.clone();
        self.entries.insert(at.unwrap_or(self.entries.len()), entry);
        let mut seen = 0;
        self.entries.retain(|one| {
            seen += usize::from(one.kind == kind);
            one.kind != kind || seen <= MAX_OF_A_KIND
        });
        self.entries.truncate(MAX_ENTRIES);
    }

    /// Puts one entry in the place of another, which the person has corrected; nothing when it is gone meanwhile.
    pub fn correct(&mut self, old: &BookEntry, new: BookEntry) {
        if self.remove(old) {
            self.add(new);
        }
    }

    /// Takes an entry out. Says whether it was there.
    pub fn remove(&mut self, entry: &BookEntry) -> bool {
        let before = self.entries.len();
        self.entries.retain(|known| !known.says_the_same(entry));
        self.entries.len() < before
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// Joins what a backup holds. Whether the book is off stays as it is here; a book that is off here takes
    /// nothing in.
    pub(super) fn merge(&mut self, other: Self) {
        for entry in other.entries {
            self.remember(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet::VaultData;

    fn entry(kind: &str, text: &str, typed_at: i64) -> BookEntry {
        let part = BookPart { token: kind.into(), text: text.into(), words: None };
        BookEntry { kind: kind.into(), parts: vec![part], typed_at }
    }

    fn texts(book: &AddressBook) -> Vec<&str> {
        book.entries().iter().map(|one| one.parts[0].text.as_str()).collect()
    }

    #[test]
    fn the_newest_comes_first_and_the_same_is_kept_once() {
        let mut book = AddressBook::default();
        for (text, typed_at) in [("a", 5), ("b", 9), ("a", 7), ("b", 2), ("c", 1), ("d", 6)] {
            book.remember(entry("tel", text, typed_at));
        }
        book.remember(entry("email", "m", 3));
        assert_eq!(texts(&book), ["b", "a", "d", "m"], "three of a kind at most");
        assert_eq!(book.entries()[1].typed_at, 7);
        let tel: Vec<_> = book.of_kind("tel").map(|one| one.typed_at).collect();
        assert_eq!(tel, [9, 7, 6]);
        book.remember(entry("tel", &"x".repeat(501), 99));
        assert_eq!(book.entries().len(), 4, "no address is as long as that");
    }

    #[test]
    fn a_book_that_is_off_takes_nothing_and_offers_nothing() {
        let mut book = AddressBook::default();
        book.remember(entry("tel", "a", 1));
        book.is_off = true;
        book.remember(entry("tel", "b", 2));
        assert_eq!((texts(&book), book.of_kind("tel").count()), (vec!["a"], 0));
        let mut other = AddressBook::default();
        other.remember(entry("tel", "c", 3));
        book.merge(other);
        assert_eq!(texts(&book), ["a"]);
    }

    #[test]
    fn an_entry_that_is_gone_in_another_tab_is_not_corrected_back() {
        let mut book = AddressBook::default();
        book.remember(entry("tel", "a", 1));
        let old = book.entries()[0].clone();
        book.correct(&old, entry("tel", "b", 2));
        assert_eq!(texts(&book), ["b"]);
        book.correct(&old, entry("tel", "c", 3));
        assert_eq!(texts(&book), ["b"]);
        assert!(book.remove(&entry("tel", "b", 99)) && book.entries().is_empty());
    }

    #[test]
    fn it_is_kept_in_the_vault_and_a_vault_from_before_has_an_empty_one() {
        let mut data = VaultData::default();
        data.address_book.remember(entry("tel", "a", 1));
        let again = VaultData::parse(&data.to_bytes().unwrap()).unwrap();
        assert_eq!(again.address_book, data.address_book);
        for old in [r#"{"version":2,"put_off":[]}"#, r#"{"version":1,"drafts":{}}"#] {
            let read = VaultData::parse(old.as_bytes()).unwrap();
            assert_eq!(read.address_book, AddressBook::default(), "{old}");
        }
        // A backup adds what is not here; the newer time of the same counts.
        let mut theirs = VaultData::default();
        theirs.address_book.remember(entry("tel", "a", 8));
        theirs.address_book.remember(entry("email", "m", 2));
        data.merge(theirs);
        assert_eq!(texts(&data.address_book), ["a", "m"]);
        assert_eq!(data.address_book.entries()[0].typed_at, 8);
    }
}
