//! The browsers of the tests and their drivers: those found, else installed where we may.

use std::path::Path;

use crate::steps::{Result, Steps, output, program, quietly, which};
use crate::tools;

/// One browser of the tests.
struct Browser {
    name: &'static str,
    /// Whether it is there, with its driver.
    is_there: fn() -> bool,
    /// Debian's packages.
    debian: &'static [&'static str],
    /// What to do elsewhere.
    elsewhere: &'static str,
}

const BROWSERS: &[Browser] = &[
    Browser {
        name: "Chromium",
        is_there: || {
            any(&["chromium", "chromium-browser", "google-chrome"]) && any(&["chromedriver"])
        },
        debian: &["chromium", "chromium-driver"],
        elsewhere: "Chromium (or Chrome) and a chromedriver of the same version on PATH.\n\
             Debian, Ubuntu: sudo apt-get install chromium chromium-driver\n\
             Fedora: sudo dnf install chromium chromedriver\n\
             macOS: brew install --cask chromium chromedriver",
    },
    // It speaks WebDriver BiDi by itself: no driver.
    Browser {
        name: "Firefox",
        is_there: || any(&["firefox-esr", "firefox"]),
        debian: &["firefox-esr"],
        elsewhere: "Firefox 153 or newer on PATH.\n\
             Debian: sudo apt-get install firefox-esr; Fedora: sudo dnf install firefox\n\
             macOS: brew install --cask firefox, and its folder on PATH",
    },
    // The small browser comes with the library, and wants a screen.
    Browser {
        name: "WebKitGTK",
        is_there: || any(&["WebKitWebDriver"]) && any(&["Xvfb"]),
        debian: &["webkit2gtk-driver", "xvfb"],
        elsewhere: "WebKitWebDriver, MiniBrowser of WebKitGTK and Xvfb.\n\
             Debian, Ubuntu: sudo apt-get install webkit2gtk-driver xvfb\n\
             Fedora: sudo dnf install webkit2gtk4.1 xorg-x11-server-Xvfb",
    },
];

/// Without a font for Chinese the screenshots show boxes, and widths are wrong.
const FONT: &str = "fonts-noto-cjk";

/// Which of the browsers there are, of those that the tests can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) firefox: bool,
    pub(crate) webkit: bool,
}

/// Sees that the browsers, their drivers and the accessibility checker are there. Outside CI the
/// tests can do without Firefox and WebKitGTK, and say so.
///
/// # Errors
/// Names what is missing and says how to get it.
pub(crate) fn set_up(steps: &mut Steps) -> Result<Found> {
    if may_install() {
        let missing = BROWSERS.iter().filter(|browser| !(browser.is_there)());
        let mut packages: Vec<&str> = missing.flat_map(|browser| browser.debian).copied().collect();
        if !has_chinese_font() {
            packages.push(FONT);
        }
        if !packages.is_empty() {
            steps.step(&format!("{} (apt)", packages.join(", ")), || apt(&packages))?;
        }
        if !tools::have_npm() {
            steps.step("Node.js (apt)", || apt(&["nodejs", "npm"]))?;
        }
    }
    tools::axe(steps)?;
    let there = BROWSERS.iter().map(see).collect::<Result<Vec<bool>>>()?;
    Ok(Found {
        firefox: there.get(1).is_some_and(|&there| there),
        webkit: there.get(2).is_some_and(|&there| there),
    })
}

/// Chromium must be there; of the others the tests can do without, but not in CI.
fn see(browser: &Browser) -> Result<bool> {
    let there = (browser.is_there)();
    let must = browser.name == "Chromium" || std::env::var_os("CI").is_some();
    let words = format!("the browser tests need {}", browser.elsewhere);
    match (there, must) {
        (false, true) => Err(words),
        (false, false) => {
            println!("  note: no {}, so its tests are left out: {words}", browser.name);
            Ok(false)
        }
        (true, _) => Ok(true),
    }
}

fn any(names: &[&str]) -> bool {
    names.iter().any(|name| which(name).is_some())
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
