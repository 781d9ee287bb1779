//! The rules of the specimen city at their edges, by the calendar and the midnight of Shanghai.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use cert_catalogue::{Fact, Facts, Folder, Index, Suggestion, Ways, lint_folder};
use cert_verify::UnixTime;
use serde_json::{Value, json};

const V: &str = "https://specimen.example/vct/";

fn top() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../cert-server/specimen/departments")
}

fn folder(slug: &str) -> Folder {
    let top = top().join(slug);
    let mut files =
        vec![("department.json".to_owned(), fs::read(top.join("department.json")).unwrap())];
    for place in ["services", "forms", "types", "rules", "examples"] {
        for entry in fs::read_dir(top.join(place)).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = format!("{place}/{}", entry.file_name().to_string_lossy());
            files.push((name, fs::read(entry.path()).unwrap()));
        }
    }
    Folder::new(files)
}

fn index(slug: &str) -> Index {
    let now = UnixTime::parse_rfc3339("2026-11-23T12:00:00+08:00").unwrap();
    Index::read(&folder(slug).index(1, now).unwrap()).unwrap()
}

/// The states that a rule is in with these certificates at a moment: `state/certificate`.
fn states_at(slug: &str, rule: &str, held: &[(&str, Value)], at: &str) -> Vec<String> {
    let index = index(slug);
    let types: Vec<String> = held.iter().map(|(kind, _)| format!("{V}{kind}")).collect();
    let ids: Vec<String> = (0..held.len()).map(|at| at.to_string()).collect();
    let facts: Vec<Fact<'_>> = held
        .iter()
        .zip(types.iter().zip(&ids))
        .map(|((_, claims), (vct, id))| Fact { id, vct, claims })
        .collect();
    let facts = Facts::at(&facts, UnixTime::parse_rfc3339(at).unwrap()).unwrap();
    let rule = index.rules.suggest.iter().find(|known| known.name == rule).unwrap();
    let said = |one: &Suggestion<'_>| one.key().split_once('/').unwrap().1.to_owned();
    rule.suggestions(facts).iter().map(said).collect()
}

fn states(slug: &str, rule: &str, held: &[(&str, Value)], day: &str) -> Vec<String> {
    states_at(slug, rule, held, &format!("{day}T12:00:00+08:00"))
}

/// One certificate on several days.
fn each(slug: &str, rule: &str, held: &[(&str, Value)], expected: &[(&str, &str)]) {
    for (day, state) in expected {
        let wanted: Vec<String> =
            if state.is_empty() { vec![] } else { vec![format!("{state}/0")] };
        assert_eq!(states(slug, rule, held, day), wanted, "{rule} on {day}");
    }
}

#[test]
fn no_department_has_a_rule_that_is_refused() {
    for entry in fs::read_dir(top()).unwrap() {
        let slug = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert_eq!(lint_folder(&folder(&slug)), [], "{slug}");
        assert_eq!(index(&slug).rules.refused, [], "{slug}");
    }
}

#[test]
fn a_permit_has_three_states() {
    let permit = [("sh-residence-permit", json!({"valid_until": "2026-12-05"}))];
    each(
        "psb",
        "residence-permit",
        &permit,
        &[
            ("2026-11-04", ""),
            ("2026-11-05", "due"),
            ("2026-12-05", "due"),
            ("2026-12-06", "grace"),
            ("2027-02-03", "grace"),
            ("2027-02-04", "restart"),
            ("2027-12-06", "restart"),
            ("2027-12-07", ""),
        ],
    );
    let at = |moment| states_at("psb", "residence-permit", &permit, moment);
    assert_eq!(at("2026-11-04T15:59:59Z"), Vec::<String>::new(), "a second before midnight there");
    assert_eq!(at("2026-11-04T16:00:00Z"), ["due/0"], "midnight in Shanghai");
    assert_eq!(at("2026-12-05T15:59:59Z"), ["due/0"]);
    assert_eq!(at("2026-12-05T16:00:00Z"), ["grace/0"]);
    let leap = [("sh-residence-permit", json!({"valid_until": "2028-02-29"}))];
    each(
        "psb",
        "residence-permit",
        &leap,
        &[
            ("2028-01-29", ""),
            ("2028-01-30", "due"),
            ("2028-02-29", "due"),
            ("2028-03-01", "grace"),
        ],
    );
    let both = [permit[0].clone(), ("sh-residence-permit", json!({"valid_until": "2027-12-05"}))];
    assert_eq!(
        states("psb", "residence-permit", &both, "2026-12-05"),
        Vec::<String>::new(),
        "renewed"
    );
    let broken = [("sh-residence-permit", json!({"valid_until": "2026-02-30"}))];
    each("psb", "residence-permit", &broken, &[("2026-02-28", ""), ("2026-03-01", "")]);
}

#[test]
fn certificates_end_each_by_its_own_rule() {
    let card = [("resident-id", json!({"valid_until": "2027-02-28", "id_number": "x"}))];
    each(
        "psb",
        "resident-id-expires",
        &card,
        &[("2026-11-29", ""), ("2026-11-30", "due"), ("2027-02-28", "due"), ("2027-03-01", "late")],
    );
    let endless = [("resident-id", json!({"valid_until": "长期"})), card[0].clone()];
    let said = states("psb", "resident-id-expires", &endless, "2027-02-28");
    assert_eq!(said, Vec::<String>::new(), "one without end is newer than any");
    let licence = [("driving-licence", json!({"valid_until": "2026-06-01"}))];
    each(
        "psb",
        "driving-licence-expires",
        &licence,
        &[
            ("2026-03-02", ""),
            ("2026-03-03", "due"),
            ("2026-06-02", "late"),
            ("2027-06-01", "late"),
            ("2027-06-02", "void"),
        ],
    );
    let food = [("food-licence", json!({"valid_until": "2026-12-31", "uscc": "a"}))];
    each(
        "market",
        "food-licence-expires",
        &food,
        &[
            ("2026-08-26", ""),
            ("2026-08-27", "window"),
            ("2026-12-09", "window"),
            ("2026-12-10", "urgent"),
            ("2026-12-31", "urgent"),
            ("2027-01-01", "late"),
        ],
    );
    let two =
        [food[0].clone(), ("food-licence", json!({"valid_until": "2027-12-31", "uscc": "b"}))];
    assert_eq!(
        states("market", "food-licence-expires", &two, "2026-12-31"),
        ["urgent/0"],
        "of two shops"
    );
    let lease = [("lease-record", json!({"valid_until": "2026-12-31"}))];
    each(
        "xuhui",
        "lease-ends",
        &lease,
        &[("2026-11-30", ""), ("2026-12-01", "due"), ("2027-01-01", "")],
    );
    let with = [lease[0].clone(), ("sh-residence-permit", json!({}))];
    each(
        "xuhui",
        "lease-ends",
        &with,
        &[("2027-01-01", "late"), ("2027-03-01", "late"), ("2027-03-02", "")],
    );
}

#[test]
fn age_tiers_begin_on_the_birthday() {
    let born = |birth: &str| {
        ("resident-id", json!({"birth_date": birth, "id_number": "x", "valid_from": "2020-01-01"}))
    };
    each(
        "hrss",
        "senior-age",
        &[born("1962-05-10")],
        &[
            ("2022-05-09", ""),
            ("2022-05-10", "code-60"),
            ("2023-05-09", "code-60"),
            ("2023-05-10", ""),
            ("2027-04-09", ""),
            ("2027-04-10", "soon-65"),
            ("2027-05-09", "soon-65"),
            ("2027-05-10", "from-65"),
        ],
    );
    each(
        "hrss",
        "senior-age",
        &[born("1960-02-29")],
        &[("2025-02-27", "soon-65"), ("2025-02-28", "soon-65"), ("2025-03-01", "from-65")],
    );
    each(
        "hrss",
        "senior-age",
        &[born("1964-02-29")],
        &[("2024-02-28", ""), ("2024-02-29", "code-60")],
    );
    let with = |birth: &str, tier: &str| [born(birth), ("senior-card", json!({"tier": tier}))];
    each(
        "hrss",
        "senior-age",
        &with("1956-05-10", "65"),
        &[("2026-05-09", ""), ("2026-05-10", "tier")],
    );
    each("hrss", "senior-age", &with("1956-05-10", "70"), &[("2026-05-10", "")]);
    each(
        "hrss",
        "senior-age",
        &with("1946-05-10", "70"),
        &[("2026-05-09", ""), ("2026-05-10", "tier")],
    );
    each(
        "hrss",
        "senior-age",
        &with("1926-05-10", "90"),
        &[("2026-05-09", ""), ("2026-05-10", "tier")],
    );
}

#[test]
fn a_new_child_is_followed_to_school() {
    let child =
        |birth: &str| [("birth-certificate", json!({"child": {"name": "x", "birth_date": birth}}))];
    each(
        "hrss",
        "new-child",
        &child("2026-01-31"),
        &[
            ("2026-01-30", ""),
            ("2026-01-31", "first-month"),
            ("2026-02-28", "first-month"),
            ("2026-03-01", "first-year"),
            ("2027-01-30", "first-year"),
            ("2027-01-31", ""),
        ],
    );
    each(
        "hrss",
        "new-child",
        &child("2023-08-31"),
        &[
            ("2026-02-28", ""),
            ("2026-03-01", "kindergarten"),
            ("2026-08-31", "kindergarten"),
            ("2026-09-01", ""),
        ],
    );
    each(
        "hrss",
        "new-child",
        &child("2023-09-01"),
        &[("2026-05-01", ""), ("2027-05-01", "kindergarten")],
    );
    each(
        "hrss",
        "new-child",
        &child("2024-02-29"),
        &[("2030-05-01", "school"), ("2029-05-01", "")],
    );
    let twins = [child("2026-01-31").as_slice(), child("2026-01-31").as_slice()].concat();
    assert_eq!(
        states("hrss", "new-child", &twins, "2026-02-01"),
        ["first-month/0", "first-month/1"]
    );
}

#[test]
fn a_marriage_and_a_company_call_for_the_next_steps() {
    let wed = [("marriage-certificate", json!({"registered": "2024-02-29"}))];
    each(
        "xuhui",
        "marriage",
        &wed,
        &[("2024-02-28", ""), ("2024-02-29", "new"), ("2025-02-28", "new"), ("2025-03-01", "")],
    );
    let parents = [wed[0].clone(), ("birth-certificate", json!({}))];
    each("xuhui", "marriage", &parents, &[("2024-03-01", "")]);
    let shop =
        [("business-licence", json!({"established": "2026-11-01", "uscc": "a", "name": "x"}))];
    each(
        "market",
        "new-business",
        &shop,
        &[
            ("2026-10-31", ""),
            ("2026-11-01", "steps"),
            ("2026-11-30", "steps"),
            ("2026-12-01", "overdue"),
            ("2026-12-31", "overdue"),
            ("2027-01-01", ""),
        ],
    );
    let banked = [shop[0].clone(), ("bank-account", json!({}))];
    each("market", "new-business", &banked, &[("2026-11-30", "rest"), ("2026-12-01", "")]);
}

#[test]
fn two_years_and_twelve_months_are_needed_for_public_rental() {
    let permit = |first: &str| {
        ("sh-residence-permit", json!({"first_issued": first, "valid_until": "2027-06-01"}))
    };
    let insured = |since: &str| ("social-insurance", json!({"since": since}));
    let rule = |held: &[(&str, Value)], expected: &[(&str, &str)]| {
        each("xuhui", "public-rental", held, expected)
    };
    rule(
        &[permit("2024-02-29"), insured("2025-01-01")],
        &[("2026-02-28", ""), ("2026-03-01", "eligible")],
    );
    rule(
        &[permit("2020-01-01"), insured("2025-11-23")],
        &[("2026-11-22", ""), ("2026-11-23", "eligible")],
    );
    rule(
        &[permit("2020-01-01"), insured("2020-01-01")],
        &[("2027-06-01", "eligible"), ("2027-06-02", "")],
    );
    rule(&[permit("2020-01-01")], &[("2026-11-23", "")]);
    let owner = ("real-estate-title", json!({}));
    rule(&[permit("2020-01-01"), insured("2020-01-01"), owner], &[("2026-11-23", "")]);
}

#[test]
fn every_certificate_of_the_city_can_be_had() {
    let slugs = fs::read_dir(top()).unwrap().map(|entry| entry.unwrap().file_name());
    let all: Vec<Index> = slugs.map(|slug| index(&slug.to_string_lossy())).collect();
    let ways = all
        .iter()
        .flat_map(|index| index.rules.unlock.iter().map(|way| (index.department.as_str(), way)));
    let ways = Ways::new(ways);
    assert_eq!(ways.circles(), Vec::<Vec<_>>::new());
    let vct = |name: &str| format!("{V}{name}");
    let (wanted, id) = ([vct("food-licence")], vct("resident-id"));
    let path = ways.path(&wanted, &[&id]);
    let steps: Vec<&str> = path.steps.iter().map(|step| step.gives.trim_start_matches(V)).collect();
    assert_eq!(steps, ["health-certificate", "lease-record", "business-licence", "food-licence"]);
    assert_eq!(path.held, [id]);
}
