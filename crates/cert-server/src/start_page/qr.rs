//! A QR code as SVG.

use cert_frames::{Level, Modules, modules};

/// The text as a QR code; `None` when it is too long. The title is what screen readers say.
pub(crate) fn svg(text: &str, title: &str) -> Option<String> {
    let code = modules(text, Level::Medium).ok()?;
    let (size, path) = (code.side() + 2 * Modules::QUIET, code.svg_path());
    // Dark on white in the dark theme too: many readers do not find a light code on dark.
    Some(format!(
        r##"<svg class="qr" role="img" aria-label="{title}" viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{size}v{size}h-{size}z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}
