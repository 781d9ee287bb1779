//! Writing a backup.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    BackupSummary, BackupTrouble, DATABASE, MANIFEST,
    manifest::{Manifest, Part},
};
use crate::{Config, db::copy, keys, random};

/// A file that goes when nobody needs it any more, also when something goes wrong.
pub(super) struct Passing(pub(super) PathBuf);

impl Drop for Passing {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The same beside this path, under a name that nobody has.
fn beside(path: &Path) -> Passing {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", random::identifier()));
    Passing(path.with_file_name(name))
}

pub(super) async fn pack(
    config: &Config,
    file: &Path,
    with_keys: bool,
) -> Result<BackupSummary, BackupTrouble> {
    let database = config.database_file();
    if !database.is_file() {
        return Err(BackupTrouble::NoDatabase { path: database });
    }
    if file.symlink_metadata().is_ok() {
        return Err(BackupTrouble::Exists { path: file.to_owned() });
    }
    let made_at = config.clock.now();
    let copied = beside(file);
    open_new(&copied.0)?;
    let copying = copy::copy(&database, &copied.0).await;
    let tables = copying.map_err(|reason| BackupTrouble::File { path: database, reason })?;

    let folder = config.data.join("keys");
    let prints = keys::prints(&folder).map_err(BackupTrouble::Start)?;
    let mut files = vec![(DATABASE.to_owned(), copied.0.clone())];
    if with_keys {
        let names = keys::files(&folder).map_err(BackupTrouble::Start)?;
        files.extend(names.into_iter().map(|name| (format!("keys/{name}"), folder.join(name))));
    }
    let parts = files.iter().map(|(name, path)| part(name, path)).collect::<Result<_, _>>()?;
    let manifest = Manifest { made_at, tables, parts, keys: prints };
    write(file, &manifest, &files)?;
    let keys = manifest.keys.into_iter().map(|(name, _)| name).collect();
    Ok(BackupSummary { made_at, tables, keys, with_keys, missing: Vec::new() })
}

/// What the manifest says of a file.
fn part(name: &str, path: &Path) -> Result<Part, BackupTrouble> {
    let read = || {
        let mut written = Written::to(io::sink());
        let size = io::copy(&mut File::open(path)?, &mut written)?;
        Ok(Part { name: name.to_owned(), size, digest: written.digest() })
    };
    read().map_err(|error| BackupTrouble::io(path, &error))
}

/// What is written somewhere, and its digest.
pub(super) struct Written<W> {
    pub(super) out: W,
    digest: Sha256,
}

impl<W> Written<W> {
    pub(super) fn to(out: W) -> Self {
        Self { out, digest: Sha256::new() }
    }

    /// In hexadecimal digits.
    pub(super) fn digest(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<W: Write> Write for Written<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.digest.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Written beside its place and linked there when it is whole and on the disk.
fn write(
    file: &Path,
    manifest: &Manifest,
    files: &[(String, PathBuf)],
) -> Result<(), BackupTrouble> {
    let growing = beside(file);
    let archive = open_new(&growing.0)?;
    let attempt = || {
        let mut archive = tar::Builder::new(archive);
        let said = manifest.to_text();
        append(&mut archive, MANIFEST, said.as_bytes(), u64::try_from(said.len()).unwrap_or(0))?;
        for (part, (_, path)) in manifest.parts.iter().zip(files) {
            append(&mut archive, &part.name, File::open(path)?, part.size)?;
        }
        let mut archive = archive.into_inner()?;
        archive.flush()?;
        archive.sync_all()?;
        fs::hard_link(&growing.0, file)
    };
    attempt().map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => BackupTrouble::Exists { path: file.to_owned() },
        _ => BackupTrouble::io(file, &error),
    })
}

fn append(
    archive: &mut tar::Builder<File>,
    name: &str,
    content: impl Read,
    size: u64,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o600);
    header.set_size(size);
    archive.append_data(&mut header, name, content.take(size))
}

/// A new file for the owner alone: what people filed is in it, and perhaps keys.
pub(super) fn open_new(path: &Path) -> Result<File, BackupTrouble> {
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path);
    file.map_err(|error| BackupTrouble::io(path, &error))
}
