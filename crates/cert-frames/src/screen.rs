//! How large a code may be on a given screen.

use crate::{FrameFault, Level, Modules, Showing, qr::modules_up_to};

/// Pixels of the screen in a module: "each module is made up of 4 or more dots" (DENSO WAVE, qrcode.com, "Point for
/// setting the module size"). A camera never meets the grid of the pixels, and a module of fewer gets ragged edges.
const LEAST_PIXELS: usize = 4;

/// The camera has fewer pixels than the screen. Of a frame of 1280 × 720 a code that fills two thirds of the height
/// gets 480, which is 3.8 for each of the 125 modules of version 25 with its quiet zone: more than twice the 1.5 at
/// which cert-scan read all codes in `cargo xtask bench qr`, and a hand that trembles costs some.
const LARGEST: u8 = 25;

/// The smallest version whose part holds more content than numbers.
const SMALLEST: u8 = 5;

/// Characters that versions 5 to 25 hold in alphanumeric mode at level L and at level M (ISO/IEC 18004, table 7).
const CHARACTERS: [(usize, usize); 21] = [
    (154, 122),
    (195, 154),
    (224, 178),
    (279, 221),
    (335, 262),
    (395, 311),
    (468, 366),
    (535, 419),
    (619, 483),
    (667, 528),
    (758, 600),
    (854, 656),
    (938, 734),
    (1_046, 816),
    (1_153, 909),
    (1_249, 970),
    (1_352, 1_035),
    (1_460, 1_134),
    (1_588, 1_248),
    (1_704, 1_326),
    (1_853, 1_451),
];

/// `UR:BYTES/`, and the four bytes of the checksum.
const AROUND_ONE: usize = 9 + 2 * 4;

/// `UR:BYTES/99999999-2000/`: at twelve frames a second that number is reached after three months. Then the numbers of
/// the part in 22 bytes, and the checksum.
const AROUND_MANY: usize = 9 + 14 + 2 * (22 + 4);

/// Codes that fit on a screen and can be read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    version: u8,
    pixels: usize,
    in_one: usize,
    in_each: usize,
}

impl Plan {
    /// The largest code for a square of this side in CSS pixels, at so many device pixels for each of them.
    ///
    /// # Errors
    /// [`FrameFault::ScreenTooSmall`] below 180 device pixels.
    #[expect(clippy::as_conversions, reason = "what is no number of pixels becomes none at all")]
    pub fn for_screen(side: f64, device_pixel_ratio: f64) -> Result<Self, FrameFault> {
        let pixels = (side * device_pixel_ratio) as usize;
        (SMALLEST..=LARGEST)
            .zip(CHARACTERS)
            .map(|(version, (low, medium))| {
                let modules = 17 + 4 * usize::from(version) + 2 * Modules::QUIET;
                Self {
                    version,
                    pixels: pixels / modules,
                    in_one: (medium - AROUND_ONE) / 2,
                    in_each: (low - AROUND_MANY) / 2,
                }
            })
            .rfind(|plan| plan.pixels >= LEAST_PIXELS)
            .ok_or(FrameFault::ScreenTooSmall)
    }

    /// Device pixels for each module of the largest code, and at least so many for any other: a whole number, so that
    /// all modules are equal.
    #[must_use]
    pub fn pixels_per_module(&self) -> usize {
        self.pixels
    }

    /// Bytes of a message in each frame of an animated code.
    #[must_use]
    pub fn most_bytes_per_frame(&self) -> usize {
        self.in_each
    }

    /// `content` in one code where it fits at [`Level::Medium`], else in an animated one.
    ///
    /// # Errors
    /// [`FrameFault::TooLarge`] as [`Showing::of`].
    pub fn show(&self, content: &[u8]) -> Result<Showing, FrameFault> {
        let one = Showing::of(content, self.in_one)?;
        // Never one code at the level of many: with the same bytes it would be larger than planned.
        if one.is_one() { Ok(one) } else { Showing::of(content, self.in_each.min(content.len())) }
    }

    /// `text` as it is, in one code that any reader understands, where one fits.
    ///
    /// # Errors
    /// [`FrameFault::DoesNotFit`] when it has to be animated.
    pub fn one_code(&self, text: &str) -> Result<Modules, FrameFault> {
        modules_up_to(text, Level::Medium, self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modules;

    #[test]
    fn the_table_is_that_of_the_standard() {
        for (version, (low, medium)) in (SMALLEST..=LARGEST).zip(CHARACTERS) {
            for (most, level) in [(low, Level::Low), (medium, Level::Medium)] {
                assert!(modules_up_to(&"A".repeat(most), level, version).is_ok());
                assert!(modules_up_to(&"A".repeat(most + 1), level, version).is_err());
            }
        }
    }

    #[test]
    fn screens_get_the_largest_code_with_whole_pixels() {
        let plan = |side, ratio| {
            let plan = Plan::for_screen(side, ratio).unwrap();
            (plan.version, plan.pixels_per_module(), plan.most_bytes_per_frame())
        };
        assert_eq!(plan(360.0, 3.0), (25, 8, 889));
        assert_eq!(plan(320.0, 2.0), (25, 5, 889));
        assert_eq!(plan(360.0, 1.0), (16, 4, 389));
        assert_eq!(plan(180.0, 1.0), (5, 4, 39));
        for (side, ratio) in [(179.9, 1.0), (0.0, 2.0), (-5.0, 2.0), (f64::NAN, 1.0)] {
            assert_eq!(Plan::for_screen(side, ratio), Err(FrameFault::ScreenTooSmall));
        }
        assert_eq!(plan(f64::INFINITY, 1.0).0, LARGEST);
    }

    #[test]
    fn no_frame_is_larger_than_planned() {
        for side in (180..600).step_by(48) {
            let plan = Plan::for_screen(f64::from(side), 1.0).unwrap();
            let most = 17 + 4 * usize::from(plan.version);
            for length in [0, 1, plan.in_one - 3, plan.in_one - 2, plan.in_each - 2, 5_000] {
                let showing = plan.show(&vec![7; length]).unwrap();
                let head = [23, 255].iter().filter(|most| length > **most).count() + 1;
                assert_eq!(showing.is_one(), length + head <= plan.in_one, "{side} {length}");
                for n in [0, 99_999_998] {
                    let drawn = modules(&showing.frame(n), showing.level()).unwrap();
                    assert!(drawn.side() <= most, "{side} {length} {n}: {} modules", drawn.side());
                }
            }
        }
    }

    #[test]
    fn a_text_that_fits_is_shown_as_it_is() {
        let plan = Plan::for_screen(360.0, 2.0).unwrap();
        assert!(plan.one_code(&"a".repeat(900)).is_ok());
        assert_eq!(plan.one_code(&"a".repeat(1_100)), Err(FrameFault::DoesNotFit));
    }
}
