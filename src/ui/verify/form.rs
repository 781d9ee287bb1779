//! What to check, and what for.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::route::Route;
use cert_app::wallet::kinds;
use cert_app::words::{verify as words, verify_record as record_words, verify_rules as rule_words};
use web_sys::{HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent, SubmitEvent};
use yew::prelude::*;

use super::camera::CameraScan;
use super::counter::Kept;
use super::{HandedOver, typing};
use crate::ui::browser::{clock, files, history, intl, page, promise};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Banner, Field, FileDrop, Kind, Link, Page, Summary, Task, Tone, checks};

const TEXT: &str = "text";

#[derive(Clone, PartialEq, Properties)]
pub struct VerifyFormProps {
    /// The type asked for, or empty.
    pub wanted: String,
    pub onwanted: Callback<String>,
    pub oncheck: Callback<HandedOver>,
    pub task: Task,
    /// Codes to choose from, when a picture had several.
    pub pick: Html,
    pub kept: Kept,
}

/// The form with all ways in.
#[component]
pub fn VerifyForm(props: &VerifyFormProps) -> Html {
    let (lang, task) = (use_lang(), &props.task);
    let rules = props.kept.counter().rules.clone();
    let onfiles = props.oncheck.reform(HandedOver::Files);
    let problems = task.problems(lang);
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} narrow=true
            error={!problems.is_empty()} summary={html! { <Summary {problems} /> }}>
            if props.kept.is_damaged() { <Banner tone={Tone::Warn}>{rule_words::DAMAGED.of(lang)}</Banner> }
            if rules.is_strict() {
                <p class="small-print">
                    {rule_words::IN_FORCE.with(lang, &[if rules.name.is_empty() { rule_words::OWN.of(lang) } else { &rules.name }])}
                </p>
            }
            {props.pick.clone()}
            // Before the line that comes when the list has come: a button does not move under a finger.
            <CameraScan oncodes={props.oncheck.reform(HandedOver::Codes)} />
            <ListAge />
            <TextForm oncheck={props.oncheck.clone()} task={task.clone()}>
                <Purpose wanted={props.wanted.clone()} onwanted={props.onwanted.clone()} />
            </TextForm>
            <div class="after-form">
                {task.report(lang)}
                // A kiosk is no counter: it keeps no record, and has no files that are anybody's here.
                if !history::is_kiosk() {
                    <FileDrop prompt={words::OR_FILE.of(lang)} choose={words::FILE.of(lang)} multiple=true folder={record_words::FOLDER.of(lang)} {onfiles} />
                    <div class="row after no-print">
                        <Link to={Route::VerifyRules} class={Kind::Small.class()}>{words::RULES.of(lang)}</Link>
                        <Link to={Route::VerifyRecord} class={Kind::Small.class()}>{words::RECORD.of(lang)}</Link>
                    </div>
                }
            </div>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TextFormProps {
    oncheck: Callback<HandedOver>,
    task: Task,
    /// What stands above the field.
    children: Html,
}

/// The text field. It has the focus, so that a hand scanner can begin.
#[component]
fn TextForm(props: &TextFormProps) -> Html {
    let (lang, task) = (use_lang(), &props.task);
    let text = use_node_ref();
    let handed_over = use_given_back(&text, task.has_failed());
    let submit = {
        let (text, task, oncheck) = (text.clone(), task.clone(), props.oncheck.clone());
        let handed_over = handed_over.clone();
        move || {
            let Some(area) = text.cast::<HtmlTextAreaElement>() else { return };
            let value = area.value();
            if value.trim().is_empty() {
                task.wrong(TEXT, words::PASTE_MISSING);
            } else if !task.is_running() {
                // The next line that a scanner types is another one.
                area.set_value("");
                handed_over.replace(value.clone());
                oncheck.emit(HandedOver::Bytes(value.into_bytes()));
            }
        }
    };
    {
        let (text, submit) = (text.clone(), submit.clone());
        use_effect_with((), move |()| {
            if !page::is_first_page() {
                page::focus("#text");
            }
            if text.cast::<HtmlTextAreaElement>().is_some_and(|field| typing::take_over(&field)) {
                submit();
            }
        });
    }
    let onsubmit = {
        let submit = submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit();
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // A scanner ends with Enter; while an input method composes, Enter is its own.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            submit();
        }
    });
    let oncheck = props.oncheck.clone();
    let onpaste = Callback::from(move |event: Event| {
        // A pasted picture; text goes into the field by itself.
        let pasted = files::pasted(&event);
        if !pasted.is_empty() {
            event.prevent_default();
            oncheck.emit(HandedOver::Files(pasted));
        }
    });
    let error = task.error(TEXT, lang);
    let has_error = error.is_some();
    html! {
        <form class="panel" novalidate=true {onsubmit}>
            {props.children.clone()}
            <Field id={TEXT} label={words::PASTE_LABEL.of(lang)} hint={words::PASTE_HINT.of(lang)} {error}>
                <textarea ref={text} id={TEXT} class="code" spellcheck="false" autocomplete="off" {onkeydown} {onpaste}
                    aria-invalid={has_error.then_some("true")}
                    aria-describedby={if has_error { "text-hint text-error" } else { "text-hint" }} />
            </Field>
            {task.submit(Kind::Main, words::BUTTON, lang)}
        </form>
    }
}

/// What was handed over to be checked. When it could not be, it is there again, marked, so that it can be
/// mended or typed over.
#[hook]
fn use_given_back(text: &NodeRef, has_failed: bool) -> Rc<RefCell<String>> {
    let handed_over = use_memo((), |()| RefCell::new(String::new()));
    let (text, given) = (text.clone(), handed_over.clone());
    use_effect_with(has_failed, move |&failed| {
        let area = text.cast::<HtmlTextAreaElement>();
        if let Some(area) = area.filter(|area| failed && area.value().is_empty()) {
            area.set_value(&given.take());
            area.select();
        }
    });
    handed_over
}

/// Which certificate has to be seen.
#[derive(Clone, PartialEq, Properties)]
struct PurposeProps {
    wanted: String,
    onwanted: Callback<String>,
}

/// The types that issuers on the trust list may issue, by name.
#[component]
fn Purpose(props: &PurposeProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let PurposeProps { wanted, onwanted } = props;
    let types = evidence.trusted_types();
    use_effect_with(types.clone(), {
        let evidence = evidence.clone();
        move |types| {
            let types = types.clone();
            promise::spawn(async move { evidence.load_kinds(types).await });
        }
    });
    let onchange =
        onwanted.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <Field id="wanted" label={words::PURPOSE.of(lang)}>
            <select id="wanted" {onchange}>
                <option value="" selected={wanted.is_empty()}>{words::PURPOSE_ANY.of(lang)}</option>
                {for types.into_iter().map(|vct| html! {
                    <option value={vct.clone()} selected={vct == *wanted}>
                        {kinds::type_name(evidence.kind(&vct).as_deref(), &vct, lang)}
                    </option>
                })}
            </select>
        </Field>
    }
}

/// How old the trust list is, and what is wrong with it.
#[component]
pub fn ListAge() -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let now = clock::now();
    let refused = evidence.list_refused();
    html! {
        <>
            {match evidence.list_facts() {
                None if evidence.is_loaded() => html! { <Banner tone={Tone::Warn}>{words::LIST_NONE.of(lang)}</Banner> },
                None => Html::default(),
                Some(facts) if now > facts.next_update => html! { <Banner tone={Tone::Warn}>{words::LIST_OLD.of(lang)}</Banner> },
                Some(facts) => {
                    let received = facts.fetched_at.unwrap_or(facts.issued_at);
                    let age = checks::ago(now.seconds() - received.seconds(), lang);
                    html! { <p class="small-print" title={intl::date_time(received, lang)}>
                        {words::LIST_AGE.with(lang, &[&facts.sequence.to_string(), &age])}
                    </p> }
                }
            }}
            if let Some(code) = refused {
                <Banner tone={Tone::Warn}>
                    {words::LIST_REFUSED.of(lang)}{" "}{cert_words::code_words(code.as_str(), lang).cause}
                    <p>{cert_words::code_words(code.as_str(), lang).remedy}</p>
                </Banner>
            }
        </>
    }
}
