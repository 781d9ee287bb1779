//! What has changed against what was published last, and what of it would break a draft that somebody
//! has begun, or a filing that is under way.
//!
//! A draft holds answers by their places in the form, and is taken over by a new version as far as the places are
//! the same. So these break one: a form that changes without a new version (nobody could tell the two apart), a
//! service or an answer that is gone, and an answer that takes other values than before.

use std::collections::BTreeMap;

use cert_fill::{Control, Form};

use crate::Index;

/// Two indexes side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What is new, changed or gone: one English line each.
    pub changes: Vec<String>,
    /// What would break a draft: one English line each.
    pub breaks: Vec<String>,
}

/// Compares what is to be published with what was. `form` gives the form of a service before and after.
pub fn compare<'f>(
    before: Option<&Index>,
    after: &Index,
    form_before: impl Fn(&str) -> Option<&'f Form>,
    form_after: impl Fn(&str) -> Option<&'f Form>,
) -> Comparison {
    let mut out = Comparison::default();
    let old = before.map(|index| index.services.as_slice()).unwrap_or_default();
    for service in old {
        if after.service(&service.name).is_none() {
            out.changes.push(format!("- service {}", service.name));
            out.breaks
                .push(format!("service {}: it is gone; drafts of it cannot be sent", service.name));
        }
    }
    for service in &after.services {
        let name = &service.name;
        let Some(known) = old.iter().find(|known| known.name == *name) else {
            out.changes
                .push(format!("+ service {name} ({} {})", service.form_id, service.form_version));
            continue;
        };
        if known.form.digest == service.form.digest {
            if known != service {
                out.changes.push(format!("~ service {name}: its words"));
            }
            continue;
        }
        out.changes.push(format!(
            "~ service {name}: form {} → {}",
            known.form_version, service.form_version
        ));
        if known.form_id != service.form_id {
            out.breaks.push(format!(
                "service {name}: its form has another id ({} before)",
                known.form_id
            ));
        } else if known.form_version == service.form_version {
            out.breaks.push(format!(
                "service {name}: the form has changed and is still version {}",
                service.form_version
            ));
        }
        match (form_before(name), form_after(name)) {
            (Some(before), Some(after)) => forms(name, before, after, &mut out),
            _ => out.breaks.push(format!("service {name}: the form published before cannot be read, so nobody can say what breaks")),
        }
    }
    let old = before.map(|index| index.types.as_slice()).unwrap_or_default();
    entries(
        &mut out,
        "type",
        old.iter().map(|one| (one.vct.as_str(), one.file.digest.clone())),
        after.types.iter().map(|one| (one.vct.as_str(), one.file.digest.clone())),
    );
    let rules = |index: &Index| -> Vec<(String, String)> {
        let named = index.rules.suggest.iter().map(|rule| {
            let services = rule.services.join(", ");
            (format!("{} → {services}", rule.name), format!("{rule:?}"))
        });
        let unlock = index.rules.unlock.iter();
        let ways = unlock.map(|way| (format!("{} → {}", way.name, way.gives), format!("{way:?}")));
        let agree = index.rules.agree.iter();
        let agree = agree.map(|rule| (format!("{} (agree)", rule.name), format!("{rule:?}")));
        named.chain(ways).chain(agree).collect()
    };
    let (old, new) = (before.map(rules).unwrap_or_default(), rules(after));
    entries(
        &mut out,
        "rule",
        old.iter().map(|(name, text)| (name.as_str(), text.clone())),
        new.iter().map(|(name, text)| (name.as_str(), text.clone())),
    );
    if let Some(before) = before {
        for (name, changed) in [
            (
                "its own words",
                before.name != after.name
                    || before.about != after.about
                    || before.regions != after.regions,
            ),
            ("life events", before.life_events != after.life_events),
            ("offices", before.offices != after.offices),
        ] {
            if changed {
                out.changes.push(format!("~ department: {name}"));
            }
        }
    }
    out
}

fn entries<'n>(
    out: &mut Comparison,
    kind: &str,
    before: impl Iterator<Item = (&'n str, String)>,
    after: impl Iterator<Item = (&'n str, String)>,
) {
    let (before, after): (BTreeMap<_, _>, BTreeMap<_, _>) = (before.collect(), after.collect());
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        out.changes.push(format!("- {kind} {name}"));
    }
    for (name, content) in &after {
        match before.get(name) {
            None => out.changes.push(format!("+ {kind} {name}")),
            Some(known) if known != content => out.changes.push(format!("~ {kind} {name}")),
            Some(_) => {}
        }
    }
}

/// Answers that are gone or take other values, and what else an author wants to see.
fn forms(service: &str, before: &Form, after: &Form, out: &mut Comparison) {
    for field in before.fields() {
        let at = &field.pointer;
        let Some(now) = after.fields().iter().find(|other| other.pointer == *at) else {
            out.breaks.push(format!(
                "service {service}: the answer {at} is gone; renaming is removing, too"
            ));
            continue;
        };
        if shape(field.control) != shape(now.control) {
            out.breaks
                .push(format!("service {service}: the answer {at} takes other values than before"));
        }
        let (old, new) = (before.binding(at), after.binding(at));
        match (old, new) {
            (None, Some(_)) => out
                .changes
                .push(format!("~ service {service}: {at} is filled from a certificate now")),
            (Some(_), None) => out
                .changes
                .push(format!("~ service {service}: {at} is no longer filled from a certificate")),
            (Some(old), Some(new)) if format!("{old:?}") != format!("{new:?}") => {
                out.changes.push(format!("~ service {service}: {at} is filled in another way"));
            }
            _ => {}
        }
    }
    for field in after.fields() {
        if !before.fields().iter().any(|other| other.pointer == field.pointer) {
            out.changes.push(format!("+ service {service}: the answer {}", field.pointer));
        }
    }
    for filing in before.filings() {
        match after.filing(&filing.id) {
            None => out.breaks.push(format!("service {service}: the filing {} is gone", filing.id)),
            Some(other)
                if other.endpoint != filing.endpoint
                    || other.to.client_id != filing.to.client_id =>
            {
                out.changes
                    .push(format!("~ service {service}: {} goes to another office", filing.id));
            }
            Some(_) => {}
        }
    }
}

/// What kind of value a control takes.
const fn shape(control: Control) -> u8 {
    match control {
        Control::Text | Control::Textarea | Control::Phone | Control::Email => 0,
        Control::Number | Control::Money => 1,
        Control::Radios | Control::Select | Control::CodePicker => 2,
        Control::Checkboxes => 3,
        Control::YesNo | Control::Declaration => 4,
        Control::DateParts => 5,
        Control::Month => 6,
        Control::File => 7,
        _ => 8,
    }
}
