//! Pictures of whole pages, for people to look at.

use std::path::PathBuf;

use crate::engine::Engine;
use crate::session::{Look, Session};

/// The tallest picture; a page that grows without end is a defect, not a picture.
const TALLEST: f64 = 8000.0;

impl Session {
    /// Writes `target/screenshots/<name>-<page>-<viewport>-<lang>.png` of the whole page.
    pub fn screenshot(&self, page: &str) -> PathBuf {
        self.picture(page, "")
    }

    /// The page as it is; where `CERTFILL_PICTURES=all` is set, also in dark colours and with text at 200 % (Chromium).
    pub fn screenshots(&self, page: &str) {
        self.picture(page, "");
        let all = std::env::var_os("CERTFILL_PICTURES").is_some_and(|which| which == "all");
        if !all || self.engine() != Engine::Chromium {
            return;
        }
        self.look(Look::Dark);
        self.picture(page, "-dark");
        self.look(Look::Plain);
        self.act("document.documentElement.style.fontSize = '200%'");
        self.picture(page, "-large");
        self.act("document.documentElement.style.fontSize = ''");
    }

    fn picture(&self, page: &str, look: &str) -> PathBuf {
        let (_, height) = self.viewport().size();
        self.act("scrollTo(0, 0)");
        let tall = self.run("document.documentElement.scrollHeight").as_f64();
        let tall = tall.unwrap_or_default().clamp(f64::from(height), TALLEST);
        let bytes = self.browser.borrow().picture(self.viewport(), tall);
        let dir = crate::root().join("target/screenshots");
        let (size, lang) = (self.viewport().name(), self.lang().code());
        let file = dir.join(format!("{}-{page}-{size}-{lang}{look}.png", self.name));
        std::fs::create_dir_all(&dir)
            .and_then(|()| std::fs::write(&file, bytes))
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        file
    }
}
