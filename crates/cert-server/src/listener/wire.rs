//! A connection: it ends when nothing moves, or when a head does not come to its end, and it says so.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep},
};

use super::{
    Place,
    early::EarlyAnswers,
    talk::{Talk, Turn},
};
use crate::{Patience, problem::Code};

/// A head of the app has less than 1 KB; proxies add some lines.
const MAX_HEAD: usize = 16_384;

/// A client that sends on after it was refused is listened to for so long and so far: closing at once
/// would make its system throw our last words away.
const LISTENING: Duration = Duration::from_secs(2);
const MAX_LISTENING: usize = 16 * 1_048_576;

/// Read at once while a head comes in.
const PIECE: usize = 8_192;

pub(crate) struct Wire {
    stream: TcpStream,
    talk: Arc<Talk>,
    early: Arc<EarlyAnswers>,
    patience: Patience,
    timer: Pin<Box<Sleep>>,
    /// Whose turn it was when this was looked at last.
    turn: Turn,
    /// Bytes of the present head.
    head: usize,
    /// Whether its first line has come to its end.
    has_line: bool,
    /// Set when our last words are said; then so many bytes are still listened to.
    over: Option<usize>,
    _place: Place,
}

impl Wire {
    pub(super) fn new(
        stream: TcpStream,
        place: Place,
        early: Arc<EarlyAnswers>,
        patience: Patience,
    ) -> Self {
        Self {
            stream,
            talk: Arc::default(),
            early,
            patience,
            // Who opens a connection has something to say.
            timer: Box::pin(tokio::time::sleep(patience.head)),
            turn: Turn::Client,
            head: 0,
            has_line: false,
            over: None,
            _place: place,
        }
    }

    pub(super) fn talk(&self) -> &Arc<Talk> {
        &self.talk
    }

    fn wait(&mut self, time: Duration) {
        self.timer.as_mut().reset(Instant::now() + time);
    }

    /// Whose turn it is; when that has changed, the time begins anew.
    fn notice(&mut self) -> Turn {
        let turn = self.talk.turn();
        if turn != self.turn {
            self.turn = turn;
            self.head = 0;
            self.has_line = false;
            self.wait(self.patience.idle);
        }
        turn
    }

    /// Says the last words, and goes on to listen.
    fn say(&mut self, answer: &[u8]) {
        // They fit into the system's buffer, where nothing else waits; and if not, nobody reads.
        let _ = self.stream.try_write(answer);
        self.over = Some(MAX_LISTENING);
        self.wait(LISTENING);
    }

    fn refuse(&mut self, code: Code) {
        let early = self.early.clone();
        self.say(&early.of(code));
    }

    /// Throws away what still comes, until the other side has heard that this is over.
    fn poll_over(&mut self, context: &mut Context<'_>, mut left: usize) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        let mut thrown = [0; PIECE];
        while left > 0 {
            let mut buffer = ReadBuf::new(&mut thrown);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    left = left.saturating_sub(buffer.filled().len());
                    self.over = Some(left);
                }
                Poll::Ready(_) => break,
                Poll::Pending if self.timer.as_mut().poll(context).is_ready() => break,
                Poll::Pending => return Poll::Pending,
            }
        }
        self.over = Some(0);
        Poll::Ready(Ok(()))
    }

    /// Reads a piece of a head, and no more than a head may have.
    fn poll_head(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.head >= MAX_HEAD {
            let line = Code::AddressTooLong;
            self.refuse(if self.has_line { Code::HeadersTooLarge } else { line });
            return self.poll_over(context, MAX_LISTENING);
        }
        let mut piece = [0; PIECE];
        let most = PIECE.min(MAX_HEAD - self.head).min(buffer.remaining());
        let mut read = ReadBuf::new(piece.get_mut(..most).unwrap_or_default());
        match Pin::new(&mut self.stream).poll_read(context, &mut read) {
            Poll::Ready(Ok(())) => {
                let came = read.filled();
                if self.head == 0 && !came.is_empty() {
                    self.timer.as_mut().reset(Instant::now() + self.patience.head);
                }
                self.head += came.len();
                self.has_line |= came.contains(&b'\n');
                buffer.put_slice(came);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending if self.timer.as_mut().poll(context).is_pending() => Poll::Pending,
            // Nobody waits for an answer who has not begun to ask.
            Poll::Pending if self.head == 0 => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => {
                self.refuse(Code::RequestTooSlow);
                self.poll_over(context, MAX_LISTENING)
            }
        }
    }

    /// Passes progress on, and ends a connection without any.
    fn watch<T>(
        &mut self,
        context: &mut Context<'_>,
        moved: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if moved.is_ready() {
            self.wait(self.patience.idle);
        } else if self.timer.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        moved
    }

    /// Whether these bytes, or nothing, go out. What the HTTP layer says of itself in the client's turn is
    /// said in our words.
    fn may_go_out(&mut self, bytes: &[u8]) -> io::Result<bool> {
        if self.talk.is_cut() {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        if self.over.is_none() && self.notice() == Turn::Client {
            let early = self.early.clone();
            if let Some(answer) = early.instead_of(bytes) {
                self.say(&answer);
            }
        }
        Ok(self.over.is_none())
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(left) = self.over {
            return self.poll_over(context, left);
        }
        if self.notice() == Turn::Client {
            return self.poll_head(context, buffer);
        }
        let moved = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.watch(context, moved)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !self.may_go_out(bytes)? {
            return Poll::Ready(Ok(bytes.len()));
        }
        let moved = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(context, moved)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if !self.may_go_out(pieces.first().map_or(&[], |piece| piece))? {
            return Poll::Ready(Ok(pieces.iter().map(|piece| piece.len()).sum()));
        }
        let moved = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watch(context, moved)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if self.talk.written() {
            self.notice();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.over {
            Some(left) => self.poll_over(context, left),
            None => Pin::new(&mut self.stream).poll_shutdown(context),
        }
    }
}
