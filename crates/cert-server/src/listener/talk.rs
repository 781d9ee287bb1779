//! Whose turn it is on a connection, known to the socket below HTTP and to the service above it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::ConnectInfo,
    http::Request,
    middleware::Next,
    response::Response,
};
use http_body::{Frame, SizeHint};

use super::Peer;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The head of a request has not come, or not to its end.
    Client,
    /// A request is worked on, or its answer is on its way out.
    Server,
}

const CLIENT: u8 = 0;
const SERVER: u8 = 1;
/// The answer is made, and its last bytes are still to be written.
const LAST_BYTES: u8 = 2;

/// Shared by both ends.
#[derive(Debug, Default)]
pub(super) struct Talk {
    turn: AtomicU8,
    cut: AtomicBool,
}

impl Talk {
    pub(super) fn turn(&self) -> Turn {
        if self.turn.load(Ordering::SeqCst) == CLIENT { Turn::Client } else { Turn::Server }
    }

    /// All that was to be written is; true when an answer ended with it.
    pub(super) fn written(&self) -> bool {
        let ends = (LAST_BYTES, CLIENT, Ordering::SeqCst, Ordering::SeqCst);
        self.turn.compare_exchange(ends.0, ends.1, ends.2, ends.3).is_ok()
    }

    pub(super) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.cut.load(Ordering::SeqCst)
    }
}

/// Around everything else: marks the time in which the server has the turn.
pub(crate) async fn mark(
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request<Body>,
    next: Next,
) -> Response {
    peer.talk.turn.store(SERVER, Ordering::SeqCst);
    let response = next.run(request).await;
    response.map(|body| Body::new(Answering { body, talk: peer.talk.clone() }))
}

/// The body of an answer, which says when it is at its end.
struct Answering {
    body: Body,
    talk: Arc<Talk>,
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.talk.turn.store(LAST_BYTES, Ordering::SeqCst);
    }
}
