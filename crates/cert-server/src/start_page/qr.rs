//! A QR code as SVG.

use qrcodegen::{QrCode, QrCodeEcc};

/// The white border that readers need (ISO/IEC 18004: four modules).
const BORDER: i32 = 4;

/// The text as a QR code; `None` when it is too long. The title is what screen readers say.
pub(crate) fn svg(text: &str, title: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * BORDER;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&format!("M{},{}h1v1h-1z", x + BORDER, y + BORDER));
            }
        }
    }
    // Dark on white in the dark theme too: many readers do not find a light code on dark.
    Some(format!(
        r##"<svg class="qr" role="img" aria-label="{title}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{size}v{size}h-{size}z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}
