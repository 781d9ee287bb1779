//! The chromedriver process, and the browser that it starts.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http;
use crate::session::Lang;

/// Needed where the tests run as root without a network; harmless elsewhere. Without the
/// networking switches every start looks up its maker's hosts.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-search-engine-choice-screen",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// How long a driver and a browser may take to end by themselves.
const FAREWELL: Duration = Duration::from_secs(5);

/// A running driver with one browser. Both end when this is dropped, also by a panic.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    session: String,
    browser: Option<u64>,
    profile: PathBuf,
}

impl Driver {
    /// Starts a driver on a free port and a browser with an empty profile.
    pub(crate) fn start(lang: Lang) -> Self {
        Self::with_profile(lang, scratch_folder("browser"))
    }

    /// Kills the browser without a word, as a power cut would, and starts one that finds what it
    /// had stored.
    pub(crate) fn crash_and_restart(&mut self, lang: Lang) {
        if let Some(browser) = self.browser.take() {
            signal("-KILL", browser);
        }
        // The dead one's lock on the profile would stop the new one.
        for lock in ["SingletonLock", "SingletonCookie", "SingletonSocket"] {
            let _ = std::fs::remove_file(self.profile.join(lock));
        }
        let profile = std::mem::take(&mut self.profile);
        *self = Self::with_profile(lang, profile);
    }

    fn with_profile(lang: Lang, profile: PathBuf) -> Self {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--allowed-ips=127.0.0.1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts; `cargo xtask test` installs it or says how to");
        let port = announced_port(&mut process);
        let mut driver = Self { process, port, session: String::new(), browser: None, profile };
        let answer = driver.call("POST", "/session", Some(&driver.capabilities(lang)));
        let value = answer.expect("chromedriver answers");
        driver.session = value
            .pointer("/value/sessionId")
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no browser session: {value}"))
            .to_owned();
        driver.browser =
            value.pointer("/value/capabilities/goog:processID").and_then(Value::as_u64);
        driver
    }

    fn capabilities(&self, lang: Lang) -> Value {
        let mut args: Vec<String> = SWITCHES.iter().map(|&s| s.to_owned()).collect();
        args.push(format!("--user-data-dir={}", self.profile.display()));
        args.push(format!("--lang={}", lang.code()));
        args.push(format!("--accept-lang={}", lang.code()));
        // Not the new-tab page, which loads a hundred files of its own.
        args.push("about:blank".into());
        let mut options = json!({
            "args": args,
            "prefs": { "intl.accept_languages": lang.code() },
        });
        if let Some(binary) = browser() {
            options["binary"] = json!(binary);
        }
        json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        } } })
    }

    /// A command of this session; the `value` of the answer.
    ///
    /// # Errors
    /// What the driver says when it refuses.
    pub(crate) fn command(&self, path: &str, body: &Value) -> Result<Value, String> {
        let path = format!("/session/{}/{path}", self.session);
        let mut answer = self.call("POST", &path, Some(body))?;
        let value = answer.get_mut("value").map(Value::take).unwrap_or_default();
        match value.get("error") {
            Some(_) => Err(value.get("message").and_then(Value::as_str).unwrap_or("?").to_owned()),
            None => Ok(value),
        }
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
        http::call(self.port, method, path, body).map_err(|e| format!("{method} {path}: {e}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.call("DELETE", &format!("/session/{}", self.session), None);
        }
        // Asked first, so that it takes its browser along; then told.
        signal("-TERM", u64::from(self.process.id()));
        let asked = Instant::now();
        while asked.elapsed() < FAREWELL && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        if let Some(browser) = self.browser {
            signal("-KILL", browser);
        }
        if self.profile.is_dir() {
            let _ = std::fs::remove_dir_all(&self.profile);
        }
    }
}

/// A new folder's path; no other test has it.
pub(crate) fn scratch_folder(what: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("certfill-e2e-{}-{what}-{number}", std::process::id()))
}

/// The process may be gone already; that is fine.
fn signal(signal: &str, process: u64) {
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
        .expect("chromedriver says on which port it listens");
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    port
}

/// The browser that belongs to the driver, by its usual names.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| {
        std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
    })
}
