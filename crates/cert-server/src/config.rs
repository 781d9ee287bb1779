//! What an operator decides.

use std::{net::SocketAddr, path::PathBuf};

use crate::{Clock, Faults};

/// How the server is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address that people and certificates use, without a final slash; without it,
    /// `http://` and the address listened on.
    pub public_url: Option<String>,
    /// The folder of the keys (`keys/`) and, unless `database` says otherwise, the database.
    pub data: PathBuf,
    /// The SQLite file; without it, `certfill.sqlite` in `data`.
    pub database: Option<PathBuf>,
    /// The built app (`dist`); without it, only the interfaces are served.
    pub app: Option<PathBuf>,
    /// Whether to show the start page of the specimen world.
    pub specimen: bool,
    /// Whether to issue specimen certificates.
    pub issuer: bool,
    /// Whether to receive filings.
    pub offices: bool,
    /// How many unauthenticated POSTs one address may send.
    pub rate: Rate,
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

impl Config {
    /// The whole specimen world on a free port of the loopback address.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            data: data.into(),
            database: None,
            app: None,
            specimen: true,
            issuer: true,
            offices: true,
            // A person sends about a dozen POSTs in a whole story; an office desk or a school
            // behind one address sends many at once.
            rate: Rate { burst: 240, per_second: 8 },
            clock: Clock::system(),
            faults: Faults::default(),
        }
    }

    pub(crate) fn database_file(&self) -> PathBuf {
        self.database.clone().unwrap_or_else(|| self.data.join("certfill.sqlite"))
    }
}
