//! One vault, many tabs: what they tell each other, and what each does about it.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use cert_app::wallet::VaultError;

use super::Wallet;
use crate::ui::browser::broadcast::{Channel, TabNews};
use crate::ui::browser::{clock, promise};

/// A tab in use says so this often at most; the shortest time to the lock is minutes.
const SAY_USED_SECONDS: i64 = 10;

/// The channel to the other tabs, and when one of them was last used.
#[derive(Clone, Debug, Default)]
pub struct Tabs(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    channel: OnceCell<Channel>,
    used: Cell<i64>,
    said: Cell<i64>,
}

impl Wallet {
    /// Listens to the other tabs for as long as this one lives.
    pub fn listen(&self) {
        let wallet = self.clone();
        self.tabs
            .0
            .channel
            .get_or_init(|| Channel::open(move |news, person| wallet.hear(news, person)));
    }

    /// Tells the other tabs.
    pub(super) fn tell(&self, news: TabNews) {
        if let Some(channel) = self.tabs.0.channel.get() {
            channel.tell(news, &self.person());
        }
    }

    /// This tab is being used: neither it nor another one locks itself.
    pub fn used(&self) {
        let (now, tabs) = (clock::now().seconds(), &self.tabs.0);
        tabs.used.set(now);
        if now - tabs.said.get() >= SAY_USED_SECONDS {
            tabs.said.set(now);
            self.tell(TabNews::Used);
        }
    }

    /// When any tab was used last (Unix seconds).
    pub fn last_use(&self) -> i64 {
        self.tabs.0.used.get()
    }

    fn hear(&self, news: TabNews, person: &str) {
        if person != self.person() {
            // Of another person it matters only that they came or went.
            if news == TabNews::Replaced {
                let wallet = self.clone();
                promise::spawn(async move { wallet.look_who_is_here().await });
            }
            return;
        }
        match news {
            TabNews::Used => self.tabs.0.used.set(clock::now().seconds()),
            // What is in memory only belongs to this tab alone.
            TabNews::Locked | TabNews::Changed | TabNews::Replaced | TabNews::Forgotten
                if self.is_in_memory() => {}
            TabNews::Locked | TabNews::Replaced => self.follow_lock(),
            TabNews::Forgotten => self.hear_forgotten(),
            TabNews::Changed => self.follow_change(),
        }
    }

    fn is_in_memory(&self) -> bool {
        matches!(self.vault.borrow().place(), Ok(None))
    }

    pub(super) fn follow_lock(&self) {
        self.stop_holding();
        let wallet = self.clone();
        promise::spawn(async move { wallet.lock_here().await });
    }

    /// Takes over what another tab has written.
    fn follow_change(&self) {
        let wallet = self.clone();
        promise::spawn(async move {
            // Another key or no vault at all: this tab has nothing open any more.
            if wallet.fresh().await.is_err_and(|problem| problem == VaultError::Damaged) {
                wallet.lock_here().await;
            }
        });
    }
}
