//! Pictures in a file (ISO 32000-2, 8.9) as grey and, where they do not cover everything, how much.

use hayro_syntax::object::dict::keys::{
    BITS_PER_COMPONENT, BPC, D, DECODE, H, HEIGHT, IM, IMAGE_MASK, MASK, SMASK, SMASK_IN_DATA, W,
    WIDTH,
};
use hayro_syntax::object::stream::{FilterResult, ImageDecodeParams};
use hayro_syntax::object::{Array, Dict, Stream};

use crate::geometry::pixel;
use crate::shrink::{fitting, resized};
use crate::space::{Space, ranges};
use crate::{MOST_PIXELS, Picture};

/// Pixels that are unpacked: a sheet of A4 at 600 dpi has 35 million. Larger pictures are left out.
const MOST_UNPACKED: usize = 40_000_000;

/// A picture.
pub(crate) struct Raster {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Nothing for a stencil, which takes the colour of the page.
    grey: Option<Vec<u8>>,
    /// How much of each pixel is there, where not all is.
    cover: Option<Vec<u8>>,
}

/// Samples as they are unpacked.
struct Samples<'a> {
    data: &'a [u8],
    width: usize,
    height: usize,
    bits: usize,
    components: usize,
    ranges: Vec<(f32, f32)>,
}

impl Raster {
    /// Unpacks a picture, of at most 8 million pixels afterwards; nothing when it cannot be read.
    pub(crate) fn of(stream: &Stream<'_>, space: Option<Space>) -> Option<Self> {
        let mut raster = Self::unpacked(stream, space)?;
        let dict = stream.dict();
        if let Some(mask) = dict.get::<Stream<'_>>(SMASK) {
            raster.cover_with(
                Self::unpacked(&mask, Some(Space::Grey))
                    .and_then(|mask| Some((mask.width, mask.height, mask.grey?))),
            );
        } else if let Some(mask) = dict.get::<Stream<'_>>(MASK) {
            raster.cover_with(
                Self::unpacked(&mask, Some(Space::Grey))
                    .and_then(|mask| Some((mask.width, mask.height, mask.cover?))),
            );
        }
        Some(raster)
    }

    fn unpacked(stream: &Stream<'_>, space: Option<Space>) -> Option<Self> {
        let dict = stream.dict();
        let number =
            |short: &[u8], long: &[u8]| dict.get::<u32>(short).or_else(|| dict.get::<u32>(long));
        let (width, height) = (number(W, WIDTH)?, number(H, HEIGHT)?);
        fits(width, height)?;
        let is_stencil = is_stencil(dict);
        let space = if is_stencil { Some(Space::Grey) } else { space };
        let bits = number(BPC, BITS_PER_COMPONENT).and_then(|bits| u8::try_from(bits).ok());
        let unpacked = stream.decoded_image(&ImageDecodeParams {
            is_indexed: matches!(space, Some(Space::Indexed(_))),
            bpc: bits,
            num_components: space.as_ref().and_then(|space| u8::try_from(space.components()).ok()),
            target_dimension: None,
            width,
            height,
        });
        let FilterResult { data, image_data } = unpacked.ok()?;
        // What a picture says of itself counts more than what the page says of it.
        let (width, height) =
            image_data.as_ref().map_or((width, height), |own| (own.width, own.height));
        let (width, height) = fits(width, height)?;
        let own_space = image_data.as_ref().and_then(|own| own.color_space).map(Space::of_picture);
        let space = space.or(own_space).unwrap_or(Space::Grey);
        let bits = image_data.as_ref().map(|own| own.bits_per_component).or(bits);
        let samples = Samples {
            data: &data,
            width,
            height,
            bits: bits.map_or(if is_stencil { 1 } else { 8 }, usize::from),
            components: space.components(),
            ranges: dict
                .get::<Array<'_>>(D)
                .or_else(|| dict.get(DECODE))
                .map(|array| ranges(&array))
                .unwrap_or_default(),
        };
        let grey = samples.grey(&space)?;
        let own_cover = image_data.and_then(|own| own.alpha).filter(|cover| {
            cover.len() == width * height && dict.get::<u8>(SMASK_IN_DATA) == Some(1)
        });
        Some(if is_stencil {
            // A stencil paints where its samples are 0.
            let cover = grey.into_iter().map(|value| 255 - value).collect();
            Self { width, height, grey: None, cover: Some(cover) }.smaller()
        } else {
            Self { width, height, grey: Some(grey), cover: own_cover }.smaller()
        })
    }

    fn smaller(self) -> Self {
        let to = fitting(self.width, self.height, MOST_PIXELS);
        self.resized(to)
    }

    fn resized(self, to: (usize, usize)) -> Self {
        let from = (self.width, self.height);
        if from == to {
            return self;
        }
        let plane = |plane: Option<Vec<u8>>| plane.map(|values| resized(&values, from, to));
        Self { width: to.0, height: to.1, grey: plane(self.grey), cover: plane(self.cover) }
    }

    /// Takes a mask, in the finer resolution of the two: a black pixel with the code in its mask is common.
    fn cover_with(&mut self, mask: Option<(usize, usize, Vec<u8>)>) {
        let Some((width, height, cover)) = mask else { return };
        let to = if width * height > self.width * self.height {
            (width, height)
        } else {
            (self.width, self.height)
        };
        let own =
            Self { width: self.width, height: self.height, grey: self.grey.take(), cover: None };
        *self = own.resized(to);
        self.cover =
            Some(if (width, height) == to { cover } else { resized(&cover, (width, height), to) });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// Grey and how much is there at a place in pixels; a stencil has the `ink` of the page.
    pub(crate) fn at(&self, x: f64, y: f64, ink: u8) -> Option<(u8, u8)> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (x, y) = (pixel(x), pixel(y));
        if x >= self.width {
            return None;
        }
        let at = y.checked_mul(self.width)? + x;
        let grey = self
            .grey
            .as_ref()
            .map_or_else(|| (y < self.height).then_some(ink), |grey| grey.get(at).copied())?;
        let cover = self.cover.as_ref().map_or(Some(255), |cover| cover.get(at).copied())?;
        Some((grey, cover))
    }

    /// The picture on white paper; a stencil is black.
    pub(crate) fn on_paper(self) -> Option<Picture> {
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let grey = match (self.grey, self.cover) {
            (Some(grey), None) => grey,
            (None, cover) => cover?.into_iter().map(|cover| 255 - cover).collect(),
            (Some(grey), Some(cover)) => grey
                .into_iter()
                .zip(cover)
                .map(|(grey, cover)| {
                    let (grey, cover) = (u32::from(grey), u32::from(cover));
                    u8::try_from((grey * cover + 255 * (255 - cover)) / 255).unwrap_or(255)
                })
                .collect(),
        };
        Some(Picture { width, height, grey })
    }
}

/// Whether it has no colour of its own.
fn is_stencil(dict: &Dict<'_>) -> bool {
    dict.get::<bool>(IM).or_else(|| dict.get(IMAGE_MASK)).unwrap_or(false)
}

fn fits(width: u32, height: u32) -> Option<(usize, usize)> {
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    let pixels = width.checked_mul(height)?;
    (pixels > 0 && pixels <= MOST_UNPACKED).then_some((width, height))
}

impl Samples<'_> {
    /// The grey of each pixel; what is missing at the end is white.
    fn grey(&self, space: &Space) -> Option<Vec<u8>> {
        if self.components == 0 || ![1, 2, 4, 8, 16].contains(&self.bits) {
            return None;
        }
        let row = (self.width * self.components * self.bits).div_ceil(8);
        let mut grey = Vec::with_capacity(self.width * self.height);
        let table = (self.components == 1).then(|| self.table(space));
        let simple_rgb = *space == Space::Rgb && self.bits == 8 && self.ranges.is_empty();
        for line in self.data.chunks(row).take(self.height) {
            let start = grey.len();
            if let Some(table) = &table {
                let value = |at| table.get(usize::from(self.sample(line, at)?)).copied();
                grey.extend((0..self.width).map_while(value));
            } else if simple_rgb {
                grey.extend(line.as_chunks::<3>().0.iter().map(|&[red, green, blue]| {
                    let sum = u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29;
                    u8::try_from(sum / 256).unwrap_or(255)
                }));
            } else {
                let mut values = vec![0.0; self.components];
                for at in 0..self.width {
                    for (component, value) in values.iter_mut().enumerate() {
                        let sample =
                            self.sample(line, at * self.components + component).unwrap_or(0);
                        *value = self.value(sample, component, false);
                    }
                    grey.push(space.grey(&values));
                }
            }
            grey.resize(start + self.width, 255);
        }
        grey.resize(self.width * self.height, 255);
        Some(grey)
    }

    /// The grey of each value of a sample.
    fn table(&self, space: &Space) -> Vec<u8> {
        let is_index = matches!(space, Space::Indexed(_));
        (0..=255).map(|sample| space.grey(&[self.value(sample, 0, is_index)])).collect()
    }

    /// A sample of a row; of 16 bits the upper eight.
    fn sample(&self, line: &[u8], at: usize) -> Option<u8> {
        match self.bits {
            16 => line.get(at * 2).copied(),
            8 => line.get(at).copied(),
            bits => {
                let byte = line.get(at * bits / 8)?;
                let shift = 8 - bits - at * bits % 8;
                Some((byte >> shift) & ((1 << bits) - 1))
            }
        }
    }

    /// What a sample stands for: an index, or a part of the whole.
    fn value(&self, sample: u8, component: usize, is_index: bool) -> f32 {
        let greatest = f32::from(u8::MAX >> (8 - self.bits.min(8)));
        let sample = f32::from(sample);
        match self.ranges.get(component) {
            Some((least, most)) => least + sample / greatest * (most - least),
            None if is_index => sample,
            None => sample / greatest,
        }
    }
}
