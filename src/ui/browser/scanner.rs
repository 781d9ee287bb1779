//! Codes in pictures, read by a worker with a module of its own (`www/scanner.js`), so that the page
//! never waits for it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlVideoElement, ImageBitmap};

use super::answering::Answering;
use super::promise::Running;

/// A photograph takes a second; a picture that was made to take for ever is given up.
const PATIENCE_MILLISECONDS: u32 = 20_000;

/// How much time a picture is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// One frame of many.
    Fast,
    /// The only picture there is.
    Thorough,
}

/// Why a picture was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanFault {
    /// The decoder could not be fetched, or this browser runs none.
    NotLoaded,
    /// It is no picture that this browser can open.
    Picture,
    /// It was made to take for ever, and was given up.
    TooLong,
}

impl ScanFault {
    /// The code that has words.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotLoaded => "scanner-not-loaded",
            Self::Picture => "picture-not-readable",
            Self::TooLong => "picture-without-code",
        }
    }
}

/// A worker that reads one picture after another until one brings it to a stop; gone with the last handle on it.
#[derive(Clone)]
pub struct Scanner(Rc<Decoder>);

struct Decoder {
    worker: Answering,
    is_stopped: Cell<bool>,
}

impl Scanner {
    /// Starts a worker.
    ///
    /// # Errors
    /// When this browser has no such worker.
    pub fn start() -> Result<Self, ScanFault> {
        let worker = Answering::start("certfillScanner").ok_or(ScanFault::NotLoaded)?;
        Ok(Self(Rc::new(Decoder { worker, is_stopped: Cell::new(false) })))
    }

    /// Ends the worker; what is being read is given up.
    pub fn stop(&self) {
        self.0.is_stopped.set(true);
        self.0.worker.end();
    }

    /// Whether it was ended from outside.
    pub fn is_stopped(&self) -> bool {
        self.0.is_stopped.get()
    }

    /// What the codes in a picture hold. The next picture is handed over when this one is done.
    ///
    /// # Errors
    /// When the decoder is not there, or the picture is none.
    pub async fn read(
        &self,
        picture: ImageBitmap,
        effort: Effort,
    ) -> Result<Vec<Vec<u8>>, ScanFault> {
        let message = Array::of2(&picture, &(effort == Effort::Thorough).into());
        let answer = self.0.worker.ask(&message, &Array::of1(&picture)).await;
        let answer = answer.ok_or(ScanFault::NotLoaded)?;
        match answer.dyn_ref::<Array>() {
            Some(codes) => Ok(codes.iter().filter_map(|code| content(&code)).collect()),
            None if answer.as_string().as_deref() == Some("picture") => Err(ScanFault::Picture),
            None => Err(ScanFault::NotLoaded),
        }
    }

    /// What the codes in a picture hold that is the only one there is, with patience: after it the worker
    /// has ended.
    ///
    /// # Errors
    /// As [`Scanner::read`], and when it takes too long.
    pub async fn read_one(&self, picture: ImageBitmap) -> Result<Vec<Vec<u8>>, ScanFault> {
        let scanner = self.clone();
        let reading = Running::start(async move { scanner.read(picture, Effort::Thorough).await });
        let codes = reading.within(PATIENCE_MILLISECONDS).await;
        codes.unwrap_or_else(|| {
            self.0.worker.end();
            Err(ScanFault::TooLong)
        })
    }
}

fn content(code: &JsValue) -> Option<Vec<u8>> {
    let bytes = code.dyn_ref::<Array>()?.get(0);
    Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// A file as a picture, turned as its own notes say.
///
/// # Errors
/// When this browser cannot open it as one.
pub async fn picture(file: &File) -> Result<ImageBitmap, ScanFault> {
    let window = web_sys::window().ok_or(ScanFault::Picture)?;
    let promise = window.create_image_bitmap_with_blob(file).map_err(|_| ScanFault::Picture)?;
    opened(promise).await
}

/// What a video shows now.
///
/// # Errors
/// When it shows nothing yet.
pub async fn frame(video: &HtmlVideoElement) -> Result<ImageBitmap, ScanFault> {
    let window = web_sys::window().ok_or(ScanFault::Picture)?;
    let promise = window.create_image_bitmap_with_html_video_element(video);
    opened(promise.map_err(|_| ScanFault::Picture)?).await
}

async fn opened(promise: js_sys::Promise) -> Result<ImageBitmap, ScanFault> {
    let picture = JsFuture::from(promise).await.map_err(|_| ScanFault::Picture)?;
    picture.dyn_into().map_err(|_| ScanFault::Picture)
}
