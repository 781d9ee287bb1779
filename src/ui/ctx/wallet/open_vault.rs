//! What an open vault holds in memory.

use std::collections::HashMap;
use std::rc::Rc;

use cert_app::wallet::people::People;
use cert_app::wallet::{self, VaultData, VaultError};
use zeroize::Zeroizing;

use super::codec::Codec;
use crate::ui::browser::crypto::AesKey;
use crate::ui::browser::store::Store;

/// One tab's view of the vault.
#[derive(Debug, Default)]
pub struct OpenVault {
    /// The database, when the browser gives one.
    pub store: Option<Store>,
    /// Whose vaults there are, and whose this is.
    pub people: Rc<People>,
    /// The data, also what could not be written yet.
    pub data: Rc<VaultData>,
    /// The main record's revision that `data` was read from or written as.
    pub revision: u32,
    mode: Mode,
}

#[derive(Debug, Default)]
enum Mode {
    #[default]
    Closed,
    Saved(Store, AesKey),
    Memory(HashMap<String, Zeroizing<Vec<u8>>>),
}

impl OpenVault {
    /// The vault was opened or read again.
    pub fn opened(&mut self, store: Store, key: AesKey, data: VaultData, revision: u32) {
        self.mode = Mode::Saved(store, key);
        self.data = Rc::new(data);
        self.revision = revision;
    }

    /// Starts a wallet without storage.
    pub fn opened_in_memory(&mut self) {
        self.mode = Mode::Memory(HashMap::new());
        self.data = Rc::default();
    }

    /// Forgets everything; secrets are wiped as they are dropped.
    pub fn close(&mut self) {
        self.mode = Mode::Closed;
        self.data = Rc::default();
        self.revision = 0;
    }

    /// Takes over data that was just written as this revision, or read again.
    pub fn written(&mut self, data: Rc<VaultData>, revision: u32) {
        if self.place().is_ok() {
            self.data = data;
            self.revision = revision;
        }
    }

    /// Whether it is open and kept on this device.
    pub const fn is_saved(&self) -> bool {
        matches!(self.mode, Mode::Saved(..))
    }

    /// Where records go: `None` is memory.
    pub fn place(&self) -> Result<Option<(Store, AesKey)>, VaultError> {
        match &self.mode {
            Mode::Closed => Err(VaultError::Locked),
            Mode::Memory(_) => Ok(None),
            // The store that the key is for, whoever has the turn by now.
            Mode::Saved(store, key) => Ok(Some((store.clone(), key.clone()))),
        }
    }

    /// Keeps a secret in memory, or says where to write it.
    pub fn keep_or_store(
        &mut self,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<(Store, AesKey)>, VaultError> {
        if let Mode::Memory(secrets) = &mut self.mode {
            secrets.insert(name.to_owned(), Zeroizing::new(bytes.to_vec()));
        }
        self.place()
    }

    /// A secret kept in memory.
    pub fn kept(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        match &self.mode {
            Mode::Memory(secrets) => secrets.get(name).cloned(),
            Mode::Closed | Mode::Saved(..) => None,
        }
    }

    /// Forgets a secret kept in memory.
    pub fn forget(&mut self, name: &str) {
        if let Mode::Memory(secrets) = &mut self.mode {
            secrets.remove(name);
        }
    }

    /// The secrets kept in memory, to move them into a new vault.
    pub fn secrets(&self) -> Vec<(String, Zeroizing<Vec<u8>>)> {
        match &self.mode {
            Mode::Memory(secrets) => {
                secrets.iter().map(|(name, secret)| (name.clone(), secret.clone())).collect()
            }
            Mode::Closed | Mode::Saved(..) => Vec::new(),
        }
    }
}

/// Reads and decrypts the main record.
pub async fn read_main(store: &Store, key: &AesKey) -> Result<(VaultData, u32), VaultError> {
    let record = store.record(wallet::MAIN_RECORD).await?.ok_or(VaultError::Damaged)?;
    let plain = key.open(&wallet::record_aad(wallet::MAIN_RECORD), &record.sealed).await?;
    Ok(((Codec::load().await?.data)(&plain)?, record.revision))
}
