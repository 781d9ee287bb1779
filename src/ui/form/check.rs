//! Check the answers, see what goes to whom, and send (rules C17 to C20).

use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::claim_names::Names;
use cert_app::filling::consent::{self, Consent};
use cert_app::filling::open::FormAction;
use cert_app::filling::session::{Session, ShownProblem};
use cert_app::filling::shares::{Shares, shares};
use cert_app::route::Route;
use cert_app::sending::progress::Underway;
use cert_app::words::{Lang, carry, form as form_words, form_check as words, kiosk as kiosk_words};
use cert_fill::Plan;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::answers::Answers;
use super::changed::Changed;
use super::choose::ChooseCertificates;
use super::consent::ConsentPanel;
use super::dispatch::{self, Trouble};
use super::flow::{Flow, saved_words};
use super::history::{PastChanges, UndoRedo};
use super::names::use_names;
use super::renewed::Renewed;
use super::send;
use super::shares::WhoGetsWhat;
use super::signer::{Refused, Signer, declaration};
use super::step::store_when_left;
use super::whom;
use crate::ui::browser::{history, navigate, page, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_seen_evidence, use_wallet};
use crate::ui::elements::{
    Banner, Button, FieldProblem, Icon, Kind, Link, Page, Problem, Shape, Summary, Told, Tone,
    focus_summary,
};
use crate::ui::hand::elsewhere;
use crate::ui::parts::{AnswerField, read};

#[derive(Clone, PartialEq, Properties)]
pub struct CheckProps {
    pub flow: Flow,
}

/// The page.
#[component]
pub fn FormCheck(props: &CheckProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let flow = &props.flow;
    let names = use_names(flow.look(Session::types).unwrap_or_default());
    let dry = use_dry_run(flow);
    let sending = use_sending(flow, &names);
    use_effect_with((), {
        let flow = flow.clone();
        move |()| {
            flow.act(FormAction::Continue);
            if let Some(review) = flow.form.steps().iter().find(|step| step.is_review) {
                flow.act(FormAction::Visit(review.id.clone()));
            }
        }
    });
    let (panels, shares) = panels(flow, &names, lang);
    let trouble = (*sending.trouble).as_ref();
    // What is not answered yet is no mistake before Send was pressed.
    let left = flow.look(|session| session.left_to_answer().len()).unwrap_or_default();
    let only_looking = left > 0 && trouble.is_none();
    let refused = match (trouble, &*dry) {
        _ if only_looking => None,
        (Some(Trouble::Refused(refused)), _) => Some(refused),
        (_, Some(Err(refused))) => Some(refused),
        _ => None,
    };
    let (lines, general) =
        if only_looking { Default::default() } else { problems(flow, refused, trouble, lang) };
    let problems: Vec<FieldProblem> = lines
        .iter()
        .map(|shown| FieldProblem { id: line_id(shown).into(), words: shown.words.clone().into() })
        .collect();
    let review = flow.form.steps().iter().find(|step| step.is_review);
    let title = review.map(|step| build::said(&step.title, lang).text).unwrap_or_default();
    let form_title = build::said(flow.form.title(), lang).text;
    html! {
        <Page {title} context={form_title.clone()} above={form_title.clone()} narrow=true error={!problems.is_empty()}
            back={dispatch::last_step(flow)} summary={html! { <Summary {problems} /> }}>
            <Tools title={form_title} />
            {still_left(flow, left, lang)}
            <Changed flow={flow.clone()} names={names.clone()} />
            <ChooseCertificates flow={flow.clone()} step={None::<String>} names={names.clone()} />
            {for flow.look(|session| session.matches.acting().cloned()).flatten().map(|acting| whom::both(&acting, lang))}
            <div class="form-panel"><Answers flow={flow.clone()} names={names.clone()} problems={lines.clone()} /></div>
            <UndoRedo flow={flow.clone()} />
            <PastChanges flow={flow.clone()} names={names.clone()} />
            if panels.len() > 1 { <WhoGetsWhat {shares} /> }
            {for panels.iter().map(|panel| html! { <ConsentPanel key={panel.filing.clone()} panel={panel.clone()} only={panels.len() == 1} /> })}
            if refused.is_none() && left == 0 {
                if elsewhere::is_asked() { <p class="dry-run wait">{kiosk_words::SIGN_NEXT.of(lang)}</p> }
                else { {dry_line(dry.as_ref(), lang)} }
            }
            <div class="send-box" onchange={store_when_left(flow)}>
                <Declaration flow={flow.clone()} names={names.clone()} problems={lines} />
                if !app.online { <Banner tone={Tone::Warn}>{words::OFFLINE_NOW.of(lang)}</Banner> }
                if let Some(code) = general { <Problem {code} focus={trouble.is_some()} /> }
                if let Some(found) = trouble { {banner(found, lang)} }
                <div class="step-foot">
                    <Button id="send" busy={sending.progress.is_some()} onclick={sending.press.reform(|_: MouseEvent| false)}>{send_words(flow, lang)}</Button>
                    if can_carry(flow) {
                        <Button id="carry" kind={Kind::Plain} busy={sending.progress.is_some()} onclick={sending.press.reform(|_: MouseEvent| true)}>{carry::CARRY.of(lang)}</Button>
                    }
                    <DeleteDraft flow={flow.clone()} />
                </div>
                if can_carry(flow) { <p class="small-print">{carry::CARRY_HINT.of(lang)}</p> }
                <p class="progress-words" role="status">{(*sending.progress).as_ref().map(|step| step.words(lang))}</p>
                <p class="saved-note">{if flow.is_saved() { saved_words(&app, lang) } else { "" }}</p>
            </div>
            <Renewed flow={flow.clone()} {names} />
        </Page>
    }
}

/// How much only the person knows is still open, with the way there.
fn still_left(flow: &Flow, left: usize, lang: Lang) -> Html {
    if left == 0 {
        return Html::default();
    }
    let first = flow.look(|session| session.left_to_answer().first().map(|one| one.step.clone()));
    let Some(Some(step)) = first else { return Html::default() };
    let to = Route::Step(flow.service.name.clone(), step);
    let text = match left {
        1 => form_words::LEFT_HERE_ONE.of(lang).to_owned(),
        _ => form_words::LEFT_HERE.with(lang, &[&left.to_string()]),
    };
    html! {
        <div class="still-left">
            <Banner tone={Tone::Note} icon={Shape::Alert} actions={html! {
                <Link {to} class={Kind::Small.class()}>{form_words::LEFT_GO.of(lang)}</Link>
            }}>{text}</Banner>
        </div>
    }
}

/// What each office gets, from the same plans from which the filings are signed.
fn panels(flow: &Flow, names: &Names, lang: Lang) -> (Vec<Consent>, Shares) {
    let of = |session: &Session| {
        let (form, draft) = (&session.form, &session.draft);
        let (matches, held) = (&session.matches, &session.held);
        let filings = form.filings().iter();
        let plans: Vec<Plan> = filings
            .filter_map(|filing| cert_fill::plan(form, draft, matches, held, &filing.id).ok())
            .collect();
        let panels = plans.iter().filter_map(|plan| consent::panel(form, plan, held, names, lang));
        (panels.collect(), shares(form, &plans, lang))
    };
    flow.look(of).unwrap_or_else(|| (Vec::new(), Shares { offices: vec![], rows: vec![] }))
}

/// Whether it can be carried to a counter: a form for one of the operator's own offices, without files, which would
/// not fit. Of several offices a counter might have one only, and nobody would notice.
fn can_carry(flow: &Flow) -> bool {
    let is_one = flow.form.filings().len() == 1;
    let has_files = flow.look(|session| !session.files().is_empty()) == Some(true);
    flow.service.server.is_empty() && is_one && !has_files && !history::is_kiosk()
}

/// The button names the act (rule C19).
fn send_words(flow: &Flow, lang: Lang) -> String {
    match flow.form.filings() {
        [one] => words::SEND_TO.with(lang, &[&build::said(&one.to.name, lang).text]),
        many => words::SEND_TO_MANY.with(lang, &[&many.len().to_string()]),
    }
}

/// The press of Send and what became of it.
struct Sending {
    trouble: UseStateHandle<Option<Trouble>>,
    progress: UseStateHandle<Option<Underway>>,
    /// `true` to carry it to a counter.
    press: Callback<bool>,
}

#[hook]
fn use_sending(flow: &Flow, names: &Rc<Names>) -> Sending {
    let (wallet, evidence, lang) = (use_wallet(), use_evidence(), use_lang());
    let trouble = use_state(|| None::<Trouble>);
    let progress = use_state(|| None::<Underway>);
    let press = {
        let (flow, names) = (flow.clone(), names.clone());
        let (trouble, progress) = (trouble.clone(), progress.clone());
        Callback::from(move |carried: bool| {
            read_declaration(&flow, &names, lang);
            let desk = dispatch::desk(&wallet, &evidence, &progress);
            let (flow, names) = (flow.clone(), names.clone());
            let (trouble, progress) = (trouble.clone(), progress.clone());
            trouble.set(None);
            progress.set(Some(Underway::Saving));
            promise::spawn(async move {
                let draft = flow.look(|session| session.id.clone()).unwrap_or_default();
                let sent = dispatch::press(&flow, &desk, &names, carried).await;
                // A second press ends at once; the first one is still at it.
                if sent == Ok(None) && send::is_running(&draft) {
                    return;
                }
                progress.set(None);
                match sent {
                    Ok(Some(id)) => navigate(&Route::Sent(id)),
                    Ok(None) => {}
                    Err(found) => {
                        // Answers are put right from the summary; all else stands at the button.
                        if found.is_about_answers() {
                            focus_summary();
                        }
                        trouble.set(Some(found));
                    }
                }
            });
        })
    };
    Sending { trouble, progress, press }
}

/// Quiet time after the last change before the office's checks are run again.
const DRY_RUN_WAIT_MILLISECONDS: u32 = 300;

/// The result of the offices' own checks on this draft, again whenever the answers or the evidence
/// change. A run that a newer one has overtaken tells nothing.
#[hook]
fn use_dry_run(flow: &Flow) -> UseStateHandle<Option<Result<(), Refused>>> {
    let (wallet, evidence, seen) = (use_wallet(), use_evidence(), use_seen_evidence());
    let dry = use_state(|| None::<Result<(), Refused>>);
    let newest = use_mut_ref(|| 0_u32);
    let (flow, result) = (flow.clone(), dry.clone());
    use_effect_with((flow.changes(), seen), move |_| {
        *newest.borrow_mut() += 1;
        let number = *newest.borrow();
        let timer = Timeout::new(DRY_RUN_WAIT_MILLISECONDS, move || {
            promise::spawn(async move {
                let found = match Signer::of(&flow, &wallet, true).await {
                    Ok(signer) => signer.dry_run(&evidence).await,
                    Err(refused) => Err(refused),
                };
                if *newest.borrow() == number {
                    result.set(Some(found));
                }
            });
        });
        move || drop(timer)
    });
    dry
}

/// Problems with a field of their own, and the code of one that has none.
fn problems(
    flow: &Flow,
    refused: Option<&Refused>,
    trouble: Option<&Trouble>,
    lang: Lang,
) -> (Vec<ShownProblem>, Option<AttrValue>) {
    let mut lines: Vec<ShownProblem> = flow
        .look(|session| {
            let declared = declaration(&session.form);
            let asked = matches!(trouble, Some(Trouble::Unfinished));
            let all = session.problems();
            // The declaration is asked for on Send, not before.
            all.iter()
                .filter(|problem| asked || Some(&problem.pointer) != declared.as_ref())
                .map(|problem| session.show(problem, lang))
                .collect()
        })
        .unwrap_or_default();
    let mut general = None;
    if let Some(refused) = refused {
        let named: Vec<ShownProblem> = flow
            .look(|session| {
                refused
                    .errors
                    .iter()
                    .filter_map(|(at, code)| session.show_code(at, code, lang))
                    .collect()
            })
            .unwrap_or_default();
        if named.is_empty() && lines.is_empty() {
            general = Some(AttrValue::from(refused.code.clone()));
        }
        for shown in named {
            if !lines.iter().any(|line| line.pointer == shown.pointer) {
                lines.push(shown);
            }
        }
    }
    (lines, general)
}

/// A line of the summary leads to the answer's row on this page, and the
/// declaration to its box.
fn line_id(shown: &ShownProblem) -> String {
    if shown.step.is_some() { format!("check-{}", shown.id) } else { shown.id.clone() }
}

fn banner(trouble: &Trouble, lang: Lang) -> Html {
    let (title, hint) = match trouble {
        Trouble::Refused(_) | Trouble::Unfinished => return Html::default(),
        Trouble::Offline => (words::OFFLINE_TITLE.of(lang).to_owned(), words::OFFLINE_HINT),
        Trouble::Unavailable(office) => {
            (words::UNAVAILABLE.with(lang, &[&office.pick(lang).text]), words::UNAVAILABLE_HINT)
        }
        Trouble::NotStored => (words::STORE_FAILED.of(lang).to_owned(), words::STORE_FAILED_HINT),
        Trouble::ChangedElsewhere => {
            (words::CHANGED_ELSEWHERE.of(lang).to_owned(), words::CHANGED_ELSEWHERE_HINT)
        }
    };
    html! { <Told focus=true><Banner tone={Tone::Warn}><b>{title}</b><p>{hint.of(lang)}</p></Banner></Told> }
}

fn dry_line(dry: Option<&Result<(), Refused>>, lang: Lang) -> Html {
    match dry {
        None => {
            html! { <p class="dry-run wait" role="status"><Icon shape={Shape::Clock} />{words::CHECKING.of(lang)}</p> }
        }
        Some(Ok(())) => {
            html! { <p class="dry-run" role="status"><Icon shape={Shape::Tick} />{words::CHECKED_OK.of(lang)}</p> }
        }
        Some(Err(_)) => Html::default(),
    }
}

/// What stands in the declaration's box goes into the draft.
fn read_declaration(flow: &Flow, names: &Names, lang: Lang) {
    let view = flow.look(|session| {
        let at = declaration(&session.form)?;
        build::field(&session.sources(names, lang), &at, None)
    });
    if let Some(mut view) = view.flatten() {
        view.id = format!("check-{}", view.id);
        if let Some(typed) = read::control(&view) {
            flow.take(&view.pointer, &typed);
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ToolsProps {
    title: String,
}

/// Read aloud and print.
#[component]
fn Tools(props: &ToolsProps) -> Html {
    let lang = use_lang();
    let reading = use_state(|| false);
    use_effect_with((), |()| crate::ui::browser::speech::stop);
    let read = {
        let (reading, title) = (reading.clone(), props.title.clone());
        Callback::from(move |_: MouseEvent| {
            if *reading {
                crate::ui::browser::speech::stop();
                reading.set(false);
            } else {
                let intro = words::READ_INTRO.with(lang, &[&title]);
                let done = {
                    let reading = reading.clone();
                    move || reading.set(false)
                };
                reading.set(crate::ui::browser::speech::read(&intro, "[data-read]", lang, done));
            }
        })
    };
    html! {
        <div class="check-tools">
            if crate::ui::browser::speech::is_there() {
                <Button kind={Kind::Small} onclick={read}>{if *reading { words::STOP_READING } else { words::READ_ALOUD }.of(lang)}</Button>
            }
            <Button kind={Kind::Small} onclick={Callback::from(|_| page::print())}>{words::PRINT.of(lang)}</Button>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct DeclarationProps {
    flow: Flow,
    names: Rc<Names>,
    problems: Vec<ShownProblem>,
}

#[component]
fn Declaration(props: &DeclarationProps) -> Html {
    let lang = use_lang();
    let flow = props.flow.clone();
    let view = flow.look(|session| {
        let at = declaration(&session.form)?;
        let error = props
            .problems
            .iter()
            .find(|problem| problem.pointer == at)
            .map(|problem| problem.words.clone());
        build::field(&session.sources(&props.names, lang), &at, error)
    });
    let Some(mut view) = view.flatten() else { return Html::default() };
    // The summary's link has the id of a row; the box has the same one.
    view.id = format!("check-{}", view.id);
    let ontouch = {
        let view = view.clone();
        Callback::from(move |pointer: String| {
            if let Some(typed) = read::control(&view) {
                flow.take(&pointer, &typed);
            }
        })
    };
    html! { <AnswerField {view} {ontouch} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct DeleteProps {
    flow: Flow,
}

#[component]
fn DeleteDraft(props: &DeleteProps) -> Html {
    let lang = use_lang();
    let flow = props.flow.clone();
    let delete = Callback::from(move |_: MouseEvent| {
        let flow = flow.clone();
        promise::spawn(async move {
            let home = Route::Service(flow.service.name.clone());
            let Some(draft) = flow.look(Session::record) else { return navigate(&home) };
            if flow.delete(draft).await {
                page::announce(form_words::DELETED_DRAFT.of(lang));
                navigate(&home);
            }
        });
    });
    html! { <Button kind={Kind::Plain} onclick={delete}>{words::DELETE_DRAFT.of(lang)}</Button> }
}
