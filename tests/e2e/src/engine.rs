//! The engines that the tests know, and what each of them must be able to do.

use std::path::PathBuf;

use serde_json::Value;

use crate::input::Key;
use crate::logs::Request;
use crate::session::{Lang, Look, Viewport};
use crate::{chromium, firefox, webkit};

/// A browser's engine. All three run the story; what only DevTools can do (a network that loses
/// single answers, files that are dropped, long tasks) is tested in Chromium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium or Chrome, through chromedriver and DevTools.
    Chromium,
    /// Firefox, through WebDriver BiDi, which it speaks without a driver.
    Firefox,
    /// WebKitGTK's own small browser, through its driver: plain WebDriver only.
    WebKit,
}

impl Engine {
    /// For the names of screenshots and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether the harness sees each request with its body, and can hide the network.
    #[must_use]
    pub fn tells_requests(self) -> bool {
        self != Self::WebKit
    }

    /// Starts one with an empty profile; no page is open yet.
    pub(crate) fn start(self, lang: Lang, downloads: PathBuf) -> Box<dyn Browser> {
        match self {
            Self::Chromium => Box::new(chromium::Chromium::start(lang, downloads)),
            Self::Firefox => Box::new(firefox::Firefox::start(lang, downloads)),
            Self::WebKit => Box::new(webkit::WebKit::start(lang, &downloads)),
        }
    }
}

/// What a browser or its driver says when it refuses.
pub(crate) type Told<T> = Result<T, String>;

/// One tab, by the name that its browser has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab(pub(crate) String);

/// A running browser. Everything happens in the tab in hand. It ends when it is dropped, also by a
/// panic.
pub(crate) trait Browser {
    /// Kills it without a word, as a power cut would, and starts one that finds what was stored.
    fn crash_and_restart(&mut self);
    /// Makes a new tab fit for tests: `early` runs in each of its documents before their own scripts.
    fn prepare(&mut self, early: &[String], viewport: Viewport);
    /// A further early script for the tab in hand.
    fn before_load(&mut self, script: &str);
    /// Opens an address and waits until it has loaded.
    fn open(&mut self, address: &str) -> Told<()>;
    fn reload(&mut self) -> Told<()>;
    fn back(&mut self) -> Told<()>;
    /// The value of an expression; a promise is waited for. The page's policy does not apply to it.
    fn evaluate(&self, expression: &str) -> Told<Value>;
    fn resize(&self, viewport: Viewport);
    fn look(&self, look: Look);
    /// Draws the page as on paper, or as on a screen again.
    fn paper(&self, paper: bool);
    fn offline(&self, offline: bool);
    /// Requests to addresses that match these patterns fail; an empty list lets all pass.
    fn block(&self, addresses: &[&str]);
    fn click_at(&self, x: f64, y: f64);
    fn key(&self, key: Key);
    /// Writes where the focus is.
    fn insert(&self, text: &str);
    /// Composes with an input method: the letters show first, then the candidate is taken.
    fn compose(&self, letters: &str, chosen: &str);
    fn choose_files(&self, selector: &str, files: &[PathBuf]);
    /// Lets files fall on a place of the page.
    fn drop_files(&self, x: f64, y: f64, files: &[PathBuf]);
    /// Takes over what the browser has recorded, before it forgets it.
    fn keep_logs(&self);
    /// Every request so far.
    fn requests(&self) -> Vec<Request>;
    /// Errors since the last call, but for those that the page itself records.
    fn complaints(&self) -> Vec<String>;
    /// The whole page as PNG.
    fn picture(&self, viewport: Viewport, height: f64) -> Vec<u8>;
    /// The page printed on A4, as PDF.
    fn pdf(&self) -> Told<Vec<u8>>;
    fn tab(&self) -> Tab;
    /// All tabs, those that pages opened among them.
    fn tabs(&self) -> Vec<Tab>;
    /// Opens a tab in a window of its own, so that neither is in the background.
    fn new_tab(&mut self) -> Tab;
    fn switch_to(&mut self, tab: &Tab);
    /// A command of the DevTools protocol.
    fn devtools(&self, command: &str, params: Value) -> Told<Value>;
}
