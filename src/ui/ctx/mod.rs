//! Hooks with verbs: what a component may ask of the app.

mod address;
mod app_state;
mod evidence;
mod wallet;

pub use address::{listen, take_offer};
pub use app_state::{
    AppHandle, AppState, use_app, use_lang, use_open_form, use_seen_evidence, watched,
};
pub use evidence::{Evidence, use_evidence};
pub use wallet::{Wallet, use_wallet};
