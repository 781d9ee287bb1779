//! The desk (受理台): where the clerks of the offices see what was filed, check it again and decide. It is served on
//! an address of its own, which an operator can keep inside the office's network, with a login of its own.
//!
//! Two promises hold for every page. What a role may not do is refused here and not only hidden; and what a clerk
//! did stands in the log ([`crate::db::desk::log`]) or was not done, since both are one transaction.
//!
//! What it is *not*: the specimen page of the invented clerk (`crate::start_page`), which needs no login and shows
//! nothing of what was filed.

mod accounts;
mod address;
mod answers;
mod attachment;
mod case;
mod case_page;
mod changed;
mod config;
mod counter;
mod decision;
mod decision_form;
mod dress;
mod entrance;
mod entries;
mod evidence;
mod front;
mod grants;
mod headers;
mod journey;
mod kept;
mod list;
mod login;
mod page;
mod password;
mod provider;
mod record;
mod record_page;
mod routes;
mod session;
mod tries;
mod visitor;
mod words;

pub use accounts::{ClerkAccounts, ClerkSummary, ClerkTrouble};
pub(crate) use address::is_safe_address;
pub use config::{DeskConfig, IdentityProvider};
pub(crate) use headers::of_the_desk;
pub(crate) use routes::router;

use crate::{StartError, static_files::StaticFiles};

/// What the desk works with, besides what the whole server has.
pub(crate) struct Desk {
    /// The address that clerks use, without a final slash.
    pub(crate) base: String,
    /// The npm package with the built engine, when it was given.
    package: Option<StaticFiles>,
    tries: tries::Tries,
    hashing: password::Hashing,
    provider: Option<provider::Provider>,
}

impl Desk {
    /// Reads what the configuration names.
    pub(crate) fn open(config: &DeskConfig, base: String) -> Result<Self, StartError> {
        let mount = |folder: &std::path::PathBuf| {
            StaticFiles::site(&[("/certfill".to_owned(), folder.clone())])
        };
        Ok(Self {
            package: config.package.as_ref().map(mount).transpose()?,
            provider: config.provider.clone().map(provider::Provider::new),
            tries: tries::Tries::default(),
            hashing: password::Hashing::default(),
            base,
        })
    }

    /// Whether evidence can be verified again in the clerk's browser.
    fn has_engine(&self) -> bool {
        let has = |path| self.package.as_ref().is_some_and(|files| files.has(path));
        has("/certfill/index.mjs") && has("/certfill/dist/cert_wasm_bg.wasm")
    }

    fn is_https(&self) -> bool {
        self.base.starts_with("https://")
    }
}
