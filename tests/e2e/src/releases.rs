//! A site that gets a new version of the app while it is open, completely or torn.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cert_verify::sha256;

use crate::site::{Answer, Site};
use crate::webdriver::scratch_folder;

/// The site as it is just now.
#[derive(Default)]
struct Now {
    folder: PathBuf,
    missing: Option<String>,
    old_page: bool,
    silent: bool,
}

/// The built app, and the same app under another version; the folders are gone when this is dropped.
pub struct Releases {
    site: Site,
    now: Arc<Mutex<Now>>,
    folder: PathBuf,
}

impl Releases {
    /// Serves the built app.
    #[must_use]
    pub fn start() -> Self {
        let now = Arc::new(Mutex::new(Now { folder: crate::built_app(), ..Now::default() }));
        let shared = Arc::clone(&now);
        let site = Site::answering(move |path| {
            let now = shared.lock().unwrap_or_else(PoisonError::into_inner);
            match &now.missing {
                _ if now.silent => Answer::Silence,
                Some(missing) if missing == path => Answer::NotFound,
                _ if now.old_page && path == "/" => Answer::From(crate::built_app()),
                _ => Answer::From(now.folder.clone()),
            }
        });
        Self { site, now, folder: scratch_folder("release") }
    }

    /// Puts the next version in the place of the first: other styles, so that its name, its page and
    /// its list differ.
    #[must_use]
    pub fn release_the_next(&self) -> Version {
        let first = Version::of(&crate::built_app());
        first.make_the_next(&self.folder);
        self.change(|now| now.folder.clone_from(&self.folder));
        Version::of(&self.folder)
    }

    /// One path has no file, until another has none (or `None`: all are there).
    pub fn lose(&self, path: Option<&str>) {
        self.change(|now| now.missing = path.map(str::to_owned));
    }

    /// Whether the page is the first version's, whatever else is there.
    pub fn go_back_with_the_page(&self, back: bool) {
        self.change(|now| now.old_page = back);
    }

    /// Whether the site takes connections and says nothing.
    pub fn be_silent(&self, silent: bool) {
        self.change(|now| now.silent = silent);
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        change(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Deref for Releases {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.site
    }
}

impl Drop for Releases {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A version in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its name, as in `/v/NAME/`.
    pub name: String,
    /// The paths of its files, the page (`/`) first.
    pub files: Vec<String>,
    folder: PathBuf,
}

impl Version {
    /// Reads the list of a built app.
    ///
    /// # Panics
    /// When there is none, or more than one version.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let versions = std::fs::read_dir(folder.join("v")).expect("the folder of versions");
        let mut names: Vec<String> = versions
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names.len(), 1, "one version is built: {names:?}");
        let name = names.remove(0);
        let list =
            std::fs::read(folder.join("v").join(&name).join("files.json")).expect("the list");
        let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
        let files = list["files"].as_array().into_iter().flatten();
        let files: Vec<_> = files.filter_map(|file| Some(file[0].as_str()?.to_owned())).collect();
        assert!(files.len() > 5 && files[0] == "/", "{files:?}");
        Self { name, files, folder: folder.to_owned() }
    }

    fn make_the_next(&self, out: &Path) {
        let name: String = self.name.chars().rev().collect();
        assert_ne!(name, self.name, "another name");
        let (from, to) = (self.folder.join("v").join(&self.name), out.join("v").join(&name));
        std::fs::create_dir_all(&to).expect("a folder");
        for entry in std::fs::read_dir(&from).expect("the version").flatten() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
        }
        let read = |path: PathBuf| std::fs::read_to_string(path).expect("a text");
        let styles = read(to.join("app.css"));
        let changed = format!("{styles}/* next */\n");
        // What names the styles, and then what names the page.
        let digests = [(digest(&styles), digest(&changed)), (self.name.clone(), name)];
        let renew = |text: String| {
            digests.iter().fold(text, |text, (old, new)| text.replace(old.as_str(), new))
        };
        let page = read(self.folder.join("index.html"));
        let next_page = renew(page.clone());
        let worker = renew(read(self.folder.join("service.js")));
        let worker = worker.replace(&digest(&page), &digest(&next_page));
        let list = renew(read(to.join("files.json"))).replace(&digest(&page), &digest(&next_page));
        for (file, text) in [
            (to.join("app.css"), changed),
            (to.join("files.json"), list),
            (out.join("index.html"), next_page),
            (out.join("service.js"), worker),
        ] {
            std::fs::write(file, text).expect("a file");
        }
    }
}

fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(sha256(text.as_bytes())))
}
