//! What was sent before, as home and the pages of a service say it.

use cert_fill::progress::State;

use super::news;
use crate::wallet::{Filing, Stage, Submission};

/// The permit may be renewed in the 30 days before it ends; what was sent from then on is for
/// the permit that ends, what was sent earlier was for the one before it.
const WINDOW_SECONDS: i64 = 31 * 86_400;

/// One press of Send whose bytes may have left the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// The submission, for the address of its page.
    pub id: String,
    /// When Send was pressed (Unix seconds).
    pub sent_at: i64,
    /// How it stands.
    pub state: PastState,
    /// For whom it was filed, when that is somebody else.
    pub whom: Option<String>,
}

/// How it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastState {
    /// Every office has given its receipt: the case numbers.
    Sent(Vec<String>),
    /// An answer is still to come.
    Waiting,
    /// Signed, and with the person, who hands it in at a counter by then (Unix seconds).
    Carried(i64),
    /// An office refused, or only some have it.
    NeedsYou,
}

/// The newest submission of this form among these.
#[must_use]
pub fn newest<'a>(submissions: impl Iterator<Item = &'a Submission>, form: &str) -> Option<Past> {
    let of_form = submissions.filter(|one| one.form == form && !one.untouched());
    of_form.max_by_key(|one| one.created).map(|one| Past {
        sent_at: one.created,
        state: state(one),
        whom: one.whom.as_ref().map(|whom| whom.name.clone()),
        id: one.id.clone(),
    })
}

fn state(submission: &Submission) -> PastState {
    if submission.filings.iter().any(is_left_to_do) {
        return PastState::NeedsYou;
    }
    if submission.all_sent() {
        let numbers = submission.case_numbers();
        return PastState::Sent(numbers.into_iter().map(str::to_owned).collect());
    }
    if submission.is_with_person() {
        return PastState::Carried(submission.carried_until().unwrap_or_default());
    }
    let refused = submission.filings.iter().any(|filing| filing.stage == Stage::NeedsYou);
    if submission.in_flight() && !refused { PastState::Waiting } else { PastState::NeedsYou }
}

/// Whether the office has said something that the person has to act on.
fn is_left_to_do(filing: &Filing) -> bool {
    let said = news::state(&filing.news);
    filing.news.offer.is_some() || matches!(said, Some(State::Waiting | State::Refused))
}

impl Past {
    /// Whether this was sent for the period that ends then (Unix seconds).
    #[must_use]
    pub const fn is_for_period_ending(&self, end: i64) -> bool {
        self.sent_at >= end - WINDOW_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wallet::{Accepted, Filing, Problem, submission_for_tests};
    use crate::words::local::PerLanguage;
    use cert_fill::Whom;
    use serde_json::json;

    fn submission(id: &str, form: &str, created: i64, stages: &[Stage]) -> Submission {
        let filings = stages.iter().enumerate().map(|(at, stage)| {
            let mut filing = Filing::reviewed(id, &format!("f{at}"), PerLanguage::default(), "/o");
            filing.stage = *stage;
            filing.accepted = (*stage == Stage::Sent).then(|| Accepted {
                case_no: format!("{id}-{at}"),
                status: "accepted".into(),
                receipt: String::new(),
                claims: json!({}),
            });
            filing.problem = (*stage == Stage::NeedsYou)
                .then(|| Problem { code: "x".into(), errors: Vec::new() });
            filing
        });
        Submission {
            form: form.into(),
            created,
            files: Vec::new(),
            carried: false,
            filings: filings.collect(),
            ..submission_for_tests(id, "d", &[])
        }
    }

    fn newest_state(all: &[Submission]) -> Option<PastState> {
        newest(all.iter(), "f").map(|past| past.state)
    }

    #[test]
    fn the_newest_of_the_same_service_counts() {
        let all = [
            submission("a", "f", 1, &[Stage::Sent]),
            submission("b", "f", 3, &[Stage::Sent, Stage::Sent]),
            submission("c", "other", 9, &[Stage::Sent]),
            submission("d", "f", 8, &[Stage::Reviewed]),
        ];
        assert_eq!(newest_state(&all), Some(PastState::Sent(vec!["b-0".into(), "b-1".into()])));
        assert_eq!(newest(all.iter(), "none"), None);
    }

    #[test]
    fn what_has_not_ended_well_says_so() {
        let of = |stages: &[Stage]| newest_state(&[submission("a", "f", 1, stages)]);
        assert_eq!(of(&[Stage::Sending]), Some(PastState::Waiting));
        assert_eq!(of(&[Stage::Sent, Stage::Sending]), Some(PastState::Waiting));
        assert_eq!(of(&[Stage::NeedsYou]), Some(PastState::NeedsYou));
        assert_eq!(of(&[Stage::Sent, Stage::Reviewed]), Some(PastState::NeedsYou));
        assert_eq!(of(&[Stage::Signed]), None, "nothing has left");
        let mut carried = submission("a", "f", 1, &[Stage::Sending]);
        (carried.carried, carried.filings[0].nonce_expires) = (true, 99);
        assert_eq!(newest_state(&[carried]), Some(PastState::Carried(99)), "it is not sent");
        let mut hers = submission("a", "f", 1, &[Stage::Sent]);
        hers.whom = Some(Whom { by: "b".into(), name: "mother".into(), id: None });
        assert_eq!(newest([hers].iter(), "f").unwrap().whom.as_deref(), Some("mother"));
    }

    #[test]
    fn last_years_renewal_does_not_silence_this_years() {
        let day = 86_400;
        let past =
            Past { id: "a".into(), sent_at: 365 * day, state: PastState::Waiting, whom: None };
        assert!(past.is_for_period_ending(377 * day));
        assert!(!past.is_for_period_ending((377 + 365) * day));
    }
}
