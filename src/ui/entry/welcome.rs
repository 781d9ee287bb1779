//! The first visit: what this is, what to press, and where certificates live.

use cert_app::route::Route;
use cert_app::words::{Text, welcome as words};
use yew::prelude::*;

use super::people::WhoIsIt;
use super::vault_entry::{Purpose, use_vault_entry};
use crate::ui::browser::{navigate, page};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Icon, Kind, Page, Problem, Shape, Summary, Tone, demo_link, use_task,
};

/// The first page of the product.
#[component]
pub fn Welcome() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let placing = use_state(|| false);
    use_effect_with(*placing, |&placing| {
        // The second step is a page of its own for whoever hears it.
        if placing {
            page::scroll_to_top();
            page::focus("main h1");
        }
    });
    // Who comes to a device of others knows what this is, or has somebody there who does.
    if *placing || app.route != Route::Home || app.people.is_new_beside_others() {
        return html! { <Place /> };
    }
    let open = {
        let placing = placing.clone();
        Callback::from(move |_: MouseEvent| placing.set(true))
    };
    let step = |number: &'static str, title: &'static str, more: &'static str| {
        html! { <li><span class="step-no" aria-hidden="true">{number}</span><b>{title}</b><span>{more}</span></li> }
    };
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)}>
            <div class="hero">
            <div class="start">
                if let Some(Some(demo)) = &app.demo {
                    <a class="start-main" href={demo_link(&demo.path, lang)}>
                        <Icon shape={Shape::Seal} />
                        <b>{demo.words("get", lang)}</b><span>{demo.words("get_more", lang)}</span>
                    </a>
                } else if app.demo.is_none() {
                    // As high as what comes in its place.
                    <div class="start-main" aria-hidden="true"><Icon shape={Shape::Seal} /><b>{"…"}</b><span>{"…"}</span></div>
                }
                <button type="button" class="start-plain" onclick={open}>
                    <Icon shape={Shape::File} />
                    <b>{words::OPEN_FILE.of(lang)}</b><span>{words::OPEN_FILE_MORE.of(lang)}</span>
                </button>
            </div>
            <Picture />
            </div>
            <ol class="three">
                {step("1", words::STEP_1.of(lang), words::STEP_1_MORE.of(lang))}
                {step("2", words::STEP_2.of(lang), words::STEP_2_MORE.of(lang))}
                {step("3", words::STEP_3.of(lang), words::STEP_3_MORE.of(lang))}
            </ol>
        </Page>
    }
}

/// The whole product in one picture: a certificate fills a form. Decoration;
/// the words beside it say the same.
#[component]
fn Picture() -> Html {
    let lang = use_lang();
    let line = |name: Text, value: &'static str| {
        html! {
            <p>
                <span>{name.of(lang)}</span><i lang="zh-CN">{value}</i>
                <span class="tick"><Icon shape={Shape::Tick} /></span>
            </p>
        }
    };
    html! {
        <div class="picture" aria-hidden="true">
            <div class="cert teal">
                <svg class="rosette" aria-hidden="true"><use href="#rosette" /></svg>
                <span class="demo-mark">{words::PICTURE_MARK.of(lang)}</span>
                <span class="type">{words::PICTURE_CARD.of(lang)}</span>
                <span class="by">{words::PICTURE_BY.of(lang)}</span>
            </div>
            <div class="sheet">
                <b>{words::PICTURE_FORM.of(lang)}</b>
                {line(words::PICTURE_NAME, "陈示例")}
                {line(words::PICTURE_NUMBER, "SH20 **** 0017")}
                {line(words::PICTURE_ADDRESS, "示例路 88 弄 6 号")}
            </div>
        </div>
    }
}

/// Saved under a passphrase, or not saved at all: two equal choices.
#[component]
fn Place() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let (entry, task) = (use_vault_entry(Purpose::Create), use_task());
    let at_home = app.route == Route::Home;
    let onward = move || {
        if at_home {
            navigate(&Route::Add);
        }
    };
    let without = {
        let wallet = wallet.clone();
        Callback::from(move |_: MouseEvent| {
            wallet.use_without_saving();
            onward();
        })
    };
    let create = entry.onsubmit(&task, lang, onward);
    let problems = task.problems(lang);
    let can_save = app.storage_problem.is_none();
    html! {
        <Page
            title={words::HOW_TITLE.of(lang)} lead={can_save.then(|| words::HOW_LEAD.of(lang))}
            error={!problems.is_empty()} summary={html! { <Summary {problems} /> }}
        >
            if app.offer.is_some() { <Banner icon={Shape::Seal}>{words::WAITING_OFFER.of(lang)}</Banner> }
            if let Some(problem) = app.storage_problem {
                <Problem code={problem.code()} tone={Tone::Warn} />
            }
            <WhoIsIt />
            <div class="pair">
                if can_save {
                    <section class="panel" aria-labelledby="save-title">
                        <h2 id="save-title"><Icon shape={Shape::Lock} />{words::SAVE_TITLE.of(lang)}</h2>
                        <p>{words::SAVE_TEXT.of(lang)}</p>
                        <form novalidate=true onsubmit={create}>
                            {entry.field(&task, lang)}
                            <p class="small-print">{words::PASSPHRASE_LOST.of(lang)}</p>
                            {task.report(lang)}
                            {task.submit(Kind::Main, words::CREATE_BUTTON, lang)}
                        </form>
                    </section>
                }
                <section class="panel" aria-labelledby="memory-title">
                    <h2 id="memory-title"><Icon shape={Shape::Flash} />{words::MEMORY_TITLE.of(lang)}</h2>
                    <p>{words::MEMORY_TEXT.of(lang)}</p>
                    <Button kind={if can_save { Kind::Plain } else { Kind::Main }} onclick={without}>
                        {words::MEMORY_BUTTON.of(lang)}
                    </Button>
                </section>
            </div>
        </Page>
    }
}
