//! What goes wrong on purpose, in tests. Nothing here can be reached over HTTP.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

/// A plan of faults, shared with the running server.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    drop_answers: u32,
    fail_commits: u32,
    panic_commits: u32,
    hold: Option<Hold>,
    storage: Option<StorageFault>,
    storage_was_faulty: bool,
}

/// A way for the storage to refuse writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// The database is read-only.
    ReadOnly,
    /// The disk is full.
    Full,
}

/// A filing stopped just before its commit.
#[derive(Clone, Debug)]
pub struct Hold {
    reached: Arc<Semaphore>,
    released: Arc<Semaphore>,
}

impl Hold {
    /// Waits until a filing stands before its commit.
    pub async fn reached(&self) {
        if let Ok(permit) = self.reached.acquire().await {
            permit.forget();
        }
    }

    /// Lets one filing go on.
    pub fn release(&self) {
        self.released.add_permits(1);
    }
}

impl Faults {
    /// The next `count` filings are committed, but their answer is lost with the connection.
    pub fn drop_answers(&self, count: u32) {
        self.plan().drop_answers = count;
    }

    /// The next `count` filings fail just before the commit.
    pub fn fail_before_commit(&self, count: u32) {
        self.plan().fail_commits = count;
    }

    /// The next `count` filings panic just before the commit.
    pub fn panic_before_commit(&self, count: u32) {
        self.plan().panic_commits = count;
    }

    /// From now on each filing stops before its commit until it is released.
    pub fn hold_before_commit(&self) -> Hold {
        let hold =
            Hold { reached: Arc::new(Semaphore::new(0)), released: Arc::new(Semaphore::new(0)) };
        self.plan().hold = Some(hold.clone());
        hold
    }

    /// Filings stop no longer; those that stand go on.
    pub fn release_all(&self) {
        if let Some(hold) = self.plan().hold.take() {
            hold.released.add_permits(1_000);
        }
    }

    /// From now on the storage refuses to write in this way, or does not.
    pub fn storage(&self, fault: Option<StorageFault>) {
        let mut plan = self.plan();
        plan.storage = fault;
        plan.storage_was_faulty = true;
    }

    pub(crate) fn take_drop_answer(&self) -> bool {
        take(&mut self.plan().drop_answers)
    }

    /// Passes the point just before a commit; false when the commit must fail.
    pub(crate) async fn before_commit(&self) -> bool {
        let hold = self.plan().hold.clone();
        if let Some(hold) = hold {
            hold.reached.add_permits(1);
            if let Ok(permit) = hold.released.acquire().await {
                permit.forget();
            }
        }
        let panics = take(&mut self.plan().panic_commits);
        assert!(!panics, "a panic that a test asked for");
        !take(&mut self.plan().fail_commits)
    }

    /// The storage fault, when the storage was ever touched.
    pub(crate) fn storage_state(&self) -> Option<Option<StorageFault>> {
        let plan = self.plan();
        plan.storage_was_faulty.then_some(plan.storage)
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}
