//! One check: what was checked, what came out, and under which rules.

use std::fmt::Write;
use std::rc::Rc;

use cert_app::trust::checking::Checked;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::judged::{Judged, Rule};
use cert_app::verifying::record::{Done, WEB_ADDRESS};
use cert_app::words::{Text, certificate, verify_rules as words};
use cert_verify::sha256;

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
    pub fn of(bytes: &[u8], checked: Checked, wanted: &str, counter: &Rc<Counter>) -> Self {
        let wanted = Some(wanted.to_owned()).filter(|wanted| !wanted.is_empty());
        let judged = counter.rules.judge(&checked, wanted.as_deref());
        let digest = sha256(bytes).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let address = checked.is_web_address().then(|| {
            let text = String::from_utf8_lossy(bytes);
            text.trim().chars().take(MOST_LETTERS).filter(|letter| !letter.is_control()).collect()
        });
        let checked = Shared(Rc::new(checked));
        Self { address, checked, wanted, judged, counter: counter.clone(), digest }
    }

    /// What is written down about it.
    pub fn done(&self) -> Done {
        Done::of(&self.checked.0, self.judged, &self.counter.rules.purpose)
    }
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
