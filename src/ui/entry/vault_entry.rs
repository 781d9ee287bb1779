//! The passphrase of a vault, where one is made or opened: the first visit, unlocking, saving
//! what is in memory, and accepting an offer.

use cert_app::wallet::people::NameProblem;
use cert_app::wallet::{MIN_PASSPHRASE, VaultError};
use cert_app::words::{Lang, Text, welcome as words};
use web_sys::SubmitEvent;
use yew::prelude::*;

use super::people;
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
    /// What somebody is called who makes a vault beside those of others.
    name: NodeRef,
    wallet: Wallet,
}

/// A field for the passphrase of the vault.
#[hook]
pub fn use_vault_entry(purpose: Purpose) -> VaultEntry {
    VaultEntry { purpose, input: use_node_ref(), name: use_node_ref(), wallet: use_wallet() }
}

impl VaultEntry {
    /// The field, with one for a name where it tells people apart.
    pub fn field(&self, task: &Task, lang: Lang) -> Html {
        let new = self.purpose == Purpose::Create;
        html! {
            <>
            if self.needs_name() {
                {people::name_field(self.name.clone(), None, task.error(people::NAME, lang), lang)}
            }
            <Passphrase id={PASSPHRASE} label={words::PASSPHRASE.of(lang)} {new}
                error={task.error(PASSPHRASE, lang)} input={self.input.clone()} />
            </>
        }
    }

    fn needs_name(&self) -> bool {
        self.purpose == Purpose::Create && self.wallet.people().is_new_beside_others()
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
            if entry.is_wrong(&task) {
                return;
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

    /// Whether something is wrong with what was typed; it is said then.
    pub fn is_wrong(&self, task: &Task) -> bool {
        if let Some(Err(problem)) = self.typed_name() {
            task.wrong(people::NAME, people::name_words(problem));
            return true;
        }
        let missing = missing(&typed(&self.input), self.purpose);
        if let Some(missing) = missing {
            task.wrong(PASSPHRASE, missing);
        }
        missing.is_some()
    }

    fn typed_name(&self) -> Option<Result<String, NameProblem>> {
        self.needs_name().then(|| self.wallet.people().check_name(&typed(&self.name)))
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
            Purpose::Create => {
                let name = self.typed_name().and_then(Result::ok);
                self.wallet.create(&passphrase, name.as_deref()).await
            }
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
