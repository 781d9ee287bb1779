//! PDF files, opened by a worker with a module of its own (`www/pages.js`), so that the page never waits
//! for it and a file that was made to stop a reader stops only that.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ImageBitmap;

use super::answering::Answering;
use super::promise::Running;

/// A page takes up to a second; a file that was made to take for ever is given up.
const PATIENCE_MILLISECONDS: u32 = 20_000;

/// Why a file was not opened, or a page not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagesFault {
    /// The reader could not be fetched, or this browser runs none.
    NotLoaded,
    /// It needs a password.
    Encrypted,
    /// It is broken, or brought the reader to a stop.
    NotReadable,
}

impl PagesFault {
    /// The code that has words.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotLoaded => "pdf-not-loaded",
            Self::Encrypted => "pdf-encrypted",
            Self::NotReadable => "pdf-not-readable",
        }
    }

    fn of(word: &JsValue) -> Self {
        match word.as_string().as_deref() {
            Some("pdf-encrypted") => Self::Encrypted,
            Some("pdf-not-readable") => Self::NotReadable,
            _ => Self::NotLoaded,
        }
    }
}

/// An open file; its worker is gone with it.
pub struct PdfPages {
    worker: Rc<Answering>,
    count: u32,
    all: u32,
}

impl PdfPages {
    /// Starts a worker and opens a file in it.
    ///
    /// # Errors
    /// When this browser has no such worker, or the file cannot be opened.
    pub async fn open(bytes: Vec<u8>) -> Result<Self, PagesFault> {
        let worker = Answering::start("certfillPages").ok_or(PagesFault::NotLoaded)?;
        // From here on it ends with this value, also when the file is refused.
        let mut pages = Self { worker: Rc::new(worker), count: 0, all: 0 };
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        drop(bytes);
        // As long as it takes: a network that is gone ends it.
        let loaded = pages.worker.ask(&Array::of1(&"load".into()), &Array::new()).await;
        list(loaded.ok_or(PagesFault::NotLoaded)?)?;
        let message = Array::of2(&"open".into(), &buffer);
        let answer = pages.ask(message, Array::of1(&buffer)).await?;
        (pages.count, pages.all) = (number(&answer.get(0)), number(&answer.get(1)));
        Ok(pages)
    }

    /// How many pages are looked at.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether the file has more pages than are looked at.
    pub fn has_more(&self) -> bool {
        self.all > self.count
    }

    /// The pictures in a page (counted from 0), at their own resolution.
    ///
    /// # Errors
    /// When the page brought the reader to a stop.
    pub async fn pictures(&self, page: u32) -> Result<Vec<ImageBitmap>, PagesFault> {
        self.drawn(page, "pictures").await
    }

    /// A page (counted from 0) as it would be seen, without its text.
    ///
    /// # Errors
    /// When the page brought the reader to a stop.
    pub async fn whole(&self, page: u32) -> Result<Vec<ImageBitmap>, PagesFault> {
        self.drawn(page, "whole").await
    }

    async fn drawn(&self, page: u32, part: &str) -> Result<Vec<ImageBitmap>, PagesFault> {
        let message = Array::of3(&"page".into(), &page.into(), &part.into());
        let answer = self.ask(message, Array::new()).await?;
        Ok(answer.iter().filter_map(|picture| picture.dyn_into().ok()).collect())
    }

    /// One message, one answer, with patience; without an answer the worker ends.
    async fn ask(&self, message: Array, transfer: Array) -> Result<Array, PagesFault> {
        let worker = self.worker.clone();
        let answer = Running::start(async move { worker.ask(&message, &transfer).await });
        let Some(answer) = answer.within(PATIENCE_MILLISECONDS).await.flatten() else {
            self.worker.end();
            return Err(PagesFault::NotReadable);
        };
        list(answer)
    }
}

/// A list, or the word for what failed.
fn list(answer: JsValue) -> Result<Array, PagesFault> {
    answer.dyn_into::<Array>().map_err(|word| PagesFault::of(&word))
}

#[allow(clippy::as_conversions, reason = "a count of pages that our own worker tells")]
fn number(value: &JsValue) -> u32 {
    value.as_f64().map_or(0, |number| number as u32)
}
