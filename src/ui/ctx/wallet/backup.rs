//! The vault as one file, out and in.

use cert_app::wallet::{self, Backup, BackupRecord, Envelope, VaultData, VaultError};
use zeroize::Zeroizing;

use super::{Wallet, unwrap};
use crate::ui::browser::crypto::AesKey;

impl Wallet {
    /// The whole vault as the text of one file, still encrypted.
    pub async fn export(&self) -> Result<String, VaultError> {
        let _turn = self.queue.turn().await;
        let store = self.store().ok_or(VaultError::StorageRefused)?;
        let envelope = Envelope::parse(&store.envelope().await?.ok_or(VaultError::Damaged)?)?;
        let mut records = Vec::new();
        for name in store.record_names().await? {
            if let Some(record) = store.record(&name).await? {
                records.push(BackupRecord { name, sealed: record.sealed });
            }
        }
        Backup::new(envelope, records).to_text()
    }

    /// Joins a backup into the open wallet. The file is opened completely
    /// before anything is changed, so a bad file or passphrase changes nothing.
    /// Returns how many certificates were new.
    pub async fn import(&self, file: &str, passphrase: &str) -> Result<usize, VaultError> {
        let backup = Backup::parse(file)?;
        let key = AesKey::import(&*unwrap(passphrase, &backup.envelope).await?).await?;
        let mut theirs = VaultData::default();
        let mut secrets: Vec<(String, Zeroizing<Vec<u8>>)> = Vec::new();
        let mut has_main = false;
        for record in &backup.records {
            let plain = key.open(&wallet::record_aad(&record.name), &record.sealed).await?;
            if record.name == wallet::MAIN_RECORD {
                theirs = VaultData::parse(&plain)?;
                has_main = true;
            } else {
                secrets.push((record.name.clone(), plain));
            }
        }
        if !has_main {
            return Err(VaultError::BackupNotReadable);
        }
        for (name, secret) in &secrets {
            // Names hold random ids or digests: the same name is the same secret.
            if self.secret(name).await?.is_none() {
                self.put_secret(name, secret).await?;
            }
        }
        let before = self.vault.borrow().data.certificates.len();
        self.update(|data| drop(data.merge(theirs.clone()))).await?;
        Ok(self.vault.borrow().data.certificates.len().saturating_sub(before))
    }
}
