//! A link to a page of the app.

use cert_app::route::Route;
use cert_app::words::Lang;
use yew::prelude::*;

use crate::ui::browser::{history, navigate};

#[derive(Clone, PartialEq, Properties)]
pub struct LinkProps {
    pub to: Route,
    #[prop_or_default]
    pub class: Classes,
    /// Marks the page that is shown now.
    #[prop_or_default]
    pub current: bool,
    pub children: Html,
    /// What a screen reader says, when the words alone do not tell.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// A real `a[href]`: it can be opened in a new tab, and a plain click stays here.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let onclick = {
        let to = props.to.clone();
        Callback::from(move |event: MouseEvent| {
            let plain = event.button() == 0
                && !event.ctrl_key()
                && !event.meta_key()
                && !event.shift_key()
                && !event.alt_key();
            if plain {
                event.prevent_default();
                navigate(&to);
            }
        })
    };
    html! {
        <a
            href={history::path_to(&props.to)}
            class={props.class.clone()}
            aria-current={props.current.then_some("page")}
            aria-label={props.label.clone()}
            {onclick}
        >
            {props.children.clone()}
        </a>
    }
}

/// The address of a demonstration, which goes on in the language of the app.
pub fn demo_link(place: &str, lang: Lang) -> String {
    format!("{place}?lang={}", lang.tag())
}
