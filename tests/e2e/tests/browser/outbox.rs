//! The outbox: whatever happens to the page, the browser, the network or the office between the
//! press of Send and the receipt, nothing is lost and nothing is filed twice.

use cert_app::words::{common, form, form_check, home};
use cert_e2e::{Lang, Session, Viewport, World, scenario};
use serde_json::json;

use crate::citizen::{
    FORM, MOBILE, PERSONAL, arrive, assert_all_sound, filings_sent, go_open, lock_and_reload, look,
    page_say, ready_to_send, received, reload_open, say, say_with, unlock, with_certificates,
};
use crate::sent::Sent;

const OFFICE_ZH: &str = "上海市公安局人口管理部门（示例）";
const OFFICE_EN: &str = "Shanghai Police, population office (specimen)";

fn office(page: &Session) -> &'static str {
    match page.lang() {
        Lang::Zh => OFFICE_ZH,
        Lang::En => OFFICE_EN,
    }
}

/// What failed requests leave in the console belongs to these stories.
fn expect_complaints(page: &Session) {
    let other: Vec<String> = page
        .complaints()
        .into_iter()
        .filter(|said| {
            ![
                "ERR_INTERNET_DISCONNECTED",
                "ERR_BLOCKED_BY_CLIENT",
                "ERR_EMPTY_RESPONSE",
                "ERR_CONNECTION",
                "ERR_FAILED",
                "ERR_NAME",
                "status of 4",
                "status of 5",
                "ERR_ABORTED",
                "ERR_SOCKET",
            ]
            .iter()
            .any(|known| said.contains(known))
        })
        .collect();
    assert!(other.is_empty(), "{other:?}");
}

/// After a crash: the vault opens and the draft is where it was.
fn back_to_the_draft(page: &Session) {
    page.go(&format!("{FORM}/check"));
    unlock(page);
    page.wait_text(say(page, form_check::WILL_SEND));
    page.wait_text(say(page, form_check::CHECKED_OK));
    assert!(page.shows(MOBILE), "what was typed is still there");
}

fn one_filing_with_these_bytes(page: &Session, world: &World) {
    let filed = world.filings();
    assert_eq!(filed.len(), 1, "filed once");
    let sent = filings_sent(page);
    assert!(!sent.is_empty());
    for request in &sent {
        assert_eq!(
            request["body"].as_str().map(str::as_bytes),
            Some(filed[0].body.as_slice()),
            "other bytes"
        );
        assert_eq!(request["key"], sent[0]["key"], "another key");
    }
    assert!(page.shows(&filed[0].case_no));
    page.assert_not_stored(PERSONAL);
}

/// Makes the nth write to the vault from now on fail, as a full disk would.
fn fail_write(page: &Session, nth: u32) {
    page.act(&format!(
        "const put = IDBObjectStore.prototype.put; let left = {nth}; \
         IDBObjectStore.prototype.put = function (...all) {{ \
           if (this.name === 'vault' && --left === 0) throw new DOMException('full', 'QuotaExceededError'); \
           return put.apply(this, all); }}"
    ));
}

#[test]
fn it_survives_a_crash_at_every_state() {
    let world = World::start();
    scenario("crash", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        ready_to_send(page);

        // Offline: nothing is signed, nothing leaves (rule C20). State: reviewed.
        page.offline(true);
        page.wait_text(say(page, common::OFFLINE));
        page.click("#send");
        page.wait_text(say(page, form_check::OFFLINE_TITLE));
        look(page, "offline");
        assert!(page.requests().iter().all(|request| !request.url.contains("/offices/")));
        page.offline(false);
        expect_complaints(page);
        page.crash();
        back_to_the_draft(page);

        // The office cannot be reached: still reviewed.
        page.block(&["*/ef/challenges"]);
        page.click("#send");
        page.wait_text(&say_with(page, form_check::UNAVAILABLE, &[office(page)]));
        look(page, "unavailable");
        page.block(&[]);
        expect_complaints(page);
        reload_open(page);
        page.wait_text(say(page, form_check::CHECKED_OK));

        // The disk is full when it is about to be signed, then when it is about to be sent.
        for nth in [1, 2] {
            fail_write(page, nth);
            page.click("#send");
            page.wait_text(say(page, form_check::STORE_FAILED));
            assert!(filings_sent(page).is_empty(), "sent what was not written down");
            look(page, &format!("store-failed-{nth}"));
            expect_complaints(page);
            page.crash();
            back_to_the_draft(page);
        }

        // The browser dies while the office is just about to store it: sending.
        let hold = world.faults().hold_before_commit();
        page.click("#send");
        world.block_on(hold.reached());
        expect_complaints(page);
        page.crash();
        world.faults().release_all();
        page.go("/");
        unlock(page);
        // It goes on by itself, with the same bytes.
        page.wait_until("the filing", || world.filings().len() == 1);
        page.press(page_say(page, "居住证签注", "Renew (endorse)"));
        received(page);
        one_filing_with_these_bytes(page, &world);

        // Sent: the page can be opened again (rule C22).
        expect_complaints(page);
        let here = page.path();
        page.crash();
        page.go(&here);
        unlock(page);
        received(page);
        assert!(page.shows(&world.filings()[0].case_no));
        assert_eq!(world.filings().len(), 1);
        assert_all_sound();
    });
}

#[test]
fn a_lost_answer_is_asked_for_again_and_filed_once() {
    let world = World::start();
    scenario("lost", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        ready_to_send(page);
        // A nervous hand: one submission all the same (rule C19). The office files it, and its
        // answer never reaches the page. (A dropped connection would not do: browsers ask once
        // more by themselves, and the app never knows.)
        let answers = json!([{ "urlPattern": "*/ef/filings", "requestStage": "Response" }]);
        page.cdp("Fetch.enable", json!({ "patterns": answers }));
        page.double_press(&say_with(page, form_check::SEND_TO, &[office(page)]));
        page.wait_until("the filing", || world.filings().len() == 1);
        reload_open(page);
        page.cdp("Fetch.disable", json!({}));
        page.wait_until("the app to ask again", || filings_sent(page).len() >= 2);
        page.press(say(page, common::NAV_HOME));
        page.wait_text(say(page, home::SENT_TITLE));
        page.press("Renew (endorse)");
        received(page);
        let sent = filings_sent(page);
        assert!(sent.len() >= 2, "its answer was lost, so it was asked again");
        one_filing_with_these_bytes(page, &world);
        expect_complaints(page);
        lock_and_reload(page);
        unlock(page);
        received(page);
        assert_eq!(world.filings().len(), 1);
    });
}

#[test]
fn an_office_that_dies_in_mid_filing_gets_it_once_when_it_is_back() {
    let world = World::start();
    scenario("power-cut", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        ready_to_send(page);
        let hold = world.faults().hold_before_commit();
        page.click("#send");
        world.block_on(hold.reached());
        world.kill();
        page.wait_path("/sent/");
        page.wait_text(say(page, form_check::WAITING_HINT));
        look(page, "waiting");
        assert!(world.filings().is_empty());
        world.faults().release_all();
        world.start_again();
        page.press(say(page, form_check::ASK_NOW));
        received(page);
        expect_complaints(page);
        one_filing_with_these_bytes(page, &world);
        assert_all_sound();
    });
}

/// Sets the status of the newest certificate of a kind on the specimen page, as a visitor would.
fn set_status(page: &Session, kind: &str, status: u8) {
    let done = page.run(&format!(
        "(async () => {{ \
           const text = await (await fetch('/specimen/certificates?lang=zh')).text(); \
           const entry = text.split('<li>').find(e => e.includes('{kind}') && e.includes('<form')); \
           const field = name => entry.match(new RegExp(`name=\"${{name}}\" value=\"([^\"]*)\"`))[1]; \
           const answer = await fetch('/specimen/certificates', {{ method: 'POST', body: new URLSearchParams({{ \
             token: field('token'), lang: 'zh', list: field('list'), index: field('index'), status: '{status}' }}) }}); \
           return answer.status; }})()"
    ));
    assert_eq!(done, json!(200), "the status of {kind}");
}

#[test]
fn a_refusal_says_why_and_loses_nothing() {
    let world = World::start();
    scenario("refused", &world, Viewport::Computer, Lang::En, |page| {
        with_certificates(page);
        ready_to_send(page);

        // It is not heard for so long that its nonce expires.
        page.block(&["*/ef/filings"]);
        page.click("#send");
        page.wait_path("/sent/");
        page.wait_text(say(page, form_check::WAITING_HINT));
        page.block(&[]);
        world.set_clock_ahead(3600);
        page.press(say(page, form_check::ASK_NOW));
        page.wait_text(say(page, form_check::STATUS_NEEDS_YOU));
        assert!(page.shows("nonce-expired"));
        look(page, "nonce-expired");
        assert!(world.filings().is_empty());
        world.set_clock_ahead(0);
        page.press(say(page, form_check::EDIT_AGAIN));
        arrive(page, "check");
        page.wait_text(say(page, form_check::CHECKED_OK));
        assert!(page.shows(MOBILE), "what was typed is still there");

        // The permit is withdrawn before it is sent, and the app has not heard of it.
        set_status(page, "上海市居住证", 1);
        page.click("#send");
        page.wait(
            "the refusal",
            "/revoked|withdrawn|撤销/i.test(document.querySelector('main').innerText)",
        );
        look(page, "revoked");
        let words = cert_words::code_words("revoked", crate::citizen::app_lang(page));
        assert!(page.shows(words.cause) || page.shows(words.remedy), "why, in words");
        assert!(world.filings().is_empty());
        go_open(page, &format!("{FORM}/contact"));
        page.wait("the draft", &format!("document.querySelector('#f-contact-mobile')?.value === '{MOBILE}' || !!document.querySelector('button.way') || document.body.innerText.includes({:?})", say(page, form::RESUME)));
        expect_complaints(page);
        assert_all_sound();
    });
}

#[test]
fn an_office_with_a_full_disk_files_it_later() {
    let world = World::start();
    scenario("disk-full", &world, Viewport::Phone, Lang::Zh, |page| {
        with_certificates(page);
        ready_to_send(page);
        world.faults().fail_before_commit(1);
        page.click("#send");
        received(page);
        expect_complaints(page);
        one_filing_with_these_bytes(page, &world);
        assert_eq!(Sent::read(&world.filings()[0]).certified().len(), 11);
    });
}
