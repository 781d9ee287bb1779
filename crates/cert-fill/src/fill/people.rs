//! For whom a form is filled in, and who acts.

use serde::{Deserialize, Serialize};

/// Somebody for whom a form is filled in, as a draft remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    /// The query of the certificate by which one may act.
    pub by: String,
    /// The principal's name.
    pub name: String,
    /// The principal's ID number, where that certificate has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Who acts for whom, by their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acting {
    /// The query of the certificate by which the agent may act.
    pub by: String,
    /// The agent's name.
    pub agent: String,
    /// The principal's name.
    pub principal: String,
}
