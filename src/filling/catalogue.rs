//! The services of all departments as one list, and the events in life that call for them. How they are
//! found is in `search`.

use std::rc::Rc;

use cert_catalogue::{FileEntry, LifeEvent, ServiceEntry};
use cert_fill::Form;

use super::search::{self, Looked, folded};
use crate::trust::city::{City, Shop};
use crate::words::local::PerLanguage;

/// One service as its department describes it.
// `Eq`, so that two that are one in memory are not compared text by text at each drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The name in addresses: the department's, and its own there.
    pub name: String,
    /// The department's short name.
    pub department: String,
    /// Title.
    pub title: PerLanguage,
    /// One or two sentences.
    pub summary: PerLanguage,
    /// The server that it is on; empty for our own.
    pub server: String,
    /// Where the form is on that server.
    pub href: String,
    /// The exact bytes of the form that is offered.
    pub form: FileEntry,
    /// Certificate types that the form can use.
    pub needs: Vec<String>,
    /// What a search looks at: titles, summaries, and the words people look for, its own and those of the
    /// events in life that call for it.
    pub(super) looked: Looked,
}

/// All services of a city, department by department.
#[must_use]
pub fn services(city: &City) -> Vec<Rc<Service>> {
    let shops = city.shops().iter().filter_map(|shop| Some((shop, shop.index()?)));
    shops
        .flat_map(|(shop, index)| {
            index
                .services
                .iter()
                .map(|entry| Rc::new(Service::of(shop, entry, shop.address_of(&entry.name))))
        })
        .collect()
}

/// The services that answer a query, best first; all of them for an empty one.
#[must_use]
pub fn search(services: &[Rc<Service>], query: &str) -> Vec<Rc<Service>> {
    search::search(services, |service| &service.looked, query)
}

/// Something that happens in life, with the services of all departments that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Title.
    pub title: PerLanguage,
    /// The services by their names in addresses, department by department.
    pub services: Vec<String>,
}

/// The events in life that the departments name, those of the same title as one; without a service that is
/// there, an event is none.
#[must_use]
pub fn events(city: &City) -> Vec<Occasion> {
    let mut all: Vec<(String, Occasion)> = Vec::new();
    for shop in city.shops() {
        let Some(index) = shop.index() else { continue };
        let there = |name: &&String| index.service(name).is_some();
        for event in &index.life_events {
            let services = event.services.iter().filter(there).map(|name| shop.address_of(name));
            let services: Vec<String> = services.collect();
            let title = same_title(event);
            match all.iter_mut().find(|(known, _)| *known == title) {
                Some((_, known)) => known.services.extend(services),
                None => all.push((title, Occasion { title: (&event.title).into(), services })),
            }
        }
    }
    all.into_iter().map(|(_, event)| event).filter(|event| !event.services.is_empty()).collect()
}

/// Departments agree on what an event is called, not on a number for it.
fn same_title(event: &LifeEvent) -> String {
    event.title.entries().map(|(_, text)| folded(text)).next().unwrap_or_default()
}

impl Service {
    /// A service under the name that it was asked for by.
    #[must_use]
    pub fn of(shop: &Shop, entry: &ServiceEntry, name: String) -> Self {
        let events = shop.index().map(|index| index.life_events.as_slice()).unwrap_or_default();
        let events = events.iter().filter(|event| event.services.contains(&entry.name));
        let of_events = events.flat_map(|event| {
            event
                .title
                .entries()
                .map(|(_, text)| text)
                .chain(event.keywords.iter().map(String::as_str))
        });
        let keywords = entry.keywords.iter().map(String::as_str).chain(of_events);
        let (title, summary) = ((&entry.title).into(), (&entry.summary).into());
        Self {
            name,
            department: shop.department.slug.clone(),
            looked: Looked::new(&title, &summary, keywords),
            title,
            summary,
            server: String::new(),
            href: shop.department.file(&entry.form.path),
            form: entry.form.clone(),
            needs: entry.needs.clone(),
        }
    }
}

impl Service {
    /// The service behind a form of a business, which no department lists.
    #[must_use]
    pub fn of_business(name: &str, server: &str, form: &Form) -> Self {
        Self {
            name: name.to_owned(),
            department: String::new(),
            title: form.title().into(),
            summary: form.summary().map(PerLanguage::from).unwrap_or_default(),
            server: server.to_owned(),
            href: String::new(),
            form: FileEntry::of("", form.bytes()),
            needs: Vec::new(),
            looked: Looked::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(name: &str, title: &str, keywords: &[&str]) -> Rc<Service> {
        let title = PerLanguage::read(&json!({"zh-CN": title, "en": "Endorse a permit"}));
        let summary = PerLanguage::read(&json!({"zh-CN": "每年一次", "en": "Once a year"}));
        Rc::new(Service {
            name: name.to_owned(),
            server: String::new(),
            department: "a".to_owned(),
            looked: Looked::new(&title, &summary, keywords.iter().copied()),
            title,
            summary,
            href: format!("/departments/a/forms/{name}.json"),
            form: FileEntry::of("forms/x.json", b"{}"),
            needs: vec!["v".to_owned()],
        })
    }

    fn listed() -> Vec<Rc<Service>> {
        vec![
            entry(
                "residence-permit",
                "上海市居住证签注",
                &["居住证续期", "juzhuzheng", "jzz", "jzzqz"],
            ),
            entry("company", "开办企业“一窗通”", &["ycht", "kaiban", "公司"]),
        ]
    }

    fn names(query: &str) -> Vec<String> {
        search(&listed(), query).into_iter().map(|service| service.name.clone()).collect()
    }

    #[test]
    fn initials_full_width_letters_and_words_find_the_permit() {
        for query in
            ["jzz", "JZZ", "ｊｚｚ", "juzhu", "居住证", "签注", "续期", "endorse permit", " jzzq "]
        {
            let found = names(query);
            assert_eq!(found.first().map(String::as_str), Some("residence-permit"), "{query}");
        }
        assert_eq!(names("公司"), ["company"]);
        assert_eq!(names("护照"), Vec::<String>::new());
        assert_eq!(names("jzz 护照"), Vec::<String>::new(), "every word counts");
        assert_eq!(names("  ").len(), 2);
    }

    #[test]
    fn a_whole_sentence_finds_what_it_speaks_of() {
        assert_eq!(names("我要开一家公司"), ["company"]);
        assert_eq!(names("我的居住证续期怎么办"), ["residence-permit"]);
        // A single sign or Latin letters inside other letters say nothing.
        assert_eq!(names("xjzzx"), Vec::<String>::new());
    }
}
