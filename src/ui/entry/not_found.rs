//! An address that is not ours.

use cert_app::route::Route;
use cert_app::words::common;
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::elements::{Kind, Link, Page};

/// Says so and shows the way back.
#[component]
pub fn NotFound() -> Html {
    let lang = use_lang();
    html! {
        <Page title={common::NOT_FOUND_TITLE.of(lang)} lead={common::NOT_FOUND_TEXT.of(lang)} narrow=true>
            <div class="row"><Link to={Route::Home} class={Kind::Main.class()}>{common::GO_HOME.of(lang)}</Link></div>
        </Page>
    }
}
