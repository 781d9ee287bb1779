//! Work that must come to its end even when the client that asked for it is gone.

use std::future::Future;

use tokio::sync::{Semaphore, watch};

/// A ceiling that is never met; waiting for all permits is waiting for all work.
const MOST: u32 = 100_000;

/// Detached work of one server.
#[derive(Debug)]
pub(crate) struct Work {
    permits: std::sync::Arc<Semaphore>,
    abandoned: watch::Sender<bool>,
}

impl Work {
    pub(crate) fn new() -> Self {
        Self {
            permits: std::sync::Arc::new(Semaphore::new(MOST as usize)),
            abandoned: watch::Sender::new(false),
        }
    }

    /// Runs to the end, whether or not somebody waits. `None` when the server was stopped
    /// the hard way in between.
    pub(crate) async fn finish<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let permit = self.permits.clone().acquire_owned().await.ok()?;
        let mut abandoned = self.abandoned.subscribe();
        let task = tokio::spawn(async move {
            let _permit = permit;
            tokio::select! {
                done = work => Some(done),
                _ = abandoned.wait_for(|abandoned| *abandoned) => None,
            }
        });
        match task.await {
            Ok(done) => done,
            // The panic goes on where the request is answered.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => None,
        }
    }

    /// Waits until all work is done.
    pub(crate) async fn settled(&self) {
        let _all = self.permits.acquire_many(MOST).await;
    }

    /// Drops all work where it stands, as a crash does.
    pub(crate) fn abandon(&self) {
        self.abandoned.send_replace(true);
    }
}
