//! Limits against floods: a token bucket for each network.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use cert_verify::UnixTime;

use crate::{Rate, network::Network};

/// More networks than a reference server meets in the time a bucket takes to fill; the table
/// stays below 1 MB.
const MAX_NETWORKS: usize = 10_000;

/// A bucket of tokens for each network. It is a guard and no record: it starts full again
/// with the process.
#[derive(Debug)]
pub(crate) struct Buckets {
    rate: Rate,
    buckets: Mutex<HashMap<Network, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: i64,
    at: UnixTime,
}

impl Buckets {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Takes so many tokens; false when there are not as many.
    pub(crate) fn take(&self, network: Network, count: i64, now: UnixTime) -> bool {
        let burst = i64::from(self.rate.burst);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_NETWORKS {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < burst);
        }
        if buckets.len() >= MAX_NETWORKS && !buckets.contains_key(&network) {
            return false;
        }
        let bucket = buckets.entry(network).or_insert(Bucket { tokens: burst, at: now });
        let tokens = self.filled(*bucket, now);
        let is_enough = tokens >= count;
        *bucket = Bucket { tokens: if is_enough { tokens - count } else { tokens }, at: now };
        is_enough
    }

    fn filled(&self, bucket: Bucket, now: UnixTime) -> i64 {
        let seconds = now.seconds().saturating_sub(bucket.at.seconds()).max(0);
        let flowed = seconds.saturating_mul(i64::from(self.rate.per_second));
        bucket.tokens.saturating_add(flowed).min(i64::from(self.rate.burst))
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = Buckets::new(Rate { burst: 2, per_second: 1 });
        let [one, other] = [1, 2].map(|end| Network::of(IpAddr::from([127, 0, 0, end])));
        let now = UnixTime::from_seconds(1_000);
        assert!(buckets.take(one, 1, now) && buckets.take(one, 1, now));
        assert!(!buckets.take(one, 1, now));
        assert!(buckets.take(other, 1, now));
        assert!(buckets.take(one, 1, now.plus_seconds(1)));
        assert!(!buckets.take(one, 1, now.plus_seconds(1)));
        assert!(!buckets.take(one, 1, now.plus_seconds(-50)), "a clock set back gives nothing");
    }

    #[test]
    fn what_is_too_much_takes_nothing() {
        let buckets = Buckets::new(Rate { burst: 10, per_second: 1 });
        let one = Network::of(IpAddr::from([127, 0, 0, 1]));
        let now = UnixTime::from_seconds(1_000);
        assert!(!buckets.take(one, 11, now) && buckets.take(one, 8, now));
        assert!(!buckets.take(one, 3, now) && buckets.take(one, 2, now));
        assert!(buckets.take(one, 5, now.plus_seconds(5)));
    }

    #[test]
    fn who_is_known_is_served_also_when_the_table_is_full() {
        let buckets = Buckets::new(Rate { burst: 2, per_second: 0 });
        let now = UnixTime::from_seconds(1_000);
        let network = |number: u128| {
            Network::of(Ipv6Addr::from((0x2001_0db8 << 96) | (number << 64) | 7).into())
        };
        for number in 0..10_000 {
            assert!(buckets.take(network(number), 1, now));
        }
        assert!(!buckets.take(network(10_000), 1, now), "somebody new");
        assert!(buckets.take(network(5), 1, now), "its second token");
    }
}
