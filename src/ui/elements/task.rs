//! One action of a page: idle, running, failed or done. What went wrong stands beside the
//! button that was pressed, has the focus and is in view; one press is one run.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::words::{Lang, Text};
use yew::prelude::*;

use super::{Banner, Button, FieldProblem, Kind, Problem, Told, Tone};
use crate::ui::browser::{clock, page, promise};

/// Where an action stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum TaskState {
    /// Not pressed, or it worked and there is nothing to say.
    #[default]
    Idle,
    /// Under way, in words.
    Running(Text),
    /// An answer is missing or does not fit: the id of its control, and what to do.
    Wrong(&'static str, Text),
    /// It did not work; the code says why.
    Failed(&'static str),
    /// It did not work, and nothing is lost by it.
    Warned(Text),
    /// It worked: what to say, with a value for its slot.
    Done(Text, String),
}

/// A handle on one action. Two clones are the same action.
#[derive(Clone)]
pub struct Task {
    state: UseStateHandle<TaskState>,
    running: Rc<Cell<bool>>,
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

/// An action that has not been started.
#[hook]
pub fn use_task() -> Task {
    let state = use_state(TaskState::default);
    let running = use_memo((), |()| Cell::new(false));
    Task { state, running }
}

impl Task {
    /// Does the work and keeps how it ended. While it runs, another press does nothing.
    pub fn run(&self, words: Text, lang: Lang, work: impl Future<Output = TaskState> + 'static) {
        if self.running.replace(true) {
            return;
        }
        self.state.set(TaskState::Running(words));
        page::announce(words.of(lang));
        let task = self.clone();
        promise::spawn(async move {
            let end = work.await;
            task.running.set(false);
            if let TaskState::Done(text, value) = &end {
                page::announce(&text.with(lang, &[value]));
            }
            task.state.set(end);
        });
    }

    /// Says what is missing before anything is done; the summary takes the focus, also when the
    /// same is missing again.
    pub fn wrong(&self, id: &'static str, words: Text) {
        self.state.set(TaskState::Wrong(id, words));
        focus_summary();
    }

    /// Back to the beginning.
    pub fn reset(&self) {
        self.state.set(TaskState::Idle);
    }

    /// Whether it is under way.
    pub fn is_running(&self) -> bool {
        matches!(*self.state, TaskState::Running(_))
    }

    /// Whether it did not work.
    pub fn has_failed(&self) -> bool {
        matches!(*self.state, TaskState::Failed(_))
    }

    /// Whether there is something to see of it.
    pub fn has_news(&self) -> bool {
        !matches!(*self.state, TaskState::Idle | TaskState::Running(_))
    }

    /// The answers that are missing, in the language of the page.
    pub fn problems(&self, lang: Lang) -> Vec<FieldProblem> {
        match &*self.state {
            TaskState::Wrong(id, words) => {
                vec![FieldProblem { id: (*id).into(), words: words.of(lang).into() }]
            }
            _ => Vec::new(),
        }
    }

    /// What is wrong with the control of this id.
    pub fn error(&self, id: &str, lang: Lang) -> Option<AttrValue> {
        match &*self.state {
            TaskState::Wrong(wrong, words) if *wrong == id => Some(words.of(lang).into()),
            _ => None,
        }
    }

    /// How it ended, to stand beside its button.
    pub fn report(&self, lang: Lang) -> Html {
        match &*self.state {
            TaskState::Failed(code) => html! { <Problem code={*code} focus=true /> },
            TaskState::Warned(words) => {
                html! { <Told focus=true><Banner tone={Tone::Warn}>{words.of(lang)}</Banner></Told> }
            }
            TaskState::Done(words, value) => {
                html! { <Banner tone={Tone::Good}>{words.with(lang, &[value])}</Banner> }
            }
            _ => Html::default(),
        }
    }

    /// The button that starts it, as the one that submits a form.
    pub fn submit(&self, kind: Kind, words: Text, lang: Lang) -> Html {
        html! { <Button submit=true {kind} busy={self.is_running()}>{self.words(words, lang)}</Button> }
    }

    /// A button that starts it when it is pressed.
    pub fn button(&self, kind: Kind, words: Text, lang: Lang, press: Callback<MouseEvent>) -> Html {
        html! { <Button {kind} busy={self.is_running()} onclick={press}>{self.words(words, lang)}</Button> }
    }

    fn words(&self, words: Text, lang: Lang) -> &'static str {
        match &*self.state {
            TaskState::Running(running) => running.of(lang),
            _ => words.of(lang),
        }
    }
}

/// The summary of a page's errors gets the focus once the page has drawn it.
pub fn focus_summary() {
    promise::spawn(async {
        clock::breathe().await;
        page::focus("#summary");
    });
}
