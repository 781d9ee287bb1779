//! `cert-server doctor`: looks at an installation without changing it, and says what is good, what is not, and
//! what to do. Only the store of attachments is tried as the start does: something is put into it and taken away. It takes the options that the server is started with.

use std::{fs, io::ErrorKind, net::TcpListener, os::unix::fs::PermissionsExt, path::Path};

use crate::{
    Config, StartError,
    db::{Contents, checkup},
    forms::Forms,
    keys,
    running::read_world,
    static_files::StaticFiles,
};

/// Beyond this, what one clock calls valid is expired by another.
const CLOCKS_APART: i64 = 5;

/// How it stands with one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Good,
    /// The server starts, and the operator should know.
    ToKnow,
    /// The server does not start, or does harm.
    Bad,
}

/// What was found out about one thing.
#[derive(Debug)]
pub struct Finding {
    /// What was looked at: `keys`, `database` …
    pub about: &'static str,
    /// How it stands with it.
    pub health: Health,
    /// In one line, with what to do.
    pub says: String,
}

/// Looks at everything that a server with this configuration needs. Nothing is made, changed or migrated; something
/// is put into the store of attachments, where there is one, and taken away.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |about, (health, says)| findings.push(Finding { about, health, says });
    note("data", data(&config.data));
    let folder = config.data.join("keys");
    let prints = keys::prints(&folder);
    note("keys", keys_of(&folder, prints.as_deref()));
    note("world", judged(world(config)));
    if let Some(app) = &config.app {
        note("app", judged(StaticFiles::read(app).map(|_| app.display().to_string())));
    }
    let (health, says) = database(config, prints.as_deref().unwrap_or_default()).await;
    note("database", (health, says));
    if let Some(place) = &config.attachments {
        note("attachments", attachments(place).await);
    }
    note("address", address(config));
    note("public address", public(config));
    findings
}

/// What the start would say.
fn judged(of: Result<String, StartError>) -> (Health, String) {
    match of {
        Ok(says) => (Health::Good, says),
        Err(error) => (Health::Bad, error.to_string()),
    }
}

fn data(folder: &Path) -> (Health, String) {
    let place = folder.display();
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => (Health::Bad, format!("{place} is no folder")),
        Ok(found) => match found.permissions().mode() & 0o777 {
            mode if mode & 0o022 != 0 => {
                let says = format!(
                    "others may write into {place} (mode {mode:o}); run: chmod 700 {place}"
                );
                (Health::Bad, says)
            }
            mode if mode & 0o055 != 0 => {
                let says = format!(
                    "others may look into {place} (mode {mode:o}); better: chmod 700 {place}"
                );
                (Health::ToKnow, says)
            }
            _ => (Health::Good, format!("{place} is for its owner alone")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (Health::ToKnow, format!("{place} is not there; the first start makes it"))
        }
        Err(error) => (Health::Bad, format!("{place}: {}", error.kind())),
    }
}

fn keys_of(folder: &Path, prints: Result<&[(String, String)], &StartError>) -> (Health, String) {
    match prints {
        Ok([]) => {
            let place = folder.display();
            let says = format!(
                "none in {place}; the first start makes them. A machine that joins others needs theirs: copy the folder"
            );
            (Health::ToKnow, says)
        }
        Ok(prints) => (Health::Good, format!("{} in {}", prints.len(), folder.display())),
        Err(error) => (Health::Bad, error.to_string()),
    }
}

fn world(config: &Config) -> Result<String, StartError> {
    let world = read_world(config)?;
    // The forms of a business are signed with a key that there may not be yet.
    if config.office.is_none() {
        Forms::load(None, &world)?;
    }
    Ok(format!("{} departments", world.authorities.len()))
}

/// A folder is made by the first start and not here.
async fn attachments(place: &str) -> (Health, String) {
    if !place.starts_with("s3://") && !Path::new(place).exists() {
        return (Health::ToKnow, format!("{place} is not there; the first start makes it"));
    }
    judged(Contents::open(place).await.map(|_| place.to_owned()))
}

async fn database(config: &Config, prints: &[(String, String)]) -> (Health, String) {
    let file = config.database_file();
    if config.postgres.is_none()
        && let Err(error) = fs::metadata(&file)
        && error.kind() == ErrorKind::NotFound
    {
        let says = format!("{} is not there; the first start makes it", file.display());
        return (Health::ToKnow, says);
    }
    let found = match checkup::examine(config).await {
        Ok(found) => found,
        Err(reason) => return (Health::Bad, reason),
    };
    let known = |name: &str| prints.iter().find(|(own, _)| own == name);
    let other =
        found.keys.iter().find(|(name, print)| known(name).is_some_and(|(_, own)| own != print));
    if let Some((name, _)) = other.filter(|_| !config.new_keys) {
        let says = format!(
            "it knows another key \"{name}\" than the one here; copy the keys of the machine that wrote it, or start once with --new-keys"
        );
        return (Health::Bad, says);
    }
    if let Some(clock) = found.clock {
        let apart = config.clock.now().seconds().abs_diff(clock.seconds());
        if i64::try_from(apart).unwrap_or(i64::MAX) > CLOCKS_APART {
            let says = format!(
                "its clock is {apart} s apart from the one here; let both follow a time server"
            );
            return (Health::Bad, says);
        }
    }
    match found.version {
        None => (Health::ToKnow, "it has no tables yet; the first start makes them".to_owned()),
        Some(version) if version > found.newest => {
            let says = format!(
                "its tables have change {version}, and this server knows {}; use the newer server",
                found.newest
            );
            (Health::Bad, says)
        }
        Some(version) if version < found.newest => {
            let says = format!(
                "its tables have change {version}; the start brings them to {}. Make a backup first",
                found.newest
            );
            (Health::ToKnow, says)
        }
        Some(version) => (Health::Good, format!("its tables have change {version}, the newest")),
    }
}

fn address(config: &Config) -> (Health, String) {
    let address = config.listen;
    match TcpListener::bind(address) {
        Ok(_) => (Health::Good, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => (
            Health::ToKnow,
            format!("somebody listens on {address} already: a server that is running?"),
        ),
        Err(error) => (Health::Bad, format!("{address} cannot be listened on: {}", error.kind())),
    }
}

fn public(config: &Config) -> (Health, String) {
    match &config.public_url {
        Some(url) if url.starts_with("https://") => (Health::Good, url.clone()),
        Some(url) => {
            let says =
                format!("{url} has no TLS: only for trying, browsers keep nothing safe there");
            (Health::ToKnow, says)
        }
        None if config.listen.ip().is_loopback() => {
            (Health::ToKnow, "none (--public-url): only this machine can use the server".to_owned())
        }
        None => {
            let says = "none, although others can reach the server; say --public-url https://…, which stands in every certificate";
            (Health::Bad, says.to_owned())
        }
    }
}
