//! The state of the app as a context.

use std::ops::Deref;
use std::rc::Rc;

use cert_app::state::{Action, State};
use cert_app::words::Lang;
use yew::prelude::*;

/// The state as Yew's reducer holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct AppState(pub State);

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.reduce(action)))
    }
}

/// The state with a verb: `dispatch`.
#[derive(Clone, PartialEq)]
pub struct AppHandle(UseReducerHandle<AppState>);

impl AppHandle {
    /// Wraps the reducer of the root component.
    pub const fn new(handle: UseReducerHandle<AppState>) -> Self {
        Self(handle)
    }

    /// Tells the app that something happened.
    pub fn dispatch(&self, action: Action) {
        self.0.dispatch(action);
    }
}

impl Deref for AppHandle {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0.0
    }
}

/// The state of the app.
#[hook]
pub fn use_app() -> AppHandle {
    use_context::<AppHandle>().expect("every component is below the root, which provides the state")
}

/// The language of the pages.
#[hook]
pub fn use_lang() -> Lang {
    use_app().lang()
}
