//! The vault: what it holds, how it is laid out at rest, and what can go wrong.
//!
//! One random 256-bit data key encrypts every record with AES-256-GCM; the data
//! key itself is stored encrypted under a key that Argon2id makes from the
//! passphrase. This module is the format only. The ciphers are the browser's
//! (`src/ui/browser/`), so that keys can be handles that scripts cannot read.

pub mod about;
mod address_book;
pub mod cards;
mod data;
mod draft;
mod envelope;
mod error;
mod keeping;
mod kept;
pub mod kinds;
mod migrate;
pub mod over_reload;
mod past;
pub mod people;
mod put_off;
mod replaced;
mod strength;
mod submission;

pub use address_book::{AddressBook, BookEntry, BookPart};
pub use data::{
    AUTO_LOCK_CHOICES, Activity, CachedKind, CachedStatus, How, PendingCertificate, ReceiptDetails,
    Renewal, StoredCertificate, StoredReceipt, TrustMemory, VaultData,
};
pub use draft::{DraftRecord, Way};
pub use envelope::{Backup, BackupRecord, DATA_KEY_AAD, Envelope, Kdf, Sealed, record_aad};
pub use error::VaultError;
pub use keeping::{Browser, Keeping};
pub use kept::DraftKept;
pub use put_off::PutOff;
pub use replaced::Replaced;
pub use strength::{MIN_PASSPHRASE, Strength};
pub use submission::{
    Accepted, Attachment, CaseNews, ClaimWords, FieldWords, Filing, LateFrom, LogNames, Named,
    PassedOn, Problem, Produces, RECEIPT_NOT_TRUSTED, SentWords, Stage, Submission,
};

/// The record that holds [`VaultData`].
pub const MAIN_RECORD: &str = "main";

/// The record that holds the private key of one certificate.
#[must_use]
pub fn key_record(certificate: &str) -> String {
    format!("key/{certificate}")
}

/// The record that holds one attachment, by its digest.
#[must_use]
pub fn attachment_record(digest: &str) -> String {
    format!("attachment/{digest}")
}

/// A submission of which nothing was done yet, for the tests of several rooms.
#[cfg(test)]
pub(crate) use submission::tests::submission as submission_for_tests;
