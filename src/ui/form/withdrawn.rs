//! A form that its department has taken back while a draft of it is open: nothing typed is lost, and it
//! is said that it cannot be sent.

use cert_app::route::Route;
use cert_app::wallet::DraftRecord;
use cert_app::words::values::mask_middle;
use cert_app::words::{Lang, common_claims, for_others, form as words};
use serde_json::Value;
use yew::prelude::*;

use crate::ui::browser::{navigate, page, promise};
use crate::ui::ctx::{use_lang, use_wallet};
use crate::ui::elements::{Button, Kind, Link, Page, Problem, Tone};

/// The stable code.
const CODE: &str = "form-withdrawn";

/// Answers that are listed; a form has as many at most.
const MAX_LINES: usize = 500;

#[derive(Clone, PartialEq, Properties)]
pub struct WithdrawnProps {
    /// Each is for one person.
    pub drafts: Vec<DraftRecord>,
}

/// The page for drafts whose form is gone.
#[component]
pub fn WithdrawnDrafts(props: &WithdrawnProps) -> Html {
    let lang = use_lang();
    let is_one_of_several = props.drafts.len() > 1;
    html! {
        <Page title={words::WITHDRAWN_TITLE.of(lang)} narrow=true back={Route::Services}>
            <Problem code={CODE} tone={Tone::Warn} />
            {for props.drafts.iter().map(|draft| html! {
                <WithdrawnDraft key={draft.id.clone()} draft={draft.clone()} {is_one_of_several} />
            })}
            <div class="step-foot"><Link to={Route::Services} class="btn">{words::ALL_SERVICES.of(lang)}</Link></div>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct WithdrawnDraftProps {
    draft: DraftRecord,
    /// It is said that it is one's own.
    is_one_of_several: bool,
}

/// What one of them holds, and the way to be rid of it.
#[component]
fn WithdrawnDraft(props: &WithdrawnDraftProps) -> Html {
    let (wallet, lang) = (use_wallet(), use_lang());
    let mut lines = Vec::new();
    if let Some(answers) = props.draft.draft.get("answers") {
        collect(answers, None, lang, &mut lines);
    }
    let whose = match &props.draft.whom {
        Some(whom) => Some(for_others::DRAFT_FOR.with(lang, &[&whom.name])),
        None => props.is_one_of_several.then(|| for_others::DRAFT_OWN.of(lang).to_owned()),
    };
    let delete = {
        let draft = props.draft.clone();
        Callback::from(move |_: MouseEvent| {
            let (wallet, draft) = (wallet.clone(), draft.clone());
            promise::spawn(async move {
                if wallet.forget_draft(&draft.id, draft.digests()).await.is_err() {
                    return page::announce(words::SAVE_FAILED.of(lang));
                }
                page::announce(words::DELETED_DRAFT.of(lang));
                navigate(&Route::Services);
            });
        })
    };
    html! {
        <section class="form-panel" aria-label={words::WITHDRAWN_ANSWERS.of(lang)}>
            <h2>{words::WITHDRAWN_ANSWERS.of(lang)}</h2>
            if let Some(whose) = whose { <p><b>{whose}</b></p> }
            <dl class="facts">
                {for lines.into_iter().map(|(name, value)| html! { <div><dt>{name}</dt><dd>{value}</dd></div> })}
            </dl>
            <Button kind={Kind::Plain} onclick={delete}>{words::DELETE_DRAFT.of(lang)}</Button>
        </section>
    }
}

/// What stands over the pages of a form that was open when it was taken back.
#[component]
pub fn WithdrawnNote() -> Html {
    html! { <Problem code={CODE} tone={Tone::Warn} /> }
}

/// The answers with the names of their places: the form's own words are gone with it.
fn collect(value: &Value, name: Option<&str>, lang: Lang, out: &mut Vec<(String, String)>) {
    if out.len() >= MAX_LINES {
        return;
    }
    let label = || common_claims::label(name.unwrap_or_default()).pick(lang).text;
    match value {
        Value::Object(members) => {
            for (inner, value) in members {
                collect(value, Some(inner), lang, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, name, lang, out)),
        Value::Null | Value::Bool(_) => {}
        Value::String(text) if name.is_some_and(common_claims::is_identifier) => {
            out.push((label(), mask_middle(text)));
        }
        Value::String(text) => out.push((label(), text.clone())),
        other => out.push((label(), other.to_string())),
    }
}
