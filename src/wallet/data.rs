//! What the vault holds, as versioned JSON.

use cert_verify::UnixTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::put_off::PutOff;
use super::replaced::Replaced;
use super::{AddressBook, DraftRecord, Submission, VaultError, migrate};
use crate::words::local::PerLanguage;

/// The version that this build writes. A higher one is refused, not guessed at; a lower one
/// is brought up to it when it is read.
const VERSION: u32 = 2;

/// Log entries kept. One filing is one entry; a thousand is many years.
const MAX_ACTIVITY: usize = 1_000;

/// Status lists kept for use without a network. Each can be some 100 KB.
const MAX_STATUSES: usize = 50;

/// Descriptions of types kept for use without a network. Each can be 64 KB.
const MAX_KINDS: usize = 50;

/// Suggestions put off; each is of one certificate, and the oldest may be said again.
const MAX_PUT_OFF: usize = 500;

/// Minutes without use before the vault locks; 0 is never.
pub const AUTO_LOCK_CHOICES: [u32; 4] = [5, 10, 30, 0];

/// Everything personal except private keys and attachments, which are records
/// of their own and are read only when they are needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VaultData {
    /// Version of this layout.
    pub version: u32,
    /// Certificates, newest first.
    pub certificates: Vec<StoredCertificate>,
    /// Certificates that were deleted just now and can still be brought back.
    pub removed: Vec<StoredCertificate>,
    /// Receipts of filings.
    pub receipts: Vec<StoredReceipt>,
    /// Certificates that an issuer has promised for later.
    pub pending: Vec<PendingCertificate>,
    /// Drafts, one for each form at most.
    pub drafts: Vec<DraftRecord>,
    /// What was approved for sending, oldest first; kept when it is sent.
    pub outbox: Vec<Submission>,
    /// What was sent to whom: claim names, never values.
    pub activity: Vec<Activity>,
    /// Status lists as received, with the time of receipt.
    pub statuses: Vec<CachedStatus>,
    /// Descriptions of types as received.
    pub kinds: Vec<CachedKind>,
    /// The newest trust list that this wallet has accepted.
    pub trust: Option<TrustMemory>,
    /// Suggestions that somebody does not want to see now, newest first.
    pub put_off: Vec<PutOff>,
    /// What the person typed and may say again.
    pub address_book: AddressBook,
    /// When a backup was exported last (Unix seconds).
    pub backed_up_at: Option<i64>,
    /// Minutes without use before the vault locks; 0 is never.
    pub auto_lock_minutes: u32,
}

/// How a certificate came into the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// From its issuer, by an offer (OpenID4VCI).
    Offer,
    /// From a file.
    File,
    /// From pasted text.
    Paste,
}

/// A certificate as received, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCertificate {
    /// Local, random, never sent anywhere.
    pub id: String,
    /// The certificate as received.
    pub text: String,
    /// Unix seconds.
    pub added_at: i64,
    /// How it came.
    pub how: How,
    /// Whether this wallet made the holder key (record `key/{id}`).
    pub has_key: bool,
    /// The issuer's compact form of it, for a code on paper, as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// What has taken its place; it stays as history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
}

/// A certificate that its issuer has promised for later (OpenID4VCI 1.0 section 9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingCertificate {
    /// Local, random; the holder's key is the record `key/{id}`.
    pub id: String,
    /// Its name as the offer showed it.
    pub name: String,
    /// The issuer's host.
    pub host: String,
    /// Where it is asked for.
    pub endpoint: String,
    /// The access token.
    pub token: String,
    /// How the token is renewed, when the issuer allows it.
    #[serde(default)]
    pub renewal: Option<Renewal>,
    /// The issuer's name for the request.
    pub transaction: String,
    /// The public half of the holder's key, when it is bound to one.
    #[serde(default)]
    pub holder: Option<Value>,
    /// Seconds between two questions.
    pub interval: i64,
    /// When it is asked for next (Unix seconds).
    pub next_at: i64,
    /// Why it will not come; kept until the person has seen it.
    #[serde(default)]
    pub problem: Option<String>,
}

/// A refresh token (RFC 6749 section 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The token endpoint.
    pub endpoint: String,
    /// The token.
    pub token: String,
}

/// A receipt: an SD-JWT VC from an office.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredReceipt {
    /// Which submission.
    pub submission: String,
    /// Which filing of the form.
    pub filing: String,
    /// The receipt as received.
    pub text: String,
    /// Unix seconds.
    pub added_at: i64,
    /// What the page shows beside it.
    #[serde(default)]
    pub details: Option<ReceiptDetails>,
}

/// What a page shows beside a receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceiptDetails {
    /// The office's name.
    pub office: PerLanguage,
    /// The form's title.
    pub title: PerLanguage,
    /// The number under which the office keeps the case.
    pub case_no: String,
    /// The status at the time of the receipt.
    pub status: String,
    /// What comes next, as the receipt says it.
    #[serde(default)]
    pub next: Option<Value>,
}

/// One line of the log of what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Unix seconds.
    pub at: i64,
    /// The receiver's name as the signed form gives it.
    pub to: String,
    /// What for: the title of the form.
    pub purpose: String,
    /// Names of the claims and answers, never their values.
    pub names: Vec<String>,
    /// The submission it belongs to.
    pub submission: Option<String>,
}

/// A status list token and when it was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedStatus {
    /// Where it was fetched; equals the `sub` of the token when it is right.
    pub uri: String,
    /// The token as received.
    pub token: String,
    /// Unix seconds.
    pub fetched_at: i64,
}

/// The description of a type and when it was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedKind {
    /// The type.
    pub vct: String,
    /// The digest that the certificate names, when it does.
    pub integrity: Option<String>,
    /// The description as received.
    pub text: String,
    /// Unix seconds.
    pub fetched_at: i64,
}

/// The number and digest of a trust list: an older list, or another list with
/// the same number, is refused later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustMemory {
    /// The list's sequence number.
    pub sequence: u64,
    /// SHA-256 of the list as received.
    pub digest: [u8; 32],
}

impl Default for VaultData {
    fn default() -> Self {
        Self {
            version: VERSION,
            certificates: Vec::new(),
            removed: Vec::new(),
            receipts: Vec::new(),
            pending: Vec::new(),
            drafts: Vec::new(),
            outbox: Vec::new(),
            activity: Vec::new(),
            statuses: Vec::new(),
            kinds: Vec::new(),
            trust: None,
            put_off: Vec::new(),
            address_book: AddressBook::default(),
            backed_up_at: None,
            auto_lock_minutes: 10,
        }
    }
}

impl VaultData {
    /// Reads the decrypted main record.
    ///
    /// # Errors
    /// [`VaultError::VersionUnknown`] for a newer layout, [`VaultError::Damaged`]
    /// for anything else that is not this layout.
    pub fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        /// Only this member, whatever stands beside it.
        #[derive(Deserialize)]
        struct Header {
            #[serde(default = "first")]
            version: u32,
        }
        const fn first() -> u32 {
            1
        }
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).map_err(|_| VaultError::Damaged);
        let header: Header = serde_json::from_slice(bytes).map_err(|_| VaultError::Damaged)?;
        match header.version {
            VERSION => read(bytes),
            0 | 1 => read(&migrate::from_version_1(bytes, VERSION)?),
            _ => Err(VaultError::VersionUnknown),
        }
    }

    /// The bytes to encrypt.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] when a draft holds something JSON cannot write.
    pub fn to_bytes(&self) -> Result<Vec<u8>, VaultError> {
        serde_json::to_vec(self).map_err(|_| VaultError::Damaged)
    }

    /// The certificate with this local id.
    #[must_use]
    pub fn certificate(&self, id: &str) -> Option<&StoredCertificate> {
        self.certificates.iter().find(|stored| stored.id == id)
    }

    /// Adds a certificate unless the same text is there already.
    /// Returns whether it was added.
    pub fn add_certificate(&mut self, stored: StoredCertificate) -> bool {
        if self.certificates.iter().any(|known| known.text == stored.text) {
            return false;
        }
        self.certificates.insert(0, stored);
        true
    }

    /// Takes a certificate away so that it can be brought back until the next
    /// unlock.
    pub fn remove_certificate(&mut self, id: &str) {
        if let Some(at) = self.certificates.iter().position(|stored| stored.id == id) {
            let stored = self.certificates.remove(at);
            self.removed.push(stored);
        }
    }

    /// Brings back what was deleted last.
    pub fn restore_removed(&mut self) {
        if let Some(stored) = self.removed.pop() {
            self.certificates.insert(0, stored);
        }
    }

    /// Adds a line to the log of what was sent.
    pub fn log(&mut self, entry: Activity) {
        self.activity.insert(0, entry);
        self.activity.truncate(MAX_ACTIVITY);
    }

    /// Keeps a status list, in place of an older copy.
    pub fn remember_status(&mut self, status: CachedStatus) {
        self.statuses.retain(|known| known.uri != status.uri);
        self.statuses.insert(0, status);
        self.statuses.truncate(MAX_STATUSES);
    }

    /// Keeps the description of a type, in place of an older copy.
    pub fn remember_kind(&mut self, kind: CachedKind) {
        self.kinds.retain(|known| (&known.vct, &known.integrity) != (&kind.vct, &kind.integrity));
        self.kinds.insert(0, kind);
        self.kinds.truncate(MAX_KINDS);
    }

    /// Puts a suggestion off; what has come back since is forgotten.
    pub fn put_off(&mut self, one: PutOff, now: UnixTime) {
        self.put_off.retain(|known| known.what != one.what && known.is_now(now));
        self.put_off.insert(0, one);
        self.put_off.truncate(MAX_PUT_OFF);
    }

    /// Joins what a backup holds into this vault; nothing here is replaced.
    /// Returns the ids of certificates that came in, whose key records follow.
    pub fn merge(&mut self, other: Self) -> Vec<String> {
        let mut ids = Vec::new();
        for stored in other.certificates.into_iter().rev() {
            let id = stored.id.clone();
            if self.certificate(&id).is_none() && self.add_certificate(stored) {
                ids.push(id);
            }
        }
        for pending in other.pending {
            if !self.pending.iter().any(|known| known.transaction == pending.transaction) {
                ids.push(pending.id.clone());
                self.pending.push(pending);
            }
        }
        for receipt in other.receipts {
            if !self.receipts.iter().any(|known| known.text == receipt.text) {
                self.receipts.push(receipt);
            }
        }
        for submission in other.outbox {
            match self.outbox.iter_mut().find(|known| known.id == submission.id) {
                Some(known) => known.learn_from(&submission),
                None => self.outbox.push(submission),
            }
        }
        self.outbox.sort_by(|a, b| a.id.cmp(&b.id));
        for draft in other.drafts {
            // A draft that was sent meanwhile does not come back to be sent again.
            let known = self.draft_for(&draft.form, draft.whom.as_ref());
            let is_here = self.drafts.iter().any(|one| one.id == draft.id);
            if known.is_none() && !is_here && self.speaks_for(&draft.id).is_none() {
                self.drafts.push(draft);
            }
        }
        for entry in other.activity {
            if !self.activity.contains(&entry) {
                self.activity.push(entry);
            }
        }
        self.activity.sort_by_key(|entry| -entry.at);
        for off in other.put_off {
            if !self.put_off.iter().any(|known| known.what == off.what) {
                self.put_off.push(off);
            }
        }
        self.put_off.truncate(MAX_PUT_OFF);
        self.address_book.merge(other.address_book);
        let newer = |a: &TrustMemory, b: &TrustMemory| a.sequence > b.sequence;
        if let Some(theirs) = other.trust
            && self.trust.as_ref().is_none_or(|ours| newer(&theirs, ours))
        {
            self.trust = Some(theirs);
        }
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(id: &str, text: &str) -> StoredCertificate {
        StoredCertificate {
            id: id.into(),
            text: text.into(),
            added_at: 1,
            how: How::File,
            has_key: false,
            paper: None,
            replaced: None,
        }
    }

    fn draft(id: &str, changed: i64) -> DraftRecord {
        DraftRecord {
            id: id.into(),
            form: "f".into(),
            revision: 0,
            integrity: "sha256-x".into(),
            changed,
            way: crate::wallet::Way::Typing,
            step: String::new(),
            draft: serde_json::json!({"x": [1]}),
            used: Value::Null,
            submission: None,
            typed_on: Vec::new(),
            files: Vec::new(),
            history: serde_json::Value::Null,
            again: None,
            whom: None,
        }
    }

    #[test]
    fn written_data_reads_back_and_a_newer_version_is_refused() {
        let mut data = VaultData::default();
        data.add_certificate(stored("a", "t"));
        data.drafts.push(draft("d", 1));
        data.outbox.push(crate::wallet::submission_for_tests("s", "d", &["psb"]));
        let bytes = data.to_bytes().unwrap();
        assert_eq!(VaultData::parse(&bytes), Ok(data));
        for newer in [r#"{"version":3}"#, r#"{"version":3,"drafts":"another shape"}"#] {
            assert_eq!(VaultData::parse(newer.as_bytes()), Err(VaultError::VersionUnknown));
        }
        assert_eq!(
            VaultData::parse(bytes.get(..bytes.len() / 2).unwrap()),
            Err(VaultError::Damaged)
        );
        assert_eq!(VaultData::parse(b"{}").map(|data| data.auto_lock_minutes), Ok(10));
    }

    #[test]
    fn the_same_certificate_is_kept_once() {
        let mut data = VaultData::default();
        assert!(data.add_certificate(stored("a", "t")));
        assert!(!data.add_certificate(stored("b", "t")));
        assert_eq!(data.certificates.len(), 1);
    }

    #[test]
    fn a_deleted_certificate_comes_back() {
        let mut data = VaultData::default();
        data.add_certificate(stored("a", "t"));
        data.remove_certificate("a");
        assert!(data.certificate("a").is_none());
        data.restore_removed();
        assert!(data.certificate("a").is_some() && data.removed.is_empty());
    }

    #[test]
    fn merging_a_backup_replaces_nothing() {
        let mut ours = VaultData::default();
        ours.add_certificate(stored("a", "t"));
        ours.drafts.push(draft("d", 1));
        let mut theirs = ours.clone();
        theirs.add_certificate(stored("b", "u"));
        theirs.drafts = vec![draft("e", 2)];
        theirs.trust = Some(TrustMemory { sequence: 3, digest: [0; 32] });
        let off = |what: &str, until| PutOff { what: what.into(), until };
        ours.put_off = vec![off("both", Some(5))];
        theirs.put_off = vec![off("theirs", None), off("both", None)];
        assert_eq!(ours.merge(theirs.clone()), ["b"]);
        assert!(ours.merge(theirs).is_empty(), "a second time adds nothing");
        assert_eq!(ours.certificates.len(), 2);
        assert_eq!(ours.drafts, [draft("d", 1)]);
        assert_eq!(ours.put_off, [off("both", Some(5)), off("theirs", None)]);
        assert_eq!(ours.trust.map(|trust| trust.sequence), Some(3));
    }

    #[test]
    fn a_backup_from_before_the_sending_does_not_bring_the_draft_back() {
        let mut ours = VaultData::default();
        let mut sent = crate::wallet::submission_for_tests("s", "d", &["psb"]);
        sent.filings[0].stage = crate::wallet::Stage::Sent;
        ours.outbox.push(sent);
        let backup = VaultData { drafts: vec![draft("d", 1)], ..VaultData::default() };
        ours.merge(backup);
        assert!(ours.drafts.is_empty());
    }
}
