//! Copies of the specimen city that a test may change: another department, or hundreds of services.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A copy of the specimen city's folder; gone when it is dropped.
#[derive(Debug)]
pub struct CityFolder(PathBuf);

impl CityFolder {
    /// A copy of its own for this test.
    #[must_use]
    pub fn copy(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("certfill-city-{name}-{}", std::process::id()));
        copy(&crate::root().join("crates/cert-server/specimen"), &folder);
        Self(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Adds a folder of the repository as this department, with the operator's word for it.
    pub fn add_department(&self, from: &str, operators_word: Value) {
        let slug = operators_word["slug"].as_str().expect("a short name").to_owned();
        copy(&crate::root().join(from), &self.0.join("departments").join(slug));
        let place = self.0.join("city.json");
        let mut city = read(&place);
        city["departments"].as_array_mut().expect("departments").push(operators_word);
        fs::write(place, city.to_string()).expect("the city's file can be written");
    }

    /// Changes one JSON file of a department, or writes it.
    pub fn edit(&self, department: &str, file: &str, change: impl FnOnce(&mut Value)) {
        let place = self.0.join("departments").join(department).join(file);
        let mut value = if place.exists() { read(&place) } else { json!({}) };
        change(&mut value);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, value.to_string()).expect("a file of the city");
    }

    /// Lets a department of the city publish so many more services, each with a form of its own.
    pub fn add_services(&self, department: &str, count: usize) {
        let folder = self.0.join("departments").join(department);
        let form = read(&folder.join("forms/contact-details.json"));
        let service = read(&folder.join("services/contact-details.json"));
        for number in 1..=count {
            let (mut form, mut service) = (form.clone(), service.clone());
            let name = format!("matter-{number:03}");
            form["id"] = json!(format!("https://forms.specimen.example/sh/{name}"));
            form["title"] = json!({"zh-CN": format!("第 {number} 号事项（示例）"), "en": format!("Matter {number} (SPECIMEN)")});
            let words = json!([format!("shixiang{number:03}"), format!("事项{number}")]);
            service["keywords"]
                .as_array_mut()
                .expect("words")
                .extend(words.as_array().expect("a list").clone());
            fs::write(folder.join(format!("forms/{name}.json")), form.to_string()).expect("a form");
            fs::write(folder.join(format!("services/{name}.json")), service.to_string())
                .expect("a service");
        }
    }
}

impl Drop for CityFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file of the city")).expect("JSON")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(path, place).expect("a copy");
        }
    }
}
