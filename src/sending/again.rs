//! The same again (再来一单): what was typed in an earlier submission of a form, and what is different now. What
//! certificates said then is only compared, never taken: a new filing says what they say today.

use cert_fill::{Control, Pointer};
use serde_json::Value;

use super::sent_view::{self, SentRow};
use crate::filling::build;
use crate::filling::claim_names::Names;
use crate::filling::display::Shown;
use crate::filling::session::Session;
use crate::wallet::Submission;
use crate::words::Lang;
use crate::words::local::Said;

/// The edition of the form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Its version, for people.
    pub version: String,
    /// `sha256-…` of the form.
    pub integrity: String,
}

/// An answer that is another one than in the earlier submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedSince {
    /// Its label.
    pub label: Said,
    /// As it was sent; none when it was not.
    pub old: Option<Shown>,
    /// As it is now; none when there is none, or when it is not asked any more.
    pub new: Option<Shown>,
}

/// The submission to repeat: the newest of this form that every office has taken.
#[must_use]
pub fn last<'s>(
    submissions: impl Iterator<Item = &'s Submission>,
    form: &str,
) -> Option<&'s Submission> {
    let sent = submissions.filter(|one| one.form == form && one.all_sent());
    sent.max_by_key(|one| one.created)
}

/// What the person typed in it, for a new draft of the same form. Declarations are made anew and files are chosen
/// anew; who types them into the draft leaves out what it does not ask.
#[must_use]
pub fn typed(submission: &Submission) -> Vec<(Pointer, Value)> {
    let mut all: Vec<(Pointer, Value)> = Vec::new();
    for row in rows(submission, Lang::En) {
        let is_typed = matches!(row.origin.as_str(), "manual" | "override");
        let Ok(at) = Pointer::parse(&row.pointer) else { continue };
        if is_typed && !row.value.is_object() && !all.iter().any(|(known, _)| *known == at) {
            all.push((at, row.value));
        }
    }
    all
}

/// The edition of the form that it was made with.
#[must_use]
pub fn edition(submission: &Submission) -> Option<Edition> {
    let mut bodies = submission.filings.iter().filter_map(|filing| filing.body.as_deref());
    bodies.find_map(|body| {
        let form = sent_view::form_of(body)?;
        let text = |name: &str| form.get(name)?.as_str().map(str::to_owned);
        Some(Edition { version: text("version")?, integrity: text("integrity")? })
    })
}

fn rows(submission: &Submission, lang: Lang) -> Vec<SentRow> {
    let bodies = submission.filings.iter().filter_map(|filing| filing.body.as_deref());
    bodies.flat_map(|body| sent_view::rows(body, &submission.words, None, lang)).collect()
}

/// What is different now: each answer that is shown, then what is not asked any more. Files and declarations are
/// not compared, because both are given anew.
#[must_use]
pub fn changes(
    session: &Session,
    submission: &Submission,
    names: &Names,
    lang: Lang,
) -> Vec<ChangedSince> {
    let (form, draft) = (&session.form, &session.draft);
    let mut before = rows(submission, lang);
    let mut all = Vec::new();
    for step in cert_fill::steps_shown(form, draft) {
        for at in cert_fill::visible_fields(form, draft, &step.id) {
            let pointer = at.to_string();
            let old = before.iter().find(|row| row.pointer == pointer).cloned();
            before.retain(|row| row.pointer != pointer);
            let Some(field) = form.field(&at) else { continue };
            let new = draft.answer(&at);
            if matches!(field.control, Control::File | Control::Declaration)
                || old.as_ref().map(|row| &row.value) == new
            {
                continue;
            }
            all.push(ChangedSince {
                label: build::said(&field.label, lang),
                old: old.map(|row| row.shown),
                new: new.map(|value| build::shown(field, value, &names.readings, lang)),
            });
        }
    }
    let mut gone: Vec<SentRow> = Vec::new();
    for row in before {
        let is_said = !row.value.is_object() && !row.value.is_boolean();
        if is_said && !gone.iter().any(|known| known.pointer == row.pointer) {
            gone.push(row);
        }
    }
    all.extend(gone.into_iter().map(|row| ChangedSince {
        label: row.label,
        old: Some(row.shown),
        new: None,
    }));
    all
}
