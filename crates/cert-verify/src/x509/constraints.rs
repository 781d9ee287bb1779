//! Name constraints (RFC 5280 sections 4.2.1.10 and 6.1.3): what an authority may certify.
//!
//! An authority names the parts of the world that it may speak for. Every certificate below it, but for
//! those between that an authority issued to itself, must have its names inside. Forms that are not
//! compared here (`otherName` and the like) leave the chain unestablished when a critical constraint
//! meets a name of that form; for a constraint that is not critical they are passed over.
//!
//! The constraints of a trusted authority count as well, whether it is sent or not: RFC 5280 leaves that
//! open, and whoever trusts an authority that limits itself trusts it within its limits.

use super::{
    der::{self, Der},
    general_name::{DIRECTORY_NAME, comparable},
};
use crate::Code;

/// Authorities for a trade list some dozens of domains; a certificate of 16 kB could hold a thousand
/// and each is compared with each name.
const MOST_SUBTREES: usize = 200;

pub(super) const MAIL_ADDRESS: u8 = 0x81;
const HOST: u8 = 0x82;
const URI: u8 = 0x86;
const IP_ADDRESS: u8 = 0x87;

/// The extension of one authority.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Constraints {
    subtrees: Vec<Subtree>,
    is_critical: bool,
}

#[derive(Clone, PartialEq, Eq)]
struct Subtree {
    is_permitted: bool,
    /// The form of name.
    tag: u8,
    base: Vec<u8>,
    /// A `minimum` or `maximum`, which no form of name gives a meaning.
    has_distance: bool,
}

impl Constraints {
    /// Reads the contents of the extension.
    pub(super) fn read(content: &[u8], is_critical: bool) -> Option<Self> {
        let mut outer = Der::new(content);
        let mut fields = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        let mut subtrees = Vec::new();
        for (tag, is_permitted) in [(0xa0, true), (0xa1, false)] {
            let mut list = Der::new(fields.optional(tag)?.unwrap_or_default());
            while !list.is_empty() {
                if subtrees.len() == MOST_SUBTREES {
                    return None;
                }
                let mut subtree = list.inside(der::SEQUENCE)?;
                let base = subtree.next()?;
                // The default is left out in DER, but one that is written means the same.
                let minimum = subtree.optional(0x80)?.is_some_and(|minimum| minimum != [0]);
                let maximum = subtree.optional(0x81)?.is_some();
                subtree.end()?;
                subtrees.push(Subtree {
                    is_permitted,
                    tag: base.tag,
                    base: comparable(base.tag, base.value)?,
                    has_distance: minimum || maximum,
                });
            }
        }
        fields.end()?;
        Some(Self { subtrees, is_critical })
    }

    /// Whether these names are all inside.
    ///
    /// # Errors
    /// [`Code::X509NameNotPermitted`]; [`Code::X509ExtensionUnknown`] when nothing is broken, but
    /// something critical could not be compared.
    pub(super) fn allow(&self, names: &[(u8, &[u8])]) -> Result<(), Code> {
        let mut answer = Ok(());
        for (tag, name) in names {
            // Whether one of the permitted subtrees of this form holds the name, if there is any.
            let mut permitted = None;
            let mut unknown = false;
            for subtree in self.subtrees.iter().filter(|subtree| subtree.tag == *tag) {
                match subtree.holds(name) {
                    Ok(true) if !subtree.is_permitted => return Err(Code::X509NameNotPermitted),
                    Ok(holds) if subtree.is_permitted => {
                        permitted = Some(holds || permitted.unwrap_or_default());
                    }
                    Ok(_) => {}
                    Err(Code::X509ExtensionUnknown) => unknown |= self.is_critical,
                    Err(code) => return Err(code),
                }
            }
            if unknown {
                // What one subtree could not say may have been that it holds the name.
                answer = Err(Code::X509ExtensionUnknown);
            } else if permitted == Some(false) {
                return Err(Code::X509NameNotPermitted);
            }
        }
        answer
    }
}

impl Subtree {
    /// Whether a name of the same form lies within.
    fn holds(&self, name: &[u8]) -> Result<bool, Code> {
        if self.has_distance {
            return Err(Code::X509ExtensionUnknown);
        }
        let text = || match (core::str::from_utf8(&self.base), core::str::from_utf8(name)) {
            (Ok(base), Ok(name)) if base.is_ascii() => Ok((base, name)),
            _ => Err(Code::X509ExtensionUnknown),
        };
        match self.tag {
            // Parts stand one behind the other and each says where it ends.
            DIRECTORY_NAME => Ok(name.starts_with(&self.base)),
            HOST => text().map(|(base, name)| is_below(name, base) || is_equal(name, base)),
            MAIL_ADDRESS => text().and_then(|(base, name)| holds_mail_address(base, name)),
            URI => text().and_then(|(base, name)| holds_uri(base, name)),
            IP_ADDRESS => holds_ip_address(&self.base, name),
            _ => Err(Code::X509ExtensionUnknown),
        }
    }
}

/// Whether a host lies in a domain with at least one more label; every host lies in the empty one.
fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let above = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at));
    domain.is_empty()
        || above.is_some_and(|(labels, end)| {
            labels.len() > 1 && labels.ends_with('.') && is_equal(end, domain)
        })
}

fn is_equal(host: &str, other: &str) -> bool {
    host.eq_ignore_ascii_case(other)
}

/// A host, or with a dot before it the hosts below it.
fn holds_host(base: &str, host: &str) -> bool {
    match base.is_empty() || base.starts_with('.') {
        true => is_below(host, base),
        false => is_equal(host, base),
    }
}

/// A mailbox, a host, or with a dot before it the hosts below it.
fn holds_mail_address(base: &str, address: &str) -> Result<bool, Code> {
    let (mailbox, host) = address.rsplit_once('@').ok_or(Code::X509ExtensionUnknown)?;
    Ok(match base.rsplit_once('@') {
        Some((wanted, base)) => wanted == mailbox && is_equal(host, base),
        None => holds_host(base, host),
    })
}

/// The host of the address. An address without one, or with numbers instead of a name, is never
/// allowed where addresses are constrained (a MUST of section 4.2.1.10).
fn holds_uri(base: &str, uri: &str) -> Result<bool, Code> {
    if base.contains(['/', ':', '@']) {
        return Err(Code::X509ExtensionUnknown);
    }
    let authority = uri.split_once("://").map(|(_, rest)| rest);
    let authority = authority.and_then(|rest| rest.split(['/', '?', '#']).next());
    let host = authority.and_then(|authority| authority.rsplit('@').next());
    let host = host.filter(|host| !host.starts_with('[')).and_then(|host| host.split(':').next());
    let is_name = |host: &&str| {
        host.contains(|letter: char| letter.is_ascii_alphabetic()) && !host.is_empty()
    };
    match host.filter(is_name) {
        Some(host) => Ok(holds_host(base, host)),
        None => Err(Code::X509NameNotPermitted),
    }
}

/// An address and a mask of the same length.
fn holds_ip_address(base: &[u8], address: &[u8]) -> Result<bool, Code> {
    let is_known = matches!(address.len(), 4 | 16) && matches!(base.len(), 8 | 32);
    let (network, mask) = base.split_at(base.len() / 2);
    match is_known {
        true if network.len() != address.len() => Ok(false),
        true => {
            let mut bytes = network.iter().zip(mask).zip(address);
            Ok(bytes.all(|((network, mask), byte)| (network ^ byte) & mask == 0))
        }
        false => Err(Code::X509ExtensionUnknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(tag: u8, base: &[u8], name: &[u8]) -> Result<bool, Code> {
        let base = base.to_vec();
        Subtree { is_permitted: true, tag, base, has_distance: false }.holds(name)
    }

    /// The examples of section 4.2.1.10, and what lies beside them.
    #[test]
    fn names_lie_within_as_the_standard_says() {
        const REFUSED: Result<bool, Code> = Err(Code::X509NameNotPermitted);
        const UNKNOWN: Result<bool, Code> = Err(Code::X509ExtensionUnknown);
        for (tag, base, name, wanted) in [
            (HOST, "host.example.com", "my.HOST.example.com", Ok(true)),
            (HOST, "host.example.com", "host.example.com", Ok(true)),
            (HOST, "host.example.com", "host1.example.com", Ok(false)),
            (HOST, "example.com", "badexample.com", Ok(false)),
            (HOST, ".example.com", "example.com", Ok(false)),
            (HOST, ".example.com", "a.example.com", Ok(true)),
            (HOST, ".example.com", ".example.com", Ok(true)),
            (HOST, "", "anything.example", Ok(true)),
            (MAIL_ADDRESS, "root@example.com", "root@EXAMPLE.com", Ok(true)),
            (MAIL_ADDRESS, "root@example.com", "Root@example.com", Ok(false)),
            (MAIL_ADDRESS, "example.com", "anyone@example.com", Ok(true)),
            (MAIL_ADDRESS, "example.com", "anyone@mail.example.com", Ok(false)),
            (MAIL_ADDRESS, ".example.com", "anyone@mail.example.com", Ok(true)),
            (MAIL_ADDRESS, ".example.com", "anyone@example.com", Ok(false)),
            (MAIL_ADDRESS, "example.com", "no address", UNKNOWN),
            (URI, "host.example.com", "https://host.example.com:443/path", Ok(true)),
            (URI, "host.example.com", "https://a.host.example.com", Ok(false)),
            (URI, ".example.com", "https://user@a.b.example.com?x", Ok(true)),
            (URI, ".example.com", "https://example.com", Ok(false)),
            (URI, "example.com", "https://example.com@evil.example", Ok(false)),
            (URI, "example.com", "https://192.0.2.1/", REFUSED),
            (URI, "example.com", "https://[2001:db8::1]/", REFUSED),
            (URI, "example.com", "urn:example:1", REFUSED),
            (URI, "https://example.com", "https://example.com", UNKNOWN),
            (0xa0, "x", "x", UNKNOWN),
        ] {
            assert_eq!(holds(tag, base.as_bytes(), name.as_bytes()), wanted, "{base} {name}");
        }
        let net = [192, 0, 2, 0, 255, 255, 255, 0];
        assert_eq!(holds(IP_ADDRESS, &net, &[192, 0, 2, 7]), Ok(true));
        assert_eq!(holds(IP_ADDRESS, &net, &[192, 0, 3, 7]), Ok(false));
        assert_eq!(holds(IP_ADDRESS, &net, &[0; 16]), Ok(false));
        assert_eq!(holds(IP_ADDRESS, &net[..7], &[192, 0, 2, 7]), UNKNOWN);
        assert_eq!(holds(IP_ADDRESS, &net, &[192]), UNKNOWN);
    }
}
