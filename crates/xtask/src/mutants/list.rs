//! `tests/mutants.txt`: changes that make no difference, and which files were changed so far.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use crate::steps::{Result, root};

/// Where the list stands.
pub(super) const FILE: &str = "tests/mutants.txt";

/// How many changes ended in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) noticed: usize,
    pub(super) endless: usize,
    pub(super) uncompiled: usize,
    pub(super) same: usize,
    pub(super) missed: usize,
}

/// The file: text with `ran PATH STATE: counts` and `PATH: CHANGE | reason`; the rest is for the reader.
#[derive(Debug)]
pub(super) struct List {
    text: String,
    same: BTreeMap<String, String>,
}

impl List {
    pub(super) fn read() -> Result<Self> {
        let text =
            std::fs::read_to_string(root().join(FILE)).map_err(|e| format!("{FILE}: {e}"))?;
        Self::parse(text)
    }

    fn parse(text: String) -> Result<Self> {
        let is_change = |line: &&str| {
            !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("ran ")
        };
        let pair = |line: &str| {
            let (change, reason) =
                line.rsplit_once(" | ").ok_or(format!("{FILE}: no reason in: {line}"))?;
            Ok::<_, String>((change.trim().to_owned(), reason.trim().to_owned()))
        };
        let same = text.lines().filter(is_change).map(pair).collect::<Result<_>>()?;
        Ok(Self { text, same })
    }

    /// The changes after which the program does the same, with the reason.
    pub(super) fn same(&self) -> &BTreeMap<String, String> {
        &self.same
    }

    /// The state (git's name of its bytes) in which this file was changed last.
    pub(super) fn ran(&self, file: &str) -> Option<&str> {
        let prefix = format!("ran {file} ");
        let line = self.text.lines().find_map(|line| line.strip_prefix(&prefix))?;
        line.split(':').next()
    }

    /// Writes down that this file was changed in this state.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub(super) fn note(&mut self, file: &str, state: &str, counts: Counts) -> Result<()> {
        self.text = noted(&self.text, file, state, counts);
        std::fs::write(root().join(FILE), &self.text).map_err(|e| format!("{FILE}: {e}"))
    }
}

fn noted(text: &str, file: &str, state: &str, counts: Counts) -> String {
    let prefix = format!("ran {file} ");
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(&prefix)).collect();
    let line = format!("{prefix}{state}: {counts}");
    lines.push(&line);
    format!("{}\n", lines.join("\n"))
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.noticed += other.noticed;
        self.endless += other.endless;
        self.uncompiled += other.uncompiled;
        self.same += other.same;
        self.missed += other.missed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { noticed, endless, uncompiled, same, missed } = self;
        let all = noticed + endless + uncompiled + same + missed;
        write!(f, "{all} changes, {noticed} noticed, {endless} without end, ")?;
        write!(f, "{uncompiled} not compiled, {same} equivalent, {missed} missed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_reasons_and_files_have_states() {
        let text = "# why\n\nran a.rs 12ab: 1 changes\na.rs: delete ! | never asked | really\n";
        let list = List::parse(text.to_owned()).unwrap();
        assert_eq!(list.ran("a.rs"), Some("12ab"));
        assert_eq!(list.ran("b.rs"), None);
        assert_eq!(list.same().get("a.rs: delete ! | never asked").unwrap(), "really");
        assert!(List::parse("a.rs: delete !".to_owned()).is_err(), "a line without a reason");
    }

    #[test]
    fn a_file_is_noted_once() {
        let counts = Counts { noticed: 2, missed: 1, ..Counts::default() };
        let once = noted("# why\n", "a.rs", "1", counts);
        let twice = noted(&once, "a.rs", "2", counts);
        assert_eq!(
            twice,
            "# why\nran a.rs 2: 3 changes, 2 noticed, 0 without end, 0 not compiled, 0 equivalent, 1 missed\n"
        );
    }
}
