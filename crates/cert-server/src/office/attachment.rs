//! Attachments: put by digest before the filing, so that a large scan never stands in the
//! way of a retry (EF 1.0, 3.5). Only under a challenge that was not used: what nobody is about to file
//! fills the disk.

use axum::{
    body::Body,
    extract::{Extension, Path, State},
    http::Request,
    response::Response,
};
use cert_fill::{Refusal, RefusalCode};
use cert_verify::{UnixTime, base64url};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    Server, Shared, answer, body,
    db::{
        attachments::{self, Attachment, Most, Stored},
        challenges,
    },
    gate::Client,
    problem::{Code, Problem},
};

use super::{Refused, nonce};

/// What the forms allow (`size` at most 8388608).
const MAX_SIZE: usize = 8 * 1_048_576;

/// All waiting attachments together, and those of one challenge: a flood fills no disk.
const MOST: Most = Most { waiting: 512 * 1_048_576, of_challenge: 64 * 1_048_576 };

/// Names the challenge.
const NONCE: &str = "ef-nonce";

/// Uploads held in memory at once, in kilobytes.
pub(crate) const ROOM: usize = 131_072;

/// `PUT /offices/{office}/ef/attachments/{digest}`
pub(crate) async fn put(
    State(server): State<Shared>,
    Path((office, digest)): Path<(String, String)>,
    Extension(client): Extension<Client>,
    request: Request<Body>,
) -> Result<Response, Refused> {
    let office = server.office(&office).ok_or(Code::NotFound)?;
    let expected =
        base64url::decode(&digest).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let expected = expected.ok_or(Problem::at(Code::RequestMalformed, "/digest"))?;
    let media_type =
        body::media_type(&request).and_then(known_type).ok_or(Code::AttachmentTypeWrong)?;
    let nonce = request.headers().get(NONCE).and_then(|nonce| nonce.to_str().ok());
    let nonce = nonce.unwrap_or_default().to_owned();
    let now = server.now();
    let expires_at = known(&server, office.slug, &nonce, now).await?;
    let length = length(&request);
    let _own = server.uploads_of_one.take(client.0).ok_or(Code::TooManyRequests)?;
    // Busy rather than out of memory.
    let _room = server.uploads.try_acquire_many(room(length)).map_err(|_| Code::Busy)?;
    // Last, so that who is told to come back has paid nothing.
    if !server.upload_buckets.take(client.0, i64::try_from(length).unwrap_or(i64::MAX), now) {
        return Err(Code::UploadsTooMany.into());
    }
    let mut hasher = Sha256::new();
    let mut content = Vec::new();
    let taken = body::read_each(request.into_body(), MAX_SIZE, Code::AttachmentTooLarge, |chunk| {
        hasher.update(chunk);
        content.extend_from_slice(chunk);
    });
    taken.await?;
    if content.is_empty() {
        return Err(Code::BodyIncomplete.into());
    }
    if <[u8; 32]>::from(hasher.finalize()) != expected {
        return Err(Code::AttachmentDigestWrong.into());
    }
    if !begins_like(media_type, &content) {
        return Err(Code::AttachmentTypeWrong.into());
    }
    let size = content.len();
    let attachment = Attachment {
        office: office.slug,
        nonce,
        expires_at,
        digest: expected,
        media_type,
        content,
        stored_at: now,
    };
    // To its end, also when who sent it has gone: a content that no row names would stay.
    let database = server.database.clone();
    let storing = async move { attachments::store(&database, attachment, &MOST).await };
    match server.work.finish(storing).await.ok_or(Code::Busy)?? {
        Stored::Yes => {}
        Stored::TooMuchWaits => return Err(Code::Busy.into()),
        Stored::TooMuchForOne => return Err(Code::UploadsTooLarge.into()),
    }
    Ok(answer::json(201, &json!({"digest": digest, "size": size})))
}

/// The end of the life of a nonce of this office under which something may be uploaded.
async fn known(
    server: &Server,
    office: &str,
    nonce: &str,
    now: UnixTime,
) -> Result<UnixTime, Refused> {
    let given = nonce::given(server, office, nonce).await?;
    let given = given.ok_or(Refusal::new(RefusalCode::NonceUnknown))?;
    let is_used = challenges::is_used(&server.database, nonce).await?;
    match given.refusal(is_used, now) {
        None => Ok(given.expires_at),
        Some(code) => Err(Refusal::new(code).into()),
    }
}

/// The bytes that this upload may have.
fn length(request: &Request<Body>) -> u64 {
    use axum::body::HttpBody;
    let most = u64::try_from(MAX_SIZE).unwrap_or(u64::MAX);
    request.body().size_hint().upper().unwrap_or(most).min(most)
}

/// The kilobytes of memory that it may fill.
fn room(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1_024)).unwrap_or(u32::MAX)
}

fn known_type(given: &str) -> Option<&'static str> {
    ["application/pdf", "image/jpeg", "image/png"]
        .into_iter()
        .find(|known| given.eq_ignore_ascii_case(known))
}

/// The first bytes must be those of the type: a clerk opens it with what its type says.
fn begins_like(media_type: &str, content: &[u8]) -> bool {
    let start: &[u8] = match media_type {
        "application/pdf" => b"%PDF-",
        "image/jpeg" => &[0xFF, 0xD8, 0xFF],
        _ => &[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A],
    };
    content.starts_with(start)
}
