//! The way through the form: what is asked next, and what was asked before.

use cert_fill::Step;

use super::super::left::{self, Question};
use super::Session;
use crate::wallet::Way;

impl Session {
    /// The questions that only the person can answer ([`left::questions`]).
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        left::questions(&self.form, &self.draft, self.today())
    }

    /// Those that are left.
    #[must_use]
    pub fn left_to_answer(&self) -> Vec<Question> {
        left::left_to_answer(&self.form, &self.draft, self.today())
    }

    /// The step to go to from this one, or from the start page: the first with something left to
    /// answer. Somebody who types goes through every step. `None` is the check page.
    #[must_use]
    pub fn onward(&self, step: Option<&str>) -> Option<&Step> {
        if self.way == Way::Certificates {
            return self.form.step(&self.left_to_answer().first()?.step);
        }
        match step {
            Some(step) => cert_fill::next_step(&self.form, &self.draft, step),
            None => cert_fill::steps_shown(&self.form, &self.draft).first().copied(),
        }
    }

    /// The step before this one on the same way; `None` is the start page.
    #[must_use]
    pub fn backward(&self, step: &str) -> Option<&Step> {
        if self.way == Way::Typing {
            return cert_fill::previous_step(&self.form, &self.draft, step);
        }
        let place = |id: &str| self.form.steps().iter().position(|one| one.id == id);
        let here = place(step)?;
        let questions = self.questions();
        let before =
            questions.iter().rev().find(|one| place(&one.step).is_some_and(|at| at < here));
        self.form.step(&before?.step)
    }

    /// The place of a step among those with questions for the person, and how many there are.
    #[must_use]
    pub fn place_among_questions(&self, step: &str) -> Option<(usize, usize)> {
        let mut steps: Vec<String> = self.questions().into_iter().map(|one| one.step).collect();
        steps.dedup();
        let at = steps.iter().position(|one| one == step)?;
        (self.way == Way::Certificates).then_some((at + 1, steps.len()))
    }

    /// The position of a step among those shown, from 1, and how many there are.
    #[must_use]
    pub fn position(&self, step: &str) -> (usize, usize) {
        let steps = cert_fill::steps_shown(&self.form, &self.draft);
        let at = steps.iter().position(|one| one.id == step).unwrap_or(0);
        (at + 1, steps.len())
    }
}
