//! Walks through every state that can be reached, depth first, each once.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::world::World;

/// More states than any bound here leads to: then the bounds are wrong.
const MAX_STATES: usize = 2_000_000;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// States, each counted once.
    pub(super) states: usize,
    /// Quiet states in which the draft is filed and finished.
    pub(super) filed: usize,
}

/// Walks. The error is a broken promise with the way that leads to it.
pub(super) fn explore(start: World) -> Result<Report, String> {
    let mut report = Report::default();
    let mut seen: HashSet<u64> = HashSet::new();
    let mut path: Vec<String> = Vec::new();
    // What is still to be tried at each depth.
    let mut open = vec![vec![(String::from("start"), start)]];
    while let Some(level) = open.last_mut() {
        let Some((step, state)) = level.pop() else {
            open.pop();
            path.pop();
            continue;
        };
        let mut hasher = DefaultHasher::new();
        state.fingerprint().hash(&mut hasher);
        if !seen.insert(hasher.finish()) {
            continue;
        }
        path.push(step);
        report.states += 1;
        if report.states > MAX_STATES {
            return Err("the bounds are too wide".to_owned());
        }
        let broken = state.broken().or_else(|| {
            if !state.is_quiet() {
                return None;
            }
            report.filed += usize::from(state.is_filed());
            state.clone().comes_to_an_end().err()
        });
        if let Some(broken) = broken {
            return Err(format!("{broken}\n{}", path.join(" → ")));
        }
        open.push(state.steps());
    }
    Ok(report)
}
