//! What `certfill` does, as a function: verify, inspect, issue, lint and preview a form, sign a list, publish a
//! department.
//!
//! Results go to stdout, messages to stderr. Exit status of `verify`: 0 valid, 1 invalid,
//! 2 undetermined; of every command: 64 wrong usage, 66 a file cannot be read.

mod args;
mod case;
mod clock;
mod codes;
mod files;
mod inspect;
mod issue;
mod lint;
mod out;
#[cfg(feature = "preview")]
mod preview;
mod publish;
mod report;
mod sign_list;
mod verify;

use std::ffi::OsString;

use clap::Parser as _;
use clap::error::ErrorKind;

use args::{Arguments, Command};
pub use out::Io;

/// Wrong usage, as `sysexits.h` numbers it.
const USAGE: u8 = 64;

/// Runs the program with these arguments, the program's name first; the exit status comes back.
pub fn run(arguments: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap's own status for a mistake is 2, which here means undetermined.
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let stream = if asked { &mut *io.output } else { &mut *io.messages };
            let _ = write!(stream, "{}", error.render());
            return if asked { 0 } else { USAGE };
        }
    };
    let result = match arguments.command {
        Command::Verify(options) => verify::run(&options, io),
        Command::Inspect(options) => inspect::run(&options, io),
        Command::Codes(options) => codes::run(&options, io),
        Command::Issue(options) => issue::run(&options, io),
        Command::Key(options) => issue::make_key(&options, io),
        Command::Lint(options) => lint::run(&options, io),
        Command::SignList(options) => sign_list::run(&options, io),
        Command::Publish(options) => publish::run(&options, io),
        #[cfg(feature = "preview")]
        Command::Preview(options) => preview::run(&options, io),
    };
    result.unwrap_or_else(|failure| {
        io.message(&failure.message);
        failure.status
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
