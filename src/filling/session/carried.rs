//! A draft that was made with another edition of its form: what was typed is taken over, as far as the new
//! edition has the same places; certificates fill the rest anew, but for those that the person took away.

use cert_fill::{Date, Draft, EditError, Form, Held, Matches, Origin, Pointer};
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
    let (answers, origins) = (stored.get("answers")?, stored.get("origins")?.as_object()?);
    let mut draft = Draft::filled(form, matches, held, today);
    for (query, id) in stored.get("preferred").and_then(Value::as_object).into_iter().flatten() {
        if let Some(id) = id.as_str() {
            let _ = draft.choose(form, matches, held, today, query, id);
        }
    }
    withdraw_again(form, &mut draft, stored);
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

/// A certificate that was taken away is not sent after all because its form is newer. Its values do not come
/// back either: those that were kept are among what was typed.
fn withdraw_again(form: &Form, draft: &mut Draft, stored: &Value) {
    let withdrawn = stored.get("withdrawn").and_then(Value::as_array).into_iter().flatten();
    for query in withdrawn.filter_map(Value::as_str) {
        // The new edition may not do without it.
        if draft.withdraw(form, query).is_err() {
            continue;
        }
        let is_of =
            |origin: &Origin| matches!(origin, Origin::Override { query: of } if of == query);
        let left = draft.origins().filter(|(_, origin)| is_of(origin));
        let left: Vec<Pointer> = left.map(|(at, _)| at.clone()).collect();
        for at in
            left.iter().filter(|at| stored.get("answers").and_then(|all| at.get(all)).is_none())
        {
            let _ = draft.edit(form, at, Value::Null);
        }
    }
}

/// Adds rows until the one of this answer is there.
pub(super) fn make_rows(form: &Form, draft: &mut Draft, at: &Pointer) -> bool {
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
