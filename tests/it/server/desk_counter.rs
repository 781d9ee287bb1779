//! What somebody carries to a counter, opened at the desk.

use cert_fill::carried::{CarriedFiling, LIFE_SECONDS};
use cert_fill::wire::{self, Challenge, ChallengeRequest};

use super::{
    desk::{Browser, with_desk},
    wallet::{OFFICE, Wallet, post, submission},
    world::World,
};

fn carried(world: &World, number: u8) -> (String, String) {
    let wallet = Wallet::of_chen(world, number);
    let filing = &wallet.form.filings()[0];
    let request = ChallengeRequest { counter: true, ..ChallengeRequest::new(&wallet.form, filing) };
    let headers = [("content-type", "application/json")];
    let answer =
        world.send("POST", &format!("{OFFICE}/challenges"), &headers, &wire::write(&request));
    let challenge: Challenge = wire::read(&answer.expect(201).body).unwrap();
    let signed = wallet.sign(world, &wallet.draft(world), &challenge, &submission(number));
    let file = CarriedFiling::of_body(std::str::from_utf8(&signed.body).unwrap()).unwrap();
    (String::from_utf8(file.to_bytes()).unwrap(), signed.idempotency_key)
}

#[test]
fn a_filing_that_was_carried_is_opened_checked_and_handed_in_once() {
    let world = with_desk(&[("lin", "decide:psb"), ("zhou", "decide:land")]);
    let (file, key) = carried(&world, 1);
    world.pass(3 * 86_400);
    // The counter of another office takes it as well.
    let zhou = Browser::of(&world, "zhou");
    let token = zhou.token();
    let page = zhou.post("/counter", &[("token", &token), ("content", &file)]).expect(200);
    assert!(
        page.text().contains("陈示例") && page.text().contains("Checked: the office would take"),
        "{}",
        page.text()
    );
    let lin = Browser::of(&world, "lin");
    let token = lin.token();
    let fields = [("token", token.as_str()), ("content", &file)];
    let place =
        lin.post("/counter/file", &fields).expect(303).header("location").unwrap().to_owned();
    assert!(lin.get(&place).expect(200).text().contains("陈示例"));
    assert_eq!(
        lin.post("/counter/file", &fields).expect(303).header("location"),
        Some(place.as_str())
    );
    // And sent from the phone after all it is the same filing.
    let body = CarriedFiling::parse(file.as_bytes()).unwrap().body;
    let sent = post(&world, &key, body.as_bytes()).expect(201).json();
    assert_eq!(place, format!("/cases/{}", sent["case_no"].as_str().unwrap()));
}

#[test]
fn what_is_wrong_with_it_is_said_and_nothing_is_filed() {
    let world = with_desk(&[("lin", "decide:psb"), ("wu", "look:psb")]);
    let (file, _) = carried(&world, 1);
    let lin = Browser::of(&world, "lin");
    let token = lin.token();
    let open =
        |path: &str, content: &str| lin.post(path, &[("token", &token), ("content", content)]);
    let newer = file.replacen("\"1\"", "\"2\"", 1);
    for (content, code) in [
        ("", "carried-malformed"),
        ("{}", "carried-malformed"),
        (&newer, "carried-version-unknown"),
    ] {
        for path in ["/counter", "/counter/file"] {
            let page = open(path, content).expect(422);
            assert!(page.text().contains(code), "{code}");
        }
    }
    // Answers that were changed on the way.
    let one = CarriedFiling::parse(file.as_bytes()).unwrap();
    let mut body: serde_json::Value = serde_json::from_str(&one.body).unwrap();
    body["answers"] = serde_json::json!(cert_verify::base64url::encode(br#"{"ground":"study"}"#));
    let altered = CarriedFiling::of_body(&body.to_string()).unwrap().to_bytes();
    let altered = String::from_utf8(altered).unwrap();
    let page = open("/counter", &altered).expect(200);
    assert!(
        page.text().contains("answers-hash-mismatch") && !page.text().contains("/counter/file")
    );
    assert!(open("/counter/file", &altered).expect(422).text().contains("answers-hash-mismatch"));
    let wu = Browser::of(&world, "wu");
    let token = wu.token();
    wu.post("/counter", &[("token", &token), ("content", &file)]).expect(403);
    assert!(lin.get("/?lang=en").text().contains("No case waits."));
    world.pass(LIFE_SECONDS);
    let late = Browser::of(&world, "lin");
    let token = late.token();
    let page = late.post("/counter", &[("token", &token), ("content", &file)]).expect(422);
    assert!(page.text().contains("carried-expired"));
}
