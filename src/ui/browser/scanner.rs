//! Codes in pictures, read by a worker with a module of its own (`www/scanner.js`), so that the page
//! never waits for it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlVideoElement, ImageBitmap, MessageEvent, Worker};

use super::promise;

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
}

impl ScanFault {
    /// The code that has words.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotLoaded => "scanner-not-loaded",
            Self::Picture => "picture-not-readable",
        }
    }
}

/// A worker that reads one picture after another until one brings it to a stop; gone with the last handle on it.
#[derive(Clone)]
pub struct Scanner(Rc<Running>);

struct Running {
    worker: Worker,
    is_stopped: Cell<bool>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Scanner {
    /// Starts a worker. `www/boot.js` makes it, because it holds the page's only Trusted Types policy.
    ///
    /// # Errors
    /// When this browser has no such worker.
    pub fn start() -> Result<Self, ScanFault> {
        let window = web_sys::window().ok_or(ScanFault::NotLoaded)?;
        let worker = Reflect::get(&window, &JsValue::from_str("certfillScanner"))
            .and_then(|value| value.dyn_into::<Function>())
            .and_then(|make| make.call0(&JsValue::UNDEFINED))
            .and_then(|worker| worker.dyn_into::<Worker>());
        let worker = worker.map_err(|_| ScanFault::NotLoaded)?;
        Ok(Self(Rc::new(Running { worker, is_stopped: Cell::new(false) })))
    }

    /// Ends the worker; what is being read is never told.
    pub fn stop(&self) {
        self.0.is_stopped.set(true);
        self.0.worker.terminate();
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
        let worker = &self.0.worker;
        let answer = promise::wait(|resolve, reject| {
            worker.set_onmessage(Some(&resolve));
            worker.set_onerror(Some(&reject));
            if worker.post_message_with_transfer(&message, &Array::of1(&picture)).is_err() {
                let _ = reject.call0(&JsValue::UNDEFINED);
            }
        });
        let answer = answer.await.map_err(|_| ScanFault::NotLoaded)?;
        let answer = answer.dyn_into::<MessageEvent>().map_err(|_| ScanFault::NotLoaded)?.data();
        match answer.dyn_ref::<Array>() {
            Some(codes) => Ok(codes.iter().filter_map(|code| content(&code)).collect()),
            None if answer.as_string().as_deref() == Some("picture") => Err(ScanFault::Picture),
            None => Err(ScanFault::NotLoaded),
        }
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
