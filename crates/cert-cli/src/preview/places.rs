//! Where things are: the built app, the specimen city, a folder for this run, and the author's browser.

use std::cell::Cell;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;

/// The specimen city in the project.
const WORLD: &str = "crates/cert-server/specimen";

/// The built app: the folder that was named, or `dist` of the project.
///
/// # Errors
/// When there is none; it says how it is built.
pub(crate) fn built_app(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(folder) = named {
        return if folder.join("index.html").is_file() {
            Ok(folder.to_path_buf())
        } else {
            Err(Failure::file(format!("{}: there is no built app (index.html)", folder.display())))
        };
    }
    let dist = project().map(|root| root.join("dist"));
    dist.filter(|dist| dist.join("index.html").is_file()).ok_or_else(|| {
        Failure::file(
            "the app is not built: run `cargo xtask build` in the project, or name a built one with --app DIR",
        )
    })
}

/// The specimen city: the folder that was named, or that of the project.
///
/// # Errors
/// When there is none.
pub(crate) fn specimen_world(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let world = named.map(Path::to_path_buf).or_else(|| Some(project()?.join(WORLD)));
    world.filter(|world| world.join("city.json").is_file()).ok_or_else(|| {
        Failure::file(
            "the specimen city is not here: run it in the project, or name the folder (crates/cert-server/specimen) with --world DIR",
        )
    })
}

/// The project, from inside of it or from the program that was built in it.
fn project() -> Option<PathBuf> {
    let here = std::env::current_dir().ok();
    let starts = here.into_iter().chain(std::env::current_exe().ok());
    let mut all =
        starts.flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>());
    all.find(|folder| folder.join(WORLD).join("city.json").is_file())
}

/// A folder of this run that only its owner can read; gone when it is dropped.
pub(crate) struct Scratch {
    path: PathBuf,
    editions: Cell<u32>,
}

impl Scratch {
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn make() -> Result<Self, Failure> {
        let mut random = [0; 8];
        getrandom::fill(&mut random)
            .map_err(|error| Failure::file(format!("no random numbers: {error}")))?;
        let name = format!("certfill-preview-{:016x}", u64::from_le_bytes(random));
        let path = std::env::temp_dir().join(name);
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(|error| Failure::file(format!("cannot make {}: {error}", path.display())))?;
        Ok(Self { path, editions: Cell::new(0) })
    }

    /// The folder of keys and database.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// A place for the city of another edition; the one before the last is gone then.
    pub(crate) fn next(&self) -> PathBuf {
        let number = self.editions.get() + 1;
        self.editions.set(number);
        if let Some(old) = number.checked_sub(2) {
            let _ = fs::remove_dir_all(self.path.join(format!("city-{old}")));
        }
        self.path.join(format!("city-{number}"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Tries; where there is no screen the printed address is enough.
pub(crate) fn open(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let screen = cfg!(target_os = "macos")
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if screen {
        let mut quiet = Command::new(opener);
        quiet.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        drop(quiet.spawn());
    }
}
