//! What a page has set and keeps until it is set anew (ISO 32000-2, 8.4).

use std::rc::Rc;

use hayro_syntax::object::dict::keys::{BM, CA, CA_NS};
use hayro_syntax::object::{Dict, Name, Number};

use crate::canvas::Paint;
use crate::geometry::{Area, Matrix, pixel};
use crate::space::Space;

/// The colour of what is filled, or of lines.
#[derive(Clone)]
pub(crate) struct Ink {
    space: Rc<Space>,
    /// None for a pattern, which is not drawn.
    level: Option<u8>,
    opacity: f64,
}

/// Everything that `q` keeps and `Q` brings back.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) matrix: Matrix,
    pub(crate) clip: Area,
    pub(crate) fill: Ink,
    pub(crate) line: Ink,
    pub(crate) width: f64,
    /// Lines stand out at their ends.
    pub(crate) longer: bool,
    darkens: bool,
}

impl Ink {
    fn black() -> Self {
        Self { space: Rc::new(Space::Grey), level: Some(0), opacity: 1.0 }
    }

    /// Another space, with its first colour.
    pub(crate) fn change(&mut self, space: Option<Space>) {
        let space = space.unwrap_or(Space::Grey);
        self.level = (space != Space::Pattern).then(|| space.first());
        self.space = Rc::new(space);
    }

    /// A colour of the space.
    pub(crate) fn set(&mut self, numbers: &[Number]) {
        let values: Vec<f32> = numbers.iter().map(|number| number.as_f32()).collect();
        let is_pattern = *self.space == Space::Pattern;
        self.level = (!is_pattern).then(|| self.space.written(&values));
    }

    /// A space and its colour in one.
    pub(crate) fn become_of(&mut self, space: Space, numbers: &[Number]) {
        self.space = Rc::new(space);
        self.set(numbers);
    }
}

impl State {
    pub(crate) fn new(matrix: Matrix, clip: Area) -> Self {
        let (fill, line) = (Ink::black(), Ink::black());
        Self { matrix, clip, fill, line, width: 1.0, longer: false, darkens: false }
    }

    /// What fills; nothing where nothing would be seen.
    pub(crate) fn paint(&self, ink: &Ink) -> Option<Paint> {
        let opacity = i32::try_from(pixel(ink.opacity * 256.0)).unwrap_or(256);
        let level = ink.level.filter(|_| opacity > 0)?;
        Some(Paint { level, opacity, darkens: self.darkens })
    }

    /// The same for a picture, which a pattern does not hide; a stencil is black then.
    pub(crate) fn paint_of_picture(&self) -> Option<Paint> {
        let level = Some(self.fill.level.unwrap_or(0));
        self.paint(&Ink { level, ..self.fill.clone() })
    }

    /// Takes what a dictionary of the graphics state sets (8.4.5).
    pub(crate) fn take(&mut self, dict: &Dict<'_>) {
        let part = |key: &[u8]| dict.get::<f32>(key).map(|part| f64::from(part).clamp(0.0, 1.0));
        self.fill.opacity = part(CA_NS).unwrap_or(self.fill.opacity);
        self.line.opacity = part(CA).unwrap_or(self.line.opacity);
        if let Some(mode) = dict.get::<Name<'_>>(BM) {
            self.darkens = matches!(mode.as_ref(), b"Multiply" | b"Darken");
        }
        if let Some(width) = dict.get::<f32>(b"LW") {
            self.width = f64::from(width);
        }
    }
}
