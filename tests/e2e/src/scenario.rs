//! A test with a browser around it: what it must leave behind, and what it tells when it fails.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::session::{Lang, Session, Viewport};
use crate::site::Site;

/// Runs `story` in a new browser. Afterwards the browser must have had nothing to complain about:
/// a test that provokes an error takes it with [`Session::complaints`]. When the story fails, a
/// picture of the page is left in `target/screenshots/` and its complaints are printed.
pub fn scenario(
    name: &str,
    site: &Site,
    viewport: Viewport,
    lang: Lang,
    story: impl FnOnce(&Session),
) {
    let session = Session::new(name, site, viewport, lang);
    let told = catch_unwind(AssertUnwindSafe(|| story(&session)));
    if let Err(panic) = told {
        let last_look = catch_unwind(AssertUnwindSafe(|| {
            println!(
                "{name} failed at {}; see {}",
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
    assert!(complaints.is_empty(), "{name}: the browser complained:\n{}", complaints.join("\n"));
}
