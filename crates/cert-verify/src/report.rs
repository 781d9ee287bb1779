//! The answer: a verdict, the checks behind it in fixed order, and the claims if the
//! signature passed.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{Code, Format, UnixTime, code::Kind, jcs};

/// The answer in one word. There are three: a list that did not load proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every check passed or did not apply.
    Valid,
    /// At least one check failed.
    Invalid,
    /// Nothing failed, but something could not be established.
    Undetermined,
}

impl Verdict {
    /// `valid`, `invalid` or `undetermined`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The checks, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Well formed, and of a kind that can be verified?
    Format,
    /// Does the signature over the received bytes verify?
    Signature,
    /// Is the issuer trusted, then, for this type and region?
    Issuer,
    /// Within its time?
    Time,
    /// Not revoked or suspended?
    Status,
    /// Bound to a key, and possession proven when asked?
    Holder,
}

impl Check {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Time => "time",
            Self::Status => "status",
            Self::Holder => "holder",
        }
    }
}

/// How one check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed(Code),
    /// It could not be established.
    Undetermined(Code),
    /// It was not asked for or does not apply.
    Skipped(Code),
}

impl Outcome {
    /// `passed`, `failed`, `undetermined` or `skipped`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Undetermined(_) => "undetermined",
            Self::Skipped(_) => "skipped",
        }
    }

    /// The reason, if there is one.
    pub const fn code(self) -> Option<Code> {
        match self {
            Self::Passed => None,
            Self::Failed(code) | Self::Undetermined(code) | Self::Skipped(code) => Some(code),
        }
    }
}

impl From<Code> for Outcome {
    fn from(code: Code) -> Self {
        match code.kind() {
            Kind::Failure => Self::Failed(code),
            Kind::Unknown => Self::Undetermined(code),
            Kind::Skip => Self::Skipped(code),
        }
    }
}

/// A detail that words for people need: when it expires, how old the list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A point in time.
    Time(UnixTime),
    /// A short text; from the certificate or the trust list, so never markup.
    Text(String),
    /// A number.
    Number(i64),
}

/// One check with its outcome and facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    check: Check,
    outcome: Outcome,
    facts: Vec<(&'static str, Fact)>,
}

impl CheckResult {
    pub(crate) fn new(check: Check, outcome: impl Into<Outcome>) -> Self {
        Self { check, outcome: outcome.into(), facts: Vec::new() }
    }

    pub(crate) fn fact(mut self, name: &'static str, fact: Fact) -> Self {
        self.facts.push((name, fact));
        self
    }

    pub(crate) fn time(self, name: &'static str, time: Option<UnixTime>) -> Self {
        match time {
            Some(time) => self.fact(name, Fact::Time(time)),
            None => self,
        }
    }

    /// Names of checks, outcomes and codes need no escapes.
    fn write_json(&self, out: &mut String) {
        for part in
            ["{\"check\":\"", self.check.as_str(), "\",\"outcome\":\"", self.outcome.as_str()]
        {
            out.push_str(part);
        }
        if let Some(code) = self.outcome.code() {
            out.push_str("\",\"code\":\"");
            out.push_str(code.as_str());
        }
        out.push_str("\"}");
    }

    /// Which check.
    pub const fn check(&self) -> Check {
        self.check
    }

    /// How it ended.
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Named details, for words and for machines.
    pub fn facts(&self) -> &[(&'static str, Fact)] {
        &self.facts
    }
}

/// The whole answer about one certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub(crate) format: Option<Format>,
    pub(crate) issuer: Option<String>,
    pub(crate) issuer_names: Vec<(String, String)>,
    pub(crate) credential_type: Option<String>,
    pub(crate) checks: Vec<CheckResult>,
    pub(crate) claims: Option<Arc<Value>>,
    /// The unsigned envelope that it came in.
    pub(crate) envelope: Option<&'static str>,
    /// The certificates of a presentation.
    pub(crate) presented: Vec<Report>,
}

impl Report {
    pub(crate) fn new(format: Option<Format>) -> Self {
        Self {
            format,
            issuer: None,
            issuer_names: Vec::new(),
            credential_type: None,
            checks: Vec::new(),
            claims: None,
            envelope: None,
            presented: Vec::new(),
        }
    }

    /// A report with nothing but a `format` check that did not pass.
    pub(crate) fn refused(format: Option<Format>, code: Code) -> Self {
        let mut report = Self::new(format);
        report.checks.push(CheckResult::new(Check::Format, code));
        report
    }

    /// The verdict that follows from the checks, and for a presentation from those of its certificates:
    /// the worst of all.
    pub fn verdict(&self) -> Verdict {
        let presented = self.presented.iter().map(Self::verdict);
        presented.fold(self.own_verdict(), |worst, verdict| match (worst, verdict) {
            (Verdict::Invalid, _) | (_, Verdict::Invalid) => Verdict::Invalid,
            (Verdict::Undetermined, _) | (_, Verdict::Undetermined) => Verdict::Undetermined,
            _ => Verdict::Valid,
        })
    }

    fn own_verdict(&self) -> Verdict {
        let any = |wanted: fn(&Outcome) -> bool| self.checks.iter().any(|c| wanted(&c.outcome));
        if any(|outcome| matches!(outcome, Outcome::Failed(_))) {
            Verdict::Invalid
        } else if any(|outcome| matches!(outcome, Outcome::Undetermined(_)))
            || self.checks.is_empty()
        {
            Verdict::Undetermined
        } else {
            Verdict::Valid
        }
    }

    /// The reason of the verdict: the first failure, else the first thing not established.
    pub fn code(&self) -> Option<Code> {
        let worst = self.verdict();
        if self.own_verdict() != worst {
            return self.presented.iter().find(|it| it.verdict() == worst).and_then(Self::code);
        }
        let first = |wanted: fn(&Outcome) -> Option<Code>| {
            self.checks.iter().find_map(|c| wanted(&c.outcome))
        };
        first(|outcome| match outcome {
            Outcome::Failed(code) => Some(*code),
            _ => None,
        })
        .or_else(|| {
            first(|outcome| match outcome {
                Outcome::Undetermined(code) => Some(*code),
                _ => None,
            })
        })
    }

    /// The kind of certificate, if it was recognised.
    pub const fn format(&self) -> Option<Format> {
        self.format
    }

    /// The issuer named in the signed content; only when the signature passed.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// The issuer's name on the trust list in this language, else the first one there.
    pub fn issuer_name(&self, language: &str) -> Option<&str> {
        let exact = self.issuer_names.iter().find(|(tag, _)| tag == language);
        exact.or(self.issuer_names.first()).map(|(_, name)| name.as_str())
    }

    /// The type (`vct`); only when the signature passed.
    pub fn credential_type(&self) -> Option<&str> {
        self.credential_type.as_deref()
    }

    /// The unsigned envelope that it came in (`EnvelopedVerifiableCredential`).
    pub const fn envelope(&self) -> Option<&'static str> {
        self.envelope
    }

    /// The reports about the certificates of a presentation, in the order shown.
    pub fn presented(&self) -> &[Self] {
        &self.presented
    }

    /// The checks made, in the order of design section 4.
    pub fn checks(&self) -> &[CheckResult] {
        &self.checks
    }

    /// The outcome of one check, if it was made.
    pub fn outcome(&self, check: Check) -> Option<Outcome> {
        self.checks.iter().find(|result| result.check == check).map(|result| result.outcome)
    }

    /// The claims; only when the signature passed.
    pub fn claims(&self) -> Option<&Value> {
        self.claims.as_deref()
    }

    /// The JSON of design section 9, nothing more.
    pub fn to_json(&self) -> Value {
        self.json(false)
    }

    /// The same as text, without a copy of the claims: this is what browsers ask for.
    pub fn write_json(&self, out: &mut String) {
        out.push('{');
        let mut put = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                jcs::write_text(out, name);
                out.push(':');
                jcs::write_text(out, value);
                out.push(',');
            }
        };
        put("verdict", Some(self.verdict().as_str()));
        put("format", self.format.map(Format::as_str));
        put("envelope", self.envelope);
        put("issuer", self.issuer());
        out.push_str("\"checks\":[");
        jcs::write_list(out, &self.checks, CheckResult::write_json);
        out.push(']');
        if !self.presented.is_empty() {
            out.push_str(",\"certificates\":[");
            jcs::write_list(out, &self.presented, |report, out| report.write_json(out));
            out.push(']');
        }
        if let Some(claims) = self.claims() {
            out.push_str(",\"claims\":");
            jcs::write_as_given(out, claims);
        }
        out.push('}');
    }

    /// The same with the `facts` of each check, the reason and the type, for apps.
    pub fn to_json_with_facts(&self) -> Value {
        self.json(true)
    }

    fn json(&self, with_facts: bool) -> Value {
        let mut object = Map::new();
        let mut put = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                object.insert(name.to_owned(), value.into());
            }
        };
        put("verdict", Some(self.verdict().as_str()));
        if with_facts {
            put("code", self.code().map(Code::as_str));
            put("type", self.credential_type());
        }
        put("format", self.format.map(Format::as_str));
        put("envelope", self.envelope);
        put("issuer", self.issuer());
        let checks = self.checks.iter().map(|result| check_json(result, with_facts)).collect();
        object.insert("checks".to_owned(), Value::Array(checks));
        if !self.presented.is_empty() {
            let reports = self.presented.iter().map(|report| report.json(with_facts)).collect();
            object.insert("certificates".to_owned(), Value::Array(reports));
        }
        if let Some(claims) = &self.claims {
            object.insert("claims".to_owned(), Value::clone(claims));
        }
        Value::Object(object)
    }
}

fn check_json(result: &CheckResult, with_facts: bool) -> Value {
    let mut object = Map::new();
    object.insert("check".to_owned(), result.check.as_str().into());
    object.insert("outcome".to_owned(), result.outcome.as_str().into());
    if let Some(code) = result.outcome.code() {
        object.insert("code".to_owned(), code.as_str().into());
    }
    if with_facts && !result.facts.is_empty() {
        let facts = result.facts.iter().map(|(name, fact)| {
            let value = match fact {
                Fact::Time(time) => time.to_string().into(),
                Fact::Text(text) => text.as_str().into(),
                Fact::Number(number) => (*number).into(),
            };
            ((*name).to_owned(), value)
        });
        object.insert("facts".to_owned(), Value::Object(facts.collect()));
    }
    Value::Object(object)
}
