//! Reading a form file: strict JSON, known members only.

use cert_verify::json::{self, Limits};
use serde_json::Value;

use super::agent::Agent;
use super::binding::{Binding, CrossCheck};
use super::embed::Embed;
use super::error::{Finding, FormError, FormErrorCode};
use super::filing::{EligibilityPage, Filing, Party};
use super::text::LocalText;
use super::ui::{Field, Step, optional_text};
use super::{Form, Privacy, integrity_of};
use crate::dcql::Query;
use crate::read::{Malformed, Members, Place, pointer};
use crate::{Period, Schema};

/// The two example forms have 12 and 15 KB; 512 KB holds a form of a thousand fields.
const LIMITS: Limits = Limits { bytes: 524_288, depth: 32, items: 50_000 };

/// Declared languages: the official languages of any one country, with room.
const MAX_LOCALES: usize = 16;

/// Pages of one form.
const MAX_STEPS: usize = 50;

/// Fields of one form: the longest real form in china-domain.md has 45.
const MAX_FIELDS: usize = 500;

/// Offices of one form: 一窗通 has six.
const MAX_FILINGS: usize = 20;

/// Checks and eligibility pages of one form.
const MAX_RULES: usize = 100;

/// The member that names the format, and the only version that is known.
const FORMAT_VERSION: &str = "1.0";

/// What was found in a form file, before the linter looks at it.
pub(crate) struct FormFile {
    /// The JSON of the file.
    pub(crate) json: Value,
    /// The form, if it could be read at all.
    pub(crate) form: Option<Form>,
    /// What is wrong so far.
    pub(crate) findings: Vec<Finding>,
}

/// Reads a form file. Only the linter makes of it a form that anybody may use.
pub(crate) fn read_form(bytes: &[u8]) -> Result<FormFile, FormError> {
    let file = json::parse(bytes, LIMITS).map_err(FormError::not_json)?;
    if file.get("ef").and_then(Value::as_str) != Some(FORMAT_VERSION) {
        return Err(FormError::new(FormErrorCode::VersionNotSupported));
    }
    let mut findings = Vec::new();
    let form = read(bytes, &file, &mut findings)?;
    Ok(FormFile { json: file, form, findings })
}

fn read(
    bytes: &[u8],
    file: &Value,
    findings: &mut Vec<Finding>,
) -> Result<Option<Form>, Malformed> {
    let known = [
        "ef",
        "id",
        "version",
        "locales",
        "title",
        "summary",
        "minutes",
        "owner",
        "privacy",
        "answers",
        "evidence",
        "bindings",
        "checks",
        "ui",
        "eligibility",
        "filings",
        "embed",
        "agent",
    ];
    let members = Members::read(file, &Place::root(), &known)?;
    let schema = Schema::compile(members.required("answers")?).map_err(|error| {
        let at = members.at("answers").pointer().join(&error.at);
        findings.push(Finding::new("L8", at, error.to_string()));
    });
    let evidence =
        Query::read(members.required("evidence")?, &members.at("evidence")).map_err(|error| {
            findings.push(Finding::new("L10", error.at, format!("expected {}", error.expected)));
        });
    // Without these two nothing else can be looked at.
    let (Ok(schema), Ok(evidence)) = (schema, evidence) else { return Ok(None) };
    let ui = Members::read(members.required("ui")?, &members.at("ui"), &["steps", "fields"])?;
    let locales = members.texts("locales", MAX_LOCALES)?;
    if locales.is_empty() {
        return Err(members.at("locales").wrong("at least one language"));
    }
    let minutes = members.optional("minutes").map(|value| {
        value
            .as_u64()
            .filter(|count| (1..=600).contains(count))
            .ok_or_else(|| members.at("minutes").wrong("1 to 600"))
    });
    let each = |name: &str, most: usize| members.list(name, most);
    let fields = ui
        .entries("fields", MAX_FIELDS)?
        .into_iter()
        .map(|(at, name, value)| Field::read(pointer(name, &at)?, value, &at, &schema));
    let form = Form {
        bytes: bytes.to_vec(),
        integrity: integrity_of(bytes),
        id: members.text("id")?.to_owned(),
        version: members.text("version")?.to_owned(),
        locales,
        title: LocalText::read(members.required("title")?, &members.at("title"))?,
        summary: optional_text(&members, "summary")?,
        minutes: minutes.transpose()?,
        owner: Party::read(members.required("owner")?, &members.at("owner"))?,
        privacy: privacy(members.required("privacy")?, &members.at("privacy"))?,
        bindings: all(each("bindings", MAX_FIELDS)?, Binding::read)?,
        checks: all(each("checks", MAX_RULES)?, CrossCheck::read)?,
        steps: all(ui.list("steps", MAX_STEPS)?, Step::read)?,
        fields: fields.collect::<Result<_, Malformed>>()?,
        eligibility: all(each("eligibility", MAX_RULES)?, EligibilityPage::read)?,
        filings: all(each("filings", MAX_FILINGS)?, |value, at| Filing::read(value, at, &schema))?,
        embed: members
            .optional("embed")
            .map(|value| Embed::read(value, &members.at("embed")))
            .transpose()?,
        agent: members
            .optional("agent")
            .map(|value| Agent::read(value, &members.at("agent")))
            .transpose()?,
        schema,
        evidence,
    };
    unique(form.steps.iter().map(|step| step.id.as_str()), &ui.at("steps"))?;
    unique(form.filings.iter().map(|filing| filing.id.as_str()), &members.at("filings"))?;
    unique(form.checks.iter().map(|check| check.id.as_str()), &members.at("checks"))?;
    let targets: Vec<_> = form.bindings.iter().map(|binding| binding.to.to_string()).collect();
    unique(targets.iter().map(String::as_str), &members.at("bindings"))?;
    if form.filings.is_empty() || form.steps.is_empty() {
        return Err(Place::root().wrong("at least one step and one filing"));
    }
    Ok(Some(form))
}

fn all<T>(
    items: Vec<(Place, &Value)>,
    read: impl Fn(&Value, &Place) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    items.into_iter().map(|(at, value)| read(value, &at)).collect()
}

fn unique<'n>(names: impl Iterator<Item = &'n str>, place: &Place) -> Result<(), Malformed> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(place.wrong(&format!("each name once, but {name} stands twice")));
        }
    }
    Ok(())
}

fn privacy(value: &Value, place: &Place) -> Result<Privacy, Malformed> {
    let known = ["purpose", "legal_basis", "retention", "contact"];
    let members = Members::read(value, place, &known)?;
    let retention = members.optional_text("retention")?.map(|text| {
        Period::parse(text).ok_or_else(|| members.at("retention").wrong("a period such as P2Y"))
    });
    Ok(Privacy {
        purpose: LocalText::read(members.required("purpose")?, &members.at("purpose"))?,
        legal_basis: members.optional_text("legal_basis")?.map(str::to_owned),
        retention: retention.transpose()?,
        contact: members.optional_text("contact")?.map(str::to_owned),
    })
}
