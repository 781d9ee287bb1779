//! What people type: read when there is one way to read it, kept as typed when not.

use cert_app::filling::answers::from_typed;
use cert_app::filling::view::Typed;
use cert_fill::{Date, Draft, check_all};
use serde_json::{Value, json};

use crate::certified_values::one_office;
use crate::filing_world::{at, today};

/// As the app does it: from the control through the draft.
fn typed(pointer: &str, text: &str) -> (Option<Value>, Vec<&'static str>) {
    let form = one_office();
    let mut draft = Draft::empty(&form);
    let value = from_typed(&form, &at(pointer), &Typed::Text(text.to_owned()));
    draft.edit(&form, &at(pointer), value.unwrap_or(Value::Null)).unwrap();
    let problems = check_all(&form, &draft, today());
    let here = problems.iter().filter(|one| one.pointer == at(pointer)).map(|one| one.code);
    (draft.answer(&at(pointer)).cloned(), here.collect())
}

#[test]
fn a_range_or_a_date_is_not_one_number() {
    for pointer in ["/people", "/capital"] {
        for text in [
            "10-20",
            "5–10",
            "2026-12",
            "3－4",
            "10~20",
            "1 2",
            "12 34",
            "1,00",
            "1,0000",
            "1,,000",
            ",100",
            "1.5",
            "1e3",
            "５０％",
            "十",
            "--5",
            "5-",
            "9007199254740993",
            "1/2",
        ] {
            let (kept, codes) = typed(pointer, text);
            assert_eq!(kept, Some(json!(text)), "kept as typed");
            assert_eq!(codes, ["wrong-type"], "{text}");
        }
    }
}

#[test]
fn separators_and_full_width_digits_are_understood() {
    for (text, number) in [
        ("12", 12),
        (" １２０ ", 120),
        ("1,000,000", 1_000_000),
        ("１，０００，０００", 1_000_000),
        ("1 000 000", 1_000_000),
        ("1\u{202F}000", 1_000),
        ("10'000", 10_000),
        ("1_000", 1_000),
        ("-5", -5),
        ("－５", -5),
        ("−5", -5),
        ("+7", 7),
        ("0", 0),
        ("007", 7),
    ] {
        assert_eq!(typed("/people", text), (Some(json!(number)), vec![]), "{text}");
    }
    assert_eq!(typed("/people", " \u{3000}"), (None, vec![]));
}

#[test]
fn telephone_numbers_months_and_dates_are_read_or_kept() {
    for (pointer, text, kept) in [
        ("/phone", "+86 138-0013-8000", "13800138000"),
        ("/phone", "００８６１３８００１３８０００", "13800138000"),
        ("/phone", "138 0013", "138 0013"),
        ("/month", "2026年3月", "2026-03"),
        ("/month", "２０２６．１２", "2026-12"),
        ("/month", "5-3", "5-3"),
        ("/month", "2026-13", "2026-13"),
        ("/born", "1990.3.7", "1990-03-07"),
        ("/born", "19900307", "1990-03-07"),
        ("/born", "1990年3月7日", "1990-03-07"),
        ("/born", "3 月 7 日", "3 月 7 日"),
    ] {
        assert_eq!(typed(pointer, text).0, Some(json!(kept)), "{text}");
    }
    assert_eq!(typed("/phone", "138 0013").1, ["pattern"]);
    assert_eq!(typed("/born", "3 月 7 日").1, ["format"]);
}

#[test]
fn nobody_is_born_in_the_future() {
    let tomorrow = today().plus_days(1).unwrap();
    assert_eq!(typed("/born", &today().to_string()).1, Vec::<&str>::new());
    assert_eq!(typed("/born", &tomorrow.to_string()).1, ["born-in-future"]);
    assert_eq!(
        typed("/until", &Date::LAST.to_string()).1,
        Vec::<&str>::new(),
        "other dates may be"
    );
    // A well-formed number of somebody who is not born yet.
    let number = "31010120300307000X";
    assert!(cert_fill::china::resident_id::check(number).is_ok());
    let found = cert_fill::form::Identifier::ResidentId.check(number, today()).unwrap_err();
    assert_eq!((found.code, found.position), ("resident-id-birth-date", Some(7)));
}

#[test]
fn a_number_of_the_other_kind_is_told_by_its_kind() {
    assert_eq!(typed("/uscc", "31010119900102000x").1, ["uscc-is-resident-id"]);
    // One character of it mistyped is still no code of an organisation.
    assert_eq!(typed("/uscc", "310101199001020001").1, ["uscc-is-resident-id"]);
    assert_eq!(typed("/uscc", "Y131 0000 DEM0000146").1, Vec::<&str>::new());
    let code = "Y1310000DEM0000146";
    let found = cert_fill::form::Identifier::ResidentId.check(code, today()).unwrap_err();
    assert_eq!(found.code, "resident-id-is-credit-code");
}
