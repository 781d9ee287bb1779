//! The departments of the operator's city (旗舰店), and what each of them publishes: which index of
//! each is in use, how old it is, and why a newer one was not taken. Whatever comes, the last good one
//! stays.

use std::rc::Rc;

use cert_catalogue::{
    FileEntry, Index, IndexFault, Publisher, RememberedIndex, ServiceEntry, accept,
};
use cert_verify::{PublicKey, TrustList, UnixTime, base64url};
use serde_json::{Value, json};

use super::own_path;
use crate::words::Lang;
use crate::words::local::{PerLanguage, Said};

/// Departments of one city; Shanghai has about sixty, with its districts.
const MAX_DEPARTMENTS: usize = 200;

/// An index that was received this recently is not asked for again on its own.
const FRESH_SECONDS: i64 = 300;

/// After this many days without a new index it is said that what is shown may be out of date.
const OLD_SECONDS: i64 = 7 * 86_400;

/// Stands between a department and its service in addresses.
const OF: char = '~';

/// A department as the operator's configuration names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Department {
    /// Its identifier, as on the trust list.
    pub id: String,
    /// Its short name in addresses.
    pub slug: String,
    /// Where its files are: a path of our own origin.
    address: String,
    /// What the operator calls it, when it is not on the trust list.
    name: PerLanguage,
    /// Keys of its own for publishing; without them, those of its entry on the trust list.
    keys: Vec<PublicKey>,
    types: Vec<String>,
    regions: Vec<String>,
}

impl Department {
    /// Reads the list of the configuration; an entry that cannot be read is none.
    #[must_use]
    pub fn list(value: Option<&Value>) -> Vec<Rc<Self>> {
        let entries = value.and_then(Value::as_array).into_iter().flatten();
        let mut all: Vec<Rc<Self>> = Vec::new();
        for one in entries.take(MAX_DEPARTMENTS).filter_map(Self::read) {
            // Names are spaces of their own: a second department of the same name is not one.
            if !all.iter().any(|other| other.slug == one.slug || other.id == one.id) {
                all.push(Rc::new(one));
            }
        }
        all
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let list = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        let texts =
            |name: &str| list(name).filter_map(|one| one.as_str().map(str::to_owned)).collect();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        Some(Self {
            id: text("id")?,
            slug: text("slug").filter(|slug| !slug.is_empty() && slug.bytes().all(plain))?,
            address: own_path(text("address")?.trim_end_matches('/'))?,
            name: value.get("name").map(PerLanguage::read).unwrap_or_default(),
            keys: list("keys").filter_map(|key| PublicKey::from_jwk(key).ok()).collect(),
            types: texts("types"),
            regions: texts("regions"),
        })
    }

    /// The address of one of its files.
    #[must_use]
    pub fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }

    /// Who may publish for it, and under which name it is known.
    fn publisher(
        &self,
        list: Option<&TrustList>,
        now: UnixTime,
    ) -> Option<(Publisher, PerLanguage)> {
        let entry = list.and_then(|list| list.issuers().iter().find(|one| one.id() == self.id));
        let name = entry.map(|entry| {
            let words = json!({"zh-CN": entry.name("zh-CN"), "en": entry.name("en")});
            PerLanguage::read(&words)
        });
        let publisher = if self.keys.is_empty() {
            Publisher::on_list(entry?, now)
        } else {
            let (types, regions) = (self.types.clone(), self.regions.clone());
            Publisher::named(self.id.clone(), self.keys.clone(), types, regions)
        };
        Some((publisher, name.unwrap_or_else(|| self.name.clone())))
    }
}

/// A department with what it publishes.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The department.
    pub department: Rc<Department>,
    index: Option<Rc<Index>>,
    /// The index as received, to be judged again by another list.
    token: Rc<Vec<u8>>,
    /// As somebody vouches for it: the trust list or the operator, never itself.
    name: PerLanguage,
    received_at: UnixTime,
    remembered: Option<RememberedIndex>,
    refused: Option<IndexFault>,
}

// One index is the same as itself; what is in it need not be compared at each drawing.
impl PartialEq for Shop {
    fn eq(&self, other: &Self) -> bool {
        let facts =
            |shop: &Self| (shop.index.is_some(), shop.remembered, shop.received_at, shop.refused);
        self.department == other.department
            && self.name == other.name
            && facts(self) == facts(other)
    }
}

impl Shop {
    /// What it publishes; none until an index was accepted.
    #[must_use]
    pub fn index(&self) -> Option<&Index> {
        self.index.as_deref()
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self, lang: Lang) -> Said {
        let said = self.name.pick(lang);
        if said.text.is_empty() {
            Said { text: self.department.slug.clone(), lang: None }
        } else {
            said
        }
    }

    /// When the index in use was received.
    #[must_use]
    pub const fn received_at(&self) -> UnixTime {
        self.received_at
    }

    /// Whether what is shown may be out of date.
    #[must_use]
    pub fn is_old(&self, now: UnixTime) -> bool {
        let age = now.seconds() - self.received_at.seconds();
        self.index.as_ref().is_some_and(|index| age > OLD_SECONDS || index.expires_at < now)
    }

    /// Why the newest index was not taken.
    #[must_use]
    pub const fn refused(&self) -> Option<IndexFault> {
        self.refused
    }

    /// The service whose form has just these bytes, as it stands in addresses.
    fn service_of_form(&self, digest: &str) -> Option<String> {
        let services = &self.index()?.services;
        let found = services.iter().find(|one| one.form.digest == digest)?;
        Some(self.address_of(&found.name))
    }

    /// The name of a service in addresses.
    #[must_use]
    pub fn address_of(&self, service: &str) -> String {
        format!("{}{OF}{service}", self.department.slug)
    }
}

/// All departments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct City {
    shops: Vec<Shop>,
}

impl City {
    /// The service of the form with this digest, as it stands in addresses.
    #[must_use]
    pub fn service_of_form(&self, digest: &str) -> Option<String> {
        self.shops.iter().find_map(|shop| shop.service_of_form(digest))
    }

    /// Takes the departments of the configuration; what is known of those that stay is kept.
    pub fn settle(&mut self, departments: &[Rc<Department>]) {
        let mut before = std::mem::take(&mut self.shops);
        for department in departments {
            let known = before.iter().position(|shop| shop.department.id == department.id);
            let mut shop = known.map(|at| before.swap_remove(at)).unwrap_or_else(|| Shop {
                department: department.clone(),
                index: None,
                token: Rc::default(),
                name: department.name.clone(),
                received_at: UnixTime::from_seconds(0),
                remembered: None,
                refused: None,
            });
            shop.department = department.clone();
            self.shops.push(shop);
        }
    }

    /// Offers an index that was just received.
    ///
    /// # Errors
    /// The fault; the index known before stays.
    pub fn offer(
        &mut self,
        slug: &str,
        token: &[u8],
        list: Option<&TrustList>,
        now: UnixTime,
    ) -> Result<(), IndexFault> {
        self.take(slug, token, list, None, now)
    }

    /// Offers what was kept on the device, as [`City::to_keep`] gave it. Its number counts even when it cannot be
    /// used now, such as without a trust list: an older index is an older one all the same.
    pub fn recall(&mut self, slug: &str, kept: &str, list: Option<&TrustList>, now: UnixTime) {
        let Some((head, token)) = kept.split_once('\n') else { return };
        let Some((received_at, known)) = Self::read_head(head) else { return };
        if let Some(shop) = self.shops.iter_mut().find(|shop| shop.department.slug == slug)
            && shop.remembered.is_none_or(|newest| newest.number < known.number)
        {
            shop.remembered = Some(known);
        }
        let _ = self.take(slug, token.as_bytes(), list, Some(received_at), now);
    }

    fn read_head(head: &str) -> Option<(UnixTime, RememberedIndex)> {
        let mut words = head.split(' ');
        let time = words.next()?.parse().ok()?;
        let number = words.next()?.parse().ok()?;
        let digest = base64url::decode(words.next()?).ok()?.try_into().ok()?;
        Some((UnixTime::from_seconds(time), RememberedIndex { number, digest }))
    }

    /// Holds every index against another list. One whose department may not publish it any more is not used:
    /// its key may be in other hands.
    pub fn judge_again(&mut self, list: Option<&TrustList>, now: UnixTime) {
        let known = self.shops.iter().filter(|shop| shop.index.is_some());
        let known: Vec<_> = known
            .map(|shop| (shop.department.slug.clone(), shop.token.clone(), shop.received_at))
            .collect();
        for (slug, token, received_at) in known {
            if self.take(&slug, &token, list, Some(received_at), now).is_err()
                && let Some(shop) = self.shops.iter_mut().find(|shop| shop.department.slug == slug)
            {
                shop.index = None;
            }
        }
    }

    /// An answer was larger than anything that is read.
    pub fn too_large(&mut self, slug: &str) {
        if let Some(shop) = self.shops.iter_mut().find(|shop| shop.department.slug == slug) {
            shop.refused = Some(IndexFault::TooLarge);
        }
    }

    /// What to keep of the index in use of this department: when it was received, its number and its digest, and
    /// the index itself.
    #[must_use]
    pub fn to_keep(&self, slug: &str) -> Option<String> {
        let shop = self.shops.iter().find(|shop| shop.department.slug == slug)?;
        let (known, token) = (shop.remembered?, std::str::from_utf8(&shop.token).ok()?);
        let digest = base64url::encode(&known.digest);
        let time = shop.received_at.seconds();
        (!token.is_empty()).then(|| format!("{time} {} {digest}\n{token}", known.number))
    }

    fn take(
        &mut self,
        slug: &str,
        token: &[u8],
        list: Option<&TrustList>,
        kept_since: Option<UnixTime>,
        now: UnixTime,
    ) -> Result<(), IndexFault> {
        let shop = self.shops.iter_mut().find(|shop| shop.department.slug == slug);
        let Some(shop) = shop else { return Err(IndexFault::OtherDepartment) };
        let publisher = shop.department.publisher(list, now).ok_or(IndexFault::NotEntitled);
        let taken = publisher.and_then(|(publisher, name)| {
            let known = shop.remembered;
            accept(token, &publisher, known, kept_since.is_some(), now).map(|index| (index, name))
        });
        shop.refused = taken.as_ref().err().copied();
        let (index, name) = taken?;
        shop.remembered = Some(index.remembered());
        shop.index = Some(Rc::new(index));
        shop.token = Rc::new(token.to_vec());
        shop.name = name;
        shop.received_at = kept_since.unwrap_or(now);
        Ok(())
    }

    /// The departments whose index is to be asked for: slug and address.
    #[must_use]
    pub fn due(&self, always: bool, now: UnixTime) -> Vec<(String, String)> {
        let age = |shop: &Shop| now.seconds() - shop.received_at.seconds();
        let due = self.shops.iter().filter(|shop| {
            always || shop.index.is_none() || !(0..FRESH_SECONDS).contains(&age(shop))
        });
        due.map(|shop| (shop.department.slug.clone(), shop.department.file("index.jws"))).collect()
    }

    /// The departments in the order of the operator.
    #[must_use]
    pub fn shops(&self) -> &[Shop] {
        &self.shops
    }

    /// Whether those who could offer the service with this address have said what they offer: its department,
    /// or, for a bare name, all of them. A department that is not in the configuration any more says nothing.
    #[must_use]
    pub fn has_spoken(&self, name: &str) -> bool {
        let slug = name.split_once(OF).map(|(slug, _)| slug);
        let mut asked = self
            .shops
            .iter()
            .filter(|shop| slug.is_none_or(|slug| slug == shop.department.slug))
            .peekable();
        asked.peek().is_some() && asked.all(|shop| shop.index.is_some())
    }

    /// The service with this address; by its bare name, too, when only one department has it.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<(&Shop, &ServiceEntry)> {
        let wanted = name.split_once(OF);
        let mut found = self.shops.iter().filter_map(|shop| {
            let service = match wanted {
                Some((slug, service)) if slug == shop.department.slug => service,
                Some(_) => return None,
                None => name,
            };
            Some((shop, shop.index()?.service(service)?))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// The description of a type: its address and its file. The issuer's own comes first, then that of the
    /// first department that may describe it.
    #[must_use]
    pub fn kind(&self, vct: &str, issuer: Option<&str>) -> Option<(String, &FileEntry)> {
        let of = |shop: &'_ Shop| -> Option<usize> {
            shop.index()?.types.iter().position(|one| one.vct == vct)
        };
        let own = self
            .shops
            .iter()
            .find(|shop| issuer == Some(shop.department.id.as_str()) && of(shop).is_some());
        let shop = own.or_else(|| self.shops.iter().find(|shop| of(shop).is_some()))?;
        let entry = shop.index()?.types.get(of(shop)?)?;
        Some((shop.department.file(&entry.file.path), &entry.file))
    }
}

#[cfg(test)]
mod tests;
