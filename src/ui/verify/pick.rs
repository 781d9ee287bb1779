//! Several codes in one picture: the person says which.

use cert_app::trust::given::beginning;
use cert_app::words::verify as words;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::ui::browser::page;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};

const CLEAR_AFTER_MILLISECONDS: u32 = 60_000;

#[derive(Clone, PartialEq, Properties)]
pub struct PickProps {
    /// What the codes hold.
    pub codes: std::rc::Rc<Vec<Vec<u8>>>,
    /// The one to check, or `None` for going back.
    pub onpick: Callback<Option<Vec<u8>>>,
}

/// A button for each code, with what it begins with.
#[component]
pub fn Pick(props: &PickProps) -> Html {
    let lang = use_lang();
    {
        let onpick = props.onpick.clone();
        use_effect_with((), move |()| {
            page::focus("#pick-title");
            // As a result does: what somebody showed does not stay on the screen (forms.md V6).
            let timer = Timeout::new(CLEAR_AFTER_MILLISECONDS, move || {
                page::announce(words::CLEARED.of(lang));
                onpick.emit(None);
            });
            move || drop(timer)
        });
    }
    html! {
        <section class="panel pick" aria-labelledby="pick-title">
            <h2 id="pick-title" tabindex="-1">{words::PICK_TITLE.with(lang, &[&props.codes.len().to_string()])}</h2>
            {for props.codes.iter().zip(1..).map(|(code, number)| {
                let chosen = code.clone();
                let onclick = props.onpick.reform(move |_: MouseEvent| Some(chosen.clone()));
                html! {
                    <p key={number}><Button kind={Kind::Plain} {onclick}>
                        {words::PICK_ONE.with(lang, &[&number.to_string(), &beginning(code)])}
                    </Button></p>
                }
            })}
            <p><Button kind={Kind::Small} onclick={props.onpick.reform(|_: MouseEvent| None)}>{words::PICK_NONE.of(lang)}</Button></p>
        </section>
    }
}
