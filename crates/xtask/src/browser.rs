//! What the tests need from the system, most of it browsers: found, else installed where we may.

use std::path::Path;

use crate::steps::{Result, Steps, output, program, quietly, which};
use crate::tools;

/// One thing that the tests need from the system.
struct Need {
    name: &'static str,
    /// What the names of the tests contain that cannot run without it; empty when none can.
    tests: &'static str,
    /// Whether it is there, with its driver.
    is_there: fn() -> bool,
    /// Debian's packages.
    debian: &'static [&'static str],
    /// What to do elsewhere.
    elsewhere: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        name: "Chromium",
        tests: "",
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
    Need {
        name: "Firefox",
        tests: "in_firefox",
        is_there: || any(&["firefox-esr", "firefox"]),
        debian: &["firefox-esr"],
        elsewhere: "Firefox 153 or newer on PATH.\n\
             Debian: sudo apt-get install firefox-esr; Fedora: sudo dnf install firefox\n\
             macOS: brew install --cask firefox, and its folder on PATH",
    },
    // The small browser comes with the library, and wants a screen.
    Need {
        name: "WebKitGTK",
        tests: "in_webkit",
        is_there: || any(&["WebKitWebDriver"]) && any(&["Xvfb"]),
        debian: &["webkit2gtk-driver", "xvfb"],
        elsewhere: "WebKitWebDriver, MiniBrowser of WebKitGTK and Xvfb.\n\
             Debian, Ubuntu: sudo apt-get install webkit2gtk-driver xvfb\n\
             Fedora: sudo dnf install webkit2gtk4.1 xorg-x11-server-Xvfb",
    },
    Need {
        name: "poppler",
        tests: "printed",
        is_there: || any(&["pdftotext"]),
        debian: &["poppler-utils"],
        elsewhere: "pdftotext of poppler, which reads what was printed.\n\
             Debian, Ubuntu: sudo apt-get install poppler-utils; Fedora: poppler-utils; macOS: poppler",
    },
    Need {
        name: "PostgreSQL",
        tests: "on_postgres",
        is_there: postgres_maker::is_installed,
        debian: &["postgresql"],
        elsewhere: "PostgreSQL 15 or newer, its programs on PATH; nothing has to run.\n\
             Debian, Ubuntu: sudo apt-get install postgresql; Fedora: postgresql-server; macOS: postgresql@15",
    },
];

/// Without a font for Chinese the screenshots show boxes, and widths are wrong.
const FONT: &str = "fonts-noto-cjk";

/// Sees that the browsers, their drivers and the accessibility checker are there. Outside CI the
/// tests can do without all but Chromium, and say so: what comes back are parts of the names of the
/// tests that are left out.
///
/// # Errors
/// Names what is missing and says how to get it.
pub(crate) fn set_up(steps: &mut Steps) -> Result<Vec<&'static str>> {
    if may_install() {
        let missing = NEEDS.iter().filter(|need| !(need.is_there)());
        let mut packages: Vec<&str> = missing.flat_map(|need| need.debian).copied().collect();
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
    let mut left_out = Vec::new();
    for need in NEEDS.iter().filter(|need| !(need.is_there)()) {
        let words = format!("the tests need {}", need.elsewhere);
        if need.tests.is_empty() || std::env::var_os("CI").is_some() {
            return Err(words);
        }
        println!("  note: no {}, so its tests are left out: {words}", need.name);
        left_out.push(need.tests);
    }
    Ok(left_out)
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
