//! Colour spaces (ISO 32000-2, 8.6) as far as grey needs them. Profiles are not applied: dark stays
//! dark without them.

use hayro_syntax::object::dict::keys::N;
use hayro_syntax::object::stream::ImageColorSpace;
use hayro_syntax::object::{Array, Dict, Name, Object};

use crate::geometry::level;

/// Spaces that name other spaces: deeper is no real file.
const MOST_NESTED: usize = 4;

/// What the numbers of a colour say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Grey,
    Rgb,
    Cmyk,
    Lab,
    /// The grey of each entry.
    Indexed(Vec<u8>),
    /// So many inks (Separation, DeviceN): the most of any of them is how dark it is.
    Inks(usize),
    Pattern,
}

impl Space {
    /// The space that a file describes; `named` knows the names that a page gives.
    pub(crate) fn of(object: &Object<'_>, named: &Dict<'_>) -> Option<Self> {
        Self::nested(object, named, MOST_NESTED)
    }

    fn nested(object: &Object<'_>, named: &Dict<'_>, deeper: usize) -> Option<Self> {
        let deeper = deeper.checked_sub(1)?;
        match object {
            Object::Name(name) => Self::simple(name).or_else(|| {
                let object = named.get::<Object<'_>>(name)?;
                Self::nested(&object, named, deeper)
            }),
            Object::Array(array) => Self::array(array, named, deeper),
            _ => None,
        }
    }

    fn simple(name: &Name<'_>) -> Option<Self> {
        match name.as_ref() {
            b"DeviceGray" | b"G" | b"CalGray" => Some(Self::Grey),
            b"DeviceRGB" | b"RGB" | b"CalRGB" => Some(Self::Rgb),
            b"DeviceCMYK" | b"CMYK" => Some(Self::Cmyk),
            b"Lab" => Some(Self::Lab),
            b"Pattern" => Some(Self::Pattern),
            _ => None,
        }
    }

    fn array(array: &Array<'_>, named: &Dict<'_>, deeper: usize) -> Option<Self> {
        let mut items = array.iter::<Object<'_>>();
        let name = items.next()?.into_name()?;
        match name.as_ref() {
            b"ICCBased" => match items.next()?.into_stream()?.dict().get::<u8>(N)? {
                1 => Some(Self::Grey),
                3 => Some(Self::Rgb),
                4 => Some(Self::Cmyk),
                _ => None,
            },
            b"Indexed" | b"I" => {
                let base = Self::nested(&items.next()?, named, deeper)?;
                let highest = items.next()?.into_number()?.as_i64();
                let table = items.next()?;
                base.indexed(usize::try_from(highest).ok()?.min(255), &table)
            }
            b"Separation" => Some(Self::Inks(1)),
            b"DeviceN" => Some(Self::Inks(items.next()?.into_array()?.raw_iter().take(32).count())),
            _ => Self::simple(&name),
        }
    }

    /// A table of colours of this space.
    fn indexed(&self, highest: usize, table: &Object<'_>) -> Option<Self> {
        let bytes = match table {
            Object::String(string) => string.as_bytes().to_vec(),
            Object::Stream(stream) => stream.decoded_data().ok()?.into_owned(),
            _ => return None,
        };
        let colours = bytes.chunks(self.components().max(1)).take(highest + 1);
        let grey = colours.map(|colour| {
            let values: Vec<f32> = colour.iter().map(|&value| f32::from(value) / 255.0).collect();
            self.grey(&values)
        });
        Some(Self::Indexed(grey.collect()))
    }

    /// What a picture says of itself.
    pub(crate) fn of_picture(space: ImageColorSpace) -> Self {
        match space {
            ImageColorSpace::Gray => Self::Grey,
            ImageColorSpace::Rgb => Self::Rgb,
            ImageColorSpace::Cmyk => Self::Cmyk,
            ImageColorSpace::Unknown(count) => Self::of_count(usize::from(count)),
        }
    }

    /// The likely space of so many numbers.
    pub(crate) fn of_count(count: usize) -> Self {
        match count {
            1 => Self::Grey,
            3 => Self::Rgb,
            4 => Self::Cmyk,
            count => Self::Inks(count.max(1)),
        }
    }

    /// How many numbers a colour has.
    pub(crate) fn components(&self) -> usize {
        match self {
            Self::Pattern => 0,
            Self::Grey | Self::Indexed(_) => 1,
            Self::Rgb | Self::Lab => 3,
            Self::Cmyk => 4,
            Self::Inks(count) => *count,
        }
    }

    /// The grey of a colour whose numbers go from 0 to 1 (an index: the entry itself).
    pub(crate) fn grey(&self, values: &[f32]) -> u8 {
        let value = |at: usize| f64::from(values.get(at).copied().unwrap_or(0.0)).clamp(0.0, 1.0);
        match self {
            Self::Grey | Self::Lab => level(value(0)),
            Self::Rgb => level(luma(value(0), value(1), value(2))),
            Self::Cmyk => level((1.0 - luma(value(0), value(1), value(2))) * (1.0 - value(3))),
            Self::Indexed(table) => {
                let index =
                    crate::geometry::pixel(f64::from(values.first().copied().unwrap_or(0.0)));
                table.get(index).or(table.last()).copied().unwrap_or(255)
            }
            Self::Inks(count) => level(1.0 - (0..*count).map(value).fold(0.0, f64::max)),
            Self::Pattern => 255,
        }
    }

    /// The grey of a colour as a page writes it: lightness goes to 100 there.
    pub(crate) fn written(&self, values: &[f32]) -> u8 {
        match self {
            Self::Lab => self.grey(&[values.first().copied().unwrap_or(0.0) / 100.0]),
            _ => self.grey(values),
        }
    }

    /// The grey with which a page begins in this space: black, and all of each ink.
    pub(crate) fn first(&self) -> u8 {
        match self {
            Self::Cmyk => 0,
            Self::Inks(count) => self.grey(&vec![1.0; *count]),
            _ => self.grey(&[]),
        }
    }
}

fn luma(red: f64, green: f64, blue: f64) -> f64 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// The pairs of numbers of `/Decode`: where the least and the greatest value of each component lie.
pub(crate) fn ranges(array: &Array<'_>) -> Vec<(f32, f32)> {
    let numbers: Vec<f32> = array.iter::<f32>().take(64).collect();
    numbers.as_chunks::<2>().0.iter().map(|&[least, most]| (least, most)).collect()
}
