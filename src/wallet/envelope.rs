//! The vault at rest: key parameters, the wrapped data key, and the backup file.

use serde::{Deserialize, Serialize};

use super::VaultError;

/// Version of envelope and backup. It is part of every record's associated
/// data, so a record cannot be moved between versions or between names.
const VERSION: u32 = 1;

/// Associated data of the wrapped data key.
pub const DATA_KEY_AAD: &str = "certfill-vault/1/data-key";

/// Memory for Argon2id in KiB. RFC 9106 section 4 recommends 64 MiB where 2 GiB
/// are too much; one lane, because a worker has one thread.
const MEMORY_KIB: u32 = 64 * 1024;

/// Passes over that memory, as RFC 9106 section 4 recommends with 64 MiB.
const PASSES: u32 = 3;

/// A backup may ask for at most four times our memory and passes: it is
/// somebody else's file, and stretching must end on a phone.
const MAX_MEMORY_KIB: u32 = 4 * MEMORY_KIB;
const MAX_PASSES: u32 = 12;

/// Below these a guess would be cheap; RFC 9106 and OWASP give 19 MiB as the
/// least with two passes.
const MIN_MEMORY_KIB: u32 = 19 * 1024;
const MIN_PASSES: u32 = 2;

/// A backup has one record for the data, one for each key and each attachment.
const MAX_BACKUP_RECORDS: usize = 5_000;

/// Associated data of a record: its version and its name.
#[must_use]
pub fn record_aad(name: &str) -> String {
    format!("certfill-vault/{VERSION}/record/{name}")
}

/// How the passphrase becomes a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Kdf {
    /// Always `argon2id`.
    pub name: String,
    /// Version of Argon2: 19 (0x13).
    pub version: u32,
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
    /// 16 random bytes, base64url.
    pub salt: String,
}

/// Ciphertext with its nonce, both base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// 12 random bytes.
    pub iv: String,
    /// Ciphertext and tag.
    pub data: String,
}

/// What stands beside the records: enough to open them with the passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Envelope {
    /// Version of this layout.
    #[serde(rename = "certfill-vault")]
    pub version: u32,
    /// How the passphrase becomes a key.
    pub kdf: Kdf,
    /// The data key under that key.
    pub wrapped: Sealed,
}

/// One record of a backup, still encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupRecord {
    /// The record's name.
    pub name: String,
    /// Its content.
    pub sealed: Sealed,
}

/// The whole vault as one file. It is as safe as the passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Backup {
    /// Version of this layout.
    #[serde(rename = "certfill-backup")]
    pub version: u32,
    /// How to open it.
    pub envelope: Envelope,
    /// Every record.
    pub records: Vec<BackupRecord>,
}

impl Kdf {
    /// Our parameters with this salt.
    #[must_use]
    pub fn argon2id(salt: &[u8; 16]) -> Self {
        Self {
            name: "argon2id".to_owned(),
            version: 19,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: 1,
            salt: cert_verify::base64url::encode(salt),
        }
    }

    fn is_within_limits(&self) -> bool {
        self.name == "argon2id"
            && self.version == 19
            && self.lanes == 1
            && (MIN_MEMORY_KIB..=MAX_MEMORY_KIB).contains(&self.memory_kib)
            && (MIN_PASSES..=MAX_PASSES).contains(&self.passes)
            && (22..=86).contains(&self.salt.len())
    }
}

impl Envelope {
    /// An envelope of this version.
    #[must_use]
    pub const fn new(kdf: Kdf, wrapped: Sealed) -> Self {
        Self { version: VERSION, kdf, wrapped }
    }

    /// Reads a stored envelope.
    ///
    /// # Errors
    /// Damaged, a newer version, or key parameters beyond the limits.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let envelope: Self = serde_json::from_str(text).map_err(|_| VaultError::Damaged)?;
        envelope.checked()
    }

    /// The text to store.
    ///
    /// # Errors
    /// Never in practice; the caller need not know.
    pub fn to_text(&self) -> Result<String, VaultError> {
        serde_json::to_string(self).map_err(|_| VaultError::Damaged)
    }

    fn checked(self) -> Result<Self, VaultError> {
        if self.version > VERSION {
            return Err(VaultError::VersionUnknown);
        }
        if !self.kdf.is_within_limits() {
            return Err(VaultError::BackupParametersRefused);
        }
        Ok(self)
    }
}

impl Backup {
    /// A backup of this version.
    #[must_use]
    pub const fn new(envelope: Envelope, records: Vec<BackupRecord>) -> Self {
        Self { version: VERSION, envelope, records }
    }

    /// Reads a backup file. A file that is cut off is not valid JSON and is
    /// refused before anything is changed.
    ///
    /// # Errors
    /// [`VaultError::BackupNotReadable`], a newer version, or parameters beyond
    /// the limits.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let backup: Self = serde_json::from_str(text).map_err(|_| VaultError::BackupNotReadable)?;
        if backup.version > VERSION {
            return Err(VaultError::VersionUnknown);
        }
        if backup.records.len() > MAX_BACKUP_RECORDS {
            return Err(VaultError::BackupNotReadable);
        }
        let envelope = backup.envelope.checked()?;
        Ok(Self { envelope, ..backup })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Never in practice; the caller need not know.
    pub fn to_text(&self) -> Result<String, VaultError> {
        serde_json::to_string(self).map_err(|_| VaultError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup() -> Backup {
        let sealed = Sealed { iv: "AAAAAAAAAAAAAAAA".into(), data: "AAAA".into() };
        let envelope = Envelope::new(Kdf::argon2id(&[7; 16]), sealed.clone());
        Backup::new(envelope, vec![BackupRecord { name: "main".into(), sealed }])
    }

    #[test]
    fn a_backup_reads_back_and_every_cut_is_refused() {
        let text = backup().to_text().unwrap();
        assert_eq!(Backup::parse(&text), Ok(backup()));
        for length in 0..text.len() {
            let cut = text.get(..length).unwrap();
            assert_eq!(Backup::parse(cut), Err(VaultError::BackupNotReadable), "cut at {length}");
        }
    }

    #[test]
    fn parameters_that_would_hang_the_device_or_weaken_the_key_are_refused() {
        for change in [
            |kdf: &mut Kdf| kdf.memory_kib = 4 * 1024 * 1024,
            |kdf: &mut Kdf| kdf.memory_kib = 8,
            |kdf: &mut Kdf| kdf.passes = 100_000,
            |kdf: &mut Kdf| kdf.passes = 1,
            |kdf: &mut Kdf| kdf.name = "pbkdf2".into(),
            |kdf: &mut Kdf| kdf.salt = "AA".into(),
        ] {
            let mut changed = backup();
            change(&mut changed.envelope.kdf);
            let text = changed.to_text().unwrap();
            assert_eq!(Backup::parse(&text), Err(VaultError::BackupParametersRefused));
        }
    }

    #[test]
    fn names_are_part_of_the_associated_data() {
        assert_ne!(record_aad("key/a"), record_aad("key/b"));
    }
}
