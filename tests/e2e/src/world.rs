//! The real server with its specimen world, inside the test's own process.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cert_server::{Business, Clock, Config, Faults, Running, start};
use cert_verify::UnixTime;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tokio::runtime::Runtime;

use crate::meter::{Load, Meter};
use crate::site::Site;
use crate::webdriver::scratch_folder;

/// A server on a free port with an empty database; it and its files are gone when this is dropped.
pub struct World {
    site: Site,
    runtime: RefCell<Runtime>,
    running: RefCell<Option<Running>>,
    config: Config,
    shift: Arc<AtomicI64>,
    meter: Option<Meter>,
}

impl World {
    /// Starts a server that serves the built app.
    #[must_use]
    pub fn start() -> Self {
        Self::with_meter(None)
    }

    /// The same, reached through a way in that counts what it serves.
    #[must_use]
    pub fn start_metered() -> Self {
        Self::with_meter(Some(Meter::new()))
    }

    /// A server that knows this business, at this address.
    pub(crate) fn start_knowing(business: Business, listen: SocketAddr, data: PathBuf) -> Self {
        Self::start_with(None, |config| {
            config.listen = listen;
            config.data = data;
            config.businesses.push(business);
        })
    }

    /// A server that shows the world in this folder, with what `prepare` puts beside its keys first.
    #[must_use]
    pub fn start_in(world: &Path, prepare: impl FnOnce(&Path)) -> Self {
        Self::start_with(None, |config| {
            prepare(&config.data);
            config.world = Some(world.to_path_buf());
        })
    }

    fn with_meter(meter: Option<Meter>) -> Self {
        Self::start_with(meter, |_| {})
    }

    fn start_with(mut meter: Option<Meter>, set: impl FnOnce(&mut Config)) -> Self {
        let shift = Arc::new(AtomicI64::new(0));
        let mut config = Config::new(scratch_folder("world"));
        config.app = Some(crate::built_app());
        config.world = Some(crate::root().join("crates/cert-server/specimen"));
        config.clock = shifted_clock(Arc::clone(&shift));
        config.public_url = meter.as_ref().map(|meter| format!("http://{}", meter.address));
        set(&mut config);
        let runtime = Runtime::new().expect("threads for the server");
        let running = runtime.block_on(start(config.clone()));
        let running = running.unwrap_or_else(|problem| panic!("cert-server: {problem}"));
        // A second start takes the same place, as an operator's would.
        config.listen = running.address();
        if let Some(meter) = &mut meter {
            meter.open(running.address());
        }
        let site = Site::elsewhere(&config.public_url.clone().unwrap_or_else(|| running.base()));
        Self {
            site,
            runtime: RefCell::new(runtime),
            running: RefCell::new(Some(running)),
            config,
            shift,
            meter,
        }
    }

    /// What a metered server has served so far.
    #[must_use]
    pub fn loads(&self) -> Vec<Load> {
        self.meter.as_ref().map(Meter::loads).unwrap_or_default()
    }

    /// What goes wrong on purpose: lost answers, failing commits, full disks.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.config.faults
    }

    /// Where the server listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.config.listen
    }

    /// The folder of its database and keys.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.config.data
    }

    /// Moves the server's clock away from the machine's (and the browser's).
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.shift.store(seconds, Ordering::Relaxed);
    }

    /// Ends the server as a power cut would: what it had not committed is gone.
    pub fn kill(&self) {
        let running = self.running.take();
        if let Some(running) = running {
            self.block_on(running.kill());
            // Connections that a browser keeps open end with what serves them.
            let next = Runtime::new().expect("threads for the server");
            self.runtime.replace(next).shutdown_background();
        }
    }

    /// Starts it again on the same files at the same address.
    pub fn start_again(&self) {
        self.kill();
        let running = self.block_on(start(self.config.clone()));
        let running = running.unwrap_or_else(|problem| panic!("cert-server: {problem}"));
        self.running.replace(Some(running));
    }

    /// Runs something that waits for the server, such as [`cert_server::Hold::reached`].
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.borrow().block_on(work)
    }

    /// The database, to count what was stored.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.config.database.clone().unwrap_or_else(|| self.config.data.join("certfill.sqlite"))
    }
}

/// A filing as the office has stored it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The office's number.
    pub case_no: String,
    /// The bytes that it received.
    pub body: Vec<u8>,
    /// The receipt that it gave.
    pub receipt: String,
}

impl World {
    /// Every filing in the database, oldest first.
    #[must_use]
    pub fn filings(&self) -> Vec<Filed> {
        self.filings_in(&self.database())
    }

    /// The same of another server's database.
    pub(crate) fn filings_in(&self, database: &Path) -> Vec<Filed> {
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        self.block_on(async {
            let mut connection = options.connect().await.expect("the database opens");
            let query = "SELECT case_no, body, receipt FROM filings ORDER BY rowid";
            let rows = sqlx::query(query).fetch_all(&mut connection).await.expect("the filings");
            rows.iter()
                .map(|row| Filed { case_no: row.get(0), body: row.get(1), receipt: row.get(2) })
                .collect()
        })
    }
}

/// A world is visited like any site.
impl Deref for World {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.config.data);
    }
}

fn shifted_clock(shift: Arc<AtomicI64>) -> Clock {
    Clock::from_fn(move || {
        #[expect(clippy::disallowed_methods, reason = "the tests' one clock, beside the browser's")]
        let now = std::time::SystemTime::now();
        let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        UnixTime::from_seconds(seconds + shift.load(Ordering::Relaxed))
    })
}
