//! `certfill publish`: a department's folder is linted, signed, and written as static files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cert_catalogue::{Comparison, Folder, INDEX_TYPE, Index, compare};
use cert_fill::Form;
use cert_issue::{SigningKey, sign_jws};
use serde_json::Map;

use crate::args::Publish;
use crate::{Failure, Io, clock, files, issue};

/// The index among the published files.
const INDEX: &str = "index.jws";

/// Where the published files are, unless said otherwise; nothing of it is read as a source.
const PUBLISHED: &str = "published";

/// A folder of a department has a few hundred files; a wrong folder, such as a home, has more.
const MOST_FILES: usize = 5_000;

pub(crate) fn run(options: &Publish, io: &mut Io<'_>) -> Result<u8, Failure> {
    let key = issue::read_key(&options.key, io)?;
    let now = clock::time(options.at.as_deref())?;
    let out = options.out.clone().unwrap_or_else(|| options.folder.join(PUBLISHED));
    let folder = read_folder(&options.folder, &out, io)?;
    let before = Before::read(&out, &key, io)?;
    // Seconds since the epoch are beyond all numbers of an index that was lost.
    let last = before.index.as_ref().map_or(0, |index| index.number.saturating_add(1));
    let number = last.max(u64::try_from(now.seconds()).unwrap_or(1));
    let payload = folder.index(number, now).map_err(|error| {
        Failure::refused(format!("{}: not published\n{error}", options.folder.display()))
    })?;
    let index = Index::read(&payload).map_err(|fault| Failure::refused(fault.as_str()))?;
    let forms: BTreeMap<&str, Form> = index
        .services
        .iter()
        .filter_map(|service| Some((service.name.as_str(), folder.form(&service.name)?)))
        .collect();
    let compared = compare(
        before.index.as_ref(),
        &index,
        |name| before.forms.get(name),
        |name| forms.get(name),
    );
    report(&compared, before.index.is_some(), io);
    if before.index.is_some() && compared.changes.is_empty() && !options.renew {
        io.result("nothing has changed; --renew signs it again with a new time");
        return Ok(0);
    }
    if !compared.breaks.is_empty() && !options.breaking {
        return Err(Failure::refused(
            "not published: drafts would break. Give the form a new version and keep the places of its answers, \
             or publish with --breaking",
        ));
    }
    if options.dry_run {
        return Ok(0);
    }
    write(&out, &folder, &index, &token(&payload, &key))?;
    io.result(&format!(
        "published {} number {} in {}",
        index.department,
        index.number,
        out.display()
    ));
    Ok(0)
}

fn report(compared: &Comparison, is_next: bool, io: &mut Io<'_>) {
    if !is_next {
        io.result("nothing was published before");
    }
    for line in &compared.changes {
        io.result(line);
    }
    for line in &compared.breaks {
        io.result(&format!("! {line}"));
    }
}

fn token(payload: &[u8], key: &SigningKey) -> String {
    let mut header = Map::new();
    header.insert("typ".to_owned(), INDEX_TYPE.into());
    header.insert("kid".to_owned(), key.public().thumbprint().into());
    sign_jws(&header, payload, key)
}

/// What was published last.
struct Before {
    index: Option<Index>,
    forms: BTreeMap<String, Form>,
}

impl Before {
    fn read(out: &Path, key: &SigningKey, io: &mut Io<'_>) -> Result<Self, Failure> {
        let path = out.join(INDEX);
        if !path.exists() {
            return Ok(Self { index: None, forms: BTreeMap::new() });
        }
        let wrong = |what: &str| Failure::refused(format!("{}: {what}", path.display()));
        let token = files::read(&path, io)?;
        let token = String::from_utf8(token).map_err(|_| wrong("it is no index"))?;
        let signed = cert_verify::jws::parse(token.trim()).map_err(|code| wrong(code.as_str()))?;
        if signed.verify(&[key.public()]).is_err() {
            io.message("note: the last index was signed with another key; the operator has to know the new one");
        }
        let index =
            Index::read(signed.unverified_payload()).map_err(|fault| wrong(fault.as_str()))?;
        let mut forms = BTreeMap::new();
        for service in &index.services {
            if let Ok(bytes) = files::read(&out.join(&service.form.path), io)
                && service.form.check(&bytes).is_ok()
                && let Ok(form) = Form::parse(&bytes)
            {
                forms.insert(service.name.clone(), form);
            }
        }
        Ok(Self { index: Some(index), forms })
    }
}

/// The files of a department's folder, without what is published from it and without hidden ones.
///
/// # Errors
/// When the folder cannot be read, or is too large to be one.
pub(crate) fn read_folder(from: &Path, out: &Path, io: &mut Io<'_>) -> Result<Folder, Failure> {
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    let mut waiting = vec![(String::new(), from.to_path_buf())];
    while let Some((prefix, folder)) = waiting.pop() {
        let unreadable =
            |error| Failure::file(format!("cannot read {}: {error}", folder.display()));
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if name.starts_with('.') || path == out || (prefix.is_empty() && name == PUBLISHED) {
                continue;
            }
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                waiting.push((format!("{name}/"), path));
            } else {
                found.push((name, path));
            }
            if found.len() > MOST_FILES {
                return Err(Failure::usage(format!(
                    "{}: more than {MOST_FILES} files",
                    from.display()
                )));
            }
        }
    }
    let read = found.into_iter().map(|(name, path)| Ok((name, files::read(&path, io)?)));
    Ok(Folder::new(read.collect::<Result<Vec<_>, Failure>>()?))
}

/// The files first and the index last, so that what it names is there when it is.
fn write(out: &Path, folder: &Folder, index: &Index, token: &str) -> Result<(), Failure> {
    let published = index.services.iter().map(|service| &service.form);
    for file in published.chain(index.types.iter().map(|one| &one.file)) {
        put(&out.join(&file.path), folder.file(&file.path).unwrap_or_default())?;
    }
    put(&out.join(INDEX), token.as_bytes())
}

/// Written beside its place and then put there: a reader sees the old file or the new one.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::file(format!("cannot write {}: {error}", path.display()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)
}
