//! The state of the app as contexts: each component is drawn again for what it watches only.

use std::ops::Deref;
use std::rc::Rc;

use cert_app::filling::open::OpenForm;
use cert_app::state::{Action, Slot, State};
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

/// The state with a verb: `dispatch`. Reading it reads the state as it is now; as a context it
/// changes when the page, the wallet or the network does ([`State::same_shell`]).
#[derive(Clone)]
pub struct AppHandle {
    handle: UseReducerHandle<AppState>,
    seen: Rc<State>,
}

impl PartialEq for AppHandle {
    fn eq(&self, other: &Self) -> bool {
        self.seen.same_shell(&other.seen)
    }
}

impl AppHandle {
    /// Wraps the reducer of the root component.
    pub fn new(handle: UseReducerHandle<AppState>) -> Self {
        let seen = Rc::new(handle.0.clone());
        Self { handle, seen }
    }

    /// Tells the app that something happened.
    pub fn dispatch(&self, action: Action) {
        self.handle.dispatch(action);
    }
}

impl Deref for AppHandle {
    type Target = State;

    fn deref(&self) -> &State {
        &self.handle.0
    }
}

/// The evidence; it compares by place.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceSlot(Option<Slot>);

/// The open form.
#[derive(Clone, Debug, PartialEq)]
struct OpenSlot(Option<Slot>);

/// The contexts, around everything.
pub fn watched(app: AppHandle, children: Html) -> Html {
    let (lang, evidence) = (app.lang(), EvidenceSlot(app.evidence.clone()));
    let form = OpenSlot(app.form.clone());
    html! {
        <ContextProvider<AppHandle> context={app}>
            <ContextProvider<Lang> context={lang}>
                <ContextProvider<EvidenceSlot> context={evidence}>
                    <ContextProvider<OpenSlot> context={form}>{children}</ContextProvider<OpenSlot>>
                </ContextProvider<EvidenceSlot>>
            </ContextProvider<Lang>>
        </ContextProvider<AppHandle>>
    }
}

/// The state of the app.
#[hook]
pub fn use_app() -> AppHandle {
    use_context::<AppHandle>().expect(ROOT)
}

/// The language of the pages.
#[hook]
pub fn use_lang() -> Lang {
    use_context::<Lang>().expect(ROOT)
}

/// The evidence as it was seen when this was drawn: another value when something has changed.
#[hook]
pub fn use_seen_evidence() -> EvidenceSlot {
    use_context::<EvidenceSlot>().expect(ROOT)
}

/// The open form with its draft.
#[hook]
pub fn use_open_form() -> Option<Rc<OpenForm>> {
    use_context::<OpenSlot>().expect(ROOT).0?.get()
}

const ROOT: &str = "every component is below the root, which provides the state";
