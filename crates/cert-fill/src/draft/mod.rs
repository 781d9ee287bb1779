//! A form being filled in: the answers, and where each one came from.
//!
//! A draft is never validated when it changes (drafts save without passing validation);
//! [`check_step`] and [`check_all`] say what is wrong when the person goes on. It holds
//! values and origins only: certificates stay in the wallet.

mod check;
mod edit;
mod history;
mod input;
mod problem;
mod refresh;
mod store;
mod visible;

use std::collections::BTreeMap;

use cert_verify::ClaimPath;
use serde_json::{Map, Value};

use crate::fill::{
    BoundValue, Evidence, Held, Matches, Selection, Wishes, evaluate, held_by_id, select,
};
use crate::form::{BindingPolicy, Form, Missing};
use crate::{Date, Pointer, UnusableClaim};

pub(crate) use check::is_born_in_future;
pub use check::{check_all, check_step, eligibility};
pub use edit::{EditError, Edited};
pub use history::{ChangedAnswer, PastChange};
pub(crate) use problem::BORN_IN_FUTURE;
pub use problem::{FieldProblem, PROBLEM_CODES};
pub use refresh::Change;
pub use store::DraftError;
pub(crate) use visible::{given, is_hidden, prune};
pub use visible::{next_step, previous_step, steps_shown, visible_fields};

/// Where an answer came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Copied from a claim.
    Credential {
        /// The query of the certificate.
        query: String,
        /// The claim.
        path: ClaimPath,
    },
    /// Computed from a claim, or a constant that stands for the certificate.
    Derived {
        /// The query of the certificate.
        query: String,
        /// The claim; none for a constant.
        path: Option<ClaimPath>,
    },
    /// Once filled from a certificate, then changed or left without it.
    Override {
        /// The query of the certificate that was withdrawn. Stays on the device.
        query: String,
    },
    /// Typed.
    Manual,
    /// Taken from the receipt of an earlier office.
    Receipt {
        /// The filing.
        filing: String,
    },
}

impl Origin {
    /// The code in the provenance map (forms.md 3.1).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Credential { .. } => "credential",
            Self::Derived { .. } => "derived",
            Self::Override { .. } => "override",
            Self::Manual => "manual",
            Self::Receipt { .. } => "receipt",
        }
    }

    /// The query of the certificate that vouches for the value.
    pub fn certificate(&self) -> Option<&str> {
        match self {
            Self::Credential { query, .. } | Self::Derived { query, .. } => Some(query),
            _ => None,
        }
    }

    fn of(bound: &BoundValue) -> Self {
        let query = bound.query.clone();
        match &bound.path {
            Some(path) if !bound.is_derived => Self::Credential { query, path: path.clone() },
            path => Self::Derived { query, path: path.clone() },
        }
    }
}

/// How a field is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldState {
    /// Text without an input: a certificate vouches for it and it cannot be changed.
    Locked,
    /// An input with a value from a certificate.
    Suggested,
    /// An input.
    Open,
    /// Neither: only a certificate could bring it, and there is none.
    Blocked,
}

/// What changes together.
#[derive(Clone, Debug, PartialEq)]
struct State {
    answers: Value,
    origins: BTreeMap<Pointer, Origin>,
    /// The certificates in use, per query.
    chosen: Vec<(String, Vec<String>)>,
    wishes: Wishes,
}

impl State {
    fn empty() -> Self {
        Self {
            answers: Value::Object(Map::new()),
            origins: BTreeMap::new(),
            chosen: Vec::new(),
            wishes: Wishes::default(),
        }
    }
}

/// A form being filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    form_integrity: String,
    state: State,
    undo: Vec<State>,
    redo: Vec<State>,
    /// The answer that is being typed: all of its key presses are one change.
    typing: Option<Pointer>,
    unusable: Vec<UnusableClaim>,
}

impl Draft {
    /// Nothing filled: "I will type it myself".
    pub fn empty(form: &Form) -> Self {
        Self {
            form_integrity: form.integrity().to_owned(),
            state: State::empty(),
            undo: Vec::new(),
            redo: Vec::new(),
            typing: None,
            unusable: Vec::new(),
        }
    }

    /// Filled from the certificates that fit.
    pub fn filled(form: &Form, matches: &Matches, held: &[Held], today: Date) -> Self {
        let mut draft = Self::empty(form);
        draft.fill(form, matches, held, today);
        draft
    }

    /// The answers so far, those of hidden fields included.
    pub fn answers(&self) -> &Value {
        &self.state.answers
    }

    /// One answer.
    pub fn answer(&self, at: &Pointer) -> Option<&Value> {
        at.get(&self.state.answers)
    }

    /// Where an answer came from; none when there is no answer.
    pub fn origin(&self, at: &Pointer) -> Option<&Origin> {
        self.state.origins.get(at)
    }

    /// Every answer's origin.
    pub fn origins(&self) -> impl Iterator<Item = (&Pointer, &Origin)> {
        self.state.origins.iter()
    }

    /// The wallet's ids of the certificates in use for a query.
    pub fn chosen(&self, query: &str) -> &[String] {
        let entry = self.state.chosen.iter().find(|(id, _)| id == query);
        entry.map(|(_, ids)| ids.as_slice()).unwrap_or_default()
    }

    /// Whether the person withdrew the certificate of this query.
    pub fn is_withdrawn(&self, query: &str) -> bool {
        self.state.wishes.withdrawn.contains(query)
    }

    /// Claims of the certificates in use from which nothing is filled, and why.
    pub fn unusable(&self) -> &[UnusableClaim] {
        &self.unusable
    }

    /// Finds out again which claims cannot be used, in a draft that was stored or when the
    /// wallet has changed. No answer changes.
    pub fn look_again(&mut self, form: &Form, matches: &Matches, held: &[Held], today: Date) {
        self.unusable = select(form, matches, held, &self.state.wishes, today).unusable;
    }

    /// How to show a field.
    pub fn field_state(&self, form: &Form, at: &Pointer) -> FieldState {
        let Some(binding) = form.binding(at) else { return FieldState::Open };
        let certified = self.origin(at).and_then(Origin::certificate).is_some();
        match (binding.policy, certified) {
            (BindingPolicy::Verified, true) => FieldState::Locked,
            (BindingPolicy::Suggested, true) => FieldState::Suggested,
            (BindingPolicy::Verified, false) if binding.missing != Missing::Manual => {
                FieldState::Blocked
            }
            (_, false) => FieldState::Open,
        }
    }

    /// The query whose certificate an answer stands for: choosing "registered lease" says
    /// that the lease is shown. The page offers [`Draft::choose`] for it.
    pub fn query_of_choice<'f>(form: &'f Form, at: &Pointer, value: &Value) -> Option<&'f str> {
        let constants = &form.binding(at)?.const_by_source;
        constants.iter().find(|(_, constant)| constant == value).map(|(query, _)| query.as_str())
    }

    /// Fills from the certificates that the selection names. Typed answers stay, except
    /// where only a certificate may answer.
    fn fill(&mut self, form: &Form, matches: &Matches, held: &[Held], today: Date) {
        let selection = select(form, matches, held, &self.state.wishes, today);
        let values = values(form, &selection, held, today);
        let certified = |origin: &Origin| origin.certificate().is_some();
        let old: Vec<_> = self
            .state
            .origins
            .iter()
            .filter(|(_, origin)| certified(origin))
            .map(|(at, _)| at.clone())
            .collect();
        // From the last to the first, so that rows keep their numbers while they go.
        for at in old.into_iter().rev() {
            self.forget(&at);
        }
        for bound in values {
            let typed = self.state.origins.contains_key(&bound.to);
            let is_verified =
                form.binding(&bound.to).is_some_and(|one| one.policy == BindingPolicy::Verified);
            if !typed || is_verified {
                self.put(&bound.to, bound.value.clone(), Origin::of(&bound));
            }
        }
        self.state.chosen = selection.chosen;
        self.unusable = selection.unusable;
    }

    fn put(&mut self, at: &Pointer, value: Value, origin: Origin) {
        if at.set(&mut self.state.answers, value).is_ok() {
            self.state.origins.insert(at.clone(), origin);
        }
    }

    fn forget(&mut self, at: &Pointer) {
        at.remove(&mut self.state.answers);
        self.state.origins.remove(at);
    }
}

/// The values that a selection of certificates gives.
fn values(form: &Form, selection: &Selection, held: &[Held], today: Date) -> Vec<BoundValue> {
    let mut evidence = Evidence::default();
    for (query, ids) in &selection.chosen {
        let claims = ids.iter().filter_map(|id| held_by_id(held, id));
        evidence.add(query, claims.map(|one| one.certificate.claims()).collect());
    }
    let found = form.bindings().iter().map(|binding| evaluate(form, binding, &evidence, today));
    found.flat_map(|found| found.values).collect()
}
