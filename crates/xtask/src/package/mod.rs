//! The npm package: packed, weighed, and put into the apps of others (`tests/hosts`).

mod hosts;

use std::path::PathBuf;

pub(crate) use hosts::Installing;

use crate::steps::{Result, Steps, output, program, quietly, root, sh, target_dir};
use crate::{tools, web};

/// What the package offers, as a page.
const REPORT: &str = "pkg/api.md";

/// `cargo xtask package`: builds, packs and weighs the package, and writes the page about its interface.
///
/// # Errors
/// When something cannot be built, or a goal is missed.
pub(crate) fn package(steps: &mut Steps) -> Result<()> {
    let installing = Installing::begin(&["tools", "peers"])?;
    tools::for_the_web(steps)?;
    web::engine(steps)?;
    pack(steps)?;
    installing.end(steps)?;
    steps.step(REPORT, || {
        std::fs::write(root().join(REPORT), report()?).map_err(|e| format!("{REPORT}: {e}"))
    })?;
    types(steps)?;
    // What others offer for the same. 0.20 of `@sd-jwt/sd-jwt-vc` needs a package that the registry does not have;
    // of Blockcerts' three packages that come from elsewhere, the registry's are taken.
    steps.step("sizes of others", || {
        sh(tool("weigh.mjs").arg("peers").arg(hosts::folder("peers")))
    })?;
    steps.step("sizes", || sh(tool("weigh.mjs").arg("ours")))
}

/// For `cargo xtask test`: what is packed is what the page says, its types hold, and the apps of others build with it.
///
/// # Errors
/// Names what is not so.
pub(crate) fn test(steps: &mut Steps, installing: Installing) -> Result<()> {
    pack(steps)?;
    installing.end(steps)?;
    steps.step("interface of the package", || {
        let known = std::fs::read_to_string(root().join(REPORT)).unwrap_or_default();
        let report = report()?;
        if report == known {
            return Ok(());
        }
        let changed = report.lines().zip(known.lines()).find(|(now, then)| now != then).map(
            |(now, then)| format!("it says\n  {then}\nand now it is\n  {now}\n"),
        );
        Err(format!(
            "{REPORT} is not what the package offers: {}run `cargo xtask package` and look at the difference",
            changed.unwrap_or_default()
        ))
    })?;
    types(steps)?;
    hosts::build(steps)
}

/// The packed package.
fn tarball() -> PathBuf {
    target_dir().join("package/certfill.tgz")
}

fn pack(steps: &mut Steps) -> Result<()> {
    steps.step("npm pack", || {
        let folder = target_dir().join("package");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let mut pack = program("npm");
        pack.args(["pack", "--silent", "--pack-destination"]).arg(&folder);
        let name = output(pack.current_dir(root().join("pkg")))?;
        let name = name.lines().last().unwrap_or_default();
        std::fs::rename(folder.join(name), tarball()).map_err(|e| format!("{name}: {e}"))
    })
}

/// The page about what is installed.
fn report() -> Result<String> {
    output(&mut tool("report.mjs"))
}

/// Node.js with a script of `tests/hosts/tools`.
fn tool(script: &str) -> std::process::Command {
    let mut command = program("node");
    command.arg(script).current_dir(hosts::folder("tools"));
    command
}

fn types(steps: &mut Steps) -> Result<()> {
    steps.step("types of the package (tsc --strict, publint, arethetypeswrong)", || {
        let bin = |name: &str| {
            let mut command = program(hosts::folder("tools").join("node_modules/.bin").join(name));
            command.current_dir(hosts::folder("tools"));
            command
        };
        quietly(bin("tsc").args(["--project", "."]))?;
        quietly(bin("publint").args(["--strict", "node_modules/certfill"]))?;
        // Modules only, as every version of Node.js that is still served with corrections can load them.
        let esm = ["--profile", "esm-only", "--exclude-entrypoints", "wasm", "rest"];
        quietly(bin("attw").arg(tarball()).args(esm))
    })
}
