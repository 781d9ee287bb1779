//! Buttons.

use yew::prelude::*;

use super::{Icon, Shape};

/// How much a button calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do next.
    #[default]
    Main,
    /// Another choice of the same size.
    Plain,
    /// A small one inside a row.
    Small,
    /// Deletes something.
    Danger,
}

impl Kind {
    /// The class of the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Main => "btn",
            Self::Plain => "btn ghost",
            Self::Small => "btn small",
            Self::Danger => "btn danger",
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct ButtonProps {
    #[prop_or_default]
    pub kind: Kind,
    #[prop_or_default]
    pub icon: Option<Shape>,
    /// Works now: the button stays where it is and takes no second press.
    #[prop_or_default]
    pub busy: bool,
    /// `submit` instead of `button`.
    #[prop_or_default]
    pub submit: bool,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub onclick: Callback<MouseEvent>,
    pub children: Html,
}

/// A button. While it is busy it keeps focus and says so (`aria-disabled`,
/// `aria-busy`), since a disabled button would lose the focus.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let onclick = {
        let (busy, inner) = (props.busy, props.onclick.clone());
        Callback::from(move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else {
                inner.emit(event);
            }
        })
    };
    html! {
        <button
            id={props.id.clone()}
            type={if props.submit { "submit" } else { "button" }}
            class={props.kind.class()}
            aria-busy={props.busy.then_some("true")}
            aria-disabled={props.busy.then_some("true")}
            aria-label={props.label.clone()}
            {onclick}
        >
            if props.busy { <span class="spin" aria-hidden="true"></span> }
            else if let Some(shape) = props.icon { <Icon {shape} /> }
            <span>{props.children.clone()}</span>
        </button>
    }
}
