//! Services, forms, and what was sent; and what goes on sending from every other page.

use cert_app::route::Route;
use yew::prelude::*;

use super::browser::history;
use super::ctx::use_app;
use super::{ask, case, form, hand_in, sent, services};

/// The part's entry.
pub fn view() -> Html {
    html! { <Filing /> }
}

#[component]
fn Filing() -> Html {
    let app = use_app();
    let page = match app.route.clone() {
        Route::Services => html! { <services::Services /> },
        // One component for all pages of a form: the draft lives on between them.
        Route::Service(name) => html! { <form::FormFlow {name} view={form::FormPage::Start} /> },
        Route::Step(name, step) => {
            html! { <form::FormFlow {name} view={form::FormPage::Step(step)} /> }
        }
        Route::Check(name) => html! { <form::FormFlow {name} view={form::FormPage::Check} /> },
        Route::HandIn => html! { <hand_in::HandIn /> },
        Route::Ask(name) => html! { <ask::Ask {name} /> },
        Route::Sent(id) => html! { <sent::Sent key={id.clone()} id={id.clone()} /> },
        _ => Html::default(),
    };
    let is_asked = history::is_asked() && !matches!(app.route, Route::Ask(_));
    html! { <>if is_asked { <ask::AskedBar /> }<div class="part">{page}</div><form::OutboxRunner /><case::PassingRunner /></> }
}
