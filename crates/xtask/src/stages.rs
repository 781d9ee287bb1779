//! `check` and `test`: the same stages, `test` with the web build and the browsers after them.

use crate::steps::{Result, Steps, cargo, sh};
use crate::test_run::{Counts, run, run_browsers, run_with};
use crate::{browser, package, promises, size, tools, web};

/// The packages that only make sense in a browser are checked for that target.
const FOR_WASM: &[&str] =
    &["-p", "cert-app", "-p", "cert-wasm", "-p", "scan-wasm", "-p", "pages-wasm"];

/// `cargo xtask check`.
///
/// # Errors
/// Names the first stage that failed.
pub(crate) fn check(steps: &mut Steps) -> Result<()> {
    closing(steps, quick)
}

/// `cargo xtask test`.
///
/// # Errors
/// Names the first stage that failed.
pub(crate) fn test(steps: &mut Steps) -> Result<()> {
    closing(steps, |steps, counts| {
        // First what can be missing, so that it is said before half an hour has gone by.
        let left_out = browser::set_up(steps)?;
        let hosts = package::Installing::of_all()?;
        tools::for_the_web(steps)?;
        quick(steps, counts)?;
        web::app(steps, web::Care::Smallest)?;
        web::engine(steps)?;
        web::with_trunk(steps)?;
        package::test(steps, hosts)?;
        steps.step("promise: what the browser runs needs no eval", promises::glue_needs_no_eval)?;
        steps.step("sizes", || size::measure().map(drop))?;
        steps.step("browser tests (Chromium, Firefox, WebKitGTK)", || {
            // Two cores, a browser for each.
            let mut options = vec!["--test-threads", "2"];
            options.extend(left_out.iter().flat_map(|tests| ["--skip", tests]));
            run_browsers(&["--workspace", "--test", "browser"], &options, counts)
        })
    })
}

/// Runs the stages, then prints the table of times and the closing line, whatever happened.
fn closing(
    steps: &mut Steps,
    stages: impl FnOnce(&mut Steps, &mut Counts) -> Result<()>,
) -> Result<()> {
    let mut counts = Counts::default();
    let result = stages(steps, &mut counts);
    println!("\n{}", steps.table());
    if let Err(problem) = &result {
        println!("\n✗ {problem}");
    }
    println!("\n{} passed, {} failed", counts.passed, counts.failed);
    result.map_err(|problem| {
        let stage = problem.split(" (").next().unwrap_or_default();
        format!("stopped at: {stage}")
    })
}

fn quick(steps: &mut Steps, counts: &mut Counts) -> Result<()> {
    steps.step("format", || {
        sh(&mut cargo(&["fmt", "--all", "--check"]))
            .map_err(|problem| format!("{problem}; run `cargo fmt --all`"))
    })?;
    steps.step("promises", promises::check)?;
    steps.step("dependencies", promises::deny)?;
    steps.step("lints, native", || {
        sh(&mut cargo(&["clippy", "-q", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    if tools::wasm_target_is_there() {
        steps.step("lints, browser", || {
            let mut lint = cargo(&["clippy", "-q"]);
            lint.args(FOR_WASM).args([
                "--features",
                "cert-app/split",
                "--target",
                tools::WASM,
                "--",
                "-D",
                "warnings",
            ]);
            sh(&mut lint)
        })?;
    } else {
        println!("  note: no {} here; `cargo xtask run` adds it", tools::WASM);
    }
    steps.step("tests, native", || {
        run(&["--workspace", "--exclude", "cert-e2e", "--", "--skip", "on_postgres"], counts)
    })?;
    if postgres_maker::is_installed() {
        steps.step("tests of the server, on PostgreSQL", || {
            // With the features of all packages, as above: else half of them would be compiled again.
            run_with(
                &[("CERTFILL_TEST_DATABASE", "postgres")],
                &["--workspace", "--exclude", "cert-e2e", "--test", "it", "server::"],
                counts,
            )
        })?;
    } else {
        println!("  note: no PostgreSQL here; the server was tried on SQLite alone");
    }
    Ok(())
}
