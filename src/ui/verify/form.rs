//! What to check, and what for.

use cert_app::wallet::cards;
use cert_app::words::{common, verify as words};
use web_sys::{
    DragEvent, File, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent,
    SubmitEvent,
};
use yew::prelude::*;

use crate::ui::browser::{clock, files, intl, page, promise};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{
    Banner, Button, Field, FieldProblem, Page, Problem, Summary, Tone, checks,
};

#[derive(Clone, PartialEq, Properties)]
pub struct VerifyFormProps {
    /// The type asked for, or empty.
    pub wanted: String,
    pub onwanted: Callback<String>,
    pub oncheck: Callback<Vec<u8>>,
    pub busy: bool,
}

/// The form. The text field has the focus, so that a hand scanner can begin.
#[component]
pub fn VerifyForm(props: &VerifyFormProps) -> Html {
    let lang = use_lang();
    let text = use_node_ref();
    let over = use_state(|| false);
    let problems = use_state(Vec::<FieldProblem>::new);
    let unreadable = use_state(|| false);
    use_effect_with((), |()| {
        if !page::is_first_page() {
            page::focus("#text");
        }
    });
    let submit = {
        let (text, problems, oncheck) = (text.clone(), problems.clone(), props.oncheck.clone());
        move || {
            let value =
                text.cast::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default();
            if value.trim().is_empty() {
                problems.set(vec![FieldProblem {
                    id: "text".into(),
                    words: words::PASTE_MISSING.of(lang).into(),
                }]);
            } else {
                problems.set(Vec::new());
                oncheck.emit(value.into_bytes());
            }
        }
    };
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
    let open = {
        let (oncheck, unreadable) = (props.oncheck.clone(), unreadable.clone());
        move |chosen: Vec<File>| {
            let Some(file) = chosen.into_iter().next() else { return };
            let (oncheck, unreadable) = (oncheck.clone(), unreadable.clone());
            promise::spawn(async move {
                match files::read(&file).await {
                    Some(opened) => oncheck.emit(opened.bytes),
                    None => unreadable.set(true),
                }
            });
        }
    };
    let onfile = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            open(files::chosen(&event.target_unchecked_into::<HtmlInputElement>()))
        })
    };
    let ondrop = {
        let over = over.clone();
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
    let onwanted = props
        .onwanted
        .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let error = problems.first().map(|problem| problem.words.clone());
    let has_error = error.is_some();
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} narrow=true
            error={has_error} summary={html! { <Summary problems={(*problems).clone()} /> }}>
            <ListAge />
            if *unreadable { <Problem code="file-not-readable" /> }
            <form class="panel" novalidate=true {onsubmit}>
                <Field id="wanted" label={words::PURPOSE.of(lang)}>
                    <select id="wanted" onchange={onwanted}>
                        <option value="" selected={props.wanted.is_empty()}>{words::PURPOSE_ANY.of(lang)}</option>
                        {for cards::known_types(lang).into_iter().map(|(kind, name)| html! {
                            <option value={kind.clone()} selected={kind == props.wanted}>{name}</option>
                        })}
                    </select>
                </Field>
                <Field id="text" label={words::PASTE_LABEL.of(lang)} hint={words::PASTE_HINT.of(lang)} {error}>
                    <textarea ref={text} id="text" class="code" spellcheck="false" autocomplete="off" {onkeydown}
                        aria-invalid={has_error.then_some("true")}
                        aria-describedby={if has_error { "text-hint text-error" } else { "text-hint" }} />
                </Field>
                <Button submit=true busy={props.busy}>
                    {if props.busy { common::WORKING } else { words::BUTTON }.of(lang)}
                </Button>
            </form>
            <div class={classes!("drop", "after-form", (*over).then_some("over"))}
                {ondrop} ondragover={dragging(true)} ondragleave={dragging(false)}>
                <p>{words::OR_FILE.of(lang)}</p>
                <label class="btn ghost filebtn">{words::FILE.of(lang)}<input type="file" id="file" onchange={onfile} /></label>
            </div>
        </Page>
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
                <Banner tone={Tone::Warn}>{words::LIST_REFUSED.of(lang)}{" "}{cert_words::code_words(code.as_str(), lang).cause}</Banner>
            }
        </>
    }
}
