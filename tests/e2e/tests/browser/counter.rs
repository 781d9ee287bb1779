//! The counter of somebody who checks all day: rules, the record, many files, a hand scanner, a camera with
//! more to set.

use std::path::PathBuf;

use cert_app::words::{certificate, common, verify, verify_record, verify_rules};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{assert_all_sound, look, say, say_with, sound, with_certificates_unsaved};
use crate::scanning::{exported, picture};
use crate::trouble::{forged, paste_to_verify, strangers_certificate, verify_next};
use crate::wallet::words_of;

fn to_rules(page: &Session) {
    page.press(say(page, verify::RULES));
    page.wait_for("#rules-name");
}

fn back(page: &Session) {
    page.press(say(page, common::BACK));
    page.wait_for("#text");
}

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("certfill-{}-{name}", std::process::id()));
    std::fs::write(&path, text).expect("a file");
    path
}

#[test]
fn rules_are_set_once_signed_and_taken_over_by_another_counter() {
    let world = World::start();
    let (mut shared, mut link) = (PathBuf::new(), String::new());
    scenario("rules-set", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        let genuine = exported(page);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#text");
        to_rules(page);
        page.wait("the issuers are there", "document.querySelectorAll('[id^=issuer-]').length > 1");
        page.fill(say(page, verify_rules::NAME), "SPECIMEN front desk");
        page.fill(say(page, verify_rules::PURPOSE), "check-in");
        page.choose(say(page, verify_rules::NEEDS_POSSESSION));
        // What is set stays set while the page learns more about certificates.
        page.act(
            "window.dispatchEvent(new Event('offline')); window.dispatchEvent(new Event('online'))",
        );
        page.press(say(page, verify_rules::SAVE));
        page.wait_text(say(page, verify_rules::SAVED));
        assert_eq!(page.value("#rules-name"), "SPECIMEN front desk");
        assert_eq!(page.run("document.querySelector('#needs-possession').checked"), json!(true));
        sound(page, "rules");
        look(page, "rules");
        page.press(say(page, verify_rules::EXPORT));
        let saved =
            std::fs::read_to_string(page.downloaded("certfill-rules.jwt")).expect("the rules");
        shared = file("shared-rules.jwt", &saved);
        // The same as a code and as an address.
        page.click("#rules-show");
        page.wait_for(".qr svg");
        sound(page, "rules-code");
        look(page, "rules-code");
        link = page.attribute("main a[href*='#rules=']", "href").expect("the address");
        // After a reload they are still in force.
        page.go("/verify");
        page.wait_text(&say_with(page, verify_rules::IN_FORCE, &["SPECIMEN front desk"]));
        paste_to_verify(page, &genuine);
        assert!(page.shows(say(page, certificate::CLASS_UNSURE)), "{}", page.text("main"));
        assert!(page.shows(say(page, verify_rules::POSSESSION_CAUSE)));
        assert!(page.shows(&say_with(page, verify_rules::DECIDED, &["SPECIMEN front desk"])));
        assert_all_sound();
    });
    scenario("rules-taken", &world, Viewport::Phone, Lang::Zh, |page| {
        page.go("/verify");
        page.wait_for("#text");
        // Given to the page that checks, they lead to the page that asks.
        page.choose_files("#file", &[shared.clone()]);
        page.wait_for("#offered-title");
        assert_eq!(page.path(), "/verify/rules");
        assert!(page.shows("SPECIMEN front desk"));
        assert!(page.shows(say(page, verify_rules::NEEDS_POSSESSION)), "what they ask for");
        assert!(!page.shows(say(page, verify_rules::OFFERED_DROPS)));
        sound(page, "rules-offered");
        look(page, "rules-offered");
        page.press(say(page, verify_rules::TAKE));
        page.wait_text(say(page, verify_rules::TAKEN));
        assert_eq!(page.value("#rules-name"), "SPECIMEN front desk");
        // Looser rules are not slipped in: what would fall away is named.
        page.press(say(page, verify_rules::UNDO));
        page.wait_gone(".notice.good");
        assert_eq!(page.value("#rules-name"), "");
        // The address of the rules, opened by another program or while the page is there.
        let (_, fragment) = link.split_once('#').expect("a fragment");
        page.act(&format!("location.hash = '{fragment}'"));
        page.wait_for("#offered-title");
        assert_eq!(page.run("location.hash"), json!(""), "not left in the address bar");
        page.press(say(page, verify_rules::KEEP_MINE));
        page.go(&format!("/verify/rules#{fragment}"));
        page.wait_for("#offered-title");
        // The same scanned as a code.
        page.go("/verify");
        page.wait_for("#file");
        page.choose_files("#file", &[picture("rules", &[&link])]);
        page.wait_for("#offered-title");
        assert!(page.shows("SPECIMEN front desk"));
        page.press(say(page, verify_rules::KEEP_MINE));
        page.wait_gone("#offered-title");
        // Altered on the way: nothing of it counts.
        let text = std::fs::read_to_string(&shared).expect("the rules");
        let altered = file("altered-rules.jwt", &forged(&format!("{text}~")).replace('~', ""));
        page.choose_files("#rules-file", &[altered]);
        page.wait_text(words_of(page, "rules-signature-wrong").cause);
        page.choose_files("#rules-file", &[file("no-rules.txt", "hello")]);
        page.wait_text(words_of(page, "rules-not-readable").cause);
        assert_eq!(page.value("#rules-name"), "");
        assert_all_sound();
    });
}

#[test]
fn the_record_says_what_was_checked_and_nothing_about_anybody() {
    let world = World::start();
    scenario("record", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        let genuine = exported(page);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#text");
        page.press(say(page, verify::RECORD));
        page.wait_text(say(page, verify_record::EMPTY));
        look(page, "record-empty");
        back(page);
        for text in [&genuine, &forged(&genuine), &strangers_certificate()] {
            paste_to_verify(page, text);
            verify_next(page);
        }
        page.press(say(page, verify::RECORD));
        page.wait_text(&say_with(page, verify_record::COUNT, &["3"]));
        assert!(page.shows(words_of(page, "signature-wrong").cause));
        sound(page, "record");
        look(page, "record");
        page.press(say(page, verify_record::EXPORT));
        let table =
            std::fs::read_to_string(page.downloaded("verify-record.csv")).expect("the table");
        assert_eq!(table.lines().count(), 4, "{table}");
        for code in ["\"valid\"", "\"not-genuine\"", "\"unknown-issuer\""] {
            assert!(table.contains(code), "{code} in {table}");
        }
        assert!(!table.contains('陈'), "{table}");
        page.assert_not_stored(&["陈"]);
        page.press(say(page, verify_record::CLEAR));
        page.wait_text(say(page, verify_record::EMPTY));
        page.press(say(page, verify_record::UNDO));
        page.wait_text(&say_with(page, verify_record::COUNT, &["3"]));
        page.press(say(page, verify_record::CLEAR));
        page.wait_text(say(page, verify_record::EMPTY));
        page.reload();
        page.wait_text(say(page, verify_record::EMPTY));
        // And there is a record again when something is checked.
        back(page);
        paste_to_verify(page, &strangers_certificate());
        page.go("/verify/record");
        page.wait_text(&say_with(page, verify_record::COUNT, &["1"]));
        assert_all_sound();
    });
}

#[test]
fn many_files_are_checked_in_one_go_and_can_be_stopped() {
    let world = World::start();
    scenario("bulk", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        let genuine = exported(page);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#file");
        let stranger = strangers_certificate();
        let files = [
            file("genuine.sd-jwt", &genuine),
            file("forged.sd-jwt", &forged(&genuine)),
            file("=empty.txt", ""),
            picture("two-codes", &["https://shop.example/", stranger.trim()]),
        ];
        page.choose_files("#file", &files);
        page.wait_for("#bulk-export");
        assert!(
            page.shows(&say_with(page, verify_record::BULK_DONE, &["4", "1"])),
            "{}",
            page.text("main")
        );
        assert_eq!(page.count("tbody tr"), 5);
        sound(page, "bulk");
        look(page, "bulk");
        page.click("#bulk-export");
        let table =
            std::fs::read_to_string(page.downloaded("verify-files.csv")).expect("the table");
        assert_eq!(table.lines().count(), 6, "{table}");
        assert!(!table.contains('陈'), "{table}");
        page.press(say(page, verify_record::BULK_BACK));
        page.wait_for("#text");
        let many: Vec<PathBuf> =
            (0..300).map(|number| file(&format!("many-{number}.sd-jwt"), &genuine)).collect();
        page.choose_files("#file", &many);
        page.wait_for("#bulk-stop");
        page.act("document.querySelector('#bulk-stop').click()");
        page.wait_for("#bulk-export");
        assert!(page.count("tbody tr") < 300, "it went on");
        assert_all_sound();
    });
}

/// Types like a hand scanner: signs one after the other, Enter at the end, wherever the focus is.
fn scan_by_hand(page: &Session, text: &str) {
    for sign in text.trim().chars() {
        let sign = sign.to_string();
        page.cdp("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": sign, "text": sign}));
        page.cdp("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": sign}));
    }
    let enter = json!({"type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"});
    page.cdp("Input.dispatchKeyEvent", enter);
}

#[test]
fn a_hand_scanner_types_wherever_the_focus_is_and_one_after_the_other() {
    let world = World::start();
    scenario("hand-scanner", &world, Viewport::Computer, Lang::Zh, |page| {
        page.go("/verify");
        page.wait_for("#camera");
        page.act("document.querySelector('#camera').focus()");
        let stranger = strangers_certificate();
        scan_by_hand(page, &stranger);
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_ISSUER)), "{}", page.text("main"));
        // The next one without touching anything.
        scan_by_hand(page, "https://shop.example/");
        page.wait_text(say(page, certificate::CLASS_NOTHING));
        // With the focus in the list of types, where letters would choose something else.
        page.key(cert_e2e::Key::Enter);
        page.wait_for("#text");
        page.act("document.querySelector('#wanted').focus()");
        scan_by_hand(page, &stranger);
        page.wait_text(say(page, certificate::CLASS_ISSUER));
        page.key(cert_e2e::Key::Enter);
        page.wait_for("#text");
        assert_eq!(page.value("#wanted"), "");
        // A line that cannot be checked does not stick to the next one.
        scan_by_hand(page, "UR:BYTES/1-9/LPADAS");
        page.wait_text(words_of(page, "code-incomplete").cause);
        scan_by_hand(page, "https://shop.example/");
        page.wait_text(say(page, certificate::CLASS_NOTHING));
        page.key(cert_e2e::Key::Enter);
        page.wait_for("#text");
        assert_eq!(page.value("#text"), "");
        assert_eq!(page.count("video"), 0, "the camera was not pressed");
        assert_all_sound();
    });
}

#[test]
fn a_clock_that_is_a_day_behind_is_noticed_by_the_trust_list() {
    let world = World::start();
    scenario("clock-behind", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load("{ const real = Date.now; Date.now = () => real() - 86_400_000; }");
        page.go("/verify");
        let said = words_of(page, "trust-list-from-future");
        page.wait_text(said.cause);
        assert!(page.shows(said.remedy), "what to do");
        sound(page, "clock-behind");
        assert_all_sound();
    });
}

/// A picture of the world as a browser and a camera give it: turned by a note in the file, moving, large, none.
#[test]
fn pictures_of_every_kind_are_read_or_named() {
    let world = World::start();
    scenario("pictures-of-every-kind", &world, Viewport::Computer, Lang::En, |page| {
        page.go("/verify");
        page.wait_for("#file");
        // Drawn by the browser itself, so that it is a real file of its kind.
        let made = |kind: &str, script: &str| {
            let text = page.run(&format!(
                "(async () => {{ const c = new OffscreenCanvas(640, 640), d = c.getContext('2d'); {script}; \
                   const b = new Uint8Array(await (await c.convertToBlob({{ type: 'image/{kind}' }})).arrayBuffer()); \
                   return Array.from(b, (n) => n.toString(16).padStart(2, '0')).join(''); }})()"
            ));
            let text = text.as_str().expect("a picture").to_owned();
            let bytes =
                (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16));
            bytes.collect::<Result<Vec<u8>, _>>().expect("hexadecimal")
        };
        let code = cert_frames::modules("https://shop.example/pay", cert_frames::Level::Medium)
            .expect("a code");
        let dark: Vec<(usize, usize)> = code
            .rows()
            .enumerate()
            .flat_map(|(y, row)| {
                row.iter().enumerate().filter(|(_, dark)| **dark).map(move |(x, _)| (x, y))
            })
            .collect();
        let draw = format!(
            "d.fillStyle = '#fff'; d.fillRect(0, 0, 640, 640); d.fillStyle = '#000'; \
             for (const [x, y] of {}) d.fillRect(60 + x * 16, 60 + y * 16, 16, 16)",
            json!(dark)
        );
        for kind in ["png", "jpeg", "webp"] {
            let path = file(&format!("code.{kind}"), "");
            std::fs::write(&path, made(kind, &draw)).expect("a picture");
            page.choose_files("#file", &[path]);
            page.wait_text(say(page, certificate::CLASS_NOTHING));
            assert!(page.shows("https://shop.example/pay"), "{kind}: {}", page.text("main"));
            verify_next(page);
        }
        // A JPEG that says of itself that it lies on its side (EXIF 6): the browser turns it.
        let jpeg = made("jpeg", &draw);
        let note = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let turned = [&jpeg[..2], note, &jpeg[2..]].concat();
        // Nothing at all, and a file that only begins like a picture.
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\xff\xff\xff\xff".to_vec();
        let path = file("turned.jpg", "");
        std::fs::write(&path, turned).expect("a picture");
        page.choose_files("#file", &[path]);
        page.wait_text(say(page, certificate::CLASS_NOTHING));
        assert!(page.shows("https://shop.example/pay"), "{}", page.text("main"));
        verify_next(page);
        let path = file("phone.heic", "");
        std::fs::write(&path, heic).expect("a picture");
        page.choose_files("#file", &[path]);
        page.wait_text(words_of(page, "picture-not-readable").cause);
        page.choose_files("#file", &[file("empty.png", "")]);
        page.wait_text(say(page, certificate::CLASS_NOTHING));
        verify_next(page);
        // Fifty megapixels of white.
        let path = file("large.bmp", "");
        std::fs::write(&path, cert_e2e::bitmap(7_072, 7_072, &vec![240; 7_072 * 7_072]))
            .expect("a picture");
        page.choose_files("#file", std::slice::from_ref(&path));
        page.wait_text(words_of(page, "picture-without-code").cause);
        std::fs::remove_file(path).expect("it goes");
        assert_all_sound();
    });
}

/// A second camera, and one that goes in and has a light: what the machine of a test does not have.
const CAMERAS: &str = "globalThis.asked = []; globalThis.set = [];
    const devices = navigator.mediaDevices, list = devices.enumerateDevices.bind(devices), ask = devices.getUserMedia.bind(devices);
    devices.enumerateDevices = async () => {
        const all = (await list()).filter((one) => one.kind === 'videoinput');
        const more = Object.create(MediaDeviceInfo.prototype, {
            deviceId: { value: 'macro' }, kind: { value: 'videoinput' }, label: { value: 'Macro camera' } });
        return [...all, more];
    };
    devices.getUserMedia = async (wanted) => {
        asked.push(wanted.video.deviceId?.ideal ?? wanted.video.facingMode.ideal);
        const { deviceId, ...video } = wanted.video;
        return ask({ video });
    };
    MediaStreamTrack.prototype.getCapabilities = () => ({ zoom: { min: 1, max: 8, step: 0.1 }, torch: true });
    MediaStreamTrack.prototype.applyConstraints = async (wish) => { set.push(JSON.stringify(wish.advanced[0])); };";

#[test]
fn another_camera_the_zoom_and_the_light_can_be_chosen() {
    let world = World::start();
    scenario("camera-settings", &world, Viewport::Phone, Lang::Zh, |page| {
        page.before_load(CAMERAS);
        page.go("/verify");
        page.camera_shows(640, 480, &vec![235; 640 * 480]);
        page.click("#camera");
        page.wait_for("#which-camera");
        page.wait_for("#camera-torch");
        sound(page, "camera-settings");
        look(page, "camera-settings");
        assert_eq!(page.attribute("#camera-zoom", "max").as_deref(), Some("3"));
        page.act("const e = document.querySelector('#camera-zoom'); e.value = 2; e.dispatchEvent(new Event('input', { bubbles: true }))");
        page.press(say(page, verify::CAMERA_TORCH));
        page.press(say(page, verify::CAMERA_TORCH_OFF));
        page.wait("three wishes", "set.length >= 3");
        assert_eq!(
            page.run("set").to_string(),
            json!([r#"{"zoom":2}"#, r#"{"torch":true}"#, r#"{"torch":false}"#]).to_string()
        );
        page.select("#which-camera", "macro");
        page.wait("another camera", "asked.length >= 2");
        assert_eq!(page.run("asked").to_string(), json!(["environment", "macro"]).to_string());
        // The next scan begins with it.
        page.press(say(page, verify::CAMERA_STOP));
        page.wait_gone("video");
        page.click("#camera");
        page.wait("the same again", "asked.at(-1) === 'macro' && asked.length >= 3");
        assert_all_sound();
    });
}
