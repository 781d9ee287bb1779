//! Components: props in, callbacks out. Visual states are enums that are mapped
//! once to class, icon and accessible name.

mod banner;
mod button;
pub mod card;
pub mod checks;
mod claims;
mod drop;
mod field;
mod fold;
mod frame;
mod icon;
mod idle;
mod link;
mod missing;
mod page;
pub mod passphrase;
mod problem;
mod qr;
mod task;

pub use banner::{Banner, Tone};
pub use button::{Button, Kind};
pub use card::Card;
pub use checks::{Checks, Shared, Verdict};
pub use claims::Claims;
pub use drop::FileDrop;
pub use field::{Field, FieldProblem, FieldProps, Summary};
pub use fold::Fold;
pub use frame::{Footer, Header, TabBar};
pub use icon::{Icon, Shape};
pub use idle::IdleWarning;
pub use link::{Link, demo_link};
pub use missing::MissingCertificate;
pub use page::Page;
pub use passphrase::Passphrase;
pub use problem::{Problem, Told};
pub use qr::drawn;
pub use task::{Task, TaskState, focus_summary, use_task};
