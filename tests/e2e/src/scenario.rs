//! A test with a browser around it: what it must leave behind, and what it tells when it fails.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::engine::Engine;
use crate::session::{Lang, Session, Viewport};
use crate::site::Site;

/// Runs `story` in a new Chromium. Afterwards the browser must have had nothing to complain about:
/// a test that provokes an error takes it with [`Session::complaints`]. When the story fails, a
/// picture of the page is left in `target/screenshots/` and its complaints are printed.
pub fn scenario(
    name: &str,
    site: &Site,
    viewport: Viewport,
    lang: Lang,
    story: impl FnOnce(&Session),
) {
    scenario_in(Engine::Chromium, name, site, viewport, lang, story);
}

/// The same in any of the browsers.
pub fn scenario_in(
    engine: Engine,
    name: &str,
    site: &Site,
    viewport: Viewport,
    lang: Lang,
    story: impl FnOnce(&Session),
) {
    let session = Session::in_engine(engine, name, site, viewport, lang);
    let told = catch_unwind(AssertUnwindSafe(|| story(&session)));
    if let Err(panic) = told {
        let last_look = catch_unwind(AssertUnwindSafe(|| {
            println!(
                "{name} ({}) failed at {}; see {}",
                engine.name(),
                session.path(),
                session.screenshot("failed").display()
            );
            for complaint in session.complaints() {
                println!("  browser: {complaint}");
            }
        }));
        drop(last_look);
        resume_unwind(panic);
    }
    let complaints = session.complaints();
    assert!(
        complaints.is_empty(),
        "{name} ({}): the browser complained:\n{}",
        engine.name(),
        complaints.join("\n")
    );
}
