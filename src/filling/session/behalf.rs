//! Filing for somebody else: who it is, and whether one still may.

use cert_fill::{Date, principals};

use super::Session;

/// What is said when the certificate by which one acts is not there any more.
const GONE: &str = "delegation-gone";

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
        let _ = self.draft.choose(form, matches, held, today, &whom.by, &now.held);
    }

    /// Why this person cannot be acted for now; none when they can, or when the draft is one's own.
    #[must_use]
    pub fn no_more(&self, today: Date) -> Option<&'static str> {
        let whom = self.whom.as_ref()?;
        let all = principals(&self.form, &self.held, today);
        match all.iter().find(|one| one.whom == *whom) {
            None => Some(GONE),
            Some(one) => one.refusal.map(|code| code.as_str()),
        }
    }
}
