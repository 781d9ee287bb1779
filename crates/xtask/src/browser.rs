//! A Chromium and its driver for the browser tests: the one found, else installed where we may.

use std::path::Path;

use crate::steps::{Result, Steps, output, program, quietly, which};
use crate::tools;

/// Without a font for Chinese the screenshots show boxes, and widths are wrong.
const DEBIAN: &[&str] = &["chromium", "chromium-driver", "fonts-noto-cjk"];

/// Sees that the browser, its driver and the accessibility checker are there.
///
/// # Errors
/// Names what is missing and says how to get it.
pub(crate) fn set_up(steps: &mut Steps) -> Result<()> {
    if browser_and_driver().is_none() || (may_install() && !has_chinese_font()) {
        if !may_install() {
            return Err(
                "the browser tests need Chromium (or Chrome) and a chromedriver of the same \
                 version on PATH.\n\
                 Debian, Ubuntu: sudo apt-get install chromium chromium-driver fonts-noto-cjk\n\
                 Fedora: sudo dnf install chromium chromedriver google-noto-sans-cjk-fonts\n\
                 macOS: brew install --cask chromium chromedriver"
                    .into(),
            );
        }
        steps.step("Chromium, its driver and a Chinese font (apt)", || apt(DEBIAN))?;
    }
    if !tools::have_npm() && may_install() {
        steps.step("Node.js (apt)", || apt(&["nodejs", "npm"]))?;
    }
    tools::axe(steps)?;
    browser_and_driver().map(drop).ok_or_else(|| "Chromium was installed but is not on PATH".into())
}

fn browser_and_driver() -> Option<()> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| which(name))?;
    which("chromedriver").map(drop)
}

fn has_chinese_font() -> bool {
    output(program("fc-list").arg(":lang=zh")).is_ok_and(|list| !list.trim().is_empty())
}

fn may_install() -> bool {
    let root = output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    root && Path::new("/etc/debian_version").is_file() && which("apt-get").is_some()
}

fn apt(packages: &[&str]) -> Result<()> {
    let get = |args: &[&str]| {
        quietly(program("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(args))
    };
    get(&["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(packages);
    get(&install)
}
