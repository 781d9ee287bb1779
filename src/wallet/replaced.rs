//! Certificates that another has taken the place of: they stay, as history.

use serde::{Deserialize, Serialize};

/// That another certificate has taken the place of this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The local id of the other one.
    pub by: String,
    /// Unix seconds.
    pub on: i64,
}
