//! What can go wrong with the vault.

/// A refusal of the vault. The words for each code are in `cert_words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VaultError {
    /// The passphrase does not open this vault.
    WrongPassphrase,
    /// A record does not decrypt or is not what it should be.
    Damaged,
    /// Written by a newer version of the app.
    VersionUnknown,
    /// A backup file that is cut off or not a backup at all.
    BackupNotReadable,
    /// A backup made with key parameters beyond our limits.
    BackupParametersRefused,
    /// The browser gives no storage (private window, policy, no IndexedDB).
    StorageRefused,
    /// The disk or the quota is full.
    StorageFull,
    /// Another tab wrote to the vault and the change could not be joined.
    ChangedElsewhere,
    /// Another tab has just made a vault in this place.
    MadeElsewhere,
    /// A newer version of the app is open in another tab and needs the database.
    NewerVersionOpen,
    /// No WebCrypto: the page is not served over https.
    CryptoNotAvailable,
    /// The worker that stretches the passphrase did not answer.
    WorkerFailed,
    /// The part of the app that reads the vault could not be fetched.
    NotLoaded,
    /// The vault is locked.
    Locked,
}

impl VaultError {
    /// Every value, for the test that each has words.
    pub const ALL: &[Self] = &[
        Self::WrongPassphrase,
        Self::Damaged,
        Self::VersionUnknown,
        Self::BackupNotReadable,
        Self::BackupParametersRefused,
        Self::StorageRefused,
        Self::StorageFull,
        Self::ChangedElsewhere,
        Self::MadeElsewhere,
        Self::NewerVersionOpen,
        Self::CryptoNotAvailable,
        Self::WorkerFailed,
        Self::NotLoaded,
        Self::Locked,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongPassphrase => "wrong-passphrase",
            Self::Damaged => "vault-damaged",
            Self::VersionUnknown => "vault-version-unknown",
            Self::BackupNotReadable => "backup-not-readable",
            Self::BackupParametersRefused => "backup-parameters-refused",
            Self::StorageRefused => "storage-refused",
            Self::StorageFull => "storage-full",
            Self::ChangedElsewhere => "vault-changed-elsewhere",
            Self::MadeElsewhere => "vault-made-elsewhere",
            Self::NewerVersionOpen => "newer-version-open",
            Self::CryptoNotAvailable => "crypto-not-available",
            Self::WorkerFailed => "worker-failed",
            Self::NotLoaded => "app-not-loaded",
            Self::Locked => "vault-locked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_vault_and_issuer_has_words() {
        let vault = VaultError::ALL.iter().map(|error| error.code());
        let issuer = crate::offer::VciError::ALL.iter().map(|error| error.code());
        for code in vault.chain(issuer).chain([
            "network-unreachable",
            "answer-too-large",
            "file-not-readable",
        ]) {
            assert!(cert_words::knows(code), "{code}");
        }
    }
}
