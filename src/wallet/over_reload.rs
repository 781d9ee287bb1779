//! How long the key is held over a reload of the page (`www/service.js` holds it).

/// Seconds that the key is held after the page last said so: time enough to load the page again on
/// a slow device, and short after the tab was closed.
const HELD_SECONDS: i64 = 45;

/// Seconds after which an open page says so again.
pub const RENEWED_SECONDS: u32 = 15;

/// Until when the key may be held (Unix seconds), never beyond the time when the wallet locks
/// itself. `None` when that time has come.
#[must_use]
pub fn held_until(now: i64, last_use: i64, auto_lock_minutes: u32) -> Option<i64> {
    let held = now.saturating_add(HELD_SECONDS);
    let until = match i64::from(auto_lock_minutes) {
        0 => held,
        minutes => held.min(last_use.saturating_add(minutes * 60)),
    };
    (until > now).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_for_moments_and_never_beyond_the_lock() {
        assert_eq!(held_until(1_000, 1_000, 10), Some(1_045));
        assert_eq!(held_until(1_000, 1_000, 0), Some(1_045), "no lock is still a moment");
        assert_eq!(held_until(1_590, 1_000, 10), Some(1_600), "the lock comes first");
        assert_eq!(held_until(1_600, 1_000, 10), None);
        assert_eq!(held_until(9_000, 1_000, 10), None);
        assert_eq!(held_until(1_000, i64::MAX, u32::MAX), Some(1_045));
    }

    #[test]
    fn the_service_worker_has_the_same_time_and_more_than_two_renewals_fit_into_it() {
        let service = include_str!("../../www/service.js");
        assert!(service.contains("const HELD_LONGEST = 45_000;"), "milliseconds");
        assert!(HELD_SECONDS > 2 * i64::from(RENEWED_SECONDS));
    }
}
