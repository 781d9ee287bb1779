//! Nobody touches it: it asks, counts down, and ends (rule K3).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::trust::config::Kiosk as Settings;
use cert_app::words::kiosk as words;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use yew::prelude::*;

use super::Desk;
use super::bar::use_dialog;
use crate::ui::browser::{clock, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};
use crate::ui::form::send;
use crate::ui::hand::live::{self, PhoneStanding};

/// After the paper it ends by itself; so long one may stay (WCAG 2.2.1 asks for 20 seconds at least).
const AFTER_PRINT_SECONDS: i64 = 20;

/// Somebody who reads on the phone touches nothing here: they are given so many times as long.
const AT_PHONE: i64 = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    left: i64,
    is_printed: bool,
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct IdleProps {
    pub(super) desk: Desk,
}

/// Watches for use; shows nothing until there is none.
#[component]
pub(super) fn Idle(props: &IdleProps) -> Html {
    let lang = use_lang();
    let asked = use_state_eq(|| None::<Asked>);
    let used = use_mut_ref(|| clock::now().seconds());
    let dialog = use_node_ref();
    use_dialog(&dialog, asked.is_some());
    {
        let (asked, used, end) = (asked.setter(), used.clone(), props.desk.end.clone());
        let settings = props.desk.settings.clone();
        use_effect_with((), move |()| {
            let watch = Watch {
                used,
                printed: Rc::new(Cell::new(None)),
                is_asking: Rc::new(Cell::new(false)),
                seen: RefCell::new(live::standing()),
                settings,
            };
            watch.use_now();
            let listeners = listeners(&watch.used, &watch.printed, &watch.is_asking);
            let tick = Interval::new(1_000, move || {
                let found = watch.look();
                if found.is_some_and(|found| found.left <= 0) {
                    if live::standing() == Some(PhoneStanding::Asking) {
                        // The delivery hears that nobody signs, and comes to its own end.
                        promise::spawn(live::end());
                    } else {
                        end.emit(());
                    }
                }
                asked.set(found);
            });
            move || drop((listeners, tick))
        });
    }
    let more = {
        let (asked, used) = (asked.setter(), used.clone());
        move || {
            // One second later than the paper, so that it counts more.
            *used.borrow_mut() = clock::now().seconds() + 1;
            asked.set(None);
        }
    };
    let onmore = {
        let more = more.clone();
        Callback::from(move |_: MouseEvent| more())
    };
    let oncancel = Callback::from(move |_: Event| more());
    let onend = props.desk.end.reform(|_: MouseEvent| ());
    let (left, is_printed) = asked.map_or((0, false), |asked| (asked.left, asked.is_printed));
    let title = if is_printed { words::PRINTED_TITLE } else { words::IDLE_TITLE };
    html! {
        <dialog ref={dialog} class="dialog kiosk-dialog" aria-labelledby="kiosk-idle-title" {oncancel}>
            <h2 id="kiosk-idle-title">{title.of(lang)}</h2>
            <p>{words::IDLE_TEXT.with(lang, &[&left.to_string()])}</p>
            <div class="row">
                <Button id="idle-more" onclick={onmore}>{words::IDLE_MORE.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={onend}>{words::END_YES.of(lang)}</Button>
            </div>
        </dialog>
    }
}

/// When it was used last, and what counts as use.
struct Watch {
    used: Rc<RefCell<i64>>,
    printed: Rc<Cell<Option<i64>>>,
    is_asking: Rc<Cell<bool>>,
    seen: RefCell<Option<PhoneStanding>>,
    settings: Settings,
}

impl Watch {
    fn use_now(&self) {
        *self.used.borrow_mut() = clock::now().seconds();
    }

    /// What is to be asked now, if anything. Whatever changes with the phone is use, and so is a delivery, which is never
    /// broken off: it would be unknown what of it arrived.
    fn look(&self) -> Option<Asked> {
        let standing = live::standing();
        let is_asked = standing == Some(PhoneStanding::Asking);
        let has_changed = *self.seen.borrow() != standing;
        if has_changed || (send::is_delivering() && !is_asked) {
            self.use_now();
        }
        let (now, last) = (clock::now().seconds(), *self.used.borrow());
        let at_phone = is_asked || matches!(standing, Some(PhoneStanding::Comparing(_)));
        self.seen.replace(standing);
        let (idle, countdown) = (self.settings.idle_seconds, self.settings.countdown_seconds);
        let idle = if at_phone { idle * AT_PHONE } else { idle };
        // Whoever asked for more time after printing has it.
        let since = self.printed.get().filter(|printed| *printed >= last);
        let left = match since {
            Some(printed) => AFTER_PRINT_SECONDS - (now - printed),
            None => idle + countdown - (now - last),
        };
        let is_due = since.is_some() || left <= countdown;
        self.is_asking.set(is_due);
        is_due.then_some(Asked { left, is_printed: since.is_some() })
    }
}

fn listeners(
    used: &Rc<RefCell<i64>>,
    printed: &Rc<Cell<Option<i64>>>,
    is_asking: &Rc<Cell<bool>>,
) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let mut all: Vec<EventListener> = ["pointerdown", "keydown", "input"]
        .into_iter()
        .map(|kind| {
            let (used, is_asking) = (used.clone(), is_asking.clone());
            EventListener::new(&window, kind, move |_| {
                // While it asks, only the answer counts.
                if !is_asking.get() {
                    *used.borrow_mut() = clock::now().seconds();
                }
            })
        })
        .collect();
    let printed = printed.clone();
    all.push(EventListener::new(&window, "afterprint", move |_| {
        printed.set(Some(clock::now().seconds()));
    }));
    all
}
