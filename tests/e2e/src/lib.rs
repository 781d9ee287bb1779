//! The harness of the browser tests: a driver, a session, and what a test may ask of a page.
//!
//! `cargo xtask test` sets up the browser and builds the app first. Everything here blocks, and
//! everything that fails panics with words: this is test code. No process outlives its test.
#![allow(clippy::print_stdout, reason = "what a test saw belongs beside its result")]

mod axe;
mod bidi;
mod bitmap;
mod chromium;
mod city;
mod engine;
mod firefox;
mod http;
mod input;
mod logs;
mod meter;
mod page;
mod releases;
mod scenario;
mod session;
mod shop;
mod shots;
mod site;
mod socket;
mod storage;
mod webdriver;
mod webkit;
mod world;

pub use axe::Violation;
pub use bitmap::{bitmap, photographed};
pub use city::CityFolder;
pub use engine::{Engine, Tab};
pub use http::call;
pub use input::Key;
pub use logs::{LongTask, Request};
pub use meter::Load;
pub use releases::{Releases, Version};
pub use scenario::{scenario, scenario_in};
pub use session::{Lang, Look, Session, Viewport};
pub use shop::Shop;
pub use site::{Answer, Site};
pub use world::{Filed, World};

use std::path::{Path, PathBuf};

/// The repository's top folder.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder of the built app.
pub(crate) fn built_app() -> PathBuf {
    let dist = root().join("dist");
    assert!(dist.join("index.html").is_file(), "no dist/: `cargo xtask test` builds the app");
    dist
}
