//! Forms in the format EF 1.0: reading, filling, checking and presenting them.
//!
//! Pure: no input or output, no clock, no randomness, no browser. Time and
//! randomness are arguments. The same code runs in the browser (as a dry run
//! before sending) and in the office.

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]

mod behalf;
pub mod carried;
pub mod check;
pub mod china;
mod date;
pub mod dcql;
pub mod draft;
mod equal;
mod fill;
pub mod form;
pub mod late;
mod lint;
mod matching;
mod nfc;
mod pattern;
pub mod plan;
mod pointer;
mod present;
pub mod progress;
mod read;
pub mod receipt;
mod refusal;
pub mod schema;
mod transaction;
mod transform;
pub mod wire;

pub use behalf::{COPY_FOR, Principal, principals};
pub use check::{CheckedFiling, Office, check_filing, check_filing_with_pauses};
pub use date::{Date, Layout, Period, SHANGHAI_OFFSET_SECONDS};
pub use draft::{
    Change, ChangedAnswer, Draft, DraftError, EditError, Edited, FieldProblem, FieldState, Origin,
    PastChange, check_all, check_step, eligibility, next_step, previous_step, steps_shown,
    visible_fields,
};
pub use fill::{Acting, Held, Matches, UnusableClaim, Whom};
pub use form::{
    Control, Field, Filing, Finding, Form, FormError, FormErrorCode, LocalText, Step, is_the_office,
};
pub use lint::lint;
pub use matching::match_evidence;
pub use pattern::{Pattern, PatternError};
pub use plan::{Attachment, FillError, NotSent, Plan, PlannedCertificate, plan};
pub use pointer::{Pointer, PointerError};
pub use present::{Signed, Unproven, assemble_filing, idempotency_key, prove, sign_filing};
pub use receipt::Receipt;
pub use refusal::{PointedError, Refusal, RefusalCode};
pub use schema::{Presence, Schema, SchemaError, SchemaProblem, SchemaRef, Violation};
pub use transaction::TRANSACTION_TYPE;
pub use transform::{Transform, TransformError};
