//! Delivery against models of the vault, the office, the network and the person: every order of
//! answers, losses, crashes and tabs within the bounds is walked through, and in every state
//! that can be reached
//!
//! - one draft has made one filing for each office at most,
//! - bytes that have left were never replaced by others under the same key,
//! - the draft and its files are there until the vault holds every receipt,
//! - "not sent" is said only when nothing has left, "done" only when everything has arrived,
//! - and from every quiet state a person with a working network gets to the receipt.
//!
//! No locks are assumed (a browser need not have any); the vault's revision alone keeps two
//! tabs apart. What the checker is worth is shown by [`Mistake`]s: it finds each of them.

mod bounds;
mod explore;
mod office;
mod world;

use bounds::{Bounds, Mistake};
use explore::{Report, explore};
use world::World;

fn walk(bounds: Bounds) -> Report {
    explore(World::new(bounds)).unwrap_or_else(|found| panic!("{found}"))
}

/// The mistake breaks this promise, and the checker says so.
fn finds(mistake: Mistake, bounds: Bounds, promise: &str) {
    let found = explore(World::new(Bounds { mistake: Some(mistake), ..bounds }));
    let found = found.expect_err("a mistake that nobody finds is no test");
    assert!(found.contains(promise), "{found}");
}

#[test]
fn one_tab_comes_to_one_filing_whatever_is_lost() {
    let report = walk(Bounds { crashes: 1, losses: 2, failures: 1, ticks: 3, ..Bounds::one_tab() });
    assert!(report.states > 1_000 && report.filed > 0, "{report:?}");
}

#[test]
fn two_tabs_make_one_filing_without_any_lock() {
    let report = walk(Bounds { crashes: 1, losses: 1, ..Bounds::two_tabs() });
    assert!(report.states > 5_000 && report.filed > 0, "{report:?}");
}

#[test]
fn two_tabs_that_edit_and_send_make_one_filing() {
    let report = walk(Bounds { edits: 1, losses: 1, ..Bounds::two_tabs() });
    assert!(report.states > 5_000 && report.filed > 0, "{report:?}");
}

#[test]
fn a_refusal_and_an_edit_come_to_one_filing() {
    let bounds =
        Bounds { presses: 3, edits: 1, losses: 1, is_first_refused: true, ..Bounds::one_tab() };
    let report = walk(bounds);
    assert!(report.filed > 0, "{report:?}");
}

#[test]
fn a_receipt_that_nobody_trusts_does_not_make_a_second_filing() {
    let report = walk(Bounds { presses: 3, doubts: 2, asks: 2, losses: 1, ..Bounds::one_tab() });
    assert!(report.filed > 0, "{report:?}");
}

#[test]
fn two_offices_get_one_filing_each() {
    let bounds = Bounds { offices: 2, crashes: 1, losses: 1, presses: 3, ..Bounds::one_tab() };
    let report = walk(bounds);
    assert!(report.filed > 0, "{report:?}");
}

#[test]
fn the_checker_finds_a_vault_without_revisions() {
    finds(Mistake::BlindWrites, Bounds { losses: 1, ..Bounds::two_tabs() }, "it is not so");
}

#[test]
fn the_checker_finds_a_press_that_does_not_look_who_was_first() {
    finds(
        Mistake::BlindClaim,
        Bounds { losses: 1, presses: 2, ..Bounds::one_tab() },
        "it is not so",
    );
}

#[test]
fn the_checker_finds_a_retry_under_another_key() {
    finds(Mistake::NewKey, Bounds { losses: 1, ticks: 1, ..Bounds::one_tab() }, "filed twice");
}

#[test]
fn the_checker_finds_a_draft_that_goes_before_its_receipt_is_kept() {
    finds(Mistake::EarlyEnd, Bounds::one_tab(), "the draft is gone");
}

#[test]
fn the_checker_finds_not_sent_said_of_what_has_left() {
    finds(Mistake::HastyWords, Bounds { losses: 1, ..Bounds::two_tabs() }, "NotSent");
}
