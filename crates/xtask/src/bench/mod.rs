//! `cargo xtask bench WHAT`: times, one file for each thing that is measured. Where a goal is set, a line
//! `goal NAME: value, want … : met|missed`, and a failure when one is missed.

mod app;
mod browser;
mod native;
mod peers;
mod qr;
mod server;

pub(crate) use server::attack;

use crate::steps::{Result, Steps};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bench {
    /// Verifying, natively: the worst case of every format.
    Native,
    /// Verifying, in Chromium, beside what others offer there.
    Browser,
    /// How quickly the app answers, in Chromium.
    App,
    /// Reading codes, in Chromium, beside what others offer there.
    Qr,
    /// The server under load, beside its bare signatures.
    Server,
}

impl Bench {
    /// The words of the command line, and what they mean.
    const NAMES: &[(&str, Self)] = &[
        ("native", Self::Native),
        ("browser", Self::Browser),
        ("app", Self::App),
        ("qr", Self::Qr),
        ("server", Self::Server),
    ];

    /// Reads a word of the command line.
    ///
    /// # Errors
    /// Names the words that are known.
    pub(crate) fn parse(word: Option<&str>) -> Result<Self> {
        let found = Self::NAMES.iter().find(|(name, _)| Some(*name) == word);
        found.map(|(_, bench)| *bench).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!(
                "bench wants one of: {}, not \"{}\"",
                names.join(", "),
                word.unwrap_or_default()
            )
        })
    }
}

/// Measures.
///
/// # Errors
/// When something cannot be built or fails, or a goal is missed.
pub(crate) fn bench(steps: &mut Steps, what: Bench) -> Result<()> {
    match what {
        Bench::Native => native::bench(steps),
        Bench::Browser => browser::bench(steps),
        Bench::App => app::bench(steps),
        Bench::Qr => qr::bench(steps),
        Bench::Server => server::bench(steps),
    }
}
