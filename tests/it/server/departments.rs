//! A world with a department that signs its own index, and with text that means something to HTML.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::{Value, json};

use super::world::World;
use crate::publishing::{certfill, copy};
use crate::shared::root;

const TYPE: &str = "https://library.sh.specimen.example/types/reader-card";

/// A library alone, with one reader; it has published what it offers, and its key is the server's.
fn library(city: Value) -> World {
    let mut world = World::stopped();
    let folder = world.folder.join("world");
    let own = folder.join("departments/library");
    copy(&root().join("tests/departments/library"), &own);
    let key = world.folder.join("keys/library.jwk");
    fs::create_dir_all(key.parent().unwrap()).unwrap();
    fs::write(&key, certfill(&["key"]).unwrap()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    certfill(&["publish", own.to_str().unwrap(), "--key", key.to_str().unwrap()]).unwrap();
    let people = json!([{"slug": "a\"b", "name": "<i>示例</i>", "story": {"zh-CN": "甲 & 乙", "en": "\"A\" & <b>"},
        "division": "310101", "born": "1990-03-07"}]);
    fs::write(folder.join("people.json"), people.to_string()).unwrap();
    fs::write(folder.join("city.json"), city.to_string()).unwrap();
    world.config.world = Some(folder);
    // The index was signed by the true clock.
    world.pass(80 * 365 * 86_400);
    world
}

fn city() -> Value {
    json!({"operator": {"en": "Specimen operator"}, "departments": [{"slug": "library",
        "id": "https://library.sh.specimen.example", "name": {"zh-CN": "市图书馆（示例）", "en": "City Library (SPECIMEN)"},
        "algorithm": "Ed25519", "types": [TYPE], "regions": ["31"], "status_list": 1}]})
}

#[test]
fn an_index_that_a_department_signed_itself_is_served_as_it_is() {
    let mut world = library(city());
    world.restart();
    let file = world.folder.join("world/departments/library/published/index.jws");
    let served = world.get("/departments/library/index.jws").expect(200);
    assert_eq!(served.body, fs::read(file).unwrap());
    let token = cert_verify::jws::parse(served.text()).unwrap();
    let index = cert_catalogue::Index::read(token.unverified_payload()).unwrap();
    world.file("library", &index.services[0].form);
}

#[test]
fn an_index_that_no_phone_would_take_is_refused_at_the_start() {
    let refused = |city: Value, spoil: &dyn Fn(&World), says: &str| {
        let mut world = library(city);
        spoil(&world);
        let problem = world.try_restart().unwrap_err().to_string();
        assert!(
            problem.contains("departments/library/published/index.jws") && problem.contains(says),
            "{problem}"
        );
    };
    let nothing = |_: &World| ();
    let other_key = |world: &World| fs::remove_file(world.folder.join("keys/library.jwk")).unwrap();
    refused(
        city(),
        &other_key,
        "index-signature-wrong: the key that `certfill publish` signed it with",
    );
    let with = |at: &str, value: Value| {
        let mut city = city();
        *city.pointer_mut(at).unwrap() = value;
        city
    };
    refused(with("/departments/0/types", json!([])), &nothing, "index-type-not-allowed");
    refused(with("/departments/0/regions", json!(["32"])), &nothing, "index-region-not-allowed");
    let other = json!("https://other.sh.specimen.example");
    refused(with("/departments/0/id", other), &nothing, "index-of-another-department");
    let early = |world: &World| world.pass(-90 * 365 * 86_400);
    refused(city(), &early, "index-from-future");
}

#[test]
fn a_department_is_not_called_as_a_key_of_the_server() {
    for taken in ["root", "forms", "page"] {
        let mut city = city();
        city["departments"][0]["slug"] = taken.into();
        let mut world = library(city);
        let departments = world.folder.join("world/departments");
        fs::rename(departments.join("library"), departments.join(taken)).unwrap();
        let problem = world.try_restart().unwrap_err().to_string();
        assert!(problem.contains(&format!("keys/{taken}.jwk")), "{problem}");
    }
}

#[test]
fn what_a_world_says_of_people_is_text_and_no_html() {
    let mut world = library(city());
    world.restart();
    let page = world.get("/specimen?lang=en").expect(200);
    let text = page.text();
    assert!(
        text.contains("&lt;i&gt;示例&lt;/i&gt;") && text.contains("&quot;A&quot; &amp; &lt;b&gt;"),
        "{text}"
    );
    assert!(text.contains(r#"name="person" value="a&quot;b""#), "{text}");
    assert!(!text.contains("<i>") && !text.contains("<b>"), "{text}");
}
