//! While the vault is looked for: the shape of what comes.

use cert_app::words::welcome;
use yew::prelude::*;

use crate::ui::ctx::use_lang;

/// Grey cards, and words for those who do not see them.
#[component]
pub fn Opening() -> Html {
    let lang = use_lang();
    html! {
        <main id="main" aria-busy="true">
            <h1 tabindex="-1">{welcome::OPENING.of(lang)}</h1>
            <div class="grid" aria-hidden="true">
                <div class="cert ghostly"></div><div class="cert ghostly"></div><div class="cert ghostly"></div>
            </div>
        </main>
    }
}
