//! Bodies that may be slow as long as they move, and what is done with the rest of one that nobody wants.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::time::{Instant, Sleep};

use crate::Patience;

/// What is taken and thrown away, so that who still sends gets to see the answer: twice what anybody may
/// send.
const MOST_THROWN: u64 = 16 * 1_048_576;

/// For so long.
const THROWING: Duration = Duration::from_secs(30);

/// The body came too slowly.
#[derive(Debug)]
pub(crate) struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body comes too slowly")
    }
}

impl std::error::Error for TooSlow {}

/// A body and its deadline, which moves with every byte.
struct Paced {
    body: Body,
    patience: Patience,
    began: Instant,
    came: u64,
    deadline: Pin<Box<Sleep>>,
    trace: Trace,
    is_lost: bool,
}

/// What became of a body that was handed on.
#[derive(Clone, Debug)]
pub(crate) struct Trace(Arc<Mutex<Left>>);

#[derive(Debug)]
struct Left {
    moved: Instant,
    body: Option<Body>,
}

/// The body under watch, and the watch.
pub(crate) fn pace(body: Body, patience: Patience) -> (Body, Trace) {
    let began = Instant::now();
    let trace = Trace(Arc::new(Mutex::new(Left { moved: began, body: None })));
    let deadline = Box::pin(tokio::time::sleep_until(began + patience.body));
    let paced =
        Paced { body, patience, began, came: 0, deadline, trace: trace.clone(), is_lost: false };
    (Body::new(paced), trace)
}

impl Trace {
    fn lock(&self) -> std::sync::MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the last piece came.
    pub(crate) fn moved(&self) -> Instant {
        self.lock().moved
    }

    /// Takes what nobody read. A connection that is closed on somebody who sends is reset, and the
    /// answer lost.
    pub(crate) async fn throw_away_the_rest(&self) {
        let Some(mut body) = self.lock().body.take() else { return };
        if body.is_end_stream() || body.size_hint().lower() > MOST_THROWN {
            return;
        }
        let throwing = async {
            let mut thrown = 0_u64;
            while let Some(Ok(frame)) = body.frame().await {
                thrown = thrown.saturating_add(length(&frame));
                if thrown > MOST_THROWN {
                    break;
                }
            }
        };
        let _ = tokio::time::timeout(THROWING, throwing).await;
    }
}

fn length(frame: &Frame<Bytes>) -> u64 {
    frame.data_ref().map_or(0, |data| u64::try_from(data.len()).unwrap_or(u64::MAX))
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = &mut *self;
        let Poll::Ready(came) = Pin::new(&mut this.body).poll_frame(context) else {
            ready!(this.deadline.as_mut().poll(context));
            this.is_lost = true;
            return Poll::Ready(Some(Err(TooSlow.into())));
        };
        match &came {
            Some(Ok(frame)) => {
                this.came = this.came.saturating_add(length(frame));
                let rate = u64::from(this.patience.bytes_per_second.max(1));
                let time = this.patience.body + Duration::from_secs(this.came / rate);
                this.deadline.as_mut().reset(this.began + time);
                this.trace.lock().moved = Instant::now();
            }
            Some(Err(_)) => this.is_lost = true,
            None => {}
        }
        Poll::Ready(came.map(|frame| frame.map_err(axum::BoxError::from)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        if !self.is_lost {
            self.trace.lock().body = Some(std::mem::take(&mut self.body));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// Eight megabytes at one megabit a second: a piece of 125 KB each second.
    struct Slow {
        pieces: u32,
        every: Duration,
        next: Pin<Box<Sleep>>,
        piece: Bytes,
    }

    fn slow(pieces: u32, size: usize, every: Duration) -> Body {
        let next = Box::pin(tokio::time::sleep(every));
        Body::new(Slow { pieces, every, next, piece: vec![b'x'; size].into() })
    }

    impl HttpBody for Slow {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            if self.pieces == 0 {
                return Poll::Ready(None);
            }
            ready!(self.next.as_mut().poll(context));
            self.pieces -= 1;
            let next = Instant::now() + self.every;
            self.next.as_mut().reset(next);
            Poll::Ready(Some(Ok(Frame::data(self.piece.clone()))))
        }
    }

    async fn read(body: Body) -> Result<u64, bool> {
        let (mut body, _) = pace(body, Patience::default());
        let mut size = 0;
        while let Some(frame) = body.frame().await {
            size += length(&frame.map_err(|error| error.into_inner().is::<TooSlow>())?);
        }
        Ok(size)
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_body_comes_through_as_long_as_it_moves() {
        let second = Duration::from_secs(1);
        assert_eq!(read(slow(64, 131_072, second)).await, Ok(8 * 1_048_576));
        assert_eq!(read(slow(10_000, 1, second)).await, Err(true), "a byte each second");
        assert_eq!(read(slow(1, 1, 3_600 * second)).await, Err(true), "nothing at all");
    }

    #[tokio::test(start_paused = true)]
    async fn the_rest_is_taken_but_not_for_ever() {
        let (body, trace) = pace(slow(1, 9_000_000, Duration::ZERO), Patience::default());
        drop(body);
        trace.throw_away_the_rest().await;
        let (body, trace) = pace(slow(100_000, 1, Duration::from_secs(1)), Patience::default());
        drop(body);
        let before = Instant::now();
        trace.throw_away_the_rest().await;
        assert_eq!(before.elapsed(), THROWING);
    }
}
