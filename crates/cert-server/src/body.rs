//! Bodies, read frame by frame against a limit.

use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;

use crate::{
    pace::TooSlow,
    problem::{Code, Problem},
};

/// The whole body, if it is not over the limit.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    read_each(body, limit, Code::BodyTooLarge, |chunk| bytes.extend_from_slice(chunk)).await?;
    Ok(bytes)
}

/// Hands each piece of the body over as it arrives; stops at the limit.
pub(crate) async fn read_each(
    mut body: Body,
    limit: usize,
    over: Code,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Problem> {
    use axum::body::HttpBody;
    // Refused before the first byte is read, when the sender says how much will come.
    if usize::try_from(body.size_hint().lower()).map_or(true, |size| size > limit) {
        return Err(over.into());
    }
    let mut size = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(broken)?;
        if let Some(chunk) = frame.data_ref() {
            size = size.saturating_add(chunk.len());
            if size > limit {
                return Err(over.into());
            }
            take(chunk);
        }
    }
    Ok(())
}

fn broken(error: axum::Error) -> Code {
    if error.into_inner().is::<TooSlow>() { Code::RequestTooSlow } else { Code::BodyIncomplete }
}

/// Whether the body is said to be of this media type, whatever the parameters.
pub(crate) fn has_media_type(request: &Request<Body>, expected: &str) -> bool {
    media_type(request).is_some_and(|given| given.eq_ignore_ascii_case(expected))
}

/// The media type without its parameters.
pub(crate) fn media_type(request: &Request<Body>) -> Option<&str> {
    let value = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}
