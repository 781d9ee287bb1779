//! Entity tags (RFC 9110 8.8.3): who has the bytes already is not sent them again.

use axum::http::{HeaderMap, HeaderValue, header};
use cert_verify::{base64url, sha256};

/// The strong tag of these bytes: the beginning of their digest, which is long enough that nobody meets another's.
pub(crate) fn of(content: &[u8]) -> HeaderValue {
    let digest: String = base64url::encode(&sha256(content)).chars().take(22).collect();
    HeaderValue::from_str(&format!("\"{digest}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the request says that its sender has what this tag stands for (RFC 9110 13.1.2, which compares weakly: a
/// proxy that packs an answer makes its tag weak).
pub(crate) fn is_known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let values = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|one| one.to_str().ok());
    let mut items = values.flat_map(|value| value.split(',')).map(str::trim);
    items.any(|item| {
        item == "*" || item.strip_prefix("W/").unwrap_or(item).as_bytes() == tag.as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_alone_in_a_list_and_weak() {
        let tag = of(b"content");
        let text = tag.to_str().unwrap().to_owned();
        assert!(text.len() == 24 && text.starts_with('"') && text.ends_with('"'), "{text}");
        assert_ne!(tag, of(b"content "));
        let asks = |value: &str| {
            let mut asked = HeaderMap::new();
            asked.insert(header::IF_NONE_MATCH, HeaderValue::from_str(value).unwrap());
            is_known(&asked, &tag)
        };
        for known in [text.clone(), format!("W/{text}"), format!("\"x\", {text}"), "*".to_owned()] {
            assert!(asks(&known), "{known}");
        }
        for other in ["\"x\"", "", text.trim_matches('"')] {
            assert!(!asks(other), "{other}");
        }
        assert!(!is_known(&HeaderMap::new(), &tag));
    }
}
