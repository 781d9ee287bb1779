//! Counting a public test set: every case as expected, or an exception with a reason.
//!
//! Exceptions stand in `tests/it/exceptions.json`: set → case → reason. An exception that
//! behaves as expected after all fails the test, and so does one for a case that is not there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::shared::{json_file, root};

/// One run over one set.
pub(crate) struct Corpus {
    set: &'static str,
    exceptions: Value,
    used: BTreeSet<String>,
    total: usize,
    as_expected: usize,
    problems: Vec<String>,
}

impl Corpus {
    /// Starts a run with the exceptions of this set.
    pub(crate) fn new(set: &'static str) -> Self {
        let all = json_file(&root().join("tests/it/exceptions.json"));
        let exceptions = all.get(set).cloned().unwrap_or_else(|| Value::Object(Default::default()));
        Self {
            set,
            exceptions,
            used: BTreeSet::new(),
            total: 0,
            as_expected: 0,
            problems: Vec::new(),
        }
    }

    /// Counts one case; `answer` is what was seen, for the message.
    pub(crate) fn case(&mut self, id: &str, is_as_expected: bool, answer: impl FnOnce() -> String) {
        self.total += 1;
        let exception = self.exceptions.get(id).and_then(Value::as_str);
        if exception.is_some() {
            self.used.insert(id.to_owned());
        }
        match (is_as_expected, exception) {
            (true, None) => self.as_expected += 1,
            (true, Some(reason)) => {
                self.problems.push(format!("{id}: healed, remove the exception ({reason})"))
            }
            (false, None) => self.problems.push(format!("{id}: {}", answer())),
            (false, Some(_)) => {}
        }
    }

    /// Counts one case whose answer must be this one.
    pub(crate) fn equal(&mut self, id: &str, got: &str, expected: &str) {
        self.case(id, got == expected, || format!("{got}, expected {expected}"));
    }

    /// Fails when the set has fewer cases than it is known to have, then as [`Corpus::finish`].
    pub(crate) fn finish_at_least(self, least: usize) {
        assert!(self.total >= least, "{}: the set has shrunk to {}", self.set, self.total);
        self.finish();
    }

    /// Prints the count, and fails when something was not as expected.
    pub(crate) fn finish(self) {
        println!("{}: {} of {} as expected", self.set, self.as_expected, self.total);
        let mut problems = self.problems;
        for (id, reason) in self.exceptions.as_object().into_iter().flatten() {
            assert!(
                reason.as_str().is_some_and(|reason| reason.len() > 20),
                "{id}: an exception needs a reason"
            );
            println!("  except {id}: {reason}");
            if !self.used.contains(id) {
                problems.push(format!("{id}: an exception for no case"));
            }
        }
        assert!(self.total > 0, "{}: no case", self.set);
        assert!(problems.is_empty(), "{}:\n  {}", self.set, problems.join("\n  "));
    }
}
