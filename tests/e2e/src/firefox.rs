//! Firefox, through WebDriver BiDi; what the protocol has no command for is set in the browser's own
//! window.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::bidi::Bidi;
use crate::engine::{Browser, Tab, Told};
use crate::input::{Key, press_at, stroke};
use crate::logs::Request;
use crate::session::{Lang, Look, Viewport};
use crate::webdriver::{end, scratch_folder};

/// How long a start may take on a busy machine.
const WAKING: Duration = Duration::from_secs(60);
/// What is typed key by key; more than this is pasted by anybody.
const TYPED: usize = 60;
/// The network itself tells what failed. These say it once more, and also when a page was left that was
/// still loading, which is no fault.
const ECHOES: &[&str] =
    &["NetworkError when attempting to fetch resource", "A ServiceWorker intercepted the request"];
/// Bodies of requests that are kept: filings and their attachments.
const KEPT: u32 = 20_000_000;

pub(crate) struct Firefox {
    /// Always there, but while it is replaced after a crash.
    running: Option<(Child, Bidi)>,
    lang: Lang,
    profile: PathBuf,
    downloads: PathBuf,
    /// The page in hand, and the browser's own window around it.
    tab: Tab,
    sent: RefCell<Vec<(String, Request)>>,
    told: RefCell<Vec<String>>,
    collector: String,
}

impl Firefox {
    pub(crate) fn start(lang: Lang, downloads: PathBuf) -> Self {
        let profile = scratch_folder("firefox");
        std::fs::create_dir_all(&profile).expect("a folder for the profile");
        let mut browser = Self {
            running: None,
            lang,
            profile,
            downloads,
            tab: Tab(String::new()),
            sent: RefCell::default(),
            told: RefCell::default(),
            collector: String::new(),
        };
        browser.launch();
        browser
    }

    fn launch(&mut self) {
        let running = started(self.lang, &self.profile);
        let bidi = &running.1;
        let must = |told: Told<Value>| told.unwrap_or_else(|problem| panic!("{problem}"));
        let events = [
            "network.beforeRequestSent",
            "network.responseCompleted",
            "network.fetchError",
            "log.entryAdded",
        ];
        must(bidi.command("session.subscribe", json!({ "events": events })));
        let folder = self.downloads.display().to_string();
        let allowed = json!({ "type": "allowed", "destinationFolder": folder });
        must(bidi.command("browser.setDownloadBehavior", json!({ "downloadBehavior": allowed })));
        let wanted = json!({ "dataTypes": ["request"], "maxEncodedDataSize": KEPT });
        let collector = must(bidi.command("network.addDataCollector", wanted));
        self.collector = collector["collector"].as_str().unwrap_or_default().to_owned();
        let tree = must(bidi.command("browsingContext.getTree", json!({})));
        let first = tree.pointer("/contexts/0/context").and_then(Value::as_str);
        self.tab = Tab(first.unwrap_or_default().to_owned());
        self.running = Some(running);
    }

    fn bidi(&self) -> &Bidi {
        &self.running.as_ref().expect("a browser, but in the midst of a restart").1
    }

    fn must(&self, method: &str, params: Value) -> Value {
        self.bidi().command(method, params).unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// In the browser's own window, which is `frame`; `page` is the page's browsing context.
    fn chrome(&self, script: &str) {
        let tree = self.must("browsingContext.getTree", json!({ "moz:scope": "chrome" }));
        let window = tree.pointer("/contexts/0/context").and_then(Value::as_str);
        let window = window.unwrap_or_else(|| panic!("no window of the browser: {tree}"));
        let here = self.tree_number();
        let script = format!(
            "(() => {{ const windows = [...Services.wm.getEnumerator('navigator:browser')]; \
               const frame = windows[{here}], page = frame.gBrowser.selectedBrowser.browsingContext; {script} }})()"
        );
        let done = self.bidi().evaluate(window, &script);
        drop(done.unwrap_or_else(|problem| panic!("{problem} in {script}")));
    }

    /// A new window's address bar has it, and keys do nothing in a page without.
    fn take_the_focus(&self) {
        self.chrome("frame.focus(); frame.gBrowser.selectedBrowser.focus()");
    }

    /// Which of the windows, in the order in which they were opened, the tab in hand stands in.
    fn tree_number(&self) -> usize {
        let tree = self.must("browsingContext.getTree", json!({}));
        let all = tree["contexts"].as_array().cloned().unwrap_or_default();
        all.iter().position(|c| c["context"].as_str() == Some(&self.tab.0)).unwrap_or_default()
    }

    fn perform(&self, kind: &str, actions: &[Value]) {
        let mut source = json!({ "type": kind, "id": kind, "actions": actions });
        if kind == "pointer" {
            source["parameters"] = json!({ "pointerType": "mouse" });
        }
        self.must("input.performActions", json!({ "context": self.tab.0, "actions": [source] }));
    }

    /// Sorts what has been told since the last time.
    fn sort(&self) {
        // Events come before the answer to what is asked after them.
        drop(self.bidi().command("session.status", json!({})));
        for event in self.bidi().events() {
            let params = &event["params"];
            let url = params.pointer("/request/url").and_then(Value::as_str).unwrap_or_default();
            match event["method"].as_str().unwrap_or_default() {
                "network.beforeRequestSent" => self.keep(&params["request"]),
                "network.responseCompleted" => {
                    let status = params.pointer("/response/status").and_then(Value::as_u64);
                    if let Some(status) = status.filter(|status| *status >= 400) {
                        self.told
                            .borrow_mut()
                            .push(format!("{url} - answered with a status of {status}"));
                    }
                }
                "network.fetchError" => {
                    let problem = params["errorText"].as_str().unwrap_or_default();
                    // What a page asked for and left is no fault.
                    if problem != "NS_BINDING_ABORTED" {
                        self.told.borrow_mut().push(format!("{url} - {problem}"));
                    }
                }
                _ if params["level"] == json!("error") => {
                    let said = params["text"].as_str().unwrap_or("?");
                    if !ECHOES.iter().any(|echo| said.contains(echo)) {
                        self.told.borrow_mut().push(said.to_owned());
                    }
                }
                _ => {}
            }
        }
    }

    fn keep(&self, request: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = request["headers"].as_array().cloned().unwrap_or_default();
        let line = |h: &Value| format!("{}: {}\n", text(&h["name"]), text(&h["value"]["value"]));
        let kept = Request {
            method: text(&request["method"]),
            url: text(&request["url"]),
            body: None,
            headers: list.iter().map(line).collect(),
        };
        self.sent.borrow_mut().push((text(&request["request"]), kept));
    }

    /// Asks for the bodies that are not there yet.
    fn keep_bodies(&self) {
        for (id, request) in self.sent.borrow_mut().iter_mut() {
            if request.method != "POST" || request.body.is_some() {
                continue;
            }
            let asked =
                json!({ "dataType": "request", "request": id, "collector": self.collector });
            let Ok(data) = self.bidi().command("network.getData", asked) else { continue };
            let value = data.pointer("/bytes/value").and_then(Value::as_str).unwrap_or_default();
            let decoded = || {
                let bytes = STANDARD.decode(value).unwrap_or_default();
                String::from_utf8_lossy(&bytes).into_owned()
            };
            let plain = data.pointer("/bytes/type") == Some(&json!("string"));
            request.body = Some(if plain { value.to_owned() } else { decoded() });
        }
    }
}

/// Starts the browser; it writes its port into its profile when it listens.
fn started(lang: Lang, profile: &Path) -> (Child, Bidi) {
    let wishes = format!(
        "user_pref(\"intl.accept_languages\", \"{0}\");\n\
         user_pref(\"datareporting.policy.dataSubmissionEnabled\", false);\n\
         user_pref(\"browser.sessionstore.resume_from_crash\", false);\n\
         user_pref(\"dom.push.connection.enabled\", false);\n\
         user_pref(\"network.captive-portal-service.enabled\", false);\n\
         user_pref(\"network.connectivity-service.enabled\", false);\n",
        lang.code()
    );
    std::fs::write(profile.join("user.js"), wishes).expect("the profile's settings");
    let announced = profile.join("WebDriverBiDiServer.json");
    let _ = std::fs::remove_file(&announced);
    let spawned = Command::new(binary())
        .args(["--headless", "--no-remote", "--remote-debugging-port", "0"])
        // For dark colours, paper and being offline, which the protocol cannot set everywhere.
        .arg("--remote-allow-system-access")
        .arg("--profile")
        .arg(profile)
        .arg("about:blank")
        .env("TZ", "Asia/Shanghai")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut process = spawned
        .unwrap_or_else(|e| panic!("Firefox: {e}; `cargo xtask test` installs it or says how"));
    let begun = Instant::now();
    loop {
        let written = std::fs::read(&announced).ok();
        let told = written.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let port = told.and_then(|told| told["ws_port"].as_u64()?.try_into().ok());
        if let Some(port) = port {
            let wanted = json!({ "unhandledPromptBehavior": { "default": "ignore" } });
            match Bidi::open(port, &wanted) {
                Ok(bidi) => return (process, bidi),
                Err(problem) if begun.elapsed() > WAKING => panic!("Firefox: {problem}"),
                Err(_) => {}
            }
        }
        let over = begun.elapsed() > WAKING || !matches!(process.try_wait(), Ok(None));
        assert!(!over, "Firefox did not open its remote control");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn binary() -> &'static str {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let known = ["firefox-esr", "firefox"];
    known
        .into_iter()
        .find(|name| std::env::split_paths(&path).any(|dir| dir.join(name).is_file()))
        .unwrap_or("firefox")
}

impl Browser for Firefox {
    fn crash_and_restart(&mut self) {
        self.keep_logs();
        if let Some((mut process, _)) = self.running.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = std::fs::remove_file(self.profile.join("lock"));
        self.launch();
    }

    fn prepare(&mut self, early: &[String], viewport: Viewport) {
        for script in early {
            self.before_load(script);
        }
        self.resize(viewport);
        self.take_the_focus();
    }

    fn before_load(&mut self, script: &str) {
        let script = format!("() => {{ {script} }}");
        self.must(
            "script.addPreloadScript",
            json!({ "functionDeclaration": script, "contexts": [self.tab.0] }),
        );
    }

    fn open(&mut self, address: &str) -> Told<()> {
        let where_to = json!({ "context": self.tab.0, "url": address, "wait": "complete" });
        match self.bidi().command("browsingContext.navigate", where_to) {
            // A page that sends its visitor on while it loads is no failure.
            Err(problem) if !problem.contains("NS_BINDING_ABORTED") => Err(problem),
            _ => Ok(()),
        }
    }

    fn reload(&mut self) -> Told<()> {
        let asked = json!({ "context": self.tab.0, "wait": "complete" });
        self.bidi().command("browsingContext.reload", asked).map(drop)
    }

    fn back(&mut self) -> Told<()> {
        let asked = json!({ "context": self.tab.0, "delta": -1 });
        self.bidi().command("browsingContext.traverseHistory", asked).map(drop)
    }

    fn evaluate(&self, expression: &str) -> Told<Value> {
        self.bidi().evaluate(&self.tab.0, expression)
    }

    fn resize(&self, viewport: Viewport) {
        let (width, height) = viewport.size();
        let ratio = if viewport == Viewport::Phone { 2.0 } else { 1.0 };
        self.must(
            "browsingContext.setViewport",
            json!({ "context": self.tab.0, "devicePixelRatio": ratio,
                    "viewport": { "width": width, "height": height } }),
        );
    }

    fn look(&self, look: Look) {
        let dark = if look == Look::Dark { "dark" } else { "none" };
        let forced = if look == Look::ForcedColours { "active" } else { "none" };
        let still = i32::from(look == Look::ReducedMotion);
        self.chrome(&format!(
            "page.prefersColorSchemeOverride = '{dark}'; page.forcedColorsOverride = '{forced}'; \
             Services.prefs.setIntPref('ui.prefersReducedMotion', {still})"
        ));
    }

    fn paper(&self, paper: bool) {
        let medium = if paper { "print" } else { "" };
        self.chrome(&format!("page.mediumOverride = '{medium}'"));
    }

    fn offline(&self, offline: bool) {
        let conditions = if offline { json!({ "type": "offline" }) } else { Value::Null };
        self.must(
            "emulation.setNetworkConditions",
            json!({ "networkConditions": conditions, "contexts": [self.tab.0] }),
        );
    }

    fn block(&self, addresses: &[&str]) {
        panic!("Firefox cannot be made to lose {addresses:?}");
    }

    fn click_at(&self, x: f64, y: f64) {
        self.perform("pointer", &press_at(x, y));
    }

    fn key(&self, key: Key) {
        self.perform("key", &stroke(key));
    }

    fn insert(&self, text: &str) {
        if text.chars().count() > TYPED {
            let pasted = format!(
                "(e => {{ const data = {}; e.setRangeText(data, e.selectionStart, e.selectionEnd, 'end'); \
                   e.dispatchEvent(new InputEvent('input', \
                     {{ bubbles: true, inputType: 'insertFromPaste', data }})) }})(document.activeElement)",
                json!(text)
            );
            drop(self.evaluate(&pasted).unwrap_or_else(|problem| panic!("{problem}")));
            return;
        }
        let keys = text.chars().map(String::from);
        let events =
            |key: String| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key }));
        self.perform("key", &keys.flat_map(events).collect::<Vec<_>>());
    }

    fn compose(&self, letters: &str, chosen: &str) {
        // The page hears of it through another process.
        let heard = "window.__composed = new Promise(done => \
             addEventListener('compositionend', () => setTimeout(done), { once: true, capture: true })), null";
        drop(self.evaluate(heard).unwrap_or_else(|problem| panic!("{problem}")));
        // What an input method of the system would tell the browser's window.
        self.chrome(&format!(
            "const tip = Cc['@mozilla.org/text-input-processor;1'].createInstance(Ci.nsITextInputProcessor); \
             if (!tip.beginInputTransactionForTests(frame)) throw new Error('no input method'); \
             for (let end = 1; end <= {0}.length; end++) {{ \
               tip.setPendingCompositionString({0}.slice(0, end)); \
               tip.appendClauseToPendingComposition(end, tip.ATTR_RAW_CLAUSE); \
               tip.setCaretInPendingComposition(end); tip.flushPendingComposition(); }} \
             tip.commitCompositionWith({1})",
            json!(letters),
            json!(chosen)
        ));
        drop(self.evaluate("window.__composed").unwrap_or_else(|problem| panic!("{problem}")));
    }

    fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        let node =
            self.bidi().raw(&self.tab.0, &format!("document.querySelector({})", json!(selector)));
        let node = node.unwrap_or_else(|problem| panic!("{problem}"));
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        let element = json!({ "sharedId": node["sharedId"] });
        self.must(
            "input.setFiles",
            json!({ "context": self.tab.0, "element": element, "files": names }),
        );
    }

    fn drop_files(&self, _: f64, _: f64, files: &[PathBuf]) {
        panic!("Firefox cannot be made to drop {files:?}");
    }

    fn keep_logs(&self) {
        self.sort();
        self.keep_bodies();
    }

    fn requests(&self) -> Vec<Request> {
        self.keep_logs();
        self.sent.borrow().iter().map(|(_, request)| request.clone()).collect()
    }

    fn complaints(&self) -> Vec<String> {
        self.sort();
        self.told.take()
    }

    fn picture(&self, viewport: Viewport, height: f64) -> Vec<u8> {
        let (width, _) = viewport.size();
        let tall = json!({ "width": width, "height": height.round() });
        self.must(
            "browsingContext.setViewport",
            json!({ "context": self.tab.0, "viewport": tall,
            "devicePixelRatio": 1.0 }),
        );
        let taken =
            self.must("browsingContext.captureScreenshot", json!({ "context": self.tab.0 }));
        self.resize(viewport);
        taken["data"].as_str().and_then(|data| STANDARD.decode(data).ok()).unwrap_or_default()
    }

    fn pdf(&self) -> Told<Vec<u8>> {
        // A4, in centimetres, as the protocol has it.
        let page = json!({ "width": 21.0, "height": 29.7 });
        let asked = json!({ "context": self.tab.0, "page": page });
        let printed = self.bidi().command("browsingContext.print", asked)?;
        let data = printed["data"].as_str().unwrap_or_default();
        STANDARD.decode(data).map_err(|e| e.to_string())
    }

    fn tab(&self) -> Tab {
        self.tab.clone()
    }

    fn tabs(&self) -> Vec<Tab> {
        let tree = self.must("browsingContext.getTree", json!({}));
        let all = tree["contexts"].as_array().into_iter().flatten();
        all.filter_map(|one| one["context"].as_str()).map(|name| Tab(name.to_owned())).collect()
    }

    fn new_tab(&mut self) -> Tab {
        let made = self.must("browsingContext.create", json!({ "type": "window" }));
        Tab(made["context"].as_str().unwrap_or_default().to_owned())
    }

    fn switch_to(&mut self, tab: &Tab) {
        self.tab = tab.clone();
        self.take_the_focus();
    }

    fn devtools(&self, command: &str, _: Value) -> Told<Value> {
        Err(format!("Firefox knows no {command}"))
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        if let Some((mut process, bidi)) = self.running.take() {
            let _ = bidi.command("browser.close", json!({}));
            end(&mut process);
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
