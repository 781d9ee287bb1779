//! Whether the server lives, and whether it can do its work: two questions. Who is told that it does not
//! live starts it anew; who is told that it cannot work sends people elsewhere.

use std::time::Duration;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;

use crate::{
    Server, Shared, answer,
    problem::{Code, Problem},
};

/// Longer than a writer of ours takes. Who waits longer has met another process, which is no reason to send
/// anybody elsewhere.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether something could be stored, asked once a second at most: the answer costs a write.
#[derive(Debug, Default)]
pub(crate) struct Storage(Mutex<Option<(UnixTime, bool)>>);

impl Storage {
    /// The same for the operator's numbers.
    pub(crate) async fn metric(&self, server: &Server) -> String {
        let works = u8::from(self.works(server).await);
        format!(
            "# HELP certfill_can_store Whether something could be stored.\n\
             # TYPE certfill_can_store gauge\ncertfill_can_store {works}\n"
        )
    }

    async fn works(&self, server: &Server) -> bool {
        let mut last = self.0.lock().await;
        let now = server.now();
        if let Some((at, works)) = *last
            && at == now
        {
            return works;
        }
        let probe = tokio::time::timeout(PATIENCE, server.database.probe_room()).await;
        // The start has written, so it works until something else is known.
        let before = last.is_none_or(|(_, works)| works);
        let works = probe.map_or(before, |probe| probe.is_ok());
        *last = Some((now, works));
        works
    }
}

/// `GET /healthz`: the process answers.
pub(crate) async fn health() -> Response {
    answer::with_type(200, "text/plain; charset=utf-8", "no-store", "alive\n")
}

/// `GET /readyz`: what can be done now, of what this server is for.
pub(crate) async fn ready(State(server): State<Shared>) -> Response {
    let stores = server.storage.works(&server).await;
    let mut can = Map::new();
    can.insert("store".to_owned(), stores.into());
    if server.config.issuer && server.own.is_none() {
        // A full status list is followed by a new one, so storing is all it takes.
        can.insert("issue".to_owned(), stores.into());
    }
    if server.config.offices {
        let lists = match &server.config.office {
            Some(own) => server.city.trust(&server, own).await.is_ok(),
            None => server.in_force.lists(&server).await.is_ok(),
        };
        let checks = stores && lists;
        can.insert("file".to_owned(), checks.into());
    }
    if can.values().all(|can| *can == Value::Bool(true)) {
        answer::json(200, &json!({"ready": true, "can": can}))
    } else {
        Problem::from(Code::NotReady).with("can", can.into()).into_response()
    }
}
