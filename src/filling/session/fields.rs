//! The fields of a step as they are shown, and what went with a withdrawn certificate.

use std::collections::BTreeSet;

use cert_fill::{FieldProblem, Origin, Pointer};

use super::super::build;
use super::super::claim_names::Names;
use super::super::consent;
use super::super::view::{FieldView, From};
use super::Session;
use crate::words::Lang;

impl Session {
    /// The fields of a step, with their problems.
    #[must_use]
    pub fn fields(
        &self,
        step: &str,
        names: &Names,
        lang: Lang,
        problems: &[FieldProblem],
    ) -> Vec<FieldView> {
        let sources = self.sources(names, lang);
        let same = self.same_as_certified();
        let visible = cert_fill::visible_fields(&self.form, &self.draft, step);
        let cleared = self.cleared_words(lang);
        let views = visible.iter().filter_map(|at| {
            let error = problems.iter().find(|problem| problem.pointer == *at);
            let mut view =
                build::field(&sources, at, error.map(|problem| self.words(problem, lang)))?;
            view.from = match view.from {
                From::Changed(name) if same.contains(at) => From::Unbacked(name),
                From::Nothing => self.taken_away(at).map_or(From::Nothing, |query| {
                    From::Withdrawn(names.in_sentence(&self.form, query, lang))
                }),
                From::Typed => self.typed_on(at).map_or(From::Typed, From::TypedOn),
                other => other,
            };
            if matches!(view.from, From::Changed(_)) {
                view.cleared.clone_from(&cleared);
            }
            Some(view)
        });
        views.collect()
    }

    /// Answers that still are what their withdrawn certificate says: one edit
    /// withdraws a certificate for all its answers, but changes only one of them.
    pub(in crate::filling) fn same_as_certified(&self) -> BTreeSet<Pointer> {
        let mut queries: BTreeSet<&str> = BTreeSet::new();
        for (_, origin) in self.draft.origins() {
            if let Origin::Override { query } = origin {
                queries.insert(query);
            }
        }
        let today = self.today();
        let mut same = BTreeSet::new();
        for query in queries {
            let mut trial = self.draft.clone();
            let Some(id) = self.matches.usable(query).first() else { continue };
            if trial.choose(&self.form, &self.matches, &self.held, today, query, id).is_err() {
                continue;
            }
            for (at, origin) in self.draft.origins() {
                if matches!(origin, Origin::Override { query: one } if one == query)
                    && trial.answer(at) == self.draft.answer(at)
                {
                    same.insert(at.clone());
                }
            }
        }
        same
    }

    /// The withdrawn certificate that this answer stood for.
    pub(super) fn taken_away(&self, at: &Pointer) -> Option<&str> {
        let binding = self.form.binding(at)?;
        let stood_for = binding.const_by_source.iter().map(|(query, _)| query.as_str());
        stood_for.into_iter().find(|query| self.draft.is_withdrawn(query))
    }

    /// The answers that went with a withdrawn certificate and have not been chosen again.
    #[must_use]
    pub fn cleared(&self) -> Vec<Pointer> {
        let bindings = self.form.bindings().iter().map(|binding| &binding.to);
        let gone =
            bindings.filter(|at| self.draft.answer(at).is_none() && self.taken_away(at).is_some());
        gone.cloned().collect()
    }

    /// Their labels, to be said where the certificate was withdrawn.
    #[must_use]
    pub fn cleared_words(&self, lang: Lang) -> Option<String> {
        let label =
            |at: &Pointer| self.form.field(at).map(|field| build::said(&field.label, lang).text);
        let labels: Vec<String> = self.cleared().iter().filter_map(label).collect();
        (!labels.is_empty()).then(|| labels.join(consent::separator(lang)))
    }
}
