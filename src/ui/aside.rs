//! What lies beside the way to a filed form: checking somebody's certificate, showing one's own, the
//! settings, and what became of a filing.

use cert_app::route::Route;
use yew::prelude::*;

use super::ctx::use_app;
use super::part::{Draw, part};
use super::{case, settings, showing, verify};

part!(
    /// All of it.
    ASIDE, fetch_aside: Draw = aside, view
);

/// The part's entry.
pub fn view() -> Html {
    html! { <Aside /> }
}

#[component]
fn Aside() -> Html {
    match &use_app().route {
        Route::Verify => html! { <verify::Verify /> },
        Route::VerifyRules => html! { <verify::RulesPage /> },
        Route::VerifyRecord => html! { <verify::RecordPage /> },
        Route::Show(id) => html! { <showing::Show key={id.clone()} id={id.clone()} /> },
        Route::Paper(id) => html! { <showing::Paper key={id.clone()} id={id.clone()} /> },
        Route::Carry(id) => html! { <showing::Carry key={id.clone()} id={id.clone()} /> },
        Route::Sent(_) => html! { <case::Cases /> },
        Route::Settings => html! { <settings::Settings /> },
        _ => Html::default(),
    }
}
