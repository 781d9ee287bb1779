//! Functions that may arrive after the program has started.
//!
//! What few certificates need (chains of X.509, codes on paper, RSA) costs a browser as many bytes as what most need.
//! Natively each function of an [`apart!`] is the one that it stands for. With the feature `apart` it is
//! called through a table, which is filled when the rest of the program has been fetched. A call before that gives a
//! placeholder and is remembered: whatever was computed from it is no answer, and [`was_wanted`] says so.

#[cfg(feature = "apart")]
use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

/// Where the functions of one module are, once they are here.
#[cfg(feature = "apart")]
pub(crate) struct Place<T>(OnceLock<T>);

/// Whether a function was called that is not here.
#[cfg(feature = "apart")]
static WANTED: AtomicBool = AtomicBool::new(false);

#[cfg(feature = "apart")]
impl<T> Place<T> {
    pub(crate) const fn empty() -> Self {
        Self(OnceLock::new())
    }

    /// What is filled in first stays; there is only one rest for a program.
    pub(crate) fn fill(&self, functions: T) {
        let _ = self.0.set(functions);
    }

    /// The functions, or the mark that they were asked for.
    pub(crate) fn here(&self) -> Option<&T> {
        let here = self.0.get();
        if here.is_none() {
            WANTED.store(true, Ordering::Relaxed);
        }
        here
    }
}

/// Whether a function was called that is not here, since this was asked before.
#[cfg(feature = "apart")]
pub(crate) fn was_wanted() -> bool {
    WANTED.swap(false, Ordering::Relaxed)
}

/// Functions of one module that may be apart: the name to call, the function that it stands for, and the placeholder
/// while that is not here.
macro_rules! apart {
    ($($(#[$about:meta])* $see:vis fn $name:ident$([$life:lifetime])?($($argument:ident: $kind:ty),* $(,)?) -> $out:ty =
        $function:path, or $placeholder:expr;)*) => {
        /// The functions of this module that may be apart.
        #[cfg(feature = "apart")]
        #[derive(Clone, Copy)]
        pub(crate) struct Apart {
            $($name: $(for<$life>)? fn($($kind),*) -> $out,)*
        }

        #[cfg(feature = "apart")]
        impl Apart {
            pub(crate) fn here() -> Self {
                Self { $($name: $function,)* }
            }

            pub(crate) fn install(self) {
                APART.fill(self);
            }
        }

        #[cfg(feature = "apart")]
        static APART: $crate::apart::Place<Apart> = $crate::apart::Place::empty();

        $(
            $(#[$about])*
            $see fn $name$(<$life>)?($($argument: $kind),*) -> $out {
                #[cfg(feature = "apart")]
                return match APART.here() {
                    Some(functions) => (functions.$name)($($argument),*),
                    None => $placeholder,
                };
                #[cfg(not(feature = "apart"))]
                $function($($argument),*)
            }
        )*
    };
}
pub(crate) use apart;
