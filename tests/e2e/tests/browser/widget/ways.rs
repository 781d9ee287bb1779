//! Ways in: file, drop, picture, camera, paste, keyboard alone; and what ends when the element goes.

use cert_e2e::{Key, Session};
use serde_json::json;

use super::{Shop, one_error, press, state, text_of, told, visit, wait_state};
use crate::scanning::{HEIGHT, WIDTH, drawn, picture};

fn genuine(page: &Session) -> String {
    text_of(&page.run("host.genuine"))
}

/// What has the focus inside an element: its part.
fn focused(page: &Session, id: &str) -> String {
    text_of(&page.run(&format!(
        "host.one('{id}').shadowRoot.activeElement?.getAttribute('part') ?? 'nothing'"
    )))
}

#[test]
fn the_keyboard_alone_goes_all_the_way_and_the_result_is_read_out() {
    let shop = Shop::open();
    visit("keyboard", &shop, |page| {
        page.act("host.make('k')");
        let region = "host.one('k').shadowRoot.querySelector('[role=status]')";
        page.act(&format!("globalThis.region = {region}"));
        let mut stops = Vec::new();
        // What this browser itself says of wallets is not asked here.
        page.act("host.installWallet('silent', []); host.one('k').label = 'Licence'");
        for _ in 0..3 {
            page.key(Key::Tab);
            stops.push(focused(page, "k"));
        }
        assert_eq!(stops, ["button file", "button camera", "button paste"]);
        page.key(Key::Enter);
        wait_state(page, "k", "paste");
        assert_eq!(focused(page, "k"), "text");
        page.key(Key::Enter);
        page.wait(
            "a word about the missing text",
            "host.status('k').includes('There is no text yet.')",
        );
        assert_eq!(focused(page, "k"), "text");
        page.type_text(&genuine(page));
        // A hand scanner ends with Enter.
        page.key(Key::Enter);
        wait_state(page, "k", "valid");
        assert_eq!(focused(page, "k"), "verdict valid");
        // The region that is read out is the one that was there before.
        let same = format!(
            "region === {region} && region.textContent.startsWith('Valid') && region.getAttribute('role') === 'status'"
        );
        assert_eq!(page.run(&same), json!(true), "{}", page.run("host.status('k')"));
        page.key(Key::Tab);
        page.key(Key::Enter);
        page.wait("the checks are open", "host.one('k').shadowRoot.querySelector('details').open");
        page.key(Key::Tab);
        assert_eq!(focused(page, "k"), "button again");
        page.key(Key::Space);
        wait_state(page, "k", "idle");
        assert_eq!(focused(page, "k"), "button file");
        assert_eq!(told(page, "k"), json!([["certfill-result", "valid", null]]));
    });
}

#[test]
fn files_are_dropped_and_come_out_as_they_were() {
    let shop = Shop::open();
    visit("files", &shop, |page| {
        let genuine = genuine(page);
        let forged = text_of(&page.run("host.forged"));
        let file = |name: &str, content: &str| shop.file(name, content.as_bytes());
        for (id, file, expected) in [
            ("text", file("certificate.txt", &format!("{genuine}\n")), "valid"),
            ("forged", file("forged.sd-jwt", &forged), "invalid"),
            ("nothing", file("letter.txt", "Dear Sir"), "invalid"),
            ("empty", file("empty.txt", ""), "invalid"),
            ("torn", shop.file("torn.png", b"\x89PNG\r\n\x1a\n\x00\x00\xff"), "failed"),
        ] {
            page.act(&format!("document.querySelectorAll('certfill-verify').forEach(e => e.remove()); host.make('{id}')"));
            page.drop_files("certfill-verify", &[file]);
            wait_state(page, id, expected);
        }
        assert_eq!(told(page, "torn"), one_error("picture-not-readable"));
        let received = page.run("host.events.find(e => e.id === 'text').detail.evidence");
        assert_eq!(received, json!(format!("{genuine}\n")));
        let others = page
            .run("host.events.filter(e => e.id !== 'text').map(e => e.detail.evidence ?? null)");
        assert_eq!(others, json!([null, null, null, null]));
    });
}

#[test]
fn pictures_are_read_and_the_person_picks_among_several_codes() {
    let shop = Shop::open();
    visit("pictures", &shop, |page| {
        let genuine = genuine(page);
        page.act("host.make('p')");
        page.drop_files("certfill-verify", &[picture("widget-one", &[&genuine])]);
        wait_state(page, "p", "valid");
        press(page, "p", "again");
        page.drop_files(
            "certfill-verify",
            &[picture("widget-two", &["https://shop.example/", "UR:BYTES/1-9/LPADAYCFAO"])],
        );
        wait_state(page, "p", "pick");
        let codes = page.run("[...host.one('p').shadowRoot.querySelectorAll('[part~=code]')].map(e => e.textContent)");
        let codes = codes.as_array().expect("codes").clone();
        let moving = codes
            .iter()
            .position(|code| text_of(code).contains("UR:BYTES"))
            .expect("the moving one");
        assert_eq!(codes.len(), 2, "{codes:?}");
        page.act(&format!(
            "host.one('p').shadowRoot.querySelectorAll('[part~=code]')[{moving}].click()"
        ));
        wait_state(page, "p", "failed");
        press(page, "p", "back");
        page.drop_files(
            "certfill-verify",
            &[shop.file("none.bmp", &cert_e2e::bitmap(WIDTH, HEIGHT, &vec![235; WIDTH * HEIGHT]))],
        );
        wait_state(page, "p", "failed");
        let told = told(page, "p");
        assert_eq!(
            told,
            json!([
                ["certfill-result", "valid", null],
                ["certfill-error", null, "moving-code"],
                ["certfill-error", null, "picture-without-code"],
            ])
        );
    });
}

/// Keeps every camera that is opened, to see that it is off again.
const CAMERAS: &str = "globalThis.opened = []; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async wanted => { const one = await ask(wanted); opened.push(one); await globalThis.delay; return one; };";
const ALL_OFF: &str = "opened.length > 0 && opened.every(one => one.getTracks().every(track => track.readyState === 'ended'))";

#[test]
fn the_camera_reads_a_code_and_its_light_goes_out() {
    let shop = Shop::open();
    visit("camera", &shop, |page| {
        page.act(CAMERAS);
        let genuine = genuine(page);
        page.camera_shows(WIDTH, HEIGHT, &vec![235; WIDTH * HEIGHT]);
        page.act("host.make('c')");
        press(page, "c", "camera");
        page.wait("it looks", "host.status('c').includes('Hold the certificate')");
        press(page, "c", "stop");
        wait_state(page, "c", "idle");
        page.wait("the camera is off", ALL_OFF);
        page.camera_shows(WIDTH, HEIGHT, &drawn(&[&genuine]));
        press(page, "c", "camera");
        wait_state(page, "c", "valid");
        page.wait("the camera is off", ALL_OFF);
        assert_eq!(page.run("opened.length"), json!(2));
    });
}

#[test]
fn removed_in_mid_scan_the_camera_goes_off_also_when_it_comes_late() {
    let shop = Shop::open();
    visit("camera-removed", &shop, |page| {
        page.act(CAMERAS);
        page.camera_shows(WIDTH, HEIGHT, &vec![235; WIDTH * HEIGHT]);
        page.act("host.make('one'); host.make('two')");
        for id in ["one", "two"] {
            press(page, id, "camera");
            page.wait("it looks", &format!("host.status('{id}').includes('Hold the certificate')"));
        }
        page.act("host.one('one').remove()");
        page.wait(
            "the first camera is off",
            "opened[0].getTracks().every(track => track.readyState === 'ended')",
        );
        // Two at once: the other one goes on looking.
        assert_eq!(state(page, "two"), "camera");
        assert_eq!(page.run("opened[1].active"), json!(true));
        page.act("host.one('two').remove(); globalThis.delay = new Promise(resolve => { globalThis.comes = resolve }); host.make('late')");
        press(page, "late", "camera");
        page.wait("a third camera", "opened.length === 3");
        page.act("host.one('late').remove(); comes()");
        page.wait("all cameras are off", ALL_OFF);
        assert_eq!(page.run("host.events"), json!([]));
    });
}

#[test]
fn without_a_camera_the_reason_is_said_and_the_other_ways_stay() {
    let shop = Shop::open();
    visit("no-camera", &shop, |page| {
        for (error, code) in [
            ("NotAllowedError", "camera-refused"),
            ("NotFoundError", "camera-missing"),
            ("NotReadableError", "camera-lost"),
        ] {
            page.act(&format!(
                "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{error}')); host.make('{code}')"
            ));
            press(page, code, "camera");
            wait_state(page, code, "failed");
            assert_eq!(told(page, code), one_error(code));
            let words = text_of(&page.run(&format!("host.words('{code}')")));
            assert!(!words.contains("no description"), "{words}");
            press(page, code, "back");
            assert_eq!(page.run(&format!("host.part('{code}', 'file') !== null")), json!(true));
        }
    });
}

#[test]
fn two_elements_at_once_do_not_mix_what_they_have() {
    let shop = Shop::open();
    visit("two", &shop, |page| {
        let seen = page.run(
            "(async () => { const ids = [...Array(8).keys()].map(n => 'e' + n); ids.forEach(id => host.make(id));\
             await Promise.all(ids.map((id, n) => host.one(id).verify([host.genuine, host.forged, host.other, 'x'][n % 4])));\
             return ids.map(id => host.one(id).state) })()",
        );
        let four = ["valid", "invalid", "not-accepted", "invalid"];
        assert_eq!(seen, json!([four, four].concat()));
        // The second question of one element ends the first, whose answer is never told.
        let last = page.run(
            "(async () => { const e = host.make('last'); const first = e.verify(host.genuine); const second = e.verify(host.forged);\
             return [await first ?? null, (await second).verdict, e.state, e.value] })()",
        );
        assert_eq!(last, json!([null, "invalid", "invalid", ""]));
        assert_eq!(told(page, "last"), json!([["certfill-result", "invalid", "signature-wrong"]]));
    });
}
