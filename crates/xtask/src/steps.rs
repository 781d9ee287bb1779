//! Saying what is being done and how long it took, and running other programs.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A sentence for a person; the first line says what failed, the rest what to do.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// What the web build compiles for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The steps of this run with their times.
pub(crate) struct Steps {
    started: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), done: Vec::new() }
    }

    /// Does one step: a line before, a line with the time after, the name in the error.
    ///
    /// # Errors
    /// What `work` says, with the name of the step in front.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("▸ {name} …");
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        self.done.push((name.to_owned(), took));
        match result {
            Ok(value) => {
                println!("  {name} ({})", seconds(took));
                Ok(value)
            }
            Err(problem) => Err(format!("{name} ({}): {problem}", seconds(took))),
        }
    }

    /// The table of all steps, slowest visible at a glance.
    pub(crate) fn table(&self) -> String {
        let width = self.done.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let mut table = String::new();
        for (name, took) in &self.done {
            let gap = " ".repeat(width - name.chars().count());
            let _ = writeln!(table, "  {name}{gap}  {:>9}", seconds(*took));
        }
        let total = seconds(self.started.elapsed());
        let _ = write!(table, "  total{}  {total:>9}", " ".repeat(width.saturating_sub(5)));
        table
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

/// The repository's top folder, whatever the current folder is.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, else `target`.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program that is run in the top folder.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Set by the outer `cargo run`; a child build that sees them would think it belongs to xtask.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME"] {
        command.env_remove(name);
    }
    command.args(args);
    command
}

/// Runs a program with its output on our terminal.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub(crate) fn sh(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("{} {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", shown(command))) }
}

/// Runs a program and gives back what it printed on stdout.
///
/// # Errors
/// When it cannot be started or ends with a failure; stderr is in the message.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let out = command.output().map_err(|error| format!("{} {error}", shown(command)))?;
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&out.stderr);
        Err(format!("{} ended with {}\n{said}", shown(command), out.status))
    }
}

/// Runs a long and talkative program; its output is shown only when it fails.
///
/// # Errors
/// As [`output`].
pub(crate) fn quietly(command: &mut Command) -> Result<()> {
    output(command).map(|_| ())
}

fn shown(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let mut line = format!("`{}", name.display());
    for arg in command.get_args() {
        let _ = write!(line, " {}", arg.to_string_lossy());
    }
    line + "`"
}

/// Where a program is on PATH, if it is.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}
