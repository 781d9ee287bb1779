//! What waits for whom: a filing that needs another office's decision, and all offices of one submission at a
//! glance.

use cert_app::sending::news;
use cert_app::sending::passing::{self, Awaiting};
use cert_app::sending::receipt::Confirmation;
use cert_app::wallet::{Filing, Stage, Submission};
use cert_app::words::{Lang, carry, case as words, form_check};
use cert_fill::progress::State;
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::{clock, intl};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Icon, Problem, Shape, Tone};
use crate::ui::parts::Said;

/// China has one time zone.
const SHANGHAI_SECONDS: i64 = 28_800;

/// For whom a filing waits, and what happens without the person; after the day that the office named, whom to
/// ask.
pub fn standing(submission: &Submission, filing: &Filing, lang: Lang) -> Html {
    let name = |of: &Filing| of.office.pick(lang).text;
    let number = |of: &Filing| {
        of.accepted.as_ref().map(|accepted| accepted.case_no.clone()).unwrap_or_default()
    };
    match passing::standing(submission, filing) {
        None => Html::default(),
        Some(Awaiting::Waits(from)) => match overdue(from, lang) {
            Some(day) => {
                let text = words::OVERDUE.with(lang, &[&day, &name(from), &number(from)]);
                html! { <Banner tone={Tone::Warn}><p>{text}</p></Banner> }
            }
            None => {
                html! { <p class="hint">{words::PASSED_WHEN_OPEN.with(lang, &[&name(from)])}</p> }
            }
        },
        Some(Awaiting::OnItsWay(from)) => {
            html! { <p class="hint">{words::PASSING.with(lang, &[&name(from)])}</p> }
        }
        Some(Awaiting::NotTaken(_, code)) => html! {
            <>
                <Problem code={code.to_owned()} tone={Tone::Warn} />
                <p>{words::NOT_PASSED.with(lang, &[&name(filing), &number(filing)])}</p>
            </>
        },
        Some(Awaiting::Stuck(from, error)) => html! {
            <>
                <Problem code={error.as_str()} tone={Tone::Warn} />
                <p>{words::ASK_OFFICE.with(lang, &[&name(from), &number(from)])}</p>
            </>
        },
    }
}

/// The day by which an office wanted to decide, when it is over.
fn overdue(filing: &Filing, lang: Lang) -> Option<String> {
    let by = Confirmation::read(&filing.accepted.as_ref()?.claims).next?.by?;
    let today = clock::now().seconds().saturating_add(SHANGHAI_SECONDS);
    let today = UnixTime::from_seconds(today).to_string();
    // Dates such as 2026-12-07 stand in the order of time.
    (today.split('T').next()? > by.as_str()).then(|| intl::iso_date(&by, lang))
}

#[derive(Clone, PartialEq, Properties)]
pub struct OverviewProps {
    pub submission: Submission,
}

/// One line for each office: where its part stands and for whom it waits.
#[component]
pub fn Overview(props: &OverviewProps) -> Html {
    let lang = use_lang();
    let submission = &props.submission;
    let done = submission.filings.iter().filter(|one| is_decided(one)).count();
    let of = submission.filings.len();
    html! {
        <section class="office overview" aria-labelledby="overview">
            <h2 id="overview">{words::OVERVIEW.of(lang)}</h2>
            <p>{words::DECIDED.with(lang, &[&of.to_string(), &done.to_string()])}</p>
            <ul class="offices">
                {for submission.filings.iter().map(|filing| {
                    let (class, shape, state) = state(submission, filing, lang);
                    html! {
                        <li {class}>
                            <Icon {shape} />
                            <div>
                                <p><b><Said words={filing.office.pick(lang)} /></b></p>
                                <p class="small">{state}</p>
                            </div>
                        </li>
                    }
                })}
            </ul>
        </section>
    }
}

fn is_decided(filing: &Filing) -> bool {
    news::state(&filing.news).is_some_and(|state| state.is_decision())
}

fn state(submission: &Submission, filing: &Filing, lang: Lang) -> (&'static str, Shape, String) {
    let name = |id: &str| {
        let other = submission.filings.iter().find(|other| other.id == id);
        other.map(|other| other.office.pick(lang).text).unwrap_or_default()
    };
    match filing.stage {
        Stage::Sent => {}
        Stage::Sending if submission.is_with_person() => {
            return ("wait", Shape::Clock, carry::CARRIED_STATE.of(lang).into());
        }
        Stage::Sending => {
            return ("wait", Shape::Clock, form_check::STATUS_SENDING.of(lang).into());
        }
        Stage::NeedsYou => {
            return ("bad", Shape::Alert, form_check::STATUS_NEEDS_YOU.of(lang).into());
        }
        Stage::Reviewed | Stage::Signed => {
            let mut before = submission.filings.iter();
            let is_before =
                |one: &&Filing| filing.depends_on.contains(&one.id) && one.stage != Stage::Sent;
            let text = match before.find(is_before) {
                Some(first) => words::NOT_SENT_UNTIL.with(lang, &[&name(&first.id)]),
                None => form_check::STATUS_NOT_SENT.of(lang).into(),
            };
            return ("wait", Shape::Dash, text);
        }
    }
    match passing::standing(submission, filing) {
        Some(Awaiting::Waits(from)) => {
            ("", Shape::Clock, words::WAITS_FOR.with(lang, &[&name(&from.id)]))
        }
        Some(Awaiting::OnItsWay(from)) => {
            ("", Shape::Clock, words::PASSING.with(lang, &[&name(&from.id)]))
        }
        Some(Awaiting::NotTaken(..)) => {
            ("wait", Shape::Alert, words::NOT_PASSED_SHORT.of(lang).into())
        }
        Some(Awaiting::Stuck(from, _)) => {
            ("wait", Shape::Alert, words::STUCK_SHORT.with(lang, &[&name(&from.id)]))
        }
        None => said(filing, lang),
    }
}

/// What the office itself said last.
fn said(filing: &Filing, lang: Lang) -> (&'static str, Shape, String) {
    let told = news::said(&filing.news);
    let took = told.iter().any(|says| !says.took.is_empty());
    let (class, shape, text) = match told.last().map(|says| &says.state) {
        Some(State::Checking) => ("", Shape::Clock, words::CHECKING),
        Some(State::Waiting) => ("wait", Shape::Alert, words::WAITING),
        Some(State::WaitingForOffice) => ("", Shape::Clock, words::WAITING_FOR_OFFICE),
        Some(State::Accepted) => ("good", Shape::Seal, words::ACCEPTED),
        Some(State::Refused) => ("bad", Shape::Cross, words::REFUSED),
        Some(State::Other(name)) => {
            return ("", Shape::Dash, words::OTHER.with(lang, &[name]));
        }
        Some(State::Received) if took => ("", Shape::Tick, words::TOOK_ALL),
        Some(State::Received) | None => ("", Shape::Tick, words::RECEIVED),
    };
    (class, shape, text.of(lang).to_owned())
}
