//! Where filings go: one rule for the linter and for whoever sends.

/// The last part of every address that takes filings (forms.md 3.5).
const FILINGS: &str = "/filings";

/// An address that takes filings and cannot lead somewhere unexpected: `https` and a host, or
/// a path on the app's own server, and at its end `/filings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint<'t> {
    text: &'t str,
    is_own: bool,
}

impl<'t> Endpoint<'t> {
    /// Reads an address; none when it breaks the rule.
    pub fn parse(text: &'t str) -> Option<Self> {
        let (host, path) = match text.strip_prefix("https://") {
            Some(rest) => rest.split_at_checked(rest.find('/')?)?,
            None => ("", text),
        };
        let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
        let of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
        let is_own = path.len() == text.len();
        let plain = path.starts_with('/')
            && path.ends_with(FILINGS)
            && !path.contains("//")
            && !path.contains("..")
            && path.bytes().all(of_path)
            && host.bytes().all(of_host)
            && (is_own || !host.is_empty());
        plain.then_some(Self { text, is_own })
    }

    /// Whether it is a path on the app's own server.
    pub const fn is_own(self) -> bool {
        self.is_own
    }

    /// Where a challenge is asked for (forms.md 3.4).
    pub fn challenges(self) -> String {
        self.beside("challenges")
    }

    /// Where the attachment with this digest (base64url of SHA-256) is put first.
    pub fn attachment(self, digest: &str) -> String {
        self.beside(&format!("attachments/{digest}"))
    }

    /// Where news of a case is asked for.
    pub fn progress(self) -> String {
        self.beside("progress")
    }

    /// Where the decision of another office is brought to a case that waits for it.
    pub fn late(self) -> String {
        self.beside("late")
    }

    fn beside(self, name: &str) -> String {
        format!("{}/{name}", self.text.strip_suffix(FILINGS).unwrap_or(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_take_filings() {
        for (text, is_own) in [
            ("/offices/psb/ef/filings", true),
            ("/filings", true),
            ("https://psb.example/ef/filings", false),
            ("https://psb.example:8443/filings", false),
        ] {
            let endpoint = Endpoint::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(endpoint.is_own(), is_own, "{text}");
            let base = text.strip_suffix("filings").unwrap();
            assert_eq!(endpoint.challenges(), format!("{base}challenges"));
            assert_eq!(endpoint.progress(), format!("{base}progress"));
            assert_eq!(endpoint.late(), format!("{base}late"));
            assert_eq!(endpoint.attachment("AbC"), format!("{base}attachments/AbC"));
        }
        for text in [
            "",
            "/",
            "filings",
            "/a",
            "/a/filings/",
            "/a/filings?x",
            "/a/filings#x",
            "//evil.example/filings",
            "/a//filings",
            "/a/../filings",
            "/a b/filings",
            "/\\evil/filings",
            "/%2e%2e/filings",
            "http://psb.example/filings",
            "https:///filings",
            "https://user@psb.example/filings",
            "https://psb.example",
            "https://psb.example?/filings",
            "javascript:/filings",
        ] {
            assert_eq!(Endpoint::parse(text), None, "{text}");
        }
    }
}
