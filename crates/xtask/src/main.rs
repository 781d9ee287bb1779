//! The project's own commands: `cargo xtask run | test | check | build | size | bench | attack | city | codes | sbom |
//! fuzz`.
//!
//! No dependencies on purpose: this is the first thing a newcomer compiles, and it has to be there
//! in seconds. Everything it installs is kept under `target/tools`.
#![allow(clippy::print_stdout, reason = "a command line tool talks on stdout")]

mod args;
mod bench;
mod brotli;
mod browser;
mod circles;
mod city;
mod fuzz;
mod imports;
mod long_functions;
mod mutants;
mod names;
mod package;
mod parts;
mod printed_page;
mod promises;
mod readme;
mod run;
mod run_desk;
mod run_shop;
mod rust_source;
mod sbom;
mod size;
mod small_std;
mod stages;
mod stamp;
mod steps;
mod test_run;
mod tools;
mod unused;
mod web;

use std::process::ExitCode;

use args::Command;
use steps::Steps;

const USAGE: &str = "\
cargo xtask run    set up, build, start the specimen world and open the app
                   [--port N] [--shop-port N] [--data DIR] [--fresh] [--no-open]
cargo xtask test   everything: format, lints, promises, tests, web build, sizes, browsers
cargo xtask check  the same without browsers and web build; quick, before every commit
cargo xtask build  the app into dist/, the npm package's engine into pkg/dist/
                   [--trial] the app only and hardly optimised, to try a change
cargo xtask size   what a browser downloads, Brotli 11, against the budgets
cargo xtask bench  native: times of verifying, the worst case of every format
                   browser: verifying in Chromium, beside WebCrypto and npm packages
                   app: how quickly the app answers, in Chromium
                   qr: reading codes in Chromium, beside zxing-wasm and jsQR
                   server: filings under load, on SQLite and PostgreSQL, grown, killed
cargo xtask package  builds, packs and weighs the npm package, beside what npm offers
cargo xtask hosts  packs what is built and sets up the apps of others that the browser tests open
cargo xtask attack  attacks the server from other addresses and sees how long others wait
                   [--small] a second of each, to try it
cargo xtask city   what each service of the specimen city asks of people, against the goals
                   [--write] makes docs/services.md again
cargo xtask codes  writes the table of codes into docs/codes.md and pkg/
cargo xtask sbom   of what each program is made, as CycloneDX into target/sbom/
cargo xtask fuzz   every fuzz target with its seeds, one after another [--minutes N]
cargo xtask mutants  changes the code of verdicts and sees that tests notice [FILE…]";

fn main() -> ExitCode {
    let command = match args::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(64);
        }
    };
    let mut steps = Steps::new();
    let result = match command {
        Command::Help => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Command::Run(options) => run::run(&mut steps, &options),
        Command::Announce { port, shop, open } => run::announce(port, shop, open),
        Command::Shop { city, port, data } => run_shop::serve(city, port, &data),
        Command::Test => stages::test(&mut steps),
        Command::Check => stages::check(&mut steps),
        Command::Build(care) => web::build_all(&mut steps, care),
        Command::Size => size::size(&mut steps),
        Command::Bench(what) => bench::bench(&mut steps, what),
        Command::Attack { small } => bench::attack(&mut steps, small),
        Command::Fuzz { minutes } => fuzz::fuzz(&mut steps, minutes),
        Command::Mutants { files } => mutants::mutants(&mut steps, &files),
        Command::Package => package::package(&mut steps),
        Command::Hosts => {
            package::Installing::of_all().and_then(|hosts| package::test(&mut steps, hosts))
        }
        Command::City { write } => city::city(&mut steps, write),
        Command::Sbom => sbom::sbom(&mut steps),
        Command::Codes => steps.step("docs/codes.md", promises::write_codes),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\n✗ {problem}");
            ExitCode::FAILURE
        }
    }
}
