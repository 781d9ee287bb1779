//! The passphrase opens the vault.

use cert_app::words::welcome as words;
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::browser::{page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{
    Banner, Button, FieldProblem, Kind, Page, Passphrase, Problem, Shape, Summary,
};

/// Unlocking, using the app without the vault, and the way out for those who
/// have forgotten.
#[component]
pub fn Unlock() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let input = use_node_ref();
    let problems = use_state(Vec::<FieldProblem>::new);
    let refused = use_state(|| None::<&'static str>);
    let busy = use_state(|| false);
    let sure = use_state(|| false);
    use_effect_with((), |()| {
        page::focus("#passphrase");
    });
    let unlock = {
        let (wallet, input) = (wallet.clone(), input.clone());
        let (problems, refused, busy) = (problems.clone(), refused.clone(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let passphrase = typed(&input);
            refused.set(None);
            if passphrase.is_empty() {
                problems.set(vec![FieldProblem {
                    id: "passphrase".into(),
                    words: words::PASSPHRASE_MISSING.of(lang).into(),
                }]);
                return;
            }
            problems.set(Vec::new());
            busy.set(true);
            page::announce(words::UNLOCKING.of(lang));
            let (wallet, busy, refused, input) =
                (wallet.clone(), busy.clone(), refused.clone(), input.clone());
            promise::spawn(async move {
                match wallet.unlock(&passphrase).await {
                    Ok(()) => {
                        wipe(&input);
                        page::announce(words::UNLOCKED.of(lang));
                        page::focus("main h1");
                    }
                    Err(problem) => {
                        busy.set(false);
                        refused.set(Some(problem.code()));
                        page::focus("#passphrase");
                    }
                }
            });
        })
    };
    let without = {
        let wallet = wallet.clone();
        Callback::from(move |_: MouseEvent| wallet.use_without_saving())
    };
    let delete = {
        let (wallet, sure) = (wallet.clone(), sure.clone());
        Callback::from(move |_: MouseEvent| {
            if !*sure {
                sure.set(true);
                return;
            }
            let wallet = wallet.clone();
            promise::spawn(async move {
                if wallet.delete_everything().await.is_ok() {
                    page::announce(words::DELETED.of(lang));
                }
            });
        })
    };
    html! {
        <Page title={words::UNLOCK_TITLE.of(lang)} lead={words::UNLOCK_LEAD.of(lang)} narrow=true
            error={!problems.is_empty()} summary={html! { <Summary problems={(*problems).clone()} /> }}>
            if app.offer.is_some() { <Banner icon={Shape::Seal}>{words::WAITING_OFFER.of(lang)}</Banner> }
            if let Some(code) = *refused { <Problem {code} /> }
            <form class="panel" novalidate=true onsubmit={unlock}>
                <Passphrase id="passphrase" label={words::PASSPHRASE.of(lang)} {input}
                    error={problems.first().map(|problem| problem.words.clone())} />
                <Button submit=true busy={*busy} icon={Shape::Lock}>
                    {if *busy { words::UNLOCKING } else { words::UNLOCK_BUTTON }.of(lang)}
                </Button>
            </form>
            <details class="more">
                <summary>{words::FORGOT.of(lang)}</summary>
                <p>{words::FORGOT_TEXT.of(lang)}</p>
                <div class="row">
                    <Button kind={Kind::Plain} onclick={without}>{words::MEMORY_TITLE.of(lang)}</Button>
                    <Button kind={Kind::Danger} onclick={delete}>
                        {if *sure { words::FORGOT_DELETE_SURE } else { words::FORGOT_DELETE }.of(lang)}
                    </Button>
                </div>
            </details>
        </Page>
    }
}
