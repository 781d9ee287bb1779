//! The signed list of services and the search in it.
//!
//! The signature is checked over the bytes received before anything is shown;
//! a list signed by nobody known is no list. Search runs on the device.

use cert_fill::Form;
use cert_verify::{PublicKey, json, jws, put_in_order};
use serde_json::Value;

use crate::words::local::PerLanguage;

/// Services in one list. A city has about two thousand; more is not a menu.
const MAX_SERVICES: usize = 5_000;

/// One service as the catalogue describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The short name in addresses: the last part of `href`.
    pub name: String,
    /// The form's identifier.
    pub id: String,
    /// The form's version.
    pub version: String,
    /// Title.
    pub title: PerLanguage,
    /// One or two sentences.
    pub summary: PerLanguage,
    /// The server that it is on; empty for our own.
    pub server: String,
    /// Where the signed form is on that server.
    pub href: String,
    /// `sha256-…` of the form's exact bytes.
    pub integrity: String,
    /// Certificate types that the form can use.
    pub needs: Vec<String>,
    /// Words people look for, pinyin and its initials among them.
    pub keywords: Vec<String>,
}

/// Why a catalogue cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueError {
    /// Not signed by a key that this installation trusts for forms.
    Signature,
    /// Signed, but not a catalogue.
    Shape,
}

impl CatalogueError {
    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "catalogue-signature",
            Self::Shape => "catalogue-malformed",
        }
    }
}

/// Opens a signed catalogue.
///
/// # Errors
/// [`CatalogueError`]; entries that cannot be read are an error of the whole list,
/// because a missing service must not look like one that does not exist.
pub fn open(token: &str, keys: &[PublicKey]) -> Result<Vec<Service>, CatalogueError> {
    let signed = jws::parse(token.trim()).map_err(|_| CatalogueError::Shape)?;
    let payload = signed.verify(keys).map_err(|_| CatalogueError::Signature)?;
    let list =
        json::parse(payload.as_ref(), json::Limits::LIST).map_err(|_| CatalogueError::Shape)?;
    let forms = list.get("forms").and_then(Value::as_array).ok_or(CatalogueError::Shape)?;
    if forms.len() > MAX_SERVICES {
        return Err(CatalogueError::Shape);
    }
    forms.iter().map(|form| service(form).ok_or(CatalogueError::Shape)).collect()
}

fn service(form: &Value) -> Option<Service> {
    let text = |name: &str| form.get(name).and_then(Value::as_str).map(str::to_owned);
    let words = |name: &str| -> Vec<String> {
        let list = form.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    };
    let href = text("href")?;
    // Forms come from the same origin: an absolute path and nothing else.
    if !href.starts_with('/') || href.starts_with("//") {
        return None;
    }
    let name = href.rsplit('/').next().filter(|name| !name.is_empty())?.to_owned();
    Some(Service {
        name,
        id: text("id")?,
        version: text("version")?,
        title: PerLanguage::read(form.get("title")?),
        summary: form.get("summary").map(PerLanguage::read).unwrap_or_default(),
        server: String::new(),
        href,
        integrity: text("integrity")?,
        needs: words("needs"),
        keywords: words("keywords"),
    })
}

impl Service {
    /// The service behind a form of a business, which no catalogue lists.
    #[must_use]
    pub fn of_business(name: &str, server: &str, form: &Form) -> Self {
        Self {
            name: name.to_owned(),
            id: form.id().to_owned(),
            version: form.version().to_owned(),
            title: form.title().into(),
            summary: form.summary().map(PerLanguage::from).unwrap_or_default(),
            server: server.to_owned(),
            href: String::new(),
            integrity: form.integrity().to_owned(),
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
    use cert_issue::{SigningKey, sign_jws};
    use serde_json::{Map, json};

    fn entry(href: &str, title: &str, keywords: &[&str]) -> Value {
        json!({"id": format!("https://forms.example{href}"), "version": "1", "href": href,
               "integrity": "sha256-x", "title": {"zh-CN": title, "en": "Endorse a permit"},
               "summary": {"zh-CN": "每年一次", "en": "Once a year"}, "needs": ["v"], "keywords": keywords})
    }

    fn signed(forms: &Value) -> (String, PublicKey) {
        let key = SigningKey::ed25519_from_seed([7; 32]);
        let payload = serde_json::to_vec(&json!({"forms": forms})).unwrap();
        (sign_jws(&Map::new(), &payload, &key), key.public())
    }

    fn listed() -> Vec<Service> {
        let (token, key) = signed(&json!([
            entry(
                "/forms/residence-permit",
                "上海市居住证签注",
                &["居住证续期", "juzhuzheng", "jzz", "jzzqz"]
            ),
            entry("/forms/company", "开办企业“一窗通”", &["ycht", "kaiban", "公司"]),
        ]));
        open(&token, &[key]).expect("a signed catalogue")
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
    fn a_list_signed_by_somebody_else_is_no_list() {
        let (token, _) = signed(&json!([]));
        let other = SigningKey::ed25519_from_seed([8; 32]).public();
        assert_eq!(open(&token, &[other]), Err(CatalogueError::Signature));
        assert_eq!(open(&token, &[]), Err(CatalogueError::Signature));
        assert_eq!(open("not a token", &[]), Err(CatalogueError::Shape));
    }

    #[test]
    fn a_form_from_another_origin_is_refused() {
        for href in
            ["https://elsewhere.example/forms/x", "//elsewhere.example/x", "forms/x", "/forms/"]
        {
            let (token, key) = signed(&json!([entry(href, "x", &[])]));
            assert_eq!(open(&token, &[key]), Err(CatalogueError::Shape), "{href}");
        }
    }
}
