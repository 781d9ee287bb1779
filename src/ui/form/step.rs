//! One step: one topic, checked on Continue only (rules C4 to C15).

use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::known::{self, KnownAnswer};
use cert_app::filling::open::{Edit, FormAction};
use cert_app::filling::session::Session;
use cert_app::filling::view::FieldView;
use cert_app::route::Route;
use cert_app::wallet::Way;
use cert_app::words::{Lang, again, form as words};
use cert_fill::{FieldProblem as Wrong, Pointer};
use web_sys::File;
use yew::prelude::*;

use super::choose::ChooseCertificates;
use super::file;
use super::flow::{Flow, saved_words};
use super::history::UndoRedo;
use super::names::use_names;
use super::renewed::Renewed;
use crate::ui::browser::{clock, history, navigate, page, promise};
use crate::ui::ctx::{AppHandle, use_app, use_lang, use_wallet};
use crate::ui::elements::{
    Button, FieldProblem, Icon, Kind, Link, Page, Shape, Summary, TaskState, focus_summary,
    use_task,
};
use crate::ui::parts::{AnswerField, Said, read};

#[derive(Clone, PartialEq, Properties)]
pub struct StepProps {
    pub flow: Flow,
    pub step: String,
}

/// A step.
#[component]
pub fn FormStep(props: &StepProps) -> Html {
    let (app, lang, later) = (use_app(), use_lang(), use_task());
    let (flow, step) = (&props.flow, &props.step);
    let names = use_names(flow.look(Session::types).unwrap_or_default());
    let wrong = use_state(Vec::<Wrong>::new);
    let files = use_files(flow);
    use_visit(flow, step);
    let mut views: Vec<FieldView> =
        flow.look(|session| session.fields(step, &names, lang, &wrong)).unwrap_or_default();
    if let Some(failed) = &*files.failed
        && let Some(view) = views.iter_mut().find(|view| view.pointer == failed.pointer)
    {
        view.error = Some(failed.words(lang));
    }
    let known = flow.look(|session| known::offers(session, &app.data.address_book, lang));
    let known = known.unwrap_or_default();
    for view in &mut views {
        let here = known.iter().filter(|(at, _)| at.to_string() == view.pointer);
        view.known = here.map(|(_, one)| (one.text.clone(), one.typed_at)).collect();
    }
    let views = Rc::new(views);
    let (ontouch, onundo, onknown) = (touch(flow, &views), undo(flow), take_known(flow, known));
    let onchange = store_when_left(flow);
    let onsubmit = submit(flow, step, views.clone(), wrong.setter());
    let finish_later = {
        let (flow, app, later) = (flow.clone(), app.clone(), later.clone());
        Callback::from(move |_: MouseEvent| {
            later.run(SAVING, lang, save(flow.clone(), app.clone()))
        })
    };
    let this = flow.form.step(step);
    let title = this.map(|step| build::said(&step.title, lang).text).unwrap_or_default();
    let intro = this.and_then(|step| step.intro.as_ref()).map(|intro| build::said(intro, lang));
    let form_title = build::said(flow.form.title(), lang).text;
    let above = place(flow, step, &form_title, lang);
    let problems: Vec<FieldProblem> = summary(flow, &wrong, lang);
    let rows = Rows::of(flow, step, lang);
    html! {
        <Page {title} context={form_title} {above} narrow=true error={!problems.is_empty()}
            back={back(flow, step)} summary={html! { <Summary {problems} /> }}>
            if let Some(intro) = intro { <p class="lead"><Said words={intro} /></p> }
            {filled(flow, lang)}
            <form class="form-panel" novalidate=true autocomplete={if history::is_kiosk() { "off" } else { "on" }} {onsubmit} {onchange}>
                <ChooseCertificates flow={flow.clone()} step={Some(step.clone())} names={names.clone()} />
                // A parent of their own, and a key for each: a choice that brings more questions
                // must not make the control anew that has the focus.
                <div class="fields">
                    {for views.iter().map(|view| html! {
                        <key={view.pointer.clone()}>
                        {rows.head(&view.pointer)}
                        <AnswerField key={format!("{}-{}", view.pointer, view.locked)} view={view.clone()} ontouch={ontouch.clone()}
                            onundo={onundo.clone()} onknown={onknown.clone()} onfile={files.onfile.clone()} onremove={files.onremove.clone()} busy={*files.busy} />
                        </>
                    })}
                </div>
                if views.is_empty() && !rows.can_add { <p>{words::NOTHING_TO_FILL.of(lang)}</p> }
                {rows.add()}
                {later.report(lang)}
                <div class="step-foot">
                    <Button submit=true>{words::CONTINUE.of(lang)}</Button>
                    {later.button(Kind::Plain, words::SAVE_LATER, lang, finish_later)}
                </div>
                <UndoRedo flow={flow.clone()} />
                <p class="saved-note">{if flow.is_saved() { saved_words(&app, lang) } else { "" }}</p>
            </form>
            <Renewed flow={flow.clone()} names={names} />
        </Page>
    }
}

/// The step is the one to come back to; a control that wants the focus gets it.
#[hook]
fn use_visit(flow: &Flow, step: &str) {
    let flow = flow.clone();
    use_effect_with(step.to_owned(), move |step| {
        let focus = flow.look(|session| session.focus.clone());
        flow.act(FormAction::Visit(step.clone()));
        if let Some(Some(id)) = focus {
            // After the page has put the focus on its heading.
            promise::spawn(async move {
                clock::breathe().await;
                page::focus(&format!("[id=\"{id}\"]"));
            });
        }
    });
}

/// Attaching and removing files.
struct Files {
    failed: UseStateHandle<Option<file::Failed>>,
    busy: UseStateHandle<bool>,
    onfile: Callback<(String, File)>,
    onremove: Callback<String>,
}

#[hook]
fn use_files(flow: &Flow) -> Files {
    let (wallet, lang) = (use_wallet(), use_lang());
    let failed = use_state(|| None::<file::Failed>);
    let busy = use_state(|| false);
    let onfile = {
        let (flow, wallet) = (flow.clone(), wallet.clone());
        let (busy, failed) = (busy.clone(), failed.clone());
        Callback::from(move |(pointer, file): (String, File)| {
            let (flow, wallet) = (flow.clone(), wallet.clone());
            let (busy, failed) = (busy.clone(), failed.clone());
            busy.set(true);
            promise::spawn(async move {
                let wrong = file::attach(&flow, &wallet, &pointer, &file).await.err();
                if let Some(wrong) = &wrong {
                    page::announce(&wrong.words(lang));
                    focus_control(&pointer);
                }
                failed.set(wrong);
                busy.set(false);
            });
        })
    };
    let onremove = {
        let flow = flow.clone();
        Callback::from(move |pointer: String| {
            file::remove(&flow, &pointer);
        })
    };
    Files { failed, busy, onfile, onremove }
}

/// What stands in a control that was touched goes into the draft.
fn touch(flow: &Flow, views: &Rc<Vec<FieldView>>) -> Callback<String> {
    let (flow, views) = (flow.clone(), views.clone());
    Callback::from(move |pointer: String| {
        let view = views.iter().find(|view| view.pointer == pointer);
        if let Some(typed) = view.and_then(read::control) {
            flow.take(&pointer, &typed);
        }
    })
}

/// A control was left with another content, or something was chosen.
pub fn store_when_left(flow: &Flow) -> Callback<Event> {
    let flow = flow.clone();
    Callback::from(move |_: Event| flow.store())
}

/// Back to what the certificate says.
fn undo(flow: &Flow) -> Callback<String> {
    let flow = flow.clone();
    Callback::from(move |pointer: String| {
        if let Ok(at) = Pointer::parse(&pointer) {
            flow.change(Edit::PutBack(at));
            focus_control(&pointer);
        }
    })
}

/// What was typed before stands here, too; it can be changed like anything that is typed.
fn take_known(flow: &Flow, known: Vec<(Pointer, KnownAnswer)>) -> Callback<(String, usize)> {
    let flow = flow.clone();
    Callback::from(move |(pointer, which): (String, usize)| {
        let mut here = known.iter().filter(|(at, _)| at.to_string() == pointer);
        let Some((_, one)) = here.nth(which) else { return };
        let fills = one.fills.iter().map(|(at, value)| (at.clone(), value.clone(), one.typed_at));
        flow.change(Edit::Known(fills.collect()));
        page::announce(&again::USED.with(flow.lang(), &[&one.text]));
        focus_control(&pointer);
    })
}

fn focus_control(pointer: &str) {
    page::focus(&format!("[id=\"{}\"]", cert_app::filling::view::control_id(pointer)));
}

/// Continue: everything on the page is read; the next step, or what is to be put right.
fn submit(
    flow: &Flow,
    step: &str,
    views: Rc<Vec<FieldView>>,
    wrong: UseStateSetter<Vec<Wrong>>,
) -> Callback<SubmitEvent> {
    let (flow, step) = (flow.clone(), step.to_owned());
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        for view in views.iter() {
            if let Some(typed) = read::control(view) {
                flow.take(&view.pointer, &typed);
            }
        }
        let problems = flow.look(|session| session.problems_of(&step)).unwrap_or_default();
        if problems.is_empty() {
            go_on(&flow, &step);
        } else {
            focus_summary();
        }
        wrong.set(problems);
    })
}

/// What is said while the draft is stored on request.
const SAVING: cert_app::words::Text = cert_app::words::form_check::PROGRESS_SAVING;

/// Save and finish later.
async fn save(flow: Flow, app: AppHandle) -> TaskState {
    flow.change(Edit::Touch);
    match flow.save().await {
        Ok(()) => {
            page::announce(saved_words(&app, flow.lang()));
            navigate(&Route::Service(flow.service.name.clone()));
            TaskState::Idle
        }
        Err(problem) => TaskState::Failed(problem.code()),
    }
}

/// The rows of a step that repeats a list.
struct Rows {
    flow: Flow,
    list: Option<Pointer>,
    /// Whether the person adds and removes them.
    can_add: bool,
    seen: std::cell::RefCell<Vec<usize>>,
    lang: Lang,
}

impl Rows {
    fn of(flow: &Flow, step: &str, lang: Lang) -> Self {
        let list = flow.form.step(step).and_then(|step| step.repeat.clone());
        let open =
            |list: &Pointer| flow.look(|session| session.rows_are_open(list)).unwrap_or(false);
        let can_add = list.as_ref().is_some_and(open);
        Self { flow: flow.clone(), list, can_add, seen: std::cell::RefCell::default(), lang }
    }

    /// The heading before the first field of a row.
    fn head(&self, pointer: &str) -> Html {
        let row = self.list.as_ref().and_then(|list| {
            let below = pointer.strip_prefix(&format!("{list}/"))?;
            below.split('/').next()?.parse::<usize>().ok()
        });
        let (Some(row), Some(list)) = (row, self.list.clone()) else { return Html::default() };
        if self.seen.borrow().contains(&row) {
            return Html::default();
        }
        self.seen.borrow_mut().push(row);
        let at = Pointer::parse(pointer).unwrap_or_default();
        let name =
            self.flow.look(|session| session.row_name(&at, row, self.lang)).unwrap_or_default();
        let flow = self.flow.clone();
        let remove = Callback::from(move |_: MouseEvent| {
            flow.change(Edit::RemoveRow(list.clone(), row));
        });
        html! {
            <div class="row-head">
                <h2>{name}</h2>
                if self.can_add {
                    <button type="button" class="link" onclick={remove}>{words::REMOVE_ROW.with(self.lang, &[&(row + 1).to_string()])}</button>
                }
            </div>
        }
    }

    fn add(&self) -> Html {
        let Some(list) = self.list.clone().filter(|_| self.can_add) else { return Html::default() };
        let flow = self.flow.clone();
        let add = Callback::from(move |_: MouseEvent| {
            flow.change(Edit::AddRow(list.clone()));
        });
        html! { <div class="step-foot"><Button kind={Kind::Plain} onclick={add}>{words::ADD_ROW.of(self.lang)}</Button></div> }
    }
}

/// The summary: problems of this step. A file that was not taken is said at once,
/// at its field: the summary is for Continue.
fn summary(flow: &Flow, wrong: &[Wrong], lang: Lang) -> Vec<FieldProblem> {
    let problems: Vec<FieldProblem> = flow
        .look(|session| {
            wrong
                .iter()
                .map(|problem| session.show(problem, lang))
                .map(|shown| FieldProblem { id: shown.id.into(), words: shown.words.into() })
                .collect()
        })
        .unwrap_or_default();
    problems
}

/// To what comes next, or back to the check page when the person came from there.
fn go_on(flow: &Flow, step: &str) {
    let returning = flow.look(|session| session.returning) == Some(true);
    flow.act(FormAction::Continue);
    flow.store();
    let check = || Route::Check(flow.service.name.clone());
    navigate(&if returning { check() } else { flow.onward(Some(step)) });
}

/// Where "Back" leads: the step before, the check page, or the start page.
fn back(flow: &Flow, step: &str) -> Route {
    if flow.look(|session| session.returning) == Some(true) {
        return Route::Check(flow.service.name.clone());
    }
    flow.backward(step)
}

/// “1 of 2 that only you know”, or the place among the steps.
fn place(flow: &Flow, step: &str, form_title: &str, lang: Lang) -> String {
    let asked = flow.look(|session| session.place_among_questions(step)).flatten();
    let (text, (at, of)) = match asked {
        Some(place) => (words::QUESTION_OF, place),
        None => (words::STEP_OF, flow.look(|session| session.position(step)).unwrap_or((1, 1))),
    };
    text.with(lang, &[form_title, &at.to_string(), &of.to_string()])
}

/// What the certificates have filled in already, with the way to look at it.
fn filled(flow: &Flow, lang: Lang) -> Html {
    let told = flow.look(|session| (session.way, session.returning, session.filled().0));
    let Some((Way::Certificates, false, count)) = told else { return Html::default() };
    if count == 0 {
        return Html::default();
    }
    html! {
        <p class="filled">
            <span class="tick" aria-hidden="true"><Icon shape={Shape::Tick} /></span>
            <span>{words::FILLED.with(lang, &[&count.to_string()])}</span>
            <Link to={Route::Check(flow.service.name.clone())}>{words::FILLED_LOOK.of(lang)}</Link>
        </p>
    }
}
