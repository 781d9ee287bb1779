//! The whole story: get certificates, renew a residence permit, hold a receipt that anyone can
//! verify. Once on a phone in Chinese with one value corrected, once on a computer in English
//! with everything from certificates.

use std::collections::BTreeSet;

use cert_app::words::{
    add, certificate, common, form, form_check, home, settings, verify, welcome,
};
use cert_e2e::{Engine, Lang, Session, Viewport, World, scenario, scenario_in};

use crate::citizen::{
    MOBILE, PERSONAL, arrive, assert_all_sound, declare, due, get_specimen, go_on, keep_offer,
    look, open_step, received, say, say_with,
};
use crate::sent::Sent;

/// From the first visit to the certificates of the person whose permit expires in 12 days.
fn get_certificates(page: &Session) {
    page.go("/");
    page.wait_text(say(page, welcome::TITLE));
    page.wait_text(get_specimen(page));
    look(page, "01-welcome");
    page.press(get_specimen(page));
    page.wait_path("/specimen");
    page.press(page.say("领取证照", "Get the certificates"));
    page.wait_path("/specimen/offers");
    look(page, "02-offer-page");
    page.click("a[href*='/add#offer']");
    page.wait_text(&say_with(page, add::OFFER_SAVE, &["4"]));
    assert!(!page.path().contains("offer"), "the offer stays in the address: {}", page.path());
    look(page, "03-offer");
    keep_offer(page, "4");
    page.wait_text(&due(page, home::DUE_IN, "12"));
    look(page, "06-home");
    assert_eq!(page.count("a.cert"), 4, "four cards");
    assert!(page.shows(page.say("陈示例", "陈示例")));

    page.press(say(page, home::WHY));
    page.wait_text(page.say("第 663 号", "Decree 663"));
    page.click("a.cert");
    page.wait_path("/certificates/");
    page.wait_text(say(page, certificate::PASS_SIGNATURE));
    for passed in [
        certificate::PASS_FORMAT,
        certificate::PASS_ISSUER,
        certificate::PASS_TIME,
        certificate::PASS_STATUS,
    ] {
        assert!(page.shows(say(page, passed)), "{:?}", say(page, passed));
    }
    look(page, "07-certificate");
    page.assert_not_stored(PERSONAL);
    page.press(say(page, common::BACK));
    page.wait_text(&due(page, home::DUE_IN, "12"));
}

/// From the suggestion to the first step; what the start page must say (rules C1 and C2).
fn begin(page: &Session) {
    page.press(say(page, home::START));
    page.wait_text(say(page, form::HOW_TO_FILL));
    for said in [form::WHO_ASKS, form::PURPOSE, form::WHAT_YOU_NEED, form::STAYS_HERE] {
        assert!(page.shows(say(page, said)), "the start page lacks {:?}", say(page, said));
    }
    assert!(page.shows(&say_with(page, form::HOW_LONG, &["5", "6"])));
    let ways = page.run(
        "(([a, b]) => { const size = e => (r => [Math.round(r.width), Math.round(r.height)])(e.getBoundingClientRect());\
         return JSON.stringify(size(a)) === JSON.stringify(size(b)) })([...document.querySelectorAll('button.way')])",
    );
    assert_eq!(ways, true, "filling and typing are offered in equal size");
    look(page, "08-start");
    page.press(say(page, form::FILL_FROM));
    arrive(page, "ground");
    // What is certified is not walked through, but it can be looked at.
    open_step(page, "you");
    // Rule C4: certified values are text, not controls, and say where they are from.
    assert_eq!(page.count("form input, form select, form textarea"), 0);
    assert_eq!(page.count(".origin"), 4, "{:?}", page.texts(".origin"));
    look(page, "09-you");
    open_step(page, "permit");
    look(page, "10-permit");
    open_step(page, "home");
    look(page, "11-home");
}

/// The address is corrected: the lease is not sent, and another proof is needed (rule C5).
fn correct_the_address(page: &Session) {
    let address = "#f-residence-address-line";
    assert_eq!(page.value(address), "示例路 88 弄 6 号 301 室");
    page.fill_css(address, "示例路 88 弄 6 号 302 室");
    let changed = page.say("您已修改", "You changed this");
    page.wait_text(changed);
    look(page, "12-home-changed");
    // The way back, and forth again.
    page.press(say(page, form::UNDO));
    page.wait(
        "the certificate's address",
        &format!("document.querySelector('{address}').value.endsWith('301 室')"),
    );
    assert!(!page.shows(changed));
    page.fill_css(address, "示例路 88 弄 6 号 302 室");
    page.wait_text(changed);
    // A lease that is not sent proves nothing: the app says so before it goes on.
    page.choose(page.say("集体宿舍证明", "Dormitory of an employer or school"));
    page.press(say(page, form::CONTINUE));
    page.wait_for("#summary");
    assert!(
        page.texts("#summary li")
            .join("\n")
            .contains(page.say("选择一份证明文件", "Choose a document as proof"))
    );
    look(page, "13-home-error");
    let file = std::env::temp_dir().join(format!("certfill-proof-{}.pdf", std::process::id()));
    std::fs::write(&file, b"%PDF-1.4\n% \xe7\xa4\xba\xe4\xbe\x8b SPECIMEN\n%%EOF\n")
        .expect("a file to attach");
    page.choose_files("#f-residence-proof_file", std::slice::from_ref(&file));
    page.wait_text(say(page, form::FILE_KEPT));
    let _ = std::fs::remove_file(file);
    look(page, "14-home-file");
}

fn the_rest(page: &Session) {
    go_on(page, "ground");
    page.choose(page.say("合法稳定就业", "Steady work"));
    page.wait_for("#f-employer-name");
    look(page, "15-ground");
    go_on(page, "contact");
    page.fill_css("#f-contact-mobile", "１３９ ００００－００００");
    look(page, "16-contact");
    go_on(page, "check");
    page.wait_text(say(page, form_check::CHECKED_OK));
    look(page, "17-check");
}

/// The labels of the check page by origin: those from certificates, those changed or typed.
fn origins(page: &Session) -> (usize, Vec<String>) {
    let lines = page.texts("dl.check small");
    let certified =
        lines.iter().filter(|line| line.contains(page.say("已核验", "verified"))).count();
    (certified, lines)
}

/// Nothing has gone to an office, and nothing personal anywhere, nor to anybody else (promise 7).
fn nothing_has_left(page: &Session, world: &World) {
    assert!(world.filings().is_empty());
    page.assert_not_stored(PERSONAL);
    // As the server saw it, where it was counted: also what workers asked for.
    for load in world.loads() {
        let request = String::from_utf8_lossy(&load.request);
        let told = PERSONAL.iter().find(|word| request.contains(*word));
        assert_eq!(told, None, "personal data before Send in a request for {}", load.path);
        assert!(!load.path.contains("/offices/"), "an office hears before Send: {}", load.path);
    }
    if !page.engine().tells_requests() {
        return;
    }
    let personal = page.requests_with(PERSONAL);
    assert!(personal.is_empty(), "personal data before Send: {personal:?}");
    for request in page.requests() {
        assert!(
            request.url.starts_with(world.base()),
            "a request to somebody else: {}",
            request.url
        );
        assert!(
            !request.url.contains("/offices/"),
            "a request to an office before Send: {}",
            request.url
        );
    }
}

/// Claims and their names as the consent panel has them.
const CLAIMS: &[(&str, &str, &str, &str)] = &[
    ("resident_id", "name", "姓名", "Full name"),
    ("resident_id", "id_number", "公民身份号码", "Resident ID number"),
    ("resident_id", "ethnicity", "民族", "Ethnicity"),
    ("permit", "id_number", "公民身份号码", "Resident ID number"),
    ("permit", "permit_number", "居住证编号", "Permit number"),
    ("permit", "valid_until", "有效期至", "Valid until"),
    ("lease", "district_code", "区", "District"),
    ("lease", "line", "详细地址", "Address line"),
    ("insurance", "name", "单位名称", "Employer's name"),
    ("insurance", "uscc", "统一社会信用代码", "Employer's credit code"),
];
const CERTIFICATES: &[(&str, &str, &str)] = &[
    ("resident_id", "居民身份证", "Resident identity card"),
    ("permit", "上海市居住证", "Shanghai residence permit"),
    ("lease", "房屋租赁合同登记备案", "Registered lease"),
    ("insurance", "社会保险参保证明", "Proof of social insurance"),
];

/// What the panel names under "will be sent", claim by claim, as (certificate, claim).
fn consented(page: &Session) -> BTreeSet<(String, String)> {
    let (colon, comma) = (page.say("：", ": "), page.say("、", ", "));
    let mut named = BTreeSet::new();
    for line in page.texts(".consent ul.yes li") {
        let Some((certificate, claims)) = line.split_once(colon) else { continue };
        let known = CERTIFICATES
            .iter()
            .find(|(_, zh, en)| certificate.trim().starts_with(page.say(zh, en)));
        let Some((query, _, _)) = known else { continue };
        // The answers that are worked out from the claims stand behind them.
        let worked_out = page.say("；由此得出：", "; worked out from it: ");
        let claims = claims.split(worked_out).next().unwrap_or_default();
        for claim in claims.split(comma) {
            let name = CLAIMS
                .iter()
                .find(|(of, _, zh, en)| of == query && page.say(zh, en) == claim.trim())
                .unwrap_or_else(|| panic!("the panel names {claim:?} of {query}"));
            named.insert(((*query).to_owned(), name.1.to_owned()));
        }
    }
    named
}

/// Rule C18: the panel and the bytes say the same, in both directions.
fn as_consented(sent: &Sent, consented: &BTreeSet<(String, String)>) {
    let disclosed: BTreeSet<(String, String)> = sent
        .disclosed
        .iter()
        .flat_map(|(query, names)| names.iter().map(move |name| (query.clone(), name.clone())))
        .collect();
    assert_eq!(&disclosed, consented);
}

/// Rule C22, and the receipt as anybody verifies it.
fn hold_the_receipt(page: &Session, case_no: &str) {
    assert_eq!(page.count("main h1"), 1);
    assert!(page.shows(say(page, form_check::STATUS_ACCEPTED)));
    assert!(page.shows(say(page, form_check::WHAT_NEXT)));
    look(page, "18-sent");
    page.press(say(page, form_check::SAVE_RECEIPT));
    let receipt = std::fs::read_to_string(page.downloaded(".sd-jwt")).expect("the saved receipt");
    page.assert_not_stored(PERSONAL);

    // On paper: the case number, and nothing to press.
    if page.engine() != Engine::WebKit {
        page.paper(true);
        assert!(page.shows(case_no), "the case number is not printed");
        assert_eq!(page.texts("button, nav, .tabbar, .top"), Vec::<String>::new(), "printed");
        page.paper(false);
    }

    page.press(say(page, common::NAV_SETTINGS));
    page.wait_text(say(page, settings::LOG_TITLE));
    let log = page.text("[aria-labelledby=log-title] ul.log");
    assert!(
        log.contains(page.say("公民身份号码", "Resident ID number")),
        "the log names the claims: {log}"
    );
    assert!(!PERSONAL.iter().any(|value| log.contains(value)), "the log holds values: {log}");
    look(page, "19-settings");

    page.press(say(page, common::NAV_VERIFY));
    page.wait_text(say(page, verify::PASTE_LABEL));
    look(page, "20-verify");
    page.fill_css("#text", receipt.trim());
    page.click("main form [type=submit]");
    page.wait_text(say(page, certificate::CLASS_VALID));
    look(page, "21-verify-valid");

    page.press(say(page, common::NAV_HOME));
    page.wait_text(say(page, home::SENT_TITLE));
    look(page, "22-home-sent");
    page.press(say(page, common::NAV_SERVICES));
    page.wait_text(say(page, form::SEARCH_LABEL));
    look(page, "23-services");
}

#[test]
fn a_citizen_corrects_a_value_on_a_phone_in_chinese() {
    let world = World::start();
    scenario("story", &world, Viewport::Phone, Lang::Zh, |page| {
        get_certificates(page);
        begin(page);
        correct_the_address(page);
        the_rest(page);
        assert!(page.shows(say(page, form::YOU_ATTACHED)), "nobody types a file");
        let (certified, lines) = origins(page);
        assert_eq!(certified, 8, "{lines:?}");
        let consented = consented(page);
        page.press(say(page, form_check::WILL_NOT_SEND));
        page.wait("what is not sent", "document.querySelector('.consent details').open");
        let kept = page.texts(".consent ul.no li").join("\n");
        assert!(kept.contains("房屋租赁合同登记备案"), "the lease is named as not sent: {kept}");
        declare(page);
        nothing_has_left(page, &world);
        page.click("#send");
        received(page);

        let filed = world.filings();
        assert_eq!(filed.len(), 1);
        let sent = Sent::read(&filed[0]);
        as_consented(&sent, &consented);
        assert_eq!(sent.presented(), ["insurance", "permit", "resident_id"], "no lease");
        assert_eq!(sent.origin("/residence/address/line"), "override");
        assert_eq!(sent.answers["residence"]["address"]["line"], "示例路 88 弄 6 号 302 室");
        assert_eq!(
            sent.answers["contact"]["mobile"], MOBILE,
            "full width and hyphen were understood"
        );
        assert_eq!(sent.certified(), sent.receipt_list("verified"));
        assert!(sent.receipt_list("declared").contains("/residence/address/line"));
        assert!(page.shows(&filed[0].case_no));
        hold_the_receipt(page, &filed[0].case_no);
        assert_all_sound();
    });
}

/// Everything from certificates, in English.
fn sends_eleven_certified_values(engine: Engine) {
    let world = World::start_metered();
    scenario_in(engine, "story", &world, Viewport::Computer, Lang::En, |page| {
        get_certificates(page);
        begin(page);
        the_rest(page);
        let (certified, lines) = origins(page);
        assert_eq!(certified, 11, "{lines:?}");
        let consented = consented(page);
        declare(page);
        nothing_has_left(page, &world);
        page.click("#send");
        received(page);

        let filed = world.filings();
        assert_eq!(filed.len(), 1);
        let sent = Sent::read(&filed[0]);
        as_consented(&sent, &consented);
        assert_eq!(sent.certified().len(), 11, "{:?}", sent.certified());
        assert_eq!(sent.certified(), sent.receipt_list("verified"));
        assert_eq!(sent.receipt["case_no"], filed[0].case_no.as_str());
        hold_the_receipt(page, &filed[0].case_no);
        assert_all_sound();
    });
}

#[test]
fn a_citizen_sends_eleven_certified_values_on_a_computer_in_english() {
    sends_eleven_certified_values(Engine::Chromium);
}

#[test]
fn a_citizen_sends_eleven_certified_values_in_firefox() {
    sends_eleven_certified_values(Engine::Firefox);
}

#[test]
fn a_citizen_sends_eleven_certified_values_in_webkit() {
    sends_eleven_certified_values(Engine::WebKit);
}
