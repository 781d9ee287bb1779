//! Logs without personal data: the method, the route's template (never the path or the
//! query), the status, the time it took, and the name that the answer has too.

use std::time::Instant;

use axum::{
    body::Body,
    extract::{ConnectInfo, MatchedPath, State},
    http::Request,
    middleware::Next,
    response::Response,
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::{Shared, listener::Peer, request_id};

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Sends the log to this writer, for the whole process. A second call changes nothing.
pub fn install_log<W>(format: LogFormat, writer: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // Libraries below us may log values; only our own lines are known to be clean.
    let filter = EnvFilter::new("off,cert_server=info");
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer);
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// Makes a panic say where it was, and nothing else: its message may quote data.
pub fn install_panic_log() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
}

/// Names each request, writes one line for it, and counts it.
pub(crate) async fn requests(
    State(server): State<Shared>,
    request: Request<Body>,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|peer| peer.0.address);
    let id = request_id::of(&server.config.trusted_proxies, peer, request.headers());
    let mut response = request_id::during(&id, next.run(request)).await;
    if let Some(value) = request_id::value(&id) {
        response.headers_mut().insert(request_id::NAME, value);
    }
    let took = started.elapsed();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let route = route.as_deref().unwrap_or("(static)");
    server.metrics.count(route, &method, response.status(), took);
    tracing::info!(%method, route, status = response.status().as_u16(), ms, id, "request");
    response
}
