//! Where the program reads and writes: the real streams in the binary, buffers in a test.

use std::io::{Read, Write};

/// The three standard streams.
pub struct Io<'a> {
    /// What `-` as the name of a file reads.
    pub input: &'a mut (dyn Read + Send),
    /// Results and nothing else.
    pub output: &'a mut dyn Write,
    /// Words for the person.
    pub messages: &'a mut dyn Write,
}

impl Io<'_> {
    /// Writes one line of a result; a closed pipe is not an error worth reporting.
    pub(crate) fn result(&mut self, line: &str) {
        let _ = writeln!(self.output, "{line}");
    }

    /// Writes one line for the person.
    pub(crate) fn message(&mut self, line: &str) {
        let _ = writeln!(self.messages, "certfill: {line}");
    }
}
