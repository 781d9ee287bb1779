//! The world that this server shows, read once at start from a folder of data: which departments there
//! are and what the operator allows them (`city.json`), the departments' own folders
//! (`departments/SLUG`, in the format of `cert-catalogue`), and invented people (`people.json`).
//! Nothing of a department's services is compiled in.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use cert_catalogue::{Folder, Index, ServiceResult};
use cert_fill::{
    LocalText,
    progress::{Reason, State},
};
use cert_verify::{Algorithm, json, jws};
use serde_json::{Map, Value};

use crate::{
    StartError,
    authority::{Authority, leak},
    db::lists,
    specimen::{people::Person, types::Type},
};

/// The most that is read of one file.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Everything.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) authorities: Vec<&'static Authority>,
    pub(crate) people: Vec<&'static Person>,
    pub(crate) types: Vec<&'static Type>,
    /// The types that every department may issue, such as receipts.
    pub(crate) common_types: Vec<&'static str>,
    /// What decisions give, by office and form.
    pub(crate) gives: Vec<Gives>,
    /// The reasons for which a clerk may ask for more, or refuse.
    pub(crate) reasons: Vec<(State, Reason)>,
    /// What the operator says of itself in `/config.json`.
    pub(crate) operator: Map<String, Value>,
}

/// What a yes to a filing gives.
#[derive(Debug)]
pub(crate) struct Gives {
    office: &'static str,
    form_id: String,
    pub(crate) kind: &'static Type,
    pub(crate) result: ServiceResult,
}

impl World {
    /// Reads a world.
    pub(crate) fn read(folder: &Path) -> Result<Self, StartError> {
        let city = file(&folder.join("city.json"))?;
        let wrong = |reason: &str| failed(&folder.join("city.json"), reason);
        let departments = city.get("departments").and_then(Value::as_array);
        let mut world = Self { common_types: texts(&city, "common_types"), ..Self::default() };
        for entry in departments.ok_or_else(|| wrong("departments: a list"))? {
            let authority = authority(entry, folder)?;
            let is_known = |other: &&Authority| {
                other.slug == authority.slug
                    || other.issuer == authority.issuer
                    || other.list == authority.list
            };
            if world.authorities.iter().any(is_known) {
                return Err(wrong("slug, id and status_list: each once"));
            }
            let authority: &'static Authority = Box::leak(Box::new(authority));
            for kind in Type::all_of(authority) {
                world.add(kind);
            }
            world.authorities.push(authority);
        }
        world.read_gives();
        world.reasons = reasons(&city).ok_or_else(|| wrong("reasons: code, text, remedy"))?;
        let people = file(&folder.join("people.json"))?;
        for entry in people.as_array().into_iter().flatten() {
            let unread = || failed(&folder.join("people.json"), "a person cannot be read");
            let mut person = Person::read(entry, &world.types, &world.people).ok_or_else(unread)?;
            world.add_copies(&mut person).ok_or_else(unread)?;
            world.people.push(Box::leak(Box::new(person)));
        }
        let Value::Object(mut members) = city else { return Err(wrong("an object")) };
        members
            .retain(|name, _| !["departments", "common_types", "reasons"].contains(&name.as_str()));
        world.operator = members;
        Ok(world)
    }

    /// Two departments may have a type of the same name: the later one's is told by its department here.
    fn add(&mut self, mut kind: Type) {
        if self.types.iter().any(|other| other.name == kind.name) {
            kind.name = leak(&format!("{}.{}", kind.authority.slug, kind.name));
        }
        self.types.push(Box::leak(Box::new(kind)));
    }

    /// Copies of certificates of somebody for whom this person may act.
    fn add_copies(&mut self, agent: &mut Person) -> Option<()> {
        let Some((owner, names)) = agent.acts_for.clone() else { return Some(()) };
        for name in names {
            let kind = self.kind(name).filter(|kind| kind.is_for(owner.slug))?;
            let copy = kind.copy((owner.slug, owner.name), agent.slug);
            agent.certificates.push(copy.name);
            self.types.push(Box::leak(Box::new(copy)));
        }
        Some(())
    }

    fn read_gives(&mut self) {
        for authority in &self.authorities {
            for name in authority.folder.names("services") {
                let given = || {
                    let result = authority.folder.result(name)?;
                    let ours = |kind: &&&Type| {
                        kind.authority.slug == authority.slug && kind.vct == result.kind
                    };
                    let kind = self.types.iter().find(ours)?;
                    let form_id = authority.folder.form(name)?.id().to_owned();
                    Some(Gives { office: authority.slug, form_id, kind, result })
                };
                self.gives.extend(given());
            }
        }
    }

    /// What this office's yes to this form gives.
    pub(crate) fn gives(&self, office: &str, form_id: &str) -> Option<&Gives> {
        self.gives.iter().find(|gives| gives.office == office && gives.form_id == form_id)
    }

    /// The department with this slug.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<&'static Authority> {
        self.authorities.iter().copied().find(|authority| authority.slug == slug)
    }

    /// The department with this status list.
    pub(crate) fn by_list(&self, list: u32) -> Option<&'static Authority> {
        self.authorities.iter().copied().find(|authority| authority.list == lists::first_of(list))
    }

    /// The type with this name.
    pub(crate) fn kind(&self, name: &str) -> Option<&'static Type> {
        self.types.iter().copied().find(|other| other.name == name)
    }

    /// The person with this slug.
    pub(crate) fn person(&self, slug: &str) -> Option<&'static Person> {
        self.people.iter().copied().find(|person| person.slug == slug)
    }
}

/// The reasons by the state that they are for.
fn reasons(city: &Value) -> Option<Vec<(State, Reason)>> {
    let mut all = Vec::new();
    for state in [State::Waiting, State::Refused] {
        let given = city.get("reasons").and_then(|reasons| reasons.get(state.as_str()));
        for reason in given.and_then(Value::as_array).into_iter().flatten() {
            let words = |name: &str| reason.get(name).and_then(LocalText::from_json);
            let code = reason.get("code")?.as_str()?.to_owned();
            let reason = Reason { code, text: words("text")?, remedy: words("remedy") };
            all.push((state.clone(), reason));
        }
    }
    Some(all)
}

fn authority(entry: &Value, world: &Path) -> Result<Authority, StartError> {
    let place = world.join("city.json");
    let text = |name: &str| {
        let text = entry.pointer(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.map(leak).ok_or_else(|| failed(&place, &format!("departments{name}: a text")))
    };
    let slug = text("/slug")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !slug.bytes().all(plain) {
        return Err(failed(&place, "slug: small letters, digits and -"));
    }
    let list =
        entry.get("status_list").and_then(Value::as_u64).and_then(|number| number.try_into().ok());
    let list = list.filter(|number| *number == lists::first_of(*number) && *number > 0);
    let algorithm = match entry.get("algorithm").and_then(Value::as_str) {
        Some("Ed25519") => Algorithm::Ed25519,
        Some("ES256") => Algorithm::Es256,
        _ => return Err(failed(&place, "algorithm: Ed25519 or ES256")),
    };
    let own = world.join("departments").join(slug);
    let published = own.join("published");
    let index = fs::read_to_string(published.join("index.jws")).ok();
    let folder = match &index {
        Some(token) => published_of(token, &published, &own)?,
        None => folder(&own)?,
    };
    Ok(Authority {
        slug,
        list: list.ok_or_else(|| failed(&place, "status_list: 1 to 999"))?,
        issuer: text("/id")?,
        name_zh: text("/name/zh-CN")?,
        name_en: text("/name/en")?,
        algorithm,
        types: texts(entry, "types"),
        regions: texts(entry, "regions"),
        folder,
        index,
        content: OnceLock::new(),
    })
}

/// What a department has published itself, and its examples, which are never published.
fn published_of(token: &str, published: &Path, own: &Path) -> Result<Folder, StartError> {
    let wrong = |reason: &str| failed(&published.join("index.jws"), reason);
    let signed = jws::parse(token.trim()).map_err(|code| wrong(code.as_str()))?;
    let index = Index::read(signed.unverified_payload()).map_err(|fault| wrong(fault.as_str()))?;
    let mut files = Vec::new();
    let named =
        index.services.iter().map(|one| &one.form).chain(index.types.iter().map(|one| &one.file));
    for entry in named {
        let bytes = read(&published.join(&entry.path))?;
        entry
            .check(&bytes)
            .map_err(|fault| failed(&published.join(&entry.path), fault.as_str()))?;
        files.push((entry.path.clone(), bytes));
    }
    let source = folder(own)?;
    for service in &index.services {
        // What a decision gives is the office's own affair and in no index.
        let result = source.json(&format!("services/{}.json", service.name));
        let result = result.and_then(|it| it.get("result").cloned());
        let mut words = serde_json::json!({"form": service.form.path});
        if let (Some(result), Some(words)) = (result, words.as_object_mut()) {
            words.insert("result".to_owned(), result);
        }
        files.push((format!("services/{}.json", service.name), words.to_string().into_bytes()));
    }
    let examples = source.files().filter(|(path, _)| path.starts_with("examples/"));
    files.extend(examples.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())));
    Ok(Folder::new(files))
}

/// The files of a department: those at the top and one folder down, without what it has published.
fn folder(path: &Path) -> Result<Folder, StartError> {
    let mut files = Vec::new();
    for (name, path) in entries(path)? {
        if name == "published" || name.starts_with('.') {
            continue;
        }
        if !path.is_dir() {
            files.push((name, read(&path)?));
            continue;
        }
        for (file, path) in entries(&path)? {
            files.push((format!("{name}/{file}"), read(&path)?));
        }
    }
    Ok(Folder::new(files))
}

/// What lies in a folder, in the order of names.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, StartError> {
    let unreadable = |error: std::io::Error| failed(folder, &error.kind().to_string());
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        entries.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    entries.sort();
    Ok(entries)
}

/// A file of a size that can be expected.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, StartError> {
    let size = fs::metadata(path).map_err(|error| failed(path, &error.kind().to_string()))?.len();
    if size > MOST_BYTES {
        return Err(failed(path, "larger than 4 MB"));
    }
    fs::read(path).map_err(|error| failed(path, &error.kind().to_string()))
}

fn file(path: &Path) -> Result<Value, StartError> {
    json::parse(&read(path)?, json::Limits::LIST).map_err(|code| failed(path, code.as_str()))
}

fn texts(value: &Value, name: &str) -> Vec<&'static str> {
    let list = value.get(name).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(leak).collect()
}

fn failed(path: &Path, reason: &str) -> StartError {
    StartError::World { path: path.to_owned(), reason: reason.to_owned() }
}
