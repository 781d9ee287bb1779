//! Being written.

use yew::prelude::*;

use crate::components::Page;

/// The page.
#[component]
pub fn Home() -> Html {
    html! { <Page title="Home">{""}</Page> }
}
