//! When a draft is stored and when the person hears of it (rule C23).
//!
//! Typing is stored soon after it was done, everything else at once: what was chosen, a control that
//! was left, a step that was finished (`ui/form/flow.rs`). "Saved" is announced politely
//! and at most once in ten seconds, so that a screen reader can be used.

/// Quiet time after the last key press before it is stored. Long enough to skip
/// single key presses, short enough that a crash costs one word at most.
pub const QUIET_MILLISECONDS: u32 = 600;

/// Typing without a pause is stored at least this often.
const LONGEST_WAIT_MILLISECONDS: f64 = 3_000.0;

/// Least time between two announcements (rule C23).
const ANNOUNCE_MILLISECONDS: f64 = 10_000.0;

/// The state of the policy; times are milliseconds of the page's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Autosave {
    first_change: Option<f64>,
    announced: Option<f64>,
}

impl Autosave {
    /// A change was made. Says after how many milliseconds to store; an earlier
    /// plan is replaced by this one.
    pub fn changed(&mut self, now: f64) -> u32 {
        let first = *self.first_change.get_or_insert(now);
        if now - first >= LONGEST_WAIT_MILLISECONDS { 0 } else { QUIET_MILLISECONDS }
    }

    /// The draft was stored. Says whether to announce it now.
    pub fn stored(&mut self, now: f64) -> bool {
        self.first_change = None;
        let due = self.announced.is_none_or(|last| now - last >= ANNOUNCE_MILLISECONDS);
        if due {
            self.announced = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_without_a_pause_is_stored_too() {
        let mut policy = Autosave::default();
        assert_eq!(policy.changed(0.0), QUIET_MILLISECONDS);
        assert_eq!(policy.changed(2_900.0), QUIET_MILLISECONDS);
        assert_eq!(policy.changed(3_000.0), 0);
        policy.stored(3_000.0);
        assert_eq!(policy.changed(3_100.0), QUIET_MILLISECONDS);
    }

    #[test]
    fn saved_is_said_at_most_once_in_ten_seconds() {
        let mut policy = Autosave::default();
        assert!(policy.stored(0.0));
        assert!(!policy.stored(9_999.0));
        assert!(policy.stored(10_000.0));
    }
}
