//! `certfill preview` at work in this process: what it says, line by line, until its stdin ends.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// The slowest machine starts a server in this time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The command for this form with the app of this folder.
pub(crate) fn arguments(dist: &Path, form: &Path) -> Vec<OsString> {
    let flags = ["certfill", "preview", "--no-open", "--until-stdin-closes", "--app"];
    flags.map(OsString::from).into_iter().chain([dist.into(), form.into()]).collect()
}

/// A preview at work; it ends when this is dropped.
pub(crate) struct Preview {
    said: Receiver<String>,
    stdin: Option<Sender<()>>,
    running: Option<JoinHandle<u8>>,
    /// Where it is served.
    pub(crate) base: String,
    /// What was said and not waited for.
    pub(crate) first: Vec<String>,
}

impl Preview {
    pub(crate) fn start(arguments: Vec<OsString>) -> Self {
        let (line, said) = channel();
        let (stdin, closed) = channel();
        let running = std::thread::spawn(move || {
            let mut input = UntilDropped(closed);
            let (mut output, mut messages) =
                (Lines(line.clone(), Vec::new()), Lines(line, Vec::new()));
            let mut io =
                cert_cli::Io { input: &mut input, output: &mut output, messages: &mut messages };
            cert_cli::run(arguments, &mut io)
        });
        let mut preview = Self {
            said,
            stdin: Some(stdin),
            running: Some(running),
            base: String::new(),
            first: Vec::new(),
        };
        let address = preview.hears("the form is open at ");
        let base = address.rsplit_once(' ').unwrap().1.strip_suffix("/specimen/preview").unwrap();
        preview.base = base.to_owned();
        preview
    }

    /// Waits for a line with these words.
    pub(crate) fn hears(&mut self, words: &str) -> String {
        loop {
            let line = self.said.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("{words}: not said, only {:?}", self.first));
            if line.contains(words) {
                return line;
            }
            self.first.push(line);
        }
    }

    /// Ends it and says with what.
    pub(crate) fn ends(mut self) -> u8 {
        self.end().unwrap()
    }

    fn end(&mut self) -> Option<u8> {
        drop(self.stdin.take());
        self.running.take()?.join().ok()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.end();
    }
}

/// Stdin that ends when the other side is dropped.
struct UntilDropped(Receiver<()>);

impl Read for UntilDropped {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        let _ = self.0.recv();
        Ok(0)
    }
}

/// Sends each line that is written.
struct Lines(Sender<String>, Vec<u8>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for byte in bytes {
            if *byte == b'\n' {
                let line = String::from_utf8(std::mem::take(&mut self.1)).unwrap();
                let _ = self.0.send(line);
            } else {
                self.1.push(*byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
