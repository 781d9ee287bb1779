//! One place to measure at: a folder, perhaps a PostgreSQL, one or two servers, and the people who file there.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use postgres_maker::{Care, Cluster};

use crate::{
    load::{self, Outcome},
    people::{People, Ready, challenge_body},
    process::{Instance, OPEN, Place, seconds_of_postgres},
};

/// One holder may file two hundred times a day; sixty-four of them are enough for a run.
const PEOPLE: u32 = 64;

/// The database of a PostgreSQL that is made for this.
const DATABASE: &str = "postgres";

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// Which engine keeps what the servers know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A place to measure at. Dropped, everything of it is gone.
pub(crate) struct Site {
    pub(crate) instances: Vec<Instance>,
    pub(crate) people: People,
    pub(crate) asked: Vec<u8>,
    pub(crate) cluster: Option<Cluster>,
    folder: Folder,
}

/// Is taken away at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Site {
    /// An empty database, so many servers on it, and people with certificates of theirs.
    ///
    /// # Errors
    /// When something cannot be started.
    pub(crate) fn open(program: &Path, engine: Engine, count: usize) -> Result<Self, String> {
        Self::open_with(program, engine, count, PEOPLE, OPEN)
    }

    /// The same with so many people, and servers that have these words about limits.
    ///
    /// # Errors
    /// When something cannot be started.
    pub(crate) fn open_with(
        program: &Path,
        engine: Engine,
        count: usize,
        people: u32,
        limits: &[&str],
    ) -> Result<Self, String> {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = format!("certfill-bench-{}-{number}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(folder));
        fs::create_dir_all(&folder.0).map_err(|error| error.to_string())?;
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => {
                Some(Cluster::start(Care::Full).map_err(|error| error.to_string())?)
            }
        };
        let url = cluster.as_ref().map(|cluster| cluster.address(DATABASE));
        let place = url.as_deref().map_or(Place::File, Place::Postgres);
        let mut instances = Vec::new();
        for number in 0..count {
            let data = folder.0.join(number.to_string());
            if number > 0 {
                copy_keys(&folder.0.join("0/keys"), &data.join("keys"))
                    .map_err(|error| error.to_string())?;
            }
            instances.push(Instance::start(program, &data, &place, limits)?);
        }
        let first = instances.first().ok_or("no server")?.address;
        let people = People::gather(first, people)?;
        let asked = challenge_body(people.form()).ok_or("the form has no filing")?;
        Ok(Self { instances, people, asked, cluster, folder })
    }

    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.instances.iter().map(|instance| instance.address).collect()
    }

    /// Signs so many filings.
    ///
    /// # Errors
    /// When there is nothing to sign.
    pub(crate) fn sign(&mut self, count: usize) -> Result<Vec<Ready>, String> {
        let first = self.instances.first().ok_or("no server")?.address;
        self.people.sign(first, count)
    }

    /// Files what was signed.
    ///
    /// # Errors
    /// When something is not answered as it should be.
    pub(crate) fn file(&self, filings: &[Ready], rate: Option<f64>) -> Result<Outcome, String> {
        load::run(&self.addresses(), &self.asked, filings, rate)
    }

    /// Megabytes on the disk: the servers' folders and the PostgreSQL's, if there is one.
    pub(crate) fn megabytes(&self) -> f64 {
        let mut waiting = vec![self.folder.0.clone()];
        waiting.extend(self.cluster.as_ref().map(folder_of));
        let mut sum = 0_u32;
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.metadata() {
                    Ok(data) if data.is_dir() => waiting.push(entry.path()),
                    Ok(data) => {
                        let kilobytes = u32::try_from(data.len().div_ceil(1024));
                        sum = sum.saturating_add(kilobytes.unwrap_or(u32::MAX));
                    }
                    Err(_) => {}
                }
            }
        }
        f64::from(sum) / 1024.0
    }

    /// Seconds that processors have spent on the servers.
    pub(crate) fn seconds(&self) -> f64 {
        self.instances.iter().map(Instance::seconds).sum()
    }

    /// Seconds that processors have spent on the PostgreSQL, if there is one.
    pub(crate) fn seconds_of_database(&self) -> f64 {
        self.cluster.as_ref().map_or(0.0, |cluster| seconds_of_postgres(&folder_of(cluster)))
    }

    /// The address of the database for somebody else.
    pub(crate) fn database(&self) -> String {
        match &self.cluster {
            Some(cluster) => cluster.address(DATABASE),
            None => format!("sqlite:{}", self.folder.0.join("0/certfill.sqlite").display()),
        }
    }
}

/// The folder of a PostgreSQL is where its socket is.
fn folder_of(cluster: &Cluster) -> PathBuf {
    let address = cluster.address(DATABASE);
    let host = address.split_once("host=").and_then(|(_, rest)| rest.split('&').next());
    PathBuf::from(host.unwrap_or_default())
}

fn copy_keys(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for key in fs::read_dir(from)? {
        let key = key?;
        fs::copy(key.path(), to.join(key.file_name()))?;
    }
    Ok(())
}
