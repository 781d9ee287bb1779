//! Who may file a form for somebody else, and by which certificate (an addition to EF 1.0: `agent`).
//!
//! ```json
//! "agent": {
//!   "holder": {"credential": "agent_id", "name": ["name"], "id": ["id_number"]},
//!   "by": [{
//!     "credential": "delegation",
//!     "agents": [["agent", "id_number"]],
//!     "principal": {
//!       "name": {"path": ["principal", "name"], "answer": "/applicant/name"},
//!       "id": {"path": ["principal", "id_number"], "answer": "/applicant/id_number"}
//!     },
//!     "services": ["services"],
//!     "region": {"path": ["region"], "code": "310000"},
//!     "from": ["valid_from"],
//!     "until": ["valid_until"]
//!   }],
//!   "about": {"resident_id": {"id": ["id_number"]}}
//! }
//! ```
//!
//! A birth certificate names no services and no last day: `born` with `until_age` takes their place. A form
//! without `agent` is filed by nobody for somebody else; with `"required": true` it is filed only so.

use cert_verify::ClaimPath;
use serde_json::Value;

use crate::Pointer;
use crate::china::region;
use crate::read::{Malformed, Members, Place};

/// Kinds of certificates that make somebody an agent: a delegation, a birth certificate, a guardianship.
const MAX_MANDATES: usize = 8;

/// People whom one such certificate names as agents: two parents, and two deputies.
const MAX_AGENTS: usize = 4;

/// Kinds of certificates about the principal; as many as a query may have.
const MAX_ABOUT: usize = crate::dcql::MAX_CREDENTIALS;

/// Nobody is a child for longer than this.
const MAX_AGE: u64 = 120;

/// The members of a mandate.
const MANDATE: [&str; 8] =
    ["credential", "agents", "principal", "services", "region", "from", "until", "until_age"];

/// Who may file a form for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The agent's own certificate of identity.
    pub holder: Holder,
    /// Whether the form is filed for somebody else only.
    pub required: bool,
    /// The certificates by which one may.
    pub by: Vec<Mandate>,
    /// The certificates that are about the principal.
    pub about: Vec<Subject>,
}

/// The certificate that says who the agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its query.
    pub credential: String,
    /// The agent's name.
    pub name: ClaimPath,
    /// The agent's ID number.
    pub id: ClaimPath,
}

/// A certificate by which somebody may act for somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// Its query.
    pub credential: String,
    /// The ID numbers of those who may act.
    pub agents: Vec<ClaimPath>,
    /// The principal's name.
    pub name: Tie,
    /// The principal's ID number, where the certificate has it.
    pub id: Option<Tie>,
    /// When the principal was born.
    pub born: Option<Tie>,
    /// For which forms, by their ids; `*` is all.
    pub services: Option<ClaimPath>,
    /// In which region it holds.
    pub region: Option<Territory>,
    /// From which day on.
    pub from: Option<ClaimPath>,
    /// Until which day.
    pub until: Option<ClaimPath>,
    /// Until which birthday of the principal.
    pub until_age: Option<u16>,
}

/// A claim and the answer that must say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The claim.
    pub path: ClaimPath,
    /// The answer.
    pub answer: Pointer,
}

/// Where a certificate holds, and where the form is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The claim with the codes of the regions in which one may act.
    pub path: ClaimPath,
    /// The region of the form (GB/T 2260).
    pub code: String,
}

/// How a certificate says whom it is about: the principal, whenever somebody acts for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its query.
    pub credential: String,
    /// The name in it.
    pub name: Option<ClaimPath>,
    /// The ID number in it.
    pub id: Option<ClaimPath>,
}

impl Agent {
    pub(super) fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["holder", "required", "by", "about"])?;
        let by = members.list("by", MAX_MANDATES)?.into_iter();
        let by: Vec<Mandate> =
            by.map(|(at, value)| Mandate::read(value, &at)).collect::<Result<_, _>>()?;
        if by.is_empty() {
            return Err(members.at("by").wrong("at least one certificate"));
        }
        let about = members.entries("about", MAX_ABOUT)?.into_iter();
        Ok(Self {
            holder: Holder::read(members.required("holder")?, &members.at("holder"))?,
            required: members.boolean("required", false)?,
            by,
            about: about
                .map(|(at, credential, value)| Subject::read(credential, value, &at))
                .collect::<Result<_, _>>()?,
        })
    }

    /// What this query's certificate lets one do, when it makes an agent.
    pub fn mandate(&self, credential: &str) -> Option<&Mandate> {
        self.by.iter().find(|mandate| mandate.credential == credential)
    }

    /// Every claim that it reads.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (&str, &ClaimPath)> {
        let holder =
            [&self.holder.name, &self.holder.id].map(|path| (&self.holder.credential, path));
        let by = self.by.iter().flat_map(|one| one.claims().map(|path| (&one.credential, path)));
        let about = self
            .about
            .iter()
            .flat_map(|one| one.name.iter().chain(&one.id).map(|path| (&one.credential, path)));
        holder
            .into_iter()
            .chain(by)
            .chain(about)
            .map(|(credential, path)| (credential.as_str(), path))
    }
}

impl Holder {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["credential", "name", "id"])?;
        Ok(Self {
            credential: members.text("credential")?.to_owned(),
            name: path(members.required("name")?, &members.at("name"))?,
            id: path(members.required("id")?, &members.at("id"))?,
        })
    }
}

impl Mandate {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &MANDATE)?;
        let agents = members.list("agents", MAX_AGENTS)?.into_iter();
        let agents: Vec<ClaimPath> =
            agents.map(|(at, value)| path(value, &at)).collect::<Result<_, _>>()?;
        if agents.is_empty() {
            return Err(members.at("agents").wrong("at least one claim"));
        }
        let of = members.required("principal")?;
        let of = Members::read(of, &members.at("principal"), &["name", "id", "born"])?;
        let tie =
            |name: &str| of.optional(name).map(|value| Tie::read(value, &of.at(name))).transpose();
        let claim = |name: &str| {
            members.optional(name).map(|value| path(value, &members.at(name))).transpose()
        };
        let until_age = members.optional("until_age").map(|value| {
            let age = value.as_u64().filter(|age| (1..=MAX_AGE).contains(age));
            let age = age.and_then(|age| u16::try_from(age).ok());
            age.ok_or_else(|| members.at("until_age").wrong("a number of years"))
        });
        let mandate = Self {
            credential: members.text("credential")?.to_owned(),
            agents,
            name: tie("name")?.ok_or_else(|| of.at("name").wrong("this member"))?,
            id: tie("id")?,
            born: tie("born")?,
            services: claim("services")?,
            region: members
                .optional("region")
                .map(|value| Territory::read(value, &members.at("region")))
                .transpose()?,
            from: claim("from")?,
            until: claim("until")?,
            until_age: until_age.transpose()?,
        };
        // A name alone says of nobody who it is, and nobody acts for somebody for ever.
        if mandate.id.is_none() && mandate.born.is_none() {
            return Err(members.at("principal").wrong("id or born beside the name"));
        }
        if mandate.until_age.is_some() && mandate.born.is_none() {
            return Err(members.at("until_age").wrong("principal/born to count from"));
        }
        if mandate.until.is_none() && mandate.until_age.is_none() {
            return Err(place.wrong("until or until_age"));
        }
        Ok(mandate)
    }

    /// Claims that must say the same as answers.
    pub(crate) fn ties(&self) -> impl Iterator<Item = &Tie> {
        std::iter::once(&self.name).chain(&self.id).chain(&self.born)
    }

    fn claims(&self) -> impl Iterator<Item = &ClaimPath> {
        let ties = self.ties().map(|tie| &tie.path);
        let region = self.region.iter().map(|region| &region.path);
        let days = self.from.iter().chain(&self.until);
        self.agents.iter().chain(ties).chain(&self.services).chain(region).chain(days)
    }
}

impl Tie {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["path", "answer"])?;
        Ok(Self {
            path: path(members.required("path")?, &members.at("path"))?,
            answer: members.pointer("answer")?,
        })
    }
}

impl Territory {
    fn read(value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["path", "code"])?;
        let code = members.text("code")?;
        if !region::is_known(code) {
            return Err(members.at("code").wrong("the code of a region"));
        }
        Ok(Self {
            path: path(members.required("path")?, &members.at("path"))?,
            code: code.to_owned(),
        })
    }
}

impl Subject {
    fn read(credential: &str, value: &Value, place: &Place) -> Result<Self, Malformed> {
        let members = Members::read(value, place, &["name", "id"])?;
        let claim = |name: &str| {
            members.optional(name).map(|value| path(value, &members.at(name))).transpose()
        };
        let (name, id) = (claim("name")?, claim("id")?);
        if name.is_none() && id.is_none() {
            return Err(place.wrong("name or id"));
        }
        Ok(Self { credential: credential.to_owned(), name, id })
    }
}

fn path(value: &Value, place: &Place) -> Result<ClaimPath, Malformed> {
    ClaimPath::from_json(value).map_err(|_| place.wrong("a claims path"))
}
