//! What the window and the page that opened it say to each other: short JSON texts, each with a member `certfill`
//! that names it and its version.
//!
//! | who | says | where |
//! |---|---|---|
//! | window | `{"certfill":"hello/1"}`: it is here | to its opener, whoever that is: it says nothing else |
//! | page | `{"certfill":"ask/1","form":"https://…","seconds":2}` with one port | to the wallet's origin alone |
//! | window | `{"certfill":"receipt/1","receipts":["…"]}` or `{"certfill":"error/1","code":"…","reason":"…"}` | through the port |
//! | page | `{"certfill":"got/1"}` | through the port |

use serde_json::{Value, json};

/// The form cannot be had or used, or lets no page open it; the reason is the form's or the network's code.
pub const FORM_REFUSED: &str = "form-refused";
/// The form does not name the page's origin.
pub const ORIGIN_NOT_NAMED: &str = "origin-not-named";
/// The person does not want to.
pub const CANCELLED: &str = "cancelled";

/// An address and some words; more is no message of ours.
const LONGEST: usize = 2_048;

/// The window is here.
#[must_use]
pub fn hello() -> String {
    json!({"certfill": "hello/1"}).to_string()
}

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsks {
    /// The address of the signed form.
    pub form: String,
    /// For how long it has been asking.
    pub seconds: i64,
}

impl PageAsks {
    /// Reads it; none when it is anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let said = named(text, "ask/1")?;
        let form = said.get("form")?.as_str()?.to_owned();
        Some(Self { form, seconds: said.get("seconds")?.as_i64()? })
    }
}

/// Whether the page says that it has the receipt.
#[must_use]
pub fn is_got(text: &str) -> bool {
    named(text, "got/1").is_some()
}

/// The receipts as the offices gave them.
#[must_use]
pub fn receipt(receipts: &[String]) -> String {
    json!({"certfill": "receipt/1", "receipts": receipts}).to_string()
}

/// Nothing comes.
#[must_use]
pub fn error(code: &str, reason: Option<&str>) -> String {
    let mut said = json!({"certfill": "error/1", "code": code});
    if let (Some(members), Some(reason)) = (said.as_object_mut(), reason) {
        members.insert("reason".to_owned(), reason.into());
    }
    said.to_string()
}

fn named(text: &str, name: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    let said: Value = serde_json::from_str(text).ok()?;
    (said.get("certfill")?.as_str()? == name).then_some(said)
}
