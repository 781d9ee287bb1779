//! The only outgoing requests of this server: a business fetches trust and status lists. No cookie, no
//! referrer, no redirect, and never another origin than those that the operator named.

use std::{io::Read, time::Duration};

/// As in the app: a status list of a million entries is 250 KB.
const MAX_BODY: u64 = 8 * 1024 * 1024;

/// A list that takes longer is not to be had now.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The origin with which an address begins.
pub(crate) fn origin_of(address: &str) -> Option<&str> {
    let start = address.find("://")? + 3;
    let end = address.get(start..)?.find('/').map_or(address.len(), |at| start + at);
    address.get(..end).filter(|origin| super::is_origin(origin))
}

/// Fetches a list; a page that somebody in between puts in its place is none. Blocks.
pub(super) fn get(address: &str) -> Option<Vec<u8>> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .user_agent("certfill")
        .build()
        .into();
    let mut answer = agent.get(address).call().ok().filter(|answer| answer.status() == 200)?;
    let mut bytes = Vec::new();
    answer.body_mut().as_reader().take(MAX_BODY + 1).read_to_end(&mut bytes).ok()?;
    (u64::try_from(bytes.len()).ok()? <= MAX_BODY && !is_page(&bytes)).then_some(bytes)
}

/// What a network that wants one to log in first, or a server behind its maintenance page, says with 200. No
/// list begins so.
fn is_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_origin() {
        assert_eq!(origin_of("https://a.example/trust/list"), Some("https://a.example"));
        assert_eq!(origin_of("http://127.0.0.1:8080/status/1"), Some("http://127.0.0.1:8080"));
        for odd in [
            "/trust/list",
            "file:///etc/passwd",
            "https://u@a.example/x",
            "http://a.example/x",
            "https://",
            "",
        ] {
            assert_eq!(origin_of(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_page_is_no_list() {
        for page in ["<!doctype html>", "\n <html>", "\u{feff}<?xml version='1.0'?>"] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        for list in ["eyJ0eXAiOiJKV1QifQ.e30.", "{}", "", "\u{d2}<"] {
            assert!(!is_page(list.as_bytes()), "{list}");
        }
    }
}
