//! `cargo xtask mutants [FILE…]`: changes the code that decides verdicts, one place at a time, and sees
//! that a test notices.
//!
//! A change that no test can notice, because the program does the same, stands in `tests/mutants.txt` with the reason.
//! The list fails when a line of it is noticed after all, so it cannot hide a missing test.

use std::collections::BTreeMap;
use std::path::Path;

use crate::steps::{Result, Steps, output, program, root, target_dir};
use crate::tools;

/// What is changed: the verifier, and what the office checks.
const FILES: &[&str] = &["crates/cert-verify/src/**/*.rs", "crates/cert-fill/src/check/**/*.rs"];
/// Whose tests must notice.
const TESTS: &[&str] = &["cert-verify", "cert-fill", "cert-issue", "cert-app"];
const LIST: &str = "tests/mutants.txt";

/// How one run of cargo-mutants ended: changes without their line and column, so that a list of them outlives an edit
/// above.
#[derive(Debug, Default)]
struct Ended {
    noticed: Vec<String>,
    missed: Vec<String>,
}

/// Changes `files`, or everything, and compares with the list.
///
/// # Errors
/// When the tool is missing, when a change is neither noticed nor listed, and when a listed one is noticed.
pub(crate) fn mutants(steps: &mut Steps, files: &[String]) -> Result<()> {
    if output(tool().arg("--version")).is_err() {
        return Err("this needs cargo-mutants: `cargo install cargo-mutants`".into());
    }
    // The tests read files beside the repository, so the change is made in place; a copy would not find them.
    if !output(program("git").args(["status", "--porcelain", "--untracked-files=no"]))?.is_empty() {
        return Err("mutants are made in place: commit or stash what is changed first".into());
    }
    let out = target_dir().join("mutants");
    let mut run = tool();
    run.args(["--in-place", "--no-shuffle", "--colors=never", "--output"]).arg(&out);
    for file in
        files.iter().map(String::as_str).chain(FILES.iter().copied().filter(|_| files.is_empty()))
    {
        run.args(["--file", file]);
    }
    for package in TESTS {
        run.args(["--test-package", package]);
    }
    // Exit status 2 and 3 are its findings, which are compared with the list.
    steps.step("mutants", || run.status().map(drop).map_err(|e| format!("cargo mutants: {e}")))?;
    let ended = Ended::read(&out.join("mutants.out"))?;
    let list = std::fs::read_to_string(root().join(LIST)).map_err(|e| format!("{LIST}: {e}"))?;
    let listed = read_list(&list)?;
    let known = ended.missed.iter().filter(|change| listed.contains_key(change.as_str())).count();
    let (noticed, missed) = (ended.noticed.len(), ended.missed.len());
    println!(
        "\n{} mutants: {noticed} noticed, {known} equivalent, {} missed",
        noticed + missed,
        missed - known
    );
    ended.compare(&listed)
}

fn tool() -> std::process::Command {
    let mut cargo = program("cargo");
    cargo.env("PATH", tools::path()).arg("mutants");
    cargo
}

impl Ended {
    fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let file = folder.join(name);
            let text =
                std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            Ok::<_, String>(text.lines().filter_map(without_place).collect::<Vec<_>>())
        };
        let (mut noticed, missed) = (read("caught.txt")?, read("missed.txt")?);
        // A loop without end is noticed by whoever waits for it.
        noticed.extend(read("timeout.txt")?);
        if noticed.is_empty() && missed.is_empty() {
            return Err("cargo mutants changed nothing".into());
        }
        Ok(Self { noticed, missed })
    }

    fn compare(&self, listed: &BTreeMap<&str, &str>) -> Result<()> {
        let missed = self.missed.iter().filter(|change| !listed.contains_key(change.as_str()));
        let mut problems: Vec<_> =
            missed.map(|change| format!("  no test notices: {change}")).collect();
        let healed = self
            .noticed
            .iter()
            .filter(|change| listed.contains_key(change.as_str()) && !self.missed.contains(change));
        problems.extend(healed.map(|change| format!("  noticed, take it from {LIST}: {change}")));
        if problems.is_empty() { Ok(()) } else { Err(format!("\n{}", problems.join("\n"))) }
    }
}

/// `path:line:column: change` without the middle.
fn without_place(line: &str) -> Option<String> {
    let (place, change) = line.split_once(": ")?;
    let path = place.split(':').next()?;
    Some(format!("{path}: {change}"))
}

/// `path: change | reason` for each line; blank lines and those with `#` are for the reader.
fn read_list(text: &str) -> Result<BTreeMap<&str, &str>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let pair = |line| {
        let (change, reason) =
            str::rsplit_once(line, " | ").ok_or(format!("{LIST}: no reason in: {line}"))?;
        Ok((change.trim(), reason.trim()))
    };
    lines.map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "crates/a/src/b.rs:12:5: replace f -> bool with true";
    const CHANGE: &str = "crates/a/src/b.rs: replace f -> bool with true";

    fn ended(noticed: &[&str], missed: &[&str]) -> Ended {
        let of = |lines: &[&str]| lines.iter().filter_map(|line| without_place(line)).collect();
        Ended { noticed: of(noticed), missed: of(missed) }
    }

    #[test]
    fn what_is_neither_noticed_nor_listed_is_a_failure() {
        let problem = ended(&[], &[LINE]).compare(&BTreeMap::new()).unwrap_err();
        assert!(problem.contains(CHANGE), "{problem}");
        let list = format!("# why\n\n{CHANGE} | f is never false\n");
        assert_eq!(ended(&[], &[LINE]).compare(&read_list(&list).unwrap()), Ok(()));
    }

    #[test]
    fn a_listed_change_that_is_noticed_is_a_failure() {
        let list = format!("{CHANGE} | f is never false");
        assert!(ended(&[LINE], &[]).compare(&read_list(&list).unwrap()).is_err());
        assert!(read_list(CHANGE).is_err(), "a line without a reason");
    }
}
