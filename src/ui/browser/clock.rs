//! The only clock of the app.

use std::future::Future;

use cert_verify::UnixTime;

/// The device's time. It is shown where it matters, since it may be wrong.
pub fn now() -> UnixTime {
    UnixTime::from_seconds((js_sys::Date::now() / 1000.0) as i64)
}

/// Lets the browser draw and answer before heavy work goes on.
pub fn breathe() -> impl Future<Output = ()> {
    gloo::timers::future::TimeoutFuture::new(0)
}

/// Waits so many milliseconds.
pub fn pause(milliseconds: u32) -> impl Future<Output = ()> {
    gloo::timers::future::TimeoutFuture::new(milliseconds)
}
