//! Codes: from the camera, from pictures, several at once, and when there is no camera.

use std::path::PathBuf;

use cert_app::words::{certificate, common, verify};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::json;

use crate::citizen::{assert_all_sound, look, say, say_with, sound, with_certificates_unsaved};
use crate::trouble::strangers_certificate;
use crate::wallet::words_of;

pub(crate) const WIDTH: usize = 1280;
pub(crate) const HEIGHT: usize = 720;

/// A picture in greys with these codes side by side, each as large as it fits.
pub(crate) fn drawn(contents: &[&str]) -> Vec<u8> {
    let mut grey = vec![235; WIDTH * HEIGHT];
    let place = WIDTH / contents.len();
    for (content, number) in contents.iter().zip(0..) {
        let code = QrCode::encode_text(content, QrCodeEcc::Low).expect("it fits into a code");
        let modules = usize::try_from(code.size()).expect("modules") + 8;
        let pixels = place.min(HEIGHT) / modules;
        for y in 0..modules * pixels {
            for x in 0..modules * pixels {
                let at = |pixel: usize| i32::try_from(pixel / pixels).expect("a module") - 4;
                if code.get_module(at(x), at(y)) {
                    grey[y * WIDTH + number * place + x] = 20;
                }
            }
        }
    }
    grey
}

/// The same as a file.
pub(crate) fn picture(name: &str, contents: &[&str]) -> PathBuf {
    bitmap(name, &drawn(contents))
}

/// These greys as a file.
fn bitmap(name: &str, grey: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("certfill-{}-{name}.bmp", std::process::id()));
    std::fs::write(&path, cert_e2e::bitmap(WIDTH, HEIGHT, grey)).expect("a picture");
    path
}

pub(crate) fn exported(page: &Session) -> String {
    page.click("a.cert");
    page.press(say(page, certificate::EXPORT));
    std::fs::read_to_string(page.downloaded("certificate.sd-jwt")).expect("the certificate")
}

pub(crate) fn next(page: &Session) {
    page.press(say(page, verify::NEXT));
    page.wait_for("#camera");
}

#[test]
fn a_code_before_the_camera_is_verified_also_without_a_network() {
    let world = World::start();
    scenario("scan-camera", &world, Viewport::Phone, Lang::Zh, |page| {
        // Every camera that is opened, to see that it is off again.
        page.before_load(
            "globalThis.opened = []; const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            navigator.mediaDevices.getUserMedia = async (wanted) => { const one = await ask(wanted); opened.push(one); return one; };",
        );
        let are_off = "opened.length > 0 && opened.every((one) => one.getTracks().every((track) => track.readyState === 'ended'))";
        with_certificates_unsaved(page);
        let genuine = exported(page);
        // Nothing to read yet: the page is left while the camera looks.
        page.camera_shows(WIDTH, HEIGHT, &vec![235; WIDTH * HEIGHT]);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#camera");
        page.click("#camera");
        page.wait("the camera shows something", "document.querySelector('video')?.videoWidth > 0");
        assert!(page.shows(say(page, verify::CAMERA_AIM)));
        sound(page, "scan-looking");
        look(page, "scan-looking");
        page.press(say(page, common::NAV_SETTINGS));
        page.wait("the camera is off", are_off);
        page.camera_shows(WIDTH, HEIGHT, &drawn(&[genuine.trim()]));
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#camera");
        sound(page, "scan-start");
        look(page, "scan-start");
        page.click("#camera");
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        assert!(page.shows(say(page, verify::COMPARE)));
        look(page, "scan-valid");
        next(page);
        assert_eq!(page.count("video"), 0, "the camera is off");
        page.wait("the camera is off", are_off);
        // What scanning needs is here by now.
        page.offline(true);
        page.click("#camera");
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)));
        page.offline(false);
    });
    assert_all_sound();
}

#[test]
fn pictures_are_read_and_the_person_picks_among_several_codes() {
    let world = World::start();
    scenario("scan-pictures", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates_unsaved(page);
        let genuine = exported(page);
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#file");
        page.choose_files("#file", &[picture("genuine", &[genuine.trim()])]);
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_VALID)), "{}", page.text("main"));
        next(page);
        // A web address is shown as what it is, and not opened.
        page.choose_files("#file", &[picture("address", &["https://shop.example/pay?id=7"])]);
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_NOTHING)), "{}", page.text("main"));
        assert_eq!(page.path(), "/verify");
        next(page);
        let stranger = strangers_certificate();
        let two = picture("two", &["https://shop.example/", stranger.trim()]);
        page.choose_files("#file", &[two]);
        page.wait_for("#pick-title");
        assert_eq!(page.text("#pick-title"), say_with(page, verify::PICK_TITLE, &["2"]));
        sound(page, "scan-pick");
        look(page, "scan-pick");
        let buttons = page.texts(".pick .btn");
        let at = buttons.iter().position(|words| words.contains(": eyJ")).expect("the certificate");
        page.act(&format!("document.querySelectorAll('.pick .btn')[{at}].click()"));
        page.wait_for("#result");
        assert!(page.shows(say(page, certificate::CLASS_ISSUER)), "{}", page.text("main"));
        next(page);
        let torn = std::env::temp_dir().join(format!("certfill-{}-torn.png", std::process::id()));
        std::fs::write(&torn, b"\x89PNG\r\n\x1a\n\x00\x00\xff").expect("a file");
        let files = [
            (bitmap("white", &vec![235; WIDTH * HEIGHT]), "picture-without-code"),
            (torn, "picture-not-readable"),
        ];
        for (file, code) in files {
            page.choose_files("#file", &[file]);
            page.wait_text(words_of(page, code).cause);
            assert!(page.shows(words_of(page, code).remedy));
        }
        sound(page, "scan-no-picture");
    });
    assert_all_sound();
}

#[test]
fn without_a_camera_the_other_ways_stay_and_the_reason_is_said() {
    let world = World::start();
    for (error, code) in [
        ("NotAllowedError", "camera-refused"),
        ("NotFoundError", "camera-missing"),
        ("NotReadableError", "camera-lost"),
    ] {
        scenario(&format!("scan-{code}"), &world, Viewport::Phone, Lang::Zh, |page| {
            page.before_load(&format!(
                "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', '{error}'));"
            ));
            page.go("/verify");
            page.wait_for("#camera");
            page.click("#camera");
            page.wait_text(words_of(page, code).cause);
            assert!(page.shows(words_of(page, code).remedy));
            assert_eq!(page.count("video"), 0);
            assert_eq!(
                (page.count("#text"), page.count("#file"), page.count("#camera")),
                (1, 1, 1)
            );
            sound(page, code);
            look(page, code);
        });
    }
    assert_all_sound();
}

#[test]
fn a_camera_that_is_taken_away_in_mid_scan_ends_it_and_the_reason_is_said() {
    let world = World::start();
    for name in ["unplugged", "revoked"] {
        scenario(&format!("scan-{name}"), &world, Viewport::Phone, Lang::Zh, |page| {
            page.go("/verify");
            page.camera_shows(WIDTH, HEIGHT, &vec![235; WIDTH * HEIGHT]);
            page.click("#camera");
            page.wait("a picture", "document.querySelector('video')?.videoWidth > 0");
            if name == "revoked" {
                let permission = json!({"permission": {"name": "camera"}, "setting": "denied"});
                page.cdp("Browser.setPermission", permission);
            } else {
                page.act("document.querySelector('video').srcObject.getTracks()[0].stop()");
            }
            page.wait_text(words_of(page, "camera-lost").cause);
            assert!(page.shows(words_of(page, "camera-lost").remedy));
            assert_eq!(page.count("video"), 0);
            sound(page, name);
        });
    }
    assert_all_sound();
}
