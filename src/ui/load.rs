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

use cert_app::words::{common, form as words};
use yew::prelude::*;

use super::browser::promise;
use super::ctx::use_lang;
use super::elements::{Button, Problem};

/// A part could not be fetched, or is not of this version.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// What a part shows.
pub type View = fn() -> Html;

type Loading = Pin<Box<dyn Future<Output = Result<View, NotLoaded>>>>;

/// A part, made by [`part`].
pub struct Part {
    pub place: &'static LocalKey<Cell<Option<View>>>,
    pub fetch: fn() -> Loading,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// `part!(name = module: view)`: what `view` reaches becomes the module.
macro_rules! part {
    ($(#[$about:meta])* $name:ident = $module:ident: $view:path) => {
        $(#[$about])*
        pub static $name: $crate::ui::load::Part = {
            use $crate::ui::load::{NotLoaded, Part, View};

            #[cfg(feature = "split")]
            #[wasm_split_helpers::wasm_split($module, fallible)]
            fn fetch() -> Result<View, NotLoaded> {
                Ok($view)
            }
            #[cfg(not(feature = "split"))]
            #[allow(clippy::unused_async, reason = "the split function is asynchronous")]
            async fn fetch() -> Result<View, NotLoaded> {
                Ok($view)
            }
            thread_local! {
                static PLACE: std::cell::Cell<Option<View>> = const { std::cell::Cell::new(None) };
            }
            Part { place: &PLACE, fetch: || Box::pin(fetch()) }
        };
    };
}
pub(crate) use part;

impl Part {
    /// Fetches the part, when it is not here yet.
    ///
    /// # Errors
    /// When it cannot be had now; a later call tries again.
    pub async fn load(&self) -> Result<(), NotLoaded> {
        if self.place.get().is_none() {
            self.place.set(Some((self.fetch)().await?));
        }
        Ok(())
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct LoadedProps {
    /// What is needed here.
    pub part: &'static Part,
    /// What stands here until it has been fetched.
    #[prop_or_default]
    pub children: Html,
    /// Whether it may be missing without a word: nobody is waiting for it.
    #[prop_or_default]
    pub quiet: bool,
}

/// Shows what a part shows. When the part cannot be fetched, it says so with a way on.
#[component]
pub fn Loaded(props: &LoadedProps) -> Html {
    let lang = use_lang();
    let (part, failed, tries) = (props.part, use_state(|| false), use_state(|| 0_u32));
    let redraw = use_force_update();
    {
        let failed = failed.setter();
        use_effect_with(*tries, move |_| {
            if part.place.get().is_none() {
                promise::spawn(async move {
                    match part.load().await {
                        Ok(()) => redraw.force_update(),
                        Err(NotLoaded) => failed.set(true),
                    }
                });
            }
        });
    }
    if let Some(view) = part.place.get() {
        return view();
    }
    if !*failed || props.quiet {
        return props.children.clone();
    }
    let again = Callback::from(move |_: MouseEvent| {
        failed.set(false);
        tries.set(*tries + 1);
    });
    let button = html! { <Button onclick={again}>{words::RETRY.of(lang)}</Button> };
    html! {
        <main id="main">
            <h1 tabindex="-1">{common::PRODUCT_TITLE.of(lang)}</h1>
            <Problem code="app-not-loaded" actions={button} />
        </main>
    }
}
