//! The fields of forms. Inputs are uncontrolled: their value is set once, read
//! when they change and on Continue, and never written back while somebody
//! types, so that Chinese input methods work (rule B16).

mod answer;
pub mod before;
mod choice;
mod composition;
mod date_parts;
mod file;
mod known;
mod locked;
mod masked;
mod more;
mod origin;
mod others;
mod question;
pub mod read;
mod text;

use cert_app::filling::view::FieldView;

use crate::ui::browser::history;

pub use answer::AnswerField;
pub use composition::use_composed;
pub use masked::Masked;
pub use more::use_more;
pub use origin::OriginLine;
pub use others::use_others;
pub use question::Said;

/// What a browser may offer there: at a kiosk nothing, since what it would offer is the last person's.
fn autocomplete(view: &FieldView) -> Option<String> {
    if history::is_kiosk() { Some("off".to_owned()) } else { view.autocomplete.clone() }
}
