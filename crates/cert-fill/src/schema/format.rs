//! The three formats that are checked (JSON Schema validation 7.3).

use std::net::Ipv6Addr;

use crate::Date;

/// A format that a form may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// RFC 3339 `full-date`, and a day that the calendar has.
    Date,
    /// RFC 5321 `Mailbox`.
    Email,
    /// RFC 3986 `URI`: with a scheme, ASCII only.
    Uri,
}

impl Format {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "date" => Self::Date,
            "email" => Self::Email,
            "uri" => Self::Uri,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Email => "email",
            Self::Uri => "uri",
        }
    }

    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Date => Date::parse_iso(text).is_some(),
            Self::Email => is_email(text),
            Self::Uri => is_uri(text),
        }
    }
}

/// `local-part "@" ( domain | "[" address "]" )` in ASCII (RFC 5321 section 4.1.2),
/// within the lengths of section 4.5.3.1.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    if !text.is_ascii() || local.is_empty() || local.len() > 64 || domain.len() > 255 {
        return false;
    }
    let local_fits = match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => is_quoted(quoted),
        None => local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte)),
    };
    local_fits && is_mail_domain(domain)
}

/// The inside of a quoted string: printable, with `"` and `\` after a backslash only.
fn is_quoted(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'\\' => bytes.next().is_some_and(|next| (0x20..0x7F).contains(&next)),
            b'"' => false,
            other => (0x20..0x7F).contains(&other),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_mail_domain(domain: &str) -> bool {
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match literal.strip_prefix("IPv6:") {
            Some(six) => six.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<std::net::Ipv4Addr>().is_ok(),
        };
    }
    domain.split('.').all(|label| {
        let ends_fit = !label.starts_with('-') && !label.ends_with('-');
        let bytes_fit = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && ends_fit && bytes_fit
    })
}

/// `scheme ":" hier-part [ "?" query ] [ "#" fragment ]` (RFC 3986 section 3).
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path_fits = match hierarchy.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            let (authority, path) = after.split_at_checked(end).unwrap_or((after, ""));
            is_authority(authority) && is_encoded(path, b"/:@")
        }
        None => is_encoded(hierarchy, b"/:@"),
    };
    scheme_fits && path_fits && is_encoded(query, b"/?:@") && is_encoded(fragment, b"/?:@")
}

/// `[ userinfo "@" ] host [ ":" port ]`
fn is_authority(authority: &str) -> bool {
    let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = match place.strip_prefix('[') {
        Some(literal) => {
            let Some((address, after)) = literal.split_once(']') else { return false };
            let future = address.strip_prefix(['v', 'V']).is_some_and(|rest| {
                rest.split_once('.').is_some_and(|(version, name)| {
                    !version.is_empty()
                        && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                        && !name.is_empty()
                        && !name.contains('%')
                        && is_encoded(name, b":")
                })
            });
            if address.parse::<Ipv6Addr>().is_err() && !future {
                return false;
            }
            match after.strip_prefix(':') {
                Some(port) => ("", port),
                None if after.is_empty() => ("", ""),
                None => return false,
            }
        }
        None => place.rsplit_once(':').unwrap_or((place, "")),
    };
    is_encoded(user, b":")
        && is_encoded(host, b"")
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Only unreserved characters, sub-delimiters, percent-encoded bytes, and `also`.
fn is_encoded(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                let mut hex = || bytes.next().is_some_and(|next| next.is_ascii_hexdigit());
                hex() && hex()
            }
            other => {
                other.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&other)
                    || also.contains(&other)
            }
        };
        if !fits {
            return false;
        }
    }
    true
}
