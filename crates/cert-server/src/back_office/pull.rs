//! Reading filings in the order in which the office took them.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use cert_verify::{base64url, sha256};

use super::item::item;
use crate::{
    Server, Shared, answer,
    db::feed,
    issuer::bearer,
    problem::{Code, Problem},
};

/// Filings in one answer, when nothing is said and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// Read at once: each may have a megabyte.
const AT_ONCE: u32 = 8;

/// An answer that has grown to this ends; the next one goes on.
const ENOUGH: usize = 8 * 1_048_576;

/// Who asks must show a token of the office.
struct Refused(Code);

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self(code)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let asks = self.0 == Code::TokenWrong;
        let mut response = Problem::from(self.0).into_response();
        if asks {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// `GET /offices/{office}/filings?after=CURSOR&limit=N`
pub(crate) async fn filings(
    State(server): State<Shared>,
    Path(office): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Response> {
    let answer = page(&server, &office, &headers, uri.query().unwrap_or_default()).await;
    answer.map_err(IntoResponse::into_response)
}

async fn page(
    server: &Server,
    office: &str,
    headers: &HeaderMap,
    query: &str,
) -> Result<Response, Refused> {
    let office = admitted(server, office, headers)?;
    let (mut place, limit) = asked(query).ok_or(Code::RequestMalformed)?;
    let (mut items, mut size, mut is_more): (Vec<String>, usize, bool) = (Vec::new(), 0, false);
    let left =
        |items: &Vec<String>| limit.saturating_sub(u32::try_from(items.len()).unwrap_or(MOST));
    while left(&items) > 0 {
        let most = left(&items).min(AT_ONCE);
        let some = feed::after(&server.database, office, place, most).await;
        let some = some.map_err(|_| Code::StorageUnavailable)?;
        is_more = u32::try_from(some.len()).is_ok_and(|count| count == most);
        for filed in &some {
            let beside = feed::beside(&server.database, &filed.case_no).await;
            let beside = beside.map_err(|_| Code::StorageUnavailable)?;
            let text = item(filed, &beside).to_string();
            size = size.saturating_add(text.len());
            place = filed.number;
            items.push(text);
            if size > ENOUGH {
                is_more = true;
                break;
            }
        }
        if !is_more || size > ENOUGH {
            break;
        }
    }
    // Whether there is more is only known to be so after another look; a page that is full says so.
    let body =
        format!("{{\"filings\":[{}],\"cursor\":\"{place}\",\"more\":{is_more}}}", items.join(","));
    Ok(answer::with_type(200, "application/json", "no-store", body))
}

/// `GET /offices/{office}/filings/{case_no}/attachments/{digest}`
pub(crate) async fn file(
    State(server): State<Shared>,
    Path((office, case_no, digest)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let answer = content(&server, &office, &case_no, &digest, &headers).await;
    answer.map_err(IntoResponse::into_response)
}

async fn content(
    server: &Server,
    office: &str,
    case_no: &str,
    digest: &str,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let office = admitted(server, office, headers)?;
    let digest = base64url::decode(digest).map_err(|_| Code::NotFound)?;
    let found = feed::content(&server.database, office, case_no, &digest).await;
    let (media_type, bytes) = found.map_err(|_| Code::StorageUnavailable)?.ok_or(Code::NotFound)?;
    if sha256(&bytes)[..] != digest[..] {
        tracing::error!("an attachment is not what was filed");
        return Err(Code::AttachmentDigestWrong.into());
    }
    let mut response =
        answer::with_type(200, "application/octet-stream", "no-store", Body::from(bytes));
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(&media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    // It came from a stranger: a browser that follows such an address shows none of it.
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

/// The office, for whoever shows one of its tokens. An office without any is not to be read, and does not say so
/// otherwise than one that is not there.
fn admitted<'s>(server: &'s Server, office: &str, headers: &HeaderMap) -> Result<&'s str, Code> {
    let office = server.office(office).ok_or(Code::NotFound)?;
    let systems = server.config.back_office.as_ref().ok_or(Code::NotFound)?;
    let system = systems.system(office.slug).ok_or(Code::NotFound)?;
    match bearer(headers) {
        Some(token) if system.admits(&token) => Ok(office.slug),
        _ => Err(Code::TokenWrong),
    }
}

/// The place and the number of filings that a query asks for; none when it makes no sense.
fn asked(query: &str) -> Option<(i64, u32)> {
    let (mut place, mut limit) = (0, USUAL);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "after" => place = value.parse().ok().filter(|place| *place >= 0)?,
            "limit" => limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit))?,
            _ => return None,
        }
    }
    Some((place, limit))
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn a_query_that_makes_no_sense_asks_for_nothing() {
        assert_eq!(asked(""), Some((0, 50)));
        assert_eq!(asked("after=176500&limit=200"), Some((176_500, 200)));
        for query in ["after=", "after=-1", "after=x", "limit=0", "limit=201", "limit=", "since=1"]
        {
            assert_eq!(asked(query), None, "{query}");
        }
    }
}
