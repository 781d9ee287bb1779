//! Whether and how things are kept on this device.

use cert_app::route::Route;
use cert_app::state::WalletState;
use cert_app::wallet::{AUTO_LOCK_CHOICES, Browser, Keeping};
use cert_app::words::settings as words;
use yew::prelude::*;

use super::display::{Choices, RadioChoice};
use crate::ui::browser::{page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Icon, Kind, Link, Problem, Shape, Summary, Tone, use_task,
};
use crate::ui::entry::vault_entry::{Purpose, use_vault_entry};

/// The state of the storage, and what can be done about it.
#[component]
pub fn StorageSection() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let body = match app.wallet {
        WalletState::Opening => Html::default(),
        WalletState::Absent => html! { <p>{words::VAULT_NONE.of(lang)}</p> },
        WalletState::Locked => html! {
            <>
                <p>{words::VAULT_LOCKED.of(lang)}</p>
                <Link to={Route::Home} class={Kind::Plain.class()}>{words::VAULT_UNLOCK.of(lang)}</Link>
            </>
        },
        WalletState::MemoryOnly => html! { <SaveNow /> },
        WalletState::Saved => html! {
            <>
                <Banner tone={Tone::Good} icon={Shape::Lock}>{words::VAULT_SAVED.of(lang)}</Banner>
                <AutoLock />
                <Persisted />
            </>
        },
    };
    html! {
        <section class="panel" aria-labelledby="vault-title">
            <h2 id="vault-title"><Icon shape={Shape::Lock} />{words::VAULT_TITLE.of(lang)}</h2>
            if let Some(problem) = app.storage_problem { <Problem code={problem.code()} tone={Tone::Warn} /> }
            {body}
        </section>
    }
}

/// From memory into an encrypted vault.
#[component]
fn SaveNow() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let (entry, task) = (use_vault_entry(Purpose::Create), use_task());
    let onsubmit = entry.onsubmit(&task, lang, move || {
        page::announce(words::VAULT_SAVED.of(lang));
        page::focus("main h1");
    });
    if app.storage_problem.is_some() {
        return Html::default();
    }
    html! {
        <form novalidate=true {onsubmit}>
            <p>{words::VAULT_MEMORY.of(lang)}</p>
            <Summary problems={task.problems(lang)} />
            {entry.field(&task, lang)}
            {task.report(lang)}
            {task.submit(Kind::Main, words::VAULT_SAVE, lang)}
        </form>
    }
}

#[component]
fn AutoLock() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let choices = AUTO_LOCK_CHOICES.map(|minutes| {
        let wallet = wallet.clone();
        let choose = Callback::from(move |()| {
            let wallet = wallet.clone();
            promise::spawn(async move {
                let _ = wallet.update(|data| data.auto_lock_minutes = minutes).await;
            });
        });
        (minutes, app.data.auto_lock_minutes == minutes, choose)
    });
    let names: Vec<RadioChoice> = choices
        .into_iter()
        .map(|(minutes, chosen, choose)| RadioChoice {
            name: minutes_name(minutes, lang),
            lang: None,
            chosen,
            choose,
        })
        .collect();
    html! { <Choices id="auto-lock" legend={words::AUTO_LOCK.of(lang)} hint={words::AUTO_LOCK_HINT.of(lang)} choices={names} /> }
}

/// The few choices as words.
const fn minutes_name(minutes: u32, lang: cert_app::words::Lang) -> &'static str {
    use cert_app::words::Lang;
    match (minutes, lang) {
        (5, Lang::Zh) => "5 分钟",
        (5, Lang::En) => "5 minutes",
        (10, Lang::Zh) => "10 分钟",
        (10, Lang::En) => "10 minutes",
        (30, Lang::Zh) => "30 分钟",
        (30, Lang::En) => "30 minutes",
        (_, lang) => words::AUTO_LOCK_NEVER.of(lang),
    }
}

/// What the browser has promised.
#[component]
fn Persisted() -> Html {
    let lang = use_lang();
    let answer = use_state(|| None::<Browser>);
    {
        let answer = answer.clone();
        use_effect_with((), move |()| {
            promise::spawn(async move { answer.set(Some(page::browser().await)) });
        });
    }
    let ask = {
        let answer = answer.clone();
        Callback::from(move |_: MouseEvent| {
            let answer = answer.clone();
            promise::spawn(async move {
                let promised = page::persist().await;
                answer.set(Some(Browser { promised, ..page::engine() }));
            });
        })
    };
    let Some(browser) = *answer else { return Html::default() };
    let (text, sure) = match browser.keeping() {
        Keeping::Kept => (words::PERSIST_YES, true),
        Keeping::WhileSpaceLasts => (words::PERSIST_NO, false),
        // Asking again would change nothing about the seven days.
        Keeping::SevenDays => (words::PERSIST_SEVEN, true),
        Keeping::Unknown => (words::PERSIST_UNKNOWN, false),
    };
    html! {
        <>
            <h3>{words::PERSIST.of(lang)}</h3>
            <p role="status">{text.of(lang)}</p>
            if !sure { <Button kind={Kind::Small} onclick={ask}>{words::PERSIST_ASK.of(lang)}</Button> }
        </>
    }
}
