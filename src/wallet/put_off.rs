//! What somebody does not want to be told for now, or ever.

use cert_verify::UnixTime;
use serde::{Deserialize, Serialize};

/// Something that somebody does not want to be told now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutOff {
    /// The key of the suggestion.
    pub what: String,
    /// Until when (Unix seconds); `None` for ever.
    pub until: Option<i64>,
}

impl PutOff {
    /// Whether it still holds.
    #[must_use]
    pub fn is_now(&self, now: UnixTime) -> bool {
        self.until.is_none_or(|until| now.seconds() < until)
    }
}
