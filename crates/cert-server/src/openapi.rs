//! The description of all routes, in OpenAPI 3.1. It is written by hand; a test holds it against the routes.

use axum::{http::HeaderMap, response::Response};

use crate::answer;

/// Public, like the routes.
const DESCRIPTION: &str = include_str!("../../../docs/openapi.json");

/// `GET /openapi.json`: the same on every server, whichever parts it has switched on.
pub(crate) async fn get(asked: HeaderMap) -> Response {
    answer::tagged(&asked, "application/vnd.oai.openapi+json;version=3.1", "no-cache", DESCRIPTION)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::DESCRIPTION;
    use crate::app::{Parts, routes};

    const METHODS: [&str; 8] =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    fn described() -> Value {
        serde_json::from_str(DESCRIPTION).unwrap()
    }

    /// Each operation with its method and path.
    fn operations(description: &Value) -> Vec<(String, String, Value)> {
        let paths = description["paths"].as_object().unwrap().iter();
        let operations = paths.flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            let methods = methods.filter(|(name, _)| METHODS.contains(&name.as_str()));
            methods.map(move |(name, it)| (name.clone(), path.clone(), it.clone()))
        });
        operations.collect()
    }

    #[test]
    fn every_route_is_described_with_its_methods_and_nothing_else_is() {
        let all = Parts {
            business: false,
            issuer: true,
            specimen: true,
            preview: true,
            offices: true,
            back_office: true,
        };
        let of = |parts: &Parts| -> BTreeSet<(String, String)> {
            let known = routes(parts).known().to_vec();
            known.into_iter().map(|(method, path)| (method.to_owned(), path.to_owned())).collect()
        };
        let mut served = of(&all);
        served.extend(of(&Parts { business: true, ..all }));
        let described: BTreeSet<(String, String)> =
            operations(&described()).into_iter().map(|(method, path, _)| (method, path)).collect();
        let missing: Vec<_> = served.difference(&described).collect();
        let invented: Vec<_> = described.difference(&served).collect();
        assert!(missing.is_empty(), "docs/openapi.json does not have {missing:?}");
        assert!(invented.is_empty(), "docs/openapi.json has, and no server: {invented:?}");
    }

    #[test]
    fn the_description_is_whole() {
        let description = described();
        assert!(description["openapi"].as_str().unwrap().starts_with("3.1."));
        let mut ids = BTreeSet::new();
        for (method, path, operation) in operations(&description) {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            assert!(!id.is_empty() && ids.insert(id), "{method} {path}: an operationId of its own");
            assert!(operation["summary"].is_string(), "{method} {path}: a summary");
            let answers = operation["responses"].as_object().unwrap();
            assert!(!answers.is_empty(), "{method} {path}: an answer");
            for (status, answer) in answers {
                let is_said = answer["description"].is_string() || answer["$ref"].is_string();
                assert!(is_said, "{method} {path} {status}");
            }
            let both = [&description["paths"][&path]["parameters"], &operation["parameters"]];
            let named = both.into_iter().filter_map(Value::as_array).flatten();
            let named = named.map(|one| resolved(&description, one));
            let named: BTreeSet<String> = named
                .filter(|one| one["in"] == "path")
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect();
            let in_path =
                path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
            assert_eq!(named, in_path.map(str::to_owned).collect(), "{method} {path}");
        }
        let mut open = vec![&description];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    resolved(&description, value);
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
    }

    /// What a reference stands for.
    fn resolved<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
        let place = reference.strip_prefix('#').unwrap();
        description.pointer(place).unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}
