//! The first visit: what this is, what to press, and where certificates live.

use cert_app::route::Route;
use cert_app::words::{Text, common, welcome as words};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::browser::{navigate, page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{
    Banner, Button, FieldProblem, Icon, Kind, Page, Passphrase, Problem, Shape, Summary, Tone,
};

#[derive(Clone, PartialEq, Properties)]
pub struct WelcomeProps {
    /// Where the specimen world is, when this server has one.
    pub specimen: Option<AttrValue>,
}

/// The first page of the product.
#[component]
pub fn Welcome(props: &WelcomeProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let placing = use_state(|| false);
    use_effect_with(*placing, |&placing| {
        // The second step is a page of its own for whoever hears it.
        if placing {
            page::scroll_to_top();
            page::focus("main h1");
        }
    });
    if *placing || app.route != Route::Home {
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
                if let Some(specimen) = props.specimen.clone() {
                    <a class="start-main" href={specimen}>
                        <Icon shape={Shape::Seal} />
                        <b>{words::GET_SPECIMEN.of(lang)}</b><span>{words::GET_SPECIMEN_MORE.of(lang)}</span>
                    </a>
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
            <div class="cert permit">
                <svg class="rosette" aria-hidden="true"><use href="#rosette" /></svg>
                <span class="specimen">{common::SPECIMEN.of(lang)}</span>
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
    let (first, second) = (use_node_ref(), use_node_ref());
    let problems = use_state(Vec::<FieldProblem>::new);
    let refused = use_state(|| None::<&'static str>);
    let busy = use_state(|| false);
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
    let create = {
        let (first, second) = (first.clone(), second.clone());
        let (problems, refused, busy) = (problems.clone(), refused.clone(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let (passphrase, again) = (typed(&first), typed(&second));
            let found = check(&passphrase, &again, lang);
            problems.set(found.clone());
            if !found.is_empty() {
                return;
            }
            busy.set(true);
            page::announce(words::CREATING.of(lang));
            let (wallet, busy, refused) = (wallet.clone(), busy.clone(), refused.clone());
            let (first, second) = (first.clone(), second.clone());
            promise::spawn(async move {
                match wallet.create(&passphrase).await {
                    Ok(()) => {
                        wipe(&first);
                        wipe(&second);
                        let _ = page::persist().await;
                        onward();
                    }
                    Err(problem) => {
                        busy.set(false);
                        refused.set(Some(problem.code()));
                    }
                }
            });
        })
    };
    let error = |id: &str| {
        problems.iter().find(|problem| problem.id == id).map(|problem| problem.words.clone())
    };
    html! {
        <Page
            title={words::HOW_TITLE.of(lang)} lead={app.storage_problem.is_none().then(|| words::HOW_LEAD.of(lang))}
            error={!problems.is_empty()} summary={html! { <Summary problems={(*problems).clone()} /> }}
        >
            if app.offer.is_some() { <Banner icon={Shape::Seal}>{words::WAITING_OFFER.of(lang)}</Banner> }
            if let Some(problem) = app.storage_problem {
                <Problem code={problem.code()} tone={Tone::Warn} />
            }
            if let Some(code) = *refused { <Problem {code} /> }
            <div class="pair">
                if app.storage_problem.is_none() {
                    <section class="panel" aria-labelledby="save-title">
                        <h2 id="save-title"><Icon shape={Shape::Lock} />{words::SAVE_TITLE.of(lang)}</h2>
                        <p>{words::SAVE_TEXT.of(lang)}</p>
                        <form novalidate=true onsubmit={create}>
                            <Passphrase id="passphrase" label={words::PASSPHRASE.of(lang)} hint={words::PASSPHRASE_HINT.of(lang)}
                                error={error("passphrase")} input={first} new=true />
                            <Passphrase id="passphrase-again" label={words::PASSPHRASE_AGAIN.of(lang)}
                                error={error("passphrase-again")} input={second} new=true />
                            <p class="small-print">{words::PASSPHRASE_LOST.of(lang)}</p>
                            <Button submit=true busy={*busy}>
                                {if *busy { words::CREATING } else { words::CREATE_BUTTON }.of(lang)}
                            </Button>
                        </form>
                    </section>
                }
                <section class="panel" aria-labelledby="memory-title">
                    <h2 id="memory-title"><Icon shape={Shape::Flash} />{words::MEMORY_TITLE.of(lang)}</h2>
                    <p>{words::MEMORY_TEXT.of(lang)}</p>
                    <Button kind={if app.storage_problem.is_none() { Kind::Plain } else { Kind::Main }} onclick={without}>
                        {words::MEMORY_BUTTON.of(lang)}
                    </Button>
                </section>
            </div>
        </Page>
    }
}

/// Shortest passphrase, in code points. NIST SP 800-63B-4 3.1.1.2 asks for 8
/// at least and no rules about kinds of characters.
const MIN_PASSPHRASE: usize = 8;

/// What is wrong with a new passphrase.
pub fn check(passphrase: &str, again: &str, lang: cert_app::words::Lang) -> Vec<FieldProblem> {
    let problem = |id: &'static str, text: cert_app::words::Text| FieldProblem {
        id: id.into(),
        words: text.of(lang).into(),
    };
    if passphrase.chars().count() < MIN_PASSPHRASE {
        vec![problem("passphrase", words::PASSPHRASE_SHORT)]
    } else if passphrase != again {
        vec![problem("passphrase-again", words::PASSPHRASE_DIFFERS)]
    } else {
        Vec::new()
    }
}
