//! One browser with one page: opening it, running script in it, making it look as we want.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::engine::{Browser, Engine, Tab};
use crate::site::Site;
use crate::webdriver::scratch_folder;

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

/// Runs in every document before the document's own scripts; a block, so that its names are its own.
const WATCH: &str = "{
  window.__watch = { violations: [], tasks: [], shift: { worst: 0, what: [] } };
  addEventListener('securitypolicyviolation', e => __watch.violations.push(
    e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile + ':' + e.lineNumber));
  if (PerformanceObserver.supportedEntryTypes.includes('longtask')) new PerformanceObserver(list => list.getEntries().forEach(e =>
    __watch.tasks.push({ start: e.startTime, duration: e.duration })))
    .observe({ type: 'longtask', buffered: true });
  // The browser takes a change of the window for input too, and the first window of a test is one.
  // Summed as Web Vitals do: the worst five seconds without a second of rest.
  let pressed = -1000, sum = 0, first = 0, last = 0;
  const moved = e => {
    if (e.startTime - last > 1000 || e.startTime - first > 5000) { sum = 0; first = e.startTime }
    last = e.startTime; sum += e.value;
    __watch.shift.worst = Math.max(__watch.shift.worst, sum);
    __watch.shift.what.push(location.pathname + ' ' + e.value.toFixed(3) + ' ' +
      e.sources.map(s => s.node?.className || s.node?.nodeName));
  };
  for (const kind of ['pointerdown', 'keydown'])
    addEventListener(kind, e => { pressed = e.timeStamp }, { capture: true, passive: true });
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) new PerformanceObserver(list =>
    list.getEntries().forEach(e => { if (e.startTime - pressed > 500) moved(e) }))
    .observe({ type: 'layout-shift', buffered: true });
}";

/// A browser with one page. The browser ends when this is dropped.
pub struct Session {
    pub(crate) browser: RefCell<Box<dyn Browser>>,
    engine: Engine,
    base: String,
    viewport: Viewport,
    lang: Lang,
    pub(crate) name: String,
    pub(crate) presses: Cell<usize>,
    pub(crate) characters: Cell<usize>,
    early: RefCell<Vec<String>>,
    downloads: PathBuf,
}

/// What the camera shows, in the folder for downloads.
pub(crate) const CAMERA: &str = "camera.y4m";

impl Session {
    /// Starts a Chromium for `site`; no page is open yet. `name` begins its screenshots' names.
    #[must_use]
    pub fn new(name: &str, site: &Site, viewport: Viewport, lang: Lang) -> Self {
        Self::in_engine(Engine::Chromium, name, site, viewport, lang)
    }

    /// The same in any of the browsers.
    #[must_use]
    pub fn in_engine(
        engine: Engine,
        name: &str,
        site: &Site,
        viewport: Viewport,
        lang: Lang,
    ) -> Self {
        let downloads = scratch_folder("downloads");
        let session = Self {
            browser: RefCell::new(engine.start(lang, downloads.clone())),
            engine,
            base: site.base().to_owned(),
            viewport,
            lang,
            name: match engine {
                Engine::Chromium => name.to_owned(),
                other => format!("{}-{name}", other.name()),
            },
            presses: Cell::new(0),
            characters: Cell::new(0),
            early: RefCell::new(vec![WATCH.to_owned()]),
            downloads,
        };
        session.prepare();
        session
    }

    /// Which browser this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Kills the browser as a power cut would and starts it again with what it had stored.
    pub fn crash(&self) {
        self.browser.borrow_mut().crash_and_restart();
        self.prepare();
    }

    fn prepare(&self) {
        self.browser.borrow_mut().prepare(&self.early.borrow(), self.viewport);
    }

    /// The tab in hand.
    #[must_use]
    pub fn tab(&self) -> Tab {
        self.browser.borrow().tab()
    }

    /// Opens a second tab, which sees the same storage, and takes it in hand; no page is open in it.
    pub fn new_tab(&self) -> Tab {
        let tab = self.browser.borrow_mut().new_tab();
        self.switch_to(&tab);
        self.prepare();
        tab
    }

    /// All tabs that are open.
    #[must_use]
    pub fn tabs(&self) -> Vec<Tab> {
        self.browser.borrow().tabs()
    }

    /// The window that the page opens when this is done, taken in hand.
    pub fn window_opened_by(&self, act: impl FnOnce()) -> Tab {
        let before = self.tabs();
        act();
        let mut new = None;
        self.wait_until("a window that the page opens", || {
            new = self.tabs().into_iter().find(|tab| !before.contains(tab));
            new.is_some()
        });
        let new = new.expect("just found");
        self.switch_to(&new);
        self.prepare();
        new
    }

    /// From now on everything happens in this tab.
    pub fn switch_to(&self, tab: &Tab) {
        self.browser.borrow_mut().switch_to(tab);
    }

    /// From now on this script runs in every new document before the document's own: to take
    /// something away from the page, such as storage or WebAssembly.
    pub fn before_load(&self, script: &str) {
        self.early.borrow_mut().push(script.to_owned());
        self.browser.borrow_mut().before_load(script);
    }

    /// From now on requests to addresses that match (`*` stands for anything) fail.
    pub fn block(&self, addresses: &[&str]) {
        self.browser.borrow().block(addresses);
    }

    /// Waits for a downloaded file whose name ends so, and gives its path.
    #[must_use]
    pub fn downloaded(&self, ending: &str) -> PathBuf {
        let mut found = None;
        self.wait_until(&format!("a download that ends in {ending}"), || {
            let entries = std::fs::read_dir(&self.downloads).into_iter().flatten().flatten();
            // Firefox makes the file first and fills it afterwards.
            found = entries.map(|entry| entry.path()).find(|path| {
                path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ending))
                    && path.metadata().is_ok_and(|file| file.len() > 0)
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
        self.browser.borrow().resize(viewport);
    }

    /// Pretends a setting of the system.
    pub fn look(&self, look: Look) {
        self.browser.borrow().look(look);
    }

    /// Draws the page as on paper, or as on a screen again.
    pub fn paper(&self, paper: bool) {
        self.browser.borrow().paper(paper);
    }

    /// The page printed on A4, as PDF.
    ///
    /// # Errors
    /// Where the browser's driver cannot print.
    pub fn pdf(&self) -> Result<Vec<u8>, String> {
        self.browser.borrow().pdf()
    }

    /// Cuts the page off from the network, or connects it again.
    pub fn offline(&self, offline: bool) {
        self.browser.borrow().offline(offline);
    }

    /// Opens a path of the site (or a whole address) and waits until it has loaded.
    pub fn go(&self, path: &str) {
        let address =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        self.browser.borrow().keep_logs();
        let opened = self.browser.borrow_mut().open(&address);
        opened.unwrap_or_else(|problem| panic!("{address}: {problem}"));
    }

    /// Loads the page again, as a person does after a crash.
    pub fn reload(&self) {
        self.browser.borrow().keep_logs();
        let loaded = self.browser.borrow_mut().reload();
        loaded.unwrap_or_else(|problem| panic!("{problem}"));
    }

    /// The browser's Back button.
    pub fn back(&self) {
        let went = self.browser.borrow_mut().back();
        went.unwrap_or_else(|problem| panic!("{problem}"));
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
        drop(self.run(&format!("(() => {{ {expression}\n }})()")));
    }

    /// Like [`Session::run`]; a page that is just being left gives an error.
    ///
    /// # Errors
    /// The exception's text, or the driver's.
    pub fn try_run(&self, expression: &str) -> Result<Value, String> {
        self.browser.borrow().evaluate(expression)
    }

    /// A command of the DevTools protocol, which only Chromium speaks.
    pub fn cdp(&self, command: &str, params: Value) -> Value {
        let told = self.browser.borrow().devtools(command, params);
        told.unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    /// What Chromium's camera shows from now on: this picture of grey values.
    pub fn camera_shows(&self, width: usize, height: usize, grey: &[u8]) {
        self.camera_plays(width, height, &[grey; 10]);
    }

    /// What Chromium's camera shows from now on: ten pictures a second, and from the beginning again.
    pub fn camera_plays(&self, width: usize, height: usize, pictures: &[&[u8]]) {
        let mut film = format!("YUV4MPEG2 W{width} H{height} F10:1 Ip C420jpeg\n").into_bytes();
        for grey in pictures {
            film.extend(b"FRAME\n");
            film.extend(*grey);
            // Without colour.
            film.extend(std::iter::repeat_n(128, width * height / 2));
        }
        std::fs::create_dir_all(&self.downloads).expect("a folder for the film");
        std::fs::write(self.downloads.join(CAMERA), film).expect("a film for the camera");
    }

    /// Drops files on the first element that matches, as from a file manager.
    pub fn drop_files(&self, selector: &str, files: &[PathBuf]) {
        self.wait_for(selector);
        let place = self.run(&format!(
            "(e => {{ e.scrollIntoView({{ block: 'center' }}); const b = e.getBoundingClientRect(); \
             return {{ x: b.x + b.width / 2, y: b.y + b.height / 2 }} }})(document.querySelector({}))",
            json!(selector)
        ));
        let at = |name: &str| place[name].as_f64().unwrap_or_default();
        self.browser.borrow().drop_files(at("x"), at("y"), files);
    }

    /// Hands files to an `<input type="file">`, as the file dialog would.
    pub fn choose_files(&self, selector: &str, files: &[PathBuf]) {
        self.browser.borrow().choose_files(selector, files);
    }

    /// How often something was pressed, and how many characters were typed, so far.
    #[must_use]
    pub fn effort(&self) -> (usize, usize) {
        (self.presses.get(), self.characters.get())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.downloads);
    }
}
