//! One browser with one page: opening it, running script in it, making it look as we want.

use std::cell::RefCell;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::driver::{Driver, scratch_folder};
use crate::site::Site;

/// Which language the browser asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The tag as the page's `lang` attribute has it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// How large the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewport {
    /// 360 × 740, with touch.
    Phone,
    /// 1280 × 800.
    Computer,
    /// Any other size, in CSS pixels (400 % zoom is 320 × 256).
    Size(u32, u32),
}

impl Viewport {
    /// Width and height in CSS pixels.
    #[must_use]
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Phone => (360, 740),
            Self::Computer => (1280, 800),
            Self::Size(width, height) => (width, height),
        }
    }

    /// For the names of screenshots.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Phone => "phone".into(),
            Self::Computer => "computer".into(),
            Self::Size(width, height) => format!("{width}x{height}"),
        }
    }
}

/// What the person has set in their system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Light, with motion.
    Plain,
    /// Dark colours.
    Dark,
    /// The system's own colours only.
    ForcedColours,
    /// No movement.
    ReducedMotion,
}

/// Runs in every document before the document's own scripts.
const WATCH: &str = "
  window.__watch = { violations: [], tasks: [] };
  addEventListener('securitypolicyviolation', e => __watch.violations.push(
    e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));
  new PerformanceObserver(list => list.getEntries().forEach(e =>
    __watch.tasks.push({ start: e.startTime, duration: e.duration })))
    .observe({ type: 'longtask', buffered: true });
";

/// A browser with one page. The browser ends when this is dropped.
pub struct Session {
    driver: RefCell<Driver>,
    base: String,
    viewport: Viewport,
    lang: Lang,
    pub(crate) name: String,
    pub(crate) seen: RefCell<Vec<Value>>,
    early: RefCell<Vec<String>>,
    downloads: PathBuf,
}

impl Session {
    /// Starts a browser for `site`; no page is open yet. `name` begins its screenshots' names.
    #[must_use]
    pub fn new(name: &str, site: &Site, viewport: Viewport, lang: Lang) -> Self {
        let session = Self {
            driver: RefCell::new(Driver::start(lang)),
            base: site.base().to_owned(),
            viewport,
            lang,
            name: name.to_owned(),
            seen: RefCell::default(),
            early: RefCell::new(vec![WATCH.to_owned()]),
            downloads: scratch_folder("downloads"),
        };
        session.prepare();
        session
    }

    /// Kills the browser as a power cut would and starts it again with what it had stored.
    pub fn crash(&self) {
        self.keep_logs();
        self.driver.borrow_mut().crash_and_restart(self.lang);
        self.prepare();
    }

    fn prepare(&self) {
        self.cdp("Page.enable", json!({}));
        self.cdp("Network.enable", json!({}));
        for script in self.early.borrow().iter() {
            self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
        }
        self.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Shanghai" }));
        self.cdp(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": self.downloads.display().to_string() }),
        );
        self.resize(self.viewport);
    }

    /// From now on this script runs in every new document before the document's own: to take
    /// something away from the page, such as storage or WebAssembly.
    pub fn before_load(&self, script: &str) {
        self.early.borrow_mut().push(script.to_owned());
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// From now on requests to addresses that match (`*` stands for anything) fail.
    pub fn block(&self, addresses: &[&str]) {
        self.cdp("Network.setBlockedURLs", json!({ "urls": addresses }));
    }

    /// Waits for a downloaded file whose name ends so, and gives its path.
    #[must_use]
    pub fn downloaded(&self, ending: &str) -> PathBuf {
        let mut found = None;
        self.wait_until(&format!("a download that ends in {ending}"), || {
            let entries = std::fs::read_dir(&self.downloads).into_iter().flatten().flatten();
            found = entries.map(|entry| entry.path()).find(|path| {
                path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending))
            });
            found.is_some()
        });
        found.unwrap_or_default()
    }

    /// The language that this browser asks for.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The size that it was started with.
    #[must_use]
    pub fn viewport(&self) -> Viewport {
        self.viewport
    }

    /// `zh` in Chinese, `en` in English: for texts that tests look for.
    #[must_use]
    pub fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// Changes the size of the page.
    pub fn resize(&self, viewport: Viewport) {
        let (width, height) = viewport.size();
        let phone = viewport == Viewport::Phone;
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "mobile": phone,
                    "deviceScaleFactor": if phone { 2 } else { 1 } }),
        );
        self.cdp("Emulation.setTouchEmulationEnabled", json!({ "enabled": phone }));
    }

    /// Pretends a setting of the system.
    pub fn look(&self, look: Look) {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let features = match look {
            Look::Plain => json!([]),
            Look::Dark => json!([feature("prefers-color-scheme", "dark")]),
            Look::ForcedColours => json!([feature("forced-colors", "active")]),
            Look::ReducedMotion => json!([feature("prefers-reduced-motion", "reduce")]),
        };
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Cuts the page off from the network, or connects it again.
    pub fn offline(&self, offline: bool) {
        self.cdp(
            "Network.emulateNetworkConditions",
            json!({ "offline": offline, "latency": 0,
                    "downloadThroughput": -1, "uploadThroughput": -1 }),
        );
    }

    /// Opens a path of the site (or a whole address) and waits until it has loaded.
    pub fn go(&self, path: &str) {
        let address =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.keep_logs();
        self.driver
            .borrow()
            .command("url", &json!({ "url": address }))
            .unwrap_or_else(|problem| panic!("{address}: {problem}"));
    }

    /// Loads the page again, as a person does after a crash.
    pub fn reload(&self) {
        self.keep_logs();
        self.driver
            .borrow()
            .command("refresh", &json!({}))
            .unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// The browser's Back button.
    pub fn back(&self) {
        self.driver
            .borrow()
            .command("back", &json!({}))
            .unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// The path, query and fragment of the page.
    #[must_use]
    pub fn path(&self) -> String {
        let here = self.run("location.href");
        let here = here.as_str().unwrap_or_default();
        here.strip_prefix(self.base.as_str()).unwrap_or(here).to_owned()
    }

    /// The title of the page.
    #[must_use]
    pub fn title(&self) -> String {
        self.run("document.title").as_str().unwrap_or_default().to_owned()
    }

    /// Value of a JavaScript expression; a promise is waited for. The page's security policy does
    /// not apply to it.
    #[must_use = "a test that does not look at what it got proves nothing; use `act` for effects"]
    pub fn run(&self, expression: &str) -> Value {
        self.try_run(expression).unwrap_or_else(|problem| panic!("{problem}\nin: {expression}"))
    }

    /// Runs JavaScript for its effect.
    pub fn act(&self, expression: &str) {
        drop(self.run(&format!("{{ {expression} }}; null")));
    }

    /// Like [`Session::run`]; a page that is just being left gives an error.
    ///
    /// # Errors
    /// The exception's text, or the driver's.
    pub fn try_run(&self, expression: &str) -> Result<Value, String> {
        let mut answer = self.try_cdp(
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

    /// A command of the DevTools protocol.
    pub fn cdp(&self, command: &str, params: Value) -> Value {
        self.try_cdp(command, params).unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    /// Drops files on the first element that matches, as from a file manager.
    pub fn drop_files(&self, selector: &str, files: &[PathBuf]) {
        self.wait_for(selector);
        let place = self.run(&format!(
            "(e => {{ e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect(); \
             return {{ x: b.x + b.width / 2, y: b.y + b.height / 2 }} }})(document.querySelector({}))",
            json!(selector)
        ));
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.cdp(
                "Input.dispatchDragEvent",
                json!({ "type": kind, "x": place["x"], "y": place["y"],
                        "data": { "items": [], "files": names, "dragOperationsMask": 1 } }),
            );
        }
    }

    /// Hands files to an `<input type="file">`, as the file dialog would.
    pub fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        let node = self.cdp(
            "Runtime.evaluate",
            json!({ "expression": format!("document.querySelector({})", json!(selector)) }),
        );
        let object = node.pointer("/result/objectId").cloned();
        let object = object.unwrap_or_else(|| panic!("no file input {selector}"));
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        self.cdp("DOM.setFileInputFiles", json!({ "files": names, "objectId": object }));
    }

    pub(crate) fn try_cdp(&self, command: &str, params: Value) -> Result<Value, String> {
        self.driver
            .borrow()
            .command("goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        match self.driver.borrow().command("se/log", &json!({ "type": kind })) {
            Ok(Value::Array(entries)) => entries,
            Ok(other) => panic!("the {kind} log is {other}"),
            Err(problem) => panic!("no {kind} log: {problem}"),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.downloads);
    }
}
