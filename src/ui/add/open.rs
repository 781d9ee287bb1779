//! Files, dropped files, pasted text, and the way to a demonstration.

use cert_app::offer::looks_like_offer;
use cert_app::route::Route;
use cert_app::state::WalletState;
use cert_app::wallet::How;
use cert_app::words::{Lang, add as words, verify_record};
use web_sys::{File, HtmlTextAreaElement, SubmitEvent};
use yew::prelude::*;

use super::{Outcome, take};
use crate::ui::browser::files;
use crate::ui::ctx::{Evidence, Wallet, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Field, FileDrop, Icon, Kind, Page, Shape, Summary, TaskState, demo_link, use_task,
};

const PASTED: &str = "pasted";

/// An offer link is some kilobytes at most; what is longer is a certificate.
const MAX_OFFER: usize = 65_536;

#[derive(Clone, PartialEq, Properties)]
pub struct OpenPanelProps {
    pub done: Callback<Vec<Outcome>>,
    /// Pasted text that is an offer.
    pub onoffer: Callback<String>,
}

/// Everything but offers.
#[component]
pub fn OpenPanel(props: &OpenPanelProps) -> Html {
    let (wallet, evidence, lang, task) = (use_wallet(), use_evidence(), use_lang(), use_task());
    let pasted = use_node_ref();
    let progress = use_state_eq(|| None::<(usize, usize)>);
    let open = {
        let (wallet, evidence, task) = (wallet.clone(), evidence.clone(), task.clone());
        let progress = progress.setter();
        let props = props.clone();
        move |given: Given| {
            let (wallet, evidence, props) = (wallet.clone(), evidence.clone(), props.clone());
            let progress = progress.clone();
            task.run(words::CHECKING, lang, async move {
                let tell = |at: usize, of: usize| progress.set((of > 1).then_some((at, of)));
                match take_all(&wallet, &evidence, given, &tell).await {
                    Ok(outcomes) => props.done.emit(outcomes),
                    Err(offer) => props.onoffer.emit(offer),
                }
                progress.set(None);
                TaskState::Idle
            });
        }
    };
    let onsubmit = {
        let (pasted, task, open) = (pasted.clone(), task.clone(), open.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let area = pasted.cast::<HtmlTextAreaElement>();
            let text = area.map(|area| area.value()).unwrap_or_default();
            if text.trim().is_empty() {
                return task.wrong(PASTED, words::PASTE_MISSING);
            }
            open(Given::Text(text));
        })
    };
    let onfiles = Callback::from(move |files: Vec<File>| open(Given::Files(files)));
    let problems = task.problems(lang);
    let error = task.error(PASTED, lang);
    let has_error = error.is_some();
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} back={Route::Home}
            error={has_error} summary={html! { <Summary {problems} /> }}>
            <div class="pair">
                <section class="panel" aria-labelledby="open-title">
                    <h2 id="open-title"><Icon shape={Shape::File} />{words::OPEN_TITLE.of(lang)}</h2>
                    <FileDrop prompt={words::DROP.of(lang)} choose={words::CHOOSE.of(lang)} multiple=true {onfiles} />
                    if task.is_running() {
                        {underway(*progress, lang)}
                    }
                </section>
                <form class="panel" novalidate=true {onsubmit}>
                    <h2><Icon shape={Shape::Card} />{words::PASTE_TITLE.of(lang)}</h2>
                    <Field id={PASTED} label={words::PASTE_LABEL.of(lang)} {error}>
                        <textarea ref={pasted} id={PASTED} class="code" spellcheck="false" autocomplete="off"
                            aria-invalid={has_error.then_some("true")} aria-describedby={has_error.then_some("pasted-error")} />
                    </Field>
                    {task.submit(Kind::Main, words::PASTE_BUTTON, lang)}
                </form>
            </div>
            <Demonstration />
        </Page>
    }
}

/// Which one of how many is being checked.
fn underway(progress: Option<(usize, usize)>, lang: Lang) -> Html {
    match progress {
        None => html! {
            <p class="working"><progress aria-label={words::CHECKING.of(lang)}></progress>{words::CHECKING.of(lang)}</p>
        },
        Some((at, of)) => {
            let (done, of) = ((at - 1).to_string(), of.to_string());
            let said = verify_record::BULK_PROGRESS.with(lang, &[&at.to_string(), &of]);
            html! { <p class="working"><progress max={of} value={done} aria-label={words::CHECKING.of(lang)}></progress>{said}</p> }
        }
    }
}

/// What the person handed over.
enum Given {
    Files(Vec<File>),
    Text(String),
}

/// Checks all of it and keeps what is good; `Err` is the text of an offer.
async fn take_all(
    wallet: &Wallet,
    evidence: &Evidence,
    given: Given,
    tell: &dyn Fn(usize, usize),
) -> Result<Vec<Outcome>, String> {
    let files = match given {
        Given::Text(text) if looks_like_offer(&text) => return Err(text),
        Given::Text(text) => {
            return Ok(vec![take(wallet, evidence, text.as_bytes(), How::Paste, None).await]);
        }
        Given::Files(files) => files,
    };
    let mut outcomes = Vec::new();
    let of = files.len();
    for file in files {
        tell(outcomes.len() + 1, of);
        let outcome = match files::read(&file).await {
            None => Outcome::failed("file-not-readable"),
            Some(opened) => {
                let text = std::str::from_utf8(&opened.bytes).ok();
                let short = text.filter(|text| text.len() < MAX_OFFER);
                if let Some(offer) = short.filter(|text| looks_like_offer(text)) {
                    return Err(offer.to_owned());
                }
                take(wallet, evidence, &opened.bytes, How::File, None).await
            }
        };
        outcomes.push(outcome.labelled(&file.name()));
    }
    Ok(outcomes)
}

/// The way to a demonstration, when this server has one.
#[component]
fn Demonstration() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let Some(demo) = app.demo.clone().flatten() else { return Html::default() };
    // What is in memory only would be lost by leaving the page.
    let aside = app.wallet == WalletState::MemoryOnly;
    let text = demo.words(if aside { "memory" } else { "text" }, lang);
    html! {
        <section aria-labelledby="demo-title">
            <h2 id="demo-title">{demo.words("title", lang)}</h2>
            <p>{text}</p>
            <a class={Kind::Plain.class()} href={demo_link(&demo.path, lang)}
                target={aside.then_some("_blank")} rel={aside.then_some("noopener")}>{demo.words("get", lang)}</a>
        </section>
    }
}
