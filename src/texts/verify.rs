//! Words of the page.

crate::texts! {}
