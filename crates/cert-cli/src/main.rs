//! `certfill`: see the library for what it does; here it gets the real streams.

use std::io::{stderr, stdin, stdout};
use std::process::ExitCode;

use cert_cli::Io;

fn main() -> ExitCode {
    // Not locked for good: `preview` may have to hear that stdin ends while it works.
    let (mut input, mut output, mut messages) = (stdin(), stdout().lock(), stderr().lock());
    let mut io = Io { input: &mut input, output: &mut output, messages: &mut messages };
    ExitCode::from(cert_cli::run(std::env::args_os(), &mut io))
}
