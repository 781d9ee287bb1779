//! A draft that was made with another edition of its form: what was typed is taken over, as far as the new
//! edition has the same places; certificates fill the rest anew.

use cert_fill::{Date, Draft, EditError, Form, Held, Matches, Pointer};
use serde_json::Value;

/// Rows that are made for what was typed in them; a form allows far fewer.
const MAX_ROWS: usize = 200;

/// The draft for this edition.
pub(super) fn carried(
    form: &Form,
    stored: &Value,
    (matches, held): (&Matches, &[Held]),
    today: Date,
) -> Option<Draft> {
    let mut draft = Draft::filled(form, matches, held, today);
    let (answers, origins) = (stored.get("answers")?, stored.get("origins")?.as_object()?);
    for (at, origin) in origins {
        let kind = origin.get("origin").and_then(Value::as_str);
        if !matches!(kind, Some("manual" | "override")) {
            continue;
        }
        let Ok(at) = Pointer::parse(at) else { continue };
        let Some(value) = at.get(answers) else { continue };
        if draft.edit(form, &at, value.clone()) == Err(EditError::NoSuchRow)
            && make_rows(form, &mut draft, &at)
        {
            let _ = draft.edit(form, &at, value.clone());
        }
    }
    Some(draft)
}

/// Adds rows until the one of this answer is there.
fn make_rows(form: &Form, draft: &mut Draft, at: &Pointer) -> bool {
    let mut list = Pointer::root();
    for token in at.tokens() {
        if let Ok(row) = token.parse::<usize>() {
            let count =
                |draft: &Draft| draft.answer(&list).and_then(Value::as_array).map_or(0, Vec::len);
            while count(draft) <= row {
                if row > MAX_ROWS || draft.add_row(form, &list).is_err() {
                    return false;
                }
            }
            return true;
        }
        list = list.child(token);
    }
    false
}
