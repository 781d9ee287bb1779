//! What the offices check against: the lists in force, read again when one of them has changed or has had half
//! its time. So a filing asks one question about them, however many there are and however long.

use std::sync::{Arc, Mutex, PoisonError};

use cert_verify::{StatusEvidence, Trust, UnixTime};

use crate::{
    Server,
    db::lists::{self, Mark},
    problem::Problem,
    status, trust,
};

/// The lists as they were read last.
#[derive(Default)]
pub(crate) struct InForce {
    known: Mutex<Option<Known>>,
    /// Held while they are read: who comes meanwhile waits, and does not read them as well.
    reading: tokio::sync::Mutex<()>,
}

struct Known {
    mark: Mark,
    /// When the first of them was signed.
    oldest: UnixTime,
    read: Read,
}

type Read = (Arc<Trust>, Arc<StatusEvidence>);

impl InForce {
    /// Who may issue, and which certificates are not valid.
    ///
    /// # Errors
    /// When the database does not say, or a list cannot be read.
    pub(crate) async fn lists(&self, server: &Server) -> Result<Read, Problem> {
        self.lists_at(server, lists::mark(&server.database).await?).await
    }

    /// The same for whoever has just asked for the mark. It is older than the lists then: what changes meanwhile
    /// has another the next time.
    ///
    /// # Errors
    /// When the database does not say, or a list cannot be read.
    pub(crate) async fn lists_at(&self, server: &Server, mark: Mark) -> Result<Read, Problem> {
        if let Some(read) = self.known(&mark, server.now()) {
            return Ok(read);
        }
        let _reading = self.reading.lock().await;
        if let Some(read) = self.known(&mark, server.now()) {
            return Ok(read);
        }
        let trust = trust::accepted(server).await?;
        let (status, oldest) = status::evidence(server).await?;
        let read = (trust, status);
        let known = Known { mark, oldest, read: read.clone() };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(read)
    }

    fn known(&self, mark: &Mark, now: UnixTime) -> Option<Read> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.as_ref().filter(|known| known.mark == *mark)?;
        status::is_fresh(known.oldest, now).then(|| known.read.clone())
    }
}
