//! One step: one topic, checked on Continue only (rules C4 to C15).

use cert_app::filling::build;
use cert_app::filling::open::{Change, FormAction};
use cert_app::filling::session::Session;
use cert_app::filling::view::FieldView;
use cert_app::route::Route;
use cert_app::words::{Lang, form as words};
use cert_fill::{FieldProblem as Wrong, Pointer};
use web_sys::File;
use yew::prelude::*;

use super::choose::ChooseCertificates;
use super::file;
use super::flow::{Flow, saved_words};
use super::names::use_names;
use super::renewed::Renewed;
use crate::ui::browser::{clock, navigate, page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{Button, FieldProblem, Kind, Page, Summary};
use crate::ui::parts::{AnswerField, Said, read};

#[derive(Clone, PartialEq, Properties)]
pub struct StepProps {
    pub flow: Flow,
    pub step: String,
}

/// A step.
#[component]
pub fn FormStep(props: &StepProps) -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let (flow, step) = (&props.flow, props.step.clone());
    let names = use_names(flow.look(Session::types).unwrap_or_default());
    let wrong = use_state(Vec::<Wrong>::new);
    let file_wrong = use_state(|| None::<file::Failed>);
    let busy = use_state(|| false);
    use_effect_with(step.clone(), {
        let flow = flow.clone();
        move |step| {
            let focus = flow.look(|session| session.focus.clone());
            flow.act(FormAction::Visit(step.clone()));
            if let Some(Some(id)) = focus {
                // After the page has put the focus on its heading.
                promise::spawn(async move {
                    clock::breathe().await;
                    page::focus(&format!("[id=\"{id}\"]"));
                });
            }
        }
    });
    let views: Vec<FieldView> = flow
        .look(|session| session.fields(&step, &names, lang, &wrong))
        .unwrap_or_default()
        .into_iter()
        .map(|mut view| {
            if let Some(failed) =
                file_wrong.as_ref().filter(|failed| failed.pointer == view.pointer)
            {
                view.error = Some(failed.words(lang));
            }
            view
        })
        .collect();
    let ontouch = {
        let (flow, views) = (flow.clone(), views.clone());
        Callback::from(move |pointer: String| {
            let view = views.iter().find(|view| view.pointer == pointer);
            if let Some(typed) = view.and_then(read::control) {
                flow.take(&pointer, &typed);
            }
        })
    };
    let onundo = {
        let flow = flow.clone();
        Callback::from(move |pointer: String| {
            if let Ok(at) = Pointer::parse(&pointer) {
                flow.change(Change::PutBack(at));
                page::focus(&format!("[id=\"{}\"]", cert_app::filling::view::control_id(&pointer)));
            }
        })
    };
    let onfile = {
        let (flow, wallet, busy, file_wrong) =
            (flow.clone(), wallet.clone(), busy.clone(), file_wrong.clone());
        Callback::from(move |(pointer, file): (String, File)| {
            let (flow, wallet, busy, file_wrong) =
                (flow.clone(), wallet.clone(), busy.clone(), file_wrong.clone());
            busy.set(true);
            promise::spawn(async move {
                let failed = file::attach(&flow, &wallet, &pointer, &file).await.err();
                if let Some(failed) = &failed {
                    page::announce(&failed.words(lang));
                }
                file_wrong.set(failed);
                busy.set(false);
            });
        })
    };
    let onremove = {
        let (flow, wallet) = (flow.clone(), wallet.clone());
        Callback::from(move |pointer: String| {
            let (flow, wallet) = (flow.clone(), wallet.clone());
            promise::spawn(async move { file::remove(&flow, &wallet, &pointer).await });
        })
    };
    let onsubmit = {
        let (flow, views, wrong, step) = (flow.clone(), views.clone(), wrong.clone(), step.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            for view in &views {
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
    };
    let later = {
        let (flow, app) = (flow.clone(), app.clone());
        Callback::from(move |_: MouseEvent| {
            let (flow, app) = (flow.clone(), app.clone());
            promise::spawn(async move {
                flow.change(Change::Touch);
                if flow.save().await.is_ok() {
                    page::announce(saved_words(&app, lang));
                    navigate(&Route::Service(flow.service.name.clone()));
                }
            });
        })
    };
    let title =
        flow.form.step(&step).map(|step| build::said(&step.title, lang)).unwrap_or_default();
    let intro = flow
        .form
        .step(&step)
        .and_then(|step| step.intro.as_ref())
        .map(|intro| build::said(intro, lang));
    let form_title = build::said(flow.form.title(), lang).text;
    let above = place(flow, &step, lang);
    let problems: Vec<FieldProblem> = summary(flow, &wrong, lang);
    let rows = Rows::of(flow, &step, lang);
    html! {
        <Page title={title.text.clone()} context={form_title.clone()} {above} narrow=true error={!problems.is_empty()}
            back={back(flow, &step)} summary={html! { <Summary {problems} /> }}>
            if let Some(intro) = intro { <p class="lead"><Said words={intro} /></p> }
            <form class="form-panel" novalidate=true autocomplete="on" {onsubmit}>
                <ChooseCertificates flow={flow.clone()} step={Some(step.clone())} names={names.clone()} />
                // A parent of their own, and a key for each: a choice that brings more questions
                // must not make the control anew that has the focus.
                <div class="fields">
                    {for views.iter().map(|view| html! {
                        <key={view.pointer.clone()}>
                        {rows.head(&view.pointer)}
                        <AnswerField key={format!("{}-{}", view.pointer, view.locked)} view={view.clone()} ontouch={ontouch.clone()}
                            onundo={onundo.clone()} onfile={onfile.clone()} onremove={onremove.clone()} busy={*busy} />
                        </>
                    })}
                </div>
                if views.is_empty() && !rows.can_add { <p>{words::NOTHING_TO_FILL.of(lang)}</p> }
                {rows.add()}
                <div class="step-foot">
                    <Button submit=true>{words::CONTINUE.of(lang)}</Button>
                    <Button kind={Kind::Plain} onclick={later}>{words::SAVE_LATER.of(lang)}</Button>
                </div>
                <p class="saved-note">{if flow.is_saved() { saved_words(&app, lang) } else { "" }}</p>
            </form>
            <Renewed flow={flow.clone()} names={names} />
        </Page>
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
            flow.change(Change::RemoveRow(list.clone(), row));
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
            flow.change(Change::AddRow(list.clone()));
        });
        html! { <div class="step-foot"><Button kind={Kind::Plain} onclick={add}>{words::ADD_ROW.of(self.lang)}</Button></div> }
    }
}

/// The same problems again lead to the summary again.
pub fn focus_summary() {
    promise::spawn(async {
        clock::breathe().await;
        page::focus("#summary");
    });
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
fn place(flow: &Flow, step: &str, lang: Lang) -> String {
    let title = build::said(flow.form.title(), lang).text;
    let asked = flow.look(|session| session.place_among_questions(step)).flatten();
    let (text, (at, of)) = match asked {
        Some(place) => (words::QUESTION_OF, place),
        None => (words::STEP_OF, flow.look(|session| session.position(step)).unwrap_or((1, 1))),
    };
    text.with(lang, &[&title, &at.to_string(), &of.to_string()])
}
