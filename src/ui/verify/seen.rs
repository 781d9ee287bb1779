//! One check: what was checked, what came out, and under which rules.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

use cert_app::trust::checking::Checked;
use cert_app::trust::evidence::ListFacts;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::facts::{self, JUST_NOW_SECONDS, Possession};
use cert_app::verifying::judged::{Judged, Rule};
use cert_app::verifying::record::{Done, WEB_ADDRESS};
use cert_app::words::{Text, certificate, verify_rules as words};
use cert_verify::sha256;

use crate::ui::ctx::Evidence;
use crate::ui::elements::Shared;

/// Letters of a web address that are shown.
const MOST_LETTERS: usize = 200;

/// One check. Two are the same when they are the same one.
#[derive(Clone)]
pub struct Seen {
    pub checked: Shared,
    /// The type asked for.
    pub wanted: Option<String>,
    pub judged: Judged,
    pub counter: Rc<Counter>,
    /// SHA-256 of what was checked, in hexadecimal.
    pub digest: String,
    /// A proof of possession in it was shown here before.
    pub is_again: bool,
    /// The trust list that was in use.
    pub list: Option<ListFacts>,
    /// The beginning of a web address, to be read and not to be opened.
    pub address: Option<String>,
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        self.checked == other.checked
    }
}

impl Seen {
    /// Judges a result by the rules of the counter.
    pub fn of(
        bytes: &[u8],
        checked: Checked,
        wanted: &str,
        counter: &Rc<Counter>,
        evidence: &Evidence,
    ) -> Self {
        let wanted = Some(wanted.to_owned()).filter(|wanted| !wanted.is_empty());
        let digest = sha256(bytes).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let is_proof = matches!(facts::possession(&checked), Possession::JustNow(_));
        let is_again = is_proof && was_shown(&digest, checked.at.seconds());
        let judged = counter.rules.judge(&checked, wanted.as_deref(), is_again);
        let address = checked.is_web_address().then(|| {
            let text = String::from_utf8_lossy(bytes);
            let is_whole = text.trim().chars().count() <= MOST_LETTERS;
            let shown = text.trim().chars().take(MOST_LETTERS);
            let shown: String = shown.filter(|letter| is_seen(*letter)).collect();
            shown + if is_whole { "" } else { "…" }
        });
        let checked = Shared(Rc::new(checked));
        let list = evidence.list_facts();
        Self { address, is_again, list, checked, wanted, judged, counter: counter.clone(), digest }
    }

    /// What is written down about it.
    pub fn done(&self) -> Done {
        Done::of(&self.checked.0, self.judged, &self.counter.rules.purpose)
    }
}

/// Signs that are not seen, or turn the direction of reading, make it another address for the eye.
fn is_seen(letter: char) -> bool {
    let turns = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    !letter.is_control() && !turns
}

/// Whether these bytes with their proof were shown here a moment ago; they are remembered as long as such a
/// proof counts.
fn was_shown(digest: &str, now: i64) -> bool {
    SHOWN.with_borrow_mut(|shown| {
        shown.retain(|_, at| now - *at <= 2 * JUST_NOW_SECONDS);
        shown.insert(digest.to_owned(), now).is_some()
    })
}

thread_local! {
    static SHOWN: RefCell<BTreeMap<String, i64>> = const { RefCell::new(BTreeMap::new()) };
}

/// What a rule says, and what to do.
pub const fn words_of(rule: Rule) -> (Text, Text) {
    match rule {
        Rule::Type => (words::TYPE_CAUSE, words::TYPE_REMEDY),
        Rule::Issuer => (words::ISSUER_CAUSE, words::ISSUER_REMEDY),
        Rule::Status => (words::STATUS_CAUSE, words::STATUS_REMEDY),
        Rule::StatusAge => (words::STATUS_AGE_CAUSE, words::STATUS_AGE_REMEDY),
        Rule::ListAge => (words::LIST_AGE_CAUSE, words::LIST_AGE_REMEDY),
        Rule::Possession => (words::POSSESSION_CAUSE, words::POSSESSION_REMEDY),
    }
}

/// The words of a reason in the record: a rule of ours, or a code of the check.
pub fn reason(code: &str, lang: cert_app::words::Lang) -> &'static str {
    const RULES: [Rule; 6] =
        [Rule::Type, Rule::Issuer, Rule::Status, Rule::StatusAge, Rule::ListAge, Rule::Possession];
    match RULES.into_iter().find(|rule| rule.code() == code) {
        Some(rule) => words_of(rule).0.of(lang),
        None if code.is_empty() => "",
        None if code == WEB_ADDRESS => certificate::WEB_ADDRESS.of(lang),
        None => cert_words::code_words(code, lang).cause,
    }
}
