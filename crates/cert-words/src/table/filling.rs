//! Words for the codes of `cert_fill`: form definitions, answers and filings.

use super::Rows;

pub(super) const ROWS: Rows = &[];
