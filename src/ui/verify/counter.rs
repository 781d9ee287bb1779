//! The counter of this device: what it is set to, and its record, kept beside the vault because nothing
//! in them is about the person.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cert_app::state::WalletState;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::record::{Done, Record};
use cert_app::wallet::VaultError;
use yew::prelude::*;

use crate::ui::browser::{clock, history, promise};
use crate::ui::ctx::{Wallet, use_app, use_wallet};

const COUNTER: &str = "counter";
const RECORD: &str = "counter-record";

thread_local! {
    /// Where the browser gives no storage: until the page is closed.
    static MEMORY: RefCell<BTreeMap<&'static str, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// What is kept of a counter, with its verbs. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct Kept {
    wallet: Wallet,
    counter: UseStateHandle<Rc<Counter>>,
    is_damaged: UseStateHandle<bool>,
    is_read: UseStateHandle<bool>,
}

/// The counter of this device; the default until it has been read.
#[hook]
pub fn use_counter() -> Kept {
    let (app, wallet) = (use_app(), use_wallet());
    let (counter, is_damaged) = (use_state_eq(Rc::<Counter>::default), use_state_eq(|| false));
    let is_read = use_state_eq(|| false);
    let kept = Kept { wallet, counter, is_damaged, is_read };
    {
        let kept = kept.clone();
        use_effect_with(app.wallet != WalletState::Opening, move |&opened| {
            if opened {
                promise::spawn(async move {
                    let _ = kept.fresh().await;
                });
            }
        });
    }
    kept
}

impl Kept {
    /// What it is set to now, also by another tab.
    ///
    /// # Errors
    /// When it cannot be read: nothing is checked by looser rules without a word.
    pub async fn fresh(&self) -> Result<Rc<Counter>, &'static str> {
        let text = self.read(COUNTER).await.map_err(VaultError::code)?;
        let found = text.as_deref().map(Counter::from_json);
        self.is_damaged.set(matches!(found, Some(None)));
        let counter = Rc::new(found.flatten().unwrap_or_default());
        self.counter.set(counter.clone());
        self.is_read.set(true);
        Ok(counter)
    }

    /// Whether it is kept only until the page is closed.
    pub fn is_in_memory(&self) -> bool {
        self.wallet.store().is_none()
    }

    /// What it is set to, as far as it has been read.
    pub fn counter(&self) -> Rc<Counter> {
        (*self.counter).clone()
    }

    /// Whether what was kept has been read.
    pub fn is_read(&self) -> bool {
        *self.is_read
    }

    /// Whether rules were kept that cannot be read.
    pub fn is_damaged(&self) -> bool {
        *self.is_damaged
    }

    /// Sets it to something else.
    pub async fn set(&self, counter: Counter) -> Result<(), VaultError> {
        self.change(COUNTER, |_| counter.to_json()).await?;
        self.forget_older(counter.rules.keep_days).await;
        self.is_damaged.set(false);
        self.counter.set(Rc::new(counter));
        Ok(())
    }

    /// Writes checks down, when the rules keep a record. A record that cannot be written stops nobody from
    /// checking.
    pub fn write_down(&self, days: u32, done: Vec<Done>) {
        let (kept, now) = (self.clone(), clock::now().seconds());
        if days == 0 || done.is_empty() || history::is_kiosk() {
            return;
        }
        let change = move |text: Option<String>| {
            let mut record = Record::from_json(&text.unwrap_or_default());
            done.into_iter().for_each(|done| record.add(done));
            record.forget_older(days, now);
            record.to_json()
        };
        promise::spawn(async move {
            let _ = kept.change(RECORD, change).await;
        });
    }

    /// The record; what is too old by now is gone from the device, too.
    pub async fn record(&self) -> Record {
        self.forget_older(self.counter.rules.keep_days).await;
        let text = self.read(RECORD).await.ok().flatten();
        Record::from_json(&text.unwrap_or_default())
    }

    async fn forget_older(&self, days: u32) {
        let now = clock::now().seconds();
        let change = move |text: Option<String>| {
            let mut record = Record::from_json(&text.unwrap_or_default());
            record.forget_older(days, now);
            record.to_json()
        };
        let _ = self.change(RECORD, change).await;
    }

    /// Replaces the record: by an empty one, or by the one before.
    pub async fn put_record(&self, record: &Record) -> Result<(), VaultError> {
        self.change(RECORD, |_| record.to_json()).await
    }

    async fn read(&self, name: &'static str) -> Result<Option<String>, VaultError> {
        match self.wallet.store() {
            Some(store) => store.public(name).await,
            None => Ok(MEMORY.with_borrow(|memory| memory.get(name).cloned())),
        }
    }

    async fn change(
        &self,
        name: &'static str,
        change: impl FnOnce(Option<String>) -> String,
    ) -> Result<(), VaultError> {
        if let Some(store) = self.wallet.store() {
            return store.change_public(name, change).await;
        }
        MEMORY.with_borrow_mut(|memory| {
            let text = change(memory.get(name).cloned());
            memory.insert(name, text);
        });
        Ok(())
    }
}
