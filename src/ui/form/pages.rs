//! One form from its start page to Send: loading it, and which of its pages is shown.

use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::open::{FormAction, OpenForm};
use cert_app::route::Route;
use cert_app::state::{Action, Slot};
use cert_app::trust::business::is_of_a_business;
use cert_app::words::form as words;
use yew::prelude::*;

use super::check::FormCheck;
use super::flow::{Flow, open_in, today};
use super::ineligible::Ineligible;
use super::load::{self, LoadError, failure};
use super::names::use_held_for;
use super::offered::OfferedAnswers;
use super::start::FormStart;
use super::step::FormStep;
use super::whom::ActingNotice;
use super::withdrawn::{WithdrawnDrafts, WithdrawnNote};
use crate::ui::browser::{page, promise};
use crate::ui::ctx::{
    AppHandle, Evidence, Wallet, use_app, use_evidence, use_lang, use_open_form, use_wallet,
};
use crate::ui::elements::Page;

/// Which page of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormPage {
    /// The start page.
    Start,
    /// A step.
    Step(String),
    /// Check and send.
    Check,
}

#[derive(Clone, PartialEq, Properties)]
pub struct FlowProps {
    pub name: AttrValue,
    pub view: FormPage,
}

/// Loads the form and opens it, unless just this one is open.
async fn open(
    app: &AppHandle,
    wallet: &Wallet,
    evidence: &Evidence,
    name: &str,
) -> Result<(), LoadError> {
    let (service, form) = load::by_name(evidence, wallet, name).await?;
    if let Some(other) = open_in(app) {
        if other.service.name == name && other.form.integrity() == form.integrity() {
            return Ok(());
        }
        // What was typed there is on disk before another form takes its place.
        let _ = Flow::new(other, app.clone(), wallet.clone()).save().await;
    }
    if app.route.form() == Some(name) {
        let open = OpenForm::new(Rc::new(service), form);
        app.dispatch(Action::Form(Some(Slot::new(open))));
    }
    Ok(())
}

/// A form: it is loaded first.
#[component]
pub fn FormFlow(props: &FlowProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let found = use_open_form().filter(|open| open.service.name == props.name.as_str());
    let failed = use_state_eq(|| None::<LoadError>);
    let city = evidence.city();
    // Which edition is offered; nothing can be said before the departments have answered.
    let offered = city.service(&props.name).map(|(_, entry)| entry.form.digest.clone());
    let is_listed = !is_of_a_business(&props.name);
    let is_known = match is_listed {
        true => offered.is_some() || evidence.is_city_settled(),
        false => evidence.config().is_some(),
    };
    let load = {
        let (app, wallet, evidence) = (app.clone(), wallet.clone(), evidence.clone());
        let (failed, name) = (failed.clone(), props.name.clone());
        Callback::from(move |_: ()| {
            if !is_known {
                return;
            }
            let (app, wallet, evidence) = (app.clone(), wallet.clone(), evidence.clone());
            let (failed, name) = (failed.clone(), name.clone());
            failed.set(None);
            promise::spawn(
                async move { failed.set(open(&app, &wallet, &evidence, &name).await.err()) },
            );
        })
    };
    // Its department has spoken, and does not offer it any more. One that has not answered yet has
    // withdrawn nothing.
    let is_withdrawn = is_listed && offered.is_none() && is_known && city.has_spoken(&props.name);
    use_effect_with((props.name.clone(), offered, is_known), {
        let load = load.clone();
        move |_| load.emit(())
    });
    match (found, &*failed) {
        (Some(open), _) => {
            let flow = Flow::new(open, app, wallet);
            html! { <>if is_withdrawn { <WithdrawnNote /> }<FormPages {flow} view={props.view.clone()} /></> }
        }
        (None, Some(LoadError::Unknown))
            if is_withdrawn && app.data.draft(&props.name).is_some() =>
        {
            let drafts = app.data.drafts_of(&props.name).into_iter().cloned().collect::<Vec<_>>();
            html! { <WithdrawnDrafts {drafts} /> }
        }
        (None, Some(error)) => {
            let again = load.reform(|_: MouseEvent| ());
            html! {
                <Page title={words::FORM_FAILED.of(lang)} narrow=true back={Route::Services}>
                    {failure(error, &again, lang)}
                </Page>
            }
        }
        _ => waiting(words::SERVICES_TITLE.of(lang), words::LOADING_FORM.of(lang), None),
    }
}

fn waiting(title: impl Into<AttrValue>, said: &'static str, back: Option<Route>) -> Html {
    html! {
        <Page title={title.into()} narrow=true {back}>
            <p class="working" role="status"><progress></progress>{said}</p>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PagesProps {
    flow: Flow,
    view: FormPage,
}

/// The pages of a form that is there. The certificates and the kept draft come to it after
/// drawing, never during it.
#[component]
fn FormPages(props: &PagesProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let flow = &props.flow;
    let whom = flow.look(|session| session.whom.clone());
    let held = use_held_for(whom.unwrap_or_else(|| flow.only_kept()?.whom));
    // A draft is not held up to certificates that are still being checked: it would
    // look as if they were gone.
    let checking = app.data.certificates.iter().any(|one| evidence.checked(&one.id).is_none());
    let place = Rc::as_ptr(&held).addr();
    use_effect_with((flow.clone(), place, checking, props.view.clone()), {
        let held = held.clone();
        move |(flow, _, checking, view)| match flow.look(|session| session.held.clone()) {
            Some(known) if !Rc::ptr_eq(&known, &held) => drop(flow.act(FormAction::Held(held))),
            // An address that was kept or reloaded: the draft comes out of the vault. Of several the person
            // chooses one, on the start page.
            None if !checking && *view != FormPage::Start && !flow.is_unreadable() => {
                if let Some(kept) = flow.only_kept() {
                    flow.resume(kept, None, held);
                }
            }
            _ => {}
        }
    });
    use_leaving(flow);
    use_other_tabs(flow);
    let open = flow.look(|_| ()).is_some();
    let title = build::said(flow.form.title(), lang).text;
    if checking && !open {
        return waiting(title, words::CHECKING_CERTIFICATES.of(lang), Some(Route::Services));
    }
    let page = match &props.view {
        FormPage::Start => html! { <FormStart flow={flow.clone()} /> },
        _ if !open && !flow.is_unreadable() && flow.only_kept().is_some() => {
            waiting(title, words::LOADING_FORM.of(lang), Some(Route::Services))
        }
        _ if !open => html! { <FormStart flow={flow.clone()} /> },
        FormPage::Step(step) => show_step(flow, step),
        FormPage::Check if is_ineligible(flow, None) => {
            html! { <Ineligible flow={flow.clone()} step={None::<String>} /> }
        }
        FormPage::Check => html! { <FormCheck flow={flow.clone()} /> },
    };
    let is_begun = props.view != FormPage::Start;
    html! { <><OfferedAnswers flow={flow.clone()} />if is_begun { <ActingNotice flow={flow.clone()} /> }{page}</> }
}

fn show_step(flow: &Flow, step: &str) -> Html {
    if flow.form.step(step).is_none_or(|step| step.is_review) {
        return html! { <FormStart flow={flow.clone()} /> };
    }
    let step = step.to_owned();
    if is_ineligible(flow, Some(&step)) {
        return html! { <Ineligible flow={flow.clone()} step={Some(step)} /> };
    }
    html! { <FormStep key={step.clone()} flow={flow.clone()} step={step.clone()} /> }
}

fn is_ineligible(flow: &Flow, step: Option<&str>) -> bool {
    flow.look(|session| session.ineligible(step, today()).is_some()) == Some(true)
}

/// Another tab may have changed or sent the draft.
#[hook]
fn use_other_tabs(flow: &Flow) {
    let app = use_app();
    let ours = flow.look(|session| session.id.clone());
    let stored = app.data.drafts.iter().find(|draft| Some(&draft.id) == ours.as_ref());
    let stored = stored.map(|draft| (draft.id.clone(), draft.revision));
    let flow = flow.clone();
    use_effect_with(stored, move |_| promise::spawn(async move { flow.follow().await }));
}

/// What was typed in the last moment before the page goes is stored at once.
#[hook]
fn use_leaving(flow: &Flow) {
    let flow = flow.clone();
    use_effect_with(flow.service.name.clone(), move |_| {
        let listeners = page::on_leaving(move || flow.store());
        move || drop(listeners)
    });
}
