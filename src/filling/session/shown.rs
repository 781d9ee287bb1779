//! Problems in words, each with the control that it is about.

use cert_fill::{FieldProblem, Pointer};

use super::super::build;
use super::super::problems::{self, AnswerProblem};
use super::super::view::control_id;
use super::{Session, row_of};
use crate::words::Lang;

/// A problem with the id of its control, ready for a page.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownProblem {
    /// The answer.
    pub pointer: Pointer,
    /// The control.
    pub id: String,
    /// The step on which the control is.
    pub step: Option<String>,
    /// What to do.
    pub words: String,
}

impl Session {
    /// A problem ready for the summary.
    #[must_use]
    pub fn show(&self, problem: &FieldProblem, lang: Lang) -> ShownProblem {
        ShownProblem {
            id: control_id(&problem.pointer.to_string()),
            step: self.step_of(&problem.pointer),
            words: self.words(problem, lang),
            pointer: problem.pointer.clone(),
        }
    }

    /// A problem that an office (or the dry run) has named, ready for the summary.
    #[must_use]
    pub fn show_code(&self, pointer: &str, code: &str, lang: Lang) -> Option<ShownProblem> {
        let at = Pointer::parse(pointer).ok()?;
        let field = self.form.field(&at)?;
        let label = build::said(&field.label, lang).text;
        let control = build::control_of(field);
        let row = row_of(&at).map(|row| self.row_name(&at, row, lang));
        let problem = AnswerProblem { label: &label, control, code, limit: None, row };
        let own = field.error_text(code).map(|text| build::said(text, lang).text);
        Some(ShownProblem {
            id: control_id(pointer),
            step: self.step_of(&at),
            words: problems::words_for(&problem, own.as_deref(), lang),
            pointer: at,
        })
    }

    pub(super) fn words(&self, problem: &FieldProblem, lang: Lang) -> String {
        let check = problem
            .check
            .as_ref()
            .and_then(|id| self.form.checks().iter().find(|check| check.id == *id));
        if let Some(check) = check {
            return build::said(&check.message, lang).text;
        }
        let Some(field) = self.form.field(&problem.pointer) else {
            return cert_words::code_words(problem.code, lang).remedy.to_owned();
        };
        let own = field.error_text(problem.code).map(|text| build::said(text, lang).text);
        let label = build::said(&field.label, lang).text;
        let control = build::control_of(field);
        let row = problem.row.map(|row| self.row_name(&problem.pointer, row, lang));
        let shown = AnswerProblem {
            label: &label,
            control,
            code: problem.code,
            limit: problem.limit.as_ref(),
            row,
        };
        problems::words_for(&shown, own.as_deref(), lang)
    }

    /// “Shareholders 2”: the row of a repeated group by the title of its step (rule C10).
    #[must_use]
    pub fn row_name(&self, at: &Pointer, row: usize, lang: Lang) -> String {
        let step = self
            .step_of(at)
            .and_then(|id| self.form.step(&id).map(|step| build::said(&step.title, lang).text));
        crate::words::form::ROW.with(lang, &[&step.unwrap_or_default(), &(row + 1).to_string()])
    }
}
