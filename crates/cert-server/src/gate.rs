//! What every request passes: is it well formed, whose is it, and is there room for it.

use std::{future::Future, time::Duration};

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, Request, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    Server, Shared,
    listener::Peer,
    network::{Network, Share},
    pace::{self, Trace},
    problem::{Code, Problem},
    proxies,
};

/// A request that takes longer, from the last piece of its body on, has met a stuck disk.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Whose request it is, for those who count something else than requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client(pub(crate) Network);

/// Lets through what there is room for, and answers the rest.
pub(crate) async fn gate(
    State(server): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request<Body>,
    next: Next,
) -> Response {
    // Who asks first is not sending, and must not be told to begin.
    let waits = request.headers().contains_key(header::EXPECT);
    let (head, body) = request.into_parts();
    let (body, trace) = pace::pace(body, server.config.patience);
    let request = Request::from_parts(head, body);
    let response = match admit(&server, &peer, request) {
        Ok((request, _places)) => in_time(&trace, next.run(request)).await,
        Err(refused) => refused.into_response(),
    };
    if !waits {
        trace.throw_away_the_rest().await;
    }
    response
}

type Places<'s> = Option<(tokio::sync::SemaphorePermit<'s>, Share)>;

fn admit<'s>(
    server: &'s Server,
    peer: &Peer,
    mut request: Request<Body>,
) -> Result<(Request<Body>, Places<'s>), Problem> {
    if !has_one_host(request.version(), request.headers()) || !is_readable(request.uri().path()) {
        return Err(Code::RequestMalformed.into());
    }
    let trusted = &server.config.trusted_proxies;
    let client = Network::of(proxies::client(trusted, peer.address, request.headers()));
    request.extensions_mut().insert(peer.clone());
    request.extensions_mut().insert(Client(client));
    // Who looks whether the server is alive must not be told that it is busy.
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return Ok((request, None));
    }
    let writes = matches!(*request.method(), Method::POST | Method::PUT);
    if writes && !server.buckets.take(client, 1, server.now()) {
        return Err(Code::TooManyRequests.into());
    }
    let own = server.requests_of_one.take(client).ok_or(Code::TooManyRequests)?;
    let any = server.at_once.try_acquire().map_err(|_| Code::Busy)?;
    Ok((request, Some((any, own))))
}

/// The answer, unless it stands still for too long; a body that moves is no standstill.
async fn in_time(trace: &Trace, answer: impl Future<Output = Response>) -> Response {
    let mut answer = std::pin::pin!(answer);
    loop {
        let until = trace.moved() + TIMEOUT;
        match tokio::time::timeout_at(until, &mut answer).await {
            Ok(answer) => return answer,
            Err(_) if trace.moved() + TIMEOUT > until => {}
            Err(_) => return Problem::from(Code::Timeout).into_response(),
        }
    }
}

/// RFC 9112 3.2: two servers on the way must not read two different hosts.
fn has_one_host(version: Version, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => Authority::try_from(host.as_bytes()).is_ok(),
        (Some(_), Some(_)) => false,
    }
}

/// Whether the path is text once it is decoded; what reads it further expects that.
fn is_readable(path: &str) -> bool {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
        rest = after;
        let decoded = match after {
            [high, low, ..] if *first == b'%' => digit(high).zip(digit(low)),
            _ => None,
        };
        match decoded {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = after.get(2..).unwrap_or_default();
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_request_names_one_host() {
        let headers = |hosts: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            headers
        };
        let has = |hosts: &[&'static str]| has_one_host(Version::HTTP_11, &headers(hosts));
        assert!(has(&["certfill.example"]) && has(&["127.0.0.1:8080"]) && has(&["[::1]:80"]));
        assert!(!has(&[]) && !has(&["a.example", "a.example"]) && !has(&["a b"]) && !has(&[""]));
        assert!(has_one_host(Version::HTTP_10, &headers(&[])));
    }

    #[test]
    fn a_path_is_text() {
        for good in ["/", "/vct/%E8%AF%81", "/a%2Fb", "/%", "/%zz", "/100%"] {
            assert!(is_readable(good), "{good}");
        }
        for bad in ["/vct/%ff", "/status/%FF", "/%c3%28", "/%e8%af"] {
            assert!(!is_readable(bad), "{bad}");
        }
    }
}
