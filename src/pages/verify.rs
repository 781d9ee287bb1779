//! Being written.

use yew::prelude::*;

use crate::components::Page;

/// The page.
#[component]
pub fn Verify() -> Html {
    html! { <Page title="Verify">{""}</Page> }
}
