//! What the first visit costs over the line: every byte that the server sends, also to workers.

use cert_app::words::{certificate, common, home};
use cert_e2e::{Lang, Load, Viewport, World, scenario};

use crate::citizen::{
    declare, due, fill_the_rest, get_specimen, keep_offer, open_offer, say, send, start,
};

/// The most that goes over the line, in bytes, until …
const FIRST_SCREEN: u64 = 180_000;
/// … one certificate has been fetched with an offer and looked at (`cargo xtask size` tells the way without
/// the part for adding, which is needed once) …
const CERTIFICATES: u64 = 545_000;
/// … and the first form is filed: the ceiling of `cargo xtask size`, which also tells the goal.
const FIRST_FILING: u64 = 926_000;

/// What belongs to people and authorities, not to the app: certificates, lists, forms, filings. And the
/// pages of the invented world, which no operator has.
const DATA: &[&str] = &[
    "/.well-known/",
    "/config.json",
    "/departments/",
    "/ef/",
    "/healthz",
    "/issuer/",
    "/offices/",
    "/specimen",
    "/status",
    "/trust",
];

/// Bytes of the app itself so far, and of everything else.
fn served(world: &World) -> (u64, u64) {
    let is_data = |path: &str| DATA.iter().any(|start| path.starts_with(start));
    let (data, app): (Vec<_>, Vec<_>) =
        world.loads().into_iter().partition(|load| is_data(&load.path));
    let sum = |loads: &[Load]| loads.iter().map(|load| load.bytes).sum();
    (sum(&app), sum(&data))
}

fn within(world: &World, what: &str, budget: u64) {
    let (app, data) = served(world);
    println!("{what}: {app} bytes of the app, {data} of data; budget {budget}");
    let list: Vec<String> =
        world.loads().iter().map(|load| format!("{:>8} {}", load.bytes, load.path)).collect();
    assert!(app <= budget, "{what}: {app} bytes, budget {budget}:\n{}", list.join("\n"));
}

/// What the pages themselves ask for. Without the worker that keeps a whole version for days without
/// a network: it fetches the rest beside, and the next test counts it.
#[test]
fn what_a_newcomer_downloads_stays_within_the_budgets() {
    let world = World::start_metered();
    scenario("downloads", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load("delete Navigator.prototype.serviceWorker");
        page.go("/");
        page.wait_text(get_specimen(page));
        within(&world, "first screen", FIRST_SCREEN);
        open_offer(page, "chen");
        keep_offer(page, "4");
        page.click("a.cert");
        page.wait_text(say(page, certificate::PASS_SIGNATURE));
        within(&world, "certificates only", CERTIFICATES);
        page.press(say(page, common::BACK));
        page.wait_text(&due(page, home::DUE_IN, "12"));
        start(page);
        fill_the_rest(page);
        declare(page);
        send(page);
        within(&world, "first filing", FIRST_FILING);
        assert_eq!(world.filings().len(), 1);
    });
}

/// With the worker: a whole version, and no file of it twice.
#[test]
fn no_file_of_a_version_travels_twice() {
    let world = World::start_metered();
    scenario("downloads-once", &world, Viewport::Phone, Lang::Zh, |page| {
        page.go("/");
        page.wait_text(get_specimen(page));
        page.wait(
            "the worker that keeps them",
            "navigator.serviceWorker.ready.then(r => r.active.state === 'activated')",
        );
        page.reload();
        page.wait_text(get_specimen(page));
        let mut files: Vec<String> = world.loads().into_iter().map(|load| load.path).collect();
        files.retain(|path| path.starts_with("/v/"));
        let all = files.len();
        files.sort();
        files.dedup();
        assert_eq!(
            files.len(),
            all,
            "something was asked for twice: {:?}",
            world.loads().iter().map(|load| (&load.path, load.bytes)).collect::<Vec<_>>()
        );
        let (app, _) = served(&world);
        println!("a whole version: {app} bytes in {all} files");
        page.assert_not_stored(&["示例口令"]);
    });
}
