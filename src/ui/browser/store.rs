//! IndexedDB: encrypted records of the vault, and public data (trust list,
//! configuration, forms) that is the same for everybody.

use std::rc::Rc;

use cert_app::wallet::people::{self, People};
use cert_app::wallet::{Sealed, VaultError};
use gloo::events::EventListener;
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use super::promise;

const DATABASE: &str = "certfill";
/// Rises when an older version of the app would spoil what this one writes: 1 knew of one person only.
const DATABASE_VERSION: u32 = 2;
const VAULT: &str = "vault";
const PUBLIC: &str = "public";
const ENVELOPE: &str = people::ENVELOPE;

/// Where it stands who was here last.
const LAST_PERSON: &str = "person";

/// The open database, and whose vault in it is meant.
#[derive(Clone, Debug)]
pub struct Store {
    database: IdbDatabase,
    person: Rc<str>,
}

/// A stored record and how often it has been written.
#[derive(Clone, Debug)]
pub struct StoredRecord {
    /// The content.
    pub sealed: Sealed,
    /// Rises by one with each write; another tab's write shows here.
    pub revision: u32,
}

impl Store {
    /// Opens the database; refused in some private windows and by policy.
    ///
    /// A newer version of the app in another tab may need the database for itself: then this
    /// one closes it and `superseded` is told. Every later use is refused.
    pub async fn open(superseded: impl Fn() + 'static) -> Result<Self, VaultError> {
        let factory = web_sys::window()
            .and_then(|window| window.indexed_db().ok().flatten())
            .ok_or(VaultError::StorageRefused)?;
        let request = factory
            .open_with_u32(DATABASE, DATABASE_VERSION)
            .map_err(|_| VaultError::StorageRefused)?;
        let upgrade = upgrade_handler(&request);
        request.set_onupgradeneeded(Some(&upgrade));
        let database = finished(&request).await?;
        let database: IdbDatabase = database.dyn_into().map_err(|_| VaultError::StorageRefused)?;
        let open = database.clone();
        database.set_onversionchange(Some(&promise::once(move |_| {
            open.close();
            superseded();
        })));
        Ok(Self { database, person: people::FIRST.into() })
    }

    /// The same database for another person's vault.
    pub fn of_person(&self, person: &str) -> Self {
        Self { database: self.database.clone(), person: person.into() }
    }

    /// Whose vault is meant.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// Whose vaults there are. `preferred` is chosen when it is there, or else who was here last.
    pub async fn people(&self, preferred: Option<&str>) -> Result<People, VaultError> {
        let keys = self.keys().await?;
        let mut names = Vec::new();
        for key in &keys {
            if let (person, people::NAME) = people::of_key(key) {
                names.push((person, self.get(VAULT, key).await?.as_string()));
            }
        }
        let name = |id: &str| names.iter().find(|(person, _)| *person == id)?.1.clone();
        let last = self.public(LAST_PERSON).await?;
        let chosen = preferred.or(last.as_deref());
        Ok(People::of_keys(keys.iter().map(String::as_str), name, chosen))
    }

    /// This person is here: the next page begins with them.
    pub async fn remember_person(&self) -> Result<(), VaultError> {
        self.put_public(LAST_PERSON, &self.person).await
    }

    /// Gives the person a name on this device.
    pub async fn put_name(&self, name: &str) -> Result<(), VaultError> {
        self.put(VAULT, &self.key(people::NAME), &JsValue::from_str(name)).await
    }

    fn key(&self, entry: &str) -> String {
        people::key_of(&self.person, entry)
    }

    fn record_key(&self, name: &str) -> String {
        self.key(&format!("record/{name}"))
    }

    /// Every key of the store of vaults, whosever.
    async fn keys(&self) -> Result<Vec<String>, VaultError> {
        let (_, store) = self.store(VAULT, IdbTransactionMode::Readonly)?;
        let request = store.get_all_keys().map_err(|error| refusal(&error))?;
        let keys = Array::from(&finished(&request).await?);
        Ok(keys.iter().filter_map(|key| key.as_string()).collect())
    }

    /// The envelope's text, when there is a vault.
    pub async fn envelope(&self) -> Result<Option<String>, VaultError> {
        Ok(self.get(VAULT, &self.key(ENVELOPE)).await?.as_string())
    }

    /// Reads a record of the vault.
    pub async fn record(&self, name: &str) -> Result<Option<StoredRecord>, VaultError> {
        let value = self.get(VAULT, &self.record_key(name)).await?;
        if value.is_undefined() {
            Ok(None)
        } else {
            read_record(&value).map(Some).ok_or(VaultError::Damaged)
        }
    }

    /// The names of all records of the vault.
    pub async fn record_names(&self) -> Result<Vec<String>, VaultError> {
        let own = |key: &String| match people::of_key(key) {
            (person, entry) if *person == *self.person => {
                entry.strip_prefix("record/").map(str::to_owned)
            }
            _ => None,
        };
        Ok(self.keys().await?.iter().filter_map(own).collect())
    }

    /// Writes a record if nobody wrote it since `revision` was read.
    /// Reading and writing are one transaction, so two tabs cannot both win.
    pub async fn put_record(
        &self,
        name: &str,
        sealed: &Sealed,
        revision: Option<u32>,
    ) -> Result<u32, VaultError> {
        let (transaction, store) = self.store(VAULT, IdbTransactionMode::Readwrite)?;
        let key = JsValue::from_str(&self.record_key(name));
        let read = |key: &JsValue| store.get(key).map_err(|error| refusal(&error));
        let (envelope, known) = (read(&JsValue::from_str(&self.key(ENVELOPE)))?, read(&key)?);
        let known = finished(&known).await?;
        let known = read_record(&known).map_or(0, |record| record.revision);
        // Another tab may have deleted the vault: nothing is written into its grave.
        let is_gone = envelope.result().is_ok_and(|envelope| envelope.is_undefined());
        if is_gone || revision.is_some_and(|expected| expected != known) {
            return Err(VaultError::ChangedElsewhere);
        }
        store
            .put_with_key(&write_record(sealed, known + 1)?, &key)
            .map_err(|error| refusal(&error))?;
        completed(&transaction).await?;
        Ok(known + 1)
    }

    /// Removes a record of the vault.
    pub async fn delete_record(&self, name: &str) -> Result<(), VaultError> {
        let (transaction, store) = self.store(VAULT, IdbTransactionMode::Readwrite)?;
        store
            .delete(&JsValue::from_str(&self.record_key(name)))
            .map_err(|error| refusal(&error))?;
        completed(&transaction).await
    }

    /// Writes this person's whole vault at once: all of it or nothing. Where there is one, it stays.
    pub async fn make_vault(
        &self,
        envelope: &str,
        records: &[(String, Sealed)],
    ) -> Result<(), VaultError> {
        let (transaction, store) = self.store(VAULT, IdbTransactionMode::Readwrite)?;
        let key = JsValue::from_str(&self.key(ENVELOPE));
        let known = store.get(&key).map_err(|error| refusal(&error))?;
        if !finished(&known).await?.is_undefined() {
            return Err(VaultError::MadeElsewhere);
        }
        // What a vault that is gone has left behind opens with no key.
        self.delete_own(&store).await?;
        let put = |key: &str, value: &JsValue| {
            store
                .put_with_key(value, &JsValue::from_str(key))
                .map(drop)
                .map_err(|error| refusal(&error))
        };
        put(&self.key(ENVELOPE), &JsValue::from_str(envelope))?;
        for (name, sealed) in records {
            put(&self.record_key(name), &write_record(sealed, 1)?)?;
        }
        completed(&transaction).await
    }

    /// Replaces only the envelope: the passphrase has changed.
    pub async fn put_envelope(&self, envelope: &str) -> Result<(), VaultError> {
        self.put(VAULT, &self.key(ENVELOPE), &JsValue::from_str(envelope)).await
    }

    /// Deletes this person's vault, and all public data when nobody else is here.
    pub async fn clear(&self) -> Result<(), VaultError> {
        let (transaction, store) = self.store(VAULT, IdbTransactionMode::Readwrite)?;
        let others = self.delete_own(&store).await?;
        completed(&transaction).await?;
        if !others {
            let (transaction, store) = self.store(PUBLIC, IdbTransactionMode::Readwrite)?;
            store.clear().map_err(|error| refusal(&error))?;
            completed(&transaction).await?;
        }
        Ok(())
    }

    /// Deletes what this person has in the store of vaults. Says whether somebody else has anything.
    async fn delete_own(&self, store: &IdbObjectStore) -> Result<bool, VaultError> {
        let request = store.get_all_keys().map_err(|error| refusal(&error))?;
        let mut others = false;
        for key in Array::from(&finished(&request).await?).iter() {
            let text = key.as_string().unwrap_or_default();
            let (person, _) = people::of_key(&text);
            if *person != *self.person {
                others = true;
            } else {
                store.delete(&key).map_err(|error| refusal(&error))?;
            }
        }
        Ok(others)
    }

    /// Reads public text, such as the last good trust list.
    pub async fn public(&self, name: &str) -> Result<Option<String>, VaultError> {
        Ok(self.get(PUBLIC, name).await?.as_string())
    }

    /// Keeps public text.
    pub async fn put_public(&self, name: &str, text: &str) -> Result<(), VaultError> {
        self.put(PUBLIC, name, &JsValue::from_str(text)).await
    }

    /// Changes public text: what another tab writes meanwhile is not lost, because reading and writing
    /// are one transaction.
    pub async fn change_public(
        &self,
        name: &str,
        change: impl FnOnce(Option<String>) -> String,
    ) -> Result<(), VaultError> {
        let (transaction, store) = self.store(PUBLIC, IdbTransactionMode::Readwrite)?;
        let key = JsValue::from_str(name);
        let request = store.get(&key).map_err(|error| refusal(&error))?;
        let text = change(finished(&request).await?.as_string());
        store.put_with_key(&JsValue::from_str(&text), &key).map_err(|error| refusal(&error))?;
        completed(&transaction).await
    }

    /// Reads the handle of a key that no script can read.
    pub async fn public_handle(&self, name: &str) -> Result<JsValue, VaultError> {
        self.get(PUBLIC, name).await
    }

    /// Keeps such a handle.
    pub async fn put_public_handle(&self, name: &str, handle: &JsValue) -> Result<(), VaultError> {
        self.put(PUBLIC, name, handle).await
    }

    async fn get(&self, store: &str, key: &str) -> Result<JsValue, VaultError> {
        let (_, store) = self.store(store, IdbTransactionMode::Readonly)?;
        let request = store.get(&JsValue::from_str(key)).map_err(|error| refusal(&error))?;
        finished(&request).await
    }

    async fn put(&self, store: &str, key: &str, value: &JsValue) -> Result<(), VaultError> {
        let (transaction, store) = self.store(store, IdbTransactionMode::Readwrite)?;
        store.put_with_key(value, &JsValue::from_str(key)).map_err(|error| refusal(&error))?;
        completed(&transaction).await
    }

    fn store(
        &self,
        name: &str,
        mode: IdbTransactionMode,
    ) -> Result<(IdbTransaction, IdbObjectStore), VaultError> {
        let transaction = self
            .database
            .transaction_with_str_and_mode(name, mode)
            .map_err(|error| refusal(&error))?;
        let store = transaction.object_store(name).map_err(|error| refusal(&error))?;
        Ok((transaction, store))
    }
}

fn upgrade_handler(request: &IdbOpenDbRequest) -> Function {
    let request = request.clone();
    promise::once(move |_| {
        let database =
            request.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok());
        if let Some(database) = database {
            for name in [VAULT, PUBLIC] {
                let _ = database.create_object_store(name);
            }
        }
    })
}

/// Waits for one request. Its listeners go when it is over: the one that was not called as well.
async fn finished(request: &IdbRequest) -> Result<JsValue, VaultError> {
    let mut listeners = Vec::new();
    let answer = promise::wait(|resolve, reject| {
        let source = request.clone();
        listeners.push(EventListener::once(request, "success", move |_| {
            let result = source.result().unwrap_or(JsValue::UNDEFINED);
            let _ = resolve.call1(&JsValue::UNDEFINED, &result);
        }));
        let source = request.clone();
        listeners.push(EventListener::once(request, "error", move |_| {
            let error = source.error().ok().flatten().map_or(JsValue::UNDEFINED, JsValue::from);
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }));
    });
    answer.await.map_err(|error| refusal(&error))
}

/// Waits until a transaction is on disk: only then is a change called saved.
async fn completed(transaction: &IdbTransaction) -> Result<(), VaultError> {
    let mut listeners = Vec::new();
    let end = promise::wait(|resolve, reject| {
        listeners.push(EventListener::once(transaction, "complete", move |_| {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }));
        for failure in ["abort", "error"] {
            let (source, reject) = (transaction.clone(), reject.clone());
            listeners.push(EventListener::once(transaction, failure, move |_| {
                let error = source.error().map_or(JsValue::UNDEFINED, JsValue::from);
                let _ = reject.call1(&JsValue::UNDEFINED, &error);
            }));
        }
    });
    end.await.map(drop).map_err(|error| refusal(&error))
}

fn refusal(error: &JsValue) -> VaultError {
    match promise::error_name(error).as_str() {
        "QuotaExceededError" => VaultError::StorageFull,
        // The connection was closed for a newer version; nothing else closes it.
        "InvalidStateError" => VaultError::NewerVersionOpen,
        _ => VaultError::StorageRefused,
    }
}

fn read_record(value: &JsValue) -> Option<StoredRecord> {
    let text = |name: &str| Reflect::get(value, &JsValue::from_str(name)).ok()?.as_string();
    let revision = Reflect::get(value, &JsValue::from_str("revision")).ok()?.as_f64()? as u32;
    Some(StoredRecord { sealed: Sealed { iv: text("iv")?, data: text("data")? }, revision })
}

fn write_record(sealed: &Sealed, revision: u32) -> Result<JsValue, VaultError> {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&object, &JsValue::from_str(name), value)
            .map_err(|_| VaultError::StorageRefused)
    };
    set("iv", &JsValue::from_str(&sealed.iv))?;
    set("data", &JsValue::from_str(&sealed.data))?;
    set("revision", &JsValue::from_f64(f64::from(revision)))?;
    Ok(object.into())
}
