//! Running `cargo test` with its output shown, and counting honestly what it said.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::steps::{Result, cargo};

/// How many test functions and doctests ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// Runs `cargo test` with `args` and adds what it counted to `counts`.
///
/// # Errors
/// When a test failed, or nothing could be run.
pub(crate) fn run(args: &[&str], counts: &mut Counts) -> Result<()> {
    run_with(&[], args, counts)
}

/// The same with these variables set.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_with(
    variables: &[(&str, &str)],
    args: &[&str],
    counts: &mut Counts,
) -> Result<()> {
    let first = attempt(variables, args)?;
    counts.passed += first.ran.passed;
    counts.failed += first.ran.failed;
    first.result()
}

/// So many that fail beside others may be the machine's fault; more are the program's.
const FEW: usize = 3;

/// The same for browsers, of which several share two cores: a few that fail are run once more, alone, and named. What
/// fails then has failed.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_browsers(which: &[&str], options: &[&str], counts: &mut Counts) -> Result<()> {
    let first = attempt(&[], &[which, &["--"], options].concat())?;
    counts.passed += first.ran.passed;
    if first.is_good || first.failed.is_empty() || first.failed.len() > FEW {
        counts.failed += first.ran.failed;
        return first.result();
    }
    println!("    once more, one at a time: {}", first.failed.join(", "));
    let mut alone = [which, &["--", "--exact", "--test-threads", "1"]].concat();
    alone.extend(first.failed.iter().map(String::as_str));
    let second = attempt(&[], &alone)?;
    counts.passed += second.ran.passed;
    counts.failed += second.ran.failed;
    second.result()?;
    if second.ran.passed < first.ran.failed {
        return Err(format!("{} of the failed tests were not found again", first.ran.failed));
    }
    println!("    note: good alone, failed beside others: {}", first.failed.join(", "));
    Ok(())
}

/// What one call of `cargo test` came to.
struct Attempt {
    ran: Counts,
    /// The tests that failed, by name.
    failed: Vec<String>,
    is_good: bool,
    status: String,
}

impl Attempt {
    fn result(&self) -> Result<()> {
        match (self.is_good, self.ran.passed) {
            (true, 0) => Err("cargo test ended well and ran no test".into()),
            (true, _) => Ok(()),
            (false, _) => Err(format!(
                "{} passed, {} failed ({})",
                self.ran.passed, self.ran.failed, self.status
            )),
        }
    }
}

fn attempt(variables: &[(&str, &str)], args: &[&str]) -> Result<Attempt> {
    let mut command = cargo(&["test", "--no-fail-fast"]);
    command.args(args).envs(variables.iter().copied()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("cargo test: {e}"))?;
    let (mut ran, mut failed) = (Counts::default(), Vec::new());
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(|line| line.ok()) {
            ran.add(&line);
            failed.extend(failed_test(&line).map(str::to_owned));
            if worth_showing(&line) {
                println!("    {line}");
            }
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    Ok(Attempt { ran, failed, is_good: status.success(), status: status.to_string() })
}

/// The name in `test it::works ... FAILED`.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

/// Thousands of lines that say `ok` hide the one that does not.
fn worth_showing(line: &str) -> bool {
    !(line.is_empty()
        || line.ends_with("... ok")
        || line.starts_with("running ")
        || line.starts_with("test result: ok. 0 passed"))
}

impl Counts {
    /// Reads `test result: ok. 12 passed; 0 failed; …`.
    fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        let mut words = rest.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let (Ok(number), Some(what)) = (word.parse::<u64>(), words.peek()) else { continue };
            match what.trim_end_matches(';') {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, failed_test};

    #[test]
    fn a_failed_test_is_known_by_name() {
        assert_eq!(failed_test("test a::b ... FAILED"), Some("a::b"));
        assert_eq!(failed_test("test a::b ... ok"), None);
        assert_eq!(failed_test("test result: FAILED. 2 passed; 1 failed"), None);
    }

    #[test]
    fn results_are_added_up() {
        let mut counts = Counts::default();
        counts.add("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out");
        counts.add("test result: FAILED. 2 passed; 1 failed; 0 ignored; finished in 0.03s");
        counts.add("test it::passed ... ok");
        assert_eq!(counts, Counts { passed: 14, failed: 1 });
    }
}
