//! A code as one shape, so that a screen or a printer draws its edges sharp.

use cert_frames::Modules;
use yew::prelude::*;

/// Draws it with its quiet zone.
pub fn drawn(code: &Modules, label: &'static str) -> Html {
    let (side, path) = (code.side() + 2 * Modules::QUIET, code.svg_path());
    html! {
        <svg viewBox={format!("0 0 {side} {side}")} role="img" aria-label={label} shape-rendering="crispEdges">
            <rect width={side.to_string()} height={side.to_string()} fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    }
}
