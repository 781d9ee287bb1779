//! Requests: never with cookies, never with a referrer, never cached by the
//! browser where freshness matters, always with limits of size and time.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReferrerPolicy, Request, RequestCache, RequestCredentials,
    RequestInit, Response,
};

/// Largest answer that is read. A status list of a million entries at two bits
/// is 250 KB before compression; forms and lists are smaller.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// A slow phone network answers in this time or is treated as absent.
const TIMEOUT_MILLISECONDS: u32 = 20_000;

/// What to send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// Absolute, or a path on our own origin.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The exact bytes.
    pub body: Option<Vec<u8>>,
}

/// What came back, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The exact bytes.
    pub body: Vec<u8>,
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// No network, refused by the browser, or no answer in time.
    Unreachable,
    /// The answer is over the limit of size.
    TooLarge,
}

impl FetchError {
    /// The stable code; words are in `cert_words`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "network-unreachable",
            Self::TooLarge => "answer-too-large",
        }
    }
}

impl Answer {
    /// Whether the status is 2xx.
    pub const fn is_ok(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Sends one request and reads the whole answer.
pub async fn send(call: &Call) -> Result<Answer, FetchError> {
    let unreachable = |_: JsValue| FetchError::Unreachable;
    let controller = AbortController::new().map_err(unreachable)?;
    let request = request(call, &controller).map_err(unreachable)?;
    let window = web_sys::window().ok_or(FetchError::Unreachable)?;
    let done = Rc::new(Cell::new(false));
    let timer = {
        let done = done.clone();
        Timeout::new(TIMEOUT_MILLISECONDS, move || {
            if !done.get() {
                controller.abort();
            }
        })
    };
    let response =
        JsFuture::from(window.fetch_with_request(&request)).await.map_err(unreachable)?;
    let response: Response = response.dyn_into().map_err(unreachable)?;
    let length = response.headers().get("content-length").ok().flatten();
    if length
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > MAX_BODY)
    {
        return Err(FetchError::TooLarge);
    }
    let buffer =
        JsFuture::from(response.array_buffer().map_err(unreachable)?).await.map_err(unreachable)?;
    done.set(true);
    drop(timer);
    let bytes = Uint8Array::new(&buffer);
    if bytes.length() as usize > MAX_BODY {
        return Err(FetchError::TooLarge);
    }
    Ok(Answer { status: response.status(), body: bytes.to_vec() })
}

/// Gets one address; any status but 2xx counts as unreachable.
pub async fn get(url: &str) -> Result<Vec<u8>, FetchError> {
    let call = Call { method: "GET", url: url.to_owned(), ..Call::default() };
    let answer = send(&call).await?;
    if answer.is_ok() { Ok(answer.body) } else { Err(FetchError::Unreachable) }
}

fn request(call: &Call, controller: &AbortController) -> Result<Request, JsValue> {
    let options = RequestInit::new();
    options.set_method(call.method);
    options.set_credentials(RequestCredentials::Omit);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&controller.signal()));
    if let Some(body) = &call.body {
        options.set_body(&Uint8Array::from(body.as_slice()));
    }
    let headers = Headers::new()?;
    for (name, value) in &call.headers {
        headers.set(name, value)?;
    }
    options.set_headers(&headers);
    Request::new_with_str_and_init(&call.url, &options)
}
