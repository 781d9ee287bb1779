//! The same again, from what was sent: a new draft of the same form, or why there can be none.

use std::rc::Rc;

use cert_app::filling::open::{OpenForm, day_of};
use cert_app::filling::session::Session;
use cert_app::route::Route;
use cert_app::sending::again;
use cert_app::state::{Action, Slot};
use cert_app::trust::business::is_of_a_business;
use cert_app::wallet::{Submission, Way};
use cert_app::words::{Lang, again as words, common};
use cert_fill::Held;
use yew::prelude::*;

use crate::ui::browser::{clock, navigate};
use crate::ui::ctx::{AppHandle, Evidence, Wallet, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Kind, Link, TaskState, use_task};
use crate::ui::form::changed::new_edition;
use crate::ui::form::flow::{Flow, open_in};
use crate::ui::form::load::{self, LoadError};
use crate::ui::form::names::use_held_for;

#[derive(Clone, PartialEq, Properties)]
pub struct AgainProps {
    pub submission: Submission,
}

/// Whether the form of a submission can be had now.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Offered {
    /// Nobody has answered yet.
    Unknown,
    /// Its department does not offer it any more.
    Withdrawn,
    /// It can; its version and its digest, where a department lists it.
    Yes(Option<(String, String)>),
}

/// Nothing until every office has taken what was sent.
#[component]
pub fn Again(props: &AgainProps) -> Html {
    let (app, wallet, evidence) = (use_app(), use_wallet(), use_evidence());
    let (lang, task) = (use_lang(), use_task());
    let submission = &props.submission;
    let held = use_held_for(submission.whom.clone());
    if !submission.all_sent() {
        return Html::default();
    }
    let edition = match offered(&evidence, &submission.form) {
        Offered::Unknown => return Html::default(),
        Offered::Withdrawn => {
            return html! { <p class="hint again no-print">{words::AGAIN_WITHDRAWN.of(lang)}</p> };
        }
        Offered::Yes(edition) => edition,
    };
    let then = again::edition(submission);
    let newer = edition.zip(then).filter(|((_, now), then)| *now != then.integrity);
    let begin = {
        let (task, submission) = (task.clone(), submission.clone());
        let (app, wallet) = (app.clone(), wallet.clone());
        Callback::from(move |_: MouseEvent| {
            let (app, wallet, evidence) = (app.clone(), wallet.clone(), evidence.clone());
            let (held, submission) = (held.clone(), submission.clone());
            task.run(common::WORKING, lang, async move {
                let to = begin(&app, &wallet, &evidence, &submission, held).await;
                // Its start page says why a form cannot be had.
                navigate(&to.unwrap_or_else(|_| Route::Service(submission.form.clone())));
                TaskState::Idle
            });
        })
    };
    let draft = app.data.draft_for(&submission.form, submission.whom.as_ref()).is_some();
    html! {
        <section class="form-panel again no-print" aria-labelledby="again-title">
            <h2 id="again-title">{words::AGAIN.of(lang)}</h2>
            <p>{words::AGAIN_TEXT.of(lang)}</p>
            if let Some(((now, _), then)) = newer { <p>{new_edition(&then.version, &now, lang)}</p> }
            {task.report(lang)}
            if draft {
                {draft_first(&submission.form, lang)}
            } else {
                {task.button(Kind::Plain, words::AGAIN, lang, begin)}
            }
        </section>
    }
}

/// A draft that was begun is not thrown away for this.
fn draft_first(form: &str, lang: Lang) -> Html {
    html! {
        <>
            <p>{words::AGAIN_DRAFT.of(lang)}</p>
            <Link to={Route::Service(form.to_owned())} class={Kind::Plain.class()}>{words::AGAIN_DRAFT_GO.of(lang)}</Link>
        </>
    }
}

fn offered(evidence: &Evidence, form: &str) -> Offered {
    if is_of_a_business(form) {
        return match evidence.config() {
            None => Offered::Unknown,
            Some(config) if config.form_of_business(form).is_none() => Offered::Withdrawn,
            Some(_) => Offered::Yes(None),
        };
    }
    let city = evidence.city();
    match city.service(form) {
        Some((_, entry)) => {
            Offered::Yes(Some((entry.form_version.clone(), entry.form.digest.clone())))
        }
        None if city.has_spoken(form) => Offered::Withdrawn,
        None => Offered::Unknown,
    }
}

/// Opens the form, begins the draft, and says where it goes on.
async fn begin(
    app: &AppHandle,
    wallet: &Wallet,
    evidence: &Evidence,
    submission: &Submission,
    held: Rc<Vec<Held>>,
) -> Result<Route, LoadError> {
    let name = submission.form.as_str();
    let (service, form) = load::by_name(evidence, wallet, name).await?;
    // What is missing is said on the start page, with the way to get it.
    let now = clock::now();
    let (whom, today) = (submission.whom.clone(), day_of(now));
    let (way, again) = (Way::Certificates, held.clone());
    let trial = Session::start(form.clone(), again, way, whom, today, now.seconds());
    if !trial.blocked().is_empty() || trial.no_more(today).is_some() {
        return Ok(Route::Service(name.to_owned()));
    }
    if let Some(other) = open_in(app) {
        // What was typed there is on disk before another form takes its place.
        let _ = Flow::new(other, app.clone(), wallet.clone()).save().await;
    }
    let open = Rc::new(OpenForm::new(Rc::new(service), form));
    app.dispatch(Action::Form(Some(Slot::new((*open).clone()))));
    let flow = Flow::new(open, app.clone(), wallet.clone());
    flow.start_again(submission, held);
    Ok(flow.onward(None))
}
