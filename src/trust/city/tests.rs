use cert_catalogue::INDEX_TYPE;
use cert_issue::{IssuerEntry, SigningKey, TrustListBuilder, sign_jws};
use cert_verify::RootKeys;
use serde_json::Map;

use super::*;

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(NOW + seconds)
}

fn key(seed: u8) -> SigningKey {
    SigningKey::ed25519_from_seed([seed; 32])
}

fn list() -> TrustList {
    list_with(|entry| entry)
}

fn list_with(change: impl Fn(IssuerEntry) -> IssuerEntry) -> TrustList {
    let entry = |id: &str, seed: u8| {
        IssuerEntry::new(id, at(-9_000))
            .with_key(key(seed).public())
            .with_region("31")
            .with_name("en", "Listed")
    };
    let builder = TrustListBuilder::new(1, at(-1_000), at(100_000))
        .with_issuer(change(entry("https://a.example", 1).with_type("https://a.example/card")))
        .with_issuer(entry("https://b.example", 2).with_type("https://b.example/card"));
    let roots = json!({"version": 1, "threshold": 1, "keys": [key(7).public_jwk()]});
    let roots = RootKeys::from_json(&roots).unwrap();
    TrustList::accept(builder.sign(&key(7)).as_bytes(), &roots, None, at(0)).unwrap()
}

fn index(id: &str, seed: u8, number: u64, change: impl Fn(&mut Value)) -> Vec<u8> {
    let file = json!({"id": "https://f.example/1", "version": "1", "path": "forms/renew.json", "digest": "sha256-x", "size": 2});
    let words = json!({"en": "x"});
    let mut payload = json!({"certfill_index": "1", "department": id, "number": number, "iat": NOW - 5, "exp": NOW + 864_000,
        "name": {"en": "City Police"}, "types": [{"vct": format!("{id}/card"), "path": "types/card.json", "digest": "sha256-y", "size": 2}],
        "services": [{"name": "renew", "title": words, "summary": words, "form": file}],
        "rules": [{"kind": "expires", "type": format!("{id}/card"), "claim": "valid_until", "days_before": 30, "days_after": 60, "service": "renew"}]});
    change(&mut payload);
    let mut header = Map::new();
    header.insert("typ".to_owned(), INDEX_TYPE.into());
    sign_jws(&header, payload.to_string().as_bytes(), &key(seed)).into_bytes()
}

fn city() -> City {
    let mut city = City::default();
    city.settle(&Department::list(Some(&json!([
        {"id": "https://a.example", "slug": "a", "address": "/departments/a"},
        {"id": "https://b.example", "slug": "b", "address": "/departments/b"},
        {"id": "https://c.example", "slug": "c", "address": "/departments/c", "name": {"en": "Named"},
         "keys": [key(3).public_jwk()], "types": ["https://c.example/card"]}]))));
    city
}

#[test]
fn the_last_good_index_stays_and_says_why_no_newer_one_came() {
    let (mut city, list) = (city(), list());
    let good = index("https://a.example", 1, 5, |_| ());
    assert_eq!(city.offer("a", &good, Some(&list), at(0)), Ok(()));
    for (token, fault) in [
        (index("https://a.example", 2, 6, |_| ()), IndexFault::SignatureWrong),
        (index("https://a.example", 1, 4, |_| ()), IndexFault::Older),
        (
            index("https://a.example", 1, 5, |it| it["name"] = json!({"en": "y"})),
            IndexFault::Replaced,
        ),
        (index("https://b.example", 1, 6, |_| ()), IndexFault::OtherDepartment),
        (
            index("https://a.example", 1, 6, |it| {
                it["types"][0]["vct"] = json!("https://b.example/card")
            }),
            IndexFault::TypeNotAllowed,
        ),
        (
            index("https://a.example", 1, 6, |it| it["exp"] = json!(NOW - 9_000)),
            IndexFault::Expired,
        ),
        (vec![b'x'; 20_000_000], IndexFault::TooLarge),
    ] {
        assert_eq!(city.offer("a", &token, Some(&list), at(9)), Err(fault));
        let shop = &city.shops()[0];
        assert_eq!(shop.index().unwrap().number, 5);
        assert_eq!((shop.refused(), shop.received_at()), (Some(fault), at(0)));
    }
    assert_eq!(
        city.offer("a", &index("https://a.example", 1, 6, |_| ()), Some(&list), at(10)),
        Ok(())
    );
    assert_eq!((city.shops()[0].refused(), city.shops()[0].received_at()), (None, at(10)));
}

#[test]
fn who_is_taken_from_the_list_publishes_no_more_not_even_what_was_good_before() {
    let (mut city, list) = (city(), list());
    city.offer("a", &index("https://a.example", 1, 5, |_| ()), Some(&list), at(0)).unwrap();
    city.judge_again(Some(&list), at(5));
    assert!(city.shops()[0].index().is_some());
    assert_eq!(city.shops()[0].received_at(), at(0));
    let ended = list_with(|entry| entry.with_status(at(-10), false));
    city.judge_again(Some(&ended), at(5));
    let shop = &city.shops()[0];
    assert_eq!((shop.index(), shop.refused()), (None, Some(IndexFault::NotEntitled)));
    assert!(city.service("a~renew").is_none());
    city.too_large("b");
    assert_eq!(city.shops()[1].refused(), Some(IndexFault::TooLarge));
}

#[test]
fn who_is_neither_on_the_list_nor_named_with_keys_publishes_nothing() {
    let mut city = city();
    let token = index("https://a.example", 1, 5, |_| ());
    assert_eq!(city.offer("a", &token, None, at(0)), Err(IndexFault::NotEntitled));
    assert_eq!(city.offer("c", &index("https://c.example", 3, 5, |_| ()), None, at(0)), Ok(()));
    let lang = Lang::En;
    assert_eq!(city.shops()[2].name(lang).text, "Named", "not what it calls itself");
    let _ = city.offer("a", &token, Some(&list()), at(0));
    assert_eq!(city.shops()[0].name(lang).text, "Listed");
    assert_eq!(city.shops()[1].name(lang).text, "b");
}

/// The list with two more services of the first department: one for other types elsewhere, one that has ended.
fn list_of_three_services() -> TrustList {
    let service = |seed: u8, status: &str, type_: &str| {
        json!({"ServiceInformation": {
            "ServiceTypeIdentifier": "https://certfill.example/service/Issuance",
            "ServiceStatus": format!("https://certfill.example/status/{status}"),
            "StatusStartingTime": at(-9_000).to_string(),
            "ServiceDigitalIdentity": {"OtherIds": ["https://a.example"], "PublicKeyValues": [key(seed).public_jwk()]},
            "ServiceInformationExtensions": [{"CertfillTypes": [type_], "CertfillRegions": ["32"]}]}})
    };
    let mut revokes = service(6, "granted", "*");
    revokes["ServiceInformation"]["ServiceTypeIdentifier"] =
        json!("https://certfill.example/service/Revocation");
    let first = IssuerEntry::new("https://a.example", at(-9_000))
        .with_key(key(1).public())
        .with_type("https://a.example/card")
        .with_region("31");
    let mut list = TrustListBuilder::new(1, at(-1_000), at(100_000)).with_issuer(first).to_json();
    let services = list.pointer_mut("/LoTE/TrustedEntitiesList/0/TrustedEntityServices").unwrap();
    services.as_array_mut().unwrap().extend([
        service(4, "granted", "https://a.example/other"),
        service(5, "withdrawn", "*"),
        revokes,
    ]);
    let mut header = Map::new();
    header.insert("typ".to_owned(), cert_verify::trust_list::TYPE.into());
    let roots = json!({"version": 1, "threshold": 1, "keys": [key(7).public_jwk()]});
    let roots = RootKeys::from_json(&roots).unwrap();
    let token = sign_jws(&header, list.to_string().as_bytes(), &key(7));
    TrustList::accept(token.as_bytes(), &roots, None, at(0)).unwrap()
}

#[test]
fn the_key_of_one_service_speaks_for_no_other() {
    let list = list_of_three_services();
    let about = |card: &str, region: &str| {
        let (card, region) = (json!(format!("https://a.example/{card}")), json!([region]));
        move |it: &mut Value| {
            it["types"][0]["vct"] = card.clone();
            it["rules"] = json!([]);
            it["regions"] = region.clone();
        }
    };
    for (seed, card, region, expected) in [
        (1, "card", "310000", Ok(())),
        (1, "other", "310000", Err(IndexFault::TypeNotAllowed)),
        (1, "card", "320000", Err(IndexFault::RegionNotAllowed)),
        (4, "other", "320000", Ok(())),
        (4, "card", "320000", Err(IndexFault::TypeNotAllowed)),
        (4, "other", "310000", Err(IndexFault::RegionNotAllowed)),
        // One service has ended, the other says what was revoked and nothing else.
        (5, "card", "320000", Err(IndexFault::SignatureWrong)),
        (6, "card", "320000", Err(IndexFault::SignatureWrong)),
    ] {
        let token = index("https://a.example", seed, 5, about(card, region));
        let said = city().offer("a", &token, Some(&list), at(0));
        assert_eq!(said, expected, "{seed} {card} {region}");
    }
}

#[test]
fn two_departments_with_the_same_names_do_not_collide() {
    let (mut city, list) = (city(), list());
    for (slug, id, seed) in [("a", "https://a.example", 1), ("b", "https://b.example", 2)] {
        city.offer(slug, &index(id, seed, 5, |_| ()), Some(&list), at(0)).unwrap();
    }
    let of = |name: &str| city.service(name).map(|(shop, _)| shop.department.slug.clone());
    assert_eq!(of("a~renew").as_deref(), Some("a"));
    assert_eq!(of("b~renew").as_deref(), Some("b"));
    assert_eq!(of("renew"), None, "nobody can say whose");
    assert_eq!(of("c~renew"), None);
    let kind = |vct: &str| city.kind(vct, None).map(|(address, _)| address);
    assert_eq!(kind("https://b.example/card").as_deref(), Some("/departments/b/types/card.json"));
    assert_eq!(kind("https://c.example/card"), None);
}

/// What the device keeps of this index of the first department, received now.
fn kept(number: u64) -> String {
    let mut city = city();
    let token = index("https://a.example", 1, number, |_| ());
    city.offer("a", &token, Some(&list()), at(0)).unwrap();
    city.to_keep("a").unwrap()
}

#[test]
fn an_older_index_does_not_come_back_because_the_kept_one_cannot_be_used() {
    let (list, kept) = (list(), kept(5));
    let (head, token) = kept.split_once('\n').unwrap();
    let spoilt = format!("{head}\n{}", token.replace('.', "!"));
    // Without a list nobody can say whose it is; a spoilt one says nothing.
    for (kept, known) in [(&kept, None), (&spoilt, Some(&list))] {
        let mut city = city();
        city.recall("a", kept, known, at(0));
        assert!(city.shops()[0].index().is_none());
        let offered = |city: &mut City, number| {
            city.offer("a", &index("https://a.example", 1, number, |_| ()), Some(&list), at(9))
        };
        assert_eq!(offered(&mut city, 4), Err(IndexFault::Older));
        let other = index("https://a.example", 1, 5, |it| it["name"] = json!({"en": "y"}));
        assert_eq!(city.offer("a", &other, Some(&list), at(9)), Err(IndexFault::Replaced));
        assert_eq!(offered(&mut city, 5), Ok(()));
    }
    // What this device does not write is not read.
    for odd in ["", "7", "x 5 AAAA\nt", &format!("{} 5\n{token}", NOW), &format!("{NOW}\n{token}")]
    {
        let mut city = city();
        city.recall("a", odd, Some(&list), at(0));
        assert_eq!(city, self::city(), "{odd}");
    }
    assert_eq!(city().to_keep("a"), None, "there is none yet");
}

#[test]
fn a_department_that_has_not_answered_has_withdrawn_nothing() {
    let (mut city, list) = (city(), list());
    city.offer("a", &index("https://a.example", 1, 5, |_| ()), Some(&list), at(0)).unwrap();
    assert!(city.has_spoken("a~renew") && city.has_spoken("a~gone"));
    assert!(!city.has_spoken("b~renew"), "it has said nothing");
    assert!(!city.has_spoken("renew"), "any of them may offer it");
    assert!(!city.has_spoken("x~renew"), "nobody is asked");
    for (slug, id, seed) in [("b", "https://b.example", 2), ("c", "https://c.example", 3)] {
        city.offer(slug, &index(id, seed, 5, |_| ()), Some(&list), at(0)).unwrap();
    }
    assert!(city.has_spoken("b~renew") && city.has_spoken("renew"));
    assert!(!City::default().has_spoken("renew"));
}

#[test]
fn what_was_kept_is_used_however_old_and_its_age_is_known() {
    let list = list();
    let kept = kept(5);
    let mut city = city();
    city.recall("a", &kept, Some(&list), at(8 * 86_400));
    let shop = &city.shops()[0];
    assert_eq!((shop.index().unwrap().number, shop.received_at()), (5, at(0)));
    assert!(shop.is_old(at(8 * 86_400)) && !shop.is_old(at(86_400)));
    assert!(city.service("renew").is_some());
    assert_eq!(city.due(false, at(60)).len(), 2, "what is fresh is not asked for again");
    assert_eq!(city.due(true, at(60)).len(), 3);
    city.settle(&[]);
    assert!(city.shops().is_empty());
}

#[test]
fn an_event_in_life_gathers_the_services_of_all_departments_that_name_it() {
    use crate::filling::catalogue::{events, search, services};
    let (mut city, list) = (city(), list());
    let event = |title: &str, services: &[&str]| json!({"name": "e", "title": {"zh-CN": title, "en": "x"}, "services": services, "keywords": ["宝宝"]});
    let with = |id: &str, seed: u8, all: Value| {
        index(id, seed, 1, |payload| payload["life_events"] = all.clone())
    };
    let a = with(
        "https://a.example",
        1,
        json!([event("孩子出生", &["renew"]), event("开店", &["renew"])]),
    );
    let b = with("https://b.example", 2, json!([event(" 孩子出生", &["renew"])]));
    city.offer("a", &a, Some(&list), at(0)).unwrap();
    city.offer("b", &b, Some(&list), at(0)).unwrap();
    let found: Vec<Vec<String>> = events(&city).into_iter().map(|one| one.services).collect();
    assert_eq!(
        found,
        [vec!["a~renew".to_owned(), "b~renew".to_owned()], vec!["a~renew".to_owned()]]
    );
    let all = services(&city);
    let names = |query: &str| -> Vec<String> {
        search(&all, query).iter().map(|one| one.name.clone()).collect()
    };
    assert_eq!(names("我家宝宝要上户口"), ["a~renew", "b~renew"]);
    assert_eq!(names("我要开店"), ["a~renew"]);
}
