//! Long lists: the first of them, and more at a press.

use cert_app::words::form as words;
use yew::prelude::*;

use crate::ui::browser::{clock, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};

/// So many are drawn at first and at each press of "more": a screen shows three.
const AT_ONCE: usize = 20;

/// How many entries of a list are shown, and the button for more of them while there are more. When `list`
/// becomes another one, it is shown from its first again. `place` is the selector of an entry's link by its
/// position: who works by keyboard goes on at the first one that is new.
#[hook]
pub fn use_more<T>(list: T, len: usize, place: fn(usize) -> String) -> (usize, Html)
where
    T: PartialEq + 'static,
{
    let lang = use_lang();
    let shown = use_state_eq(|| AT_ONCE);
    use_effect_with(list, {
        let shown = shown.clone();
        move |_| shown.set(AT_ONCE)
    });
    let now = *shown;
    let left = len.saturating_sub(now);
    if left == 0 {
        return (now, Html::default());
    }
    let onclick = Callback::from(move |_: MouseEvent| {
        shown.set(now + AT_ONCE);
        promise::spawn(async move {
            clock::breathe().await;
            page::focus(&place(now));
        });
    });
    let button = html! {
        <div class="row">
            <Button kind={Kind::Plain} {onclick}>{words::SHOW_MORE.with(lang, &[&left.min(AT_ONCE).to_string(), &left.to_string()])}</Button>
        </div>
    };
    (now, button)
}
