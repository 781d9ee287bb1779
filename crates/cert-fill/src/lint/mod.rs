//! The linter: the rules that every form must meet (forms.md 3.1, L1 to L14, and L15).
//!
//! | rule | refuses |
//! |---|---|
//! | L1 | a pointer to an answer that the form does not have |
//! | L2 | a binding or check from a claim that was not requested, or rows that do not fit |
//! | L3 | over-asking: a claim that nothing uses, or that an office gets without needing it |
//! | L4 | an answer that goes to no office |
//! | L5 | a suggested value from a required certificate, which nobody could withdraw |
//! | L6 | an office that gets a value without the evidence to verify it |
//! | L7 | a field without words in every language, or that is never shown |
//! | L8 | an open object, or a keyword outside the subset |
//! | L9 | a condition that passes when its property is missing |
//! | L10 | an invalid certificate query |
//! | L11 | an unknown `autocomplete` token |
//! | L12 | a cycle or forward reference between filings |
//! | L13 | a `when` that the schema does not know, or a condition of the schema without `when` |
//! | L14 | words that are too long for their place |
//! | L15 | an office that cannot check who acts for whom |

mod agent;
mod autocomplete;
mod claims;
mod conditions;
mod filings;
mod words;

use cert_verify::{PublicKey, jws};
use serde_json::Value;

use crate::Pointer;
use crate::form::{Finding, Form, FormError, FormErrorCode, FormFile, read_form};

/// Every finding about a form file; empty when it may be published.
///
/// # Errors
/// When the file cannot be read as a form at all.
pub fn lint(bytes: &[u8]) -> Result<Vec<Finding>, FormError> {
    examine(bytes).map(|file| file.findings)
}

impl Form {
    /// Reads a form file and holds it against every rule of the linter.
    ///
    /// # Errors
    /// A [`FormError`] with every finding.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        let file = examine(bytes)?;
        match file.form {
            Some(form) if file.findings.is_empty() => Ok(form),
            _ => Err(FormError::of_findings(file.findings)),
        }
    }

    /// Reads a signed form: a compact JWS (RFC 7515) whose payload is the file.
    ///
    /// # Errors
    /// [`FormErrorCode::SignatureWrong`] unless one of these keys signed exactly these
    /// bytes; else as [`Form::parse`].
    pub fn open_signed(token: &str, keys: &[PublicKey]) -> Result<Self, FormError> {
        let refused = |_| FormError::new(FormErrorCode::SignatureWrong);
        let payload =
            jws::parse(token.trim()).and_then(|token| token.verify(keys)).map_err(refused)?;
        Self::parse(&payload)
    }
}

/// Reads a form file and holds it against every rule.
fn examine(bytes: &[u8]) -> Result<FormFile, FormError> {
    let mut file = read_form(bytes)?;
    if let Some(form) = &file.form {
        run(form, &file.json, &mut file.findings);
    }
    Ok(file)
}

/// Holds a form that was read against every rule.
fn run(form: &Form, file: &Value, findings: &mut Vec<Finding>) {
    let mut linter = Linter { form, findings };
    pointers(&mut linter);
    claims::run(&mut linter);
    filings::run(&mut linter);
    agent::run(&mut linter);
    words::run(&mut linter);
    shapes(&mut linter);
    conditions::run(&mut linter, file);
    autocomplete::run(&mut linter);
}

struct Linter<'f> {
    form: &'f Form,
    findings: &'f mut Vec<Finding>,
}

impl Linter<'_> {
    fn find(&mut self, rule: &'static str, at: &[&str], detail: String) {
        let at = at.iter().fold(Pointer::root(), |at, token| at.child(token));
        self.findings.push(Finding::new(rule, at, detail));
    }
}

/// L1: every pointer leads to an answer.
fn pointers(linter: &mut Linter<'_>) {
    let form = linter.form;
    let mut named: Vec<(&[&str], &Pointer)> = Vec::new();
    named.extend(form.bindings.iter().map(|binding| (["bindings"].as_slice(), &binding.to)));
    named.extend(
        form.checks.iter().flat_map(|check| check.answers()).map(|at| (["checks"].as_slice(), at)),
    );
    named.extend(form.fields.iter().map(|field| (["ui", "fields"].as_slice(), &field.pointer)));
    let conditions = form.fields.iter().filter_map(|field| field.when.as_ref());
    named.extend(conditions.map(|when| (["ui", "fields"].as_slice(), &when.at)));
    for step in &form.steps {
        named.extend(
            step.fields.iter().chain(&step.repeat).map(|at| (["ui", "steps"].as_slice(), at)),
        );
    }
    named.extend(form.eligibility.iter().map(|page| (["eligibility"].as_slice(), &page.at)));
    for filing in &form.filings {
        named.extend(filing.answers.iter().map(|at| (["filings"].as_slice(), at)));
    }
    let unknown: Vec<_> =
        named.into_iter().filter(|(_, answer)| form.schema.at(answer).is_none()).collect();
    for (section, answer) in unknown {
        linter.find("L1", section, format!("the form has no answer {answer}"));
    }
}

/// L8 and L9: the shape of the schema.
fn shapes(linter: &mut Linter<'_>) {
    for open in linter.form.schema.open_objects() {
        linter.find("L8", &["answers"], format!("the object \"{open}\" is open"));
    }
    for condition in linter.form.schema.vacuous_conditions() {
        let detail = format!("the condition at {condition} passes when its property is missing");
        linter.find("L9", &["answers"], detail);
    }
}
