//! `certfill`: verify, inspect, issue, lint a form, sign a list.
//!
//! Results go to stdout, messages to stderr. Exit status of `verify`: 0 valid, 1 invalid,
//! 2 undetermined; of every command: 64 wrong usage, 66 a file cannot be read.

mod args;
mod clock;
mod codes;
mod files;
mod inspect;
mod issue;
mod lint;
mod out;
mod report;
mod sign_list;
mod verify;

use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use args::{Arguments, Command};

/// Wrong usage, as `sysexits.h` numbers it.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap sends help to stdout and mistakes to stderr; only its status differs from ours.
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let _ = error.print();
            return ExitCode::from(if asked { 0 } else { USAGE });
        }
    };
    let result = match arguments.command {
        Command::Verify(options) => verify::run(&options),
        Command::Inspect(options) => inspect::run(&options),
        Command::Codes(options) => codes::run(&options),
        Command::Issue(options) => issue::run(&options),
        Command::Key(options) => issue::make_key(&options),
        Command::Lint(options) => lint::run(&options),
        Command::SignList(options) => sign_list::run(&options),
    };
    result.unwrap_or_else(|failure| {
        out::message(&failure.message);
        ExitCode::from(failure.status)
    })
}

/// Why a command could not do its work: words for stderr and the exit status.
pub(crate) struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The arguments, or what a file that was given as an argument holds, make no sense.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: USAGE }
    }

    /// A file cannot be read or written (`EX_NOINPUT`).
    pub(crate) fn file(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 66 }
    }

    /// The work was done and the answer is no.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 1 }
    }
}
