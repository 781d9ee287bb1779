//! What was changed in the draft: taken back, made again, and looked at.

use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::filling::display::Shown;
use cert_app::filling::open::{Edit, FormAction};
use cert_app::filling::session::PastLine;
use cert_app::words::local::Said as Words;
use cert_app::words::{Lang, Text, again, form as words};
use yew::prelude::*;

use super::flow::Flow;
use crate::ui::browser::page;
use crate::ui::ctx::use_lang;
use crate::ui::elements::Fold;
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub struct UndoProps {
    pub flow: Flow,
}

/// Two buttons; they are not there while nothing was changed.
#[component]
pub fn UndoRedo(props: &UndoProps) -> Html {
    let (flow, lang) = (&props.flow, use_lang());
    let [back, again] = flow.look(|session| session.next_steps(lang)).unwrap_or_default();
    if back.is_none() && again.is_none() {
        return Html::default();
    }
    html! {
        <div class="row undo-redo">
            {step(flow, Edit::Undo, back, [words::UNDO_CHANGE, words::UNDO_CHANGE_OF, words::CHANGE_UNDONE], lang)}
            {step(flow, Edit::Redo, again, [words::REDO_CHANGE, words::REDO_CHANGE_OF, words::CHANGE_REDONE], lang)}
        </div>
    }
}

/// Without a change the button stays where it is, so that whoever presses it by keyboard does not lose their place.
fn step(
    flow: &Flow,
    edit: Edit,
    label: Option<Option<Words>>,
    said: [Text; 3],
    lang: Lang,
) -> Html {
    let [plain, of, done] = said;
    let disabled = label.is_none().then_some("true");
    let label = label.flatten().map(|label| label.text);
    let onclick = {
        let (flow, label) = (flow.clone(), label.clone().unwrap_or_default());
        Callback::from(move |_: MouseEvent| {
            if disabled.is_none() {
                flow.act(FormAction::Edit(edit.clone()));
                flow.store();
                page::announce(&done.with(lang, &[&label]));
            }
        })
    };
    let text = label.map_or_else(|| plain.of(lang).to_owned(), |label| of.with(lang, &[&label]));
    html! { <button type="button" class="btn small" aria-disabled={disabled} {onclick}>{text}</button> }
}

#[derive(Clone, PartialEq, Properties)]
pub struct PastProps {
    pub flow: Flow,
    pub names: Rc<Names>,
}

/// The list, the latest first.
#[component]
pub fn PastChanges(props: &PastProps) -> Html {
    let lang = use_lang();
    let past = props.flow.look(|session| session.past(&props.names, lang)).unwrap_or_default();
    if past.is_empty() {
        return Html::default();
    }
    let title = words::PAST_CHANGES.with(lang, &[&past.len().to_string()]);
    html! {
        <section class="form-panel">
            <Fold title={html! { <h2>{title}</h2> }}>
                <dl class="facts">{for past.iter().flatten().map(|one| line(one, lang))}</dl>
            </Fold>
        </section>
    }
}

fn line(one: &PastLine, lang: Lang) -> Html {
    // What is masked on the page is masked here.
    let seen = |shown: &Shown| shown.masked.clone().unwrap_or_else(|| shown.full.clone());
    let text = match (&one.before, &one.after) {
        (Some(old), Some(new)) => again::CHANGED_LINE.with(lang, &[&seen(old), &seen(new)]),
        (Some(old), None) => words::PAST_GONE.with(lang, &[&seen(old)]),
        (None, Some(new)) => words::PAST_NEW.with(lang, &[&seen(new)]),
        (None, None) => return Html::default(),
    };
    html! { <div><dt><Said words={one.label.clone()} /></dt><dd>{text}</dd></div> }
}
