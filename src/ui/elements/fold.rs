//! A part of a page that is folded until somebody asks for it.

use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct FoldProps {
    /// What stands on the fold.
    pub title: Html,
    /// Something inside has to be seen now.
    #[prop_or_default]
    pub open: bool,
    pub children: Html,
}

/// Opened and closed by the person alone: drawing the page again does not close it.
#[component]
pub fn Fold(props: &FoldProps) -> Html {
    let opened = use_state(|| false);
    let open = *opened || props.open;
    let toggle = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        opened.set(!*opened);
    });
    html! {
        <details {open}>
            <summary onclick={toggle}>{props.title.clone()}</summary>
            {props.children.clone()}
        </details>
    }
}
