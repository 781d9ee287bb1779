//! A form that its department has taken back while a draft of it is open: nothing typed is lost, and it
//! is said that it cannot be sent.

use cert_app::route::Route;
use cert_app::wallet::DraftRecord;
use cert_app::words::values::mask_middle;
use cert_app::words::{Lang, common_claims, form as words};
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
    pub draft: DraftRecord,
}

/// The page for a draft whose form is gone.
#[component]
pub fn WithdrawnDraft(props: &WithdrawnProps) -> Html {
    let (wallet, lang) = (use_wallet(), use_lang());
    let mut lines = Vec::new();
    if let Some(answers) = props.draft.draft.get("answers") {
        collect(answers, None, lang, &mut lines);
    }
    let delete = {
        let id = props.draft.id.clone();
        Callback::from(move |_: MouseEvent| {
            let (wallet, id) = (wallet.clone(), id.clone());
            promise::spawn(async move {
                let _ = wallet.update(move |data| drop(data.remove_draft(&id))).await;
                page::announce(words::DELETED_DRAFT.of(lang));
                navigate(&Route::Services);
            });
        })
    };
    html! {
        <Page title={words::WITHDRAWN_TITLE.of(lang)} narrow=true back={Route::Services}>
            <Problem code={CODE} tone={Tone::Warn} />
            if !lines.is_empty() {
                <section class="form-panel" aria-labelledby="typed">
                    <h2 id="typed">{words::WITHDRAWN_ANSWERS.of(lang)}</h2>
                    <dl class="facts">
                        {for lines.into_iter().map(|(name, value)| html! { <div><dt>{name}</dt><dd>{value}</dd></div> })}
                    </dl>
                </section>
            }
            <div class="step-foot">
                <Link to={Route::Services} class="btn">{words::ALL_SERVICES.of(lang)}</Link>
                <Button kind={Kind::Plain} onclick={delete}>{words::DELETE_DRAFT.of(lang)}</Button>
            </div>
        </Page>
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
