//! Filings: which office gets which answers and which claims; and eligibility pages.

use cert_issue::IN_PERSON;
use cert_verify::ClaimPath;
use serde_json::Value;

use super::endpoint::Endpoint;
use super::text::LocalText;
use super::ui::optional_text;
use crate::read::{Malformed, Members, Place};
use crate::{Date, Period, Pointer, Schema};

/// Answers that one filing names: one per field at most.
const MAX_ANSWERS: usize = 500;

/// Claims of one certificate that go to one office.
const MAX_CLAIMS: usize = 100;

/// Filings that one filing can wait for.
const MAX_DEPENDENCIES: usize = 20;

/// Someone who asks: an owner or an office.
#[derive(Clone, Debug)]
pub struct Party {
    /// The audience of proofs (OpenID4VP client id).
    pub client_id: String,
    /// The name.
    pub name: LocalText,
}

impl Party {
    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["client_id", "name"])?;
        let client_id = members.text("client_id")?;
        if client_id == IN_PERSON {
            return Err(members.at("client_id").wrong("the name of an office"));
        }
        Ok(Self {
            client_id: client_id.to_owned(),
            name: LocalText::read(members.required("name")?, &members.at("name"))?,
        })
    }
}

/// Whether an issuer is the office that a form names: `x509_san_dns:psb.example` is the office of
/// `https://psb.example`.
pub fn is_the_office(client_id: &str, issuer: &str) -> bool {
    let name = client_id.rsplit_once(':').map_or(client_id, |(_, name)| name);
    let host = issuer.strip_prefix("https://").unwrap_or(issuer);
    host.split('/').next() == Some(name)
}

/// Whether a form lets an office give this value: `produces` of its filing names it, and its schema takes it.
pub fn is_expected(produces: &[(Pointer, Value)], at: &Pointer, value: &Value) -> bool {
    let schema = produces.iter().find(|(to, _)| to == at);
    let schema = schema.and_then(|(_, schema)| Schema::compile(schema).ok());
    schema.is_some_and(|schema| schema.accepts(value))
}

/// A value that an earlier office will produce and that may be added from its receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The answer.
    pub to: Pointer,
    /// The filing whose receipt brings it.
    pub from: String,
}

/// What goes to one office.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Its id.
    pub id: String,
    /// The office.
    pub to: Party,
    /// Where it is sent, an [`Endpoint`].
    pub endpoint: String,
    /// The answers that the office gets.
    pub answers: Vec<Pointer>,
    /// The claims that the office gets, per certificate.
    pub evidence: Vec<(String, Vec<ClaimPath>)>,
    /// Filings that go first.
    pub depends_on: Vec<String>,
    /// Values that are added from an earlier office's receipt.
    pub late: Vec<Late>,
    /// Values that this office's receipt brings, each with its schema.
    pub produces: Vec<(Pointer, Value)>,
    /// What these values are called.
    pub labels: Vec<(Pointer, LocalText)>,
    /// The answers' schema, narrowed to this filing.
    pub(crate) schema: Schema,
}

impl Filing {
    pub(crate) fn read(value: &Value, place: &Place, schema: &Schema) -> Result<Self, Malformed> {
        let known = [
            "id",
            "to",
            "endpoint",
            "answers",
            "evidence",
            "depends_on",
            "late",
            "produces",
            "labels",
        ];
        let members = Members::read(value, place, &known)?;
        let answers = members.pointers("answers", MAX_ANSWERS)?;
        let evidence = members
            .entries("evidence", crate::dcql::MAX_CREDENTIALS)?
            .into_iter()
            .map(|(at, credential, paths)| Ok((credential.clone(), claim_paths(paths, &at)?)))
            .collect::<Result<_, Malformed>>()?;
        let late = members.list("late", MAX_ANSWERS)?.into_iter().map(|(at, value)| {
            let members = Members::read(value, &at, &["to", "from"])?;
            Ok(Late { to: members.pointer("to")?, from: members.text("from")?.to_owned() })
        });
        let produces = members.entries("produces", MAX_ANSWERS)?.into_iter();
        let produces = produces.map(|(at, pointer, schema)| {
            Schema::compile(schema).map_err(|error| at.wrong(&format!("a schema: {error}")))?;
            Ok((crate::read::pointer(pointer, &at)?, schema.clone()))
        });
        let labels = members.entries("labels", MAX_ANSWERS)?.into_iter();
        let labels = labels.map(|(at, pointer, words)| {
            Ok((crate::read::pointer(pointer, &at)?, LocalText::read(words, &at)?))
        });
        let narrowed = schema.project(&answers).map_err(|error| {
            members.at("answers").wrong(&format!("answers that project: {error}"))
        })?;
        Ok(Self {
            id: super::name(&members, "id")?,
            to: Party::read(members.required("to")?, &members.at("to"))?,
            endpoint: endpoint(&members)?,
            answers,
            evidence,
            depends_on: members.texts("depends_on", MAX_DEPENDENCIES)?,
            late: late.collect::<Result<_, Malformed>>()?,
            produces: produces.collect::<Result<_, Malformed>>()?,
            labels: labels.collect::<Result<_, Malformed>>()?,
            schema: narrowed,
        })
    }

    /// Whether the office gets this answer.
    pub fn covers(&self, answer: &Pointer) -> bool {
        self.answers.iter().any(|kept| answer.is_within_rows_of(kept))
    }

    /// The claims of one certificate that the office gets.
    pub fn claims_of(&self, credential: &str) -> Option<&[ClaimPath]> {
        let entry = self.evidence.iter().find(|(id, _)| id == credential);
        entry.map(|(_, paths)| paths.as_slice())
    }
}

fn claim_paths(value: &Value, place: &Place) -> Result<Vec<ClaimPath>, Malformed> {
    let paths = value.as_array().filter(|paths| paths.len() <= MAX_CLAIMS);
    let paths = paths.ok_or_else(|| place.wrong("a list of claims paths"))?;
    paths
        .iter()
        .map(|path| ClaimPath::from_json(path).map_err(|_| place.wrong("a list of claims paths")))
        .collect()
}

fn endpoint(members: &Members<'_>) -> Result<String, Malformed> {
    let text = members.text("endpoint")?;
    let expected = "an https address or a path on the same server that ends with /filings";
    match Endpoint::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err(members.at("endpoint").wrong(expected)),
    }
}

/// The rule under which someone may use the form.
#[derive(Clone, Debug)]
enum Rule {
    /// The date is not later than today plus this period.
    Within(Period),
    /// The date is not earlier than today minus this period.
    NotBefore(Period),
    /// The answer fits this schema.
    Fits(Schema),
}

/// A page that explains why someone cannot use the form now. Never an error (rule C16).
#[derive(Clone, Debug)]
pub struct EligibilityPage {
    /// Its id.
    pub id: String,
    /// The answer that decides.
    pub at: Pointer,
    /// The heading, when the form has one.
    pub title: Option<LocalText>,
    /// Why.
    pub page: LocalText,
    /// What to do next.
    pub next: Option<LocalText>,
    /// Where the rule stands.
    pub source: Option<String>,
    unless: Rule,
}

impl EligibilityPage {
    pub(crate) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let known = ["id", "at", "unless", "title", "page", "next", "source"];
        let members = Members::read(value, place, &known)?;
        Ok(Self {
            id: super::name(&members, "id")?,
            at: members.pointer("at")?,
            unless: Rule::read(members.required("unless")?, &members.at("unless"))?,
            title: optional_text(&members, "title")?,
            page: LocalText::read(members.required("page")?, &members.at("page"))?,
            next: optional_text(&members, "next")?,
            source: members.optional_text("source")?.map(str::to_owned),
        })
    }

    /// Whether this page has to be shown. An answer that is missing decides nothing.
    pub fn applies(&self, answers: &Value, today: Date) -> bool {
        self.at.get(answers).is_some_and(|value| !self.unless.holds(value, today))
    }
}

impl Rule {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["within", "not_before", "of", "schema"])?;
        let period = |name: &str| {
            if members.text("of")? != "today" {
                return Err(members.at("of").wrong("today"));
            }
            let period = Period::parse(members.text(name)?);
            period.ok_or_else(|| members.at(name).wrong("a period such as P1M"))
        };
        let present = |name: &str| members.optional(name).is_some();
        match (present("within"), present("not_before"), members.optional("schema")) {
            (true, false, None) => period("within").map(Self::Within),
            (false, true, None) => period("not_before").map(Self::NotBefore),
            (false, false, Some(schema)) => Schema::compile(schema)
                .map(Self::Fits)
                .map_err(|error| members.at("schema").wrong(&format!("a schema: {error}"))),
            _ => Err(place.wrong("one of within, not_before and schema")),
        }
    }

    /// A value that is no date (such as 长期) is not held against anyone.
    fn holds(&self, value: &Value, today: Date) -> bool {
        let date = || value.as_str().and_then(Date::parse_iso);
        match self {
            Self::Within(period) => {
                date().zip(today.add(period)).is_none_or(|(date, last)| date <= last)
            }
            Self::NotBefore(period) => {
                date().zip(today.subtract(period)).is_none_or(|(date, first)| date >= first)
            }
            Self::Fits(schema) => schema.accepts(value),
        }
    }
}
