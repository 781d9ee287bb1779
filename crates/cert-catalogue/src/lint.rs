//! The linter of folders: what may not be published, said to its author with the file and the reason.
//!
//! | rule | refuses |
//! |---|---|
//! | F1 | a department that does not say who it is, in every language that it declares |
//! | F2 | a file that is too large, or has a name or a place that nothing knows |
//! | F3 | a form that breaks a rule of EF 1.0 (L1 to L15), or an identifier that two forms have |
//! | F4 | a service without its form, or without words in every language; one that gives a certificate which this department does not describe, or not what others wait for |
//! | F5 | a type without a name, or a claim without a label, in every language; a type described twice |
//! | F6 | a rule that is malformed, over budget or contradicts itself; about a claim that the type has not; for no service; without its words, the rule and the source |
//! | F7 | a life event or an office that cannot be read, or names no service of this folder |
//! | F8 | an example with a claim that its type does not describe |

mod rules;

use std::collections::BTreeMap;
use std::fmt;

use cert_fill::{LocalText, lint};
use serde_json::Value;

use crate::budget;
use crate::folder::{DEPARTMENT, Folder};
use crate::index::{LifeEvent, OfficeEntry};
use crate::reader::{Reader, is_name, list};
use crate::result::ServiceResult;

/// One thing that is wrong with a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderFinding {
    /// `F1` to `F8`.
    pub rule: &'static str,
    /// The file.
    pub file: String,
    /// One English line for its author.
    pub detail: String,
}

impl fmt::Display for FolderFinding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}: {}", self.rule, self.file, self.detail)
    }
}

/// The folders of a folder.
const PLACES: &[&str] = &["services", "forms", "types", "rules", "examples"];

/// Every finding about a folder; empty when it may be published.
pub fn lint_folder(folder: &Folder) -> Vec<FolderFinding> {
    let mut linter = Linter { folder, locales: folder.locales(), findings: Vec::new() };
    linter.files();
    linter.department();
    linter.forms();
    linter.services();
    linter.types();
    linter.rules();
    linter.examples();
    linter.findings
}

struct Linter<'f> {
    folder: &'f Folder,
    locales: Vec<String>,
    findings: Vec<FolderFinding>,
}

impl Linter<'_> {
    fn add(&mut self, rule: &'static str, file: &str, detail: impl Into<String>) {
        self.findings.push(FolderFinding { rule, file: file.to_owned(), detail: detail.into() });
    }

    fn files(&mut self) {
        for (path, bytes) in self.folder.files() {
            if u64::try_from(bytes.len()).is_ok_and(|size| size > budget::FILE_BYTES) {
                self.add("F2", path, format!("more than {} bytes", budget::FILE_BYTES));
                continue;
            }
            let is_known = path == DEPARTMENT
                || path.split_once('/').is_some_and(|(place, file)| {
                    PLACES.contains(&place) && file.strip_suffix(".json").is_some_and(is_name)
                });
            if !is_known {
                self.add("F2", path, "nothing reads a file here; letters, digits, - and _ in names, .json at the end");
            } else if self.folder.json(path).is_none() {
                self.add(
                    "F2",
                    path,
                    "this is not JSON as it must be: broken, too deep, or a name twice",
                );
            }
        }
        for (place, most) in
            [("services", budget::SERVICES), ("types", budget::TYPES), ("rules", budget::RULES)]
        {
            if self.folder.names(place).count() > most {
                self.add("F2", place, format!("more than {most} files"));
            }
        }
    }

    /// Says it when a text is not there in every declared language.
    fn words(&mut self, rule: &'static str, file: &str, value: &Value, name: &str) {
        let text = value.get(name).and_then(LocalText::from_json);
        let missing: Vec<&String> = match &text {
            Some(text) => self.locales.iter().filter(|locale| !text.has(locale)).collect(),
            None => self.locales.iter().collect(),
        };
        if !missing.is_empty() {
            let missing = missing.into_iter().cloned().collect::<Vec<_>>().join(", ");
            self.add(rule, file, format!("{name}: no words in {missing}"));
        }
    }

    fn known(&mut self, rule: &'static str, file: &str, value: &Value, members: &[&str]) {
        let Some(object) = value.as_object() else {
            return self.add(rule, file, "an object is expected");
        };
        for name in object.keys().filter(|name| !members.contains(&name.as_str())) {
            self.add(rule, file, format!("no member is called {name}"));
        }
    }

    fn department(&mut self) {
        let Some(department) = self.folder.json(DEPARTMENT) else {
            return self.add(
                "F1",
                DEPARTMENT,
                "this file says who the department is; it is missing",
            );
        };
        let members =
            ["id", "name", "about", "regions", "locales", "days", "offices", "life_events"];
        self.known("F1", DEPARTMENT, &department, &members);
        let id = department.get("id").and_then(Value::as_str).unwrap_or_default();
        if !id.contains(':') || id.len() > budget::NAME {
            self.add(
                "F1",
                DEPARTMENT,
                "id: the identifier of its entry on the trust list, an address",
            );
        }
        self.words("F1", DEPARTMENT, &department, "name");
        if department.get("about").is_some() {
            self.words("F1", DEPARTMENT, &department, "about");
        }
        if let Some(days) = department.get("days")
            && !days.as_i64().is_some_and(|days| (1..=366).contains(&days))
        {
            self.add("F1", DEPARTMENT, "days: 1 to 366, how long an index is meant to be used");
        }
        for (name, most) in [("life_events", budget::EVENTS), ("offices", budget::OFFICES)] {
            let Some(entries) = list(&department, name, most) else {
                self.add("F7", DEPARTMENT, format!("{name}: a list of at most {most}"));
                continue;
            };
            for (at, entry) in entries.iter().enumerate() {
                self.entry(name, at, entry);
            }
        }
    }

    fn entry(&mut self, list: &str, at: usize, entry: &Value) {
        let mut reader = Reader::default();
        let place = format!("{DEPARTMENT}#/{list}/{at}");
        self.words("F7", &place, entry, "title");
        let is_read = if list == "offices" {
            OfficeEntry::read(entry, &mut reader).is_some()
        } else {
            let event = LifeEvent::read(entry, &mut reader);
            for service in event.iter().flat_map(|event| &event.services) {
                if !self.folder.names("services").any(|name| name == service) {
                    self.add("F7", &place, format!("there is no service {service}"));
                }
            }
            event.is_some()
        };
        if !is_read {
            self.add("F7", &place, "name, title and what belongs to it; see docs/authoring.md");
        }
    }

    fn forms(&mut self) {
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        for name in self.folder.names("forms") {
            let path = format!("forms/{name}.json");
            let bytes = self.folder.file(&path).unwrap_or_default();
            match lint(bytes) {
                Err(error) => self.add("F3", &path, error.to_string()),
                Ok(findings) => {
                    for found in findings {
                        self.add(
                            "F3",
                            &path,
                            format!("{} {}: {}", found.rule, found.at, found.detail),
                        );
                    }
                }
            }
            let id = self.folder.json(&path);
            let id = id.as_ref().and_then(|form| form.get("id")).and_then(Value::as_str);
            if let Some(other) = id.and_then(|id| ids.insert(id.to_owned(), path.clone())) {
                self.add("F3", &path, format!("its id is that of {other}"));
            }
        }
    }

    fn services(&mut self) {
        for name in self.folder.names("services") {
            let path = format!("services/{name}.json");
            let Some(service) = self.folder.json(&path) else { continue };
            self.known("F4", &path, &service, &["form", "summary", "keywords", "result"]);
            if let Some(result) = service.get("result") {
                self.result(name, &path, result);
            }
            self.given(name, &path);
            let form = self.folder.form_path(name);
            if self.folder.file(&form).is_none() {
                self.add("F4", &path, format!("its form {form} is missing"));
            }
            if service.get("summary").is_some() {
                self.words("F4", &path, &service, "summary");
            }
            let keywords = list(&service, "keywords", budget::KEYWORDS);
            if keywords.is_none_or(|list| list.iter().any(|word| !word.is_string())) {
                self.add("F4", &path, format!("keywords: at most {} texts", budget::KEYWORDS));
            }
        }
    }

    fn result(&mut self, service: &str, path: &str, result: &Value) {
        self.known("F4", path, result, &["type", "extends", "claims", "years", "produces"]);
        let Some(read) = ServiceResult::read(result) else {
            return self.add(
                "F4",
                path,
                "result: type, years (1 to 50), and extends (a claim with a date) or claims (how each is made)",
            );
        };
        let mut types = self.folder.names("types").map(|name| format!("types/{name}.json"));
        let described = types.find_map(|path| {
            let kind = self.folder.json(&path)?;
            (kind.get("vct")?.as_str()? == read.kind).then_some(kind)
        });
        let Some(described) = described else {
            return self.add("F4", path, format!("result: no type here is {}", read.kind));
        };
        let claims = described.get("claims").and_then(Value::as_array).into_iter().flatten();
        let paths: Vec<&Value> = claims.filter_map(|claim| claim.get("path")).collect();
        for claim in read.claims() {
            if !paths.contains(&&serde_json::json!([claim])) {
                self.add("F4", path, format!("result: the type has no claim {claim}"));
            }
        }
        let form = self.folder.form(service);
        for (at, _) in &read.produces {
            let mut filings = form.iter().flat_map(|form| form.filings());
            if !filings.any(|filing| filing.produces.iter().any(|(to, _)| to == at)) {
                self.add("F4", path, format!("result: the form lets nobody produce {at}"));
            }
        }
    }

    /// What other offices wait for must come of a yes: else the first one is said without it, and a decision is
    /// never taken back.
    fn given(&mut self, service: &str, path: &str) {
        let Some(form) = self.folder.form(service) else { return };
        let result = self.folder.result(service);
        let produces = result.map(|result| result.produces).unwrap_or_default();
        let late: Vec<_> = form.filings().iter().flat_map(|filing| &filing.late).collect();
        for filing in form.filings() {
            for (at, _) in &filing.produces {
                let is_awaited = late.iter().any(|late| late.to == *at && late.from == filing.id);
                if is_awaited && !produces.iter().any(|(to, _)| to == at) {
                    let of = &filing.id;
                    self.add("F4", path, format!("result.produces: others wait for {at} from {of}, and a yes does not give it"));
                }
            }
        }
    }

    fn types(&mut self) {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for name in self.folder.names("types") {
            let path = format!("types/{name}.json");
            let Some(kind) = self.folder.json(&path) else { continue };
            let vct = kind.get("vct").and_then(Value::as_str).unwrap_or_default();
            if vct.is_empty() || vct.len() > budget::NAME {
                self.add("F5", &path, "vct: the identifier of the type");
            } else if let Some(other) = known.insert(vct.to_owned(), path.clone()) {
                self.add("F5", &path, format!("{other} describes {vct} already"));
            }
            self.displayed(&path, "display", kind.get("display"), "name");
            for (at, claim) in
                kind.get("claims").and_then(Value::as_array).into_iter().flatten().enumerate()
            {
                let steps = claim.get("path").and_then(Value::as_array);
                if steps.is_none_or(|steps| steps.is_empty()) {
                    self.add("F5", &path, format!("claims/{at}: path, a list of names"));
                }
                if claim.get("certfill_hidden").and_then(Value::as_bool) != Some(true) {
                    self.displayed(
                        &path,
                        &format!("claims/{at}/display"),
                        claim.get("display"),
                        "label",
                    );
                }
            }
        }
    }

    /// A list of `{"locale", "name" or "label"}` in every language.
    fn displayed(&mut self, file: &str, at: &str, display: Option<&Value>, member: &str) {
        let entries = display.and_then(Value::as_array).into_iter().flatten();
        let said: Vec<&str> = entries
            .filter(|entry| {
                entry
                    .get(member)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.trim().is_empty())
            })
            .filter_map(|entry| entry.get("locale").and_then(Value::as_str))
            .collect();
        let missing = self.locales.iter().filter(|locale| !said.contains(&locale.as_str()));
        let missing = missing.cloned().collect::<Vec<_>>().join(", ");
        if !missing.is_empty() {
            self.add("F5", file, format!("{at}: no {member} in {missing}"));
        }
    }

    /// The names of the claims that a type of this folder has; none when another department describes it.
    fn claims_of(&self, vct: &str) -> Option<Vec<String>> {
        let paths = self.folder.names("types").map(|name| format!("types/{name}.json"));
        let mut kinds = paths.filter_map(|path| self.folder.json(&path));
        let kind = kinds.find(|kind| kind.get("vct").and_then(Value::as_str) == Some(vct))?;
        let claims = kind.get("claims").and_then(Value::as_array).into_iter().flatten();
        let first = |claim: &Value| claim.pointer("/path/0")?.as_str().map(str::to_owned);
        Some(claims.filter_map(first).collect())
    }

    fn examples(&mut self) {
        for name in self.folder.names("examples") {
            let path = format!("examples/{name}.json");
            let kind = self.folder.json(&format!("types/{name}.json"));
            let vct = kind.as_ref().and_then(|kind| kind.get("vct")).and_then(Value::as_str);
            let Some(claims) = vct.and_then(|vct| self.claims_of(vct)) else {
                self.add("F8", &path, format!("there is no types/{name}.json"));
                continue;
            };
            let example = self.folder.json(&path).unwrap_or_default();
            let given = example.get("claims").and_then(Value::as_object).into_iter().flatten();
            for (claim, _) in given.filter(|(claim, _)| !claims.contains(claim)) {
                self.add("F8", &path, format!("the type does not describe {claim}"));
            }
        }
    }
}
