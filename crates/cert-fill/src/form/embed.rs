//! Which pages may open a form, and where a person goes when it is done (an addition to EF 1.0: `embed`).
//!
//! ```json
//! "embed": {"hosts": ["https://www.shop.example"], "return": "/account/opened"}
//! ```
//!
//! The server that publishes the form may always open it; `hosts` names others. What is a path is meant on
//! that server, so a form need not know its own address. A form without `embed` is opened by no page.

use serde_json::Value;

use crate::read::{Malformed, Members, Place};

/// Sites of one business.
const MAX_HOSTS: usize = 20;

/// Longer addresses are refused by proxies; nobody needs one here.
const MAX_ADDRESS: usize = 512;

/// Who may open a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    hosts: Vec<String>,
    back: String,
}

impl Embed {
    pub(super) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["hosts", "return"])?;
        let hosts = members.texts("hosts", MAX_HOSTS)?;
        if !hosts.iter().all(|host| origin_of(host) == Some(host)) {
            return Err(members.at("hosts").wrong("origins, such as https://www.shop.example"));
        }
        let back = members.text("return")?.to_owned();
        let known = match origin_of(&back) {
            Some(origin) => hosts.iter().any(|host| host == origin),
            None => is_path(&back),
        };
        if !known || back.len() > MAX_ADDRESS {
            return Err(members
                .at("return")
                .wrong("a path on the server of the form, or an address at one of its hosts"));
        }
        Ok(Self { hosts, back })
    }

    /// Whether a page of this origin may open the form, which came from the server `server` (an origin).
    pub fn allows(&self, origin: &str, server: &str) -> bool {
        origin == server || self.hosts.iter().any(|host| host == origin)
    }

    /// Where the person goes when it is done, for a form that came from the server `server` (an origin).
    pub fn back(&self, server: &str) -> String {
        if self.back.starts_with('/') {
            format!("{server}{}", self.back)
        } else {
            self.back.clone()
        }
    }
}

/// The origin with which an `https` address begins; none when it is not written the one way in which browsers
/// write origins.
fn origin_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:".contains(&byte);
    let good = !host.is_empty() && host.bytes().all(plain) && !host.ends_with(":443");
    if !good || !(path.is_empty() || is_path(path)) {
        return None;
    }
    address.get(..address.len() - path.len())
}

/// A path that leads where it says. No fragment and no query: what is handed back goes there.
fn is_path(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    text.starts_with('/') && !text.contains("//") && !text.contains("..") && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SERVER: &str = "http://127.0.0.1:8081";

    fn read(value: &Value) -> Option<Embed> {
        Embed::read(value, &Place::root()).ok()
    }

    #[test]
    fn the_forms_own_server_and_the_hosts_that_it_names_may_open_it() {
        let embed =
            read(&json!({"hosts": ["https://www.shop.example"], "return": "/opened"})).unwrap();
        for (origin, allowed) in [
            (SERVER, true),
            ("https://www.shop.example", true),
            ("https://shop.example", false),
            ("https://www.shop.example:8443", false),
            ("https://www.shop.example.evil.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(embed.allows(origin, SERVER), allowed, "{origin}");
        }
        assert_eq!(embed.back(SERVER), "http://127.0.0.1:8081/opened");
        let elsewhere =
            json!({"hosts": ["https://www.shop.example"], "return": "https://www.shop.example/x"});
        assert_eq!(read(&elsewhere).unwrap().back(SERVER), "https://www.shop.example/x");
    }

    #[test]
    fn an_address_that_could_lead_elsewhere_is_refused() {
        for back in [
            "",
            "opened",
            "//evil.example",
            "/a/../b",
            "/a?b",
            "/a#b",
            "/\\evil",
            "https://evil.example/x",
            "javascript:alert(1)",
            "http://shop.example/x",
        ] {
            assert_eq!(
                read(&json!({"hosts": ["https://www.shop.example"], "return": back})),
                None,
                "{back}"
            );
        }
        for host in [
            "https://",
            "https://www.shop.example/",
            "https://WWW.shop.example",
            "https://u@shop.example",
            "https://shop.example:443",
            "http://shop.example",
            "*",
            "null",
        ] {
            assert_eq!(read(&json!({"hosts": [host], "return": "/x"})), None, "{host}");
        }
        assert_eq!(read(&json!({"return": "/x", "more": 1})), None, "unknown members");
        assert_eq!(read(&json!({"hosts": []})), None, "nowhere to go back to");
    }
}
