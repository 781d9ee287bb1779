//! Whose a request is: the network of an address, and how much of something one network holds.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// What is counted as one client: an address of IPv4, or a whole /64 of IPv6, which one household or
/// office has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Network(IpAddr);

impl Network {
    pub(crate) fn of(address: IpAddr) -> Self {
        // A socket that listens on IPv6 names IPv4 so, and all of it would be one /64.
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(IpAddr::from([a, b, c, d, 0, 0, 0, 0]))
            }
        }
    }
}

/// So many of something for each network at once.
#[derive(Debug)]
pub(crate) struct Shares {
    most: u32,
    taken: Mutex<HashMap<Network, u32>>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    of: Arc<Shares>,
    network: Network,
}

impl Shares {
    pub(crate) fn new(most: u32) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// One more for this network; `None` when it has all of its own.
    pub(crate) fn take(self: &Arc<Self>, network: Network) -> Option<Share> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(network).or_default();
        if *count >= self.most {
            // An entry that was made just now holds nothing, and nobody would take it away.
            if *count == 0 {
                taken.remove(&network);
            }
            return None;
        }
        *count += 1;
        Some(Share { of: self.clone(), network })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(count) = taken.get_mut(&self.network) else { return };
        *count = count.saturating_sub(1);
        if *count == 0 {
            taken.remove(&self.network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Network {
        Network::of(address.parse().unwrap())
    }

    #[test]
    fn a_household_is_one_client() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("::ffff:192.0.2.1"), network("::ffff:192.0.2.2"));
    }

    #[test]
    fn a_network_gets_its_share_and_gives_it_back() {
        let shares = Shares::new(2);
        let (one, other) = (network("192.0.2.1"), network("192.0.2.2"));
        let held = (shares.take(one).unwrap(), shares.take(one).unwrap());
        assert!(shares.take(one).is_none());
        assert!(shares.take(other).is_some());
        drop(held);
        assert!(shares.take(one).is_some());
        assert!(shares.taken.lock().unwrap().is_empty(), "nothing is remembered of anybody");
        assert!(Shares::new(0).take(one).is_none());
    }
}
