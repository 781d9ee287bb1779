//! What a page says is to be drawn (ISO 32000-2, 8 and annex A). Text and shadings are passed over.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Do;
use hayro_syntax::object::dict::keys::{
    BBOX, COLORSPACE, CS, FORM, IMAGE, MATRIX, RESOURCES, SUBTYPE,
};
use hayro_syntax::object::{Dict, Name, Number, Object, Rect, Stream};
use hayro_syntax::page::{Page, Resources};

use crate::annotations;
use crate::canvas::Rule;
use crate::geometry::{Area, Matrix, corners};
use crate::path::Path;
use crate::sinks::{Shown, Sink};
use crate::space::Space;
use crate::state::State;

/// Forms in forms: real files have two or three.
const MOST_NESTED: usize = 12;

/// Kept states: real files have a dozen.
const MOST_KEPT: usize = 256;

/// An instruction costs as much as so many pixels.
const INSTRUCTION: usize = 16;

/// A limit of what is done for one page.
pub(crate) struct Work(usize);

impl Work {
    /// As much as a page of 8 million pixels, painted over a hundred times: some seconds.
    pub(crate) fn of_a_page() -> Self {
        Self(800_000_000)
    }

    /// Takes so much; no when there is not as much left.
    pub(crate) fn spend(&mut self, cost: usize) -> bool {
        let left = self.0.checked_sub(cost);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// Goes through a page; `area` is the part of it that is seen.
pub(crate) fn page(
    page: &Page<'_>,
    matrix: Matrix,
    area: Option<Area>,
    sink: &mut impl Sink,
    work: &mut Work,
) {
    let everything = Area { left: 0, top: 0, right: usize::MAX, bottom: usize::MAX };
    let state = State::new(matrix, area.unwrap_or(everything));
    let mut walk = Walk { sink, work, nested: 0 };
    walk.run(page.typed_operations(), page.resources(), state.clone());
    for (form, matrix) in annotations::shown(page.raw()) {
        let mut state = state.clone();
        state.matrix = state.matrix * matrix;
        walk.form(&form, page.resources(), state);
    }
}

struct Walk<'w, S> {
    sink: &'w mut S,
    work: &'w mut Work,
    nested: usize,
}

/// One text of instructions on its way.
struct Text<'r, 'a> {
    resources: &'r Resources<'a>,
    state: State,
    kept: Vec<State>,
    path: Path,
    /// The path becomes the clip when it has been drawn.
    clips: bool,
}

impl Text<'_, '_> {
    fn place(&self, x: Number, y: Number) -> (f64, f64) {
        self.state.matrix.at((x.as_f64(), y.as_f64()))
    }

    fn space(&self, name: &Name<'_>) -> Option<Space> {
        Space::of(&Object::Name(name.clone()), &self.resources.color_spaces)
    }
}

impl<S: Sink> Walk<'_, S> {
    fn run(&mut self, mut instructions: TypedIter<'_>, resources: &Resources<'_>, state: State) {
        let (kept, path) = (Vec::new(), Path::default());
        let mut text = Text { resources, state, kept, path, clips: false };
        while let Some(instruction) = instructions.next() {
            if !self.work.spend(INSTRUCTION) {
                return;
            }
            match instruction {
                Do::XObject(name) => {
                    if let Some(stream) = resources.get_x_object(name.0) {
                        self.object(&stream, &text);
                    }
                }
                Do::InlineImage(image) => self.picture(image.0, &text, true),
                Do::StrokePath(_) => self.draw(&mut text, None, true),
                Do::CloseAndStrokePath(_) => {
                    text.path.close();
                    self.draw(&mut text, None, true);
                }
                Do::FillPathNonZero(_) | Do::FillPathNonZeroCompatibility(_) => {
                    self.draw(&mut text, Some(Rule::NonZero), false);
                }
                Do::FillPathEvenOdd(_) => self.draw(&mut text, Some(Rule::EvenOdd), false),
                Do::FillAndStrokeNonZero(_) => self.draw(&mut text, Some(Rule::NonZero), true),
                Do::FillAndStrokeEvenOdd(_) => self.draw(&mut text, Some(Rule::EvenOdd), true),
                Do::CloseFillAndStrokeNonZero(_) => {
                    text.path.close();
                    self.draw(&mut text, Some(Rule::NonZero), true);
                }
                Do::CloseFillAndStrokeEvenOdd(_) => {
                    text.path.close();
                    self.draw(&mut text, Some(Rule::EvenOdd), true);
                }
                Do::EndPath(_) => self.draw(&mut text, None, false),
                other => part_of_path(&mut text, &other),
            }
        }
    }

    /// Draws the path, and begins a new one.
    fn draw(&mut self, text: &mut Text<'_, '_>, filled: Option<Rule>, lines: bool) {
        let path = std::mem::take(&mut text.path);
        let state = &mut text.state;
        if let (Some(rule), Some(paint)) = (filled, state.paint(&state.fill)) {
            self.sink.fill(&path, rule, paint, state.clip, self.work);
        }
        if let (true, Some(paint)) = (lines, state.paint(&state.line)) {
            let outline = path.outline(state.width * state.matrix.stretch(), state.longer);
            self.sink.fill(&outline, Rule::NonZero, paint, state.clip, self.work);
        }
        if std::mem::take(&mut text.clips) {
            // What surrounds the path is enough: nobody clips a code by a curve.
            state.clip = state.clip.and(Area::around(path.points()));
        }
    }

    fn object(&mut self, stream: &Stream<'_>, text: &Text<'_, '_>) {
        match stream.dict().get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(IMAGE) => self.picture(stream, text, false),
            Some(FORM) => self.form(stream, text.resources, text.state.clone()),
            _ => {}
        }
    }

    fn picture(&mut self, stream: &Stream<'_>, text: &Text<'_, '_>, is_inline: bool) {
        let (dict, state) = (stream.dict(), &text.state);
        // Only a stencil has the colour of the page.
        let Some(paint) = state.paint_of_picture() else { return };
        let space = dict.get::<Object<'_>>(CS).or_else(|| dict.get(COLORSPACE));
        let space = space.and_then(|space| Space::of(&space, &text.resources.color_spaces));
        let shown = Shown { stream, space, matrix: state.matrix, is_inline };
        self.sink.picture(shown, paint, state.clip, self.work);
    }

    /// Goes through a form (8.10).
    fn form(&mut self, stream: &Stream<'_>, outer: &Resources<'_>, mut state: State) {
        let Ok(data) = stream.decoded_data() else { return };
        if self.nested >= MOST_NESTED || !self.work.spend(data.len()) {
            return;
        }
        let dict = stream.dict();
        if let Some(matrix) = dict.get::<[f64; 6]>(MATRIX) {
            state.matrix = state.matrix * Matrix(matrix);
        }
        if let Some(Rect { x0, y0, x1, y1 }) = dict.get::<Rect>(BBOX) {
            let around = corners(x0, y0, x1, y1).map(|corner| state.matrix.at(corner));
            state.clip = state.clip.and(Area::around(around));
        }
        let own = dict.get::<Dict<'_>>(RESOURCES).map(Resources::new);
        self.nested += 1;
        self.run(TypedIter::new(&data), own.as_ref().unwrap_or(outer), state);
        self.nested -= 1;
    }
}

/// Instructions that make a path.
fn part_of_path(text: &mut Text<'_, '_>, instruction: &Do<'_, '_>) {
    match instruction {
        Do::MoveTo(to) => text.path.begin(text.place(to.0, to.1)),
        Do::LineTo(to) => text.path.go(text.place(to.0, to.1)),
        Do::CubicTo(c) => {
            let (one, two, to) = (text.place(c.0, c.1), text.place(c.2, c.3), text.place(c.4, c.5));
            text.path.curve(one, two, to);
        }
        Do::CubicStartTo(c) => {
            let (two, to) = (text.place(c.0, c.1), text.place(c.2, c.3));
            text.path.curve(text.path.end().unwrap_or(two), two, to);
        }
        Do::CubicEndTo(c) => {
            let (one, to) = (text.place(c.0, c.1), text.place(c.2, c.3));
            text.path.curve(one, to, to);
        }
        Do::ClosePath(_) => text.path.close(),
        Do::RectPath(r) => {
            let (x, y, width, height) = (r.0.as_f64(), r.1.as_f64(), r.2.as_f64(), r.3.as_f64());
            let [first, rest @ ..] =
                corners(x, y, x + width, y + height).map(|corner| text.state.matrix.at(corner));
            text.path.begin(first);
            for corner in rest {
                text.path.go(corner);
            }
            text.path.close();
        }
        Do::ClipNonZero(_) | Do::ClipEvenOdd(_) => text.clips = true,
        other => setting(text, other),
    }
}

/// Instructions that change the state.
fn setting(text: &mut Text<'_, '_>, instruction: &Do<'_, '_>) {
    match instruction {
        Do::SaveState(_) if text.kept.len() < MOST_KEPT => text.kept.push(text.state.clone()),
        Do::RestoreState(_) => {
            if let Some(kept) = text.kept.pop() {
                text.state = kept;
            }
        }
        Do::Transform(m) => {
            let matrix = [m.0, m.1, m.2, m.3, m.4, m.5].map(|number| number.as_f64());
            text.state.matrix = text.state.matrix * Matrix(matrix);
        }
        Do::LineWidth(width) => text.state.width = width.0.as_f64(),
        Do::LineCap(cap) => text.state.longer = cap.0.as_i64() != 0,
        Do::SetGraphicsState(name) => {
            if let Some(dict) = text.resources.get_ext_g_state(name.0) {
                text.state.take(&dict);
            }
        }
        Do::ColorSpaceNonStroke(name) => {
            let space = text.space(name.0);
            text.state.fill.change(space);
        }
        Do::ColorSpaceStroke(name) => {
            let space = text.space(name.0);
            text.state.line.change(space);
        }
        Do::NonStrokeColor(colour) => text.state.fill.set(&colour.0),
        Do::NonStrokeColorNamed(colour) => text.state.fill.set(&colour.0),
        Do::StrokeColor(colour) => text.state.line.set(&colour.0),
        Do::StrokeColorNamed(colour) => text.state.line.set(&colour.0),
        Do::NonStrokeColorDeviceGray(c) => text.state.fill.become_of(Space::Grey, &[c.0]),
        Do::StrokeColorDeviceGray(c) => text.state.line.become_of(Space::Grey, &[c.0]),
        Do::NonStrokeColorDeviceRgb(c) => text.state.fill.become_of(Space::Rgb, &[c.0, c.1, c.2]),
        Do::StrokeColorDeviceRgb(c) => text.state.line.become_of(Space::Rgb, &[c.0, c.1, c.2]),
        Do::NonStrokeColorCmyk(c) => text.state.fill.become_of(Space::Cmyk, &[c.0, c.1, c.2, c.3]),
        Do::StrokeColorCmyk(c) => text.state.line.become_of(Space::Cmyk, &[c.0, c.1, c.2, c.3]),
        _ => {}
    }
}
