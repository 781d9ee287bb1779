//! WebKitGTK's own small browser, on a screen that nobody sees: plain WebDriver, nothing more.

use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::engine::{Browser, Tab, Told};
use crate::input::{Key, press_at, stroke};
use crate::logs::Request;
use crate::session::{Lang, Look, Viewport};
use crate::webdriver::{Driver, end, scratch_folder};

/// Where distributions keep the small browser that comes with the library.
const FOLDERS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1",
    "/usr/libexec/webkit2gtk-4.1",
    "/usr/lib/webkit2gtk-4.1",
];

pub(crate) struct WebKit {
    driver: Option<Driver>,
    screen: Child,
    home: PathBuf,
    early: RefCell<Vec<String>>,
    tab: Tab,
}

impl WebKit {
    pub(crate) fn start(lang: Lang, downloads: &Path) -> Self {
        let home = scratch_folder("webkit");
        let config = home.join("config");
        std::fs::create_dir_all(&config).expect("a folder for the browser");
        std::fs::create_dir_all(downloads).expect("a folder for downloads");
        let folders = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display());
        std::fs::write(config.join("user-dirs.dirs"), folders).expect("the browser's folders");
        let (screen, display) = screen();
        let browser = FOLDERS.iter().map(|dir| Path::new(dir).join("MiniBrowser"));
        let browser = browser.into_iter().find(|file| file.is_file());
        let browser = browser.expect("MiniBrowser; `cargo xtask test` installs it or says how");
        // The driver has no way of its own to take a free port.
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|l| l.local_addr());
        let port = free.expect("a free port").port();
        let (locale, words) = match lang {
            Lang::Zh => ("zh_CN.UTF-8", "zh_CN"),
            Lang::En => ("en_US.UTF-8", "en"),
        };
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", &config)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("DISPLAY", display)
            .env("GDK_BACKEND", "x11")
            .env("TZ", "Asia/Shanghai")
            .env("LC_ALL", locale)
            .env("LANGUAGE", words)
            // Neither a graphics card nor a session bus where tests run.
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_A11Y", "none");
        let options = json!({ "binary": browser, "args": ["--automation"] });
        let driver =
            Driver::start(command, Some(port), &json!({ "webkitgtk:browserOptions": options }));
        let handle = driver.get("window").unwrap_or_default();
        let tab = Tab(handle.as_str().unwrap_or_default().to_owned());
        Self { driver: Some(driver), screen, home, early: RefCell::default(), tab }
    }

    fn driver(&self) -> &Driver {
        self.driver.as_ref().expect("a driver until the end")
    }

    fn must(&self, path: &str, body: &Value) -> Value {
        self.driver().command(path, body).unwrap_or_else(|problem| panic!("{path}: {problem}"))
    }

    fn perform(&self, kind: &str, actions: &[Value]) {
        let mut source = json!({ "type": kind, "id": kind, "actions": actions });
        if kind == "pointer" {
            source["parameters"] = json!({ "pointerType": "mouse" });
        }
        self.must("actions", &json!({ "actions": [source] }));
    }

    /// There is no way in before the page: what must be watched is watched from here on.
    fn late(&self) -> Told<()> {
        let scripts = self.early.borrow().join("\n");
        self.evaluate(&format!("(() => {{ {scripts} }})()")).map(drop)
    }
}

/// A screen in memory; it says which number it took.
fn screen() -> (Child, String) {
    let spawned = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut process =
        spawned.unwrap_or_else(|e| panic!("Xvfb: {e}; `cargo xtask test` installs it or says how"));
    let mut line = String::new();
    let told = process.stdout.take().expect("stdout is piped");
    drop(BufReader::new(told).read_line(&mut line));
    (process, format!(":{}", line.trim()))
}

impl Browser for WebKit {
    fn crash_and_restart(&mut self) {
        panic!("WebKitGTK keeps nothing under its driver");
    }

    fn prepare(&mut self, early: &[String], viewport: Viewport) {
        self.early.borrow_mut().extend(early.iter().cloned());
        self.resize(viewport);
    }

    fn before_load(&mut self, script: &str) {
        panic!("WebKitGTK runs no script before the page's own: {script}");
    }

    fn open(&mut self, address: &str) -> Told<()> {
        self.driver().command("url", &json!({ "url": address }))?;
        self.late()
    }

    fn reload(&mut self) -> Told<()> {
        self.driver().command("refresh", &json!({}))?;
        self.late()
    }

    fn back(&mut self) -> Told<()> {
        self.driver().command("back", &json!({})).map(drop)
    }

    fn evaluate(&self, expression: &str) -> Told<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             new Promise(yes => yes({expression})).then(value => done({{ value }}), e => done({{ error: String(e) }}))"
        );
        let mut told =
            self.driver().command("execute/async", &json!({ "script": script, "args": [] }))?;
        match told.get("error").and_then(Value::as_str) {
            Some(problem) => Err(problem.to_owned()),
            None => Ok(told["value"].take()),
        }
    }

    /// The window with its bars; it cannot be as narrow as a phone.
    fn resize(&self, viewport: Viewport) {
        let (width, height) = viewport.size();
        self.must("window/rect", &json!({ "width": width, "height": height + 70 }));
    }

    fn look(&self, _: Look) {}

    fn paper(&self, _: bool) {
        panic!("WebKitGTK cannot be made to draw for paper");
    }

    fn offline(&self, _: bool) {
        panic!("WebKitGTK cannot be cut off from the network");
    }

    fn block(&self, addresses: &[&str]) {
        panic!("WebKitGTK cannot be made to lose {addresses:?}");
    }

    fn click_at(&self, x: f64, y: f64) {
        self.perform("pointer", &press_at(x, y));
    }

    fn key(&self, key: Key) {
        self.perform("key", &stroke(key));
    }

    fn insert(&self, text: &str) {
        let pasted = format!("document.execCommand('insertText', false, {})", json!(text));
        drop(self.evaluate(&pasted).unwrap_or_else(|problem| panic!("{problem}")));
    }

    fn compose(&self, letters: &str, _: &str) {
        panic!("WebKitGTK cannot be made to compose {letters:?}");
    }

    fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        let found = self.must("element", &json!({ "using": "css selector", "value": selector }));
        let id = found.as_object().and_then(|map| map.values().next()).and_then(Value::as_str);
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        let path = format!("element/{}/value", id.unwrap_or_default());
        self.must(&path, &json!({ "text": names.join("\n") }));
    }

    fn drop_files(&self, _: f64, _: f64, files: &[PathBuf]) {
        panic!("WebKitGTK cannot be made to drop {files:?}");
    }

    fn keep_logs(&self) {}

    fn requests(&self) -> Vec<Request> {
        panic!("WebKitGTK does not tell its requests");
    }

    fn complaints(&self) -> Vec<String> {
        Vec::new()
    }

    fn picture(&self, viewport: Viewport, height: f64) -> Vec<u8> {
        let (width, _) = viewport.size();
        self.must("window/rect", &json!({ "width": width, "height": height.round().min(1400.0) }));
        let taken = self.driver().get("screenshot").unwrap_or_default();
        self.resize(viewport);
        taken.as_str().and_then(|data| STANDARD.decode(data).ok()).unwrap_or_default()
    }

    fn pdf(&self) -> Told<Vec<u8>> {
        Err("WebKitGTK's driver cannot print".to_owned())
    }

    fn tab(&self) -> Tab {
        self.tab.clone()
    }

    fn tabs(&self) -> Vec<Tab> {
        let told = self.driver().get("window/handles").unwrap_or_default();
        let names = told.as_array().into_iter().flatten().filter_map(Value::as_str);
        names.map(|name| Tab(name.to_owned())).collect()
    }

    fn new_tab(&mut self) -> Tab {
        let made = self.must("window/new", &json!({ "type": "window" }));
        Tab(made["handle"].as_str().unwrap_or_default().to_owned())
    }

    fn switch_to(&mut self, tab: &Tab) {
        self.must("window", &json!({ "handle": tab.0 }));
        self.tab = tab.clone();
    }

    fn devtools(&self, command: &str, _: Value) -> Told<Value> {
        Err(format!("WebKitGTK knows no {command}"))
    }
}

impl Drop for WebKit {
    fn drop(&mut self) {
        self.driver = None;
        end(&mut self.screen);
        let _ = std::fs::remove_dir_all(&self.home);
    }
}
