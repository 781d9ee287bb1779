//! `cargo xtask bench app`: how quickly the app answers, in Chromium. One line per goal; the exit status
//! is 1 when one is missed. Nothing of the harness runs in between: no pictures, no axe.

#![allow(clippy::print_stdout, reason = "this is a program that prints measurements")]

#[path = "../../tests/browser/citizen.rs"]
#[allow(dead_code, reason = "the stories need more of it")]
mod citizen;
mod first_screen;
mod full_city;
mod main_thread;

use std::process::ExitCode;

/// Runs of each measurement. A time is told by the wall: on a busy machine the page may stand still for
/// want of a processor, while work that takes too long does so every time. So the best run counts.
const RUNS: usize = 3;
/// The slow processor that is noted beside, as phones of the cheaper kind have it.
const SLOW: f64 = 4.0;

fn main() -> ExitCode {
    let goals = [full_city::measure(), main_thread::measure(), first_screen::measure()];
    println!();
    for goal in &goals {
        println!("{goal}");
    }
    if goals.iter().all(|goal| goal.met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What was wanted and what was seen.
struct Goal {
    name: &'static str,
    value: String,
    want: &'static str,
    met: bool,
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let met = if self.met { "met" } else { "missed" };
        write!(f, "goal {}: {}, want {} : {met}", self.name, self.value, self.want)
    }
}
