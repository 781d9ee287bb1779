//! What an operator does from the command line: all filings of an office in one file, and webhooks once more.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use cert_verify::{base64url, sha256};

use super::item::item;
use crate::{
    Config, StartError,
    db::{self, Database, feed},
};

/// Read at once: each may have a megabyte.
const AT_ONCE: u32 = 8;

/// What is written out.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// The office.
    pub office: String,
    /// Only what came after this place.
    pub after: i64,
    /// The folder for attachments, each under its digest; without it they are only named.
    pub attachments: Option<PathBuf>,
}

/// Which webhooks are sent again.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    /// The office.
    pub office: String,
    /// The name of one receiver; without it, all of them.
    pub receiver: Option<String>,
    /// Only what tells of filings after this place.
    pub after: i64,
    /// Also what was delivered, and not only what was given up.
    pub all: bool,
}

fn failed(database: &Database, reason: &str) -> StartError {
    StartError::Database { path: database.name(), reason: reason.to_owned() }
}

/// Writes the filings of an office with their evidence, one JSON object a line, in the order in which it took them; says
/// how many. The server may run meanwhile.
///
/// # Errors
/// [`StartError`], when the database cannot be read or nothing can be written.
pub async fn export(
    config: &Config,
    whole: &Whole,
    out: &mut (dyn Write + Send),
) -> Result<u64, StartError> {
    let database = Database::of(config).await?;
    let (mut place, mut count) = (whole.after, 0_u64);
    let unread = |_: db::StorageError| failed(&database, "it cannot be read");
    let lost = |case_no: &str| StartError::Export {
        reason: format!("a file of {case_no} is not there as it was filed"),
    };
    let unwritten = |error: io::Error| StartError::Export { reason: error.kind().to_string() };
    if let Some(folder) = &whole.attachments {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unwritten)?;
    }
    loop {
        let some = feed::after(&database, &whole.office, place, AT_ONCE).await.map_err(unread)?;
        let Some(last) = some.last() else { break };
        place = last.number;
        for filed in &some {
            let beside = feed::beside(&database, &filed.case_no).await.map_err(unread)?;
            if let Some(folder) = &whole.attachments {
                for one in &beside.files {
                    let (office, case_no) = (&whole.office, &filed.case_no);
                    let content = feed::content(&database, office, case_no, &one.digest).await;
                    let (_, bytes) = content.map_err(unread)?.ok_or_else(|| lost(case_no))?;
                    if sha256(&bytes)[..] != one.digest[..] {
                        return Err(lost(case_no));
                    }
                    let file = folder.join(base64url::encode(&one.digest));
                    write_for_the_owner(&file, &bytes).map_err(unwritten)?;
                }
            }
            writeln!(out, "{}", item(filed, &beside)).map_err(unwritten)?;
            count += 1;
        }
    }
    out.flush().map_err(unwritten)?;
    database.close().await;
    Ok(count)
}

/// What people have filed is for nobody else on this machine.
fn write_for_the_owner(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(file)?.write_all(bytes)
}

/// Has webhooks sent again that were given up; a running server sends them within a second. Says how many.
///
/// # Errors
/// [`StartError`], when the database cannot be written.
pub async fn replay(config: &Config, which: &Replay) -> Result<u64, StartError> {
    let database = Database::of(config).await?;
    let (now, which_ones) = (config.clock.now(), (which.after, which.all));
    let done =
        db::webhooks::replay(&database, &which.office, which.receiver.as_deref(), which_ones, now);
    let done = done.await.map_err(|_| failed(&database, "it cannot be written"))?;
    database.close().await;
    Ok(done)
}
