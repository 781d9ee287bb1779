//! Limits against floods: a token bucket per address, and a ceiling on work at once.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use cert_verify::UnixTime;

use crate::Rate;

/// More addresses than a reference server meets in the time a bucket takes to fill; the table
/// stays below 1 MB.
const MAX_ADDRESSES: usize = 10_000;

/// Requests worked on at once, over all connections.
pub(crate) const MAX_AT_ONCE: usize = 256;

/// Uploads held in memory at once: 8 of 8 MB are 64 MB.
pub(crate) const MAX_UPLOADS: usize = 8;

/// A bucket of tokens for each address. It is a guard and no record: it starts full again
/// with the process.
#[derive(Debug)]
pub(crate) struct Buckets {
    rate: Rate,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
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

    /// Takes a token; false when there is none.
    pub(crate) fn take(&self, address: IpAddr, now: UnixTime) -> bool {
        let burst = i64::from(self.rate.burst);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_ADDRESSES {
            buckets.retain(|_, bucket| self.filled(*bucket, now) < burst);
        }
        if buckets.len() >= MAX_ADDRESSES && !buckets.contains_key(&address) {
            return false;
        }
        let bucket = buckets.entry(network(address)).or_insert(Bucket { tokens: burst, at: now });
        let tokens = self.filled(*bucket, now);
        *bucket = Bucket { tokens: (tokens - 1).max(0), at: now };
        tokens > 0
    }

    fn filled(&self, bucket: Bucket, now: UnixTime) -> i64 {
        let seconds = now.seconds().saturating_sub(bucket.at.seconds()).max(0);
        let flowed = seconds.saturating_mul(i64::from(self.rate.per_second));
        bucket.tokens.saturating_add(flowed).min(i64::from(self.rate.burst))
    }
}

/// One household or office has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let buckets = Buckets::new(Rate { burst: 2, per_second: 1 });
        let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let now = UnixTime::from_seconds(1_000);
        assert!(buckets.take(one, now) && buckets.take(one, now));
        assert!(!buckets.take(one, now));
        assert!(buckets.take(other, now));
        assert!(buckets.take(one, now.plus_seconds(1)));
        assert!(!buckets.take(one, now.plus_seconds(1)));
        assert!(!buckets.take(one, now.plus_seconds(-50)), "a clock set back gives nothing");
    }
}
