//! A draft: what is shown, changed, withdrawn, stored and renewed.

use std::rc::Rc;

use cert_app::filling::session::Session;
use cert_app::wallet::Way;
use cert_fill::wire::FilingBody;
use cert_fill::{
    Draft, EditError, FieldState, FillError, Form, Pointer, check_all, check_step, eligibility,
    match_evidence, next_step, previous_step, steps_shown,
};
use serde_json::{Value, json};

use crate::filing_world::*;

fn codes(form: &Form, draft: &Draft) -> Vec<(String, &'static str)> {
    check_all(form, draft, today())
        .into_iter()
        .map(|one| (one.pointer.to_string(), one.code))
        .collect()
}

fn body(bytes: &[u8]) -> FilingBody {
    FilingBody::parse(bytes).unwrap()
}

#[test]
fn changing_a_suggested_value_withdraws_its_certificate() {
    let (form, held) = (permit_form(), wallet());
    let (mut draft, matches) = permit_draft(&form, &held);
    let before = draft.clone();
    let edited = draft.edit(&form, &at("/residence/address/line"), json!("示例路 90 弄")).unwrap();
    assert_eq!(edited.withdrawn.as_deref(), Some("lease"));
    assert_eq!(edited.cleared, [at("/residence/proof")]);
    assert!(draft.is_withdrawn("lease"));
    // The other value of the lease stays, as one that nobody vouches for.
    assert_eq!(draft.answer(&at("/residence/address/district")), Some(&json!("310104")));
    assert_eq!(draft.origin(&at("/residence/address/district")).unwrap().code(), "override");
    assert_eq!(draft.field_state(&form, &at("/residence/address/line")), FieldState::Open);

    edit(&mut draft, &form, "/residence/proof", "relative");
    edit(&mut draft, &form, "/residence/relative/name", "周示例");
    edit(&mut draft, &form, "/residence/relative/relation", "parent");
    let file = described("证明.png", "image/png", b"png");
    edit(&mut draft, &form, "/residence/proof_file", file);
    assert_eq!(codes(&form, &draft), []);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    assert!(plan.not_sent.iter().any(|one| one.query == "lease" && one.is_withdrawn));
    assert_eq!(plan.provenance["/residence/address/line"], json!({"origin": "override"}));
    let signed = sign(&form, &plan, &held);
    assert!(!body(&signed.body).vp_token.contains_key("lease"));
    let mut desk = Desk::new(&form, "psb");
    desk.files.insert(plan.attachments[0].digest.clone(), 3);
    let checked = desk.accepts(&signed.body);
    assert!(checked.declared.contains(&at("/residence/address/district")));

    for _ in 0..5 {
        assert!(draft.undo().is_some());
    }
    assert_eq!(draft.answers(), before.answers());
    assert_eq!(
        draft.origin(&at("/residence/address/line")),
        before.origin(&at("/residence/address/line"))
    );
    assert!(!draft.is_withdrawn("lease"));
    assert!(draft.redo().is_some() && draft.is_withdrawn("lease"));
}

#[test]
fn another_fitting_certificate_can_be_chosen() {
    let form = permit_form();
    let mut held = wallet();
    held.push(crate::filing_world::held("title", "real-estate-title", claims("real-estate-title")));
    let (mut draft, matches) = permit_draft(&form, &held);
    assert_eq!(
        draft.answer(&at("/residence/proof")),
        Some(&json!("lease")),
        "the form's first option"
    );
    assert_eq!(
        Draft::query_of_choice(&form, &at("/residence/proof"), &json!("owner")),
        Some("title_deed")
    );
    draft.choose(&form, &matches, &held, today(), "title_deed", "title").unwrap();
    assert_eq!(draft.answer(&at("/residence/proof")), Some(&json!("owner")));
    assert_eq!(draft.answer(&at("/residence/address/district")), Some(&json!("310110")));
    assert!(draft.chosen("lease").is_empty());
    let plan = planned(&form, &draft, &matches, &held, "psb");
    Desk::new(&form, "psb").accepts(&sign(&form, &plan, &held).body);
    let wrong = draft.choose(&form, &matches, &held, today(), "title_deed", "lease-record");
    assert_eq!(wrong, Err(EditError::CertificateNotUsable));
    // A withdrawn certificate can come back.
    draft.withdraw(&form, "title_deed").unwrap();
    draft.choose(&form, &matches, &held, today(), "lease", "lease-record").unwrap();
    assert_eq!(draft.origin(&at("/residence/proof")).unwrap().certificate(), Some("lease"));
}

#[test]
fn verified_values_are_locked_and_required_certificates_stay() {
    let (form, held) = (permit_form(), wallet());
    let (mut draft, _) = permit_draft(&form, &held);
    let name = at("/applicant/name");
    assert_eq!(draft.field_state(&form, &name), FieldState::Locked);
    assert_eq!(draft.edit(&form, &name, json!("别人")), Err(EditError::Locked));
    assert_eq!(draft.withdraw(&form, "resident_id"), Err(EditError::Locked));
    assert_eq!(draft.edit(&form, &at("/nowhere"), json!(1)), Err(EditError::NoSuchAnswer));
    let empty = Draft::empty(&form);
    assert_eq!(empty.field_state(&form, &name), FieldState::Blocked);
    let needed = check_step(&form, &empty, "you", today());
    assert!(needed.iter().all(|one| one.code == "certificate-needed"));
    assert_eq!(needed.len(), 3, "the ethnic group is left out without the card");
}

#[test]
fn a_typed_number_with_a_wrong_check_digit_is_a_warning_with_its_place() {
    let (form, held) = (permit_form(), wallet_of(&["resident-id", "sh-residence-permit"]));
    let (mut draft, _) = permit_draft(&form, &held);
    edit(&mut draft, &form, "/employer/uscc", "Y1310000DEM0000147");
    let problems = check_step(&form, &draft, "ground", today());
    let problem = problems.iter().find(|one| one.pointer == at("/employer/uscc")).unwrap();
    assert!(problem.is_warning);
    assert_eq!((problem.position, problem.expected), (Some(18), Some('6')));
    assert!(!problems.iter().any(|one| one.pointer == at("/employer/uscc") && !one.is_warning));
}

#[test]
fn ordinary_variants_of_what_people_type_are_accepted() {
    let (form, held) = (permit_form(), wallet_of(&["resident-id", "sh-residence-permit"]));
    let (mut draft, _) = permit_draft(&form, &held);
    for (pointer, typed, kept) in [
        ("/contact/mobile", json!(" １３８-0000 0000 "), json!("13800000000")),
        ("/contact/mobile", json!("+86 13800000001"), json!("13800000001")),
        ("/contact/landline", json!("021-6000 0000"), json!("02160000000")),
        ("/contact/email", json!(" chen＠specimen.example "), json!("chen@specimen.example")),
        ("/employer/uscc", json!("y131 0000 dem0000146"), json!("Y1310000DEM0000146")),
        ("/employer/name", json!("\u{3000}𠮷示例公司 "), json!("𠮷示例公司")),
        ("/declaration", json!("true"), json!(true)),
    ] {
        edit(&mut draft, &form, pointer, typed);
        assert_eq!(draft.answer(&at(pointer)), Some(&kept));
    }
    edit(&mut draft, &form, "/contact/email", "  ");
    assert_eq!(draft.answer(&at("/contact/email")), None);
    edit(&mut draft, &form, "/declaration", false);
    assert_eq!(draft.answer(&at("/declaration")), None);
    let problem = &check_step(&form, &draft, "review", today())[0];
    assert_eq!(problem.code, "required");
    let field = form.field(&at("/declaration")).unwrap();
    assert!(field.error_text(problem.code).unwrap().get("en").starts_with("Confirm"));
}

#[test]
fn an_empty_draft_names_every_missing_answer_once() {
    let form = permit_form();
    let mut draft = Draft::empty(&form);
    edit(&mut draft, &form, "/ground", "work");
    let found = codes(&form, &draft);
    for (pointer, code) in [
        ("/applicant/name", "certificate-needed"),
        ("/permit/valid_until", "certificate-needed"),
        ("/residence/proof", "required"),
        ("/residence/address/line", "required"),
        ("/employer/name", "required"),
        ("/contact/mobile", "required"),
        ("/declaration", "required"),
    ] {
        let count = found.iter().filter(|(at, _)| at == pointer).count();
        assert_eq!(count, 1, "{pointer} in {found:?}");
        assert!(found.contains(&(pointer.to_owned(), code)), "{pointer} in {found:?}");
    }
    assert!(!found.iter().any(|(at, _)| at == "/school/name" || at == "/contact/email"));
}

#[test]
fn steps_follow_each_other() {
    let (form, held) = (permit_form(), wallet());
    let (draft, _) = permit_draft(&form, &held);
    let ids: Vec<&str> = steps_shown(&form, &draft).iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["you", "permit", "home", "ground", "contact", "review"]);
    assert_eq!(next_step(&form, &draft, "you").unwrap().id, "permit");
    assert_eq!(previous_step(&form, &draft, "permit").unwrap().id, "you");
    assert!(
        previous_step(&form, &draft, "you").is_none()
            && next_step(&form, &draft, "review").is_none()
    );
    assert!(next_step(&form, &draft, "nowhere").is_none());
    assert_eq!(check_step(&form, &draft, "nowhere", today()), []);
}

#[test]
fn eligibility_has_three_answers() {
    let (form, held) = (permit_form(), wallet());
    let (draft, _) = permit_draft(&form, &held);
    let page = |day: &str| {
        eligibility(&form, &draft, cert_fill::Date::parse_iso(day).unwrap())
            .map(|page| page.id.clone())
    };
    for (day, expected) in [
        ("2026-11-04", Some("too-early")),
        ("2026-11-05", None),
        ("2026-11-23", None),
        ("2026-12-05", None),
        ("2027-02-03", None),
        ("2027-02-04", Some("too-late")),
    ] {
        assert_eq!(page(day).as_deref(), expected, "{day}");
    }
    assert!(eligibility(&form, &Draft::empty(&form), today()).is_none());
}

#[test]
fn a_draft_survives_storage_but_not_another_form() {
    let (form, held) = (permit_form(), wallet());
    let (mut draft, matches) = permit_draft(&form, &held);
    edit(&mut draft, &form, "/residence/address/line", "示例路 90 弄");
    let stored: Value = serde_json::from_str(&draft.to_json().to_string()).unwrap();
    let read = Draft::from_json(&form, &stored).unwrap();
    assert_eq!(read.to_json(), stored);
    assert!(read.is_withdrawn("lease"));
    let (one, other) = (
        planned(&form, &draft, &matches, &held, "psb"),
        planned(&form, &read, &matches, &held, "psb"),
    );
    assert_eq!(one, other);
    let mut foreign = stored.clone();
    foreign["form"] = json!("sha256-other");
    assert_eq!(Draft::from_json(&form, &foreign).unwrap_err().as_str(), "draft-of-another-form");
    for broken in [json!({}), json!({"version": 2}), json!([])] {
        assert_eq!(Draft::from_json(&form, &broken).unwrap_err().as_str(), "draft-unreadable");
    }
    let mut clear = read;
    clear.clear();
    assert_eq!(clear.answers(), &json!({}));
}

#[test]
fn a_renewed_certificate_is_offered_value_by_value() {
    let (form, mut held) = (permit_form(), wallet());
    let (draft, _) = permit_draft(&form, &held);
    let mut renewed = claims("lease-record");
    renewed["address"]["line"] = json!("示例路 90 弄 1 号");
    held[2] = crate::filing_world::held("lease-2", "lease-record", renewed);
    let matches = match_evidence(&form, &held, None);
    let changes = draft.changes(&form, &matches, &held, today());
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].pointer, at("/residence/address/line"));
    assert_eq!(changes[0].old, Some(json!("示例路 88 弄 6 号 301 室")));
    assert_eq!(changes[0].new, Some(json!("示例路 90 弄 1 号")));

    let mut taken = draft.clone();
    taken.refresh(&form, &matches, &held, today(), &[]);
    assert_eq!(taken.answer(&changes[0].pointer), changes[0].new.as_ref());
    assert_eq!(taken.chosen("lease"), ["lease-2"]);
    assert!(taken.undo().is_some(), "one step back");
    assert_eq!(taken.answers(), draft.answers());

    let mut kept = draft.clone();
    kept.refresh(&form, &matches, &held, today(), &[changes[0].pointer.clone()]);
    assert_eq!(kept.answer(&changes[0].pointer), changes[0].old.as_ref());
    assert!(kept.is_withdrawn("lease"), "the old value is not what the new certificate says");

    // The draft was filled from a certificate that is not there any more.
    let gone = cert_fill::plan(&form, &draft, &matches, &held, "psb");
    assert_eq!(gone, Err(FillError::CertificateGone));
}

#[test]
fn problems_of_rows_name_the_row() {
    let (form, held) = (company_form(), founder_wallet());
    let (mut draft, _) = company_draft(&form, &held);
    edit(&mut draft, &form, "/company/capital_cny", "999999");
    let problems = check_all(&form, &draft, today());
    let failed =
        problems.iter().find(|one| one.check.as_deref() == Some("capital-adds-up")).unwrap();
    assert_eq!(failed.pointer, at("/company/capital_cny"));
    let list = at("/shareholders");
    assert_eq!(draft.add_row(&form, &list), Err(EditError::Locked), "rows come from consents");
    let none = Draft::empty(&form);
    let missing = check_step(&form, &none, "shareholders", today());
    assert!(missing.iter().any(|one| one.pointer == list), "{missing:?}");
    let row: Pointer = at("/shareholders/1/name");
    assert_eq!(draft.field_state(&form, &row), FieldState::Locked);
}

#[test]
fn what_is_typed_in_one_answer_is_one_change_and_none_when_it_ends_as_it_began() {
    let form = permit_form();
    let held = wallet();
    let mut draft = Draft::filled(&form, &match_evidence(&form, &held, None), &held, today());
    let mobile = at("/contact/mobile");
    let steps = |draft: &Draft| draft.history().count();
    assert_eq!(steps(&draft), 0, "what certificates fill is no change");
    for typed in ["1", "13", "139", "13900000000"] {
        edit(&mut draft, &form, "/contact/mobile", typed);
    }
    let last: Vec<_> = draft.history().next().unwrap();
    assert_eq!((steps(&draft), last.len()), (1, 1));
    assert_eq!(
        (&last[0].at, last[0].before, last[0].after),
        (&mobile, None, Some(&json!("13900000000")))
    );
    edit(&mut draft, &form, "/contact/mobile", "");
    assert_eq!(steps(&draft), 0);

    edit(&mut draft, &form, "/contact/mobile", "13900000000");
    draft.settle();
    edit(&mut draft, &form, "/contact/mobile", "13900000001");
    edit(&mut draft, &form, "/contact/email", "a@example.org");
    assert_eq!(steps(&draft), 3);
    assert_eq!(draft.undo(), Some(vec![at("/contact/email")]));
    assert_eq!(draft.undone().unwrap()[0].after, Some(&json!("a@example.org")));
    assert_eq!(draft.undo(), Some(vec![mobile.clone()]));
    assert_eq!(draft.answer(&mobile), Some(&json!("13900000000")));
    assert_eq!(draft.redo(), Some(vec![mobile.clone()]));
    assert_eq!(draft.answer(&mobile), Some(&json!("13900000001")));
    edit(&mut draft, &form, "/contact/mobile", "13900000002");
    assert!(draft.undone().is_none(), "what was taken back is gone once something else is typed");
}

#[test]
fn what_is_taken_over_together_is_taken_back_together() {
    let (form, held) = (permit_form(), wallet());
    let mut draft = Draft::filled(&form, &match_evidence(&form, &held, None), &held, today());
    draft.begin_here();
    let before = draft.to_json();
    edit(&mut draft, &form, "/contact/email", "b@example.org");
    draft.undo();
    draft.as_one(|_| ());
    assert!(draft.undone().is_some(), "nothing was done");
    draft.as_one(|draft| {
        edit(draft, &form, "/contact/mobile", "13900000000");
        edit(draft, &form, "/contact/email", "a@example.org");
    });
    assert_eq!((draft.history().count(), draft.undone().is_some()), (1, false));
    let back = draft.undo().unwrap();
    assert_eq!((back.len(), draft.to_json()), (2, before));
}

#[test]
fn a_file_that_was_taken_back_still_goes_with_the_draft() {
    let (form, held) = (Rc::new(permit_form()), Rc::new(wallet()));
    let mut session =
        Session::start(form.clone(), held.clone(), Way::Certificates, None, today(), 0);
    let none = session.digests();
    session.set(&at("/residence/address/line"), Some(json!("示例路 90 弄")), 1);
    session.set(&at("/residence/proof"), Some(json!("relative")), 1);
    let file = described("证明.png", "image/png", b"png");
    assert!(session.set(&at("/residence/proof_file"), Some(file), 1));
    session.undo(1).unwrap();
    session.set(&at("/contact/mobile"), Some(json!("13900000000")), 1);
    assert!(session.files().is_empty() && session.record().draft.to_string().contains("139"));
    let record = session.record();
    assert_eq!((none.len(), record.digests().len()), (0, 1));
    let resumed = Session::resume(&record, form, held, today()).unwrap();
    assert_eq!(resumed.digests(), record.digests());
}

#[test]
fn a_stored_draft_goes_back_as_far_as_its_history_can_be_read() {
    let form = permit_form();
    let held = wallet();
    let (mut draft, matches) = permit_draft(&form, &held);
    draft.begin_here();
    let before = draft.clone();
    edit(&mut draft, &form, "/residence/address/line", "别的地方 1 号");
    edit(&mut draft, &form, "/contact/mobile", "13900000009");
    for number in 0..30 {
        edit(&mut draft, &form, "/contact/email", format!("{number}@example.org"));
        draft.settle();
    }
    let stored = draft.history_to_json();
    assert_eq!(stored.as_array().map(Vec::len), Some(20), "the latest");
    assert!(stored.to_string().len() < 6_000, "{} bytes", stored.to_string().len());
    for _ in 0..29 {
        draft.undo();
    }
    let stored = draft.history_to_json();
    let mut read = Draft::from_json(&form, &draft.to_json()).unwrap();
    read.take_history(&form, &stored);
    assert_eq!(read.history().count(), 3);
    assert!(read.history().eq(draft.history()));
    for _ in 0..3 {
        read.undo().unwrap();
    }
    assert_eq!((read.undo(), read.to_json()), (None, before.to_json()), "certificates and all");
    assert!(!read.is_withdrawn("lease") && matches.usable("lease").len() == 1);

    // A history of another time, or a spoilt one, costs the history and nothing else.
    for spoilt in [
        json!(null),
        json!({}),
        json!([{"answers": 1}]),
        json!([{"answers": {}, "origins": {"/nowhere": null}}]),
        json!([{"answers": {"contact": null}, "origins": {}}]),
    ] {
        let mut read = Draft::from_json(&form, &draft.to_json()).unwrap();
        read.take_history(&form, &spoilt);
        assert_eq!((read.history().count(), read.answers()), (0, draft.answers()), "{spoilt}");
    }
}
