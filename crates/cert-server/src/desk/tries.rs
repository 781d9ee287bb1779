//! How often somebody has tried a password lately.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use cert_verify::{UnixTime, sha256};

use crate::network::Network;

/// So long a failure counts.
const WINDOW: i64 = 900;

/// Failures of one address with one account: who has forgotten a password tries five times.
const OF_BOTH: u32 = 10;

/// Failures of one address: an office behind one address has many clerks.
const OF_ADDRESS: u32 = 40;

/// Failures with one account from everywhere: beyond what its owner and a stranger with a few addresses make, so
/// that a stranger does not easily keep the owner out.
const OF_ACCOUNT: u32 = 100;

/// Beyond this the oldest window has to end first; 2 MB.
const MOST: usize = 30_000;

/// Counts failures. A guard and no record: it begins anew with the process.
#[derive(Default)]
pub(crate) struct Tries(Mutex<HashMap<[u8; 32], Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    since: i64,
}

impl Tries {
    /// Whether one more try is allowed. It counts as a failure until [`Tries::succeeded`] says otherwise, so that
    /// many at once are no way around.
    pub(crate) fn take(&self, address: Network, account: &str, now: UnixTime) -> bool {
        let keys = keys(address, account);
        let now = now.seconds();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, failures| is_recent(*failures, now));
        }
        let is_full = all.len() >= MOST && keys.iter().any(|(key, _)| !all.contains_key(key));
        let is_over = |(key, most): &([u8; 32], u32)| {
            all.get(key)
                .is_some_and(|failures| is_recent(*failures, now) && failures.count >= *most)
        };
        if is_full || keys.iter().any(is_over) {
            return false;
        }
        for (key, _) in keys {
            let failures = all.entry(key).or_insert(Failures { count: 0, since: now });
            if !is_recent(*failures, now) {
                *failures = Failures { count: 0, since: now };
            }
            failures.count += 1;
        }
        true
    }

    /// The try was none.
    pub(crate) fn succeeded(&self, address: Network, account: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in keys(address, account) {
            if let Some(failures) = all.get_mut(&key) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }
}

fn is_recent(failures: Failures, now: i64) -> bool {
    (0..WINDOW).contains(&now.saturating_sub(failures.since))
}

fn keys(address: Network, account: &str) -> [([u8; 32], u32); 3] {
    let key = |text: String| sha256(text.as_bytes());
    [
        (key(format!("both {address:?} {account}")), OF_BOTH),
        (key(format!("address {address:?}")), OF_ADDRESS),
        (key(format!("account {account}")), OF_ACCOUNT),
    ]
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn failures_are_counted_for_an_address_and_an_account() {
        let tries = Tries::default();
        let address = |end| Network::of(IpAddr::from([192, 0, 2, end]));
        let now = UnixTime::from_seconds(1_000);
        assert!((0..10).all(|_| tries.take(address(1), "lin", now)));
        assert!(!tries.take(address(1), "lin", now));
        assert!(tries.take(address(2), "lin", now), "a stranger elsewhere does not keep her out");
        assert!((0..30).all(|number| tries.take(address(1), &format!("other {number}"), now)));
        assert!(!tries.take(address(1), "one more", now), "the address has had its part");
        assert!(tries.take(address(1), "lin", now.plus_seconds(900)));
    }

    #[test]
    fn who_knows_the_password_is_never_counted() {
        let tries = Tries::default();
        let address = Network::of(IpAddr::from([192, 0, 2, 1]));
        for _ in 0..200 {
            assert!(tries.take(address, "lin", UnixTime::from_seconds(5)));
            tries.succeeded(address, "lin");
        }
    }
}
