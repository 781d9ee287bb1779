//! Drafts of forms that are filed for somebody else: for whom, and by which delegation.

use std::rc::Rc;

use cert_app::filling::session::Session;
use cert_app::wallet::Way;
use cert_fill::Held;
use serde_json::json;

use crate::filing_world::{at, now, today};
use crate::for_others::*;

#[test]
fn a_draft_remembers_for_whom_and_takes_a_renewed_delegation_by_itself() {
    let form = Rc::new(senior());
    let start = |whom| {
        let held = Rc::new(daughter());
        Session::start(form.clone(), held, Way::Certificates, whom, today(), now().seconds())
    };
    let session = start(Some(mother())).named("d".to_owned(), "civil~senior-allowance");
    assert_eq!((session.no_more(today()), session.matches.acting().is_some()), (None, true));
    let resume = |held: Vec<Held>| {
        let record = session.record();
        // As it lies in the vault.
        let record = serde_json::from_value(serde_json::to_value(&record).unwrap()).unwrap();
        Session::resume(&record, form.clone(), Rc::new(held), today()).unwrap()
    };
    let kept = resume(daughter());
    assert_eq!(
        (kept.whom.as_ref(), kept.draft.answers()),
        (Some(&mother()), session.draft.answers())
    );
    // Without the delegation nothing is lost but the right to send.
    let without = daughter().into_iter().filter(|one| one.id != "delegation").collect();
    let over = resume(without);
    assert_eq!(over.no_more(today()), Some("delegation-gone"));
    assert_eq!(over.draft.answers(), session.draft.answers());
    // One that has run out makes place for a new one.
    let yesterday = today().plus_days(-1).unwrap().to_string();
    let mut both = daughter();
    let over = json!({"valid_from": yesterday, "valid_until": yesterday});
    *both.last_mut().unwrap() = delegation(over);
    let mut renewed = resume(both.clone());
    assert_eq!(renewed.no_more(today()), Some("delegation-expired"));
    let mut new = delegation(json!({}));
    new.id = "renewed".to_owned();
    both.push(new);
    renewed.set_held(Rc::new(both), today());
    assert_eq!(renewed.no_more(today()), None);
    assert_eq!(renewed.draft.chosen("delegation"), ["renewed"]);
    // A draft for oneself is nobody else's.
    let own = start(None);
    assert_eq!((own.record().whom, own.no_more(today()), own.matches.acting()), (None, None, None));
}

#[test]
fn a_draft_that_does_not_say_for_whom_goes_on_for_the_only_one() {
    let form = Rc::new(school());
    let all = parent("2020-05-06", "示例宝宝");
    let start = |whom, held: &[Held]| {
        let held = Rc::new(held.to_vec());
        Session::start(form.clone(), held, Way::Certificates, whom, today(), now().seconds())
    };
    assert_eq!(start(None, &all).whom, Some(child()), "a repeat as well");
    // As it was kept before the form was one for somebody else only.
    let early = start(None, &all[..3]);
    assert_eq!((&early.whom, early.no_more(today())), (&None, Some("agent-not-named")));
    let resume = |held: &[Held]| {
        let held = Rc::new(held.to_vec());
        Session::resume(&early.record(), form.clone(), held, today()).unwrap()
    };
    let session = resume(&all);
    assert_eq!((session.whom.as_ref(), session.no_more(today())), (Some(&child()), None));
    assert_eq!(session.draft.chosen("birth"), ["birth"]);
    assert_eq!(session.draft.history_to_json(), early.draft.history_to_json(), "nobody's change");
    // Of two the person chooses.
    let mut two = all.clone();
    let claims = json!({
        "certificate_number": "T000000024",
        "child": {"name": "示例弟弟", "birth_date": "2021-05-06"},
        "father": {"name": "于示例", "id_number": AGENT},
    });
    two.push(crate::filing_world::held("second", "birth-certificate", claims));
    let open = resume(&two);
    assert_eq!((&open.whom, open.no_more(today())), (&None, Some("agent-not-named")));
}

#[test]
fn a_draft_follows_a_delegation_by_the_real_day_and_nobody_takes_it_back() {
    let form = Rc::new(senior());
    // The old one is valid longer as a certificate (its id comes first), and its last day is today.
    let mut held = daughter();
    let tomorrow = today().plus_days(1).unwrap();
    let mut new = delegation(json!({"valid_until": tomorrow.plus_days(30).unwrap().to_string()}));
    new.id = "renewed".to_owned();
    held.push(new);
    let held = Rc::new(held);
    let start = |today| {
        let (form, held) = (form.clone(), held.clone());
        Session::start(form, held, Way::Certificates, Some(mother()), today, now().seconds())
    };
    let session = start(today());
    assert_eq!(session.draft.chosen("delegation"), ["delegation"]);
    let late = start(tomorrow);
    assert_eq!(
        (late.draft.chosen("delegation"), late.draft.history().count()),
        (&["renewed".to_owned()][..], 0)
    );
    let record = session.record();
    let resumed = Session::resume(&record, form.clone(), held.clone(), tomorrow).unwrap();
    assert_eq!(resumed.draft.chosen("delegation"), ["renewed"]);
    assert_eq!(resumed.draft.history_to_json(), record.history);
    let mut open = session;
    let mobile = at("/contact/mobile");
    assert!(open.set(&mobile, Some(json!("13900000000")), now().seconds()));
    open.set_held(held, tomorrow);
    assert_eq!(
        open.draft.chosen("delegation"),
        ["renewed"],
        "the day is not that of the last change"
    );
    assert_eq!(open.draft.history().count(), 1, "a phone number");
    let day = now().seconds() + 86_400;
    assert_eq!(open.undo(day), Some(vec![mobile]));
    assert_eq!(open.draft.chosen("delegation"), ["renewed"], "what lapsed does not come back");
    assert!(open.redo(day).is_some() && open.draft.chosen("delegation") == ["renewed"]);
}
