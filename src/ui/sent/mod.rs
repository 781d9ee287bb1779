//! What was sent and what came back: one row per office, to keep and to print
//! (rules C21 and C22).

mod again;
mod office;

use cert_app::route::Route;
use cert_app::sending::machine::{Delivery, Ending};
use cert_app::sending::news;
use cert_app::sending::progress::Underway;
use cert_app::wallet::{Filing, Stage, Submission};
use cert_app::words::{
    Lang, Text, carry, case as case_words, common, for_others, form as form_words,
    form_check as words, kiosk as kiosk_words,
};
use cert_fill::progress::State;
use yew::prelude::*;

use crate::ui::aside::ASIDE;
use crate::ui::browser::{clock, history, intl, page};
use crate::ui::case::Overview;
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Icon, Kind, Link, Page, Shape, TaskState, Tone, use_task,
};
use crate::ui::form::send::{self, Desk};
use crate::ui::load::Loaded;
use crate::ui::parts::Said;
use again::Again;
use office::Office;

#[derive(Clone, PartialEq, Properties)]
pub struct SentProps {
    /// The submission.
    pub id: AttrValue,
}

/// The page of one submission. Its address can be kept and opened again.
#[component]
pub fn Sent(props: &SentProps) -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let (task, progress) = (use_task(), use_state(|| None::<Underway>));
    let Some(submission) = app.data.submission(&props.id).cloned() else { return unknown(lang) };
    let ask = {
        let desk = Desk { wallet, evidence, tell: tell(&progress) };
        let (task, progress, submission) = (task.clone(), progress.clone(), submission.clone());
        Callback::from(move |_: MouseEvent| {
            let asked = ask_again(desk.clone(), submission.clone(), progress.clone());
            task.run(common::WORKING, lang, asked);
        })
    };
    let state = overall(&submission);
    let title = state.title(lang);
    let form_title = submission.title.pick(lang);
    let when = intl::date_time(cert_verify::UnixTime::from_seconds(submission.created), lang);
    let waiting = submission.in_flight();
    // The form may have another draft by now, which is none of this submission.
    let drafts = app.data.drafts_of(&submission.form);
    let is_open = drafts.iter().any(|draft| draft.id == submission.draft);
    // Of several the start page shows for whom each is.
    let form = submission.form.clone();
    let draft = if drafts.len() > 1 { Route::Service(form) } else { Route::Check(form) };
    html! {
        <Page title={title.clone()} context={AttrValue::from(form_title.text.clone())}
            above={AttrValue::from(form_title.text.clone())} narrow=true>
            <div class={classes!("sent-head", (state != Overall::Sent).then_some("wait"))}>
                <span class="mark-big" aria-hidden="true">
                    <Icon shape={state.shape()} />
                </span>
                <div>
                    <p><Said words={form_title} /></p>
                    if let Some(acting) = &submission.acting { <p><b>{for_others::BOTH.with(lang, &[&acting.agent, &acting.principal])}</b></p> }
                    <p>{if state == Overall::Carried { carry::SIGNED_ON } else { words::SENT_ON }.with(lang, &[&when])}</p>
                    <p>{lead(state).of(lang)}</p>
                </div>
            </div>
            <p class="unseen" role="status">{(*progress).as_ref().map(|step| step.words(lang))}</p>
            if submission.is_with_person() {
                <Carried submission={submission.clone()} />
                {task.button(Kind::Plain, carry::CARRIED_NOW, lang, ask)}
                {task.report(lang)}
            } else if waiting {
                <Banner tone={Tone::Warn} icon={Shape::Clock} actions={html! {
                    {task.button(Kind::Small, words::ASK_NOW, lang, ask)}
                }}>
                    <p>{words::WAITING_HINT.of(lang)}</p>
                </Banner>
                {task.report(lang)}
            }
            if submission.filings.len() > 1 { <Overview submission={submission.clone()} /> }
            // At a kiosk nobody comes back to it.
            if !history::is_kiosk() { <Cases submission={submission.clone()} /> }
            {for submission.filings.iter().map(|filing| html! {
                <Office key={filing.id.clone()} submission={submission.clone()} filing={filing.clone()} />
            })}
            if !history::is_kiosk() { <Again submission={submission.clone()} /> }
            <div class="step-foot">
                // A kiosk has its own paper, and no certificates to go back to.
                if !history::is_kiosk() { <Button kind={Kind::Plain} onclick={Callback::from(|_| page::print())}>{words::PRINT.of(lang)}</Button> }
                if is_open && submission.filings.iter().any(|filing| filing.stage == Stage::NeedsYou) {
                    <Link to={draft} class="btn">{words::EDIT_AGAIN.of(lang)}</Link>
                } else if is_open && state == Overall::Partly && !waiting {
                    // The page was gone in between: what is not signed waits for a press.
                    <Link to={draft} class="btn">{words::SEND_THE_REST.of(lang)}</Link>
                }
                if !history::is_kiosk() { <Link to={Route::Home} class="btn ghost">{words::TO_CERTIFICATES.of(lang)}</Link> }
            </div>
            <p class="unseen">{common::PRODUCT.of(lang)}{" "}{form_words::VERSION.of(lang)}</p>
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CarriedProps {
    submission: Submission,
}

/// Where the signed filing waits to be carried, and until when.
#[component]
fn Carried(props: &CarriedProps) -> Html {
    let lang = use_lang();
    let one = &props.submission;
    let Some(end) = one.carried_until() else { return Html::default() };
    let until = intl::date_time(cert_verify::UnixTime::from_seconds(end), lang);
    let carried = one.filings.iter().filter(|filing| filing.stage == Stage::Sending);
    let offices: Vec<String> = carried.map(|filing| filing.office.pick(lang).text).collect();
    let offices = offices.join(common::LIST_SEPARATOR.of(lang));
    if end <= clock::now().seconds() {
        return html! { <Banner tone={Tone::Warn} icon={Shape::Clock}>{carry::CARRIED_OVER.with(lang, &[&until])}</Banner> };
    }
    html! {
        <section class="form-panel carried" aria-labelledby="carried-title">
            <h2 id="carried-title">{carry::CARRIED_TITLE.of(lang)}</h2>
            <p>{carry::CARRIED_TEXT.with(lang, &[&until, &offices])}</p>
            <p><Link to={Route::Carry(one.id.clone())} class="btn">{carry::CARRIED_OPEN.of(lang)}</Link></p>
            <p class="small-print">{carry::CARRIED_DONE.with(lang, &[&offices])}</p>
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CasesProps {
    submission: Submission,
}

/// What became of it. Just after the receipt there is nothing to hear, and nothing is fetched to hear it.
#[component]
fn Cases(props: &CasesProps) -> Html {
    let (lang, wanted) = (use_lang(), use_state_eq(|| false));
    let filings = &props.submission.filings;
    if !filings.iter().any(news::can_ask) {
        return Html::default();
    }
    let age = clock::now().seconds().saturating_sub(props.submission.created);
    let is_old = age >= news::LEAST_SECONDS;
    if *wanted || is_old || filings.iter().any(|filing| filing.news.heard_at.is_some()) {
        return html! { <Loaded part={&ASIDE} quiet=true /> };
    }
    let follow = Callback::from(move |_: MouseEvent| wanted.set(true));
    html! {
        <section class="office news no-print" aria-labelledby="case-later">
            <h2 id="case-later">{case_words::TITLE.of(lang)}</h2>
            <p>{case_words::FOLLOW_HINT.of(lang)}</p>
            <Button kind={Kind::Plain} onclick={follow}>{case_words::FOLLOW.of(lang)}</Button>
        </section>
    }
}

fn lead(state: Overall) -> Text {
    if state == Overall::Carried {
        return carry::CARRIED_LEAD;
    }
    if state == Overall::Refused {
        return words::SENT_LEAD_REFUSED;
    }
    match (history::is_kiosk(), state == Overall::Sent) {
        (true, true) => kiosk_words::SENT_LEAD,
        (true, false) => kiosk_words::SENT_LEAD_WAITING,
        (false, true) => words::SENT_LEAD,
        (false, false) => words::SENT_LEAD_WAITING,
    }
}

fn unknown(lang: Lang) -> Html {
    html! {
        <Page title={words::SENT_UNKNOWN.of(lang)} narrow=true>
            <div class="stop">
                <p>{words::SENT_UNKNOWN_HINT.of(lang)}</p>
                <Link to={Route::Home} class="btn">{words::TO_CERTIFICATES.of(lang)}</Link>
            </div>
        </Page>
    }
}

fn tell(progress: &UseStateHandle<Option<Underway>>) -> Callback<Underway> {
    let progress = progress.clone();
    Callback::from(move |step: Underway| progress.set(Some(step)))
}

/// Asks the office now instead of at the time that was planned.
async fn ask_again(
    desk: Desk,
    submission: Submission,
    progress: UseStateHandle<Option<Underway>>,
) -> TaskState {
    // What is carried stays so when nothing can be sent.
    if submission.is_with_person() && !page::is_online() {
        return TaskState::Warned(words::ASKED_NO_ANSWER);
    }
    let outcome = send::run(&desk, &submission.draft, Delivery::asked(&submission.id), None).await;
    progress.set(None);
    match outcome {
        Ending::Waiting(..) | Ending::Busy => TaskState::Warned(words::ASKED_NO_ANSWER),
        // The page itself says what the office said.
        _ => TaskState::Idle,
    }
}

/// How the whole submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overall {
    Sent,
    /// Every office has it, and every one has said no.
    Refused,
    /// Signed, and with the person, who carries it to a counter.
    Carried,
    Partly,
    Waiting,
    NeedsYou,
}

impl Overall {
    const fn shape(self) -> Shape {
        match self {
            Self::Sent => Shape::Tick,
            Self::Refused => Shape::Alert,
            Self::Carried | Self::Partly | Self::Waiting | Self::NeedsYou => Shape::Clock,
        }
    }

    fn title(self, lang: Lang) -> AttrValue {
        match self {
            Self::Sent | Self::Refused => words::SENT_TITLE_SENT,
            Self::Carried => carry::CARRIED_STATE,
            Self::Partly => words::SENT_TITLE_PARTLY,
            Self::Waiting => words::SENT_TITLE_WAITING,
            Self::NeedsYou => words::STATUS_NEEDS_YOU,
        }
        .of(lang)
        .into()
    }
}

fn overall(submission: &Submission) -> Overall {
    let has = |stage: Stage| submission.filings.iter().any(|filing: &Filing| filing.stage == stage);
    let is_refused = |one: &Filing| {
        let at_once = one.accepted.as_ref().is_some_and(|accepted| accepted.status == "rejected");
        match news::state(&one.news) {
            Some(said) => said == State::Refused,
            None => at_once,
        }
    };
    if submission.all_sent() && submission.filings.iter().all(is_refused) {
        Overall::Refused
    } else if submission.all_sent() {
        Overall::Sent
    } else if has(Stage::Sent) {
        Overall::Partly
    } else if submission.is_with_person() {
        Overall::Carried
    } else if has(Stage::Sending) {
        Overall::Waiting
    } else {
        Overall::NeedsYou
    }
}
