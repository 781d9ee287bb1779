//! What only the person can answer, and what of it is left: the way through a form that is filled
//! from certificates. Pages whose answers are all certified are no part of it; everything can be
//! opened from the check page.

use cert_fill::{
    Control, Date, Draft, FieldProblem, FieldState, Form, Origin, Pointer, Presence, Step,
    check_all,
};

/// A question that no certificate answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The step that it stands on.
    pub step: String,
    /// The answer; `None` for a step that repeats a list, which is one question with its rows.
    pub at: Option<Pointer>,
    /// Still to be answered, or to be put right.
    pub is_open: bool,
}

/// The questions for the person, in the order of the form. An answer can bring more of them, or
/// take some away: ask again after each.
#[must_use]
pub fn questions(form: &Form, draft: &Draft, today: Date) -> Vec<Question> {
    let mut problems = check_all(form, draft, today);
    problems.retain(|problem| !problem.is_warning);
    let steps = cert_fill::steps_shown(form, draft).into_iter().filter(|step| !step.is_review);
    steps
        .flat_map(|step| match &step.repeat {
            Some(list) => rows(form, draft, step, list, &problems).into_iter().collect(),
            None => fields(form, draft, step, &problems),
        })
        .collect()
}

/// The questions that are left.
#[must_use]
pub fn left_to_answer(form: &Form, draft: &Draft, today: Date) -> Vec<Question> {
    let mut left = questions(form, draft, today);
    left.retain(|question| question.is_open);
    left
}

fn fields(form: &Form, draft: &Draft, step: &Step, problems: &[FieldProblem]) -> Vec<Question> {
    let shown = cert_fill::visible_fields(form, draft, &step.id).into_iter();
    shown
        .filter_map(|at| {
            let field = form.field(&at)?;
            let state = draft.field_state(form, &at);
            // The declaration is asked for on the check page; what must be certified is no question.
            if field.control == Control::Declaration
                || matches!(state, FieldState::Locked | FieldState::Blocked)
            {
                return None;
            }
            let is_open = problems.iter().any(|problem| problem.pointer.starts_with(&at));
            let answered = draft.origin(&at);
            let given = answered.is_some_and(|origin| origin.certificate().is_some())
                || matches!(answered, Some(Origin::Receipt { .. }));
            let optional = form.schema().presence(&at, draft.answers()) == Presence::Optional;
            (is_open || !(given || optional)).then(|| Question {
                step: step.id.clone(),
                at: Some(at),
                is_open,
            })
        })
        .collect()
}

fn rows(
    form: &Form,
    draft: &Draft,
    step: &Step,
    list: &Pointer,
    problems: &[FieldProblem],
) -> Option<Question> {
    let is_open = problems.iter().any(|problem| problem.pointer.starts_with(list));
    // Rows that certificates bring are not for the person to add.
    let is_asked = draft.clone().add_row(form, list).is_ok();
    (is_open || is_asked).then(|| Question { step: step.id.clone(), at: None, is_open })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use cert_fill::Held;

    use super::super::session::Session;
    use super::super::session::tests::{NOW, at, form, held, held_with, today};
    use super::super::view::Typed;
    use super::*;
    use crate::wallet::Way;

    fn session(held: Rc<Vec<Held>>, way: Way) -> Session {
        Session::start(form(), held, way, None, today(), NOW)
    }

    fn choose(session: &mut Session, pointer: &str, code: &str) {
        session.take(&at(pointer), &Typed::Choice(Some(code.to_owned())), NOW);
    }

    fn type_in(session: &mut Session, pointer: &str, text: &str) {
        session.take(&at(pointer), &Typed::Text(text.to_owned()), NOW);
    }

    fn left(session: &Session) -> Vec<String> {
        names(&left_to_answer(&session.form, &session.draft, today()))
    }

    fn names(questions: &[Question]) -> Vec<String> {
        let name = |one: &Question| one.at.as_ref().map_or(one.step.clone(), Pointer::to_string);
        questions.iter().map(name).collect()
    }

    #[test]
    fn what_certificates_say_is_not_asked() {
        let session = session(held(), Way::Certificates);
        assert_eq!(left(&session), ["/ground", "/contact/mobile"]);
    }

    #[test]
    fn an_answer_can_bring_more_questions_and_take_them_away() {
        let mut session = session(held(), Way::Certificates);
        choose(&mut session, "/ground", "work");
        assert_eq!(left(&session), ["/employer/name", "/contact/mobile"]);
        choose(&mut session, "/ground", "home");
        assert_eq!(left(&session), ["/contact/mobile"]);
        // With proof of insurance the employer is certified.
        let mut insured = self::session(held_with("2026-12-05"), Way::Certificates);
        choose(&mut insured, "/ground", "work");
        assert_eq!(left(&insured), ["/contact/mobile"]);
    }

    #[test]
    fn only_steps_with_something_left_are_walked_through_until_the_check_page() {
        let mut session = session(held(), Way::Certificates);
        let step = |step: Option<&Step>| step.map(|step| step.id.clone()).unwrap_or_default();
        assert_eq!(step(session.onward(None)), "ground");
        assert_eq!(session.place_among_questions("ground"), Some((1, 2)));
        choose(&mut session, "/ground", "home");
        assert_eq!(step(session.onward(Some("ground"))), "contact");
        assert_eq!(step(session.backward("contact")), "ground");
        assert_eq!(step(session.backward("ground")), "");
        type_in(&mut session, "/contact/mobile", "13800138000");
        assert_eq!(step(session.onward(Some("contact"))), "");
        // A step that was opened from elsewhere leads to what is left, too.
        assert_eq!(step(session.onward(Some("you"))), "", "the check page");
        assert_eq!(session.place_among_questions("you"), None);
        // Somebody who types walks through all of them.
        let typing = self::session(held(), Way::Typing);
        assert_eq!(step(typing.onward(None)), "you");
        assert_eq!(step(typing.onward(Some("you"))), "permit");
        assert_eq!(step(typing.backward("home")), "permit");
    }

    #[test]
    fn what_does_not_fit_is_still_left_and_what_fits_stays_among_the_questions() {
        let mut session = session(held(), Way::Certificates);
        choose(&mut session, "/ground", "home");
        type_in(&mut session, "/contact/mobile", "12");
        assert_eq!(left(&session), ["/contact/mobile"]);
        type_in(&mut session, "/contact/mobile", "13800138000");
        assert_eq!(left(&session), [""; 0]);
        let all = questions(&session.form, &session.draft, today());
        assert_eq!(names(&all), ["/ground", "/contact/mobile"], "one can go back to them");
        // An optional answer is a question only while something is wrong with it.
        type_in(&mut session, "/contact/email", "no address");
        assert_eq!(left(&session), ["/contact/email"]);
    }

    #[test]
    fn a_withdrawn_certificate_leaves_its_proof_to_be_answered() {
        let mut session = session(held(), Way::Certificates);
        type_in(&mut session, "/residence/address/line", "示例路 88 弄 6 号 302 室");
        assert_eq!(left(&session), ["/residence/proof", "/ground", "/contact/mobile"]);
        session.put_back(&at("/residence/address/line"), today(), NOW);
        assert_eq!(left(&session), ["/ground", "/contact/mobile"]);
    }

    #[test]
    fn somebody_who_types_has_everything_to_answer_that_needs_no_certificate() {
        let session = session(held(), Way::Typing);
        let left = left(&session);
        assert!(left.contains(&"/residence/address/line".to_owned()), "{left:?}");
        assert!(!left.iter().any(|one| one.starts_with("/applicant")), "{left:?}");
    }
}
