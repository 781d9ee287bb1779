//! A text as a QR code (ISO/IEC 18004): which modules are dark.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::FrameFault;

/// How much of a code may be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// L, about 7 %.
    Low,
    /// M, about 15 %.
    Medium,
}

/// The modules of a code, without the quiet zone of [`Modules::QUIET`] around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    side: usize,
    dark: Vec<bool>,
}

impl Modules {
    /// Light modules that a code needs on each side (ISO/IEC 18004, 5.3.8).
    pub const QUIET: usize = 4;

    /// Modules in a row.
    #[must_use]
    pub fn side(&self) -> usize {
        self.side
    }

    /// Row by row from the top: which modules are dark.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }

    /// The dark modules as the `d` of one SVG path, inside the quiet zone: a side of the picture is
    /// `side() + 2 * QUIET` long. One shape, so that a printer draws its edges sharp.
    #[must_use]
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (row, y) in self.rows().zip(Self::QUIET..) {
            for (is_dark, x) in row.iter().zip(Self::QUIET..) {
                if *is_dark {
                    let _ = write!(path, "M{x} {y}h1v1h-1z");
                }
            }
        }
        path
    }
}

/// Draws `text` as the smallest code that holds it, with at least this level; a higher one where it costs no module.
/// Upper-case texts of parts are held in alphanumeric mode, which takes 5.5 bits a character.
///
/// # Errors
/// [`FrameFault::DoesNotFit`] when no code holds it.
pub fn modules(text: &str, level: Level) -> Result<Modules, FrameFault> {
    modules_up_to(text, level, Version::MAX.value())
}

/// The same in a code of at most this version, 1 to 40.
pub(crate) fn modules_up_to(text: &str, level: Level, version: u8) -> Result<Modules, FrameFault> {
    let level = match level {
        Level::Low => QrCodeEcc::Low,
        Level::Medium => QrCodeEcc::Medium,
    };
    let most = Version::new(version.clamp(Version::MIN.value(), Version::MAX.value()));
    let segments = QrSegment::make_segments(text);
    let code = QrCode::encode_segments_advanced(&segments, level, Version::MIN, most, None, true)
        .map_err(|_| FrameFault::DoesNotFit)?;
    let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = all.map(|(x, y)| code.get_module(x, y)).collect();
    Ok(Modules { side: usize::try_from(code.size()).unwrap_or_default(), dark })
}
