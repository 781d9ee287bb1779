//! The page in place of one about a certificate that is not in the wallet.

use cert_app::route::Route;
use cert_app::words::{certificate as words, common};
use yew::prelude::*;

use super::{Kind, Link, Page};
use crate::ui::ctx::use_lang;

/// Says so, and leads home.
#[component]
pub fn MissingCertificate() -> Html {
    let lang = use_lang();
    html! {
        <Page title={words::MISSING_TITLE.of(lang)} lead={words::MISSING_TEXT.of(lang)} narrow=true back={Route::Home}>
            <Link to={Route::Home} class={Kind::Main.class()}>{common::GO_HOME.of(lang)}</Link>
        </Page>
    }
}
