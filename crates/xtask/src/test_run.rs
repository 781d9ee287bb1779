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
    let mut command = cargo(&["test", "--no-fail-fast"]);
    command.args(args).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("cargo test: {e}"))?;
    let mut ran = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(|line| line.ok()) {
            ran.add(&line);
            if worth_showing(&line) {
                println!("    {line}");
            }
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    counts.passed += ran.passed;
    counts.failed += ran.failed;
    match (status.success(), ran.passed) {
        (true, 0) => Err("cargo test ended well and ran no test".into()),
        (true, _) => Ok(()),
        (false, _) => Err(format!("{} passed, {} failed ({status})", ran.passed, ran.failed)),
    }
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
    use super::Counts;

    #[test]
    fn results_are_added_up() {
        let mut counts = Counts::default();
        counts.add("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out");
        counts.add("test result: FAILED. 2 passed; 1 failed; 0 ignored; finished in 0.03s");
        counts.add("test it::passed ... ok");
        assert_eq!(counts, Counts { passed: 14, failed: 1 });
    }
}
