//! Words for the codes of the app itself.

use super::Rows;

pub(super) const ROWS: Rows = &[];
