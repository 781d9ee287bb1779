//! `cargo xtask mutants [FILE…]`: changes the code that decides verdicts, one place at a time, and sees
//! that a test notices.
//!
//! A change that no test can notice, because the program does the same, stands in `tests/mutants.txt` with the reason.
//! The list fails when a line of it is noticed after all, so it cannot hide a missing test. It also says which
//! files were changed, in which state; without arguments those are taken that have changed since.

mod list;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use list::{Counts, List};

use crate::steps::{Result, Steps, output, program, root, target_dir};
use crate::tools;

/// What is changed, what decides most first: the verifier, and what the office checks.
const WHAT: &[&str] = &[
    "crates/cert-verify/src/verify",
    "crates/cert-verify/src/steps.rs",
    "crates/cert-verify/src/sd_jwt.rs",
    "crates/cert-verify/src/jws.rs",
    "crates/cert-verify/src/key",
    "crates/cert-verify/src/x509",
    "crates/cert-verify/src/status.rs",
    "crates/cert-verify/src/token_status_list.rs",
    "crates/cert-verify/src/bitstring_status_list.rs",
    "crates/cert-verify/src/trust_list",
    "crates/cert-verify/src/policy.rs",
    "crates/cert-fill/src/check",
    "crates/cert-verify/src",
];

/// Tests that may notice: packages and targets.
struct Tests {
    packages: &'static [&'static str],
    targets: &'static [&'static str],
    /// What of them takes too long to be asked about every change.
    skipped: &'static [&'static str],
    /// Seconds of a processor after which a loop is taken to have no end.
    seconds: u32,
}

/// Compiled and run in seconds; these are asked first.
const OF_VERIFYING: Tests = Tests {
    packages: &["cert-verify", "cert-bench"],
    targets: &["--lib", "--test=verdicts"],
    skipped: &[
        "every_changed_byte",
        "encodings",
        "every_vector_gives_the_same_report",
        "a_caller_that_says_no",
        "signatures_are_judged",
        "powers_at_the_sizes",
        "wycheproof_jose",
    ],
    seconds: 90,
};
const OF_FILLING: Tests = Tests {
    packages: &["cert-fill", "cert-bench"],
    targets: &["--lib", "--test=filings"],
    skipped: &[],
    seconds: 90,
};
/// Asked about what those did not notice.
const ALL: Tests = Tests {
    packages: &["cert-app", "cert-fill", "cert-issue", "cert-verify"],
    targets: &["--lib", "--test=it"],
    skipped: &["server::", "schema_", "delivery_model"],
    seconds: 600,
};

/// How the changes of one file ended: without their line and column, so that a list of them outlives an edit
/// above.
#[derive(Debug, Default)]
struct Ended {
    noticed: Vec<String>,
    /// Noticed by whoever waits for it.
    endless: Vec<String>,
    missed: Vec<String>,
    uncompiled: Vec<String>,
}

/// Changes `files`, or everything that has changed since, and compares with the list.
///
/// # Errors
/// When the tool is missing, when a change is neither noticed nor listed, and when a listed one is noticed.
pub(crate) fn mutants(steps: &mut Steps, files: &[String]) -> Result<()> {
    tools::mutants(steps)?;
    let tree = Tree::of_what_is_committed()?;
    let mut list = List::read()?;
    let all = match files {
        [] => all_files()?,
        given => given.to_vec(),
    };
    let mut problems = Vec::new();
    let mut total = Counts::default();
    for file in &all {
        let state = output(program("git").args(["rev-parse", &format!("HEAD:{file}")]))?;
        let state = state.trim();
        if files.is_empty() && list.ran(file) == Some(state) {
            continue;
        }
        let ended = steps.step(file, || tree.change(file))?;
        let counts = ended.counts(list.same());
        println!("  {counts}");
        problems.extend(ended.compare(list.same()));
        total += counts;
        list.note(file, state, counts)?;
    }
    println!("\n{total}");
    if problems.is_empty() { Ok(()) } else { Err(format!("\n{}", problems.join("\n"))) }
}

/// The files of [`WHAT`] in its order, each once.
fn all_files() -> Result<Vec<String>> {
    let mut files: Vec<String> = Vec::new();
    for what in WHAT {
        let known = output(program("git").args(["ls-files", "--", what]))?;
        for file in known.lines().filter(|file| file.ends_with(".rs") && !file.contains("/tests")) {
            if !files.iter().any(|have| have == file) {
                files.push(file.to_owned());
            }
        }
    }
    if files.is_empty() { Err("there is nothing to change".into()) } else { Ok(files) }
}

/// A copy of the repository: a change in it is in nobody's way.
struct Tree(PathBuf);

impl Tree {
    fn of_what_is_committed() -> Result<Self> {
        let code = ["status", "--porcelain", "--untracked-files=no", "--", "crates", "Cargo.toml"];
        if !output(program("git").args(code))?.is_empty() {
            return Err(
                "what is not committed would not be changed: commit or stash it first".into()
            );
        }
        let folder = target_dir().join("mutants");
        let tree = folder.join("tree");
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        if !tree.is_dir() {
            let clone = ["clone", "--quiet", "--local", "--no-checkout", "."];
            output(program("git").args(clone).arg(&tree))?;
        }
        let here = output(program("git").args(["rev-parse", "HEAD"]))?;
        let git = |args: &[&str]| output(program("git").arg("-C").arg(&tree).args(args)).map(drop);
        git(&["fetch", "--quiet", "origin", "HEAD"])?;
        git(&["checkout", "--quiet", "--force", "--detach", here.trim()])?;
        // The public test sets stand beside the repository.
        let sets = root().join("../shared");
        if sets.is_dir() && !folder.join("shared").exists() {
            link(&sets, &folder.join("shared"))?;
        }
        Ok(Self(tree))
    }

    /// Every change of one file: first the quick tests, then all of them about what those did not notice.
    fn change(&self, file: &str) -> Result<Ended> {
        let quick = if file.starts_with("crates/cert-fill/") { &OF_FILLING } else { &OF_VERIFYING };
        let first = self.run(file, quick, &[])?;
        if first.missed.is_empty() {
            return Ok(first);
        }
        // It goes through what was missed or had no end again.
        let second = self.run(file, &ALL, &["--iterate"])?;
        Ok(first.then(second))
    }

    fn run(&self, file: &str, tests: &Tests, more: &[&str]) -> Result<Ended> {
        let out = target_dir().join("mutants");
        if more.is_empty() {
            let _ = std::fs::remove_dir_all(out.join("mutants.out"));
        }
        let mut cargo = limited(tests.seconds);
        cargo.current_dir(&self.0).arg("mutants").env("PATH", tools::path());
        cargo.env("CARGO_TARGET_DIR", out.join("build"));
        cargo.args([
            "--workspace",
            "--in-place",
            "--baseline=skip",
            "--no-shuffle",
            "--colors=never",
        ]);
        cargo.args(["--profile=mutants", WAIT, "--output"]).arg(&out);
        cargo.args(["--file", file]).args(more);
        for package in tests.packages {
            cargo.args(["--test-package", package]);
        }
        cargo.args(tests.targets.iter().map(|target| format!("--cargo-arg={target}")));
        cargo.args(["--", "--"]).args(tests.skipped.iter().flat_map(|name| ["--skip", name]));
        // Its exit status is one of its findings, which are compared with the list.
        cargo.status().map_err(|e| format!("cargo mutants: {e}"))?;
        Ended::read(&out.join("mutants.out"))
    }
}

/// By the clock only what waits for something is ended: how much of a processor there is depends on what else runs.
const WAIT: &str = "--timeout=3600";

/// Cargo; it and each program that it starts get so many seconds of a processor.
#[cfg(unix)]
fn limited(seconds: u32) -> std::process::Command {
    let mut shell = program("sh");
    shell.args(["-c", &format!("ulimit -t {seconds}; exec cargo \"$@\""), "cargo"]);
    shell
}

#[cfg(not(unix))]
fn limited(_: u32) -> std::process::Command {
    program("cargo")
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<()> {
    std::os::unix::fs::symlink(to, at).map_err(|e| format!("{}: {e}", at.display()))
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    Ok(())
}

impl Ended {
    fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let file = folder.join(name);
            let text =
                std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            Ok::<_, String>(text.lines().filter_map(without_place).collect::<Vec<_>>())
        };
        Ok(Self {
            noticed: read("caught.txt")?,
            endless: read("timeout.txt")?,
            missed: read("missed.txt")?,
            uncompiled: read("unviable.txt")?,
        })
    }

    /// What a second run said of the changes that it took on: those that were missed or had no end.
    fn then(mut self, second: Self) -> Self {
        self.noticed.extend(second.noticed);
        self.uncompiled.extend(second.uncompiled);
        Self { endless: second.endless, missed: second.missed, ..self }
    }

    fn counts(&self, same: &BTreeMap<String, String>) -> Counts {
        let known = self.missed.iter().filter(|change| same.contains_key(change.as_str())).count();
        Counts {
            noticed: self.noticed.len(),
            endless: self.endless.len(),
            uncompiled: self.uncompiled.len(),
            same: known,
            missed: self.missed.len() - known,
        }
    }

    fn compare(&self, same: &BTreeMap<String, String>) -> Vec<String> {
        let missed = self.missed.iter().filter(|change| !same.contains_key(change.as_str()));
        let mut problems: Vec<_> =
            missed.map(|change| format!("  no test notices: {change}")).collect();
        let healed = self
            .noticed
            .iter()
            .filter(|change| same.contains_key(change.as_str()) && !self.missed.contains(change));
        let from = list::FILE;
        problems.extend(healed.map(|change| format!("  noticed, take it from {from}: {change}")));
        problems
    }
}

/// `path:line:column: change` without the middle.
fn without_place(line: &str) -> Option<String> {
    let (place, change) = line.split_once(": ")?;
    let path = place.split(':').next()?;
    Some(format!("{path}: {change}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "crates/a/src/b.rs:12:5: replace f -> bool with true";
    const CHANGE: &str = "crates/a/src/b.rs: replace f -> bool with true";

    fn ended(noticed: &[&str], missed: &[&str]) -> Ended {
        let of = |lines: &[&str]| lines.iter().filter_map(|line| without_place(line)).collect();
        Ended { noticed: of(noticed), missed: of(missed), ..Ended::default() }
    }

    #[test]
    fn what_is_neither_noticed_nor_listed_is_a_failure() {
        let problems = ended(&[], &[LINE]).compare(&BTreeMap::new());
        assert!(problems.iter().any(|problem| problem.contains(CHANGE)), "{problems:?}");
        let same = BTreeMap::from([(CHANGE.to_owned(), "f is never false".to_owned())]);
        assert_eq!(ended(&[], &[LINE]).compare(&same), Vec::<String>::new());
        assert_eq!(ended(&[], &[LINE]).counts(&same).same, 1);
    }

    #[test]
    fn a_listed_change_that_is_noticed_is_a_failure() {
        let same = BTreeMap::from([(CHANGE.to_owned(), "f is never false".to_owned())]);
        assert_eq!(ended(&[LINE], &[]).compare(&same).len(), 1);
        assert!(ended(&[LINE], &[LINE]).compare(&same).is_empty(), "one of two alike");
    }

    #[test]
    fn a_second_run_speaks_for_what_the_first_one_missed() {
        let other = "crates/a/src/b.rs:9:1: delete !";
        let both = ended(&[other], &[LINE]).then(ended(&[LINE], &[]));
        assert_eq!((both.noticed.len(), both.missed.len()), (2, 0));
    }
}
