//! Codes for paper: another form of an offered certificate, beside it and never instead of it.

use super::*;

/// An issuer that gives `a` also as a code.
fn with_paper(changes: Value) -> Issuer {
    let mut paper = json!({"format": "claim-169", "certfill_printed_from": "a"});
    merge(&mut paper, changes);
    Issuer::new().with(METADATA, json!({"credential_configurations_supported": {"a-paper": paper}}))
}

#[test]
fn the_code_for_paper_comes_last_without_a_proof_and_says_what_it_is_of() {
    let (run, found) = against(&with_paper(json!({})));
    assert_eq!(found, Ok(()));
    assert_eq!((run.taken.len(), run.missed.len()), (2, 0));
    assert_eq!(run.asked()[2], json!({"credential_configuration_id": "a-paper"}));
    assert_eq!(run.papers.iter().map(|paper| paper.of.as_str()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn what_is_no_code_for_paper_of_something_offered_is_not_asked_for() {
    for other in [
        json!({"format": "dc+sd-jwt"}),
        json!({"certfill_printed_from": "z"}),
        json!({"certfill_printed_from": null}),
        json!({"proof_types_supported": {"jwt": {}}}),
    ] {
        let (run, found) = against(&with_paper(other.clone()));
        assert_eq!((found, run.asked().len()), (Ok(()), 2), "{other}");
    }
    // A token that names what it is for gives no more.
    let detail = json!([{"type": "openid_credential", "credential_configuration_id": "a"}]);
    let named = with_paper(json!({})).with("/t", json!({"authorization_details": detail}));
    assert_eq!(against(&named).0.asked().len(), 1);
}

#[test]
fn nobody_hears_of_a_code_for_paper_that_does_not_come() {
    for answer in
        [json!({"error": "credential_request_denied"}), json!({"transaction_id": "7"}), json!("x")]
    {
        let issuer = with_paper(json!({"certfill_test": true})).refusing_papers(answer);
        let (run, found) = against(&issuer);
        assert_eq!((found, run.taken.len(), run.missed.len(), run.later.len()), (Ok(()), 2, 0, 0));
        assert!(run.papers.is_empty());
    }
}
