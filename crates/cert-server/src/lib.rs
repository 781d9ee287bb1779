//! The reference server of Certfill: specimen issuer, trust and status lists, signed forms,
//! offices that check every filing again, and the built app with its headers.
//!
//! The way in is [`start`]. All state is in one SQLite file and a folder of keys; a second
//! start on the same files goes on where the first one stopped, however it stopped.
//!
//! What it is *not*: version 1 takes filings in the clear (TLS in front of it is the
//! operator's), not as JWE; it publishes no encryption key.

mod answer;
mod app;
mod authority;
mod back_office;
mod backup;
mod body;
mod business;
mod catalogue;
mod clock;
mod config;
mod db;
mod desk;
mod doctor;
mod example_world;
mod faults;
mod forms;
mod gate;
mod headers;
mod in_force;
mod issuer;
mod kept;
mod keys;
mod limits;
mod listener;
mod log;
mod metrics;
mod network;
mod office;
mod openapi;
mod pace;
mod preview;
mod previewed;
mod problem;
mod proxies;
mod random;
mod readiness;
mod relay;
mod request_id;
mod retention;
mod routes;
mod running;
mod signed;
mod specimen;
mod start_error;
mod start_page;
mod static_files;
mod status;
mod sweeper;
mod tag;
mod trust;
mod work;
mod world;

pub use back_office::{BackOffice, Replay, Whole, export, replay};
pub use backup::{BackupSummary, BackupTrouble, after_restore, back_up, restore};
pub use business::{Business, OwnOffice, card_of, roots_of};
pub use clock::Clock;
pub use config::{Ceilings, Config, Patience, Rate};
pub use desk::{ClerkAccounts, ClerkSummary, ClerkTrouble, DeskConfig, IdentityProvider};
pub use doctor::{Finding, Health, examine};
pub use example_world::{ExampleCertificate, ExampleService, ExampleWorld};
pub use faults::{Faults, Hold, StorageFault};
pub use log::{LogFormat, install_log, install_panic_log};
pub use previewed::{Preview, PreviewNews};
pub use proxies::{AddressRange, NotARange};
pub use retention::deletions;
pub use running::{Running, start};
pub use start_error::StartError;

use std::sync::Arc;

use cert_verify::{StatusEvidence, Trust, UnixTime};
use tokio::sync::Semaphore;

/// What every handler works with.
struct Server {
    config: Config,
    /// The public address, without a final slash.
    base: String,
    world: world::World,
    keys: keys::Keys,
    database: db::Database,
    forms: forms::Forms,
    /// The office of the business that this server is for; without it, the specimen world's offices are here.
    own: Option<&'static authority::Authority>,
    /// What such an office checks against.
    city: business::City,
    files: Option<static_files::StaticFiles>,
    security: headers::SecurityHeaders,
    buckets: limits::Buckets,
    upload_buckets: limits::Buckets,
    at_once: Semaphore,
    requests_of_one: Arc<network::Shares>,
    uploads: Semaphore,
    uploads_of_one: Arc<network::Shares>,
    work: work::Work,
    /// From the trust list in force.
    trust: kept::Kept<String, Trust>,
    /// What the offices of this server check against.
    in_force: in_force::InForce,
    /// From the status lists in force, with their numbers.
    statuses: kept::Kept<Vec<(u32, String)>, StatusEvidence>,
    storage: readiness::Storage,
    /// What a kiosk and a phone say to each other.
    relay: relay::Relay,
    metrics: metrics::Metrics,
    /// Where clerks work, when there is such an address.
    desk: Option<desk::Desk>,
}

type Shared = Arc<Server>;

impl Server {
    fn now(&self) -> UnixTime {
        self.config.clock.now()
    }

    /// The office with this short name.
    fn office(&self, slug: &str) -> Option<&'static authority::Authority> {
        self.world.by_slug(slug)
    }

    /// The credential issuer identifier.
    fn issuer_id(&self) -> String {
        format!("{}/issuer", self.base)
    }
}
