//! What a department publishes: a folder of plain files, and one signed index of it.
//!
//! Pure: no input or output, no clock, no randomness. The app, the server and the command line read,
//! verify and lint with the same code, so what `certfill publish` lets through is what a phone opens.
//!
//! ```text
//! department.json          who it is, its offices, its life events
//! services/NAME.json       summary, keywords, and which form
//! forms/NAME.json          a form definition (EF 1.0)
//! types/NAME.json          type metadata (SD-JWT VC section 6), with `display` and `claims`
//! rules/NAME.json          what certificates that somebody holds are worth saying
//! examples/NAME.json       example certificates of a type; never published
//! ```
//! The index names each file that is published by path, digest and size. It is a compact JWS
//! (RFC 7515) with a number that only rises; `docs/authoring.md` shows one from nothing to published.

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]

mod accept;
mod budget;
mod compare;
mod fault;
mod folder;
mod index;
mod lint;
mod publish;
mod reader;
mod result;
mod rule;

pub use accept::{INDEX_TYPE, Publisher, RememberedIndex, accept};
pub use compare::{Comparison, compare};
pub use fault::IndexFault;
pub use folder::Folder;
pub use index::{FileEntry, Index, LifeEvent, OfficeEntry, ServiceEntry, TypeEntry};
pub use lint::{FolderFinding, lint_folder};
pub use publish::NotPublished;
pub use result::{Making, Recipe, ServiceResult};
pub use rule::{
    Agreement, Condition, Conflict, Day, Fact, Facts, Path, Range, RuleCode, RuleFault, Rules,
    Side, State, Step, Subject, SuggestRule, Suggestion, Take, Unit, Way, Ways,
};
