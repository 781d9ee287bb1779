//! Restoring a backup: read into a folder of its own, compared, made ready, and only then put in its place.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Read},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use super::{
    BackupSummary, BackupTrouble, DATABASE, MANIFEST,
    manifest::Manifest,
    pack::{Written, open_new},
};
use crate::{
    Config,
    db::{Database, restored},
    keys, random,
};

/// The manifest names a few dozen files.
const MOST_OF_MANIFEST: u64 = 1_048_576;

/// A folder that goes with all that is in it, also when something goes wrong.
struct Workshop(PathBuf);

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) async fn unpack(config: &Config, file: &Path) -> Result<BackupSummary, BackupTrouble> {
    let place = config.database_file();
    for taken in ["", "-wal"] {
        let mut path = place.clone().into_os_string();
        path.push(taken);
        if Path::new(&path).symlink_metadata().is_ok() {
            return Err(BackupTrouble::Exists { path: path.into() });
        }
    }
    let folder = |path: &Path| {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|error| BackupTrouble::io(path, &error))
    };
    let beside = place.parent().filter(|parent| !parent.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new("."));
    folder(beside)?;
    let workshop = Workshop(beside.join(format!("restoring-{}", random::identifier())));
    folder(&workshop.0.join("keys"))?;
    let manifest = read(file, &workshop.0)?;
    let home = config.data.join("keys");
    let with_keys = manifest.parts.iter().any(|part| part.name != DATABASE);
    let missing = agree(&manifest, &home, &workshop.0.join("keys"))?;

    // Its tables are brought up to date and it learns what happened before it is where a server finds it.
    let copy = workshop.0.join(DATABASE);
    let mut at_work = config.clone();
    at_work.database = Some(copy.clone());
    let database = Database::of(&at_work).await.map_err(BackupTrouble::Start)?;
    let marked = restored::mark(&database, config.clock.now(), Some(manifest.made_at)).await;
    database.close().await;
    marked.map_err(|_| BackupTrouble::file(&place, "it cannot be written"))?;
    let log = workshop.0.join(format!("{DATABASE}-wal"));
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        return Err(BackupTrouble::file(&place, "it did not close"));
    }

    if with_keys {
        folder(&home)?;
        for name in keys::files(&workshop.0.join("keys")).map_err(BackupTrouble::Start)? {
            put(&workshop.0.join("keys").join(&name), &home.join(&name), true)?;
        }
    }
    // Last: a server that starts on it finds everything else.
    put(&copy, &place, false)?;
    Ok(BackupSummary {
        made_at: manifest.made_at,
        tables: manifest.tables,
        keys: manifest.keys.into_iter().map(|(name, _)| name).collect(),
        with_keys,
        missing,
    })
}

/// Reads the archive into the workshop. Every file that the manifest names is there then, and is what it was.
fn read(file: &Path, workshop: &Path) -> Result<Manifest, BackupTrouble> {
    let wrong = |reason: &str| BackupTrouble::NotABackup { reason: reason.to_owned() };
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::PermissionDenied => BackupTrouble::io(file, &error),
        _ => wrong("it is no archive, or it ends before its end"),
    };
    let mut archive = tar::Archive::new(File::open(file).map_err(failed)?);
    let mut entries = archive.entries().map_err(failed)?;
    let first = entries.next().ok_or_else(|| wrong("it is empty"))?.map_err(failed)?;
    if first.path_bytes().as_ref() != MANIFEST.as_bytes() {
        return Err(wrong("it does not begin with a manifest"));
    }
    let mut said = Vec::new();
    first.take(MOST_OF_MANIFEST).read_to_end(&mut said).map_err(failed)?;
    let manifest = Manifest::read(&said)?;
    for part in &manifest.parts {
        let damaged = || BackupTrouble::Damaged { name: part.name.clone() };
        let entry = entries.next().ok_or_else(damaged)?.map_err(failed)?;
        if entry.path_bytes().as_ref() != part.name.as_bytes()
            || !entry.header().entry_type().is_file()
            || entry.size() != part.size
        {
            return Err(damaged());
        }
        let path = workshop.join(&part.name);
        let mut written = Written::to(open_new(&path)?);
        let size = io::copy(&mut entry.take(part.size), &mut written)
            .map_err(|error| BackupTrouble::io(&path, &error))?;
        written.out.sync_all().map_err(|error| BackupTrouble::io(&path, &error))?;
        if size != part.size || written.digest() != part.digest {
            return Err(damaged());
        }
    }
    Ok(manifest)
}

/// Refuses other keys than those of the backup; gives back the names of those that will be nowhere.
fn agree(manifest: &Manifest, home: &Path, brought: &Path) -> Result<Vec<String>, BackupTrouble> {
    let there = keys::prints(home).map_err(BackupTrouble::Start)?;
    let brought = keys::prints(brought).map_err(BackupTrouble::Start)?;
    let mut missing = Vec::new();
    for (name, print) in &manifest.keys {
        let of = |all: &[(String, String)]| {
            all.iter().find(|(other, _)| other == name).map(|(_, print)| print.clone())
        };
        match of(&there).or_else(|| of(&brought)) {
            Some(other) if other == *print => {}
            Some(_) => {
                return Err(BackupTrouble::OtherKey { path: home.join(format!("{name}.jwk")) });
            }
            None => missing.push(name.clone()),
        }
    }
    Ok(missing)
}

/// Puts a file in its place; overwrites nothing.
fn put(from: &Path, to: &Path, may_be_there: bool) -> Result<(), BackupTrouble> {
    match fs::hard_link(from, to) {
        Ok(()) => {}
        // The same key, as was compared.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && may_be_there => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(BackupTrouble::Exists { path: to.to_owned() });
        }
        // The folder of the keys may be on another disk than the database.
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {
            let mut source = File::open(from).map_err(|error| BackupTrouble::io(from, &error))?;
            let mut target = open_new(to)?;
            let copied = io::copy(&mut source, &mut target).and_then(|_| target.sync_all());
            copied.map_err(|error| BackupTrouble::io(to, &error))?;
        }
        Err(error) => return Err(BackupTrouble::io(to, &error)),
    }
    let folder = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A name is on the disk when its folder is.
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| BackupTrouble::io(folder, &error))
}
