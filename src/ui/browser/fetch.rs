//! Requests: never with cookies, never with a referrer, never kept by the browser but for what the app keeps
//! outside the vault as well, always with limits of size and time.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::http::{Reply, Request};
use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit,
    Response,
};

/// Largest answer that is read. A status list of a million entries at two bits
/// is 250 KB before compression; forms and lists are smaller.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// A slow phone network answers in this time or is treated as absent.
const TIMEOUT_MILLISECONDS: u32 = 20_000;

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

/// Sends one request and reads the whole answer.
pub async fn send(asked: &Request) -> Result<Reply, FetchError> {
    send_by(asked, RequestCache::NoStore).await
}

async fn send_by(asked: &Request, cache: RequestCache) -> Result<Reply, FetchError> {
    let unreachable = |_: JsValue| FetchError::Unreachable;
    let controller = AbortController::new().map_err(unreachable)?;
    let request = request(asked, cache, &controller).map_err(unreachable)?;
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
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let (retry_after, etag) = (header("retry-after"), header("etag"));
    Ok(Reply { status: response.status(), retry_after, etag, body: bytes.to_vec() })
}

/// Gets one address; any status but 2xx counts as unreachable.
pub async fn get(url: &str) -> Result<Vec<u8>, FetchError> {
    get_by(url, RequestCache::NoStore).await
}

/// Gets what is the same for everybody and asked for at every start: the server is asked, and sends it only when
/// it has changed. The browser keeps a copy outside the vault.
pub async fn get_if_changed(url: &str) -> Result<Vec<u8>, FetchError> {
    get_by(url, RequestCache::NoCache).await
}

async fn get_by(url: &str, cache: RequestCache) -> Result<Vec<u8>, FetchError> {
    let reply = send_by(&Request::get(url), cache).await?;
    if reply.is_ok() { Ok(reply.body) } else { Err(FetchError::Unreachable) }
}

fn request(
    asked: &Request,
    cache: RequestCache,
    controller: &AbortController,
) -> Result<web_sys::Request, JsValue> {
    let options = RequestInit::new();
    options.set_method(asked.method);
    options.set_credentials(RequestCredentials::Omit);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_cache(cache);
    options.set_signal(Some(&controller.signal()));
    if let Some(body) = &asked.body {
        options.set_body(&Uint8Array::from(body.as_slice()));
    }
    let headers = Headers::new()?;
    for (name, value) in &asked.headers {
        headers.set(name, value)?;
    }
    options.set_headers(&headers);
    web_sys::Request::new_with_str_and_init(&asked.url, &options)
}
