//! The city of one edition: the specimen city without anything that it offers, and in it the department whose form
//! this is, with the form as its only service.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cert_fill::Form;
use cert_fill::form::Filing;
use cert_server::ExampleWorld;
use serde_json::{Map, Value, json};

use super::city_files::{allow, put, read, unread, write};
use super::examples;
use super::folder::Sources;
use crate::{Failure, clock};

/// Who publishes a form that names nobody.
const NOBODY: &str = "https://preview.specimen.example";

/// What a department says of itself; its events in life name services that are not shown.
const SAID: &[&str] = &["id", "name", "about", "regions", "locales", "days", "offices"];

/// A city that can be served.
pub(crate) struct Staged {
    /// Its folder.
    pub(crate) world: PathBuf,
    /// The form's service in the app's addresses.
    pub(crate) service: String,
    /// The people whose example certificates are all that the form needs.
    pub(crate) people: Vec<String>,
    /// What the author may want to know.
    pub(crate) notes: Vec<String>,
}

/// Writes the city for this form.
///
/// # Errors
/// When a file cannot be read or written, or the department's folder may not be published: with what the linter says.
pub(crate) fn stage(
    specimen: &Path,
    world: &Path,
    sources: &Sources,
    form: &Form,
) -> Result<Staged, Failure> {
    let mut city = read(&specimen.join("city.json"))?;
    let people = read(&specimen.join("people.json"))?;
    let listed = city.get_mut("departments").and_then(Value::as_array_mut);
    let departments = listed.ok_or_else(|| Failure::file("city.json: departments, a list"))?;
    for department in departments.iter() {
        let slug = text(department, "slug");
        copy_quietly(
            &specimen.join("departments").join(slug),
            &world.join("departments").join(slug),
        )?;
    }
    let own = take_in(departments, sources, form);
    let mut notes = offices(departments, world, form)?;
    let home = world.join("departments").join(&own);
    write_department(&home, departments, &own, sources, form)?;
    notes.extend(examples::add(&home, world, departments, &own, form, &slugs(&people))?);
    write(&world.join("city.json"), &city)?;
    write(&world.join("people.json"), &people)?;
    let read = ExampleWorld::read(world).map_err(|error| Failure::refused(error.to_string()))?;
    let now = clock::time(None)?;
    let fits = |slug: &String| {
        let held = read.certificates(slug, now);
        let types = held.iter().filter_map(|one| one.claims.get("vct")?.as_str());
        answers(form, &types.collect())
    };
    let people: Vec<String> = slugs(&people).into_iter().filter(fits).collect();
    if people.is_empty() {
        notes.push("nobody in the specimen city has all that the form needs at once".to_owned());
    }
    let service = format!("{own}~{}", sources.name());
    Ok(Staged { world: world.to_path_buf(), service, people, notes })
}

/// The department of the city that publishes the form, by its short name: one that is there, or a new one.
fn take_in(departments: &mut Vec<Value>, sources: &Sources, form: &Form) -> String {
    let said = sources.json("department.json").unwrap_or_default();
    let first = form.filings().first();
    let id = match text(&said, "id") {
        "" => first.map_or_else(|| NOBODY.to_owned(), office_id),
        id => id.to_owned(),
    };
    let slug = first.and_then(slug_of).unwrap_or("preview").to_owned();
    let known =
        departments.iter_mut().find(|one| text(one, "id") == id || text(one, "slug") == slug);
    if let Some(known) = known {
        return text(known, "slug").to_owned();
    }
    let name = said.get("name").cloned();
    let name = name.unwrap_or_else(|| named(form.owner().name.to_json()));
    let mut entry = entry(&slug, &id, &name, departments);
    if let Some(regions) = said.get("regions") {
        entry.insert("regions".to_owned(), regions.clone());
    }
    departments.push(Value::Object(entry));
    slug
}

/// The other offices that the form files with. They only receive.
fn offices(
    departments: &mut Vec<Value>,
    world: &Path,
    form: &Form,
) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for filing in form.filings() {
        let Some(slug) = slug_of(filing) else {
            notes.push(format!(
                "{}: the app sends only to /offices/NAME/ef/filings of its own server, not to {}",
                filing.id, filing.endpoint
            ));
            continue;
        };
        if departments.iter().any(|one| text(one, "slug") == slug) {
            continue;
        }
        let (id, name) = (office_id(filing), named(filing.to.name.to_json()));
        if departments.iter().any(|one| text(one, "id") == id) {
            notes.push(format!(
                "{}: {id} has its counter elsewhere in the specimen city",
                filing.id
            ));
        }
        let entry = entry(slug, &id, &name, departments);
        let home = world.join("departments").join(slug);
        write(&home.join("department.json"), &json!({"id": id, "name": name}))?;
        departments.push(Value::Object(entry));
    }
    Ok(notes)
}

/// What the operator says of a new department.
fn entry(slug: &str, id: &str, name: &Value, departments: &[Value]) -> Map<String, Value> {
    let taken: BTreeSet<u64> =
        departments.iter().filter_map(|one| one.get("status_list")?.as_u64()).collect();
    let free = (1..1_000).find(|number| !taken.contains(number));
    let mut entry = Map::new();
    entry.insert("slug".to_owned(), slug.into());
    entry.insert("id".to_owned(), id.into());
    entry.insert("name".to_owned(), name.clone());
    entry.insert("algorithm".to_owned(), "Ed25519".into());
    entry.insert("types".to_owned(), json!([]));
    entry.insert("regions".to_owned(), json!([]));
    entry.insert("status_list".to_owned(), free.into());
    entry
}

/// The department's folder, with the form as its only service.
fn write_department(
    home: &Path,
    departments: &mut [Value],
    own: &str,
    sources: &Sources,
    form: &Form,
) -> Result<(), Failure> {
    let Some(entry) = departments.iter_mut().find(|one| text(one, "slug") == own) else {
        return Ok(());
    };
    if let Some(Value::Object(mut said)) = sources.json("department.json") {
        said.retain(|name, _| SAID.contains(&name.as_str()));
        write(&home.join("department.json"), &Value::Object(said))?;
    } else if !home.join("department.json").exists() {
        let (id, name) = (entry.get("id").cloned(), entry.get("name").cloned());
        write(&home.join("department.json"), &json!({"id": id, "name": name}))?;
    }
    for place in ["types", "examples"] {
        for (path, bytes) in sources.files_in(place) {
            put(&home.join(path), bytes)?;
        }
    }
    let described = sources.files_in("types").filter_map(|(path, _)| sources.json(path));
    let described = described.filter_map(|kind| Some(kind.get("vct")?.as_str()?.to_owned()));
    allow(entry, described);
    let words = sources.json(&format!("services/{}.json", sources.name()));
    let mut words = words.and_then(|words| words.as_object().cloned()).unwrap_or_default();
    words.shift_remove("form");
    write(&home.join(format!("services/{}.json", sources.name())), &Value::Object(words))?;
    put(&home.join(format!("forms/{}.json", sources.name())), form.bytes())
}

/// A department of the specimen city with what it issues and without what it offers.
fn copy_quietly(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut said = read(&from.join("department.json"))?;
    if let Some(said) = said.as_object_mut() {
        said.shift_remove("life_events");
    }
    write(&to.join("department.json"), &said)?;
    for place in ["types", "examples"] {
        for entry in fs::read_dir(from.join(place)).into_iter().flatten().flatten() {
            let bytes = fs::read(entry.path()).map_err(|error| unread(&entry.path(), &error))?;
            put(&to.join(place).join(entry.file_name()), &bytes)?;
        }
    }
    Ok(())
}

/// Whether these types are all that the form cannot do without.
fn answers(form: &Form, types: &BTreeSet<&str>) -> bool {
    let query = form.evidence();
    let has = |id: &String| {
        let one = query.credentials.iter().find(|one| one.id == *id);
        one.is_some_and(|one| one.types.iter().any(|vct| types.contains(vct.as_str())))
    };
    if query.sets.is_empty() {
        return query.credentials.iter().all(|one| has(&one.id));
    }
    let met = |options: &[Vec<String>]| options.iter().any(|option| option.iter().all(has));
    query.sets.iter().all(|set| !set.required || met(&set.options))
}

/// `x509_san_dns:library.example` is the office of `https://library.example`.
fn office_id(filing: &Filing) -> String {
    let name = &filing.to.client_id;
    format!("https://{}", name.rsplit_once(':').map_or(name.as_str(), |(_, host)| host))
}

/// The short name of an office on the app's own server.
fn slug_of(filing: &Filing) -> Option<&str> {
    let slug = filing.endpoint.strip_prefix("/offices/")?.strip_suffix("/ef/filings")?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    slug.bytes().all(plain).then_some(slug)
}

/// A name in both languages of the city, whichever the form has.
fn named(name: Value) -> Value {
    let any = name.as_object().and_then(|all| all.values().next()).cloned();
    let said = |tag: &str| name.get(tag).cloned().or_else(|| any.clone());
    json!({"zh-CN": said("zh-CN"), "en": said("en")})
}

fn slugs(people: &Value) -> Vec<String> {
    let people = people.as_array().into_iter().flatten();
    people.map(|person| text(person, "slug").to_owned()).collect()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
