//! Files, dropped files, pasted text, and the way to the specimen world.

use cert_app::offer::looks_like_offer;
use cert_app::route::Route;
use cert_app::state::WalletState;
use cert_app::wallet::How;
use cert_app::words::{add as words, common, welcome};
use web_sys::{DragEvent, File, HtmlInputElement, HtmlTextAreaElement, SubmitEvent};
use yew::prelude::*;

use super::{Outcome, take};
use crate::ui::browser::{files, page, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Button, Field, FieldProblem, Icon, Kind, Page, Shape, Summary};

#[derive(Clone, PartialEq, Properties)]
pub struct OpenPanelProps {
    pub done: Callback<Vec<Outcome>>,
    /// Pasted text that is an offer.
    pub onoffer: Callback<String>,
}

/// Everything but offers.
#[component]
pub fn OpenPanel(props: &OpenPanelProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let specimen = evidence.config().and_then(|config| config.specimen.clone());
    let pasted = use_node_ref();
    let over = use_state(|| false);
    let busy = use_state(|| false);
    let problems = use_state(Vec::<FieldProblem>::new);
    let open = {
        let (wallet, evidence, busy, done) =
            (wallet.clone(), evidence.clone(), busy.clone(), props.done.clone());
        let onoffer = props.onoffer.clone();
        move |chosen: Vec<File>| {
            if chosen.is_empty() || *busy {
                return;
            }
            busy.set(true);
            page::announce(words::CHECKING.of(lang));
            let (wallet, evidence, busy, done) =
                (wallet.clone(), evidence.clone(), busy.clone(), done.clone());
            let onoffer = onoffer.clone();
            promise::spawn(async move {
                let mut outcomes = Vec::new();
                for file in chosen {
                    let name = file.name();
                    match files::read(&file).await {
                        Some(opened) => {
                            if let Ok(text) = std::str::from_utf8(&opened.bytes)
                                && opened.bytes.len() < 65_536
                                && looks_like_offer(text)
                            {
                                busy.set(false);
                                onoffer.emit(text.to_owned());
                                return;
                            }
                            outcomes.push(
                                take(&wallet, &evidence, &opened.bytes, How::File, None)
                                    .await
                                    .labelled(&name),
                            );
                        }
                        None => outcomes.push(Outcome::failed("file-not-readable").labelled(&name)),
                    }
                }
                busy.set(false);
                done.emit(outcomes);
            });
        }
    };
    let onchange = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open(files::chosen(&event.target_unchecked_into::<HtmlInputElement>()))
        })
    };
    let ondrop = {
        let (open, over) = (open, over.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            open(files::dropped(&event));
        })
    };
    let dragging = |is_over: bool| {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is_over);
        })
    };
    let onsubmit = {
        let (pasted, problems, busy) = (pasted.clone(), problems.clone(), busy.clone());
        let (done, onoffer) = (props.done.clone(), props.onoffer.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let text =
                pasted.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            if text.trim().is_empty() {
                problems.set(vec![FieldProblem {
                    id: "pasted".into(),
                    words: words::PASTE_MISSING.of(lang).into(),
                }]);
                return;
            }
            problems.set(Vec::new());
            if looks_like_offer(&text) {
                onoffer.emit(text);
                return;
            }
            busy.set(true);
            let (wallet, evidence, busy, done) =
                (wallet.clone(), evidence.clone(), busy.clone(), done.clone());
            promise::spawn(async move {
                let outcome = take(&wallet, &evidence, text.as_bytes(), How::Paste, None).await;
                busy.set(false);
                done.emit(vec![outcome]);
            });
        })
    };
    let error = problems.first().map(|problem| problem.words.clone());
    let has_error = error.is_some();
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} back={Route::Home}
            error={has_error} summary={html! { <Summary problems={(*problems).clone()} /> }}>
            <div class="pair">
                <section class="panel" aria-labelledby="open-title">
                    <h2 id="open-title"><Icon shape={Shape::File} />{words::OPEN_TITLE.of(lang)}</h2>
                    <div class={classes!("drop", (*over).then_some("over"))}
                        {ondrop} ondragover={dragging(true)} ondragleave={dragging(false)}>
                        <p>{words::DROP.of(lang)}</p>
                        <label class="btn ghost filebtn">
                            {words::CHOOSE.of(lang)}
                            <input type="file" id="file" multiple=true {onchange} />
                        </label>
                    </div>
                </section>
                <form class="panel" novalidate=true {onsubmit}>
                    <h2><Icon shape={Shape::Card} />{words::PASTE_TITLE.of(lang)}</h2>
                    <Field id="pasted" label={words::PASTE_LABEL.of(lang)} {error}>
                        <textarea ref={pasted} id="pasted" class="code" spellcheck="false" autocomplete="off"
                            aria-invalid={has_error.then_some("true")} aria-describedby={has_error.then_some("pasted-error")} />
                    </Field>
                    <Button submit=true busy={*busy}>
                        {if *busy { common::WORKING } else { words::PASTE_BUTTON }.of(lang)}
                    </Button>
                </form>
            </div>
            if let Some(address) = specimen {
                <section aria-labelledby="specimen-title">
                    <h2 id="specimen-title">{words::SPECIMEN_TITLE.of(lang)}</h2>
                    if app.wallet == WalletState::MemoryOnly {
                        <p>{words::SPECIMEN_MEMORY.of(lang)}</p>
                        <a class={Kind::Plain.class()} href={address} target="_blank" rel="noopener">{welcome::GET_SPECIMEN.of(lang)}</a>
                    } else {
                        <p>{words::SPECIMEN_TEXT.of(lang)}</p>
                        <a class={Kind::Plain.class()} href={address}>{welcome::GET_SPECIMEN.of(lang)}</a>
                    }
                </section>
            }
        </Page>
    }
}
