//! Getting certificates; and what goes on asking for those that an issuer has promised.

use cert_app::route::Route;
use yew::prelude::*;

use super::add;
use super::ctx::use_app;

/// The part's entry.
pub fn view() -> Html {
    html! { <Adding /> }
}

#[component]
fn Adding() -> Html {
    let page = match use_app().route {
        Route::Add => html! { <add::Add /> },
        _ => Html::default(),
    };
    html! { <><div class="part">{page}</div><add::PendingRunner /></> }
}
