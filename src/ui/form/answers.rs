//! Every answer with its origin and a way to change it (rule C17).

use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::claim_names::Names;
use cert_app::filling::open::FormAction;
use cert_app::filling::session::ShownProblem;
use cert_app::filling::view::{Control, FieldView, From, control_id};
use cert_app::route::Route;
use cert_app::words::{Lang, again, form as form_words, form_check as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::flow::Flow;
use crate::ui::browser::{intl, navigate};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};
use crate::ui::parts::{Masked, Said};

#[derive(Clone, PartialEq, Properties)]
pub struct AnswersProps {
    pub flow: Flow,
    pub names: Rc<Names>,
    /// What to put right: the same words as in the summary.
    pub problems: Vec<ShownProblem>,
}

/// The answers, step by step; hidden parts are absent.
#[component]
pub fn Answers(props: &AnswersProps) -> Html {
    let lang = use_lang();
    let flow = &props.flow;
    let groups: Vec<(String, String, Vec<FieldView>)> = flow
        .look(|session| {
            let steps = cert_fill::steps_shown(&session.form, &session.draft);
            let questions = steps.into_iter().filter(|step| !step.is_review);
            questions
                .map(|step| {
                    let views = session.fields(&step.id, &props.names, lang, &[]);
                    (step.id.clone(), build::said(&step.title, lang).text, views)
                })
                .filter(|(_, _, views)| !views.is_empty())
                .collect()
        })
        .unwrap_or_default();
    html! {
        {for groups.into_iter().map(|(step, title, views)| html! {
            <section class="check-group" key={step.clone()}>
                <div class="group-head"><h2>{title.clone()}</h2>{open(flow, &step, &title, lang)}</div>
                <dl class="check">{for views.into_iter().map(|view| row(flow, &step, view, &props.problems, lang))}</dl>
            </section>
        })}
    }
}

fn row(flow: &Flow, step: &str, view: FieldView, problems: &[ShownProblem], lang: Lang) -> Html {
    let wrong =
        problems.iter().find(|problem| problem.id == view.id).map(|problem| problem.words.clone());
    let (class, origin) = match &view.from {
        From::Nothing => (None, None),
        From::Certificate(name) => {
            (Some("sure"), Some(form_words::FROM_CERTIFICATE_SHORT.with(lang, &[name])))
        }
        From::Derived(name) => (Some("sure"), Some(form_words::DERIVED_SHORT.with(lang, &[name]))),
        From::Changed(_) => (Some("mine"), Some(form_words::YOU_CHANGED_SHORT.of(lang).to_owned())),
        From::Unbacked(_) => (Some("mine"), Some(form_words::UNBACKED_SHORT.of(lang).to_owned())),
        From::Withdrawn(name) => (Some("mine"), Some(form_words::CHOOSE_AGAIN.with(lang, &[name]))),
        From::Typed if view.control == Control::File => {
            (Some("you"), Some(form_words::YOU_ATTACHED.of(lang).to_owned()))
        }
        From::Typed => (Some("you"), Some(form_words::YOU_TYPED.of(lang).to_owned())),
        From::TypedOn(time) => {
            let day = intl::date(UnixTime::from_seconds(*time), lang);
            (Some("you"), Some(again::TYPED_ON.with(lang, &[&day])))
        }
        From::Receipt => (Some("sure"), Some(form_words::FROM_RECEIPT.of(lang).to_owned())),
    };
    let empty = view.shown.full.is_empty();
    let spoken = match (&view.shown.masked, empty) {
        (_, true) => words::NOT_PROVIDED.of(lang).to_owned(),
        (Some(_), _) => form_words::HIDDEN.of(lang).to_owned(),
        (None, _) => view.shown.full.clone(),
    };
    let label = view.label.text.clone();
    html! {
        <div key={view.pointer.clone()} id={format!("check-{}", view.id)} tabindex="-1" data-read={format!("{label}: {spoken}. {}", origin.clone().unwrap_or_default())}>
            <dt><Said words={view.label.clone()} /></dt>
            <dd>
                if let Some(wrong) = wrong { <p class="wrong-words"><Icon shape={Shape::Alert} /><span>{wrong}</span></p> }
                if empty {
                    <span class="none">{words::NOT_PROVIDED.of(lang)}</span>
                } else {
                    <Masked shown={view.shown.clone()} label={label.clone()} />
                }
                if let Some(origin) = origin { <small {class}>{origin}</small> }
                if let Some(warning) = &view.warning { <small class="mine">{warning.clone()}</small> }
            </dd>
            <dd class="act">
                if !view.locked && view.control != Control::Declaration { {change(flow, step, &view, lang)} }
            </dd>
        </div>
    }
}

/// Back to the question; Continue leads here again.
fn change(flow: &Flow, step: &str, view: &FieldView, lang: Lang) -> Html {
    let label = words::CHANGE_OF.with(lang, &[&view.label.text]);
    to_step(flow, step, control_id(&view.pointer), label, words::CHANGE.of(lang))
}

/// The whole page of a group, also when all of it is certified.
fn open(flow: &Flow, step: &str, title: &str, lang: Lang) -> Html {
    // No control is meant, so the focus stays on the heading of that page.
    let label = words::OPEN_OF.with(lang, &[title]);
    to_step(flow, step, String::new(), label, words::OPEN.of(lang))
}

fn to_step(flow: &Flow, step: &str, id: String, label: String, said: &'static str) -> Html {
    let route = Route::Step(flow.service.name.clone(), step.to_owned());
    let href = route.path();
    let flow = flow.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        flow.act(FormAction::Return(id.clone()));
        navigate(&route);
    });
    html! { <a {href} {onclick} aria-label={label}>{said}</a> }
}
