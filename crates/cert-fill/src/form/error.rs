//! Why a form is not used.

use std::fmt;

use cert_verify::Code;

use crate::Pointer;
use crate::read::Malformed;

/// One thing that is wrong with a form definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `L1` to `L15`, or `format` when the file is no EF 1.0 form at all.
    pub rule: &'static str,
    /// Where in the file.
    pub at: Pointer,
    /// One English line for the author of the form.
    pub detail: String,
}

impl Finding {
    pub(crate) fn new(rule: &'static str, at: Pointer, detail: impl Into<String>) -> Self {
        Self { rule, at, detail: detail.into() }
    }
}

impl From<Malformed> for Finding {
    fn from(malformed: Malformed) -> Self {
        Self::new("format", malformed.at, format!("expected {}", malformed.expected))
    }
}

macro_rules! form_error_codes {
    ($($variant:ident, $name:literal, $description:literal;)+) => {
        /// Why a form is refused: stable names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum FormErrorCode {
            $(#[doc = $description] $variant,)+
        }

        impl FormErrorCode {
            /// Every code, in the order of the documentation table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// One English line for the documentation table.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description,)+ }
            }
        }
    };
}

form_error_codes! {
    TooLarge, "form-too-large", "The form file is larger than its budget.";
    NotJson, "form-not-json", "The form file is not JSON as it must be: duplicate names, broken text or too deep.";
    VersionNotSupported, "form-version-not-supported", "The form is written in a version of the format that is not known here.";
    Malformed, "form-malformed", "The form has an unknown, missing or wrong member.";
    OverAsks, "form-over-asks", "The form asks for a claim that none of its answers or checks needs (rule L3).";
    LintFailed, "form-lint-failed", "The form breaks a rule of the format (L1 to L15).";
    SignatureWrong, "form-signature-wrong", "The form is not signed by a key that the operator names.";
    IntegrityMismatch, "form-integrity-mismatch", "The form is not the one that the catalogue or the draft names.";
}

/// A form that is not used, and every reason found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    code: FormErrorCode,
    findings: Vec<Finding>,
}

impl FormError {
    pub(crate) fn new(code: FormErrorCode) -> Self {
        Self { code, findings: Vec::new() }
    }

    pub(crate) fn of_findings(findings: Vec<Finding>) -> Self {
        let any = |rule| findings.iter().any(|finding| finding.rule == rule);
        let code = if any("format") {
            FormErrorCode::Malformed
        } else if any("L3") {
            FormErrorCode::OverAsks
        } else {
            FormErrorCode::LintFailed
        };
        Self { code, findings }
    }

    pub(crate) fn not_json(code: Code) -> Self {
        let detail = format!("not strict JSON: {code}");
        Self {
            code: if code == Code::TooLarge {
                FormErrorCode::TooLarge
            } else {
                FormErrorCode::NotJson
            },
            findings: vec![Finding::new("format", Pointer::root(), detail)],
        }
    }

    /// The stable code.
    pub const fn code(&self) -> FormErrorCode {
        self.code
    }

    /// What was found, for the author of the form.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl From<Malformed> for FormError {
    fn from(malformed: Malformed) -> Self {
        Self::of_findings(vec![malformed.into()])
    }
}

impl fmt::Display for FormErrorCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.code)?;
        match self.findings.first() {
            Some(first) => write!(out, " ({} at {}: {})", first.rule, first.at, first.detail),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FormError {}
