//! Certificates that are wrong: looked at with the reason, and not kept.

use cert_app::words::{add, certificate, common, home, verify};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use serde_json::{Map, json};

use crate::citizen::{
    PERSONAL, assert_all_sound, due, go_open, look, say, say_with, sound, with_certificates,
    with_certificates_unsaved,
};
use crate::wallet::{wait_for_code, words_of};

/// What a person has copied from elsewhere.
pub(crate) fn paste_to_verify(page: &Session, text: &str) {
    page.wait_for("#text");
    page.fill_css("#text", text);
    page.click("main form [type=submit]");
    page.wait_for("#result");
}

pub(crate) fn verify_next(page: &Session) {
    page.press(say(page, verify::NEXT));
    page.wait_for("#text");
}

/// A certificate of somebody whom no list knows.
pub(crate) fn strangers_certificate() -> String {
    let key = SigningKey::ed25519_from_seed([7; 32]);
    let claims = json!({
        "iss": "https://stranger.example", "vct": "https://specimen.example/vct/resident-id",
        "iat": 1_700_000_000, "exp": 4_000_000_000_u64, "name": "示例", "specimen": true,
    });
    let mut random = |bytes: &mut [u8]| bytes.fill(9);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), &key, &mut random).expect("a certificate")
}

/// One letter of the issuer's signature is another one.
pub(crate) fn forged(text: &str) -> String {
    let (jwt, rest) = text.trim().split_once('~').expect("an SD-JWT");
    let (head, signature) = jwt.rsplit_once('.').expect("a JWT");
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    format!("{head}.{first}{}~{rest}", &signature[1..])
}

#[test]
fn what_is_wrong_is_shown_with_the_reason_and_not_kept() {
    let world = World::start();
    scenario("wrong", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        page.click("a.cert");
        page.press(say(page, certificate::EXPORT));
        let file = page.downloaded("certificate.sd-jwt");
        let genuine = std::fs::read_to_string(&file).expect("the certificate");
        let forged_one = forged(&genuine);

        page.press(say(page, common::NAV_VERIFY));
        paste_to_verify(page, &genuine);
        assert!(page.shows(say(page, certificate::CLASS_VALID)));
        look(page, "verify-valid");
        verify_next(page);
        for (name, text, class, code) in [
            ("nothing", "hello, world".to_owned(), certificate::CLASS_NOTHING, "not-a-certificate"),
            ("half", genuine[..genuine.len() / 3].to_owned(), certificate::CLASS_NOTHING, ""),
            ("forged", forged_one.clone(), certificate::CLASS_FORGED, "signature-wrong"),
            ("stranger", strangers_certificate(), certificate::CLASS_ISSUER, "issuer-unknown"),
        ] {
            paste_to_verify(page, &text);
            let said = page.text("#result");
            assert!(page.shows(say(page, class)), "{name}: {said}");
            if !code.is_empty() {
                assert!(page.shows(words_of(page, code).remedy), "{name}: what to do");
            }
            look(page, &format!("verify-{name}"));
            // The colour is never alone: the same words with the system's own colours (rule B11).
            verify_next(page);
        }
        let early = page.requests_with(PERSONAL);
        assert!(early.is_empty(), "verifying tells somebody: {early:?}");

        // The same on the page that keeps certificates: nothing is kept.
        page.press(say(page, common::NAV_HOME));
        page.press(say(page, home::ADD));
        page.wait_text(say(page, add::OPEN_TITLE));
        page.fill_css("main textarea", &forged_one);
        page.press(say(page, add::PASTE_BUTTON));
        page.wait_text(say(page, add::RESULT_NONE));
        assert!(page.shows(say(page, add::RESULT_REFUSED)));
        assert!(page.shows(words_of(page, "signature-wrong").remedy));
        look(page, "add-forged");

        // Ten million brackets: an answer in words, and the page still answers.
        let brackets = file.with_file_name("brackets.json");
        std::fs::write(&brackets, "[".repeat(10_000_000)).expect("a large file");
        page.press(say(page, add::MORE));
        page.wait_text(say(page, add::OPEN_TITLE));
        page.choose_files("main input[type=file]", std::slice::from_ref(&brackets));
        page.wait_text(say(page, add::RESULT_NONE));
        look(page, "add-brackets");
        page.press(say(page, common::NAV_HOME));
        page.wait_text(&say_with(page, home::COUNT, &["4"]));
        assert_all_sound();
    });
}

#[test]
fn a_presentation_says_for_each_certificate_in_it_what_it_is() {
    let world = World::start();
    scenario("presentation", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates_unsaved(page);
        let file = "tests/vectors/presentation/one-of-two-forged.json";
        let text = std::fs::read_to_string(cert_e2e::root().join(file)).expect("the vector");
        let vector: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        page.press(say(page, common::NAV_VERIFY));
        page.wait_for("#text");
        paste_to_verify(page, vector["input"].as_str().expect("a presentation"));
        assert!(page.shows(say(page, certificate::CLASS_FORGED)), "{}", page.text("main"));
        for number in ["1", "2"] {
            let title = say_with(page, verify::SHOWN_NUMBER, &[number]);
            assert!(page.shows(&title), "{title}");
        }
        sound(page, "presentation");
        look(page, "presentation");
        assert_all_sound();
    });
}

/// The status of a kind of certificate, set on the specimen page.
pub(crate) fn set_status(page: &Session, kind: &str, value: &str) {
    let button = match value {
        "1" => "吊销",
        "2" => "暂停",
        _ => "恢复",
    };
    page.go("/specimen/certificates?lang=zh");
    page.wait_for("h1");
    page.act(&format!(
        "const entry = [...document.querySelectorAll('li')].find(e => e.innerText.includes('{kind}') && e.querySelector('form')); \
         [...entry.querySelectorAll('button')].find(b => b.innerText.includes('{button}')).click()"
    ));
    page.wait_path("/specimen/certificates");
    page.wait("the new status", "!!document.querySelector('h1')");
}

#[test]
fn a_withdrawn_a_suspended_and_an_expired_certificate_say_so() {
    let world = World::start();
    scenario("status", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        set_status(page, "社会保险参保证明", "2");
        set_status(page, "房屋租赁合同登记备案", "1");
        go_open(page, "/");
        page.wait_text(say(page, home::START));
        recheck(page, "social insurance");
        wait_for_code(page, "suspended");
        look(page, "suspended");
        page.press(say(page, common::BACK));
        page.wait_text(say(page, home::STATE_SUSPENDED));
        recheck(page, "Registered lease");
        wait_for_code(page, "revoked");
        look(page, "revoked");
        page.press(say(page, common::BACK));
        page.wait_text(say(page, home::STATE_REVOKED));
        look(page, "home-revoked");

        // Twenty days later: the permit has expired, and it can still be renewed.
        let later = 20 * 86_400;
        world.set_clock_ahead(later);
        page.before_load(&format!(
            "{{ const Real = Date, shift = {later} * 1000; \
               Date = class extends Real {{ constructor(...a) {{ a.length ? super(...a) : super(Real.now() + shift) }} \
                 static now() {{ return Real.now() + shift }} }}; }}"
        ));
        go_open(page, "/");
        page.wait_text(&due(page, home::DUE_SINCE, "8"));
        page.wait_text(say(page, home::STATE_EXPIRED));
        look(page, "home-expired");
        page.press("Shanghai residence permit");
        wait_for_code(page, "expired");
        look(page, "expired");
        page.press(say(page, common::BACK));
        page.press(say(page, home::START));
        page.wait_text(say(page, cert_app::words::form::WHAT_YOU_NEED));
        sound(page, "start page with an expired permit");
        assert_all_sound();
    });
}

/// Opens a certificate's page and checks it against fresh lists.
fn recheck(page: &Session, name: &str) {
    page.press(name);
    page.wait_path("/certificates/");
    page.press(say(page, certificate::CHECK_AGAIN));
}
