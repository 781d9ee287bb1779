//! Forms in the format EF 1.0: reading, filling, checking and presenting them.
//!
//! Pure: no input or output, no clock, no randomness, no browser. Time and
//! randomness are arguments. The same code runs in the browser (as a dry run
//! before sending) and in the office.

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]

pub mod china;
mod date;
mod nfc;
mod pattern;
mod pointer;
pub mod schema;
mod transform;

pub use date::{Date, Layout, Period};
pub use pattern::{Pattern, PatternError};
pub use pointer::{Pointer, PointerError};
pub use schema::{Presence, Schema, SchemaError, SchemaProblem, SchemaRef, Violation};
pub use transform::{Transform, TransformError};
