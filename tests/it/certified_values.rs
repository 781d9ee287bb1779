//! What registers really write: a certificate is used as far as it goes, one number has
//! many spellings, and nothing is held against the person whom it certifies.

use cert_fill::{Draft, EditError, FieldState, Form, Held, Origin, check_all, match_evidence};
use serde_json::{Value, json};

use crate::filing_world::*;
use crate::shared::root;

pub(crate) fn one_office() -> Form {
    let bytes = std::fs::read(root().join("tests/forms/one-office.json")).unwrap();
    Form::parse(&bytes).unwrap_or_else(|error| panic!("{error}: {:?}", error.findings()))
}

fn card(name: &str, value: Value) -> Held {
    let mut claims = claims("resident-id");
    claims[name] = value;
    held("card", "resident-id", claims)
}

fn permit(name: &str, value: Value) -> Held {
    let mut claims = claims("sh-residence-permit");
    claims[name] = value;
    held("permit", "sh-residence-permit", claims)
}

fn licence(uscc: &str) -> Held {
    held("licence", "business-licence", json!({"uscc": uscc, "name": "示例公司"}))
}

fn filled(form: &Form, held: &[Held]) -> Draft {
    Draft::filled(form, &match_evidence(form, held, None), held, today())
}

/// Sends it as it is filled; says which of the form's checks stopped it before that.
fn send(form: &Form, held: &[Held], draft: &Draft) -> Result<Value, Vec<String>> {
    let matches = match_evidence(form, held, None);
    let plan = planned(form, draft, &matches, held, "office");
    if !plan.problems.is_empty() {
        return Err(plan.problems.iter().filter_map(|one| one.check.clone()).collect());
    }
    Ok(Desk::new(form, "office").accepts(&sign(form, &plan, held).body).answers)
}

/// The number whose check character is X, in the spellings of other registers.
#[test]
fn one_number_in_two_spellings_belongs_to_one_person() {
    let form = one_office();
    let number = "31010119900102000X";
    let spellings = [
        "31010119900102000X",
        "31010119900102000x",
        "３１０１０１１９９００１０２０００Ｘ",
        "３１０１０１１９９００１０２０００ｘ",
        "310101 19900102 000x",
        " 31010119900102000X ",
        "310101-19900102-000X",
    ];
    for on_card in spellings {
        for on_permit in spellings {
            let held = [card("id_number", json!(on_card)), permit("id_number", json!(on_permit))];
            let draft = filled(&form, &held);
            let sent = send(&form, &held, &draft);
            let sent = sent.unwrap_or_else(|check| panic!("{on_card} {on_permit}: {check:?}"));
            assert_eq!(sent["id_number"], number, "{on_card}");
        }
    }
    let held = [card("id_number", json!(number)), permit("id_number", json!(ID_NUMBER))];
    let checks = send(&form, &held, &filled(&form, &held)).unwrap_err();
    assert_eq!(checks, ["same-person", "same-number"], "two numbers are two people");
}

#[test]
fn a_small_x_in_both_certificates_renews_the_permit() {
    let form = permit_form();
    let with = |kind: &str| {
        let mut claims = claims(kind);
        claims["id_number"] = json!("31010119900102000x");
        held(kind, kind, claims)
    };
    let mut held = wallet();
    held[0] = with("resident-id");
    held[1] = with("sh-residence-permit");
    let (draft, matches) = permit_draft(&form, &held);
    let plan = planned(&form, &draft, &matches, &held, "psb");
    assert_eq!(plan.problems, []);
    let checked = Desk::new(&form, "psb").accepts(&sign(&form, &plan, &held).body);
    assert_eq!(checked.answers["applicant"]["id_number"], "31010119900102000X");
}

/// What is derived from a number counts its characters, not those of its spelling.
#[test]
fn sex_and_age_follow_from_a_number_in_every_spelling() {
    let form = permit_form();
    for number in
        ["310110 19880720 0001", "３１０１１０１９８８０７２００００１", " 310110-19880720-0001"]
    {
        let mut held = wallet();
        let mut claims = claims("resident-id");
        claims["id_number"] = json!(number);
        held[0] = crate::filing_world::held("resident-id", "resident-id", claims);
        let (draft, matches) = permit_draft(&form, &held);
        assert_eq!(draft.unusable(), [], "{number}");
        let plan = planned(&form, &draft, &matches, &held, "psb");
        let checked = Desk::new(&form, "psb").accepts(&sign(&form, &plan, &held).body);
        assert_eq!(checked.answers["applicant"]["id_number"], ID_NUMBER);
        assert_eq!(checked.answers["applicant"]["sex"], "female");
    }
}

/// U+F92C is a character of its own in old registers; NFC makes U+90CE of it.
#[test]
fn a_name_is_compared_after_nfc_and_sent_as_certified() {
    let form = one_office();
    for (on_card, on_permit) in [("\u{F92C}示例", "\u{90CE}示例"), ("Zoë", "Zoe\u{308}")] {
        let held = [card("name", json!(on_card)), permit("name", json!(on_permit))];
        let sent = send(&form, &held, &filled(&form, &held)).unwrap();
        assert_eq!(sent["name"], on_card);
    }
    // Half-width and full-width letters are two names: nothing is folded beyond NFC.
    let held = [card("name", json!("Ａ示例")), permit("name", json!("A示例"))];
    assert_eq!(send(&form, &held, &filled(&form, &held)), Err(vec!["same-name".into()]));
    // House numbers are no identity numbers: 1-23 is not 12-3.
    let held = [card("name", json!("1-23")), permit("name", json!("12-3"))];
    assert_eq!(send(&form, &held, &filled(&form, &held)), Err(vec!["same-name".into()]));
}

/// What the page reads from its own control is not a change.
#[test]
fn going_past_a_certified_value_keeps_it_and_its_certificate() {
    let form = one_office();
    for line in ["\u{F92C}路 88 弄", " 示例路 88 弄 ", "示例路\r\n88 弄"] {
        let mut lease = claims("lease-record");
        lease["address"]["line"] = json!(line);
        let held = [card("sex", json!("女")), held("lease", "lease-record", lease)];
        let mut draft = filled(&form, &held);
        let edited = draft.edit(&form, &at("/line"), json!(line.replace("\r\n", "\n"))).unwrap();
        assert_eq!(edited, cert_fill::Edited::default(), "{line:?}");
        assert_eq!(draft.origin(&at("/line")).unwrap().code(), "credential");
        assert_eq!(send(&form, &held, &draft).unwrap()["line"], line);
        let edited = draft.edit(&form, &at("/line"), json!("示例路 90 弄")).unwrap();
        assert_eq!(edited.withdrawn.as_deref(), Some("lease"), "a real change withdraws it");
    }
}

/// 居民身份证法 article 5: from 46 years on a card is valid 长期.
#[test]
fn a_claim_that_cannot_be_used_spoils_itself_only() {
    let form = one_office();
    for until in [json!("长期"), json!("2036.01.01"), json!(20_360_101), json!(true)] {
        let held = [card("valid_until", until.clone()), permit("sex", json!("女"))];
        let mut draft = filled(&form, &held);
        assert_eq!(draft.answer(&at("/name")), Some(&json!("陈示例")), "{until}");
        assert_eq!(draft.answer(&at("/until")), None);
        assert_eq!(draft.field_state(&form, &at("/until")), FieldState::Open, "left to the person");
        assert_eq!(check_all(&form, &draft, today()), []);
        let told: Vec<_> = draft.unusable().iter().map(|one| (&one.pointer, one.code)).collect();
        assert_eq!(told, [(&at("/until"), "certified-value-not-accepted")]);
        // With and without the date, the office counts it as declared.
        assert_eq!(send(&form, &held, &draft).unwrap().get("until"), None);
        edit(&mut draft, &form, "/until", "2099-12-31");
        assert_eq!(draft.origin(&at("/until")), Some(&Origin::Manual));
        let matches = match_evidence(&form, &held, None);
        let plan = planned(&form, &draft, &matches, &held, "office");
        let checked = Desk::new(&form, "office").accepts(&sign(&form, &plan, &held).body);
        assert!(
            checked.declared.contains(&at("/until")) && checked.verified.contains(&at("/name"))
        );
    }
}

#[test]
fn a_value_that_only_a_certificate_may_bring_says_why_it_is_not_there() {
    let form = one_office();
    let held = [card("id_number", json!("不详"))];
    let mut draft = filled(&form, &held);
    assert_eq!(draft.answer(&at("/name")), Some(&json!("陈示例")));
    let problems = check_all(&form, &draft, today());
    let found: Vec<_> = problems.iter().map(|one| (&one.pointer, one.code)).collect();
    assert_eq!(found, [(&at("/id_number"), "certified-value-not-accepted")]);
    assert_eq!(draft.edit(&form, &at("/id_number"), json!(ID_NUMBER)), Err(EditError::Locked));
    // Also after a restart.
    let matches = match_evidence(&form, &held, None);
    let mut draft = Draft::from_json(&form, &draft.to_json()).unwrap();
    draft.look_again(&form, &matches, &held, today());
    assert_eq!(check_all(&form, &draft, today()), problems);
    // The office does not take a number that the person puts there all the same.
    let mut plan = planned(&form, &draft, &matches, &held, "office");
    at("/id_number").set(&mut plan.answers, json!(ID_NUMBER)).unwrap();
    plan.provenance.insert("/id_number".into(), json!({"origin": "manual"}));
    let body = sign(&form, &plan, &held).body;
    Desk::new(&form, "office").refuses(&body, "value-not-computable", "/id_number");
}

/// A certificate without fault goes before one that fills in part, and the wish of the
/// person before both.
#[test]
fn the_certificate_that_fills_most_is_chosen() {
    let form = one_office();
    let mut old = claims("resident-id");
    old["valid_until"] = json!("长期");
    let held =
        [held("a-old", "resident-id", old), held("b-new", "resident-id", claims("resident-id"))];
    let matches = match_evidence(&form, &held, None);
    let mut draft = Draft::filled(&form, &matches, &held, today());
    assert_eq!(draft.chosen("resident_id"), ["b-new"]);
    assert_eq!(draft.unusable(), []);
    draft.choose(&form, &matches, &held, today(), "resident_id", "a-old").unwrap();
    assert_eq!(draft.chosen("resident_id"), ["a-old"]);
    assert_eq!(draft.answer(&at("/until")), None);
}

/// One warning about this answer, which stops nobody.
fn assert_warned(form: &Form, draft: &Draft, pointer: &str) {
    let problems = check_all(form, draft, today());
    let told: Vec<_> =
        problems.iter().map(|one| (one.pointer.to_string(), one.code, one.is_warning)).collect();
    assert_eq!(told, [(pointer.to_owned(), "certified-number-unusual", true)]);
}

/// The register knows better than a rule: codes given before the standard, numbers of
/// permanent residents, places that are gone.
#[test]
fn a_certified_number_is_never_held_against_anybody() {
    let form = one_office();
    for (number, is_usual) in [
        ("310110198807200002", false), // the check character does not fit
        ("990101198807200001", false), // no such region
        ("310110198813200001", false), // no such day
        ("931156198807200007", true),  // GA 2102-2023
    ] {
        let held = [card("id_number", json!(number)), permit("id_number", json!(number))];
        let draft = filled(&form, &held);
        match is_usual {
            true => assert_eq!(check_all(&form, &draft, today()), [], "{number}"),
            false => assert_warned(&form, &draft, "/id_number"),
        }
        assert_eq!(send(&form, &held, &draft).unwrap()["id_number"], number);
    }
    for code in ["913100000000000000", "319999MA1FL0000000", "31010119900102000X"] {
        let held = [card("sex", json!("女")), licence(code)];
        let draft = filled(&form, &held);
        assert_warned(&form, &draft, "/uscc");
        assert_eq!(send(&form, &held, &draft).unwrap()["uscc"], code);
    }
}
