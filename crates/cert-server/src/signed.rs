//! Lists that are signed anew when what they say has changed or their time is half over, with a number
//! that only rises: the trust list, and the indexes of departments.

use cert_verify::UnixTime;

use crate::{
    Server,
    db::{
        StorageError,
        lists::{self, SignedList},
    },
};

/// A list that is kept signed.
pub(crate) struct Kept<'l> {
    /// What it is called in the database.
    pub(crate) name: &'l str,
    /// A digest of all that it says, without its number and times.
    pub(crate) content: Vec<u8>,
    /// Signed again after this long.
    pub(crate) again_after: i64,
    /// Worth nothing after this long.
    pub(crate) lives: i64,
    /// Signs it with this number, at this time.
    pub(crate) sign: &'l (dyn Fn(i64, UnixTime) -> String + Sync),
}

impl Kept<'_> {
    /// The list in force, signed again when its content changed or its time has come.
    pub(crate) async fn current(&self, server: &Server) -> Result<String, StorageError> {
        self.signed(server, true).await
    }

    /// Signs the list anew: at every start, because the database may have been restored from a backup
    /// and its list have a lower number than clients have seen.
    pub(crate) async fn renew(&self, server: &Server) -> Result<String, StorageError> {
        self.signed(server, false).await
    }

    async fn signed(&self, server: &Server, may_be_old: bool) -> Result<String, StorageError> {
        let now = server.now();
        let age = |last: &SignedList| now.seconds() - last.issued_at.seconds();
        // A second try meets the list that somebody else signed meanwhile.
        for _ in 0..3 {
            let last = lists::signed(&server.database, self.name).await?;
            let in_force = |last: &&SignedList| {
                last.content == self.content && (0..self.again_after).contains(&age(last))
            };
            if let Some(last) = last.as_ref().filter(|last| may_be_old && in_force(last)) {
                return Ok(last.token.clone());
            }
            // Seconds since the epoch are beyond all numbers that a lost or restored database knew.
            let clock = now.seconds();
            let last_resort = last.as_ref().filter(|last| may_be_old && age(last) < self.lives);
            let last_resort = last_resort.map(|last| last.token.clone());
            let sequence = last.map_or(clock, |last| last.sequence.saturating_add(1).max(clock));
            let token = (self.sign)(sequence, now);
            let list =
                SignedList { sequence, content: self.content.clone(), issued_at: now, token };
            match lists::store_signed(&server.database, self.name, &list).await {
                Ok(true) => return Ok(list.token),
                Ok(false) => {}
                // Nothing can be written now: the list as last signed is good for days.
                Err(error) => return last_resort.ok_or(error),
            }
        }
        Err(StorageError)
    }
}
