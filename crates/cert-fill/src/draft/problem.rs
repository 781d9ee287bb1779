//! What is wrong with an answer, as a code that the page puts into words.

use serde_json::Value;

use crate::{Pointer, china};

/// Codes of problems beside the schema's keywords and the identifiers' codes.
pub(crate) const EVIDENCE_MISSING: &str = "certificate-needed";
pub(crate) const CHOICE_NEEDS_CERTIFICATE: &str = "choice-needs-certificate";
pub(crate) const CHECK_FAILED: &str = "check-failed";
/// A certificate has the value, but not as the form can take it.
pub(crate) const CERTIFIED_UNUSABLE: &str = "certified-value-not-accepted";
/// A day of birth that is still to come.
pub(crate) const BORN_IN_FUTURE: &str = "born-in-future";
/// A certified number that does not follow the rules of its kind. The register's word counts, so it is a
/// warning.
pub(crate) const CERTIFIED_NUMBER_UNUSUAL: &str = "certified-number-unusual";

/// Every code that a [`FieldProblem`] can have, beside [`china::PROBLEM_CODES`].
pub const PROBLEM_CODES: [&str; 25] = [
    "required",
    "wrong-type",
    "not-a-choice",
    "not-confirmed",
    "pattern",
    "format",
    "too-short",
    "too-long",
    "too-small",
    "too-large",
    "not-a-multiple",
    "too-few",
    "too-many",
    "not-unique",
    "choice-missing",
    "not-asked",
    "no-alternative",
    "not-allowed",
    EVIDENCE_MISSING,
    CHOICE_NEEDS_CERTIFICATE,
    CHECK_FAILED,
    CERTIFIED_UNUSABLE,
    BORN_IN_FUTURE,
    CERTIFIED_NUMBER_UNUSUAL,
    "wrong-answer",
];

/// Something wrong with one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldProblem {
    /// The answer, its row named.
    pub pointer: Pointer,
    /// The stable code, one of [`PROBLEM_CODES`] or [`china::PROBLEM_CODES`].
    pub code: &'static str,
    /// The bound that was broken, to be named in the words.
    pub limit: Option<Value>,
    /// The row, counted from 0.
    pub row: Option<usize>,
    /// Whether the person may go on: a number whose check digit is wrong.
    pub is_warning: bool,
    /// The character at fault, counted from 1.
    pub position: Option<usize>,
    /// The character that would be right there.
    pub expected: Option<char>,
    /// The check of the form that failed; its message has the words.
    pub check: Option<String>,
}

impl FieldProblem {
    pub(crate) fn new(pointer: Pointer, code: &'static str) -> Self {
        let row = pointer.tokens().iter().find_map(|token| crate::pointer::array_index(token));
        Self {
            pointer,
            code,
            limit: None,
            row,
            is_warning: false,
            position: None,
            expected: None,
            check: None,
        }
    }

    pub(crate) fn with_limit(mut self, limit: Option<Value>) -> Self {
        self.limit = limit;
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.is_warning = true;
        self
    }

    pub(crate) fn of_check(pointer: Pointer, check: &str) -> Self {
        let mut problem = Self::new(pointer, CHECK_FAILED);
        problem.check = Some(check.to_owned());
        problem
    }

    pub(crate) fn of_identifier(pointer: Pointer, wrong: china::IdProblem) -> Self {
        let mut problem = Self::new(pointer, wrong.code).warning();
        problem.position = wrong.position;
        problem.expected = wrong.expected;
        problem
    }
}
