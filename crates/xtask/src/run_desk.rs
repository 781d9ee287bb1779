//! The desk of `cargo xtask run`: on the port after the shop's, with one invented clerk.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::steps::{Result, root, target_dir};

/// The account, on the loopback address only; both are printed.
const NAME: &str = "specimen";
const PASSWORD: &str = "specimen-clerk";

/// The port after the shop's.
pub(crate) const fn port(shop: u16) -> u16 {
    shop.saturating_add(1)
}

/// The lines that say where the desk is and how to get in.
pub(crate) fn told(port: u16) -> [String; 2] {
    let place = format!("Clerks decide at      http://127.0.0.1:{port}/");
    [place, format!("  (account {NAME}, password {PASSWORD})")]
}

/// Makes the account, unless it is there since an earlier start.
///
/// # Errors
/// When the server's program cannot be started.
pub(crate) fn add_the_clerk(data: &Path) -> Result<()> {
    let mut command = Command::new(target_dir().join("debug/cert-server"));
    command.args(["clerk", "add", NAME, "--role", "decide", "--office", "*"]);
    command.args(["--role", "administer", "--office", "*", "--password-stdin", "--database"]);
    command.arg(data.join("certfill.sqlite"));
    let quiet = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut adding = quiet.spawn().map_err(|problem| format!("cert-server clerk: {problem}"))?;
    if let Some(mut stdin) = adding.stdin.take() {
        let _ = writeln!(stdin, "{PASSWORD}");
    }
    // Who is there already is told so, and that is no failure.
    adding.wait().map(drop).map_err(|problem| format!("cert-server clerk: {problem}"))
}

/// The option for the engine in the clerk's browser, when `cargo xtask build` has built it.
pub(crate) fn package() -> Vec<String> {
    let package = root().join("pkg");
    let is_built = package.join("dist/cert_wasm_bg.wasm").is_file();
    if is_built { vec!["--desk-package".into(), package.display().to_string()] } else { Vec::new() }
}
