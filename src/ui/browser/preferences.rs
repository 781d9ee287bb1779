//! Language, text size and theme: the only things kept outside the vault.
//! They say nothing about the person's certificates.

use cert_app::state::{Preferences, TextSize, Theme};
use cert_app::words::Lang;
use web_sys::Storage;

use super::history;

/// The preferences of this browser: a language that the link asks for, else the one that was
/// chosen here, else the browser's own.
pub fn load() -> Preferences {
    if history::is_kiosk() {
        return at_kiosk();
    }
    let read = |name: &str| storage().and_then(|storage| storage.get_item(name).ok().flatten());
    let lang = history::asked_language().or_else(|| read("certfill.lang"));
    Preferences {
        lang: Lang::from_tag(&lang.unwrap_or_else(browser_language)),
        text: read("certfill.text").and_then(|code| TextSize::parse(&code)).unwrap_or_default(),
        theme: read("certfill.theme").and_then(|code| Theme::parse(&code)).unwrap_or_default(),
    }
}

/// Shows the preferences on the page and keeps them where storage is allowed.
pub fn apply(preferences: Preferences) {
    if let Some(root) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
    {
        let _ = root.set_attribute("lang", preferences.lang.tag());
        let _ = root.set_attribute("data-text", preferences.text.code());
        let _ = root.set_attribute("data-theme", preferences.theme.code());
    }
    if history::is_kiosk() {
        return;
    }
    if let Some(storage) = storage() {
        let _ = storage.set_item("certfill.lang", preferences.lang.tag());
        let _ = storage.set_item("certfill.text", preferences.text.code());
        let _ = storage.set_item("certfill.theme", preferences.theme.code());
    }
}

/// As everybody finds a kiosk: large, so that every target is 60 px.
pub fn at_kiosk() -> Preferences {
    Preferences { text: TextSize::Large, ..Preferences::default() }
}

/// Removes them, as a part of deleting everything.
pub fn forget() {
    if let Some(storage) = storage() {
        for name in ["certfill.lang", "certfill.text", "certfill.theme"] {
            let _ = storage.remove_item(name);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn browser_language() -> String {
    web_sys::window()
        .and_then(|window| window.navigator().language())
        .unwrap_or_else(|| "zh-CN".to_owned())
}
