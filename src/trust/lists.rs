//! Which trust list counts: the newest good one, remembered so that no older
//! or other one takes its place (the client rules of TUF).

use std::rc::Rc;

use cert_verify::{Code, RememberedList, RootKeys, Trust, TrustList, UnixTime};

use crate::wallet::TrustMemory;

/// The trust list in use, and what was wrong with a newer one.
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    list: Option<Rc<TrustList>>,
    remembered: Option<RememberedList>,
    fetched_at: Option<UnixTime>,
    refused: Option<Code>,
}

impl TrustStore {
    /// Takes over what the vault or the public store remembers; the higher
    /// number counts.
    pub fn remember(&mut self, memory: &TrustMemory) {
        if self.remembered.is_none_or(|known| memory.sequence > known.sequence) {
            self.remembered =
                Some(RememberedList { sequence: memory.sequence, digest: memory.digest });
        }
    }

    /// Offers a list as received. A refused list changes nothing but the
    /// reason that is shown; the last good list stays in use.
    ///
    /// # Errors
    /// The code of the refusal.
    pub fn offer(
        &mut self,
        token: &[u8],
        roots: &RootKeys,
        fetched_at: UnixTime,
        now: UnixTime,
    ) -> Result<(), Code> {
        match TrustList::accept(token, roots, self.remembered.as_ref(), now) {
            Ok(list) => {
                self.remembered = Some(list.remembered());
                self.list = Some(Rc::new(list));
                self.fetched_at = Some(fetched_at);
                self.refused = None;
                Ok(())
            }
            Err(code) => {
                self.refused = Some(code);
                Err(code)
            }
        }
    }

    /// What `verify` takes.
    #[must_use]
    pub fn trust(&self) -> Trust {
        match &self.list {
            Some(list) => Trust::nobody().with_list(list),
            None => Trust::nobody(),
        }
    }

    /// The list in use.
    #[must_use]
    pub fn list(&self) -> Option<&TrustList> {
        self.list.as_deref()
    }

    /// When the list in use was received.
    #[must_use]
    pub const fn fetched_at(&self) -> Option<UnixTime> {
        self.fetched_at
    }

    /// Why the newest answer was refused, if it was.
    #[must_use]
    pub const fn refused(&self) -> Option<Code> {
        self.refused
    }

    /// What to keep for the next start.
    #[must_use]
    pub fn memory(&self) -> Option<TrustMemory> {
        self.remembered.map(|known| TrustMemory { sequence: known.sequence, digest: known.digest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cert_issue::{SigningKey, TrustListBuilder};
    use serde_json::json;

    fn root() -> SigningKey {
        SigningKey::ed25519_from_seed([7; 32])
    }

    fn roots() -> RootKeys {
        RootKeys::from_json(&json!({"version": 1, "threshold": 1, "keys": [root().public_jwk()]}))
            .unwrap()
    }

    fn list(sequence: u64, key: &SigningKey) -> String {
        let start = UnixTime::from_seconds(1_000);
        TrustListBuilder::new(sequence, start, UnixTime::from_seconds(9_000)).sign(key)
    }

    fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(seconds)
    }

    #[test]
    fn an_older_list_is_refused_and_the_good_one_stays() {
        let mut store = TrustStore::default();
        assert_eq!(
            store.offer(list(5, &root()).as_bytes(), &roots(), at(2_000), at(2_000)),
            Ok(())
        );
        assert_eq!(
            store.offer(list(4, &root()).as_bytes(), &roots(), at(3_000), at(3_000)),
            Err(Code::TrustListRolledBack)
        );
        assert_eq!(store.memory().map(|memory| memory.sequence), Some(5));
        assert_eq!(store.fetched_at(), Some(at(2_000)));
        assert_eq!(store.refused(), Some(Code::TrustListRolledBack));
    }

    #[test]
    fn the_number_in_the_vault_counts_after_a_restart() {
        let mut store = TrustStore::default();
        store.remember(&TrustMemory { sequence: 9, digest: [0; 32] });
        store.remember(&TrustMemory { sequence: 3, digest: [0; 32] });
        assert_eq!(
            store.offer(list(8, &root()).as_bytes(), &roots(), at(2_000), at(2_000)),
            Err(Code::TrustListRolledBack)
        );
        assert!(store.list().is_none());
    }

    #[test]
    fn a_list_signed_by_somebody_else_is_refused() {
        let other = SigningKey::ed25519_from_seed([8; 32]);
        let mut store = TrustStore::default();
        assert_eq!(
            store.offer(list(5, &other).as_bytes(), &roots(), at(2_000), at(2_000)),
            Err(Code::TrustListSignatureWrong)
        );
    }
}
