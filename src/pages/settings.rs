//! Being written.

use yew::prelude::*;

use crate::components::Page;

/// The page.
#[component]
pub fn Settings() -> Html {
    html! { <Page title="Settings">{""}</Page> }
}
