//! The npm package, installed from what `npm pack` made, in the apps of others (`target/hosts`), which
//! `cargo xtask test` sets up and builds.

mod hosts;
mod loading;
mod node;
mod shop;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use cert_e2e::Site;

/// An app as it was set up and built.
fn host(name: &str) -> PathBuf {
    let folder = cert_e2e::root().join("target/hosts").join(name);
    assert!(folder.is_dir(), "no {}: `cargo xtask test` sets it up", folder.display());
    folder
}

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|it| it.local_addr()).expect("a free port").port()
}

/// A server of somebody else's making, in a process of its own; it ends when this is dropped.
struct Served {
    process: Child,
    site: Site,
}

impl Served {
    /// Starts `node SCRIPT ARGS` in an app's folder and waits until it says `ready`.
    fn by_node(name: &str, args: &[&str], port: u16, ready: &str) -> Self {
        let mut node = Command::new("node");
        node.args(args).current_dir(host(name)).stdin(Stdio::null()).stdout(Stdio::piped());
        node.env("NO_COLOR", "1").env("NEXT_TELEMETRY_DISABLED", "1");
        let mut process = node.spawn().expect("Node.js");
        let said = process.stdout.take().expect("its output");
        let site = Site::elsewhere(&format!("http://127.0.0.1:{port}"));
        let served = Self { process, site };
        let mut heard = String::new();
        let mut lines = BufReader::new(said).lines().map_while(|line| line.ok());
        for line in lines.by_ref() {
            heard.push_str(&line);
            heard.push('\n');
            if line.contains(ready) {
                // It must be able to go on talking.
                std::thread::spawn(move || lines.for_each(drop));
                return served;
            }
        }
        panic!("{name} ended before it was ready:\n{heard}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
