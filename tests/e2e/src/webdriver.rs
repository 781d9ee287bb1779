//! A driver process that speaks WebDriver over HTTP, and a session of it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::engine::Told;
use crate::http;

/// How long a driver and a browser may take to end by themselves.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long a driver may take to listen on a busy machine.
const WAKING: Duration = Duration::from_secs(30);

/// A running driver with one session. It ends when this is dropped.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    session: String,
    /// What the driver said about the browser that it started.
    pub(crate) capabilities: Value,
}

impl Driver {
    /// Starts a driver, which announces its port or listens on `port`, and opens a session.
    pub(crate) fn start(mut command: Command, port: Option<u16>, wanted: &Value) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command.stdout(if port.is_some() { Stdio::null() } else { Stdio::piped() });
        let spawned = command.spawn();
        let mut process = spawned
            .unwrap_or_else(|e| panic!("{name}: {e}; `cargo xtask test` installs it or says how"));
        let port = port.unwrap_or_else(|| announced_port(&mut process));
        let mut driver = Self { process, port, session: String::new(), capabilities: Value::Null };
        let begun = Instant::now();
        while http::call(port, "GET", "/status", None).is_err() && begun.elapsed() < WAKING {
            std::thread::sleep(Duration::from_millis(20));
        }
        let body = json!({ "capabilities": { "alwaysMatch": wanted } });
        let mut value = driver
            .call("POST", "/session", Some(&body))
            .unwrap_or_else(|problem| panic!("{name}: {problem}"));
        driver.session = value
            .pointer("/value/sessionId")
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no browser session: {value}"))
            .to_owned();
        let told = value.pointer_mut("/value/capabilities");
        driver.capabilities = told.map(Value::take).unwrap_or_default();
        driver
    }

    /// A command of this session; the `value` of the answer.
    ///
    /// # Errors
    /// What the driver says when it refuses.
    pub(crate) fn command(&self, path: &str, body: &Value) -> Told<Value> {
        self.ask("POST", path, Some(body))
    }

    /// A question to this session.
    ///
    /// # Errors
    /// What the driver says when it refuses.
    pub(crate) fn get(&self, path: &str) -> Told<Value> {
        self.ask("GET", path, None)
    }

    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Told<Value> {
        let path = format!("/session/{}/{path}", self.session);
        let mut answer = self.call(method, &path, body)?;
        let value = answer.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("error") {
            Some(_) => Err(value.get("message").and_then(Value::as_str).unwrap_or("?").to_owned()),
            None => Ok(value),
        }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Told<Value> {
        http::call(self.port, method, path, body).map_err(|e| format!("{method} {path}: {e}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.call("DELETE", &format!("/session/{}", self.session), None);
        }
        // Asked first, so that it takes its browser along; then told.
        end(&mut self.process);
    }
}

/// Asks a process to end, and tells it when it does not.
pub(crate) fn end(process: &mut Child) {
    signal("-TERM", u64::from(process.id()));
    let asked = Instant::now();
    while asked.elapsed() < FAREWELL && matches!(process.try_wait(), Ok(None)) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = process.kill();
    let _ = process.wait();
}

/// A new folder's path; no other test has it.
pub(crate) fn scratch_folder(what: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("certfill-e2e-{}-{what}-{number}", std::process::id()))
}

/// The process may be gone already; that is fine.
pub(crate) fn signal(signal: &str, process: u64) {
    let _ = Command::new("kill")
        .args([signal, &process.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Reads "… started successfully on port 40123." and keeps reading, so that the pipe never fills.
fn announced_port(process: &mut Child) -> u16 {
    let mut lines = BufReader::new(process.stdout.take().expect("stdout is piped")).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim_end_matches('.').parse().ok()
        })
        .expect("the driver says on which port it listens");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    port
}
