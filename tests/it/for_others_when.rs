//! Delegations that begin later, are over, or hold for a region: the same answer before anything is filled in, at the
//! office, and on the pages of a draft.

use std::rc::Rc;

use cert_app::filling::session::Session;
use cert_app::wallet::Way;
use cert_fill::{Date, Form, Held, Refusal, RefusalCode, principals};
use cert_verify::UnixTime;
use serde_json::{Value, json};

use crate::filing_world::{Desk, now, sign, sign_at, today};
use crate::for_others::*;

/// The day so many days from today.
fn day(days: i64) -> String {
    today().plus_days(days).unwrap().to_string()
}

/// The daughter's wallet with this delegation in place of the good one.
fn holding(change: &Value) -> Vec<Held> {
    let mut held = daughter();
    *held.last_mut().unwrap() = delegation(change.clone());
    held
}

/// What the office says at this moment of an honest filing with this delegation.
fn office(form: &Form, change: &Value, at: UnixTime) -> Result<(), Refusal> {
    let held = holding(change);
    let plan = planned(form, &held, Some(&mother())).unwrap();
    let desk = Desk { now: at, ..Desk::new(form, "civil") };
    desk.check(&sign_at(form, &plan, &held, at).body).map(|_| ())
}

/// The same code in the wallet and at the office; an empty one is none.
#[track_caller]
fn both_say(form: &Form, change: &Value, code: &str) {
    let found = principals(form, &holding(change), today()).remove(0);
    assert_eq!(found.refusal.map_or("", RefusalCode::as_str), code, "wallet: {change}");
    let refusal = office(form, change, now()).err();
    assert_eq!(refusal.as_ref().map_or("", |one| one.code.as_str()), code, "office: {change}");
    if let Some(refusal) = refusal {
        assert_eq!(refusal.errors[0].credential.as_deref(), Some("delegation"));
    }
}

#[test]
fn a_delegation_that_begins_later_is_refused_with_its_first_day() {
    let form = senior();
    let later = json!({"valid_from": day(3), "valid_until": day(30)});
    both_say(&form, &later, "delegation-not-begun");
    let found = principals(&form, &holding(&later), today());
    assert_eq!(found[0].begins, today().plus_days(3));
    let refusal = office(&form, &later, now()).unwrap_err();
    assert_eq!(refusal.errors[0].limit, Some(json!(day(3))));
    // It says no day where that is not the reason, or where there is none.
    for other in [json!({"services": []}), json!({})] {
        assert_eq!(principals(&form, &holding(&other), today())[0].begins, None);
    }
    let refusal = office(&form, &json!({"services": []}), now()).unwrap_err();
    assert_eq!(refusal.errors[0].limit, None);
}

#[test]
fn the_first_and_the_last_day_count_whole_in_shanghai() {
    let form = senior();
    let midnight = |date: &str| UnixTime::parse_rfc3339(&format!("{date}T00:00:00+08:00")).unwrap();
    let of_tomorrow = json!({"valid_from": day(1), "valid_until": day(1)});
    let code = |at: UnixTime| office(&form, &of_tomorrow, at).err().map(|one| one.code);
    let (begins, ends) = (midnight(&day(1)), midnight(&day(2)));
    let (early, over) = (RefusalCode::DelegationNotBegun, RefusalCode::DelegationExpired);
    assert_eq!(code(begins.plus_seconds(-1)), Some(early));
    assert_eq!(code(begins), None);
    assert_eq!(code(ends.plus_seconds(-1)), None);
    assert_eq!(code(ends), Some(over));
    // The wallet counts the same days.
    for (at, expected) in [
        (begins.plus_seconds(-1), Some(early)),
        (begins, None),
        (ends.plus_seconds(-1), None),
        (ends, Some(over)),
    ] {
        let today = Date::from_unix_in_shanghai(at).unwrap();
        let found = principals(&form, &holding(&of_tomorrow), today);
        assert_eq!(found[0].refusal, expected, "{at}");
    }
}

#[test]
fn a_first_day_that_cannot_be_read_is_refused() {
    let form = senior();
    for from in [json!("soon"), json!(""), json!("长期"), json!(20_261_123), json!("2026-13-01")]
    {
        both_say(&form, &json!({"valid_from": from}), "delegation-unreadable");
    }
    // One that would end before it begins says nothing that can be believed.
    let turned = json!({"valid_from": day(5), "valid_until": day(4)});
    both_say(&form, &turned, "delegation-unreadable");
    both_say(&form, &json!({"valid_from": day(0), "valid_until": "长期"}), "");
}

#[test]
fn a_form_that_does_not_ask_from_when_is_filed_as_before() {
    let mut file: Value =
        serde_json::from_slice(&form_bytes("civil/forms/senior-allowance.json")).unwrap();
    let mandate = file["agent"]["by"][0].as_object_mut().unwrap();
    mandate.remove("from").unwrap();
    mandate.remove("region").unwrap();
    let is_new = |path: &Value| *path == json!(["valid_from"]) || *path == json!(["region"]);
    let shown = file["filings"][0]["evidence"]["delegation"].as_array_mut().unwrap();
    shown.retain(|path| !is_new(path));
    let asked = file["evidence"]["credentials"][4]["claims"].as_array_mut().unwrap();
    asked.retain(|claim| !is_new(&claim["path"]));
    let form = Form::parse(&serde_json::to_vec(&file).unwrap()).unwrap();
    both_say(&form, &json!({"valid_from": day(3), "region": "320000"}), "");
}

#[test]
fn a_delegation_holds_in_the_regions_that_it_names() {
    let form = senior();
    for (region, code) in [
        (json!("310000"), ""),
        (json!("*"), ""),
        (json!(["320000", "310000"]), ""),
        (json!([7, "*"]), ""),
        (json!("320000"), "delegation-not-for-this-region"),
        // The form is filed for the whole city.
        (json!("310104"), "delegation-not-for-this-region"),
        (json!([]), "delegation-unreadable"),
        (json!([null, 310_000]), "delegation-not-for-this-region"),
        (json!(""), "delegation-not-for-this-region"),
        (json!("31"), "delegation-not-for-this-region"),
        (json!("000000"), "delegation-not-for-this-region"),
    ] {
        both_say(&form, &json!({"region": region}), code);
    }
    // A form of one district.
    let text = String::from_utf8(form_bytes("civil/forms/senior-allowance.json")).unwrap();
    let district = text.replacen("\"code\": \"310000\"", "\"code\": \"310104\"", 1);
    assert_ne!(district, text);
    let district = Form::parse(district.as_bytes()).unwrap();
    for (region, code) in [
        ("310000", ""),
        ("310100", ""),
        ("310104", ""),
        ("310105", "delegation-not-for-this-region"),
        ("320000", "delegation-not-for-this-region"),
    ] {
        both_say(&district, &json!({"region": region}), code);
    }
}

#[test]
fn who_keeps_the_region_or_the_first_day_back_is_refused() {
    let (form, held) = (senior(), daughter());
    let desk = Desk::new(&form, "civil");
    let plan = planned(&form, &held, Some(&mother())).unwrap();
    let body = sign(&form, &plan, &held).body;
    let all: [Vec<&str>; 8] = [
        vec!["agent", "id_number"],
        vec!["principal", "name"],
        vec!["principal", "id_number"],
        vec!["relation"],
        vec!["services"],
        vec!["region"],
        vec!["valid_from"],
        vec!["valid_until"],
    ];
    let shown = |paths: &[Vec<&str>]| {
        shown_with(&body, ("delegation", held.last().unwrap()), paths, &desk.audience)
    };
    desk.accepts(&shown(&all));
    for kept in ["region", "valid_from"] {
        let rest: Vec<_> = all.iter().filter(|path| path[0] != kept).cloned().collect();
        desk.refuses(&shown(&rest), "evidence-incomplete", "");
    }
}

#[test]
fn of_two_delegations_the_one_that_begins_first_is_told_of() {
    let form = senior();
    let named = |id: &str, from: i64, until: i64| {
        let mut one = delegation(json!({"valid_from": day(from), "valid_until": day(until)}));
        one.id = id.to_owned();
        one
    };
    let told = |delegations: &[Held]| {
        let mut held = holding(&json!({}));
        held.pop();
        held.extend_from_slice(delegations);
        let mut found = principals(&form, &held, today());
        assert_eq!(found.len(), 1);
        found.remove(0).held
    };
    let all =
        [named("over", -9, -1), named("late", 9, 20), named("soon", 2, 20), named("now", 0, 1)];
    assert_eq!(told(&all[..1]), "over");
    assert_eq!(told(&all[..2]), "late");
    assert_eq!(told(&all[..3]), "soon");
    assert_eq!(told(&all), "now");
    assert_eq!(told(&[all[3].clone(), all[2].clone()]), "now");
}

#[test]
fn a_draft_says_from_when_it_can_go_on() {
    let form = Rc::new(senior());
    let held = Rc::new(holding(&json!({"valid_from": day(2), "valid_until": day(9)})));
    let whom = Some(mother());
    let session = Session::start(form, held, Way::Certificates, whom, today(), now().seconds());
    assert_eq!(session.no_more(today()), Some("delegation-not-begun"));
    let begins = today().plus_days(2).unwrap();
    assert_eq!(session.begins(today()), Some(begins));
    assert_eq!((session.no_more(begins), session.begins(begins)), (None, None));
}
