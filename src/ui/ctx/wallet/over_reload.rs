//! A reload within the lock time does not ask for the passphrase: the service worker holds the key
//! meanwhile ([`crate::ui::browser::key_keeper`]). Locking any tab takes all keys back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::wallet::over_reload::{RENEWED_SECONDS, held_until};
use cert_verify::base64url;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;

use super::{Wallet, open_vault};
use crate::ui::browser::broadcast::TabNews;
use crate::ui::browser::key_keeper::{self, Keeper};
use crate::ui::browser::{clock, promise, random};

/// Between the person and what is random in a ticket.
const PERSON_END: char = '/';

/// Whose vault this tab had open before it was loaded again, or who was chosen just before; for the latter
/// nothing is held.
pub(super) fn person() -> Option<(String, Chosen)> {
    let ticket = key_keeper::ticket()?;
    let (person, held) = ticket.split_once(PERSON_END)?;
    let person = person.to_owned();
    if held.is_empty() {
        key_keeper::drop_ticket();
        return Some((person, Chosen::Now));
    }
    Some((person, Chosen::Before))
}

/// When a person was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Just now; they may have no vault yet.
    Now,
    /// Their vault was open.
    Before,
}

/// The page that is loaded next begins with this person. Says whether the browser keeps it so long.
pub(super) fn keep_choice(person: &str) -> bool {
    key_keeper::keep_ticket(&format!("{person}{PERSON_END}"))
}

/// This tab's ticket for its key. Without one no key is handed over.
#[derive(Clone, Debug, Default)]
pub struct Ticket(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    ticket: RefCell<Option<String>>,
    /// Whether the vault was opened with a key that was held.
    taken_up: Cell<bool>,
}

impl Wallet {
    /// Hands the key over for as long as the page lives.
    pub fn outlive_reloads(&self) -> (Vec<EventListener>, Interval) {
        let (wallet, again) = (self.clone(), self.clone());
        let listeners = key_keeper::when_to_hand_over(move || wallet.hold_key());
        (listeners, Interval::new(RENEWED_SECONDS * 1_000, move || again.hold_key()))
    }

    /// The vault was opened by its passphrase: from now on its key is held under a new ticket.
    pub(super) fn begin_holding(&self) {
        let ticket =
            format!("{}{PERSON_END}{}", self.person(), base64url::encode(&random::bytes::<16>()));
        let kept = key_keeper::keep_ticket(&ticket);
        self.ticket.0.ticket.replace(kept.then_some(ticket));
        self.ticket.0.taken_up.set(false);
        self.used();
        self.hold_key();
    }

    fn hold_key(&self) {
        let wallet = self.clone();
        promise::spawn(async move {
            let Some(keeper) = Keeper::find().await else { return };
            // Looked up only now: the wallet may have been locked while the worker was looked for.
            let Some(ticket) = wallet.ticket.0.ticket.borrow().clone() else { return };
            let Ok(Some((_, key))) = wallet.vault.borrow().place() else { return };
            let minutes = wallet.data().auto_lock_minutes;
            let now = clock::now().seconds();
            // A time that is over takes the key back.
            let until = held_until(now, wallet.last_use(), minutes).unwrap_or(0);
            keeper.hold(&ticket, &key, until);
        });
    }

    /// Opens the vault with the key that was held while the page was loaded again. Says whether
    /// there was one.
    pub(super) async fn take_up(&self) -> bool {
        let Some(ticket) = key_keeper::ticket() else { return false };
        self.ticket.0.ticket.replace(Some(ticket.clone()));
        self.ticket.0.taken_up.set(true);
        let opened = async {
            let key = Keeper::find().await?.ask(&ticket).await?;
            let _turn = self.queue.turn().await;
            let store = self.store()?;
            let (data, revision) = open_vault::read_main(&store, &key).await.ok()?;
            // Another tab may have locked meanwhile, which takes the ticket away.
            let still = self.ticket.0.ticket.borrow().is_some();
            still.then(|| self.opened(store, key, data, revision))
        };
        if opened.await.is_none() {
            self.ticket.0.ticket.take();
            key_keeper::drop_ticket();
            return false;
        }
        self.used();
        self.hold_key();
        true
    }

    /// No key is held any more, here at once. When that is sure, those hear of it who may have
    /// asked for theirs just before.
    pub(super) fn stop_holding(&self) {
        let Some(ticket) = self.ticket.0.ticket.take() else { return };
        key_keeper::drop_ticket();
        let wallet = self.clone();
        promise::spawn(async move {
            if let Some(keeper) = Keeper::find().await {
                keeper.forget(&ticket).await;
            }
            wallet.tell(TabNews::Forgotten);
        });
    }

    /// Another tab has taken all keys back.
    pub(super) fn hear_forgotten(&self) {
        if self.ticket.0.taken_up.get() && self.ticket.0.ticket.borrow().is_some() {
            self.follow_lock();
        }
    }
}
