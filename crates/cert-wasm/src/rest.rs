//! The rest of the engine: what few certificates need, in a module that is fetched when it is needed.
//!
//! An answer is given out only when it needed nothing that was not here.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use cert_verify::{Rest, rest_was_wanted};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The rest is needed and not here.
pub(crate) const NOT_LOADED: &str = "rest-not-loaded";

struct NotHere;

impl From<SplitLoaderError> for NotHere {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What this function reaches, and nothing else does, becomes the module of the rest.
#[wasm_split(rest, fallible)]
fn arrived() -> Result<Rest, NotHere> {
    Ok(Rest::here())
}

/// Makes the engine whole, when the glue has the module of the rest.
pub(crate) fn take() -> bool {
    let mut arriving = pin!(arrived());
    let mut context = Context::from_waker(Waker::noop());
    // The glue answers at once whether it has the module; that is seen at the second look.
    for _ in 0..2 {
        if let Poll::Ready(arrived) = arriving.as_mut().poll(&mut context) {
            return arrived.map(Rest::install).is_ok();
        }
    }
    false
}

/// What `work` gives, when it needed nothing that is not here.
///
/// # Errors
/// [`NOT_LOADED`], or the code of `work`.
pub(crate) fn complete<T>(
    work: impl FnOnce() -> Result<T, &'static str>,
) -> Result<T, &'static str> {
    // Nothing that was asked before counts.
    let _ = rest_was_wanted();
    let done = work();
    if rest_was_wanted() { Err(NOT_LOADED) } else { done }
}
