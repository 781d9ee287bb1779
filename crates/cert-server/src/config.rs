//! What an operator decides.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use crate::{AddressRange, BackOffice, Business, Clock, DeskConfig, Faults, OwnOffice, Preview};

/// How the server is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the operator's numbers are (`/metrics`), apart from everything else; without it, nowhere.
    pub metrics: Option<SocketAddr>,
    /// Where clerks work, on an address of its own; without it there is no desk.
    pub desk: Option<DeskConfig>,
    /// The address that people and certificates use, without a final slash; without it,
    /// `http://` and the address listened on.
    pub public_url: Option<String>,
    /// The folder of the keys (`keys/`) and, unless `database` says otherwise, the database.
    pub data: PathBuf,
    /// The SQLite file; without it, `certfill.sqlite` in `data`.
    pub database: Option<PathBuf>,
    /// The address of a PostgreSQL database (`postgres://…`), which is used instead of a file.
    pub postgres: Option<String>,
    /// Where contents of attachments are kept: a folder, or `s3://BUCKET/PREFIX`; without it, in the database.
    pub attachments: Option<String>,
    /// Whether the keys in `data` replace those that a PostgreSQL database remembers.
    pub new_keys: bool,
    /// The built app (`dist`); without it, only the interfaces are served.
    pub app: Option<PathBuf>,
    /// The folder of the world that is shown (departments, people); without it there is none.
    pub world: Option<PathBuf>,
    /// Whether to show the start page of the specimen world.
    pub specimen: bool,
    /// Whether to issue specimen certificates.
    pub issuer: bool,
    /// Whether to receive filings.
    pub offices: bool,
    /// The business whose office this server is; it is nothing else then.
    pub office: Option<OwnOffice>,
    /// The form that somebody is writing, for whom this server is started.
    pub preview: Option<Preview>,
    /// The businesses whose forms the app may fill: where it may fetch and file besides its own server.
    pub businesses: Vec<Business>,
    /// The systems behind the offices: who reads filings, and who is told of them.
    pub back_office: Option<BackOffice>,
    /// The reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<AddressRange>,
    /// How many unauthenticated POSTs one address may send.
    pub rate: Rate,
    /// How many bytes of attachments one client may upload, whether they are filed or not.
    pub uploads: Rate,
    /// How many filings one holder may make at one office within a day.
    pub filings_of_one: u32,
    /// How much there is at once.
    pub ceilings: Ceilings,
    /// How long is waited for those who say nothing.
    pub patience: Patience,
    /// Where the time comes from.
    pub clock: Clock,
    /// What goes wrong on purpose; only tests set it.
    pub faults: Faults,
}

/// A token bucket: so many at once, then so many each second.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// The size of the bucket.
    pub burst: u32,
    /// What flows back each second.
    pub per_second: u32,
}

/// How much there is at once, and how much of it for one client: an address, or a network of IPv6.
#[derive(Clone, Copy, Debug)]
pub struct Ceilings {
    /// Connections.
    pub connections: u32,
    /// Connections of one client.
    pub connections_of_one: u32,
    /// Requests worked on.
    pub requests: u32,
    /// Requests of one client.
    pub requests_of_one: u32,
    /// Uploads of one client.
    pub uploads_of_one: u32,
}

impl Default for Ceilings {
    fn default() -> Self {
        Self {
            // Half of the usual limit of open files (1024).
            connections: 512,
            // Twenty people behind one address, each with the six connections of a browser.
            connections_of_one: 128,
            requests: 256,
            requests_of_one: 64,
            uploads_of_one: 4,
        }
    }
}

/// How long is waited for those who say nothing.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request, from its first byte to its last.
    pub head: Duration,
    /// For a body to begin, and beyond what its bytes may take.
    pub body: Duration,
    /// How fast a body must come in the mean: slower than any line on which a page opens.
    pub bytes_per_second: u32,
    /// For a connection on which nothing is asked for and nothing moves.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(20),
            bytes_per_second: 4_096,
            // Longer than any request may take, so only idle or stuck connections are met.
            idle: Duration::from_secs(75),
        }
    }
}

impl Config {
    /// Everything switched on, on a free port of the loopback address.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics: None,
            desk: None,
            public_url: None,
            data: data.into(),
            database: None,
            postgres: None,
            new_keys: false,
            attachments: None,
            app: None,
            world: None,
            specimen: true,
            issuer: true,
            offices: true,
            office: None,
            preview: None,
            businesses: Vec::new(),
            back_office: None,
            trusted_proxies: Vec::new(),
            // A person sends about a dozen POSTs in a whole story; an office desk or a school
            // behind one address sends many at once.
            rate: Rate { burst: 240, per_second: 8 },
            // Thirty large files at once; 5.6 GB in a day.
            uploads: Rate { burst: 256 * 1_048_576, per_second: 65_536 },
            // A business with one certificate files more often than a person ever does.
            filings_of_one: 200,
            ceilings: Ceilings::default(),
            patience: Patience::default(),
            clock: Clock::system(),
            faults: Faults::default(),
        }
    }

    /// Sets where everything is kept: a file, or the address of a PostgreSQL database.
    pub fn set_database(&mut self, place: &str) {
        if place.starts_with("postgres://") || place.starts_with("postgresql://") {
            self.postgres = Some(place.to_owned());
        } else {
            self.database = Some(PathBuf::from(place));
        }
    }

    /// Sets the folder of the keys: this one, or that of the database file, or `data`.
    pub fn set_data(&mut self, data: Option<PathBuf>) {
        let beside = self.database.as_deref().and_then(std::path::Path::parent).map(PathBuf::from);
        self.data = data.or(beside).unwrap_or_else(|| PathBuf::from("data"));
        // A bare file name has an empty parent.
        if self.data.as_os_str().is_empty() {
            self.data = PathBuf::from(".");
        }
    }

    pub(crate) fn database_file(&self) -> PathBuf {
        self.database.clone().unwrap_or_else(|| self.data.join("certfill.sqlite"))
    }
}
