//! One case as a timeline.

use cert_app::route::Route;
use cert_app::sending::news;
use cert_app::state::Action;
use cert_app::wallet::{Filing, Submission};
use cert_app::words::local::PerLanguage;
use cert_app::words::values::isolated;
use cert_app::words::{Lang, Text, case as words};
use cert_fill::progress::{State, Statement};
use cert_fill::{LocalText, Pointer};
use cert_verify::UnixTime;
use gloo::timers::callback::Timeout;
use serde_json::Value;
use yew::prelude::*;

use super::ask::ask;
use super::standing::standing;
use crate::ui::browser::{clock, files, intl, navigate, page, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Icon, Kind, Link, Problem, Shape, TaskState, Tone, use_task,
};
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    pub submission: Submission,
    pub filing: Filing,
    /// Whether the page shows other offices too, so that this one's name has to be said.
    pub named: bool,
}

/// What the office has said, when it was asked, and what can be done.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let (app, lang, task) = (use_app(), use_lang(), use_task());
    let (wallet, evidence) = (use_wallet(), use_evidence());
    let wrong = use_asking(props);
    let (filing, told) = (&props.filing, news::said(&props.filing.news));
    let press = {
        let (task, of, wrong) = (task.clone(), ids(props), wrong.clone());
        Callback::from(move |_: MouseEvent| {
            let (wallet, evidence, of) = (wallet.clone(), evidence.clone(), of.clone());
            let wrong = wrong.clone();
            task.run(words::ASKING, lang, async move {
                let answer = ask(&wallet, &evidence, (&of.0, &of.1)).await;
                wrong.set(answer.as_ref().err().cloned());
                match answer {
                    Ok(true) | Err(_) => TaskState::Idle,
                    Ok(false) => TaskState::Warned(words::NO_ANSWER),
                }
            });
        })
    };
    let id = format!("case-{}", filing.id);
    let office = filing.office.pick(lang).text;
    html! {
        <section class="office news" aria-labelledby={id.clone()}>
            <h2 {id}>{if props.named { words::OF.with(lang, &[&office]) } else { words::TITLE.of(lang).to_owned() }}</h2>
            if told.is_empty() {
                <p>{words::NOTHING_YET.of(lang)}</p>
            } else {
                <ol class="timeline">{for told.iter().map(|says| line(says, &props.submission, lang))}</ol>
            }
            {standing(&props.submission, filing, lang)}
            {age(filing, app.online, lang)}
            if let Some(code) = &*wrong { <Problem code={code.clone()} tone={Tone::Warn} /> }
            <Next props={props.clone()} last={told.last().map(|says| says.state.as_str().to_owned())} />
            {task.report(lang)}
            <div class="row no-print">
                {task.button(Kind::Plain, words::ASK, lang, press)}
                if !told.is_empty() {
                    <Button kind={Kind::Plain} onclick={save(filing)}>{words::SAVE.of(lang)}</Button>
                }
            </div>
            if !told.is_empty() { <p class="hint no-print">{words::SAVE_HINT.of(lang)}</p> }
        </section>
    }
}

fn ids(props: &TimelineProps) -> (String, String) {
    (props.submission.id.clone(), props.filing.id.clone())
}

/// Asks when the page opens, when the network comes back, and once a minute while somebody looks. What went
/// wrong last is handed back.
#[hook]
fn use_asking(props: &TimelineProps) -> UseStateHandle<Option<String>> {
    let (app, wallet, evidence) = (use_app(), use_wallet(), use_evidence());
    let (wrong, round) = (use_state_eq(|| None::<String>), use_state(|| 0_u32));
    let ready = app.is_open() && app.online && evidence.is_loaded();
    {
        let (wrong, of, filing) = (wrong.clone(), ids(props), props.filing.clone());
        let (opened, busy) = (use_mut_ref(|| false), use_mut_ref(|| false));
        use_effect_with((ready, *round, filing.news.heard_at), move |(ready, ..)| {
            let now = clock::now().seconds();
            // Who opens the page wants to know now, unless the office asked for patience.
            let is_first = *ready && !opened.replace(true);
            let patience = filing.news.not_before.saturating_sub(now).max(0);
            let wait = if is_first { patience } else { news::wait(&filing, now) };
            let milliseconds = u32::try_from(wait.saturating_mul(1_000)).unwrap_or(u32::MAX);
            let timer = ready.then(|| {
                Timeout::new(milliseconds, move || {
                    promise::spawn(async move {
                        // On a slow line the next minute comes before the answer: one question at a time.
                        if busy.replace(true) {
                            return;
                        }
                        if page::is_visible() {
                            let answer = ask(&wallet, &evidence, (&of.0, &of.1)).await;
                            wrong.set(answer.err());
                        }
                        busy.replace(false);
                        // Not before a minute has passed, whatever came of it.
                        clock::pause(LEAST_MILLISECONDS).await;
                        round.set(*round + 1);
                    });
                })
            });
            move || drop(timer)
        });
    }
    wrong
}

const LEAST_MILLISECONDS: u32 = 60_000;

fn line(says: &Statement, submission: &Submission, lang: Lang) -> Html {
    let (class, shape, state) = match &says.state {
        State::Received => ("", Shape::Tick, words::RECEIVED.of(lang).to_owned()),
        State::Checking => ("", Shape::Clock, words::CHECKING.of(lang).to_owned()),
        State::Waiting => ("wait", Shape::Alert, words::WAITING.of(lang).to_owned()),
        State::WaitingForOffice => {
            ("", Shape::Clock, words::WAITING_FOR_OFFICE.of(lang).to_owned())
        }
        State::Accepted => ("", Shape::Seal, words::ACCEPTED.of(lang).to_owned()),
        State::Refused => ("bad", Shape::Cross, words::REFUSED.of(lang).to_owned()),
        State::Other(name) => ("", Shape::Dash, words::OTHER.with(lang, &[name])),
    };
    let said = |text: &LocalText| PerLanguage::from(text).pick(lang);
    let remedy = says.reason.as_ref().and_then(|reason| reason.remedy.as_ref()).map(said);
    html! {
        <li {class}>
            <Icon {shape} />
            <div>
                <p><b>{state}</b>{" "}<span class="small">{intl::date_time(says.at, lang)}</span></p>
                if let Some(reason) = &says.reason { <p><Said words={said(&reason.text)} /></p> }
                if let Some(note) = &says.note {
                    <p class="own">{words::NOTE.with(lang, &[&isolated(note)])}</p>
                }
                {values(&says.produced, words::GAVE, submission, lang)}
                {values(&says.took, words::TOOK, submission, lang)}
                if let Some(remedy) = remedy { <p>{words::REMEDY.with(lang, &[&remedy.text])}</p> }
            </div>
        </li>
    }
}

/// Values that go from one office to another, by the names that the form gives them.
fn values(values: &[(Pointer, Value)], words: Text, submission: &Submission, lang: Lang) -> Html {
    let expected = || submission.filings.iter().flat_map(|filing| &filing.produces);
    values
        .iter()
        .map(|(at, value)| {
            let known = expected().find(|one| one.at == at.to_string());
            let label = known.map(|one| one.label.pick(lang).text).unwrap_or_default();
            let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            html! { <p>{words.with(lang, &[&label, &shown])}</p> }
        })
        .collect()
}

/// How old the news are.
fn age(filing: &Filing, online: bool, lang: Lang) -> Html {
    let Some(heard) = filing.news.heard_at else { return Html::default() };
    let when = intl::date_time(UnixTime::from_seconds(heard), lang);
    let text = if online { words::HEARD_AT } else { words::OFFLINE };
    html! { <p class="small">{text.with(lang, &[&when])}</p> }
}

#[derive(Clone, PartialEq, Properties)]
struct NextProps {
    props: TimelineProps,
    last: Option<String>,
}

/// What to press after what was said last.
#[component]
fn Next(next: &NextProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let news = &next.props.filing.news;
    let taken = news.taken.clone().filter(|id| app.data.certificate(id).is_some());
    if let Some(id) = taken {
        let link = html! { <Link to={Route::Certificate(id)} class={Kind::Small.class()}>{words::SEE_TAKEN.of(lang)}</Link> };
        let replaces =
            app.data.certificates.iter().any(|one| {
                one.replaced.as_ref().is_some_and(|by| news.taken.as_ref() == Some(&by.by))
            });
        let taken = if replaces { words::TAKEN } else { words::TAKEN_FIRST };
        return html! { <Banner tone={Tone::Good} actions={link}>{taken.of(lang)}</Banner> };
    }
    if let Some(offer) = news.offer.clone() {
        let take = Callback::from(move |_: MouseEvent| {
            app.dispatch(Action::Offer(Some(offer.clone())));
            navigate(&Route::Add);
        });
        return html! {
            <div class="take">
                <p>{words::TAKE_HINT.of(lang)}</p>
                <Button icon={Shape::Seal} onclick={take}>{words::TAKE.of(lang)}</Button>
            </div>
        };
    }
    let again = next.last.as_deref().map(State::of);
    // What was closed because the first office said no is filed again with the whole.
    let filing = &next.props.filing;
    let is_first = !filing.late.iter().any(|late| {
        let mut others = next.props.submission.filings.iter().filter(|one| one.id == late.from);
        others.any(|first| news::state(&first.news) == Some(State::Refused))
    });
    if again == Some(State::Refused) && is_first {
        let form = Route::Service(next.props.submission.form.clone());
        return html! { <p class="no-print"><Link to={form} class={Kind::Main.class()}>{words::AGAIN.of(lang)}</Link></p> };
    }
    Html::default()
}

fn save(filing: &Filing) -> Callback<MouseEvent> {
    let (file, case_no) =
        (news::file(filing), filing.accepted.as_ref().map(|one| one.case_no.clone()));
    Callback::from(move |_: MouseEvent| {
        let Some(file) = &file else { return };
        let plain = |sign: &char| sign.is_ascii_alphanumeric() || *sign == '-';
        let name: String = case_no.iter().flat_map(|number| number.chars()).filter(plain).collect();
        files::save(&format!("case-{name}.json"), "application/json", &file.to_bytes());
    })
}
