//! Numbers for the operator, in the text format of Prometheus, on an address of their own: what a server is
//! asked for is nobody else's business. Routes and never paths, so nothing personal is in them.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{Method, StatusCode},
    response::Response,
    routing::get,
};

use crate::{Shared, answer, back_office};

/// What was answered since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<BTreeMap<Kind, Sum>>);

/// Few, whatever clients send: their own methods and paths are one each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: u64,
    time: Duration,
}

impl Metrics {
    /// Counts one answer.
    pub(crate) fn count(&self, route: &str, method: &Method, status: StatusCode, time: Duration) {
        let known = ["GET", "HEAD", "POST", "PUT"];
        let method = known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other");
        let kind = Kind { route: route.to_owned(), method, status: status.as_u16() };
        let mut kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = kinds.entry(kind).or_default();
        sum.count = sum.count.saturating_add(1);
        sum.time = sum.time.saturating_add(time);
    }

    fn write(&self) -> String {
        let kinds = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut text = String::from(
            "# HELP certfill_requests_total Requests that were answered.\n\
             # TYPE certfill_requests_total counter\n",
        );
        let mut seconds = String::from(
            "# HELP certfill_request_seconds_total Time until the answers were there.\n\
             # TYPE certfill_request_seconds_total counter\n",
        );
        for (Kind { route, method, status }, sum) in kinds {
            let labels = format!("{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}}");
            // A String takes everything.
            let _ = writeln!(text, "certfill_requests_total{labels} {}", sum.count);
            let time = sum.time.as_secs_f64();
            let _ = writeln!(seconds, "certfill_request_seconds_total{labels} {time:.6}");
        }
        text + &seconds
    }
}

/// The one page of the operator's address.
pub(crate) fn router(server: Shared) -> Router {
    Router::new().route("/metrics", get(page)).with_state(server)
}

async fn page(State(server): State<Shared>) -> Response {
    let text = server.metrics.write()
        + &server.storage.metric(&server).await
        + &back_office::metric(&server).await;
    answer::with_type(200, "text/plain; version=0.0.4; charset=utf-8", "no-store", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route() {
        let metrics = Metrics::default();
        let strange = Method::from_bytes(b"STRANGE").unwrap();
        let half = Duration::from_millis(500);
        metrics.count("/status/{n}", &Method::GET, StatusCode::OK, half);
        metrics.count("/status/{n}", &Method::GET, StatusCode::OK, half);
        metrics.count("(static)", &strange, StatusCode::NOT_FOUND, half);
        let text = metrics.write();
        for line in [
            r#"certfill_requests_total{route="/status/{n}",method="GET",status="200"} 2"#,
            r#"certfill_request_seconds_total{route="/status/{n}",method="GET",status="200"} 1.000000"#,
            r#"certfill_requests_total{route="(static)",method="other",status="404"} 1"#,
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }
}
