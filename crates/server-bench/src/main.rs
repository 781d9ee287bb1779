//! `cargo xtask bench server`: what a filing costs beside its bare signatures, with an empty database and a grown
//! one, on one server and on two, and what is left after kills. `cargo xtask attack`: the same server attacked. The servers are processes of their own; this one
//! is their clients, on the same machine and the same processors.
#![allow(clippy::print_stdout, reason = "the numbers are the result")]

mod attack;
mod bare;
mod cost;
mod goals;
mod grown;
mod http;
mod kills;
mod load;
mod people;
mod process;
mod site;
mod sql;
mod two;

use std::{path::PathBuf, process::ExitCode};

use crate::{goals::Goals, site::Engine};

const USAGE: &str =
    "server-bench PATH/TO/cert-server [--small] [cost] [two] [grown] [kills] | attack";

/// What is measured, and with how much.
pub(crate) struct Run {
    /// The server.
    program: PathBuf,
    /// With less of everything: to try the benchmark itself.
    is_small: bool,
    /// Only these.
    only: Vec<String>,
}

impl Run {
    fn read(given: impl Iterator<Item = String>) -> Option<Self> {
        let mut run = Self { program: PathBuf::new(), is_small: false, only: Vec::new() };
        let mut given = given;
        run.program = PathBuf::from(given.next()?);
        for word in given {
            match word.as_str() {
                "--small" => run.is_small = true,
                "cost" | "two" | "grown" | "kills" | "attack" => run.only.push(word),
                _ => return None,
            }
        }
        Some(run)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// This many, or fewer in a small run.
    pub(crate) fn many(&self, whole: usize, small: usize) -> usize {
        if self.is_small { small } else { whole }
    }
}

fn main() -> ExitCode {
    let Some(run) = Run::read(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(64);
    };
    let mut goals = Goals::default();
    match measure(&run, &mut goals) {
        Ok(()) if goals.are_met() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn measure(run: &Run, goals: &mut Goals) -> Result<(), String> {
    // A run of its own, which nobody gets who does not name it.
    if run.only.iter().any(|only| only == "attack") {
        return attack::measure(run, goals);
    }
    if run.wants("cost") {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            cost::measure(run, engine, goals)?;
        }
    }
    if run.wants("two") {
        two::measure(run, goals)?;
    }
    if run.wants("grown") {
        grown::measure(run, goals)?;
    }
    if run.wants("kills") {
        kills::measure(run, goals)?;
    }
    Ok(())
}
