//! Bytes as one QR code or as an animated code of many parts (BC-UR), and back.
//!
//! What is too large for one code is shown as a sequence without end: first the fragments of the message one after
//! another, then mixtures of them, so that a scanner that missed some frames need not wait for just these to come round
//! (BCR-2020-005 "Uniform Resources", BCR-2024-001 "Multipart UR"). The type is `ur:bytes`, one byte string: what is
//! in it tells its kind by itself. BCR-2020-005 keeps that type for tests; there is no registered one for certificates.
//!
//! Pure: no clock, no randomness, no browser. Nothing here says whether content is genuine; the CRC-32 in the parts
//! finds misreadings and nothing else.

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod bytewords;
mod cbor;
mod chooser;
mod fault;
mod gathering;
mod mixture;
mod part;
mod qr;
mod screen;
mod showing;

pub use fault::FrameFault;
pub use gathering::{Gathering, Progress};
pub use part::is_part;
pub use qr::{Level, Modules, modules};
pub use screen::Plan;
pub use showing::Showing;

/// A certificate with a photograph has 40 kB, one with all biometrics a few hundred; longer ones take minutes to show.
pub(crate) const MOST_CONTENT: usize = 1_000_000;

/// Three minutes of frames; and a megabyte in parts that fit a small screen.
pub(crate) const MOST_PARTS: usize = 2_000;
