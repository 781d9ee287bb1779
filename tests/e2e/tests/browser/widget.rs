//! `<certfill-verify>` on pages that are not ours: each state, each way in, wallets right and wrong, and what a page can
//! do to it.

mod form;
mod looks;
mod manifest;
mod parts;
mod server;
mod trouble;
mod wallets;
mod ways;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cert_e2e::{Answer, Lang, Session, Site, Viewport, scenario};
use serde_json::{Value, json};

/// The script of the page, which plays shop, camera and wallet.
const SCRIPT: &str = include_str!("widget/host.mjs");

/// A page; `head` may narrow its policy, `script` names the first script.
fn page(head: &str, script: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{head}<title>Shop · 示例 SPECIMEN</title>\
         <link rel=\"icon\" href=\"data:,\"></head><body><main><h1>Shop · 示例 SPECIMEN</h1></main>\
         <script type=\"module\" src=\"{script}\"></script></body></html>"
    )
}

/// A shop's site: its own pages, and the package beside them.
pub(crate) struct Shop {
    folder: PathBuf,
    site: Site,
}

impl Shop {
    pub(crate) fn open() -> Self {
        Self::that(|_| None)
    }

    /// A shop whose server answers otherwise for some paths.
    fn that(otherwise: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static) -> Self {
        Self::whose_server(otherwise, Answer::From, Site::answering)
    }

    /// The same with another way to answer with files, and of opening the site.
    fn whose_server(
        otherwise: impl Fn(&str) -> Option<Answer> + Send + Sync + 'static,
        file: fn(PathBuf) -> Answer,
        opens: impl FnOnce(Box<dyn Fn(&str) -> Answer + Send + Sync>) -> Site,
    ) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("certfill-shop-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let pkg = cert_e2e::root().join("pkg");
        assert!(pkg.join("dist/scanner.js").is_file(), "no pkg/dist: `cargo xtask test` builds it");
        let define = format!("import '/define.mjs';\n{SCRIPT}");
        let undefined = format!("{SCRIPT}\nhost.define = () => import('/define.mjs');\n");
        let narrow = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\">";
        for (name, content) in [
            ("host.html", page("", "/host.mjs")),
            ("early.html", page("", "/early.mjs")),
            ("narrow.html", page(narrow, "/host.mjs")),
            ("host.mjs", define),
            ("early.mjs", undefined),
        ] {
            std::fs::write(folder.join(name), content).expect("a page");
        }
        let own = folder.clone();
        let site = opens(Box::new(move |path| {
            otherwise(path).unwrap_or_else(|| {
                let is_own = own.join(path.trim_start_matches('/')).is_file();
                file(if is_own { own.clone() } else { pkg.clone() })
            })
        }));
        Self { folder, site }
    }

    /// A file of the shop's own.
    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A story on the shop's page, in Chromium and English.
fn visit(name: &str, shop: &Shop, story: impl FnOnce(&Session)) {
    let name = format!("widget-{name}");
    scenario(&name, &shop.site, Viewport::Computer, Lang::En, |page| {
        open(page, "/host.html");
        story(page);
    });
}

fn open(page: &Session, path: &str) {
    page.go(path);
    page.wait("the page is ready", "'ready' in document.documentElement.dataset");
}

fn state(page: &Session, id: &str) -> String {
    text_of(&page.run(&format!("host.one('{id}').state")))
}

fn wait_state(page: &Session, id: &str, state: &str) {
    page.wait(
        &format!("{id} to be {state}"),
        &format!("host.one('{id}').state === '{state}' || host.one('{id}').state"),
    );
}

/// Presses a part of an element where a person would hit it.
fn press(page: &Session, id: &str, part: &str) {
    page.wait(part, &format!("!!host.part('{id}', '{part}')"));
    page.act(&format!("host.part('{id}', '{part}').click()"));
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What the element has told so far: kind, verdict, code.
fn told(page: &Session, id: &str) -> Value {
    page.run(&format!(
        "host.events.filter(e => e.id === '{id}').map(e => [e.kind, e.detail.verdict ?? null, e.detail.code ?? null])"
    ))
}

/// One event, with this code.
fn one_error(code: &str) -> Value {
    json!([["certfill-error", null, code]])
}
