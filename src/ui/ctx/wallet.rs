//! The wallet as a context: a handle with verbs over the encrypted vault.

mod backup;
mod codec;
mod open_vault;
mod over_reload;
mod persons;
mod queue;
mod tabs;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::state::{Action, WalletState};
use cert_app::wallet::{self, Envelope, Kdf, VaultData, VaultError, attachment_record};
use cert_issue::SigningKey;
use cert_verify::PublicKey;
use yew::prelude::*;
use zeroize::Zeroizing;

use self::codec::Codec;
use self::open_vault::OpenVault;
use self::over_reload::{Chosen, Ticket};
use self::queue::{Queue, TurnGuard};
use self::tabs::Tabs;
use super::AppState;
use crate::ui::browser::broadcast::TabNews;
use crate::ui::browser::crypto::AesKey;
use crate::ui::browser::store::Store;
use crate::ui::browser::{locks, random, worker};

/// How often a change is tried again after another tab wrote first. Two tabs
/// of one person do not meet more often.
const MAX_TRIES: usize = 8;

/// The lock around a write.
const WRITING: &str = "certfill-vault";

/// What becomes of a change that cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It stays in memory, and the next write takes it along.
    StaysInMemory,
    /// It did not happen.
    Undone,
}

/// The wallet. Cheap to clone; two clones are the same wallet.
#[derive(Clone)]
pub struct Wallet {
    vault: Rc<RefCell<OpenVault>>,
    queue: Queue,
    drafts: Queue,
    tabs: Tabs,
    ticket: Ticket,
    was_open: Rc<Cell<bool>>,
    app: UseReducerDispatcher<AppState>,
}

impl PartialEq for Wallet {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.vault, &other.vault)
    }
}

/// The wallet of this tab.
#[hook]
pub fn use_wallet() -> Wallet {
    use_context::<Wallet>().expect("every component is below the root, which provides the wallet")
}

impl Wallet {
    /// A wallet that has not looked for a vault yet.
    pub fn new(app: UseReducerDispatcher<AppState>) -> Self {
        Self {
            vault: Rc::default(),
            queue: Queue::default(),
            drafts: Queue::default(),
            tabs: Tabs::default(),
            ticket: Ticket::default(),
            was_open: Rc::default(),
            app,
        }
    }

    /// Looks for a vault on this device, and opens it when the page was only loaded again.
    pub async fn start(&self) {
        if !self.find().await {
            self.enter(WalletState::Absent);
        } else if !self.take_up().await {
            self.enter(WalletState::Locked);
        }
    }

    /// Looks for nothing: at a kiosk there is no vault and no database.
    pub fn keep_nothing(&self) {
        self.enter(WalletState::Absent);
    }

    /// Opens the database, when the browser gives one. Whether there is a vault in it; of several, the one
    /// that this tab had open, or else that of who was here last.
    async fn find(&self) -> bool {
        let found = async {
            let app = self.app.clone();
            let superseded = move || {
                app.dispatch(Action::SaveProblem(Some(VaultError::NewerVersionOpen)));
            };
            let store = Store::open(superseded).await?;
            let chosen = over_reload::person();
            let id = chosen.as_ref().map(|(id, _)| id.as_str());
            let mut people = store.people(id).await?;
            if let Some((id, Chosen::Now)) = chosen {
                people.chosen = id;
            }
            Ok::<_, VaultError>((store, people))
        };
        match found.await {
            Ok((store, people)) => self.meet(&store, people),
            Err(problem) => {
                self.app.dispatch(Action::StorageProblem(problem));
                false
            }
        }
    }

    /// The database for public data, when the browser gives storage.
    pub fn store(&self) -> Option<Store> {
        self.vault.borrow().store.clone()
    }

    /// What the wallet holds now; empty while it is locked.
    pub fn data(&self) -> Rc<VaultData> {
        self.vault.borrow().data.clone()
    }

    /// Whether it can be used now.
    pub fn is_open(&self) -> bool {
        self.vault.borrow().place().is_ok()
    }

    /// Makes a vault under this passphrase; it takes over what is in memory.
    pub async fn create(&self, passphrase: &str, name: Option<&str>) -> Result<(), VaultError> {
        let _turn = self.queue.turn().await;
        let store = self.store().ok_or(VaultError::StorageRefused)?;
        let codec = Codec::load().await?;
        let data_key = Zeroizing::new(random::bytes::<32>());
        let envelope = wrap(passphrase, &data_key).await?;
        let key = AesKey::import(&data_key).await?;
        let data = self.vault.borrow().data.as_ref().clone();
        let plain = Zeroizing::new((codec.data_bytes)(&data)?);
        let mut records = vec![seal(&key, wallet::MAIN_RECORD, &plain).await?];
        let secrets = self.vault.borrow().secrets();
        for (name, secret) in secrets {
            records.push(seal(&key, &name, &secret).await?);
        }
        let made = store.make_vault(&(codec.envelope_text)(&envelope)?, &records).await;
        if made == Err(VaultError::MadeElsewhere) {
            // Another tab was first: this is somebody else, who needs a name.
            drop(_turn);
            self.look_who_is_here().await;
            self.step_aside();
            return made;
        }
        made?;
        if let Some(name) = name {
            store.put_name(name).await?;
        }
        self.opened(store.clone(), key, data, 1);
        self.begin_holding();
        self.tell(TabNews::Replaced);
        drop(_turn);
        let _ = store.remember_person().await;
        self.look_who_is_here().await;
        Ok(())
    }

    /// Keeps everything in memory: nothing is written on this device.
    pub fn use_without_saving(&self) {
        self.step_aside();
        self.vault.borrow_mut().opened_in_memory();
        self.publish();
        self.enter(WalletState::MemoryOnly);
    }

    /// Opens the vault.
    pub async fn unlock(&self, passphrase: &str) -> Result<(), VaultError> {
        let _turn = self.queue.turn().await;
        let store = self.store().ok_or(VaultError::StorageRefused)?;
        let codec = Codec::load().await?;
        let envelope = (codec.envelope)(&store.envelope().await?.ok_or(VaultError::Damaged)?)?;
        let key = AesKey::import(&*unwrap(passphrase, &envelope).await?).await?;
        let (mut data, revision) = open_vault::read_main(&store, &key).await?;
        let removed: Vec<String> =
            data.removed.drain(..).map(|stored| wallet::key_record(&stored.id)).collect();
        self.opened(store.clone(), key, data, revision);
        self.begin_holding();
        drop(_turn);
        // Which page the next start shows is no reason to fail.
        let _ = store.remember_person().await;
        if !removed.is_empty() {
            // What was deleted before the last lock is gone for good now.
            for name in removed {
                let _ = self.forget_secret(&name).await;
            }
            let _ = self.update(|data| data.removed.clear()).await;
        }
        Ok(())
    }

    /// The vault is open from now on.
    fn opened(&self, store: Store, key: AesKey, data: VaultData, revision: u32) {
        self.vault.borrow_mut().opened(store, key, data, revision);
        self.publish();
        self.enter(WalletState::Saved);
    }

    /// Forgets key and data, here and in all other tabs; memory that held secrets is
    /// overwritten.
    pub async fn lock(&self) {
        if self.vault.borrow().is_saved() {
            self.tell(TabNews::Locked);
        }
        self.lock_here().await;
    }

    /// Forgets key and data in this tab. What is being written is written to its end.
    pub(super) async fn lock_here(&self) {
        self.stop_holding();
        let _turn = self.queue.turn().await;
        self.vault.borrow_mut().close();
        let exists = match self.store() {
            Some(store) => store.envelope().await.ok().flatten().is_some(),
            None => false,
        };
        self.enter(if exists { WalletState::Locked } else { WalletState::Absent });
    }

    /// Changes what the wallet holds and waits until it is on disk. The change
    /// may run again on fresher data when another tab wrote first.
    ///
    /// # Errors
    /// When it could not be written; it then stays in memory and the page says so.
    pub async fn update(&self, change: impl Fn(&mut VaultData)) -> Result<(), VaultError> {
        let _turn = self.queue.turn().await;
        let result = self.apply(&change, Fate::StaysInMemory).await;
        self.app.dispatch(Action::SaveProblem(result.err()));
        result
    }

    /// Changes what the wallet holds, all of it or nothing, and hands back what the change
    /// has found on the data on which it was written.
    ///
    /// # Errors
    /// When it could not be written; then nothing has changed.
    pub async fn transact<T>(&self, change: impl Fn(&mut VaultData) -> T) -> Result<T, VaultError> {
        let _turn = self.queue.turn().await;
        let found = RefCell::new(None);
        let run = |data: &mut VaultData| *found.borrow_mut() = Some(change(data));
        self.apply(&run, Fate::Undone).await?;
        found.take().ok_or(VaultError::Locked)
    }

    /// What the vault holds on disk, whatever this tab has seen last.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn fresh(&self) -> Result<Rc<VaultData>, VaultError> {
        let _turn = self.queue.turn().await;
        self.read_again().await?;
        Ok(self.data())
    }

    async fn apply(&self, change: &dyn Fn(&mut VaultData), fate: Fate) -> Result<(), VaultError> {
        let place = self.vault.borrow().place()?;
        let Some((store, key)) = place else {
            change(Rc::make_mut(&mut self.vault.borrow_mut().data));
            self.publish();
            return Ok(());
        };
        // One tab at a time where browsers can; the revision keeps them apart everywhere.
        let _lock = locks::turn(&self.apart(WRITING)).await;
        for _ in 0..MAX_TRIES {
            let (mut data, revision) = {
                let vault = self.vault.borrow();
                vault.place()?;
                (vault.data.clone(), vault.revision)
            };
            change(Rc::make_mut(&mut data));
            if fate == Fate::StaysInMemory {
                self.vault.borrow_mut().written(data.clone(), revision);
                self.publish();
            }
            let plain = Zeroizing::new((Codec::here()?.data_bytes)(&data)?);
            let sealed = key.seal(&wallet::record_aad(wallet::MAIN_RECORD), &plain).await?;
            match store.put_record(wallet::MAIN_RECORD, &sealed, Some(revision)).await {
                Ok(revision) => {
                    self.vault.borrow_mut().written(data, revision);
                    self.publish();
                    self.tell(TabNews::Changed);
                    return Ok(());
                }
                Err(VaultError::ChangedElsewhere) => self.read_again().await?,
                Err(problem) => return Err(problem),
            }
        }
        Err(VaultError::ChangedElsewhere)
    }

    /// Reads the main record again when another tab has written it.
    async fn read_again(&self) -> Result<(), VaultError> {
        let place = self.vault.borrow().place()?;
        let Some((store, key)) = place else { return Ok(()) };
        let (data, revision) = open_vault::read_main(&store, &key).await?;
        if revision != self.vault.borrow().revision {
            self.vault.borrow_mut().written(Rc::new(data), revision);
            self.publish();
        }
        Ok(())
    }

    /// Keeps bytes apart from the main record: a private key, an attachment.
    pub async fn put_secret(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let Some((store, key)) = self.vault.borrow_mut().keep_or_store(name, bytes)? else {
            return Ok(());
        };
        let (name, sealed) = seal(&key, name, bytes).await?;
        store.put_record(&name, &sealed, None).await.map(drop)
    }

    /// Reads such bytes; they are wiped when the value is dropped.
    pub async fn secret(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let place = self.vault.borrow().place()?;
        let Some((store, key)) = place else { return Ok(self.vault.borrow().kept(name)) };
        match store.record(name).await? {
            Some(record) => key.open(&wallet::record_aad(name), &record.sealed).await.map(Some),
            None => Ok(None),
        }
    }

    /// The private half of a holder's key, kept beside the certificate of this id; none where there is none,
    /// or another one.
    pub async fn holder_key(
        &self,
        id: &str,
        public: &PublicKey,
    ) -> Result<Option<SigningKey>, VaultError> {
        let bytes = self.secret(&wallet::key_record(id)).await?;
        let seed = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        Ok(seed.map(Zeroizing::new).and_then(|seed| SigningKey::of_public(public, &seed)))
    }

    /// Takes a draft away, and these files of it unless what was sent of it needs them.
    pub async fn forget_draft(&self, draft: &str, files: Vec<String>) -> Result<(), VaultError> {
        let is_sent = self.data().speaks_for(draft).is_some();
        let draft = draft.to_owned();
        self.update(move |data| drop(data.remove_draft(&draft))).await?;
        if !is_sent {
            self.forget_files(files).await;
        }
        Ok(())
    }

    /// Deletes the bytes of files, by digest, that no draft names any more.
    pub async fn forget_files(&self, digests: Vec<String>) {
        let needed = self.data().files_needed();
        for digest in digests.into_iter().filter(|digest| !needed.contains(digest)) {
            let _ = self.forget_secret(&attachment_record(&digest)).await;
        }
    }

    /// Deletes such bytes.
    pub async fn forget_secret(&self, name: &str) -> Result<(), VaultError> {
        self.vault.borrow_mut().forget(name);
        let place = self.vault.borrow().place()?;
        if let Some((store, _)) = place {
            store.delete_record(name).await?;
        }
        Ok(())
    }

    /// Puts the data key under another passphrase. Records stay as they are.
    pub async fn change_passphrase(&self, old: &str, new: &str) -> Result<(), VaultError> {
        let _turn = self.queue.turn().await;
        let store = self.store().ok_or(VaultError::StorageRefused)?;
        let codec = Codec::load().await?;
        let envelope = (codec.envelope)(&store.envelope().await?.ok_or(VaultError::Damaged)?)?;
        let data_key = unwrap(old, &envelope).await?;
        let text = (codec.envelope_text)(&wrap(new, &data_key).await?)?;
        store.put_envelope(&text).await
    }

    /// Deletes this person's vault from this device, with the public data when nobody else is here, and locks.
    pub async fn delete_everything(&self) -> Result<(), VaultError> {
        {
            let _turn = self.queue.turn().await;
            if let Some(store) = self.store() {
                store.clear().await?;
            }
        }
        self.tell(TabNews::Replaced);
        self.lock_here().await;
        self.look_who_is_here().await;
        Ok(())
    }

    /// One storing of a draft at a time: what is read in between is what is on disk.
    pub async fn draft_turn(&self) -> TurnGuard {
        self.drafts.turn().await
    }

    fn publish(&self) {
        self.app.dispatch(Action::Data(self.vault.borrow().data.clone()));
    }

    fn enter(&self, state: WalletState) {
        if matches!(state, WalletState::Saved | WalletState::MemoryOnly) {
            self.was_open.set(true);
        }
        self.app.dispatch(Action::Wallet(state));
    }
}

/// A new envelope for this data key.
async fn wrap(passphrase: &str, data_key: &[u8; 32]) -> Result<Envelope, VaultError> {
    let kdf = Kdf::argon2id(&random::bytes());
    let wrapping = AesKey::import(&*worker::stretch(passphrase, &kdf).await?).await?;
    let wrapped = wrapping.seal(wallet::DATA_KEY_AAD, data_key).await?;
    Ok(Envelope::new(kdf, wrapped))
}

/// The data key, when the passphrase is right.
async fn unwrap(passphrase: &str, envelope: &Envelope) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let wrapping = AesKey::import(&*worker::stretch(passphrase, &envelope.kdf).await?).await?;
    let plain = wrapping
        .open(wallet::DATA_KEY_AAD, &envelope.wrapped)
        .await
        .map_err(|_| VaultError::WrongPassphrase)?;
    <[u8; 32]>::try_from(plain.as_slice()).map(Zeroizing::new).map_err(|_| VaultError::Damaged)
}

async fn seal(
    key: &AesKey,
    name: &str,
    bytes: &[u8],
) -> Result<(String, wallet::Sealed), VaultError> {
    Ok((name.to_owned(), key.seal(&wallet::record_aad(name), bytes).await?))
}
