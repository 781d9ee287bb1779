//! Filing for somebody else: who it is, and whether one still may.

use cert_fill::{Date, Form, Held, Principal, RefusalCode, Whom, principals};

use super::Session;

/// What is said when the certificate by which one acts is not there any more.
const GONE: &str = "delegation-gone";

/// For whom a form is filled in when nobody has said it: of one that is filed for somebody else only, the only person
/// for whom one may; so a draft or a filing from before the form was so goes on.
pub(super) fn whom_or_only(
    form: &Form,
    held: &[Held],
    whom: Option<Whom>,
    today: Date,
) -> Option<Whom> {
    if whom.is_some() || !form.agent().is_some_and(|agent| agent.required) {
        return whom;
    }
    let all = principals(form, held, today);
    let mut usable = all.into_iter().filter(|one| one.refusal.is_none());
    usable.next().filter(|_| usable.next().is_none()).map(|only| only.whom)
}

impl Session {
    /// Takes the certificate by which one may act now: a renewed delegation in place of one that is over.
    pub(super) fn follow_delegation(&mut self, today: Date) {
        let Some(whom) = self.whom.clone() else { return };
        let all = principals(&self.form, &self.held, today);
        let Some(now) = all.iter().find(|one| one.whom == whom && one.refusal.is_none()) else {
            return;
        };
        if self.draft.chosen(&whom.by).first() == Some(&now.held) {
            return;
        }
        let (form, matches, held) = (&self.form, &self.matches, &self.held);
        let _ = self.draft.follow(form, matches, held, today, &whom.by, &now.held);
    }

    /// Why this person cannot be acted for now, or that it is not said for whom; none when they can, or when the
    /// draft is one's own.
    #[must_use]
    pub fn no_more(&self, today: Date) -> Option<&'static str> {
        if self.whom.is_none() {
            let is_required = self.form.agent().is_some_and(|agent| agent.required);
            return is_required.then(|| RefusalCode::AgentNotNamed.as_str());
        }
        if self.matches.acting().is_none() {
            return Some(GONE);
        }
        match self.principal(today) {
            None => Some(GONE),
            Some(one) => one.refusal.map(|code| code.as_str()),
        }
    }

    /// The first day on which this person can be acted for, where that is why they cannot be now.
    #[must_use]
    pub fn begins(&self, today: Date) -> Option<Date> {
        self.principal(today)?.begins
    }

    fn principal(&self, today: Date) -> Option<Principal> {
        let whom = self.whom.as_ref()?;
        let all = principals(&self.form, &self.held, today);
        all.into_iter().find(|one| one.whom == *whom)
    }
}
