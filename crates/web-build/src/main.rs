//! From a linked WebAssembly module to the files that a browser loads.
//!
//! `cargo xtask` compiles with cargo and then runs this program: it splits the app at the functions
//! marked for it, writes the glue (wasm-bindgen), shrinks every module, and puts all files of one
//! version into one folder that is named by their digest. A program of its own, because the
//! libraries behind it take a minute to compile and `cargo xtask` has to be there in seconds.
#![allow(clippy::print_stdout, reason = "a command line tool talks on stdout")]

mod app;
mod digest;
mod engine;
mod files;
mod glue;
mod names;
mod page;
mod shrink;
mod split;
mod workers;

use std::path::PathBuf;
use std::process::ExitCode;

/// A sentence for a person; the first words say what failed.
pub(crate) type Result<T> = std::result::Result<T, String>;

const USAGE: &str = "\
web-build app    --module FILE --scanner FILE --pages FILE --www DIR --out DIR --work DIR [--wasm-opt PROGRAM]
web-build engine --module FILE --scanner FILE --www DIR --out DIR --work DIR [--wasm-opt PROGRAM]";

/// Where things are and where they go.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// What the linker wrote.
    pub(crate) module: PathBuf,
    /// The same of the decoder of codes.
    pub(crate) scanner: PathBuf,
    /// And of the reader of PDF files.
    pub(crate) pages: PathBuf,
    /// Page, styles and scripts as people wrote them.
    pub(crate) www: PathBuf,
    /// The folder for what a browser loads.
    pub(crate) out: PathBuf,
    /// A folder for what lies in between; modules with the names of their functions stay there.
    pub(crate) work: PathBuf,
    /// The optimiser, where there is one.
    pub(crate) wasm_opt: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: impl Iterator<Item = String>) -> Result<()> {
    let what = args.next().unwrap_or_default();
    let options = options(args)?;
    match what.as_str() {
        "app" => app::build(&options),
        "engine" => engine::build(&options),
        _ => Err(USAGE.into()),
    }
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options::default();
    while let Some(name) = args.next() {
        let value = args.next().map(PathBuf::from).ok_or(USAGE)?;
        match name.as_str() {
            "--module" => options.module = value,
            "--scanner" => options.scanner = value,
            "--pages" => options.pages = value,
            "--www" => options.www = value,
            "--out" => options.out = value,
            "--work" => options.work = value,
            "--wasm-opt" => options.wasm_opt = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}
