//! What the verify page was given and another page deals with.

use std::cell::RefCell;

use cert_fill::carried::CarriedFiling;

thread_local! {
    static FILING: RefCell<Option<CarriedFiling>> = const { RefCell::new(None) };
}

/// Leaves a carried filing for the page that comes next.
pub fn leave(filing: CarriedFiling) {
    FILING.set(Some(filing));
}

/// The filing that was left.
pub fn take() -> Option<CarriedFiling> {
    FILING.take()
}
