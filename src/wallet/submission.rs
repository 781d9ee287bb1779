//! What was approved for sending and what became of it, as it is kept in the vault. What may
//! happen to it is decided in `sending/`.

use cert_fill::{Acting, Refusal, Whom};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::words::local::PerLanguage;

/// The code of an answer whose receipt did not pass the check.
pub const RECEIPT_NOT_TRUSTED: &str = "receipt-not-trusted";

/// Where one filing stands. `draft` is not here: a draft is no submission yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The person pressed Send; nothing is signed.
    Reviewed,
    /// Signed for a nonce; nothing was sent.
    Signed,
    /// The bytes may have left the device; only these bytes are ever sent again.
    Sending,
    /// The office answered with a receipt that was checked.
    Sent,
    /// The office refused, or its answer cannot be trusted.
    NeedsYou,
}

/// The checked answer of an office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The number under which the office keeps the case.
    pub case_no: String,
    /// `accepted`, `queued`, `waiting`, `returned` or `rejected`.
    pub status: String,
    /// The receipt, an SD-JWT VC, exactly as received.
    pub receipt: String,
    /// Its claims after it was verified, all of them; `sending::receipt` reads what they confirm.
    pub claims: Value,
}

/// Why an office refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The stable code.
    pub code: String,
    /// One line per value concerned: pointer and code.
    pub errors: Vec<(String, String)>,
}

/// An attachment that must be with the office before the filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256 of its bytes, base64url: its name at the office.
    pub digest: String,
    /// Its media type.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its file name on the person's device.
    pub name: String,
}

/// One filing of a submission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filing {
    /// The filing's id in the form.
    pub id: String,
    /// The office's name as the signed form gives it.
    pub office: PerLanguage,
    /// Who it is for: the audience that the form names.
    #[serde(default)]
    pub audience: String,
    /// The server that it goes to; empty for the app's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// Where it goes on that server.
    pub endpoint: String,
    /// The filings that must be sent before this one.
    pub depends_on: Vec<String>,
    /// What the office waits for after its receipt, and from whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<LateFrom>,
    /// What the office's decision gives to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<Produces>,
    /// Made once, stored before the first request, never changed.
    #[serde(rename = "key")]
    pub idempotency_key: String,
    /// Where it stands.
    pub stage: Stage,
    /// The exact body, from `signed` on. Kept afterwards: it is what was sent.
    #[serde(default)]
    pub body: Option<String>,
    /// The hash that the receipt must repeat.
    #[serde(default, rename = "hash")]
    pub transaction_data_hash: Option<String>,
    /// When the nonce of the signature expires (Unix seconds).
    pub nonce_expires: i64,
    /// Files that go first.
    pub attachments: Vec<Attachment>,
    /// How often sending was tried.
    pub tries: u32,
    /// Not before this time may it be tried again without the person.
    pub next_try: i64,
    /// The office's answer.
    #[serde(default)]
    pub accepted: Option<Accepted>,
    /// Why it needs the person.
    #[serde(default)]
    pub problem: Option<Problem>,
    /// The handle for news of the case: made here, for this filing alone, and shown only when news are asked
    /// for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
    /// What was heard of the case since its receipt.
    #[serde(default)]
    pub news: CaseNews,
}

/// A value that another office gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFrom {
    /// The answer that it is, as a JSON Pointer.
    pub to: String,
    /// The filing of the office that gives it.
    pub from: String,
}

/// A value that an office gives to others, as the signed form says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Produces {
    /// The answer that it is, as a JSON Pointer.
    pub at: String,
    /// What it may be.
    pub schema: Value,
    /// What it is called.
    pub label: PerLanguage,
}

/// How passing another office's decision on to this one went last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PassedOn {
    /// The filing of that office.
    pub from: String,
    /// Not before this time is it tried again.
    pub not_before: i64,
    /// The code of a definite no.
    pub problem: Option<String>,
}

/// What an office has said of a case since its receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseNews {
    /// Its statements as received; each was verified before it came in here.
    pub statements: Vec<String>,
    /// The name of its last answer.
    pub tag: Option<String>,
    /// When it answered last (Unix seconds).
    pub heard_at: Option<i64>,
    /// Not before this time is it asked without a press.
    pub not_before: i64,
    /// The offer of the certificate that the decision gives, until it is taken.
    pub offer: Option<String>,
    /// The local id of the certificate that came of it.
    pub taken: Option<String>,
    /// How bringing it what it waits for went, once for each office that it waits for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brought: Vec<PassedOn>,
}

/// Everything about one press of Send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Local and random, also known to the offices.
    pub id: String,
    /// The draft that it was made from.
    pub draft: String,
    /// The revision of the draft that the person has seen and approved.
    pub revision: u32,
    /// The form's short name, as in the address.
    pub form: String,
    /// The form's title.
    pub title: PerLanguage,
    /// The language in which the person read what they sent.
    pub locale: String,
    /// When Send was pressed (Unix seconds).
    pub created: i64,
    /// Files of the draft, by digest, that go with it when it is finished: also those that were taken away again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// The person carries it to a counter; nothing is sent from here before they ask, and then this is over.
    #[serde(default, skip_serializing_if = "is_false")]
    pub carried: bool,
    /// The words of the form for what was sent.
    #[serde(rename = "summary")]
    pub words: SentWords,
    /// One entry per office, in the form's order.
    pub filings: Vec<Filing>,
    /// For whom it was filed, when that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whom: Option<Whom>,
    /// The names of both then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting: Option<Acting>,
}

/// The words that are kept with a submission, so that what was sent can be read later
/// without the form: labels, choices, names. No values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SentWords {
    /// One entry per answer of the form.
    pub fields: Vec<FieldWords>,
    /// The certificates' names, by query.
    pub certificates: Vec<Named>,
    /// The claims' names, by query.
    pub claims: Vec<ClaimWords>,
    /// For the log: the names of what goes to each office.
    pub log: Vec<LogNames>,
}

/// The words of one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldWords {
    /// Its JSON Pointer; `*` stands for each row.
    pub at: String,
    /// Its label.
    pub label: PerLanguage,
    /// The labels of its choices, by code.
    #[serde(default)]
    pub options: Vec<Named>,
    /// Whether it is masked until asked for.
    #[serde(default)]
    pub mask: bool,
    /// Whether it is a date.
    #[serde(default)]
    pub date: bool,
}

/// A name per language for something with a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The key: a query, a code, a claim.
    pub key: String,
    /// The words.
    pub words: PerLanguage,
}

/// The claims of one certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimWords {
    /// The query of the form.
    pub query: String,
    /// Claim names and their words.
    pub claims: Vec<Named>,
}

/// What goes to one office, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogNames {
    /// The filing.
    pub filing: String,
    /// The names, in the language of the page.
    pub names: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Problem {
    /// A problem that concerns no single value.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self { code: code.to_owned(), errors: Vec::new() }
    }

    /// What the checks of a filing found.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal) -> Self {
        let errors = refusal.errors.iter();
        let errors = errors.map(|error| (error.pointer.to_string(), error.code.to_owned()));
        Self { code: refusal.code.as_str().to_owned(), errors: errors.collect() }
    }
}

impl Filing {
    /// Whether its bytes may be with the office, whatever the office has said since. Then
    /// nothing else is ever sent in its place.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self.stage {
            Stage::Sending | Stage::Sent => true,
            // The office said yes; it is the receipt that is in doubt.
            Stage::NeedsYou => {
                self.problem.as_ref().is_some_and(|problem| problem.code == RECEIPT_NOT_TRUSTED)
            }
            Stage::Reviewed | Stage::Signed => false,
        }
    }

    /// Of two tellings of the same case the longer one stays, when it continues the other.
    fn hear_from(&mut self, theirs: &Self) {
        let ours = &mut self.news;
        let more = theirs.news.statements.starts_with(&ours.statements);
        // Statements name the receipt that they follow.
        let receipt = |one: &Option<Accepted>| one.as_ref().map(|it| it.receipt.clone());
        let is_same = receipt(&self.accepted) == receipt(&theirs.accepted);
        if is_same && more && theirs.news.statements.len() > ours.statements.len() {
            let taken = ours.taken.take().or_else(|| theirs.news.taken.clone());
            *ours = CaseNews { taken, ..theirs.news.clone() };
        }
    }
}

impl Submission {
    /// Takes over what another copy of it knows beyond this one: what was sent there and not here, whole, with
    /// the bytes, the receipt and the handle; and what was heard since.
    pub(super) fn learn_from(&mut self, other: &Self) {
        for theirs in &other.filings {
            match self.filings.iter_mut().find(|one| one.id == theirs.id) {
                Some(ours) if theirs.stage == Stage::Sent && ours.stage != Stage::Sent => {
                    ours.clone_from(theirs);
                }
                Some(ours) => ours.hear_from(theirs),
                // A receipt stays, also for an office that is none of the form any more.
                None if theirs.stage == Stage::Sent => self.filings.push(theirs.clone()),
                None => {}
            }
        }
    }

    /// Whether every office has given its receipt.
    #[must_use]
    pub fn all_sent(&self) -> bool {
        !self.filings.is_empty() && self.filings.iter().all(|filing| filing.stage == Stage::Sent)
    }

    /// Whether nothing has left the device yet, so that it can be dropped and
    /// made anew after an edit.
    #[must_use]
    pub fn untouched(&self) -> bool {
        self.filings.iter().all(|filing| matches!(filing.stage, Stage::Reviewed | Stage::Signed))
    }

    /// Whether some bytes may have arrived and the answer is not known.
    #[must_use]
    pub fn in_flight(&self) -> bool {
        self.filings.iter().any(|filing| filing.stage == Stage::Sending)
    }

    /// Whether it is with its person, who carries it to a counter: nothing of it has left this device, and what became
    /// of it elsewhere is not known here.
    #[must_use]
    pub fn is_with_person(&self) -> bool {
        self.carried && self.in_flight()
    }

    /// Until when counters take what its person carries (Unix seconds).
    #[must_use]
    pub fn carried_until(&self) -> Option<i64> {
        let carried = self.filings.iter().filter(|one| one.stage == Stage::Sending);
        carried.map(|one| one.nonce_expires).min().filter(|_| self.carried)
    }

    /// Whether an office may have something of it for which there is no receipt.
    #[must_use]
    pub fn in_doubt(&self) -> bool {
        let mut filings = self.filings.iter();
        filings.any(|filing| filing.may_have_arrived() && filing.stage != Stage::Sent)
    }

    /// The numbers under which the offices keep it.
    #[must_use]
    pub fn case_numbers(&self) -> Vec<&str> {
        self.filings
            .iter()
            .filter_map(|filing| Some(filing.accepted.as_ref()?.case_no.as_str()))
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::wallet::VaultData;
    use serde_json::json;

    pub(crate) fn submission(id: &str, draft: &str, filings: &[&str]) -> Submission {
        let filing = |filing: &&str| Filing {
            id: (*filing).into(),
            office: PerLanguage::read(&json!({"en": "Office"})),
            audience: String::new(),
            server: String::new(),
            endpoint: "/offices/psb/ef/filings".into(),
            depends_on: Vec::new(),
            late: Vec::new(),
            produces: Vec::new(),
            idempotency_key: format!("{id}.{filing}"),
            stage: Stage::Reviewed,
            body: None,
            transaction_data_hash: None,
            nonce_expires: 0,
            attachments: Vec::new(),
            tries: 0,
            next_try: 0,
            accepted: None,
            problem: None,
            progress: None,
            news: CaseNews::default(),
        };
        Submission {
            id: id.into(),
            draft: draft.into(),
            revision: 1,
            form: "residence-permit".into(),
            title: PerLanguage::read(&json!({"zh-CN": "签注", "en": "Endorse"})),
            locale: "zh-CN".into(),
            created: 1,
            files: Vec::new(),
            carried: false,
            words: SentWords::default(),
            filings: filings.iter().map(filing).collect(),
            whom: None,
            acting: None,
        }
    }

    #[test]
    fn what_was_sent_on_one_device_is_sent_on_the_other_whichever_takes_the_backup() {
        let sent = |one: &mut Submission, at: usize, receipt: &str| {
            let filing = &mut one.filings[at];
            filing.stage = Stage::Sent;
            filing.body = Some(format!("{receipt}'s bytes"));
            filing.progress = Some(format!("{receipt}'s handle"));
            filing.accepted = Some(Accepted {
                case_no: receipt.to_uppercase(),
                status: "accepted".into(),
                receipt: receipt.into(),
                claims: Value::Null,
            });
        };
        let mut begun = submission("s", "d", &["market", "tax"]);
        sent(&mut begun, 0, "m");
        let mut done = begun.clone();
        sent(&mut done, 1, "t");
        done.filings[0].news.statements = vec!["1".into()];
        begun.filings[1].stage = Stage::NeedsYou;
        begun.filings[1].body = Some("other bytes".into());
        let vault =
            |one: &Submission| VaultData { outbox: vec![one.clone()], ..VaultData::default() };
        for (ours, theirs) in [(&begun, &done), (&done, &begun)] {
            let mut ours = vault(ours);
            ours.merge(vault(theirs));
            assert_eq!(
                ours.outbox,
                [done.clone()],
                "bytes, receipt, handle and news belong together"
            );
        }
        // What follows another receipt of the same case is not mixed in.
        let mut again = done.clone();
        sent(&mut again, 0, "n");
        again.filings[0].news.statements.clear();
        let mut ours = vault(&again);
        ours.merge(vault(&done));
        assert_eq!(ours.outbox, [again]);
        // A filing that only the other device has comes when it was sent.
        let mut short = done.clone();
        short.filings.truncate(1);
        let mut ours = vault(&short);
        ours.merge(vault(&done));
        assert_eq!(ours.outbox, [done]);
    }
}
