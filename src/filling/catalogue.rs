//! The services of all departments as one list, and the search in it, which runs on the device.

use cert_catalogue::{FileEntry, ServiceEntry};
use cert_fill::Form;
use cert_verify::put_in_order;

use crate::trust::city::{City, Shop};
use crate::words::local::PerLanguage;

/// One service as its department describes it.
#[derive(Clone, Debug, PartialEq)]
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
    /// Words people look for: its own, and those of the events in life that call for it.
    pub keywords: Vec<String>,
}

/// All services of a city, department by department.
#[must_use]
pub fn services(city: &City) -> Vec<Service> {
    let shops = city.shops().iter().filter_map(|shop| Some((shop, shop.index()?)));
    shops
        .flat_map(|(shop, index)| {
            index
                .services
                .iter()
                .map(|entry| Service::of(shop, entry, shop.address_of(&entry.name)))
        })
        .collect()
}

impl Service {
    /// A service under the name that it was asked for by.
    #[must_use]
    pub fn of(shop: &Shop, entry: &ServiceEntry, name: String) -> Self {
        let events = shop.index().map(|index| index.life_events.as_slice()).unwrap_or_default();
        let events = events.iter().filter(|event| event.services.contains(&entry.name));
        let mut keywords = entry.keywords.clone();
        for event in events {
            keywords.extend(event.title.entries().map(|(_, text)| text.to_owned()));
            keywords.extend(event.keywords.iter().cloned());
        }
        Self {
            name,
            department: shop.department.slug.clone(),
            title: (&entry.title).into(),
            summary: (&entry.summary).into(),
            server: String::new(),
            href: shop.department.file(&entry.form.path),
            form: entry.form.clone(),
            needs: entry.needs.clone(),
            keywords,
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
            keywords: Vec::new(),
        }
    }
}

/// The services that answer a query, best first; all of them for an empty one.
///
/// Every word of the query has to be found: in a title, in a keyword (so that
/// `jzz` finds 居住证), or in the summary. Case, full-width letters and spaces
/// inside Chinese make no difference.
#[must_use]
pub fn search<'a>(services: &'a [Service], query: &str) -> Vec<&'a Service> {
    let query = fold(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    if words.is_empty() {
        return services.iter().collect();
    }
    let mut found: Vec<(u32, &Service)> = services
        .iter()
        .filter_map(|service| {
            Some((words.iter().map(|word| score(service, word)).sum::<Option<u32>>()?, service))
        })
        .collect();
    // Stable: services of equal rank keep the order of the catalogue.
    put_in_order(&mut found, |(a, _), (b, _)| b.cmp(a));
    found.into_iter().map(|(_, service)| service).collect()
}

fn score(service: &Service, word: &str) -> Option<u32> {
    let says = |text: &PerLanguage| text.each().any(|(_, text)| fold(text).contains(word));
    if says(&service.title) {
        return Some(4);
    }
    let keywords: Vec<String> = service.keywords.iter().map(|keyword| fold(keyword)).collect();
    if keywords.iter().any(|keyword| keyword == word) {
        return Some(3);
    }
    if keywords.iter().any(|keyword| {
        keyword.starts_with(word) || (word.chars().count() > 1 && keyword.contains(word))
    }) {
        return Some(2);
    }
    says(&service.summary).then_some(1)
}

fn fold(text: &str) -> String {
    super::typed::half_width(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(name: &str, title: &str, keywords: &[&str]) -> Service {
        Service {
            name: name.to_owned(),
            server: String::new(),
            department: "a".to_owned(),
            title: PerLanguage::read(&json!({"zh-CN": title, "en": "Endorse a permit"})),
            summary: PerLanguage::read(&json!({"zh-CN": "每年一次", "en": "Once a year"})),
            href: format!("/departments/a/forms/{name}.json"),
            form: FileEntry::of("forms/x.json", b"{}"),
            needs: vec!["v".to_owned()],
            keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    fn listed() -> Vec<Service> {
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
}
