use super::resident_id::Sex;
use super::*;

/// The two examples of GB 11643-1999, and specimen numbers with the sequence 000.
#[test]
fn good_resident_ids() {
    for (number, birth, sex, region) in [
        ("11010519491231002X", "1949-12-31", Sex::Female, "110105"),
        ("440524188001010014", "1880-01-01", Sex::Male, "440524"),
        ("310104195503150008", "1955-03-15", Sex::Female, "310104"),
        ("310110198807200001", "1988-07-20", Sex::Female, "310110"),
        ("310101199003077712", "1990-03-07", Sex::Male, "310101"),
        // A permanent resident (GA 2102-2023): 9, province, country, and on as above.
        ("931156198807200007", "1988-07-20", Sex::Female, "931156"),
    ] {
        let id =
            resident_id::check(number).unwrap_or_else(|problem| panic!("{number}: {problem:?}"));
        assert_eq!(id.birth.to_string(), birth, "{number}");
        assert_eq!((id.sex, id.region.as_str()), (sex, region), "{number}");
    }
}

#[test]
fn a_wrong_resident_id_says_where() {
    for (number, code, position, expected) in [
        ("", resident_id::LENGTH, None, None),
        ("31010419550315000", resident_id::LENGTH, None, None),
        ("310104550315000", resident_id::LENGTH, None, None),
        ("31010419550315000８", resident_id::CHARACTERS, Some(18), None),
        ("31010119900307771x", resident_id::CHARACTERS, Some(18), None),
        ("3101O4195503150008", resident_id::CHARACTERS, Some(5), None),
        ("310104X95503150008", resident_id::CHARACTERS, Some(7), None),
        ("990104195503150008", resident_id::REGION, Some(1), None),
        ("310199195503150008", resident_id::REGION, Some(1), None),
        ("310104155503150008", resident_id::BIRTH_DATE, Some(7), None),
        ("310104195513150008", resident_id::BIRTH_DATE, Some(11), None),
        ("310104195502300008", resident_id::BIRTH_DATE, Some(13), None),
        ("310104195503150009", resident_id::CHECK_DIGIT, Some(18), Some('8')),
        ("110105194912310021", resident_id::CHECK_DIGIT, Some(18), Some('X')),
    ] {
        let problem = IdProblem { code, position, expected };
        assert_eq!(resident_id::check(number), Err(problem), "{number}");
    }
}

/// MOD 11-2 finds every wrong digit and every swap of neighbours.
#[test]
fn every_single_slip_is_found() {
    let good: Vec<char> = "11010519491231002X".chars().collect();
    for place in 0..17 {
        for digit in '0'..='9' {
            let mut typed = good.clone();
            typed[place] = digit;
            let text: String = typed.iter().collect();
            assert_eq!(resident_id::check(&text).is_ok(), typed == good, "{text}");
        }
        if place < 16 && good[place] != good[place + 1] {
            let mut typed = good.clone();
            typed.swap(place, place + 1);
            let text: String = typed.iter().collect();
            assert!(resident_id::check(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn abolished_regions_are_still_known() {
    for code in ["310103", "310108", "310230", "310119", "110105", "830000"] {
        assert!(region::is_known(code), "{code}");
    }
    for code in ["310199", "000000", "100000", "31010", "3101011", "31010a", "陈示"] {
        assert!(!region::is_known(code), "{code}");
    }
    assert_eq!(region::name("310104"), Some("徐汇区"));
    assert_eq!(region::province("320500"), Some("江苏省"));
}

#[test]
fn good_credit_codes() {
    for code in [
        "Y1310000DEM0000146",
        "Y1310000DEM0000221",
        "Y1310000DEM000030U",
        "Y1310000DEM000049Q",
        "Y1310104DEM000057J",
        "Y1310110DEM0000653",
        "Y1320500DEM0000737",
    ] {
        let good = uscc::check(code).unwrap_or_else(|problem| panic!("{code}: {problem:?}"));
        assert_eq!(good.kind, "Y1");
        assert_eq!(good.region.len() + good.organisation.len(), 15);
    }
}

#[test]
fn a_wrong_credit_code_says_where() {
    for (code, problem, position, expected) in [
        ("Y1310000DEM000014", uscc::LENGTH, None, None),
        ("Y1310000DEMO000146", uscc::CHARACTERS, Some(12), None),
        ("y1310000DEM0000146", uscc::CHARACTERS, Some(1), None),
        ("Y13100A0DEM0000146", uscc::CHARACTERS, Some(7), None),
        ("Y1990000DEM0000146", uscc::REGION, Some(3), None),
        ("Y1310000DEM0000147", uscc::CHECK_CHARACTER, Some(18), Some('6')),
        // A slip before both check characters: neither fits, and neither is to blame.
        ("Y1310000DEM0001146", uscc::CHECK_CHARACTER, None, None),
    ] {
        let found = uscc::check(code);
        assert_eq!(found, Err(IdProblem { code: problem, position, expected }), "{code}");
    }
}

/// The inner check character alone is wrong: the last one was made over it.
#[test]
fn the_organisation_code_has_its_own_check() {
    let found = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|last| format!("Y1310000DEM000015{last}"))
        .find_map(|code| uscc::check(&code).err().filter(|e| e.code == uscc::ORGANISATION_CHECK));
    let expected = Some('4');
    assert_eq!(
        found,
        Some(IdProblem { code: uscc::ORGANISATION_CHECK, position: Some(17), expected })
    );
}

#[test]
fn typed_numbers_are_brought_into_form() {
    for (typed, form) in [
        ("３１０１０１１９９００３０７７７１ｘ", "31010119900307771X"),
        (" 310101 19900307 771x ", "31010119900307771X"),
        ("310101-19900307－771X", "31010119900307771X"),
        ("310101\u{3000}19900307—771X", "31010119900307771X"),
        ("y1310000dem0000146", "Y1310000DEM0000146"),
        ("", ""),
        ("陈示例", "陈示例"),
    ] {
        assert_eq!(normalise_digits(typed), form);
    }
}

#[test]
fn masks_keep_the_ends_only() {
    for (number, masked) in [
        ("31010119900307771X", "310101********771X"),
        ("13800000000", "138****0000"),
        ("12345678", "123*5678"),
        ("陈示例", "陈**"),
        ("ab", "**"),
        ("", ""),
    ] {
        assert_eq!(mask(number), masked);
    }
}

#[test]
fn every_problem_has_its_own_code() {
    let mut codes = PROBLEM_CODES.to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), PROBLEM_CODES.len());
}
