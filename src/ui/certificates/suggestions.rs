//! What to do next: what is the case, why, where it stands, and one press to start, to put it off or
//! not to see it again.

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::sending::history::{Past, PastState};
use cert_app::suggestions::{Contradiction, Grounds, Suggested};
use cert_app::trust::checking::Checked;
use cert_app::wallet::kinds;
use cert_app::wallet::{PutOff, Submission};
use cert_app::words::{Lang, carry, common, for_others, home as words, local};
use cert_verify::{Report, UnixTime};
use yew::prelude::*;

use crate::ui::browser::{clock, intl, page};
use crate::ui::ctx::{Evidence, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Kind, Link, TaskState, use_task};
use crate::ui::parts::before::newest_of;
use crate::ui::parts::use_others;

/// As many are shown at once; with more nothing would stand out.
const SHOWN: usize = 3;

/// The most urgent, the others behind one press, and what was put away.
#[component]
pub fn Suggestions() -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let now = clock::now();
    // What was replaced needs nothing any more.
    let (current, _) = app.data.now_and_before();
    let checked = current.into_iter();
    let checked = checked
        .filter_map(|stored| Some((stored.id.clone(), evidence.checked(&stored.id)?)))
        .collect();
    let (city, others) = (evidence.city(), use_others());
    let grounds = Grounds { held: checked, others, city, now, lang };
    let held: Vec<(String, Rc<Checked>)> = grounds.held.clone();
    let held: Vec<(&str, &Report)> =
        held.iter().map(|(id, one)| (id.as_str(), &one.report)).collect();
    let found = use_memo(grounds, Grounds::found);
    let (all, conflicts) = &*found;
    let is_put_off = |one: &Rc<Suggested>| {
        app.data.put_off.iter().any(|off| off.what == one.key && off.is_now(now))
    };
    let (away, mut all): (Vec<_>, Vec<_>) = all.iter().cloned().partition(is_put_off);
    let more = all.split_off(all.len().min(SHOWN));
    let show = |one: Rc<Suggested>| {
        let key = one.key.clone();
        html! { <Suggestion {key} {one} /> }
    };
    let count = more.len().to_string();
    html! {
        <>
            {for conflicts.iter().map(|one| conflict(one, &held, &evidence, lang))}
            {for all.into_iter().map(show)}
            if !more.is_empty() {
                <details class="due-more">
                    <summary>{words::MORE_DUE.with(lang, &[&count])}</summary>
                    {for more.into_iter().map(show)}
                </details>
            }
            if !away.is_empty() {
                <Away keys={away.iter().map(|one| one.key.clone()).collect::<Vec<_>>()} />
            }
        </>
    }
}

/// What contradicts, side by side, with who says it and what to do; nothing is chosen.
fn conflict(
    one: &Contradiction,
    held: &[(&str, &Report)],
    evidence: &Evidence,
    lang: Lang,
) -> Html {
    let side = |(id, claim, value): &(String, String, String)| {
        let report = held.iter().find(|(known, _)| known == id).map(|(_, report)| *report);
        let vct = report.and_then(Report::credential_type).unwrap_or_default();
        let kind = evidence.kind(vct);
        let path: Vec<String> = claim.split('/').map(str::to_owned).collect();
        let label = kind.as_deref().and_then(|kind| kind.label(&path));
        let label = label.map_or_else(|| claim.clone(), |label| label.pick(lang).text);
        let name = kinds::type_name(kind.as_deref(), vct, lang);
        let issuer = report.and_then(|report| report.issuer_name(lang.tag())).unwrap_or_default();
        html! {
            <li>
                <Link to={Route::Certificate(id.clone())}>{name}</Link>
                {format!(" · {label} ")}<b>{value.clone()}</b>
                <p class="small-print">{words::CONFLICT_ISSUED.with(lang, &[issuer])}</p>
            </li>
        }
    };
    html! {
        <section class="due conflict">
            <h2>{one.title.clone()}</h2>
            <ul>{for one.said.iter().map(side)}</ul>
            {for one.lines.iter().map(|line| html! { <p>{line.clone()}</p> })}
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct SuggestionProps {
    one: Rc<Suggested>,
}

#[component]
fn Suggestion(props: &SuggestionProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let (wallet, task) = (use_wallet(), use_task());
    let one = props.one.clone();
    let name = one.vct.as_deref().map(|vct| {
        let name = kinds::type_name(evidence.kind(vct).as_deref(), vct, lang);
        local::in_sentence(&name, lang)
    });
    let name = name.unwrap_or_default();
    let past = one.date.and_then(|(date, _)| {
        let end = UnixTime::parse_rfc3339(&format!("{date}T00:00:00+08:00"))?;
        let is_theirs =
            |sent: &Submission| sent.whom.as_ref().map(|whom| &whom.name) == one.about.as_ref();
        let past = newest_of(&app, &one.services.first()?.0, is_theirs)?;
        past.is_for_period_ending(end.seconds()).then_some(past)
    });
    if let Some(past) = past {
        return renewal_sent(&past, &one.key, &name, lang);
    }
    let title = title(&one, &name, lang);
    let put_off = |off: PutOff| {
        let (wallet, task, title) = (wallet.clone(), task.clone(), title.clone());
        Callback::from(move |_: MouseEvent| {
            let (wallet, off, title) = (wallet.clone(), off.clone(), title.clone());
            task.run(common::WORKING, lang, async move {
                let now = clock::now();
                match wallet.update(|data| data.put_off(off.clone(), now)).await {
                    Ok(()) => {
                        page::announce(&words::PUT_OFF.with(lang, &[&title]));
                        page::focus("main h1");
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let now = clock::now();
    let (later, never) = (put_off(one.later(now)), put_off(one.never()));
    let id = format!("due-{}", one.key);
    html! {
        <section class="due" aria-labelledby={id.clone()}>
            <div class="due-line">
                <div>
                    if let Some(name) = &one.about { <p class="small-print">{for_others::ABOUT.with(lang, &[name])}</p> }
                    <h2 {id}>{title}</h2><p>{one.text.clone()}</p>
                </div>
                {start(&one, lang)}
            </div>
            {task.report(lang)}
            <div class="due-more">
                <details>
                    <summary>{words::WHY.of(lang)}</summary>
                    <p>{reason(&one, &name, lang)}</p>
                    {for one.reasons.iter().map(|line| html! { <p>{line}</p> })}
                </details>
                <div class="row">
                    {task.button(Kind::Small, words::LATER, lang, later)}
                    {task.button(Kind::Small, words::NOT_AGAIN, lang, never)}
                </div>
            </div>
        </section>
    }
}

/// The services that there are; one alone needs no name.
fn start(one: &Suggested, lang: Lang) -> Html {
    match one.services.as_slice() {
        [(address, _)] => html! {
            <Link to={Route::Service(address.clone())} class={Kind::Main.class()}>{words::START.of(lang)}</Link>
        },
        several => html! {
            {for several.iter().map(|(address, title)| html! {
                <Link to={Route::Service(address.clone())} class={Kind::Plain.class()}>{title.clone()}</Link>
            })}
        },
    }
}

fn title(one: &Suggested, name: &str, lang: Lang) -> String {
    match (&one.title, one.date) {
        (Some(title), _) => title.clone(),
        (None, Some((_, 0))) => words::DUE_TODAY.with(lang, &[name]),
        (None, Some((_, days @ 1..))) => words::DUE_IN.with(lang, &[name, &days.to_string()]),
        (None, Some((_, days))) => {
            words::DUE_SINCE.with(lang, &[name, &days.unsigned_abs().to_string()])
        }
        (None, None) => name.to_owned(),
    }
}

fn reason(one: &Suggested, name: &str, lang: Lang) -> String {
    match one.date {
        Some((date, _)) => {
            words::WHY_REASON.with(lang, &[name, &intl::iso_date(&date.to_string(), lang)])
        }
        None => words::WHY_HERE.of(lang).to_owned(),
    }
}

#[derive(PartialEq, Properties)]
struct AwayProps {
    keys: Vec<String>,
}

/// What was put away, and the way to have it back.
#[component]
fn Away(props: &AwayProps) -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let back = {
        let (task, keys) = (task.clone(), props.keys.clone());
        Callback::from(move |_: MouseEvent| {
            let (wallet, keys) = (wallet.clone(), keys.clone());
            task.run(common::WORKING, lang, async move {
                match wallet
                    .update(|data| data.put_off.retain(|off| !keys.contains(&off.what)))
                    .await
                {
                    Ok(()) => {
                        page::announce(words::BROUGHT_BACK.of(lang));
                        page::focus("main h1");
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    html! {
        <>
            {task.report(lang)}
            <p class="due-away small-print">
                {words::PUT_AWAY.with(lang, &[&props.keys.len().to_string()])}{" "}
                {task.button(Kind::Small, words::BRING_BACK, lang, back)}
            </p>
        </>
    }
}

/// The renewal is on its way: nothing urges any more.
fn renewal_sent(past: &Past, key: &str, name: &str, lang: Lang) -> Html {
    let (done, title, link) = match &past.state {
        PastState::Sent(cases) => {
            let cases = cases.join(common::LIST_SEPARATOR.of(lang));
            (true, words::DUE_SENT.with(lang, &[name, &cases]), words::DUE_LOOK)
        }
        PastState::Carried(until) if *until > clock::now().seconds() => {
            let until = intl::date(UnixTime::from_seconds(*until), lang);
            (false, carry::DUE_CARRIED.with(lang, &[name, &until]), words::DUE_LOOK_AT)
        }
        PastState::Waiting => (false, words::DUE_WAITING.with(lang, &[name]), words::DUE_LOOK_AT),
        PastState::Carried(_) | PastState::NeedsYou => {
            (false, words::DUE_NEEDS_YOU.with(lang, &[name]), words::DUE_LOOK_AT)
        }
    };
    let day = intl::date(UnixTime::from_seconds(past.sent_at), lang);
    let id = format!("due-{key}");
    html! {
        <section class={classes!("due", done.then_some("done"))} aria-labelledby={id.clone()}>
            <div class="due-line">
                <div>
                    <h2 {id}>{title}</h2>
                    if done { <p>{words::DUE_SENT_TEXT.with(lang, &[&day])}</p> }
                </div>
                <Link to={Route::Sent(past.id.clone())} class={if done { Kind::Plain } else { Kind::Main }.class()}>{link.of(lang)}</Link>
            </div>
        </section>
    }
}
