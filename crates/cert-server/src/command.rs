//! What the command line does instead of serving.

use std::{path::PathBuf, process::ExitCode};

use cert_server::{Config, Replay, Whole, export, replay};

pub(crate) const USAGE: &str = "\
cert-server export --office SLUG [--after CURSOR] [--attachments DIR] [--data DIR] [--database FILE|URL]
cert-server replay --office SLUG [--receiver NAME] [--after CURSOR] [--all] [--data DIR] [--database FILE|URL]

  export             write the filings of an office with their evidence, one JSON object a line
  --after CURSOR     only those after this one
  --attachments DIR  put the files that were filed there, each under its digest
  replay             send webhooks again that were given up (docs/back-office.md)
  --receiver NAME    only to this one
  --all              also those that were delivered";

/// What is done.
#[derive(Debug)]
pub(crate) enum Command {
    Export(Config, Whole),
    Replay(Config, Replay),
}

/// Reads the command line; none when it begins with no command.
pub(crate) fn read(given: &[String]) -> Option<Result<Command, String>> {
    let (name, rest) = given.split_first()?;
    matches!(name.as_str(), "export" | "replay").then(|| arguments(name, rest))
}

fn arguments(name: &str, given: &[String]) -> Result<Command, String> {
    let mut given = given.iter();
    let (mut data, mut database) = (None, None);
    let (mut office, mut after, mut attachments) = (None, 0, None);
    let mut which = Replay::default();
    while let Some(flag) = given.next() {
        let mut value = || given.next().cloned().ok_or(format!("{flag} needs a value"));
        match (name, flag.as_str()) {
            (_, "--office") => office = Some(value()?),
            (_, "--data") => data = Some(PathBuf::from(value()?)),
            (_, "--database") => database = Some(value()?),
            (_, "--after") => {
                let number = value()?.parse().ok().filter(|number| *number >= 0);
                after = number.ok_or("--after takes the cursor of a filing")?;
            }
            ("export", "--attachments") => attachments = Some(PathBuf::from(value()?)),
            ("replay", "--receiver") => which.receiver = Some(value()?),
            ("replay", "--all") => which.all = true,
            (_, other) => return Err(format!("{other} is not an option of {name}")),
        }
    }
    let office = office.ok_or("--office is missing")?;
    let mut config = Config::new("");
    if let Some(place) = database {
        config.set_database(&place);
    }
    config.set_data(data);
    // A name that is misspelt must not make a new file that is empty.
    let file = config.database.clone().unwrap_or_else(|| config.data.join("certfill.sqlite"));
    if config.postgres.is_none() && !file.is_file() {
        return Err(format!("there is no database {}", file.display()));
    }
    Ok(match name {
        "export" => Command::Export(config, Whole { office, after, attachments }),
        _ => Command::Replay(config, Replay { office, after, ..which }),
    })
}

/// Does it, and says on stderr what came of it.
pub(crate) async fn run(command: Command) -> ExitCode {
    let done = match &command {
        Command::Export(config, whole) => {
            let mut out = std::io::BufWriter::new(std::io::stdout());
            export(config, whole, &mut out).await.map(|count| format!("{count} filings"))
        }
        Command::Replay(config, which) => {
            replay(config, which).await.map(|count| format!("{count} webhooks are sent again"))
        }
    };
    match done {
        Ok(said) => {
            eprintln!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cert-server: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<Result<Command, String>> {
        let given: Vec<String> = line.split(' ').map(str::to_owned).collect();
        read(&given)
    }

    #[test]
    fn commands_take_what_is_theirs() {
        assert!(said("--data x").is_none() && said("").is_none());
        let line =
            "export --office psb --after 7 --attachments files --database postgres://db.example/x";
        match said(line) {
            Some(Ok(Command::Export(config, whole))) => {
                assert_eq!((whole.office.as_str(), whole.after), ("psb", 7));
                assert_eq!(whole.attachments, Some(PathBuf::from("files")));
                assert_eq!(config.postgres.as_deref(), Some("postgres://db.example/x"));
            }
            other => panic!("{other:?}"),
        }
        let line =
            "replay --office psb --receiver register --all --database postgres://db.example/x";
        match said(line) {
            Some(Ok(Command::Replay(_, which))) => {
                assert_eq!(which.receiver.as_deref(), Some("register"));
                assert!(which.all && which.after == 0);
            }
            other => panic!("{other:?}"),
        }
        for (line, reason) in [
            ("export", "--office is missing"),
            ("export --office", "needs a value"),
            ("export --office psb --all", "--all is not an option of export"),
            ("replay --office psb --attachments x", "is not an option of replay"),
            ("export --office psb --after -1", "--after takes"),
            ("export --office psb --data /nowhere", "there is no database"),
        ] {
            match said(line) {
                Some(Err(said)) => assert!(said.contains(reason), "{line}: {said}"),
                other => panic!("{line}: {other:?}"),
            }
        }
    }
}
