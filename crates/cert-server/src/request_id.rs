//! What a request is called, in its answer, in a refusal's problem document and in the log: with it, whoever
//! was refused and whoever reads the log speak of the same request.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::{
    proxies::{self, AddressRange},
    random,
};

pub(crate) const NAME: HeaderName = HeaderName::from_static("request-id");

/// Longer ones of a proxy are not taken.
const MAX_LENGTH: usize = 64;

tokio::task_local! {
    static PRESENT: String;
}

/// The name that a trusted proxy gave, or a new one by chance, which says nothing about anybody.
pub(crate) fn of(trusted: &[AddressRange], peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let mut given = headers.get_all(NAME).iter();
    let one = given.next().filter(|_| given.next().is_none());
    let is_believed = peer.is_some_and(|peer| proxies::is_trusted(trusted, peer));
    one.filter(|_| is_believed)
        .and_then(|value| value.to_str().ok())
        .filter(|value| is_plain(value))
        .map_or_else(random::identifier, str::to_owned)
}

/// Letters, digits and what identifiers are usually joined with: nothing that a log or a page would read
/// in another way.
fn is_plain(text: &str) -> bool {
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_in)
}

/// Does the work under this name.
pub(crate) async fn during<F: Future>(id: &str, work: F) -> F::Output {
    PRESENT.scope(id.to_owned(), work).await
}

/// The name of the request that is worked on, if one is.
pub(crate) fn present() -> Option<String> {
    PRESENT.try_with(Clone::clone).ok()
}

/// The name as the value of the header.
pub(crate) fn value(id: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(id).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_names_a_request_and_only_plainly() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let (longest, longer) = ("a".repeat(MAX_LENGTH), "a".repeat(MAX_LENGTH + 1));
        for (peer, given, is_taken) in [
            ("10.0.0.1", &["Root=1-67891233-abcdef"][..], false),
            ("10.0.0.1", &["3f2a-b_c.d:9"], true),
            ("10.0.0.1", &[&longest], true),
            ("10.0.0.1", &[&longer], false),
            ("10.0.0.1", &["a b"], false),
            ("10.0.0.1", &[""], false),
            ("10.0.0.1", &["one", "two"], false),
            ("192.0.2.1", &["3f2a"], false),
        ] {
            let mut headers = HeaderMap::new();
            for value in given {
                headers.append(NAME, HeaderValue::from_str(value).unwrap());
            }
            let id = of(&trusted, Some(peer.parse().unwrap()), &headers);
            assert_eq!(id == given[0], is_taken, "{peer} {given:?}");
            assert!(is_plain(&id));
        }
    }
}
