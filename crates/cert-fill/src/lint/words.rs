//! L7 and L14: every field has words in every language, is shown, and fits its place.

use std::collections::BTreeSet;

use super::{Linter, filings};
use crate::Pointer;
use crate::form::{LocalText, written};

/// Characters of a label, heading or choice: two lines on a narrow phone.
const LONGEST_LABEL: usize = 120;

/// Characters of a sentence beside a field or heading: a short paragraph.
const LONGEST_SENTENCE: usize = 600;

/// Characters of folded help: what can be read in a minute.
const LONGEST_HELP: usize = 3_000;

pub(super) fn run(linter: &mut Linter<'_>) {
    for (at, text, longest) in texts(linter) {
        for locale in &linter.form.locales {
            if !text.has(locale) {
                linter.find("L7", &at.tokens(), format!("there are no words in {locale}"));
            }
        }
        for (language, words) in text.entries() {
            if words.chars().count() > longest {
                let detail =
                    format!("the words in {language} are longer than {longest} characters");
                linter.find("L14", &at.tokens(), detail);
            }
        }
    }
    fields(linter);
    choices(linter);
}

struct Place(Vec<String>);

impl Place {
    fn tokens(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

/// Every text of the form with its longest length.
fn texts<'f>(linter: &Linter<'f>) -> Vec<(Place, LocalText, usize)> {
    let form = linter.form;
    let at = |tokens: &[&str]| Place(tokens.iter().map(|token| (*token).to_owned()).collect());
    let mut texts = vec![
        (at(&["title"]), form.title.clone(), LONGEST_LABEL),
        (at(&["owner", "name"]), form.owner.name.clone(), LONGEST_LABEL),
        (at(&["privacy", "purpose"]), form.privacy.purpose.clone(), LONGEST_SENTENCE),
    ];
    texts
        .extend(form.summary.iter().map(|text| (at(&["summary"]), text.clone(), LONGEST_SENTENCE)));
    for step in &form.steps {
        texts.push((at(&["ui", "steps", &step.id]), step.title.clone(), LONGEST_LABEL));
        texts.extend(
            step.intro
                .iter()
                .map(|text| (at(&["ui", "steps", &step.id]), text.clone(), LONGEST_SENTENCE)),
        );
    }
    for field in &form.fields {
        for (name, text) in field.texts() {
            let longest = match name.as_str() {
                "help" => LONGEST_HELP,
                "hint" => LONGEST_SENTENCE,
                _ => LONGEST_LABEL,
            };
            texts.push((
                at(&["ui", "fields", &field.pointer.to_string(), &name]),
                text.clone(),
                longest,
            ));
        }
    }
    for page in &form.eligibility {
        let parts = page.title.iter().chain([&page.page]).chain(&page.next);
        texts.extend(
            parts.map(|text| (at(&["eligibility", &page.id]), text.clone(), LONGEST_SENTENCE)),
        );
    }
    for check in &form.checks {
        texts.push((at(&["checks", &check.id]), check.message.clone(), LONGEST_SENTENCE));
    }
    for filing in &form.filings {
        texts.push((at(&["filings", &filing.id]), filing.to.name.clone(), LONGEST_LABEL));
    }
    texts
}

/// Every answer has a field, every field is shown, and every shown pointer is a field.
fn fields(linter: &mut Linter<'_>) {
    let form = linter.form;
    let known: BTreeSet<&Pointer> = form.fields.iter().map(|field| &field.pointer).collect();
    let mut shown = BTreeSet::new();
    for step in &form.steps {
        for field in &step.fields {
            if !known.contains(field) {
                linter.find("L7", &["ui", "steps", &step.id], format!("{field} has no label"));
            }
            if !shown.insert(field) {
                linter.find("L7", &["ui", "steps", &step.id], format!("{field} is shown twice"));
            }
            let parent = field.rows_parent();
            if parent != step.repeat {
                linter.find(
                    "L7",
                    &["ui", "steps", &step.id],
                    format!("{field} and repeat do not fit"),
                );
            }
        }
    }
    for answer in filings::answers(linter) {
        if !known.contains(&answer) {
            linter.find("L7", &["ui", "fields"], format!("{answer} has no label"));
        }
    }
    for field in known.into_iter().filter(|field| !shown.contains(field)) {
        linter.find("L7", &["ui", "steps"], format!("{field} is never shown"));
    }
}

/// Labelled choices and the values of the schema are the same set.
fn choices(linter: &mut Linter<'_>) {
    let form = linter.form;
    for field in &form.fields {
        let labelled = field.choices.iter().any(|choice| choice.label.is_some());
        let Some(part) = form.schema.at(&field.pointer).filter(|_| labelled) else { continue };
        let items = part.items();
        let listed = part.options().or_else(|| items.as_ref().and_then(|items| items.options()));
        let Some(listed) = listed else { continue };
        let at = ["ui", "fields", &field.pointer.to_string()].map(str::to_owned);
        let at: Vec<&str> = at.iter().map(String::as_str).collect();
        for value in listed.iter().filter(|value| field.choice(value).is_none()) {
            linter.find("L7", &at, format!("the choice {} has no label", written(value)));
        }
        for choice in field.choices.iter().filter(|choice| !listed.contains(&choice.value)) {
            linter.find("L7", &at, format!("the answer cannot be {}", written(&choice.value)));
        }
    }
}
