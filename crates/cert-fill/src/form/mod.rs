//! Form definitions in the format EF 1.0 (forms.md section 3).
//!
//! A [`Form`] has been read strictly and has passed every rule of the linter, so whoever
//! holds one can rely on it: every pointer leads somewhere, every text is there in every
//! declared language, and no office gets a claim that it does not need.

mod agent;
mod binding;
mod embed;
mod endpoint;
mod error;
mod filing;
mod parse;
mod text;
mod ui;

use serde_json::Value;

use crate::dcql::Query;
use crate::read::{Malformed, Members};
use crate::{Pointer, Schema};

pub use crate::china::Identifier;
pub use agent::{Agent, Holder, Mandate, Subject, Territory, Tie};
pub use binding::{Binding, CrossCheck, Missing, Operand, Policy as BindingPolicy, Source};
pub use embed::Embed;
pub use endpoint::Endpoint;
pub use error::{Finding, FormError, FormErrorCode};
pub use filing::{EligibilityPage, Filing, Late, Party, is_expected, is_the_office};
pub use text::LocalText;
pub(crate) use ui::written;
pub use ui::{Choice, Concept, Control, Field, Step, When};

pub(crate) use parse::{FormFile, read_form};

/// What the person is told before they start.
#[derive(Clone, Debug)]
pub struct Privacy {
    /// What the answers are for.
    pub purpose: LocalText,
    /// The law that asks for them.
    pub legal_basis: Option<String>,
    /// How long they are kept (ISO 8601 period).
    pub retention: Option<crate::Period>,
    /// Where to ask.
    pub contact: Option<String>,
}

/// A form definition that was read and found sound.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) bytes: Vec<u8>,
    pub(crate) integrity: String,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) locales: Vec<String>,
    pub(crate) title: LocalText,
    pub(crate) summary: Option<LocalText>,
    pub(crate) minutes: Option<u64>,
    pub(crate) owner: Party,
    pub(crate) privacy: Privacy,
    pub(crate) schema: Schema,
    pub(crate) evidence: Query,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) checks: Vec<CrossCheck>,
    pub(crate) steps: Vec<Step>,
    pub(crate) fields: Vec<Field>,
    pub(crate) eligibility: Vec<EligibilityPage>,
    pub(crate) filings: Vec<Filing>,
    pub(crate) embed: Option<Embed>,
    pub(crate) agent: Option<Agent>,
}

impl Form {
    /// The exact bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `sha256-` and the base64 of the digest of the exact bytes (Subresource Integrity).
    pub fn integrity(&self) -> &str {
        &self.integrity
    }

    /// The form's name, an address.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The form's version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The languages in which it is complete.
    pub fn locales(&self) -> &[String] {
        &self.locales
    }

    /// The language of the form for somebody who reads `wanted`: that one, or else the form's first.
    pub fn locale_for<'a>(&'a self, wanted: &'a str) -> &'a str {
        let has = self.locales.iter().any(|locale| locale == wanted);
        // A form has at least one language; the parser sees to it.
        if has { wanted } else { self.locales.first().map_or(wanted, String::as_str) }
    }

    /// The title.
    pub fn title(&self) -> &LocalText {
        &self.title
    }

    /// One or two sentences about it.
    pub fn summary(&self) -> Option<&LocalText> {
        self.summary.as_ref()
    }

    /// How many minutes it takes.
    pub fn minutes(&self) -> Option<u64> {
        self.minutes
    }

    /// Who publishes it.
    pub fn owner(&self) -> &Party {
        &self.owner
    }

    /// Purpose, law and retention.
    pub fn privacy(&self) -> &Privacy {
        &self.privacy
    }

    /// The steps in order.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Every field, in the order of the file.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this answer; a row's answer finds the field with `*`.
    pub fn field(&self, answer: &Pointer) -> Option<&Field> {
        self.fields.iter().find(|field| same_answer(answer, &field.pointer))
    }

    /// The schema of the answers.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The certificates that it can use.
    pub fn evidence(&self) -> &Query {
        &self.evidence
    }

    /// Which claims fill which answers.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The binding of this answer; a row's answer finds the binding with `*`.
    pub fn binding(&self, answer: &Pointer) -> Option<&Binding> {
        self.bindings.iter().find(|binding| same_answer(answer, &binding.to))
    }

    /// Equalities between values.
    pub fn checks(&self) -> &[CrossCheck] {
        &self.checks
    }

    /// Pages for people who cannot use the form now.
    pub fn eligibility(&self) -> &[EligibilityPage] {
        &self.eligibility
    }

    /// The offices and what each gets.
    pub fn filings(&self) -> &[Filing] {
        &self.filings
    }

    /// Which pages may open it, when any may.
    pub fn embed(&self) -> Option<&Embed> {
        self.embed.as_ref()
    }

    /// Who may file it for somebody else, when anybody may.
    pub fn agent(&self) -> Option<&Agent> {
        self.agent.as_ref()
    }

    /// The filing with this id.
    pub fn filing(&self, id: &str) -> Option<&Filing> {
        self.filings.iter().find(|filing| filing.id == id)
    }

    /// Refuses another edition of the form than the one named by its integrity.
    ///
    /// # Errors
    /// [`FormErrorCode::IntegrityMismatch`].
    pub fn require_integrity(&self, integrity: &str) -> Result<(), FormError> {
        if self.integrity == integrity {
            return Ok(());
        }
        Err(FormError::new(FormErrorCode::IntegrityMismatch))
    }
}

/// Whether `answer` is the answer `open`, or a row of it.
fn same_answer(answer: &Pointer, open: &Pointer) -> bool {
    answer.tokens().len() == open.tokens().len() && answer.is_within_rows_of(open)
}

/// A name that is safe in addresses and file names.
fn name(members: &Members<'_>, member: &str) -> Result<String, Malformed> {
    /// Names are for people who write forms; nobody types more.
    const MAX_NAME: usize = 64;
    let text = members.text(member)?;
    let plain =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if plain && text.len() <= MAX_NAME {
        return Ok(text.to_owned());
    }
    Err(members.at(member).wrong("a name of letters, digits, - and _"))
}

/// The base64 form of a digest, as in Subresource Integrity.
fn integrity_of(bytes: &[u8]) -> String {
    format!("sha256-{}", crate::transaction::standard_base64(&cert_verify::sha256(bytes)))
}

impl Form {
    /// Where the JSON of the answers' schema stands in the file.
    pub(crate) fn schema_source(&self) -> &Value {
        self.schema.source()
    }
}
