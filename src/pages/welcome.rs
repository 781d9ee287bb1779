//! The first visit: what this is, what to press, and where certificates live.

use cert_app::route::Route;
use cert_app::texts::welcome as words;
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::browser::{history, navigate, page, promise};
use crate::components::passphrase::{typed, wipe};
use crate::components::{
    Banner, Button, FieldProblem, Icon, Kind, Page, Passphrase, Problem, Shape, Summary, Tone,
};
use crate::hooks::{use_app, use_lang, use_wallet};

/// What the person wants to do after choosing where certificates live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Specimen,
    Open,
}

/// The first page of the product.
#[component]
pub fn Welcome() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let wish = use_state(|| None::<Wish>);
    let choose = |chosen: Wish| {
        let wish = wish.clone();
        Callback::from(move |_: MouseEvent| wish.set(Some(chosen)))
    };
    {
        // The second step is a page of its own for whoever reads it aloud.
        use_effect_with(wish.is_some(), |&chosen| {
            if chosen {
                page::scroll_to_top();
                page::focus("main h1");
            }
        });
    }
    if wish.is_some() || app.route != Route::Home {
        return html! { <Place specimen={*wish == Some(Wish::Specimen)} /> };
    }
    let step = |number: &'static str, title: &'static str, more: &'static str| {
        html! { <li><span class="step-no" aria-hidden="true">{number}</span><b>{title}</b><span>{more}</span></li> }
    };
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)}>
            <div class="start">
                <button type="button" class="start-main" onclick={choose(Wish::Specimen)}>
                    <Icon shape={Shape::Seal} />
                    <b>{words::GET_SPECIMEN.of(lang)}</b><span>{words::GET_SPECIMEN_MORE.of(lang)}</span>
                </button>
                <button type="button" class="start-plain" onclick={choose(Wish::Open)}>
                    <Icon shape={Shape::File} />
                    <b>{words::OPEN_FILE.of(lang)}</b><span>{words::OPEN_FILE_MORE.of(lang)}</span>
                </button>
            </div>
            <ol class="three">
                {step("1", words::STEP_1.of(lang), words::STEP_1_MORE.of(lang))}
                {step("2", words::STEP_2.of(lang), words::STEP_2_MORE.of(lang))}
                {step("3", words::STEP_3.of(lang), words::STEP_3_MORE.of(lang))}
            </ol>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PlaceProps {
    specimen: bool,
}

/// Saved under a passphrase, or not saved at all: two equal choices.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let (first, second) = (use_node_ref(), use_node_ref());
    let problems = use_state(Vec::<FieldProblem>::new);
    let refused = use_state(|| None::<&'static str>);
    let busy = use_state(|| false);
    let specimen = props.specimen;
    let at_home = app.route == Route::Home;
    let onward = move || {
        if specimen {
            history::leave("/specimen");
        } else if at_home {
            navigate(&Route::Add);
        }
    };
    let without = {
        let wallet = wallet.clone();
        Callback::from(move |_: MouseEvent| {
            wallet.use_without_saving();
            // The specimen page would reload the app and lose what is in memory,
            // so it opens beside it.
            if specimen { navigate(&Route::Add) } else { onward() }
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
            title={words::HOW_TITLE.of(lang)} lead={words::HOW_LEAD.of(lang)}
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
pub fn check(passphrase: &str, again: &str, lang: cert_app::texts::Lang) -> Vec<FieldProblem> {
    let problem = |id: &'static str, text: cert_app::texts::Text| FieldProblem {
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
