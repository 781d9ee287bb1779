//! The parts of the program that a browser fetches when they are first needed.
//!
//! The main module shows the first screen: the first visit, and the lock. Everything behind it is
//! reached through a function that `crates/web-build` cuts off into a module of its own; what two
//! parts share lies in a third. Without the feature `split` the same functions are simply there.
//!
//! A part is awaited once; afterwards it is called like any function, so that drawing stays
//! synchronous.

use std::cell::Cell;
use std::pin::Pin;
use std::thread::LocalKey;

use yew::Html;

/// A part could not be fetched, or is not of this version.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// Draws a part of the page.
pub type Draw = fn() -> Html;

pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// A way into a part, made by [`part`].
pub struct Part<T: 'static> {
    pub place: &'static LocalKey<Cell<Option<T>>>,
    pub fetch: fn() -> Loading<T>,
}

impl<T> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// `part!(NAME, function: Type = module, value)`: what `value` reaches becomes the module.
macro_rules! part {
    ($(#[$about:meta])* $name:ident, $fetch:ident: $type:ty = $module:ident, $value:path) => {
        $(#[$about])*
        pub static $name: $crate::ui::part::Part<$type> = {
            use $crate::ui::part::{NotLoaded, Part};

            #[cfg(feature = "split")]
            #[wasm_split_helpers::wasm_split($module, fallible)]
            fn $fetch() -> Result<$type, NotLoaded> {
                Ok($value)
            }
            #[cfg(not(feature = "split"))]
            #[allow(clippy::unused_async, reason = "the split function is asynchronous")]
            async fn $fetch() -> Result<$type, NotLoaded> {
                Ok($value)
            }
            thread_local! {
                static PLACE: std::cell::Cell<Option<$type>> = const { std::cell::Cell::new(None) };
            }
            Part { place: &PLACE, fetch: || Box::pin($fetch()) }
        };
    };
}
pub(crate) use part;

impl<T: Copy> Part<T> {
    /// Fetches the part, when it is not here yet.
    ///
    /// # Errors
    /// When it cannot be had now; a later call tries again.
    pub async fn load(&self) -> Result<T, NotLoaded> {
        if let Some(here) = self.here() {
            return Ok(here);
        }
        let fetched = (self.fetch)().await?;
        self.place.set(Some(fetched));
        Ok(fetched)
    }

    /// The part, when it has been fetched.
    pub fn here(&self) -> Option<T> {
        self.place.get()
    }
}
