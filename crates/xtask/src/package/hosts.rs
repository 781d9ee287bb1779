//! Apps of others that use the package: set up in `target/hosts` from `tests/hosts`, each with its own bundler.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use crate::brotli::files;
use crate::steps::{Result, Steps, program, quietly, root, target_dir};

/// The apps and tools that npm installs something for.
const ALL: &[&str] = &["tools", "vite", "webpack", "next", "node"];

/// What they check: a vector, as it is.
const SPECIMEN: &str = "tests/vectors/sd-jwt/good-disclosed.json";

/// An app as it is set up.
pub(super) fn folder(name: &str) -> PathBuf {
    target_dir().join("hosts").join(name)
}

/// What npm installs while something else is done: waiting for the network takes no processor.
pub(crate) struct Installing(Vec<(&'static str, JoinHandle<Result<()>>)>);

impl Installing {
    /// Sets the apps up, all but the package itself.
    ///
    /// # Errors
    /// When files cannot be copied.
    pub(super) fn begin(names: &[&'static str]) -> Result<Self> {
        let mut begun = Vec::new();
        for name in names.iter().copied() {
            let is_new = set_up(name)?;
            begun.push((
                name,
                std::thread::spawn(move || if is_new { install(name, &[]) } else { Ok(()) }),
            ));
        }
        Ok(Self(begun))
    }

    /// All that the tests need.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) fn of_all() -> Result<Self> {
        Self::begin(ALL)
    }

    /// Waits, then adds the packed package as anybody would: `npm install certfill`.
    ///
    /// # Errors
    /// What npm says.
    pub(super) fn end(self, steps: &mut Steps) -> Result<()> {
        for (name, thread) in self.0 {
            steps.step(&format!("{name}: npm install"), || {
                thread.join().map_err(|_| "it stopped".to_owned())??;
                let there = folder(name).join("node_modules/certfill");
                let _ = std::fs::remove_dir_all(&there);
                let tarball = super::tarball();
                install(name, &[&tarball.to_string_lossy()])?;
                let of = |file: PathBuf| {
                    std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))
                };
                let digests = "dist/digests.js";
                if of(there.join(digests))? == of(root().join("pkg").join(digests))? {
                    mark(name)
                } else {
                    Err("npm has put another version of the package there".into())
                }
            })?;
        }
        Ok(())
    }
}

/// Builds each app with its own tools.
///
/// # Errors
/// What the bundler says.
pub(super) fn build(steps: &mut Steps) -> Result<()> {
    let builds: [(&str, &[&str]); 3] =
        [("vite", &["vite", "build"]), ("webpack", &["webpack"]), ("next", &["next", "build"])];
    for (name, command) in builds {
        steps.step(&format!("{name}: build"), || {
            let (program_name, args) = command.split_first().ok_or("no command")?;
            let mut build = program(folder(name).join("node_modules/.bin").join(program_name));
            build.args(args).env("NEXT_TELEMETRY_DISABLED", "1");
            quietly(build.current_dir(folder(name)))
        })?;
    }
    let page = folder("plain");
    let _ = std::fs::remove_dir_all(&page);
    set_up("plain")?;
    copy(&folder("tools").join("node_modules/certfill"), &page.join("certfill"))
}

/// Copies the sources; says whether npm has to install what they name.
fn set_up(name: &str) -> Result<bool> {
    let (from, to) = (root().join("tests/hosts").join(name), folder(name));
    let is_new = std::fs::read_to_string(to.join(MARK)).ok() != Some(wanted(name)?);
    if is_new {
        let _ = std::fs::remove_dir_all(&to);
    }
    let manifest = from.join("package.json");
    for file in files(&from)? {
        // npm writes the package itself into the copy, once.
        if is_new || file != manifest {
            copy_file(&file, &to.join(file.strip_prefix(&from).map_err(|e| e.to_string())?))?;
        }
    }
    copy_file(&root().join(SPECIMEN), &to.join("specimen.json"))?;
    if name == "node" {
        copy(&root().join("tests/vectors"), &to.join("vectors"))?;
    }
    Ok(is_new)
}

/// What npm was asked for when it was last done.
const MARK: &str = "node_modules/.wanted";

fn mark(name: &str) -> Result<()> {
    std::fs::write(folder(name).join(MARK), wanted(name)?).map_err(|e| e.to_string())
}

fn wanted(name: &str) -> Result<String> {
    let manifest = root().join("tests/hosts").join(name).join("package.json");
    if !manifest.is_file() {
        return Ok(String::new());
    }
    std::fs::read_to_string(&manifest).map_err(|e| format!("{}: {e}", manifest.display()))
}

fn install(name: &str, more: &[&str]) -> Result<()> {
    let mut npm = program("npm");
    npm.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    npm.args(["--no-package-lock", "--prefer-offline"]).args(more);
    quietly(npm.current_dir(folder(name)))
}

/// A folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        copy_file(&file, &to.join(file.strip_prefix(from).map_err(|e| e.to_string())?))?;
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let done =
        std::fs::create_dir_all(to.parent().unwrap_or(to)).and_then(|()| std::fs::copy(from, to));
    done.map(drop).map_err(|e| format!("{}: {e}", from.display()))
}
