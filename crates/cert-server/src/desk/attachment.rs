//! Attachments, looked at safely: the digest is checked again, the type is what the bytes say, and nothing but a
//! picture is shown in the browser.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::Response,
};
use cert_verify::{base64url, sha256};

use super::{grants::Role, kept::is_case, session::Clerk};
use crate::{
    Shared, answer,
    db::{
        attachments,
        desk::{
            cases,
            log::{self, Deed},
        },
    },
    problem::{Code, Problem},
};

/// Whatever the bytes are, they run nothing and ask nobody.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// The type that these bytes are, and whether a browser may show it. A PDF is handed out as a file: a viewer in
/// a sandbox does not work, and one outside of it could run what the file brings.
pub(super) fn kind_of(content: &[u8]) -> (&'static str, &'static str, bool) {
    match content {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ("image/png", "png", true),
        [0xFF, 0xD8, 0xFF, ..] => ("image/jpeg", "jpg", true),
        [b'%', b'P', b'D', b'F', b'-', ..] => ("application/pdf", "pdf", false),
        _ => ("application/octet-stream", "bin", false),
    }
}

/// `GET /cases/{case_no}/attachments/{digest}`
pub(super) async fn get(
    State(server): State<Shared>,
    Extension(clerk): Extension<Clerk>,
    Path((case_no, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let wanted = base64url::decode(&digest).ok().and_then(|it| <[u8; 32]>::try_from(it).ok());
    let wanted = wanted.filter(|_| is_case(&case_no)).ok_or(Code::NotFound)?;
    let office = cases::office_of(&server.database, &case_no).await?.ok_or(Code::NotFound)?;
    clerk.may(&server, Role::Look, &office, &case_no).await?;
    let content = attachments::content(&server.database, &case_no, &wanted).await?;
    let content = content.ok_or(Code::NotFound)?;
    // A disk or a hand that changed it must not be taken for the citizen.
    if sha256(&content) != wanted {
        tracing::error!("an attachment is not what was filed");
        return Err(Code::AttachmentDigestWrong.into());
    }
    let deed = Deed::about(&clerk.id, "attachment-opened", &office, &case_no);
    let deed = deed.with("digest", digest.as_str());
    log::note(&server.database, &deed, server.now()).await?;
    let (media_type, ending, is_shown) = kind_of(&content);
    let mut response = answer::with_type(200, media_type, "no-store", content);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let way = if is_shown { "inline" } else { "attachment" };
    // Our own name for it: the citizen's may be anything.
    let short: String = digest.chars().take(12).collect();
    let disposition = format!("{way}; filename=\"{case_no}-{short}.{ending}\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_picture_is_shown() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n...").0, "image/png");
        for content in [
            &b"<html><script>"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"%PDF-1.7",
            b"",
            b"GIF89a",
            b"\x89PNG",
        ] {
            assert!(!kind_of(content).2, "{content:?}");
        }
    }
}
