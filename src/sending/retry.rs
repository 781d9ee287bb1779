//! When a filing without a clear answer is asked for again.

/// Waiting times between tries, in seconds. Quick at first for a dropped line,
/// then slow, so that a server that is down is not knocked on all day.
const WAITING_SECONDS: &[i64] = &[2, 5, 15, 60, 300];

/// An office may ask for patience, but not for more than an hour: the person waits.
const LONGEST_PATIENCE_SECONDS: i64 = 3_600;

/// The time of the next try (Unix seconds) after so many that came to nothing; `retry_after` is
/// what the office asked for in seconds, if it did (RFC 9110 10.2.3).
pub(super) fn next_try(tries: u32, retry_after: Option<i64>, now: i64) -> i64 {
    let last = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let slowest = WAITING_SECONDS.last().copied().unwrap_or_default();
    let wait = WAITING_SECONDS.get(last).copied().unwrap_or(slowest);
    let asked = retry_after.unwrap_or_default().clamp(0, LONGEST_PATIENCE_SECONDS);
    now + wait.max(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_slow_down_and_an_office_is_given_the_time_that_it_asks_for() {
        let waits = [1, 2, 3, 4, 5, 6, u32::MAX].map(|tries| next_try(tries, None, 1_000) - 1_000);
        assert_eq!(waits, [2, 5, 15, 60, 300, 300, 300]);
        let asked = [-5, 1, 40, 1_000_000].map(|seconds| next_try(1, Some(seconds), 1_000) - 1_000);
        assert_eq!(asked, [2, 2, 40, 3_600]);
    }
}
