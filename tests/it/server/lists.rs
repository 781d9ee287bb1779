//! The trust list and the status lists.

use cert_verify::{Code, TrustList};

use super::world::{World, holder};

#[test]
fn a_revoked_certificate_is_seen_as_revoked_and_stays_so() {
    let world = World::start();
    let text = world.certificate(&world.access_token("chen"), "sh-residence-permit", &holder(1));
    world.verified(&text);
    let change = |value: &str| {
        let (_, status) = status_of(&world, &text);
        let token = world.page_token();
        let fields = [
            ("token", token.as_str()),
            ("list", "1"),
            ("index", status.as_str()),
            ("status", value),
        ];
        world.post_form("/specimen/certificates", &fields).expect(303);
    };
    change("2");
    assert_eq!(world.check(&text).report.code(), Some(Code::Suspended));
    change("0");
    world.verified(&text);
    change("1");
    assert_eq!(world.check(&text).report.code(), Some(Code::Revoked));
    change("0");
    assert_eq!(world.check(&text).report.code(), Some(Code::Revoked), "revoked is final");
    let page = world.get("/specimen/certificates?lang=en").expect(200);
    assert!(page.text().contains("Revoked"));
}

fn status_of(world: &World, certificate: &str) -> (String, String) {
    let report = world.check(certificate).report;
    let status = &report.claims().unwrap()["status"]["status_list"];
    (status["uri"].as_str().unwrap().to_owned(), status["idx"].to_string())
}

#[test]
fn the_trust_list_keeps_its_number_until_a_day_has_passed() {
    let world = World::start();
    let first = world.trust_list();
    // Seconds since the epoch: beyond all that a database knew before it was lost.
    let number = u64::try_from(world.now().seconds()).unwrap();
    assert_eq!(first.remembered().sequence, number);
    assert_eq!(first.next_update(), first.issued_at().plus_seconds(7 * 86_400));
    world.pass(3_600);
    assert_eq!(world.trust_list().remembered(), first.remembered(), "same number, same bytes");
    world.pass(86_400);
    let second = world.trust_list();
    assert_eq!(second.remembered().sequence, number + 3_600 + 86_400);
    assert_eq!(second.issued_at(), world.now());
}

#[test]
fn a_lost_database_does_not_roll_the_trust_list_back() {
    let mut world = World::start();
    world.pass(2 * 86_400);
    let before = world.trust_list().remembered();
    world.stop();
    world.lose();
    world.pass(1);
    world.restart();
    let token = world.get("/trust/list").expect(200).body;
    let list = TrustList::accept(&token, &world.roots(), Some(&before), world.now()).unwrap();
    assert!(list.remembered().sequence > before.sequence);
}

#[test]
fn a_new_key_of_an_authority_makes_a_new_list() {
    let mut world = World::start();
    let before = world.trust_list().remembered();
    world.stop();
    std::fs::remove_file(world.folder.join("keys/land.jwk")).unwrap();
    world.config.new_keys = true;
    world.restart();
    assert!(world.trust_list().remembered().sequence > before.sequence);
}

#[test]
fn who_has_a_list_already_is_not_sent_it_again() {
    let mut world = World::start();
    let paths = [
        "/config.json",
        "/trust/list",
        "/status/1",
        "/departments/psb/index.jws",
        "/departments/psb/types/resident-id.json",
    ];
    let tags = paths.map(|path| {
        let first = world.get(path).expect(200);
        let tag = first.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned();
        let asks = [("if-none-match", tag.as_str())];
        let again = world.send("GET", path, &asks, b"").expect(304);
        assert!(again.body.is_empty() && again.header("etag") == Some(&tag), "{path}");
        for name in ["cache-control", "access-control-allow-origin", "content-security-policy"] {
            assert_eq!(again.header(name), first.header(name), "{path}: {name}");
        }
        world.send("GET", path, &[("if-none-match", "\"other\"")], b"").expect(200);
        tag
    });
    // What is signed again says something new, and what is not stays what it is.
    world.pass(86_400);
    world.restart();
    for (path, tag) in paths.iter().zip(&tags) {
        let answer = world.send("GET", path, &[("if-none-match", tag)], b"");
        let changes = path.contains("list") || path.contains("status") || path.contains("index");
        assert_eq!(answer.status, if changes { 200 } else { 304 }, "{path}");
    }
}

#[test]
fn a_lost_database_does_not_roll_an_index_back() {
    let mut world = World::start();
    let first = world.index("psb").remembered();
    world.pass(3_600);
    assert_eq!(world.index("psb").remembered(), first, "same number, same bytes");
    world.stop();
    world.lose();
    world.restart();
    assert!(world.index("psb").number > first.number);
}

#[test]
fn the_trust_list_names_the_operator_of_its_world() {
    let world = World::start();
    let token = world.get("/trust/list").expect(200);
    let token = cert_verify::jws::parse(token.text()).unwrap();
    let list: serde_json::Value = serde_json::from_slice(token.unverified_payload()).unwrap();
    let told = world.get("/config.json").json()["operator"].clone();
    let names = list["LoTE"]["ListAndSchemeInformation"]["SchemeOperatorName"].as_array().unwrap();
    assert_eq!(names.len(), 2);
    for name in names {
        assert_eq!(told[name["lang"].as_str().unwrap()], name["value"], "{name}");
    }
}

#[test]
fn lists_can_be_read_from_other_sites() {
    let world = World::start();
    for path in ["/trust/list", "/status/1", "/status/5"] {
        let answer = world.get(path).expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
    }
    assert_eq!(world.get("/status/1").header("content-type"), Some("application/statuslist+jwt"));
    for path in [
        "/status/0",
        "/status/99",
        "/status/x",
        "/departments/psb/types/unknown.json",
        "/departments/psb/examples/resident-id.json",
        "/departments/none/index.jws",
    ] {
        assert_eq!(world.get(path).expect(404).code(), "not-found", "{path}");
    }
}
