//! `cert-server backup`, `restore`, `restored` and `deletions`.

use std::{path::PathBuf, process::ExitCode};

use cert_server::{
    BackupSummary, BackupTrouble, Config, after_restore, back_up, deletions, restore,
};

pub(crate) const USAGE: &str = "\
cert-server backup FILE [--with-keys] [--data DIR] [--database FILE]
cert-server restore FILE [--data DIR] [--database FILE]
cert-server restored [--data DIR] [--database PLACE]
cert-server deletions [--data DIR] [--database PLACE]

  backup             write everything that the server keeps into a new file; it may run meanwhile (docs/operating.md)
  --with-keys        the private keys as well: who has the file can sign as the offices do
  restore            put a backup where there is no database yet
  restored           after pg_restore, before a server is started: give no number twice, end every login
  deletions          print the proofs of what was deleted because its time was over, and check their chain";

/// Wrong usage, as sysexits.h has it.
const EX_USAGE: u8 = 64;

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
struct Task {
    what: String,
    file: PathBuf,
    with_keys: bool,
    data: Option<PathBuf>,
    database: Option<String>,
}

/// Does what the command line says; none when it says something else.
pub(crate) async fn run(given: &[String]) -> Option<ExitCode> {
    let (what, rest) = given.split_first()?;
    if !["backup", "restore", "restored", "deletions"].contains(&what.as_str()) {
        return None;
    }
    let task = match read(what, rest) {
        Ok(task) => task,
        Err(message) => {
            eprintln!("cert-server {what}: {message}\n\n{USAGE}");
            return Some(ExitCode::from(EX_USAGE));
        }
    };
    Some(match carry_out(&task).await {
        Ok(said) => {
            said.iter().for_each(|line| eprintln!("{line}"));
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            eprintln!("cert-server {what}: {trouble}");
            ExitCode::FAILURE
        }
    })
}

fn read(what: &str, given: &[String]) -> Result<Task, String> {
    let mut task = Task { what: what.to_owned(), ..Task::default() };
    let mut given = given.iter();
    while let Some(flag) = given.next() {
        let mut value = || given.next().cloned().ok_or(format!("{flag} needs a value"));
        match (what, flag.as_str()) {
            (_, "--data") => task.data = Some(PathBuf::from(value()?)),
            (_, "--database") => task.database = Some(value()?),
            ("backup", "--with-keys") => task.with_keys = true,
            ("backup" | "restore", file)
                if !file.starts_with('-') && task.file.as_os_str().is_empty() =>
            {
                task.file = PathBuf::from(file);
            }
            (_, other) => return Err(format!("{other} is not an option")),
        }
    }
    if ["backup", "restore"].contains(&what) && task.file.as_os_str().is_empty() {
        return Err("which file?".to_owned());
    }
    Ok(task)
}

async fn carry_out(task: &Task) -> Result<Vec<String>, String> {
    let mut config = Config::new("");
    if let Some(place) = &task.database {
        config.set_database(place);
    }
    config.set_data(task.data.clone());
    if task.what == "deletions" {
        let count = deletions(&config, &mut std::io::stdout()).await;
        return count
            .map(|count| vec![format!("{count} proofs, each behind the one before")])
            .map_err(|error| error.to_string());
    }
    let done: Result<_, BackupTrouble> = match task.what.as_str() {
        "backup" => back_up(&config, &task.file, task.with_keys).await.map(|done| {
            let keys = match done.with_keys {
                true => "the private keys are in it: keep it as you keep them",
                false => "the private keys are not in it (--with-keys): copy the folder of keys by itself",
            };
            vec![format!("backup of {}, {keys}", in_words(&done))]
        }),
        "restore" => restore(&config, &task.file).await.map(|done| {
            let mut said = vec![format!("restored: backup of {}", in_words(&done))];
            if !done.missing.is_empty() {
                said.push(format!(
                    "before you start the server, put these keys into {}: {}; it would make new ones, and nobody could verify what the old ones signed",
                    config.data.join("keys").display(),
                    done.missing.join(", ")
                ));
            }
            said
        }),
        _ => after_restore(&config).await.map(|()| {
            vec!["everybody logs in again, and no number is given twice".to_owned()]
        }),
    };
    done.map_err(|trouble| trouble.to_string())
}

fn in_words(done: &BackupSummary) -> String {
    format!("{} (tables as of change {}, {} keys)", done.made_at, done.tables, done.keys.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(line: &str) -> Result<Task, String> {
        let given: Vec<String> = line.split(' ').map(str::to_owned).collect();
        read(&given[0], &given[1..])
    }

    #[test]
    fn a_backup_has_one_file_and_keys_only_when_they_are_asked_for() {
        let given = task("backup all.tar --data /srv/certfill").unwrap();
        assert_eq!((given.file, given.with_keys), (PathBuf::from("all.tar"), false));
        assert!(task("backup --with-keys all.tar").unwrap().with_keys);
        assert!(task("restored --database postgres:///city").is_ok());
        for wrong in
            ["backup", "backup a b", "restore a --with-keys", "restored a", "restore --data"]
        {
            assert!(task(wrong).is_err(), "{wrong}");
        }
    }
}
