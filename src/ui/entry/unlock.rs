//! The passphrase opens the vault.

use cert_app::words::{Lang, common, welcome as words};
use yew::prelude::*;

use super::people::{SomebodyElse, WhoIsIt};
use super::vault_entry::{Purpose, use_vault_entry};
use crate::ui::browser::page;
use crate::ui::ctx::{Wallet, use_app, use_lang, use_wallet};
use crate::ui::elements::{Banner, Button, Kind, Page, Shape, Summary, TaskState, use_task};

/// Unlocking, using the app without the vault, and the way out for those who
/// have forgotten.
#[component]
pub fn Unlock() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let (entry, task) = (use_vault_entry(Purpose::Unlock), use_task());
    // Whoever is chosen types their passphrase next; who chooses with the arrow keys is left where they are.
    use_effect_with((), |()| {
        page::focus("#passphrase");
    });
    let unlock = entry.onsubmit(&task, lang, move || {
        page::announce(words::UNLOCKED.of(lang));
        page::focus("main h1");
    });
    let problems = task.problems(lang);
    html! {
        <Page title={words::UNLOCK_TITLE.of(lang)} lead={words::UNLOCK_LEAD.of(lang)} narrow=true
            error={!problems.is_empty()} summary={html! { <Summary {problems} /> }}>
            if app.offer.is_some() { <Banner icon={Shape::Seal}>{words::WAITING_OFFER.of(lang)}</Banner> }
            <form class="panel" novalidate=true onsubmit={unlock}>
                <WhoIsIt />
                {entry.field(&task, lang)}
                {task.report(lang)}
                {task.submit(Kind::Main, words::UNLOCK_BUTTON, lang)}
            </form>
            <SomebodyElse />
            <Forgotten />
        </Page>
    }
}

/// Without the passphrase: use the app anyway, or begin again.
#[component]
fn Forgotten() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let (sure, task) = (use_state(|| false), use_task());
    let without = {
        let wallet = wallet.clone();
        Callback::from(move |_: MouseEvent| wallet.use_without_saving())
    };
    let delete = {
        let (sure, task) = (sure.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            if *sure {
                task.run(common::WORKING, lang, delete(wallet.clone(), lang));
            } else {
                sure.set(true);
            }
        })
    };
    html! {
        <details class="more">
            <summary>{words::FORGOT.of(lang)}</summary>
            if app.people.all.len() > 1 {
                <p>{words::FORGOT_OWN_TEXT.with(lang, &[app.people.name().unwrap_or(words::WHO_FIRST.of(lang))])}</p>
            } else {
                <p>{words::FORGOT_TEXT.of(lang)}</p>
            }
            {task.report(lang)}
            <div class="row">
                <Button kind={Kind::Plain} onclick={without}>{words::MEMORY_TITLE.of(lang)}</Button>
                {task.button(Kind::Danger, if *sure { words::FORGOT_DELETE_SURE } else { words::FORGOT_DELETE }, lang, delete)}
            </div>
        </details>
    }
}

async fn delete(wallet: Wallet, lang: Lang) -> TaskState {
    match wallet.delete_everything().await {
        Ok(()) => {
            page::announce(words::DELETED.of(lang));
            TaskState::Idle
        }
        Err(problem) => TaskState::Failed(problem.code()),
    }
}
