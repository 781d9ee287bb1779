//! From one screen to another: a holder shows a certificate, a counter scans it.

use cert_app::words::{certificate, common, show, verify};
use cert_e2e::{Lang, Session, Viewport, World, photographed, scenario};

use crate::citizen::{assert_all_sound, look, say, sound, with_certificates};
use crate::scanning::{HEIGHT, WIDTH};

/// A clock that a test can set ahead.
const CLOCK: &str =
    "globalThis.ahead = 0; { const real = Date.now; Date.now = () => real() + ahead; }";

/// The code that is on the screen now: one row of modules after the other, `1` is dark.
fn modules(page: &Session) -> String {
    let read = page.run(
        "(() => { const c = document.querySelector('.shown-code canvas'); \
           const { data, width } = c.getContext('2d').getImageData(0, 0, c.width, c.height); \
           let rows = ''; \
           for (let at = 0; at < data.length; at += 4) { \
             if (at && at / 4 % width === 0) rows += '\\n'; \
             rows += data[at] < 128 ? '1' : '0'; } \
           return rows; })()",
    );
    read.as_str().expect("a canvas").to_owned()
}

fn to_show(page: &Session, name: &str) {
    page.press(say(page, common::NAV_HOME));
    page.press(name);
    page.press(say(page, show::SHOW));
    page.wait_text(say(page, show::START));
}

#[test]
fn a_certificate_crosses_from_one_screen_to_another() {
    let world = World::start();
    let mut pictures = Vec::new();
    scenario("show", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load(CLOCK);
        with_certificates(page);
        to_show(page, "居民身份证");
        sound(page, "show-choose");
        look(page, "show-choose");
        page.press(say(page, show::START));
        page.wait_for(".shown-code canvas");
        page.wait("a code", "document.querySelector('.shown-code canvas').width > 40");
        sound(page, "show-code");
        look(page, "show-code");
        let mut seen = Vec::<String>::new();
        page.wait_until("two dozen different frames", || {
            let now = modules(page);
            if !seen.contains(&now) {
                seen.push(now);
            }
            seen.len() >= 24
        });
        // A camera misses some: every third is gone.
        let kept = seen.iter().enumerate().filter(|(at, _)| at % 3 != 2);
        pictures = kept.map(|(_, modules)| photographed(modules, WIDTH, HEIGHT)).collect();
        page.click("#show-pause");
        let still = modules(page);
        page.wait_text(say(page, show::GO_ON));
        // The seconds go on, the code does not.
        let before = page.text(".small-print.after");
        page.wait_until("a second later", || page.text(".small-print.after") != before);
        assert_eq!(modules(page), still);
        page.act("ahead = 181_000");
        page.wait_text(say(page, show::ENDED));
        assert_eq!(page.count("canvas"), 0);
        page.wait_for("#show-minutes");
        assert_all_sound();
    });
    scenario("scan-shown", &world, Viewport::Computer, Lang::En, |page| {
        page.go("/verify");
        page.wait_for("#camera");
        let film: Vec<&[u8]> = pictures.iter().map(Vec::as_slice).collect();
        page.camera_plays(WIDTH, HEIGHT, &film);
        page.click("#camera");
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        assert!(page.shows("陈"), "the name to compare");
        assert!(!page.shows(say(page, verify::NOT_PROVEN)), "{}", page.text("main"));
        assert!(page.shows(say(page, certificate::PROOF)), "{}", page.text("main"));
        look(page, "scan-shown");
        // What was shown once proves nothing a second time.
        page.press(say(page, verify::NEXT));
        page.click("#camera");
        page.wait_for("#result");
        assert!(page.shows(say(page, verify::PROVEN_AGAIN)), "{}", page.text("main"));
        assert_all_sound();
    });
}

#[test]
fn a_part_of_a_moving_code_says_what_to_do() {
    let world = World::start();
    scenario("part", &world, Viewport::Computer, Lang::En, |page| {
        page.go("/verify");
        page.wait_for("#text");
        page.fill_css("#text", "UR:BYTES/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHPKTPMSRJTGWDPFNSBOXGWLBAAWZUEFYWKDPLRSRJYNBVYGABWJLDAPFCSDWKBRKCH");
        page.click("main form [type=submit]");
        page.wait_text(crate::wallet::words_of(page, "code-incomplete").cause);
        sound(page, "part");
        assert_all_sound();
    });
}

/// The code on the sheet: one row of modules after the other, `1` is dark.
fn on_paper(page: &Session) -> String {
    let read = page.run(
        "(() => { const svg = document.querySelector('.paper svg'), side = svg.viewBox.baseVal.width; \
           const rows = Array.from({ length: side }, () => Array(side).fill('0')); \
           for (const [, x, y] of svg.querySelector('path').getAttribute('d').matchAll(/M(\\d+) (\\d+)/g)) rows[y][x] = '1'; \
           return rows.map((row) => row.join('')).join('\\n'); })()",
    );
    read.as_str().expect("a code").to_owned()
}

#[test]
fn a_code_on_paper_is_scanned_without_the_holders_phone() {
    let world = World::start();
    scenario("paper", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        page.press(say(page, common::NAV_HOME));
        // Only the identity card has one.
        page.press("Shanghai residence permit");
        page.wait_text(say(page, show::SHOW));
        assert!(!page.shows(say(page, show::PAPER)));
        page.press(say(page, common::BACK));
        page.press("Resident identity card");
        page.press(say(page, show::PAPER));
        page.wait_for(".paper svg");
        assert!(page.text(".paper").contains("陈"), "{}", page.text(".paper"));
        sound(page, "paper");
        look(page, "paper");
        let sheet = photographed(&on_paper(page), WIDTH, HEIGHT);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#camera");
        page.camera_shows(WIDTH, HEIGHT, &sheet);
        page.click("#camera");
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        assert!(page.text("main").contains("陈") && page.shows(say(page, verify::NOT_PROVEN)));
        look(page, "paper-verified");
        assert_all_sound();
    });
}
