//! The index as it is read. What decides nothing here is passed over and named; what is there and
//! cannot be read is an error of the whole index, because a service that is missing must not look like one that
//! does not exist.

use cert_fill::LocalText;
use cert_verify::{UnixTime, json, sha256};
use serde_json::Value;

use crate::budget;
use crate::reader::{
    Reader, digest_of, each_once, is_name, is_path, list, optional_words, text, texts, words,
};
use crate::{IndexFault, Rules};

/// The version of the format.
pub(crate) const VERSION: &str = "1";

/// What a department publishes.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Its identifier: `iss` of its certificates, and the name space of everything in here.
    pub department: String,
    /// Rises with each index.
    pub number: u64,
    /// When it was signed.
    pub issued_at: UnixTime,
    /// Until when it is meant to be used.
    pub expires_at: UnixTime,
    /// SHA-256 of the payload.
    pub digest: [u8; 32],
    /// What it calls itself.
    pub name: LocalText,
    /// What it does.
    pub about: Option<LocalText>,
    /// Prefixes of the division codes that it speaks for; none is all that it may.
    pub regions: Vec<String>,
    /// Its services.
    pub services: Vec<ServiceEntry>,
    /// The types of certificates that it describes.
    pub types: Vec<TypeEntry>,
    /// What is worth saying about certificates that somebody holds.
    pub rules: Rules,
    /// What happens in life, and the services that it calls for.
    pub life_events: Vec<LifeEvent>,
    /// Where one can go.
    pub offices: Vec<OfficeEntry>,
    /// What was passed over.
    pub skipped: Vec<String>,
}

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Its path in the folder.
    pub path: String,
    /// `sha256-…` of its exact bytes (Subresource Integrity).
    pub digest: String,
    /// Its bytes.
    pub size: u64,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceEntry {
    /// Its name within the department.
    pub name: String,
    /// Title.
    pub title: LocalText,
    /// One or two sentences.
    pub summary: LocalText,
    /// Words people look for, pinyin and its initials among them.
    pub keywords: Vec<String>,
    /// The types of certificates that it cannot do without.
    pub needs: Vec<String>,
    /// The form's identifier.
    pub form_id: String,
    /// The form's version.
    pub form_version: String,
    /// The form's file.
    pub form: FileEntry,
}

/// A type of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeEntry {
    /// Its identifier.
    pub vct: String,
    /// Its description (SD-JWT VC type metadata).
    pub file: FileEntry,
}

/// Something that happens in life.
#[derive(Clone, Debug, PartialEq)]
pub struct LifeEvent {
    /// Its name within the department.
    pub name: String,
    /// Title.
    pub title: LocalText,
    /// Services of this department.
    pub services: Vec<String>,
    /// Words people look for.
    pub keywords: Vec<String>,
}

/// Where one can go.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeEntry {
    /// Its name within the department.
    pub name: String,
    /// Title.
    pub title: LocalText,
    /// Address.
    pub address: LocalText,
    /// When it is open.
    pub hours: Option<LocalText>,
    /// Its division code.
    pub region: Option<String>,
}

const MEMBERS: &[&str] = &[
    "certfill_index",
    "department",
    "number",
    "iat",
    "exp",
    "name",
    "about",
    "regions",
    "services",
    "types",
    "rules",
    "life_events",
    "offices",
];

impl Index {
    /// Reads the payload of an index. Its signature is another matter ([`crate::accept`]).
    ///
    /// # Errors
    /// [`IndexFault::TooLarge`], [`IndexFault::Malformed`], [`IndexFault::VersionNotSupported`].
    pub fn read(payload: &[u8]) -> Result<Self, IndexFault> {
        if payload.len() > budget::INDEX.bytes {
            return Err(IndexFault::TooLarge);
        }
        let value = json::parse(payload, budget::INDEX).map_err(|_| IndexFault::Malformed)?;
        if value.get("certfill_index").and_then(Value::as_str) != Some(VERSION) {
            let is_one = value.get("certfill_index").is_some();
            return Err(if is_one {
                IndexFault::VersionNotSupported
            } else {
                IndexFault::Malformed
            });
        }
        Self::members(&value, sha256(payload)).ok_or(IndexFault::Malformed)
    }

    fn members(value: &Value, digest: [u8; 32]) -> Option<Self> {
        let mut reader = Reader::default();
        reader.members(value, MEMBERS);
        let time = |name| value.get(name).and_then(Value::as_i64).map(UnixTime::from_seconds);
        let rules = Rules::read(list(value, "rules", budget::RULES)?);
        let services = list(value, "services", budget::SERVICES)?;
        let services = services.iter().map(|one| ServiceEntry::read(one, &mut reader));
        let services: Vec<ServiceEntry> = services.collect::<Option<_>>()?;
        let types = list(value, "types", budget::TYPES)?;
        let types = types.iter().map(|one| TypeEntry::read(one, &mut reader));
        let types: Vec<TypeEntry> = types.collect::<Option<_>>()?;
        let events = list(value, "life_events", budget::EVENTS)?;
        let events = events.iter().map(|one| LifeEvent::read(one, &mut reader));
        let life_events = events.collect::<Option<_>>()?;
        let offices = list(value, "offices", budget::OFFICES)?;
        let offices = offices.iter().map(|one| OfficeEntry::read(one, &mut reader));
        let offices = offices.collect::<Option<_>>()?;
        if !each_once(services.iter().map(|one| one.name.as_str()))
            || !each_once(types.iter().map(|one| one.vct.as_str()))
        {
            return None;
        }
        Some(Self {
            department: text(value, "department")?,
            number: value.get("number").and_then(Value::as_u64).filter(|number| *number > 0)?,
            issued_at: time("iat")?,
            expires_at: time("exp")?,
            digest,
            name: words(value, "name")?,
            about: optional_words(value, "about")?,
            regions: texts(value, "regions", budget::OFFICES)?,
            services,
            types,
            rules,
            life_events,
            offices,
            skipped: reader.0,
        })
    }

    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&ServiceEntry> {
        self.services.iter().find(|service| service.name == name)
    }
}

impl FileEntry {
    /// The entry of these bytes.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self { path: path.to_owned(), digest: digest_of(bytes), size }
    }

    fn read(value: &Value) -> Option<Self> {
        let path = text(value, "path").filter(|path| is_path(path))?;
        let size = value.get("size").and_then(Value::as_u64)?;
        (size <= budget::FILE_BYTES).then_some(Self { path, digest: text(value, "digest")?, size })
    }

    /// Refuses any other bytes than those of the index.
    ///
    /// # Errors
    /// [`IndexFault::FileDiffers`].
    pub fn check(&self, bytes: &[u8]) -> Result<(), IndexFault> {
        let same = u64::try_from(bytes.len()).is_ok_and(|size| size == self.size)
            && digest_of(bytes) == self.digest;
        if same { Ok(()) } else { Err(IndexFault::FileDiffers) }
    }
}

impl ServiceEntry {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        reader.members(value, &["name", "title", "summary", "keywords", "needs", "form"]);
        let form = value.get("form")?;
        reader.members(form, &["id", "version", "path", "digest", "size"]);
        Some(Self {
            name: text(value, "name").filter(|name| is_name(name))?,
            title: words(value, "title")?,
            summary: words(value, "summary")?,
            keywords: texts(value, "keywords", budget::KEYWORDS)?,
            needs: texts(value, "needs", budget::NEEDS)?,
            form_id: text(form, "id")?,
            form_version: text(form, "version")?,
            form: FileEntry::read(form)?,
        })
    }
}

impl TypeEntry {
    fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        reader.members(value, &["vct", "path", "digest", "size"]);
        Some(Self { vct: text(value, "vct")?, file: FileEntry::read(value)? })
    }
}

impl LifeEvent {
    pub(crate) fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        reader.members(value, &["name", "title", "services", "keywords"]);
        Some(Self {
            name: text(value, "name").filter(|name| is_name(name))?,
            title: words(value, "title")?,
            services: texts(value, "services", budget::EVENTS)?,
            keywords: texts(value, "keywords", budget::KEYWORDS)?,
        })
    }
}

impl OfficeEntry {
    pub(crate) fn read(value: &Value, reader: &mut Reader) -> Option<Self> {
        reader.members(value, &["name", "title", "address", "hours", "region"]);
        Some(Self {
            name: text(value, "name").filter(|name| is_name(name))?,
            title: words(value, "title")?,
            address: words(value, "address")?,
            hours: optional_words(value, "hours")?,
            region: match value.get("region") {
                Some(_) => Some(text(value, "region")?),
                None => None,
            },
        })
    }
}
