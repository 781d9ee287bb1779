use super::*;
use crate::wallet::{Accepted, Filing, SentWords, Stage};
use crate::words::local::PerLanguage;
use serde_json::json;

const SHOP: &str = "https://shop.example";
const FORM: &str = "https://shop.example/forms/open-account";
const NOW: i64 = 1_795_536_000;

/// As the form's own reader makes it.
fn embed(hosts: &[&str]) -> Embed {
    let mut form: serde_json::Value = serde_json::from_slice(include_bytes!(
        "../../crates/cert-server/specimen/shop/forms/open-account.json"
    ))
    .unwrap();
    form["embed"] = json!({"hosts": hosts, "return": "/opened"});
    let form = cert_fill::Form::parse(form.to_string().as_bytes()).unwrap();
    form.embed().unwrap().clone()
}

fn terms(hosts: &[&str]) -> AskTerms {
    AskTerms {
        form: FORM.into(),
        name: "shop~~open-account".into(),
        server: SHOP.into(),
        embed: Some(embed(hosts)),
    }
}

fn ask(form: &str) -> String {
    json!({"certfill": "ask/1", "form": form, "seconds": 60}).to_string()
}

fn message<'h>(origin: &'h str, text: &'h str) -> AskEvent<'h> {
    AskEvent::Message { origin, from_opener: true, has_port: true, text, now: NOW }
}

fn filed(created: i64, server: &str, receipt: Option<&str>) -> Submission {
    let mut filing =
        Filing::reviewed("s", "account", PerLanguage::default(), "/offices/shop/ef/filings");
    filing.server = server.into();
    if let Some(receipt) = receipt {
        filing.stage = Stage::Sent;
        filing.accepted = Some(Accepted {
            case_no: "SHOP-1".into(),
            status: "accepted".into(),
            receipt: receipt.into(),
            claims: json!({}),
        });
    }
    Submission {
        id: "s".into(),
        draft: "d".into(),
        revision: 1,
        form: "shop~~open-account".into(),
        title: PerLanguage::default(),
        locale: "en".into(),
        created,
        files: Vec::new(),
        carried: false,
        words: SentWords::default(),
        filings: vec![filing],
        whom: None,
        acting: None,
    }
}

/// The page asks and the form names it.
fn asked() -> Asking {
    let mut asking = Asking::default();
    assert_eq!(asking.step(message(SHOP, &ask(FORM))), [AskEffect::TakePort]);
    assert_eq!(asking.step(AskEvent::Form(terms(&[]))), []);
    assert_eq!(asking.standing(), Standing::Named(SHOP.into()));
    asking
}

#[test]
fn a_page_that_the_form_names_gets_the_receipt_of_what_was_sent_since() {
    let mut asking = asked();
    let old = filed(NOW - 3_600, SHOP, Some("old~"));
    assert_eq!(asking.step(AskEvent::Sent(std::slice::from_ref(&old))), [], "from before it asked");
    let elsewhere = filed(NOW, "", Some("police~"));
    let waiting = filed(NOW, SHOP, None);
    assert_eq!(asking.step(AskEvent::Sent(&[old.clone(), elsewhere.clone(), waiting])), []);
    let effects = asking.step(AskEvent::Sent(&[filed(NOW, SHOP, Some("new~")), old, elsewhere]));
    let said = r#"{"certfill":"receipt/1","receipts":["new~"]}"#;
    assert_eq!(effects, [AskEffect::Say(said.into()), AskEffect::Wait]);
    assert_eq!(asking.handing(), Handing::Given);
    assert_eq!(asking.step(AskEvent::Port("{\"certfill\":\"got/1\"}")), []);
    assert_eq!(asking.handing(), Handing::Taken);
    asking.step(AskEvent::Waited);
    assert_eq!(asking.handing(), Handing::Taken);
    assert_eq!(
        asking.step(AskEvent::Sent(&[filed(NOW + 9, SHOP, Some("again~"))])),
        [],
        "only once"
    );
    assert_eq!(asking.step(AskEvent::Cancelled), [], "it has been sent");
}

#[test]
fn a_receipt_of_another_form_is_not_for_this_page() {
    let mut asking = asked();
    let other =
        Submission { form: "shop~~close-account".into(), ..filed(NOW, SHOP, Some("other~")) };
    assert_eq!(asking.step(AskEvent::Sent(std::slice::from_ref(&other))), []);
    assert_eq!(asking.way_back(Some(&other)), None);
    let newer = Submission { created: NOW + 9, ..other };
    let effects = asking.step(AskEvent::Sent(&[filed(NOW, SHOP, Some("ours~")), newer]));
    let said = r#"{"certfill":"receipt/1","receipts":["ours~"]}"#;
    assert_eq!(effects, [AskEffect::Say(said.into()), AskEffect::Wait]);
}

#[test]
fn nothing_but_receipts_and_codes_is_ever_said() {
    let mut asking = asked();
    let mut submission = filed(NOW, SHOP, Some("r~"));
    submission.filings[0].body = Some("{\"answers\":\"secret\"}".into());
    for effect in asking.step(AskEvent::Sent(&[submission])) {
        assert!(!format!("{effect:?}").contains("secret"));
    }
}

#[test]
fn a_page_that_the_form_does_not_name_gets_a_code_and_nothing_else() {
    for form_first in [true, false] {
        let mut asking = Asking::default();
        let mut effects = Vec::new();
        if form_first {
            effects.extend(asking.step(AskEvent::Form(terms(&["https://www.shop.example"]))));
        }
        effects.extend(asking.step(message("https://evil.example", &ask(FORM))));
        if !form_first {
            effects.extend(asking.step(AskEvent::Form(terms(&["https://www.shop.example"]))));
        }
        let said = r#"{"certfill":"error/1","code":"origin-not-named"}"#;
        assert_eq!(effects, [AskEffect::TakePort, AskEffect::Say(said.into())]);
        assert_eq!(asking.standing(), Standing::Stranger("https://evil.example".into()));
        assert_eq!(asking.step(AskEvent::Sent(&[filed(NOW, SHOP, Some("r~"))])), []);
        // Nor does anybody take its place.
        assert_eq!(asking.step(message(SHOP, &ask(FORM))), []);
    }
}

#[test]
fn a_page_that_asks_for_another_form_than_the_one_that_is_shown_gets_nothing() {
    let mut asking = Asking::default();
    asking.step(AskEvent::Form(terms(&[])));
    let effects = asking.step(message(SHOP, &ask("https://shop.example/forms/other")));
    assert_eq!(effects.len(), 2);
    assert!(matches!(asking.standing(), Standing::Stranger(_)));
}

#[test]
fn what_did_not_come_from_the_opener_with_a_port_is_not_heard() {
    let good = ask(FORM);
    let mut asking = Asking::default();
    for (from_opener, has_port, text) in [
        (false, true, good.as_str()),
        (true, false, good.as_str()),
        (true, true, ""),
        (true, true, "null"),
        (true, true, "[]"),
        (true, true, r#"{"certfill":"ask/2","form":"x","seconds":0}"#),
        (true, true, r#"{"certfill":"ask/1","form":7,"seconds":0}"#),
        (true, true, r#"{"certfill":"ask/1","form":"x"}"#),
        (true, true, r#"{"certfill":"receipt/1","receipts":[]}"#),
    ] {
        let heard = AskEvent::Message { origin: SHOP, from_opener, has_port, text, now: NOW };
        assert_eq!(asking.step(heard), [], "{text}");
    }
    let long = ask(&"x".repeat(4_000));
    assert_eq!(asking.step(message(SHOP, &long)), []);
    assert_eq!(asking, Asking::default());
}

#[test]
fn a_page_that_has_gone_leaves_a_way_back_with_the_receipt() {
    let mut asking = asked();
    let sent = filed(NOW, SHOP, Some("r~"));
    asking.step(AskEvent::Sent(std::slice::from_ref(&sent)));
    asking.step(AskEvent::Waited);
    assert_eq!(asking.handing(), Handing::Unanswered);
    asking.step(AskEvent::Port("{\"certfill\":\"got/1\"}"));
    assert_eq!(asking.handing(), Handing::Unanswered, "too late: the person was told");
    assert_eq!(
        asking.way_back(Some(&sent)).unwrap(),
        "https://shop.example/opened#certfill-receipt=r~"
    );
    assert_eq!(
        asking.way_back(None).unwrap(),
        "https://shop.example/opened#certfill-error=cancelled"
    );
    assert_eq!(asking.way_back(Some(&filed(NOW, SHOP, None))), None, "there is no receipt yet");
    assert_eq!(asking.way_back(Some(&filed(NOW, "", Some("police~")))), None, "another office's");
}

#[test]
fn who_does_not_want_to_says_so_once() {
    let mut asking = asked();
    let said = r#"{"certfill":"error/1","code":"cancelled"}"#;
    assert_eq!(asking.step(AskEvent::Cancelled), [AskEffect::Say(said.into())]);
    assert!(asking.is_over());
    assert_eq!(asking.step(AskEvent::Cancelled), []);
    assert_eq!(
        asking.step(AskEvent::Sent(&[filed(NOW, SHOP, Some("r~"))])),
        [],
        "the page was told that nothing comes"
    );
    assert_eq!(Asking::default().step(AskEvent::Cancelled), [], "nobody to tell");
}

#[test]
fn a_form_that_cannot_be_used_ends_it_with_its_code() {
    let mut asking = Asking::default();
    asking.step(message(SHOP, &ask(FORM)));
    let said = r#"{"certfill":"error/1","code":"form-refused","reason":"form-signature"}"#;
    assert_eq!(asking.step(AskEvent::Refused("form-signature")), [AskEffect::Say(said.into())]);
    let mut closed = Asking::default();
    closed.step(message(SHOP, &ask(FORM)));
    let effects = closed.step(AskEvent::Form(AskTerms { embed: None, ..terms(&[]) }));
    assert_eq!(effects.len(), 1);
    assert_eq!(closed.standing(), Standing::NotOpen);
}

#[test]
fn a_page_cannot_reach_back_further_than_a_day() {
    let mut asking = Asking::default();
    let text = json!({"certfill": "ask/1", "form": FORM, "seconds": i64::MAX}).to_string();
    asking.step(message(SHOP, &text));
    asking.step(AskEvent::Form(terms(&[])));
    assert_eq!(asking.step(AskEvent::Sent(&[filed(NOW - 90_000, SHOP, Some("old~"))])), []);
}
