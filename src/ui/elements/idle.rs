//! The warning before the wallet locks itself.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::state::WalletState;
use cert_app::words::common;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Button, Kind};
use crate::ui::browser::{clock, promise};
use crate::ui::ctx::{Wallet, use_app, use_lang, use_wallet};

/// Seconds between the warning and the lock. WCAG 2.2.1 asks for 20 at least.
const WARNING_SECONDS: i64 = 60;

/// Watches for use and asks before it locks. Shows nothing otherwise.
#[component]
pub fn IdleWarning() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let left = use_state_eq(|| None::<i64>);
    let dialog = use_node_ref();
    let minutes = if app.wallet == WalletState::Saved { app.data.auto_lock_minutes } else { 0 };
    {
        let (left, wallet) = (left.setter(), wallet.clone());
        use_effect_with(minutes, move |&minutes| {
            wallet.used();
            left.set(None);
            let watch = (minutes > 0).then(|| watch(i64::from(minutes) * 60, left, wallet));
            move || drop(watch)
        });
    }
    {
        let dialog = dialog.clone();
        use_effect_with(left.is_some(), move |&asking| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            if asking && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !asking && dialog.open() {
                dialog.close();
            }
        });
    }
    let more = {
        let (left, wallet) = (left.setter(), wallet.clone());
        move || {
            wallet.used();
            left.set(None);
        }
    };
    let onmore = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more())
    };
    let oncancel = Callback::from(move |_: Event| more());
    let onlock = {
        let left = left.setter();
        Callback::from(move |_: MouseEvent| {
            let wallet = wallet.clone();
            left.set(None);
            promise::spawn(async move { wallet.lock().await });
        })
    };
    let seconds = left.unwrap_or_default().to_string();
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="idle-title" {oncancel}>
            <h2 id="idle-title">{common::IDLE_TITLE.of(lang)}</h2>
            <p>{common::IDLE_TEXT.with(lang, &[&seconds])}</p>
            <div class="row">
                <Button onclick={onmore}>{common::IDLE_MORE.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={onlock}>{common::IDLE_LOCK.of(lang)}</Button>
            </div>
        </dialog>
    }
}

/// Listeners and a clock; both end when the value is dropped.
fn watch(
    limit: i64,
    left: UseStateSetter<Option<i64>>,
    wallet: Wallet,
) -> (Vec<EventListener>, Interval) {
    let asking = Rc::new(Cell::new(false));
    let listeners = web_sys::window().map_or_else(Vec::new, |window| {
        ["pointerdown", "keydown", "input", "scroll"]
            .into_iter()
            .map(|kind| {
                let (wallet, asking) = (wallet.clone(), asking.clone());
                EventListener::new(&window, kind, move |_| {
                    // While it asks, only the answer counts, or the use of another tab.
                    if !asking.get() {
                        wallet.used();
                    }
                })
            })
            .collect()
    });
    let tick = Interval::new(1_000, move || {
        let remaining = limit - (clock::now().seconds() - wallet.last_use());
        if remaining <= 0 {
            let wallet = wallet.clone();
            asking.set(false);
            left.set(None);
            wallet.used();
            promise::spawn(async move { wallet.lock().await });
        } else if remaining <= WARNING_SECONDS {
            asking.set(true);
            left.set(Some(remaining));
        } else {
            asking.set(false);
            left.set(None);
        }
    });
    (listeners, tick)
}
