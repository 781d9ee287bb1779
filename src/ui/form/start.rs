//! The start page: who asks, what for, what is needed, how long, and that nothing
//! leaves the device before Send (rules C1 and C2).

use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::filling::consent::separator;
use cert_app::filling::session::Session;
use cert_app::filling::{build, display, known};
use cert_app::route::Route;
use cert_app::sending::again;
use cert_app::sending::history::Past;
use cert_app::state::State;
use cert_app::wallet::Way;
use cert_app::words::values::Readings;
use cert_app::words::{Lang, again as again_words, form as words};
use cert_fill::{Form, Held, Pointer, Whom};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::changed::new_edition;
use super::flow::{Flow, today};
use super::kept::KeptDrafts;
use super::names::{use_held, use_held_for, use_names};
use super::needs::{FormRc, Needs};
use super::unlock::Unlock;
use super::whom::{self, ForWhom, OnlyOneself, use_for_whom};
use crate::ui::browser::{clock, intl, navigate};
use crate::ui::ctx::{use_app, use_evidence, use_lang};
use crate::ui::elements::{Banner, Icon, Link, Page, Shape, Tone};
use crate::ui::parts::Said;
use crate::ui::parts::before::{before, newest_of};

/// Minutes per step, for forms that do not say how long they take.
const MINUTES_PER_STEP: u64 = 1;

#[derive(Clone, PartialEq, Properties)]
pub struct StartProps {
    pub flow: Flow,
}

/// The page.
#[component]
pub fn FormStart(props: &StartProps) -> Html {
    // The kept draft is in the vault.
    let _vault = use_app();
    let (app, all, lang) = (use_app(), use_held(), use_lang());
    let flow = &props.flow;
    let form = flow.form.clone();
    let for_whom = use_for_whom(&form, &all);
    let whom = for_whom.now().flatten();
    let held = use_held_for(whom.clone());
    // A trial filling: how much would come from certificates, and what blocks.
    let book = &app.data.address_book;
    let depends =
        (form.integrity().to_owned(), Rc::as_ptr(&held) as usize, book.clone(), whom.clone());
    let trial = use_memo(depends, |(_, _, _, whom)| {
        let (form, held, now) = (form.clone(), held.clone(), clock::now().seconds());
        let way = Way::Certificates;
        let mut trial = Session::start(form, held, way, whom.clone(), today(), now);
        let known = known::to_fill(&trial, book);
        trial.take_known(&known, now);
        trial
    });
    let names = use_names(trial.types());
    let kept = flow.kept();
    let has_draft = for_whom.has_one_of(&kept);
    let title = build::said(form.title(), lang);
    let ineligible = trial.ineligible(Some(""), today()).is_some();
    let blocked = trial.blocked();
    let start = |way: Way| {
        let (flow, held, whom) = (flow.clone(), held.clone(), whom.clone());
        Callback::from(move |_: MouseEvent| {
            let (whom, held) = (whom.clone(), held.clone());
            flow.switch(move |flow| {
                flow.start(way, whom, held);
                go_to_first(flow);
            });
        })
    };
    let next = if has_draft {
        whom::has_draft(&for_whom, lang)
    } else if for_whom.is_nobody() {
        whom::nobody(&form, &names, lang)
    } else if for_whom.now().is_none() {
        Html::default()
    } else if let Some((at, queries)) = blocked.first() {
        missing(&form, &names, at, queries, lang)
    } else if ineligible {
        html! { <div class="step-foot"><button type="button" class="btn" onclick={start(Way::Certificates)}>{words::CONTINUE.of(lang)}</button></div> }
    } else {
        html! {
            <>
                <h2 id="ways">{words::HOW_TO_FILL.of(lang)}</h2>
                <div class="ways" role="group" aria-labelledby="ways">
                    <Again flow={flow.clone()} whom={whom.clone()} />
                    {ways(&trial, start(Way::Certificates), start(Way::Typing), lang)}
                </div>
            </>
        }
    };
    html! {
        <Page title={title.text.clone()} narrow=true back={Route::Services}
            lead={form.summary().map(|summary| AttrValue::from(build::said(summary, lang).text))}>
            <KeptDrafts flow={flow.clone()} {kept} is_required={for_whom.is_required()} chosen={for_whom.now()} />
            if let Some(past) = past(&app, flow, &for_whom) { {before(&past, lang)} }
            <div class="promise">
                <Icon shape={Shape::Lock} />
                <div><p><b>{words::STAYS_HERE.of(lang)}</b></p><p>{words::CHECKED_HERE.of(lang)}</p></div>
            </div>
            <p class="lead">{duration(&form, lang)}</p>
            <OnlyOneself flow={flow.clone()} />
            {whom::choice(&for_whom, &form, &names, lang)}
            {what_you_need(&form, &held, &names, whom.as_ref(), lang)}
            {next}
            <section class="form-panel" aria-labelledby="facts">
                <h2 id="facts">{words::ABOUT.of(lang)}</h2>
                <Facts form={form.clone()} />
            </section>
        </Page>
    }
}

/// What was sent before for who is chosen: what was sent for one person says nothing to another.
fn past(state: &State, flow: &Flow, for_whom: &ForWhom) -> Option<Past> {
    let whom = for_whom.now()?;
    newest_of(state, &flow.service.name, |one| one.whom == whom)
}

/// What has to be at hand, and how one gets what is not.
fn what_you_need(
    form: &Rc<Form>,
    held: &Rc<Vec<Held>>,
    names: &Rc<Names>,
    whom: Option<&Whom>,
    lang: Lang,
) -> Html {
    let whom = || whom.cloned();
    html! {
        <div class="form-panel">
            <h2>{words::WHAT_YOU_NEED.of(lang)}</h2>
            <Needs form={form.clone()} held={held.clone()} names={names.clone()} whom={whom()} />
            <Unlock form={form.clone()} held={held.clone()} names={names.clone()} whom={whom()} />
        </div>
    }
}

/// Two ways of filling, equal in size (rule C2).
fn ways(
    trial: &Session,
    from_certificates: Callback<MouseEvent>,
    by_typing: Callback<MouseEvent>,
    lang: Lang,
) -> Html {
    let (filled, all) = trial.filled();
    html! {
        <>
                <button type="button" class="way" onclick={from_certificates}>
                    <b>{words::FILL_FROM.of(lang)}</b>
                    <span>{words::FILL_FROM_HINT.with(lang, &[&filled.to_string(), &all.to_string()])}</span>
                    <span>{only_you(trial, lang)}</span>
                </button>
                <button type="button" class="way" onclick={by_typing}>
                    <b>{words::TYPE_MYSELF.of(lang)}</b>
                    <span>{words::TYPE_MYSELF_HINT.of(lang)}</span>
                </button>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AgainProps {
    flow: Flow,
    whom: Option<Whom>,
}

/// A third way, when this was sent before: the same again.
#[component]
fn Again(props: &AgainProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let held = use_held_for(props.whom.clone());
    let flow = &props.flow;
    // Of several people, what was sent for this one.
    let is_required = flow.form.agent().is_some_and(|agent| agent.required);
    let is_theirs = |whom: &Option<Whom>| *whom == props.whom || is_required && whom.is_none();
    let for_them = app.data.outbox.iter().filter(|past| is_theirs(&past.whom));
    let Some(mut past) = again::last(for_them, &flow.service.name).cloned() else {
        return Html::default();
    };
    past.whom.clone_from(&props.whom);
    let day = intl::date(UnixTime::from_seconds(past.created), lang);
    let edition = again::edition(&past).filter(|one| one.integrity != flow.form.integrity());
    let start = {
        let (flow, held, past) = (flow.clone(), held.clone(), past.clone());
        Callback::from(move |_: MouseEvent| {
            let (past, held) = (past.clone(), held.clone());
            flow.switch(move |flow| {
                flow.start_again(&past, held);
                go_to_first(flow);
            });
        })
    };
    html! {
        <button type="button" class="way" id="again" onclick={start}>
            <b>{again_words::AGAIN_AS.with(lang, &[&day])}</b>
            <span>{again_words::AGAIN_HINT.of(lang)}</span>
            if let Some(edition) = edition {
                <span>{new_edition(&edition.version, flow.form.version(), lang)}</span>
            }
        </button>
    }
}

/// A certificate without which the form cannot be filled.
fn missing(form: &Form, names: &Names, at: &Pointer, queries: &[String], lang: Lang) -> Html {
    let label = form.field(at).map(|field| build::said(&field.label, lang).text);
    let name = queries.first().map(|query| names.query_name(form, query, lang));
    let (label, name) = (label.unwrap_or_default(), name.unwrap_or_default());
    html! {
        <Banner tone={Tone::Warn} actions={html! { <Link to={Route::Add} class="btn">{words::GET_CERTIFICATES.of(lang)}</Link> }}>
            <b>{words::BLOCKED_TITLE.of(lang)}</b>
            <p>{words::BLOCKED_HINT.with(lang, &[&label, &name])}</p>
        </Banner>
    }
}

/// “2 things only you know: …”
fn only_you(trial: &Session, lang: Lang) -> String {
    let left = trial.left_to_answer();
    let label =
        |at: &Pointer| trial.form.field(at).map(|field| build::said(&field.label, lang).text);
    let step = |id: &str| trial.form.step(id).map(|step| build::said(&step.title, lang).text);
    let names: Vec<String> = left
        .iter()
        .filter_map(|one| one.at.as_ref().map_or_else(|| step(&one.step), label))
        .collect();
    let names = names.join(separator(lang));
    match left.len() {
        0 => words::NOTHING_LEFT.of(lang).to_owned(),
        1 => words::ONLY_YOU_ONE.with(lang, &[&names]),
        count => words::ONLY_YOU.with(lang, &[&count.to_string(), &names]),
    }
}

/// Goes to the first question, or to the page that says why not now.
fn go_to_first(flow: &Flow) {
    navigate(&flow.onward(None));
}

fn duration(form: &Form, lang: Lang) -> String {
    let steps = form.steps().len();
    let minutes =
        form.minutes().unwrap_or_else(|| MINUTES_PER_STEP * u64::try_from(steps).unwrap_or(1));
    words::HOW_LONG.with(lang, &[&minutes.to_string(), &steps.to_string()])
}

#[derive(Clone, PartialEq, Properties)]
struct FactsProps {
    form: FormRc,
}

/// A text that has one language, marked as such, and its reading beside it.
fn original(text: &str, readings: &Readings, lang: Lang) -> Html {
    let foreign = lang == Lang::En && !text.is_ascii();
    html! {
        <>
            <span lang={foreign.then_some("zh-CN")}>{text.to_owned()}</span>
            if let Some(reading) = readings.of(text, lang) { {" ("}{reading.to_owned()}{")"} }
        </>
    }
}

/// Who asks, what for, on what basis, how long it is kept, who gets it.
#[component]
fn Facts(props: &FactsProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let readings = evidence.readings();
    let form = &props.form.0;
    let privacy = form.privacy();
    html! {
        <dl class="facts">
            <div><dt>{words::WHO_ASKS.of(lang)}</dt><dd><Said words={build::said(&form.owner().name, lang)} /></dd></div>
            <div><dt>{words::PURPOSE.of(lang)}</dt><dd><Said words={build::said(&privacy.purpose, lang)} /></dd></div>
            if let Some(basis) = &privacy.legal_basis { <div><dt>{words::LEGAL_BASIS.of(lang)}</dt><dd>{original(basis, &readings, lang)}</dd></div> }
            <div>
                <dt>{words::SENT_TO.of(lang)}</dt>
                <dd>{for form.filings().iter().map(|filing| html! { <p><Said words={build::said(&filing.to.name, lang)} /></p> })}</dd>
            </div>
            if let Some(kept) = &privacy.retention { <div><dt>{words::RETENTION.of(lang)}</dt><dd>{display::period(&kept.to_string(), lang)}</dd></div> }
            if let Some(contact) = &privacy.contact { <div><dt>{words::CONTACT.of(lang)}</dt><dd>{contact.clone()}</dd></div> }
            <div><dt>{words::VERSION.of(lang)}</dt><dd>{form.version().to_owned()}</dd></div>
        </dl>
    }
}
