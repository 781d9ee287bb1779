//! What the linter says of a form that lets somebody act for another.

use cert_fill::lint;
use serde_json::{Value, json};

use crate::for_others::*;

/// The form with its `agent` changed.
fn changed(change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut file: Value =
        serde_json::from_slice(&form_bytes("civil/forms/senior-allowance.json")).unwrap();
    change(&mut file);
    serde_json::to_vec(&file).unwrap()
}

#[test]
fn an_agent_that_no_office_could_check_is_found_by_the_linter() {
    let rules = |bytes: &[u8]| match lint(bytes) {
        Ok(findings) => findings.iter().map(|one| one.rule).collect::<Vec<_>>(),
        Err(error) => error.findings().iter().map(|one| one.rule).collect(),
    };
    assert_eq!(rules(&changed(|_| {})), [""; 0]);
    let by = |name: &'static str, value: Value| {
        changed(move |file| file["agent"]["by"][0][name] = value.clone())
    };
    let drop = |name: &'static str| {
        changed(move |file| {
            file["agent"]["by"][0].as_object_mut().unwrap().remove(name);
        })
    };
    let unseen = |name: &'static str| {
        changed(move |file| {
            let shown = file["filings"][0]["evidence"]["delegation"].as_array_mut().unwrap();
            shown.retain(|path| *path != json!([name]));
        })
    };
    let region = |code: &str| by("region", json!({"path": ["region"], "code": code}));
    let principal = |name: &'static str| {
        changed(move |file| {
            file["agent"]["by"][0]["principal"].as_object_mut().unwrap().remove(name);
        })
    };
    for (what, bytes, rule) in [
        ("unknown member", by("more", json!(1)), "format"),
        ("no agents", by("agents", json!([])), "format"),
        ("no end", drop("until"), "format"),
        ("a name says of nobody who it is", principal("id"), "format"),
        ("nobody is named", principal("name"), "format"),
        ("an age without a birth", by("until_age", json!(18)), "format"),
        ("no certificate", changed(|file| file["agent"]["by"] = json!([])), "format"),
        ("a claim that is not asked for", by("agents", json!([["agent", "name"]])), "L15"),
        ("a query that is not there", by("credential", json!("other")), "L15"),
        (
            "an answer that is not there",
            changed(|file| {
                file["agent"]["by"][0]["principal"]["id"]["answer"] = json!("/applicant/number");
            }),
            "L1",
        ),
        (
            "nobody could file for themselves",
            changed(|file| {
                file["evidence"]["credential_sets"][3]["required"] = json!(true);
            }),
            "L15",
        ),
        ("an office that cannot see the end", unseen("valid_until"), "L15"),
        ("an office that cannot see the beginning", unseen("valid_from"), "L15"),
        ("an office that cannot see the region", unseen("region"), "L15"),
        ("a beginning that is no claim", by("from", json!("2026-11-23")), "format"),
        ("a beginning that is not asked for", by("from", json!(["begins"])), "L15"),
        ("a region without a claim", by("region", json!({"code": "310000"})), "format"),
        ("a region without a code", by("region", json!({"path": ["region"]})), "format"),
        ("a region that there is not", region("999999"), "format"),
        ("a region by its name", region("上海市"), "format"),
        (
            "unknown member of a region",
            by("region", json!({"path": ["region"], "code": "310000", "name": "上海市"})),
            "format",
        ),
        (
            "without agent the claims are asked for nothing",
            changed(|file| {
                file.as_object_mut().unwrap().remove("agent");
            }),
            "L3",
        ),
    ] {
        assert!(rules(&bytes).contains(&rule), "{what}: {:?}", rules(&bytes));
    }
}
