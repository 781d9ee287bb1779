//! What was changed in a draft, in words; taking it back and making it again.

use cert_fill::{ChangedAnswer, Control, Pointer};
use serde_json::Value;

use super::Session;
use crate::filling::build;
use crate::filling::claim_names::Names;
use crate::filling::display::Shown;
use crate::words::Lang;
use crate::words::local::Said;

/// One answer that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastLine {
    /// Its label.
    pub label: Said,
    /// Before; none when there was none.
    pub before: Option<Shown>,
    /// After; none when there is none.
    pub after: Option<Shown>,
}

impl Session {
    /// Takes the last change back. Says which answers it concerned; none when there is nothing to take back.
    pub fn undo(&mut self, now: i64) -> Option<Vec<Pointer>> {
        let changed = self.draft.undo();
        self.went(changed, now)
    }

    /// Makes the change again that was taken back last.
    pub fn redo(&mut self, now: i64) -> Option<Vec<Pointer>> {
        let changed = self.draft.redo();
        self.went(changed, now)
    }

    fn went(&mut self, changed: Option<Vec<Pointer>>, now: i64) -> Option<Vec<Pointer>> {
        if changed.is_some() {
            self.changed = now;
            self.revision += 1;
            self.look_again();
            // A delegation that was renewed meanwhile stays the one that is used.
            self.follow_delegation(self.today());
        }
        changed
    }

    /// Whether there is a change to take back and one to make again, each with the label of its answer. What adds
    /// an empty row has none.
    #[must_use]
    pub fn next_steps(&self, lang: Lang) -> [Option<Option<Said>>; 2] {
        let label = |change: Vec<ChangedAnswer<'_>>| {
            let field = self.form.field(&change.first()?.at)?;
            Some(build::said(&field.label, lang))
        };
        [self.draft.history().next().map(label), self.draft.undone().map(label)]
    }

    /// What was changed, the latest first. Declarations are said anew each time and do not count.
    #[must_use]
    pub fn past(&self, names: &Names, lang: Lang) -> Vec<Vec<PastLine>> {
        let line = |change: &ChangedAnswer<'_>| {
            let field = self.form.field(&change.at)?;
            if field.control == Control::Declaration {
                return None;
            }
            let shown = |value: &Value| build::shown(field, value, &names.readings, lang);
            let label = build::said(&field.label, lang);
            Some(PastLine {
                label,
                before: change.before.map(shown),
                after: change.after.map(shown),
            })
        };
        let lines =
            self.draft.history().map(|change| change.iter().filter_map(line).collect::<Vec<_>>());
        lines.filter(|lines| !lines.is_empty()).collect()
    }
}
