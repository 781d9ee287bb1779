//! Chromium: WebDriver for the session and its windows, DevTools for everything else.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::engine::{Browser, Tab, Told};
use crate::input::Key;
use crate::logs::Request;
use crate::session::{Lang, Look, Viewport};
use crate::webdriver::{Driver, scratch_folder, signal};

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
    // A camera that shows a file, and a person who says yes.
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
];

pub(crate) struct Chromium {
    /// Always there, but while it is replaced after a crash.
    driver: Option<Driver>,
    lang: Lang,
    profile: PathBuf,
    downloads: PathBuf,
    seen: RefCell<Vec<Value>>,
    tab: Tab,
}

impl Chromium {
    pub(crate) fn start(lang: Lang, downloads: PathBuf) -> Self {
        let profile = scratch_folder("browser");
        let driver = Some(started(lang, &profile, &downloads));
        let seen = RefCell::default();
        let mut browser = Self { driver, lang, profile, downloads, seen, tab: Tab(String::new()) };
        browser.tab = browser.current();
        browser
    }

    fn driver(&self) -> &Driver {
        self.driver.as_ref().expect("a driver, but in the midst of a restart")
    }

    fn current(&self) -> Tab {
        let handle = self.driver().get("window").unwrap_or_else(|problem| panic!("{problem}"));
        Tab(handle.as_str().unwrap_or_default().to_owned())
    }

    fn cdp(&self, command: &str, params: Value) -> Value {
        self.devtools(command, params).unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        match self.driver().command("se/log", &json!({ "type": kind })) {
            Ok(Value::Array(entries)) => entries,
            Ok(other) => panic!("the {kind} log is {other}"),
            Err(problem) => panic!("no {kind} log: {problem}"),
        }
    }

    fn pointer(&self, kind: &str, x: f64, y: f64, clicks: u32) {
        self.cdp(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": x, "y": y, "clickCount": clicks,
                    "button": if clicks == 0 { "none" } else { "left" } }),
        );
    }
}

fn started(lang: Lang, profile: &Path, downloads: &Path) -> Driver {
    let mut args: Vec<String> = SWITCHES.iter().map(|&s| s.to_owned()).collect();
    args.push(format!("--user-data-dir={}", profile.display()));
    let camera = downloads.join(crate::session::CAMERA);
    args.push(format!("--use-file-for-fake-video-capture={}", camera.display()));
    args.push(format!("--lang={}", lang.code()));
    args.push(format!("--accept-lang={}", lang.code()));
    // Not the new-tab page, which loads a hundred files of its own.
    args.push("about:blank".into());
    let mut options = json!({
        "args": args,
        "prefs": { "intl.accept_languages": lang.code() },
    });
    if let Some(binary) = binary() {
        options["binary"] = json!(binary);
    }
    let wanted = json!({
        "browserName": "chrome",
        "unhandledPromptBehavior": "ignore",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
    });
    let mut command = Command::new("chromedriver");
    command.args(["--port=0", "--allowed-ips=127.0.0.1"]);
    Driver::start(command, None, &wanted)
}

impl Browser for Chromium {
    fn crash_and_restart(&mut self) {
        self.keep_logs();
        let process = self.driver().capabilities.get("goog:processID").and_then(Value::as_u64);
        if let Some(process) = process {
            signal("-KILL", process);
        }
        self.driver = None;
        // The dead one's lock on the profile would stop the new one.
        for lock in ["SingletonLock", "SingletonCookie", "SingletonSocket"] {
            let _ = std::fs::remove_file(self.profile.join(lock));
        }
        self.driver = Some(started(self.lang, &self.profile, &self.downloads));
        self.tab = self.current();
    }

    fn prepare(&mut self, early: &[String], viewport: Viewport) {
        self.cdp("Page.enable", json!({}));
        self.cdp("Network.enable", json!({}));
        for script in early {
            self.before_load(script);
        }
        self.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Shanghai" }));
        self.cdp(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": self.downloads.display().to_string() }),
        );
        self.resize(viewport);
    }

    fn before_load(&mut self, script: &str) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    fn open(&mut self, address: &str) -> Told<()> {
        self.driver().command("url", &json!({ "url": address })).map(drop)
    }

    fn reload(&mut self) -> Told<()> {
        self.driver().command("refresh", &json!({})).map(drop)
    }

    fn back(&mut self) -> Told<()> {
        self.driver().command("back", &json!({})).map(drop)
    }

    fn evaluate(&self, expression: &str) -> Told<Value> {
        let mut answer = self.devtools(
            "Runtime.evaluate",
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true,
                    "userGesture": true }),
        )?;
        if let Some(problem) = answer.get("exceptionDetails") {
            let said = problem.pointer("/exception/description").or(problem.get("text"));
            return Err(said.and_then(Value::as_str).unwrap_or("exception").to_owned());
        }
        Ok(answer.pointer_mut("/result/value").map(Value::take).unwrap_or_default())
    }

    fn resize(&self, viewport: Viewport) {
        let (width, height) = viewport.size();
        let phone = viewport == Viewport::Phone;
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "mobile": phone,
                    "deviceScaleFactor": if phone { 2 } else { 1 } }),
        );
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone }));
    }

    fn look(&self, look: Look) {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let features = match look {
            Look::Plain => json!([]),
            Look::Dark => json!([feature("prefers-color-scheme", "dark")]),
            Look::ForcedColours => json!([feature("forced-colors", "active")]),
            Look::ReducedMotion => json!([feature("prefers-reduced-motion", "reduce")]),
        };
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    fn paper(&self, paper: bool) {
        let media = if paper { "print" } else { "" };
        self.cdp("Emulation.setEmulatedMedia", json!({ "media": media }));
    }

    fn offline(&self, offline: bool) {
        self.cdp(
            "Network.emulateNetworkConditions",
            json!({ "offline": offline, "latency": 0,
                    "downloadThroughput": -1, "uploadThroughput": -1 }),
        );
    }

    fn block(&self, addresses: &[&str]) {
        self.cdp("Network.setBlockedURLs", json!({ "urls": addresses }));
    }

    fn click_at(&self, x: f64, y: f64) {
        self.pointer("mouseMoved", x, y, 0);
        self.pointer("mousePressed", x, y, 1);
        self.pointer("mouseReleased", x, y, 1);
    }

    fn key(&self, key: Key) {
        let (name, code, text, modifiers) = key.facts();
        let mut event = json!({ "key": name, "code": if name == " " { "Space" } else { name },
            "windowsVirtualKeyCode": code, "modifiers": modifiers });
        event["type"] = json!(if text.is_empty() { "rawKeyDown" } else { "keyDown" });
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.cdp("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        self.cdp("Input.dispatchKeyEvent", event);
    }

    fn insert(&self, text: &str) {
        self.cdp("Input.insertText", json!({ "text": text }));
    }

    fn compose(&self, letters: &str, chosen: &str) {
        for end in 1..=letters.chars().count() {
            let so_far: String = letters.chars().take(end).collect();
            let at = so_far.encode_utf16().count();
            self.cdp(
                "Input.imeSetComposition",
                json!({ "text": so_far, "selectionStart": at, "selectionEnd": at }),
            );
        }
        self.insert(chosen);
    }

    fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        let node = self.cdp(
            "Runtime.evaluate",
            json!({ "expression": format!("document.querySelector({})", json!(selector)) }),
        );
        let object = node.pointer("/result/objectId").cloned();
        let object = object.unwrap_or_else(|| panic!("no file input {selector}"));
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        self.cdp("DOM.setFileInputFiles", json!({ "files": names, "objectId": object }));
    }

    fn drop_files(&self, x: f64, y: f64, files: &[PathBuf]) {
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.cdp(
                "Input.dispatchDragEvent",
                json!({ "type": kind, "x": x, "y": y,
                        "data": { "items": [], "files": names, "dragOperationsMask": 1 } }),
            );
        }
    }

    fn keep_logs(&self) {
        let entries = self.log("performance");
        let events = entries
            .iter()
            .filter_map(|entry| entry["message"].as_str())
            .filter_map(|message| serde_json::from_str::<Value>(message).ok())
            .map(|mut message| message["message"].take())
            .filter(|event| event["method"].as_str().is_some_and(|m| m.starts_with("Network.")));
        self.seen.borrow_mut().extend(events);
    }

    fn requests(&self) -> Vec<Request> {
        self.keep_logs();
        let seen = self.seen.borrow();
        let sent = seen.iter().filter(|e| e["method"] == json!("Network.requestWillBeSent"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        sent.map(|event| &event["params"]["request"])
            .map(|request| Request {
                method: text(&request["method"]),
                url: text(&request["url"]),
                body: request["postData"].as_str().map(str::to_owned),
                headers: headers(&request["headers"]),
            })
            .collect()
    }

    fn complaints(&self) -> Vec<String> {
        let severe = |entry: &&Value| entry["level"] == json!("SEVERE");
        let log = self.log("browser");
        let said = |entry: &Value| entry["message"].as_str().unwrap_or_default().to_owned();
        log.iter().filter(severe).map(said).collect()
    }

    fn picture(&self, viewport: Viewport, height: f64) -> Vec<u8> {
        let (width, _) = viewport.size();
        // A window as tall as the page: bars that stick to its edges stand where the page ends.
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height.round(), "mobile": false,
                    "deviceScaleFactor": 1 }),
        );
        let taken = self.cdp("Page.captureScreenshot", json!({ "format": "png" }));
        self.resize(viewport);
        taken["data"].as_str().and_then(|data| STANDARD.decode(data).ok()).unwrap_or_default()
    }

    fn pdf(&self) -> Told<Vec<u8>> {
        // A4, in inches, as the protocol has it.
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69 });
        let printed = self.devtools("Page.printToPDF", paper)?;
        let data = printed["data"].as_str().unwrap_or_default();
        STANDARD.decode(data).map_err(|e| e.to_string())
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
        let told = self.driver().command("window/new", &json!({ "type": "window" }));
        let told = told.unwrap_or_else(|problem| panic!("a new window: {problem}"));
        Tab(told["handle"].as_str().unwrap_or_default().to_owned())
    }

    fn switch_to(&mut self, tab: &Tab) {
        self.keep_logs();
        self.driver()
            .command("window", &json!({ "handle": tab.0 }))
            .unwrap_or_else(|problem| panic!("{tab:?}: {problem}"));
        self.tab = tab.clone();
    }

    fn devtools(&self, command: &str, params: Value) -> Told<Value> {
        self.driver().command("goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let process = self
            .driver
            .take()
            .and_then(|driver| driver.capabilities.get("goog:processID").and_then(Value::as_u64));
        if let Some(process) = process {
            signal("-KILL", process);
        }
        if self.profile.is_dir() {
            let _ = std::fs::remove_dir_all(&self.profile);
        }
    }
}

fn headers(value: &Value) -> String {
    let Some(map) = value.as_object() else { return String::new() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    map.iter().map(|(name, value)| format!("{name}: {}\n", text(value))).collect()
}

/// The browser that belongs to the driver, by its usual names.
fn binary() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| {
        std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
    })
}
