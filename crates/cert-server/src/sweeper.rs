//! What has had its time goes beside the requests, so that none of them waits for it.

use std::time::Duration;

use crate::{Shared, db::forget, relay, retention};

/// Between two rounds; nothing that is past does harm for a minute.
const ROUND: Duration = Duration::from_secs(60);

/// Between two helpings of one round, for those who write.
const PAUSE: Duration = Duration::from_millis(100);

/// Sweeps for as long as the server runs.
pub(crate) async fn run(server: Shared) {
    loop {
        tokio::time::sleep(ROUND).await;
        relay::sweep(&server).await;
        let _ = server.database.prepare(server.now()).await;
        // A failure is in the log already, and the next round tries again.
        while retention::some(&server).await.unwrap_or_default() {
            tokio::time::sleep(PAUSE).await;
        }
        while forget::some(&server.database, server.now()).await.unwrap_or_default() {
            tokio::time::sleep(PAUSE).await;
        }
    }
}
