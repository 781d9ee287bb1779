//! Addresses of an identity provider.

/// An address that a secret may be sent to: over TLS, or on this machine.
pub(crate) fn is_safe_address(address: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'#');
    let rest = match address.strip_prefix("https://") {
        Some(rest) => rest,
        None => {
            let rest = address.strip_prefix("http://").unwrap_or_default();
            let host = rest.split(['/', '?']).next().unwrap_or_default();
            let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
            if matches!(host, "127.0.0.1" | "localhost" | "[::1]") { rest } else { "" }
        }
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    !host.is_empty() && !host.contains('@') && address.bytes().all(plain) && address.len() <= 2_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_stay_on_this_machine() {
        for good in [
            "https://id.example",
            "https://id.example/a?b=c",
            "http://127.0.0.1:9/x",
            "http://localhost:9",
        ] {
            assert!(is_safe_address(good), "{good}");
        }
        for bad in [
            "",
            "http://id.example",
            "ftp://id.example",
            "https://",
            "https://u@id.example",
            "http://127.0.0.1.evil.example",
            "https://a.example/\"x",
            "http://127.0.0.1@evil.example/",
        ] {
            assert!(!is_safe_address(bad), "{bad}");
        }
    }
}
