//! The certificates, and what to do next.

use cert_app::route::Route;
use cert_app::state::WalletState;
use cert_app::wallet::{Browser, Keeping};
use cert_app::words::{case, common, for_others, home as words, settings, welcome};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::suggestions::Suggestions;
use crate::ui::add::PendingList;
use crate::ui::browser::{intl, page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Card, Icon, Kind, Link, Page, Shape, TaskState, Tone, demo_link, use_task,
};
use crate::ui::parts::{use_more, use_others};

/// Cards, the suggestion, and the way to add more.
#[component]
pub fn Home() -> Html {
    let (app, lang, others) = (use_app(), use_lang(), use_others());
    let about = |id: &str| others.get(id).map(|one| one.name.clone());
    let certificates = &app.data.certificates;
    let (now, before) = app.data.now_and_before();
    let place = |at: usize| format!("main .cards > li:nth-child({}) a", at + 1);
    let (shown, more) = use_more((), now.len(), place);
    let lead =
        if app.wallet == WalletState::MemoryOnly { words::LEAD_MEMORY } else { words::LEAD_SAVED };
    html! {
        <Page title={words::TITLE.of(lang)} lead={lead.of(lang)}>
            if app.people.all.len() > 1 && app.wallet == WalletState::Saved {
                if let Some(name) = app.people.name() { <p class="small-print"><Icon shape={Shape::Lock} /><bdi>{name.to_owned()}</bdi></p> }
            }
            <Removed />
            if certificates.is_empty() {
                <Empty />
            } else {
                <Suggestions />
                <Drafts />
                <h2>{words::COUNT.with(lang, &[&now.len().to_string()])}</h2>
                <ul class="grid cards">
                    {for now.iter().take(shown).map(|stored| html! {
                        <li key={stored.id.clone()}><Card id={stored.id.clone()} about={about(&stored.id)} /></li>
                    })}
                    <li key="add">
                        <Link to={Route::Add} class="add">
                            <Icon shape={Shape::Plus} /><b>{words::ADD.of(lang)}</b><span>{words::ADD_MORE.of(lang)}</span>
                        </Link>
                    </li>
                </ul>
                {more}
            }
            if !before.is_empty() {
                <section>
                    <h2>{case::BEFORE.of(lang)}</h2>
                    <ul class="grid cards">
                        {for before.iter().map(|stored| html! {
                            <li key={stored.id.clone()}><Card id={stored.id.clone()} /></li>
                        })}
                    </ul>
                </section>
            }
            <PendingList />
            <SentList />
            <BackupDue />
        </Page>
    }
}

/// Certificates that are in no backup yet.
#[component]
fn BackupDue() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let browser = use_state_eq(|| None::<Browser>);
    {
        let browser = browser.setter();
        use_effect_with((), move |()| {
            promise::spawn(async move { browser.set(Some(page::browser().await)) });
        });
    }
    let count = app.data.not_backed_up();
    // Shown whole or not at all, so that nothing on the page moves twice.
    let Some(browser) = (*browser).filter(|_| count > 0 && app.wallet == WalletState::Saved) else {
        return Html::default();
    };
    let told = match browser.keeping() {
        Keeping::Kept => None,
        Keeping::SevenDays => Some(settings::BACKUP_DUE_SEVEN),
        Keeping::WhileSpaceLasts | Keeping::Unknown => Some(settings::BACKUP_DUE_SPACE),
    };
    html! {
        <Banner actions={html! {
            <Link to={Route::Settings} class={Kind::Small.class()}>{settings::EXPORT.of(lang)}</Link>
        }}>
            {settings::BACKUP_DUE.with(lang, &[&count.to_string()])}
            if let Some(told) = told { {" "}{told.of(lang)} }
        </Banner>
    }
}

#[component]
fn Empty() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let demo = app.demo.clone().flatten();
    html! {
        <section class="empty">
            <Icon shape={Shape::Card} />
            <h2>{words::EMPTY_TITLE.of(lang)}</h2>
            <p>{demo.as_ref().map_or_else(|| words::EMPTY_TEXT.of(lang).to_owned(), |demo| demo.words("empty", lang))}</p>
            <div class="row">
                if let Some(demo) = demo {
                    <a class={Kind::Main.class()} href={demo_link(&demo.path, lang)}>
                        <Icon shape={Shape::Seal} />{demo.words("get", lang)}
                    </a>
                }
                <Link to={Route::Add} class={Kind::Plain.class()}><Icon shape={Shape::File} />{welcome::OPEN_FILE.of(lang)}</Link>
            </div>
        </section>
    }
}

/// Forms that were begun.
#[component]
fn Drafts() -> Html {
    let (app, lang) = (use_app(), use_lang());
    html! {
        {for app.data.drafts.iter().map(|draft| (&draft.id, &draft.form, &draft.whom)).map(|(id, name, whom)| html! {
            <Banner key={id.clone()} icon={Shape::File} actions={html! {
                <Link to={Route::Service(name.clone())} class={Kind::Small.class()}>{words::DRAFT_CONTINUE.of(lang)}</Link>
            }}>
                {words::DRAFT.of(lang)}
                if let Some(whom) = whom {
                    {" "}{for_others::DRAFT_FOR.with(lang, &[&whom.name])}
                } else if app.data.drafts_of(name).len() > 1 {
                    {" "}{for_others::DRAFT_OWN.of(lang)}
                }
            </Banner>
        })}
    }
}

/// What was sent; each opens its receipts.
#[component]
fn SentList() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let sent: Vec<_> =
        app.data.activity.iter().filter(|entry| entry.submission.is_some()).collect();
    if sent.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h2>{words::SENT_TITLE.of(lang)}</h2>
            <ul class="log panel">
                {for sent.into_iter().map(|entry| html! {
                    <li>
                        <Link to={Route::Sent(entry.submission.clone().unwrap_or_default())}>{entry.purpose.clone()}</Link>
                        <p>{intl::date_time(UnixTime::from_seconds(entry.at), lang)}{" · "}{entry.to.clone()}</p>
                    </li>
                })}
            </ul>
        </section>
    }
}

/// Undo after deleting. It stays until it is used or the wallet is locked.
#[component]
fn Removed() -> Html {
    let (app, wallet, lang, task) = (use_app(), use_wallet(), use_lang(), use_task());
    if app.data.removed.is_empty() {
        return Html::default();
    }
    let undo = {
        let task = task.clone();
        Callback::from(move |_: MouseEvent| {
            let wallet = wallet.clone();
            task.run(common::WORKING, lang, async move {
                match wallet.update(|data| data.restore_removed()).await {
                    Ok(()) => {
                        page::announce(words::RESTORED.of(lang));
                        page::focus("main h1");
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    html! {
        <>
            {task.report(lang)}
            <Banner tone={Tone::Good} actions={task.button(Kind::Small, common::UNDO, lang, undo)}>
                <b>{words::REMOVED.of(lang)}</b>{" "}{words::REMOVED_MORE.of(lang)}
            </Banner>
        </>
    }
}
