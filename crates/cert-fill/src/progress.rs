//! News of a case: what an office says about a filing after its receipt, as a chain of statements that
//! anyone can verify.
//!
//! Each statement is an SD-JWT VC by the office that gave the receipt. It names the receipt and the
//! statement before it by digest, so that nothing can be left out in the middle, put in another order or
//! moved to another case. It says nothing about the person. Who may ask is whoever shows the handle whose
//! digest was signed with the filing; the handle is made on the person's device, one for each filing, and
//! stands in no address.
//!
//! What it is *not*: a promise that the office has said everything. That the end of a chain was cut off is
//! known only to whoever has seen it longer before ([`is_continued`]).

use std::fmt;

use cert_verify::json::{self, Limits};
use cert_verify::sd_jwt::SdJwt;
use cert_verify::{
    Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, Verified, base64url, verify,
};
use serde_json::{Map, Value, json};

use crate::transaction::hash;
use crate::{LocalText, Pointer, receipt};

/// The type of statements.
pub const TYPE: &str = "https://ef.example/vct/filing-progress/1";

/// Statements of one case: an office that asks back every week for a year needs half of it.
pub const MAX_STATEMENTS: usize = 100;

/// Values that one statement gives: as many as a form may have fields, since each is an answer of it.
const MAX_VALUES: usize = 500;

/// Bytes of a handle: as many as cannot be guessed.
pub const HANDLE_BYTES: usize = 32;

/// Characters of what a clerk adds in words of their own: a paragraph.
pub const MAX_NOTE: usize = 500;

/// The version of the file in which a case is handed on.
const FILE_VERSION: &str = "1";

/// A receipt, and a hundred statements of a few kilobytes each.
pub const MAX_CASE_BYTES: usize = 1_048_576;

const FILE: Limits = Limits { bytes: MAX_CASE_BYTES, depth: 8, items: 1_000 };

/// The handle made of these random bytes, as it is shown to the office.
pub fn handle(random: &[u8; HANDLE_BYTES]) -> String {
    base64url::encode(random)
}

/// What stands in the signed filing for a handle: SHA-256 over its characters, base64url.
pub fn digest(handle: &str) -> String {
    hash(handle)
}

/// How a statement names the receipt, or the statement before it.
pub fn name_of(signed: &str) -> String {
    hash(signed)
}

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It has arrived.
    Received,
    /// Somebody looks at it.
    Checking,
    /// It waits for the person.
    Waiting,
    /// It waits for what another office gives; there is nothing that the person can do.
    WaitingForOffice,
    /// The answer is yes.
    Accepted,
    /// The answer is no.
    Refused,
    /// What an office says that is newer than this program.
    Other(String),
}

impl State {
    /// The states that this program knows.
    pub const KNOWN: &'static [Self] = &[
        Self::Received,
        Self::Checking,
        Self::Waiting,
        Self::WaitingForOffice,
        Self::Accepted,
        Self::Refused,
    ];

    /// Its name in a statement.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Received => "received",
            Self::Checking => "checking",
            Self::Waiting => "waiting",
            Self::WaitingForOffice => "waiting-for-office",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Other(name) => name,
        }
    }

    /// The state of this name.
    pub fn of(name: &str) -> Self {
        let known = Self::KNOWN.iter().find(|state| state.as_str() == name);
        known.cloned().unwrap_or_else(|| Self::Other(name.to_owned()))
    }

    /// Whether the office has decided.
    pub const fn is_decision(&self) -> bool {
        matches!(self, Self::Accepted | Self::Refused)
    }
}

/// Why a case waits or was refused, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The office's own stable code.
    pub code: String,
    /// Why.
    pub text: LocalText,
    /// What the person can do.
    pub remedy: Option<LocalText>,
}

/// What an office says at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// From 1, without gaps.
    pub number: u64,
    /// Where the case stands.
    pub state: State,
    /// Since when.
    pub at: UnixTime,
    /// Why, and what to do.
    pub reason: Option<Reason>,
    /// What the clerk adds in words of their own, in whatever language they write. Programs that are older than this
    /// member pass over it; what has to be done stands in the reason.
    pub note: Option<String>,
    /// The type of the certificate that the decision gives.
    pub gives: Option<String>,
    /// Values that a yes gives and other offices wait for, by the answer of the form that they are.
    pub produced: Vec<(Pointer, Value)>,
    /// Values of another office that have arrived in this case.
    pub took: Vec<(Pointer, Value)>,
}

impl Statement {
    /// Where a case stands, and nothing besides.
    pub const fn new(number: u64, state: State, at: UnixTime) -> Self {
        Self {
            number,
            state,
            at,
            reason: None,
            note: None,
            gives: None,
            produced: Vec::new(),
            took: Vec::new(),
        }
    }

    /// Reads a statement that was followed before and kept since; it believes what stands there.
    pub fn of_kept(text: &str) -> Option<Self> {
        let signed = SdJwt::parse(text).ok()?;
        read(signed.payload()).map(|(says, ..)| says)
    }
}

/// The claims of a statement; the office signs them as an SD-JWT VC.
///
/// `before` is the statement before it as it was signed; `None` for the first.
pub fn claims(issuer: &str, receipt: &str, before: Option<&str>, says: &Statement) -> Value {
    let mut claims = Map::new();
    claims.insert("iss".to_owned(), issuer.into());
    claims.insert("vct".to_owned(), TYPE.into());
    claims.insert("iat".to_owned(), says.at.seconds().into());
    claims.insert("receipt".to_owned(), name_of(receipt).into());
    claims.insert("number".to_owned(), says.number.into());
    if let Some(before) = before {
        claims.insert("previous".to_owned(), name_of(before).into());
    }
    claims.insert("state".to_owned(), says.state.as_str().into());
    if let Some(reason) = &says.reason {
        let mut told = json!({"code": reason.code, "text": reason.text.to_json()});
        if let (Some(remedy), Some(told)) = (&reason.remedy, told.as_object_mut()) {
            told.insert("remedy".to_owned(), remedy.to_json());
        }
        claims.insert("reason".to_owned(), told);
    }
    if let Some(note) = &says.note {
        claims.insert("note".to_owned(), note.as_str().into());
    }
    if let Some(gives) = &says.gives {
        claims.insert("gives".to_owned(), gives.as_str().into());
    }
    for (name, values) in [("produced", &says.produced), ("took", &says.took)] {
        if !values.is_empty() {
            let values = values.iter().map(|(at, value)| (at.to_string(), value.clone()));
            claims.insert(name.to_owned(), Value::Object(values.collect()));
        }
    }
    Value::Object(claims)
}

/// Why a chain of statements is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgressError {
    /// It cannot be read, or is longer than any case.
    Malformed,
    /// The receipt itself does not pass.
    ReceiptNotTrusted,
    /// A statement's signature, issuer or time does not pass.
    NotTrusted,
    /// A statement is about another case.
    OtherReceipt,
    /// A statement is by somebody else than the office that gave the receipt.
    OtherOffice,
    /// A statement is missing, or they are in another order.
    Broken,
    /// It lacks or replaces a statement that was there before.
    RolledBack,
}

impl ProgressError {
    /// Every error.
    pub const ALL: &'static [Self] = &[
        Self::Malformed,
        Self::ReceiptNotTrusted,
        Self::NotTrusted,
        Self::OtherReceipt,
        Self::OtherOffice,
        Self::Broken,
        Self::RolledBack,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "progress-malformed",
            Self::ReceiptNotTrusted => "progress-receipt-not-trusted",
            Self::NotTrusted => "progress-not-trusted",
            Self::OtherReceipt => "progress-of-another-receipt",
            Self::OtherOffice => "progress-of-another-office",
            Self::Broken => "progress-broken",
            Self::RolledBack => "progress-rolled-back",
        }
    }
}

impl fmt::Display for ProgressError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl std::error::Error for ProgressError {}

/// What a chain is judged with.
#[derive(Clone, Copy)]
pub struct Judge<'j> {
    /// Whom one trusts.
    pub trust: &'j Trust,
    /// Status lists at hand.
    pub status: &'j StatusEvidence,
    /// Tolerances.
    pub policy: &'j Policy,
    /// The present.
    pub now: UnixTime,
}

/// A case that was followed to its end.
pub(crate) struct Followed {
    /// The receipt.
    pub(crate) receipt: Verified<Certificate>,
    /// What the office has said since.
    pub(crate) told: Vec<Statement>,
}

impl Judge<'_> {
    fn verified(&self, text: &str) -> Option<Verified<Certificate>> {
        let certificate = Certificate::parse(text.as_bytes()).ok()?;
        let Self { trust, status, policy, now } = *self;
        verify(&certificate, trust, status, Binding::NotAsked, policy, now).verified
    }

    /// Follows a case from its receipt to the last statement.
    ///
    /// # Errors
    /// The first thing that is wrong, in the order of the chain.
    pub fn follow(
        &self,
        receipt: &str,
        statements: &[String],
    ) -> Result<Vec<Statement>, ProgressError> {
        self.follow_case(receipt, statements).map(|followed| followed.told)
    }

    /// The same, with the receipt.
    pub(crate) fn follow_case(
        &self,
        receipt: &str,
        statements: &[String],
    ) -> Result<Followed, ProgressError> {
        if statements.len() > MAX_STATEMENTS {
            return Err(ProgressError::Malformed);
        }
        let given = self.verified(receipt).ok_or(ProgressError::ReceiptNotTrusted)?;
        if given.claims().get("vct").and_then(Value::as_str) != Some(receipt::TYPE) {
            return Err(ProgressError::ReceiptNotTrusted);
        }
        let of_case = name_of(receipt);
        let mut told: Vec<Statement> = Vec::new();
        let mut before: Option<String> = None;
        for (number, text) in (1..).zip(statements) {
            let found = self.verified(text).ok_or(ProgressError::NotTrusted)?;
            let claims = found.claims();
            let (says, names, previous) = read(claims).ok_or(ProgressError::Malformed)?;
            if found.issuer() != given.issuer() {
                return Err(ProgressError::OtherOffice);
            }
            if names != of_case {
                return Err(ProgressError::OtherReceipt);
            }
            let earlier = told.last().is_some_and(|last| says.at < last.at);
            if says.number != number || previous != before || earlier {
                return Err(ProgressError::Broken);
            }
            before = Some(name_of(text));
            told.push(says);
        }
        Ok(Followed { receipt: given, told })
    }
}

/// Whether `now` says all that `before` said, byte for byte, and perhaps more.
///
/// # Errors
/// [`ProgressError::RolledBack`].
pub fn is_continued(before: &[String], now: &[String]) -> Result<(), ProgressError> {
    if now.starts_with(before) { Ok(()) } else { Err(ProgressError::RolledBack) }
}

/// What stands in a statement, whose receipt it names, and which statement before it.
fn read(claims: &Value) -> Option<(Statement, String, Option<String>)> {
    let text = |name: &str| claims.get(name)?.as_str().map(str::to_owned);
    if text("vct")? != TYPE {
        return None;
    }
    let reason = claims.get("reason").and_then(|reason| {
        Some(Reason {
            code: reason.get("code")?.as_str()?.to_owned(),
            text: LocalText::from_json(reason.get("text")?)?,
            remedy: reason.get("remedy").and_then(LocalText::from_json),
        })
    });
    let state = State::of(&text("state")?);
    // Only a yes gives something that others may build on; what stands in another statement gives nothing.
    let is_yes = state == State::Accepted;
    let produced = if is_yes { values(claims, "produced")? } else { Vec::new() };
    let says = Statement {
        number: claims.get("number")?.as_u64()?,
        state,
        at: UnixTime::from_seconds(claims.get("iat")?.as_i64()?),
        reason,
        note: text("note").filter(|note| note.chars().count() <= MAX_NOTE),
        gives: text("gives"),
        produced,
        took: values(claims, "took")?,
    };
    Some((says, text("receipt")?, text("previous")))
}

/// Values by the answers that they are; none when the member is not there.
fn values(claims: &Value, name: &str) -> Option<Vec<(Pointer, Value)>> {
    let Some(values) = claims.get(name) else { return Some(Vec::new()) };
    let values = values.as_object().filter(|values| values.len() <= MAX_VALUES)?;
    values.iter().map(|(at, value)| Some((Pointer::parse(at).ok()?, value.clone()))).collect()
}

/// A case as it is handed on: the receipt and all that the office has said since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// The receipt as received.
    pub receipt: String,
    /// The statements as received, in order.
    pub statements: Vec<String>,
}

impl CaseFile {
    /// Reads the file; nothing in it is believed yet.
    ///
    /// # Errors
    /// [`ProgressError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, ProgressError> {
        let read = || {
            let value = json::parse(bytes, FILE).ok()?;
            let version = value.get("certfill_case")?.as_str()?;
            let list = value.get("statements")?.as_array()?;
            let statements = list.iter().map(|one| one.as_str().map(str::to_owned));
            let receipt = value.get("receipt")?.as_str()?.to_owned();
            let file = Self { receipt, statements: statements.collect::<Option<_>>()? };
            (version == FILE_VERSION).then_some(file)
        };
        read().ok_or(ProgressError::Malformed)
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { receipt, statements } = self;
        json!({"certfill_case": FILE_VERSION, "receipt": receipt, "statements": statements})
            .to_string()
            .into_bytes()
    }
}
