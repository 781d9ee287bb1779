//! Who is behind a reverse proxy: what it says of that is believed when the operator says so.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;

/// Proxies one behind the other; a longer list is not from ours.
const MAX_HOPS: usize = 16;

/// Addresses that begin with the same bits, as in `10.0.0.0/8`; one alone has no slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    start: u128,
    bits: u32,
}

/// The text is no range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARange;

impl std::fmt::Display for NotARange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no address, or range such as 10.0.0.0/8")
    }
}

impl std::error::Error for NotARange {}

impl FromStr for AddressRange {
    type Err = NotARange;

    fn from_str(text: &str) -> Result<Self, NotARange> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotARange)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse::<u32>().map_err(|_| NotARange))?;
        if bits > most {
            return Err(NotARange);
        }
        let bits = bits + 128 - most;
        let range = Self { start: number(address), bits };
        // A range that begins in its middle is a slip of the pen, and would trust more than is written.
        if range.start & !range.mask() == 0 { Ok(range) } else { Err(NotARange) }
    }
}

impl AddressRange {
    fn mask(self) -> u128 {
        u128::MAX.checked_shl(128 - self.bits).unwrap_or(0)
    }

    /// Whether the address is one of them.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        number(address) & self.mask() == self.start
    }
}

/// IPv4 as IPv6 writes it, so that both are compared alike.
fn number(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Whether the other end of a connection is such a proxy.
pub(crate) fn is_trusted(trusted: &[AddressRange], address: IpAddr) -> bool {
    trusted.iter().any(|range| range.contains(address))
}

/// The address that asks: the last one in `X-Forwarded-For` that no trusted proxy has. What stands before
/// it was written by somebody who may write what he likes.
pub(crate) fn client(trusted: &[AddressRange], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let mut client = peer;
    let given = headers.get_all("x-forwarded-for").iter().rev();
    let hops = given
        .flat_map(|value| value.to_str().unwrap_or_default().rsplit(','))
        .map(|hop| address(hop.trim()))
        .take(MAX_HOPS);
    for hop in hops {
        if !is_trusted(trusted, client) {
            break;
        }
        let Some(hop) = hop else { break };
        client = hop;
    }
    client
}

/// An address as proxies write it: some add a port, some put IPv6 into brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port).or_else(bare)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn ranges(texts: &[&str]) -> Vec<AddressRange> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_range_is_written_as_usual() {
        let [net] = ranges(&["10.0.0.0/8"])[..] else { panic!("one") };
        for (address, is_in) in [
            ("10.0.0.1", true),
            ("10.255.255.255", true),
            ("11.0.0.0", false),
            ("::ffff:10.1.2.3", true),
            ("::1", false),
        ] {
            assert_eq!(net.contains(address.parse().unwrap()), is_in, "{address}");
        }
        assert!(is_trusted(&ranges(&["2001:db8::/32"]), "2001:db8:1::1".parse().unwrap()));
        assert!(is_trusted(&ranges(&["::/0"]), "192.0.2.1".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "example.org", "::1/129", "1/2/3"]
        {
            assert_eq!(bad.parse::<AddressRange>(), Err(NotARange), "{bad}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_says_who_is_behind_it() {
        let trusted = ranges(&["10.0.0.0/8", "2001:db8::/64"]);
        for (peer, forwarded, expected) in [
            ("192.0.2.1", &["198.51.100.7"][..], "192.0.2.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.7,10.0.0.2"], "198.51.100.7"),
            ("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("2001:db8::1", &["[2001:db8:9::1]:4711"], "2001:db8:9::1"),
            ("2001:db8::1", &["[2001:db8:9::1]"], "2001:db8:9::1"),
            ("10.0.0.1", &["198.51.100.7, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["unknown, 10.0.0.9"], "10.0.0.9"),
            ("10.0.0.1", &[""], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for value in forwarded {
                headers.append("x-forwarded-for", HeaderValue::from_static(value));
            }
            let client = client(&trusted, peer.parse().unwrap(), &headers);
            assert_eq!(client, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }
}
