use proptest::prelude::*;

use super::*;

fn check(pattern: &str, matching: &[&str], others: &[&str]) {
    let compiled = Pattern::compile(pattern).unwrap();
    for text in matching {
        assert!(compiled.is_match(text), "{pattern} should match {text:?}");
    }
    for text in others {
        assert!(!compiled.is_match(text), "{pattern} should not match {text:?}");
    }
}

#[test]
fn the_patterns_of_the_example_forms() {
    check(
        "^[0-9]{17}[0-9X]$",
        &["31010119900307771X", "110105194912310021"],
        &["31010119900307771x", "3101011990030777", "31010119900307771X ", "３１"],
    );
    check("^[0-9A-HJ-NP-RTUW-Y]{18}$", &["91310000MA1FL00000"], &["9131000OMA1FL00000"]);
    check(
        "^20[0-9]{2}-(0[1-9]|1[0-2])$",
        &["2026-12", "2099-01"],
        &["2026-13", "2026-1", "1999-01"],
    );
    check(
        "^sha-256=:[A-Za-z0-9+/]{43}=:$",
        &[&format!("sha-256=:{}=:", "a".repeat(43))],
        &["sha-256=:a=:"],
    );
    check("^1[0-9]{10}$", &["13800000000"], &["1380000000", "138000000000", "1380000000o"]);
}

#[test]
fn what_ecma_262_says() {
    check("es", &["expression"], &["foo"]);
    check("", &["", "x"], &[]);
    check("^$", &[""], &["x"]);
    check("a|", &["", "b"], &[]);
    check("^.$", &["😀", "陈"], &["", "\n", "\u{2028}", "ab"]);
    check(
        "^\\s$",
        &["\u{FEFF}", "\u{3000}", "\u{A0}", "\u{2029}", "\t"],
        &["\u{180E}", "\u{85}", "a"],
    );
    check("^\\S$", &["\u{180E}", "\u{85}"], &["\u{3000}"]);
    check("^\\d+$", &["0123456789"], &["\u{0661}", "１"]);
    check("^\\w$", &["a", "_", "9"], &["é", "ſ"]);
    check("^[^\\d-]$", &["a"], &["1", "-"]);
    check("^[\\d.-]+$", &["1.5-2"], &["a"]);
    check("^[]$", &[], &["", "a"]);
    check("^[^]$", &["a", "\n"], &["", "ab"]);
    check("^[a\\-z]$", &["a", "-", "z"], &["b"]);
    check("^\\u9648\\u{20BB7}\\uD842\\uDFB7$", &["陈𠮷𠮷"], &["陈"]);
    check("^\\x41\\t\\.\\/$", &["A\t./"], &["A\tx/"]);
    check("^(?:a|b(c|d)){2,3}$", &["aa", "bcbda"], &["a", "aaaa"]);
    check("^(a*)*$", &["", "aaaa"], &["b"]);
    check("^(a|a)*?b$", &["aaab"], &["aaa"]);
    check("^a{0}$", &[""], &["a"]);
    check("x{2,}", &["axxb"], &["axb"]);
    check("(^a|b$)", &["ax", "xb"], &["xa", "bx"]);
}

#[test]
fn what_is_left_out_is_refused() {
    for pattern in [
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        "(?<n>a)",
        "(a)\\1",
        "\\k<n>",
        "\\p{L}",
        "\\P{L}",
        "\\bfoo",
        "\\B",
        "\\cA",
        "(?i:a)",
        "\\uD842",
        "\\uDFB7",
        "\\uD842\\u0041",
    ] {
        assert_eq!(Pattern::compile(pattern).err(), Some(PatternError::Unsupported), "{pattern}");
    }
    for pattern in [
        "(",
        ")",
        "a)",
        "(a",
        "[a",
        "]",
        "}",
        "{",
        "a{",
        "a{,2}",
        "a{2,1}",
        "*",
        "+a",
        "a**",
        "^*",
        "$?",
        "a|*",
        "[z-a]",
        "[\\d-z]",
        "[a-\\d]",
        "\\",
        "\\a",
        "\\-",
        "\\x4",
        "\\u12",
        "\\u{110000}",
        "\\u{}",
        "\\00",
        "(?a)",
    ] {
        let error = Pattern::compile(pattern).err();
        assert!(
            matches!(error, Some(PatternError::Syntax | PatternError::Unsupported)),
            "{pattern}"
        );
    }
}

#[test]
fn every_budget_is_kept() {
    for pattern in [
        "a".repeat(1025),
        "(".repeat(25),
        "a{2001}".to_owned(),
        "((a{100}){100}){100}".to_owned(),
        "((((){2000}){2000}){2000}){2000}".to_owned(),
        "a{99999999999999999999}".to_owned(),
    ] {
        assert_eq!(Pattern::compile(&pattern).err(), Some(PatternError::TooLarge), "{pattern:.40}");
    }
}

#[test]
fn backtracking_traps_end() {
    let text = "a".repeat(5000);
    for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a*)*b", "(a|a|a)*c", "(.*)(.*)(.*)(.*)(.*)x"] {
        let found = Pattern::compile(pattern).unwrap().is_match(&text);
        assert_eq!(found, pattern.ends_with('$'));
    }
}

/// A pattern that both engines read in the same way: made from parts, so that
/// nearly all of them are good.
fn patterns() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        "[a-c陈😀]".prop_map(|text| text),
        Just(".".to_owned()),
        Just("[ab]".to_owned()),
        Just("[^a]".to_owned()),
        Just("[a-b陈-靐]".to_owned()),
        Just("\\d".to_owned()),
        Just("\\W".to_owned()),
        Just("[\\d\\W]".to_owned()),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("({})", parts.join("|"))),
            (
                inner.clone(),
                prop_oneof![
                    Just("*"),
                    Just("+"),
                    Just("?"),
                    Just("{2}"),
                    Just("{1,3}"),
                    Just("{2,}"),
                    Just("*?")
                ]
            )
                .prop_map(|(part, times)| format!("(?:{part}){times}")),
            inner.clone().prop_map(|part| format!("(?:^{part})")),
            inner.prop_map(|part| format!("(?:{part}$)")),
        ]
    })
}

/// The same pattern for the `regex` crate: its classes are Unicode unless told
/// otherwise, and its dot leaves out `\n` only.
fn for_oracle(pattern: &str) -> String {
    pattern
        .replace("[\\d\\W]", "[0-9[^0-9A-Za-z_]]")
        .replace("\\d", "[0-9]")
        .replace("\\W", "[^0-9A-Za-z_]")
        .replace('.', "[^\\n\\r\\u{2028}\\u{2029}]")
        .replace('$', "\\z")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_regex_crate(pattern in patterns(), text in "[abc1_陈靐😀\\n\u{2028}]{0,8}") {
        let ours = Pattern::compile(&pattern).unwrap();
        let oracle = regex::Regex::new(&for_oracle(&pattern)).unwrap();
        prop_assert_eq!(ours.is_match(&text), oracle.is_match(&text), "{} on {:?}", pattern, text);
    }

    #[test]
    fn never_panics(pattern in "[\\PC\\\\\\[\\]{}()|*+?^$,0-9ux-]{0,40}", text in ".{0,20}") {
        if let Ok(compiled) = Pattern::compile(&pattern) {
            compiled.is_match(&text);
        }
    }
}
