//! Being written.

use yew::prelude::*;

use crate::components::Page;

/// The page.
#[component]
pub fn Add() -> Html {
    html! { <Page title="Add">{""}</Page> }
}
