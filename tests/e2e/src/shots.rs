//! Pictures of whole pages, for people to look at.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::session::{Look, Session};

/// The tallest picture; a page that grows without end is a defect, not a picture.
const TALLEST: f64 = 8000.0;

impl Session {
    /// Writes `target/screenshots/<name>-<page>-<viewport>-<lang>.png` of the whole page.
    pub fn screenshot(&self, page: &str) -> PathBuf {
        self.picture(page, "")
    }

    /// The page as it is, in dark colours, and with text at 200 %.
    pub fn screenshots(&self, page: &str) {
        self.picture(page, "");
        self.look(Look::Dark);
        self.picture(page, "-dark");
        self.look(Look::Plain);
        self.act("document.documentElement.style.fontSize = '200%'");
        self.picture(page, "-large");
        self.act("document.documentElement.style.fontSize = ''");
    }

    fn picture(&self, page: &str, look: &str) -> PathBuf {
        let (width, height) = self.viewport().size();
        let metrics = self.cdp("Page.getLayoutMetrics", json!({}));
        let tall = metrics.pointer("/cssContentSize/height").and_then(Value::as_f64);
        let tall = tall.unwrap_or_default().clamp(f64::from(height), TALLEST);
        // A window as tall as the page: bars that stick to its edges stand where the page ends.
        self.act("scrollTo(0, 0)");
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": tall.round(), "mobile": false,
                    "deviceScaleFactor": 1 }),
        );
        let taken = self.cdp("Page.captureScreenshot", json!({ "format": "png" }));
        self.resize(self.viewport());
        let bytes = taken["data"].as_str().and_then(|data| STANDARD.decode(data).ok());
        let dir = crate::root().join("target/screenshots");
        let (size, lang) = (self.viewport().name(), self.lang().code());
        let file = dir.join(format!("{}-{page}-{size}-{lang}{look}.png", self.name));
        std::fs::create_dir_all(&dir)
            .and_then(|()| std::fs::write(&file, bytes.unwrap_or_default()))
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        file
    }
}
