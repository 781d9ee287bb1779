//! Several people on one device: whose vault this tab deals with.

use std::rc::Rc;

use cert_app::state::{Action, WalletState};
use cert_app::wallet::VaultError;
use cert_app::wallet::people::{self, People};
use cert_verify::base64url;

use super::{Wallet, over_reload};
use crate::ui::browser::store::Store;
use crate::ui::browser::{page, random};

impl Wallet {
    /// Deals with the chosen one from now on. Whether they have a vault.
    pub(super) fn meet(&self, store: &Store, people: People) -> bool {
        let exists = people.all.iter().any(|person| person.id == people.chosen);
        let (store, people) = (store.of_person(&people.chosen), Rc::new(people));
        let mut vault = self.vault.borrow_mut();
        (vault.store, vault.people) = (Some(store), people.clone());
        drop(vault);
        self.app.dispatch(Action::People(people));
        exists
    }

    /// Another person takes the turn; whoever had it is locked out first. When this page has had a vault open
    /// it is loaded anew: nothing of it stays in memory, and nothing that is still under way ends up in the
    /// other person's vault.
    pub async fn choose(&self, id: &str) {
        // A vault that is being made or opened is so first: its key is for nobody else's.
        drop(self.queue.turn().await);
        if self.is_open() {
            self.lock().await;
        }
        let _turn = self.queue.turn().await;
        let Some(store) = self.store() else { return };
        if self.was_open.get() {
            // Without a place for the choice the next page begins with who was chosen last, if anybody.
            if !over_reload::keep_choice(id) {
                let _ = store.of_person(id).remember_person().await;
            }
            return page::reload();
        }
        let Ok(mut people) = store.people(Some(id)).await else { return };
        id.clone_into(&mut people.chosen);
        let exists = self.meet(&store, people);
        self.enter(if exists { WalletState::Locked } else { WalletState::Absent });
    }

    /// Somebody takes the turn who has no vault here yet.
    pub async fn choose_somebody_new(&self) {
        self.choose(&new_id()).await;
    }

    /// Who works beside somebody's locked vault is somebody else: what they save later is not written over it.
    pub(super) fn step_aside(&self) {
        let (store, people) = (self.store(), self.people());
        if let Some(store) = store
            && people.all.iter().any(|person| person.id == people.chosen)
        {
            self.meet(&store, People { chosen: new_id(), ..people.as_ref().clone() });
        }
    }

    /// Whose vaults there are, and whose this is.
    pub fn people(&self) -> Rc<People> {
        self.vault.borrow().people.clone()
    }

    /// Gives the person of the open vault a name on this device.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn give_name(&self, name: &str) -> Result<(), VaultError> {
        let place = self.vault.borrow().place()?;
        place.ok_or(VaultError::StorageRefused)?.0.put_name(name).await?;
        self.look_who_is_here().await;
        Ok(())
    }

    /// Reads again whose vaults there are. The turn stays where it is, unless the vault that had it is gone.
    pub(super) async fn look_who_is_here(&self) {
        let _turn = self.queue.turn().await;
        let Some(store) = self.store() else { return };
        let Ok(mut people) = store.people(Some(store.person())).await else { return };
        let had_vault = |person: &people::Person| person.id == store.person();
        if !self.people().all.iter().any(had_vault) {
            // Somebody without a vault, who may be typing their passphrase or work in memory.
            store.person().clone_into(&mut people.chosen);
        }
        let stays = people.chosen == store.person();
        let exists = self.meet(&store, people);
        if !stays {
            self.enter(if exists { WalletState::Locked } else { WalletState::Absent });
        }
    }

    /// This name for the tabs of this person alone.
    pub fn apart(&self, name: &str) -> String {
        let person = self.person();
        people::apart(name, &person)
    }

    pub(super) fn person(&self) -> String {
        let store = self.store();
        store.map_or_else(String::new, |store| store.person().to_owned())
    }
}

fn new_id() -> String {
    base64url::encode(&random::bytes::<9>())
}
