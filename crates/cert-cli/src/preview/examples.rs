//! Example certificates for the types that a form asks for and nobody in the city has: made up from what the form
//! wants to know, so that its author sees it filled. Who writes `examples/TYPE.json` decides alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cert_fill::dcql::ClaimQuery;
use cert_fill::{Form, SchemaRef};
use cert_verify::{ClaimPath, ClaimStep};
use serde_json::{Map, Value, json};

use super::city_files::{allow, read, write};
use crate::Failure;

/// What stands where nothing better is known.
const ANYTHING: &str = "示例 SPECIMEN";

/// Rows that an index in a claim's path may ask for.
const MOST_ROWS: usize = 16;

/// Where a type is described, and whether somebody has one.
struct Known {
    department: String,
    file: PathBuf,
    is_held: bool,
}

/// Adds what is missing; says what was made up.
///
/// # Errors
/// When a file of the city cannot be read or written.
pub(crate) fn add(
    home: &Path,
    world: &Path,
    departments: &mut [Value],
    own: &str,
    form: &Form,
    people: &[String],
) -> Result<Vec<String>, Failure> {
    let (known, mut notes) = (known(world)?, Vec::new());
    let mut made: Vec<&str> = Vec::new();
    for query in &form.evidence().credentials {
        let held = |vct: &String| known.get(vct).is_some_and(|one| one.is_held);
        let Some(vct) = query.types.first().filter(|_| !query.types.iter().any(held)) else {
            continue;
        };
        if made.contains(&vct.as_str()) {
            continue;
        }
        made.push(vct);
        let (described, department) = match known.get(vct) {
            Some(one) => (one.file.clone(), one.department.as_str()),
            None => {
                let file = free_name(&home.join("types"), vct);
                write(&file, &description(vct, form))?;
                (file, own)
            }
        };
        let entry = departments
            .iter_mut()
            .find(|one| one.get("slug").is_some_and(|slug| slug == department));
        if let Some(entry) = entry {
            allow(entry, std::iter::once(vct.clone()));
        }
        let name = described.file_name().unwrap_or_default();
        let claims = claims(&read(&described)?, vct, form);
        let names: Vec<&str> = claims.keys().map(String::as_str).collect();
        let beside = format!("examples/{}", name.to_string_lossy());
        notes.push(format!(
            "the example certificates of {vct} are made up ({}); {beside} in the department's folder makes better ones",
            names.join(", ")
        ));
        let example =
            json!({"people": people, "from": "today-100", "until": "today+265", "claims": claims});
        let folder = described.parent().and_then(Path::parent).unwrap_or(home);
        write(&folder.join(beside), &example)?;
    }
    Ok(notes)
}

/// The types of all departments by their identifiers.
fn known(world: &Path) -> Result<BTreeMap<String, Known>, Failure> {
    let mut all = BTreeMap::new();
    for department in names(&world.join("departments")) {
        let folder = world.join("departments").join(&department);
        for file in names(&folder.join("types")) {
            // What cannot be read the linter names.
            let Ok(kind) = read(&folder.join("types").join(&file)) else { continue };
            let Some(vct) = kind.get("vct").and_then(Value::as_str) else { continue };
            let example = read(&folder.join("examples").join(&file)).unwrap_or_default();
            let people = example.get("people").and_then(Value::as_array);
            let is_held = people.is_some_and(|people| !people.is_empty());
            let file = folder.join("types").join(&file);
            let one = Known { department: department.clone(), file, is_held };
            if is_held || !all.contains_key(vct) {
                all.insert(vct.to_owned(), one);
            }
        }
    }
    Ok(all)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> =
        entries.map(|one| one.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file for a type that nobody describes, named after the end of its identifier.
fn free_name(folder: &Path, vct: &str) -> PathBuf {
    let last = vct.trim_end_matches('/').rsplit(['/', ':', '#']).next().unwrap_or_default();
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || sign == '_' { sign } else { '-' };
    let name: String = last.chars().map(plain).take(40).collect();
    let mut files = (0_u32..).map(|number| match number {
        0 => folder.join(format!("{name}.json")),
        _ => folder.join(format!("{name}-{number}.json")),
    });
    files.find(|file| !file.exists()).unwrap_or_else(|| folder.join("example.json"))
}

/// What the form's queries of this type ask for.
fn asked<'f>(vct: &str, form: &'f Form) -> Vec<(&'f str, &'f ClaimQuery)> {
    let queries = form.evidence().credentials.iter();
    let queries = queries.filter(|query| query.types.iter().any(|one| one == vct));
    queries.flat_map(|query| query.claims.iter().map(|claim| (query.id.as_str(), claim))).collect()
}

/// A description of a type that nobody describes: its claims are called what they are called in certificates.
fn description(vct: &str, form: &Form) -> Value {
    let both = |member: &str, text: &str| json!([{"locale": "zh-CN", member: text}, {"locale": "en", member: text}]);
    let named = |name: &str| json!({"path": [name], "display": both("label", name)});
    let mut claims: Vec<Value> = Vec::new();
    for (_, claim) in asked(vct, form) {
        let Some(ClaimStep::Key(name)) = claim.path.steps().first() else { continue };
        let described = named(name);
        if !claims.contains(&described) {
            claims.push(described);
        }
    }
    claims.push(named("specimen"));
    let last = vct.rsplit(['/', ':', '#']).next().unwrap_or(vct);
    json!({"vct": vct, "name": vct, "display": both("name", &format!("{last}（示例 SPECIMEN）")), "claims": claims})
}

/// The claims of an example: those that the form asks for and those that the type describes.
fn claims(kind: &Value, vct: &str, form: &Form) -> Map<String, Value> {
    let paths = kind.get("claims").and_then(Value::as_array).into_iter().flatten();
    let described: Vec<ClaimPath> =
        paths.filter_map(|claim| ClaimPath::from_json(claim.get("path")?).ok()).collect();
    let is_described = |path: &ClaimPath| {
        described.iter().any(|other| other.steps().first() == path.steps().first())
    };
    let mut claims = Value::Object(Map::new());
    for (query, claim) in asked(vct, form) {
        if is_described(&claim.path) {
            put(&mut claims, claim.path.steps(), value(query, claim, form));
        }
    }
    for path in &described {
        if path.select(&claims).is_empty() && !begins(&claims, path) {
            put(&mut claims, path.steps(), by_name(path).unwrap_or_else(|| ANYTHING.into()));
        }
    }
    let mut claims = claims.as_object().cloned().unwrap_or_default();
    claims.shift_remove("specimen");
    claims
}

/// Whether a part of the claim is there, such as a member of the address.
fn begins(claims: &Value, path: &ClaimPath) -> bool {
    let Some(ClaimStep::Key(name)) = path.steps().first() else { return true };
    path.steps().len() == 1 && claims.get(name).is_some()
}

/// A value that fits: one that the query takes, else one that the answer takes which it fills.
fn value(query: &str, claim: &ClaimQuery, form: &Form) -> Value {
    if let Some(value) = claim.values.first() {
        return value.clone();
    }
    let mut bindings = form.bindings().iter();
    let fills = bindings.find(|binding| {
        binding.from.iter().any(|from| from.credential == query && from.path == claim.path)
    });
    let answer = fills.and_then(|binding| form.schema().at(&binding.to));
    let named = by_name(&claim.path);
    let Some(answer) = answer else { return named.unwrap_or_else(|| ANYTHING.into()) };
    candidates(&answer, named)
        .into_iter()
        .find(|one| answer.accepts(&sample(one)))
        .unwrap_or_else(|| ANYTHING.into())
}

/// What may stand there, the likeliest first.
fn candidates(answer: &SchemaRef<'_>, named: Option<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = answer.constant().cloned().into_iter().collect();
    all.extend(answer.options().and_then(|options| options.first()).cloned());
    all.extend(named);
    all.extend(["{from}", "{id_number}", "{name}", ANYTHING].map(Value::from));
    let length = answer.min_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(1);
    // Identifiers of registers are digits or capitals more often than not.
    for sign in ["0", "1", "A", "示"] {
        all.push(sign.repeat(length.min(400)).into());
    }
    all.extend(["SPECIMEN-0001", "13800000000", "200000", "a@specimen.example"].map(Value::from));
    all.extend(answer.minimum().cloned());
    all.extend([json!(1), json!(0), json!(true)]);
    all
}

/// What a pattern of the examples stands for, to be held against a schema.
fn sample(value: &Value) -> Value {
    match value.as_str() {
        Some("{name}") => "陈示例".into(),
        Some("{id_number}") => "310101199003070003".into(),
        Some("{birth}" | "{from}" | "{until}") => "2026-11-23".into(),
        _ => value.clone(),
    }
}

/// What the name of a claim says about it.
fn by_name(path: &ClaimPath) -> Option<Value> {
    let name = path.steps().iter().rev().find_map(|step| match step {
        ClaimStep::Key(name) => Some(name.to_ascii_lowercase()),
        _ => None,
    })?;
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let text = if has(&["id_number", "id_no", "identity_number"]) {
        "{id_number}"
    } else if has(&["birth"]) {
        "{birth}"
    } else if has(&["until", "expir", "valid_to", "end_date"]) {
        "{until}"
    } else if has(&["date", "from", "since", "issued"]) {
        "{from}"
    } else if name.ends_with("name") {
        "{name}"
    } else {
        return None;
    };
    Some(text.into())
}

/// Puts a value at its place, with all that leads to it.
fn put(into: &mut Value, steps: &[ClaimStep], value: Value) {
    let Some((step, rest)) = steps.split_first() else {
        *into = value;
        return;
    };
    match step {
        ClaimStep::Key(name) => {
            if !into.is_object() {
                *into = Value::Object(Map::new());
            }
            if let Some(members) = into.as_object_mut() {
                put(members.entry(name).or_insert(Value::Null), rest, value);
            }
        }
        ClaimStep::All | ClaimStep::Index(_) => {
            let index =
                if let ClaimStep::Index(index) = step { (*index).min(MOST_ROWS) } else { 0 };
            if !into.is_array() {
                *into = json!([]);
            }
            if let Some(rows) = into.as_array_mut() {
                while rows.len() <= index {
                    rows.push(Value::Null);
                }
                if let Some(row) = rows.get_mut(index) {
                    put(row, rest, value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_gets_all_that_leads_to_it() {
        let mut claims = json!({"address": {"road": "r"}});
        let path = |text: &str| ClaimPath::from_json(&serde_json::from_str(text).unwrap()).unwrap();
        put(&mut claims, path(r#"["address","room"]"#).steps(), json!("301"));
        put(&mut claims, path(r#"["children",null,"name"]"#).steps(), json!("{name}"));
        assert_eq!(
            claims,
            json!({"address": {"road": "r", "room": "301"}, "children": [{"name": "{name}"}]})
        );
    }

    #[test]
    fn names_of_claims_say_what_stands_there() {
        for (name, text) in [
            ("full_name", Some("{name}")),
            ("valid_until", Some("{until}")),
            ("issued_on", Some("{from}")),
            ("agent_id_number", Some("{id_number}")),
            ("colour", None),
        ] {
            assert_eq!(by_name(&ClaimPath::of_claim(name)), text.map(Value::from), "{name}");
        }
    }
}
