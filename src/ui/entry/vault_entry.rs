//! The passphrase of a vault, where one is made or opened: the first visit, unlocking, saving
//! what is in memory, and accepting an offer.

use cert_app::wallet::{MIN_PASSPHRASE, VaultError};
use cert_app::words::{Lang, Text, welcome as words};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::browser::{page, promise};
use crate::ui::ctx::{Wallet, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{Passphrase, Task, TaskState};

/// The id of the control.
pub const PASSPHRASE: &str = "passphrase";

/// What the passphrase does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Makes a vault; it takes over what is in memory.
    Create,
    /// Opens the one that is there.
    Unlock,
}

/// The field and what is done with it.
#[derive(Clone)]
pub struct VaultEntry {
    purpose: Purpose,
    input: NodeRef,
    wallet: Wallet,
}

/// A field for the passphrase of the vault.
#[hook]
pub fn use_vault_entry(purpose: Purpose) -> VaultEntry {
    VaultEntry { purpose, input: use_node_ref(), wallet: use_wallet() }
}

impl VaultEntry {
    /// The field.
    pub fn field(&self, task: &Task, lang: Lang) -> Html {
        let new = self.purpose == Purpose::Create;
        html! {
            <Passphrase id={PASSPHRASE} label={words::PASSPHRASE.of(lang)} {new}
                error={task.error(PASSPHRASE, lang)} input={self.input.clone()} />
        }
    }

    /// Submits a form that holds nothing but this field.
    pub fn onsubmit(
        &self,
        task: &Task,
        lang: Lang,
        then: impl Fn() + Clone + 'static,
    ) -> Callback<SubmitEvent> {
        let (entry, task) = (self.clone(), task.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(missing) = entry.missing() {
                return task.wrong(PASSPHRASE, missing);
            }
            let (entry, then) = (entry.clone(), then.clone());
            task.run(entry.progress(), lang, async move {
                match entry.open().await {
                    Ok(()) => {
                        then();
                        TaskState::Idle
                    }
                    Err(code) => TaskState::Failed(code),
                }
            });
        })
    }

    /// What is wrong with what was typed.
    pub fn missing(&self) -> Option<Text> {
        missing(&typed(&self.input), self.purpose)
    }

    /// What is going on while the passphrase is stretched.
    pub const fn progress(&self) -> Text {
        match self.purpose {
            Purpose::Create => words::CREATING,
            Purpose::Unlock => words::UNLOCKING,
        }
    }

    /// Makes or opens the vault, and empties the field.
    ///
    /// # Errors
    /// The code of what went wrong; nothing has changed then.
    pub async fn open(&self) -> Result<(), &'static str> {
        let passphrase = typed(&self.input);
        let opened = match self.purpose {
            Purpose::Create => self.wallet.create(&passphrase).await,
            Purpose::Unlock => self.wallet.unlock(&passphrase).await,
        };
        opened.map_err(VaultError::code)?;
        wipe(&self.input);
        if self.purpose == Purpose::Create {
            // Some browsers ask the person, who may take their time over it.
            promise::spawn(async {
                let _ = page::persist().await;
            });
        }
        Ok(())
    }
}

/// What is wrong with a passphrase before it is used. The only rule for a new one is its length.
pub fn missing(passphrase: &str, purpose: Purpose) -> Option<Text> {
    match purpose {
        Purpose::Create if passphrase.chars().count() < MIN_PASSPHRASE => {
            Some(words::PASSPHRASE_SHORT)
        }
        Purpose::Unlock if passphrase.is_empty() => Some(words::PASSPHRASE_MISSING),
        _ => None,
    }
}
