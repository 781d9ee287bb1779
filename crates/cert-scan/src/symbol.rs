//! From a straightened symbol to its data (ISO/IEC 18004 sections 7.7 to 7.9, read backwards).

use rxing::qrcode::common::{ErrorCorrectionLevel, Version};
use rxing::qrcode::cpp_port::decoder::CorrectErrors;
use rxing::qrcode::decoder::DataBlock;

use crate::content::{Content, content};

/// The generator of the format information's code (Annex C).
const FORMAT_GENERATOR: u32 = 0b101_0011_0111;
/// What the format information is combined with, so that it is never all white.
const FORMAT_MASK: u32 = 0b101_0100_0001_0010;
/// The code corrects three errors.
const FORMAT_ERRORS: u32 = 3;

/// What a symbol with these modules holds, as it stands or mirrored; `None` when it is none.
pub(crate) fn read(
    width: u32,
    height: u32,
    is_black: &dyn Fn(u32, u32) -> bool,
) -> Option<Content> {
    let number = width.checked_sub(17).filter(|size| width == height && size % 4 == 0)? / 4;
    let version = Version::getVersionForNumber(number).ok()?;
    let functions = version.buildFunctionPattern().ok()?;
    let is_function = |x, y| functions.get(x, y);
    let straight = |x, y| is_black(x, y);
    let mirrored = |x, y| is_black(y, x);
    let ways: [&dyn Fn(u32, u32) -> bool; 2] = [&straight, &mirrored];
    ways.into_iter().find_map(|way| {
        let (level, mask) = format(width, way)?;
        let codewords = codewords(width, mask, way, &is_function);
        let level = ErrorCorrectionLevel::forBits(u8::try_from(level).ok()?).ok()?;
        let most = usize::try_from(version.getTotalCodewords()).ok()?;
        let codewords = codewords.get(..most)?;
        let blocks = DataBlock::getDataBlocks(codewords, version, level).ok()?;
        let mut data = Vec::new();
        for block in blocks {
            let count = block.getNumDataCodewords();
            let corrected = corrected(block.getCodewords(), count)?;
            data.extend_from_slice(corrected.get(..usize::try_from(count).ok()?)?);
        }
        content(&data, number)
    })
}

/// The block without its errors. Corrected a second time it must stay as it is: what is not a word of
/// the code then was beyond correction.
fn corrected(block: &[u8], data: u32) -> Option<Vec<u8>> {
    let mut once = block.to_vec();
    CorrectErrors(&mut once, data).ok().filter(|done| *done)?;
    let mut twice = once.clone();
    CorrectErrors(&mut twice, data).ok().filter(|done| *done && twice == once)?;
    Some(once)
}

/// Level and mask, from whichever of the two copies is nearer to a word of the code (section 7.9).
fn format(size: u32, is_black: &dyn Fn(u32, u32) -> bool) -> Option<(u32, u32)> {
    let first = |bit: u32| match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    };
    let second = |bit: u32| if bit < 8 { (size - 1 - bit, 8) } else { (8, size - 15 + bit) };
    let copy = |place: &dyn Fn(u32) -> (u32, u32)| {
        (0..15).fold(0, |word, bit| {
            let (x, y) = place(bit);
            word | (u32::from(is_black(x, y)) << bit)
        })
    };
    let copies = [copy(&first), copy(&second)];
    let distances = (0..32).flat_map(|data| {
        let word = format_word(data);
        copies.map(|copy| ((copy ^ word).count_ones(), data))
    });
    let (errors, data) = distances.min()?;
    (errors <= FORMAT_ERRORS).then_some((data >> 3, data & 7))
}

fn format_word(data: u32) -> u32 {
    let rest = (10..15).rev().fold(data << 10, |rest, bit| {
        if (rest >> bit) & 1 == 1 { rest ^ (FORMAT_GENERATOR << (bit - 10)) } else { rest }
    });
    ((data << 10) | rest) ^ FORMAT_MASK
}

/// The codewords in the order of section 7.7.3: pairs of columns from the right, up and down.
fn codewords(
    size: u32,
    mask: u32,
    is_black: &dyn Fn(u32, u32) -> bool,
    is_function: &dyn Fn(u32, u32) -> bool,
) -> Vec<u8> {
    let (mut words, mut word, mut bits) = (Vec::new(), 0u8, 0);
    // The column with the timing pattern belongs to no pair.
    let pairs = (0..size / 2).map(|pair| size - 1 - 2 * pair);
    let pairs = pairs.map(|right| if right <= 6 { right - 1 } else { right });
    for (right, upwards) in pairs.zip([true, false].into_iter().cycle()) {
        for step in 0..size {
            let y = if upwards { size - 1 - step } else { step };
            for x in [right, right.saturating_sub(1)] {
                if is_function(x, y) {
                    continue;
                }
                word = (word << 1) | u8::from(is_black(x, y) ^ is_masked(mask, x, y));
                bits += 1;
                if bits == 8 {
                    words.push(word);
                    (word, bits) = (0, 0);
                }
            }
        }
    }
    words
}

/// Table 10; x is the column j, y the row i.
fn is_masked(mask: u32, x: u32, y: u32) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_format_are_far_apart() {
        // Annex C, the example: level M, mask 101.
        assert_eq!(format_word(0b00101), 0b100_0000_1100_1110);
        for one in 0..32 {
            for other in 0..one {
                let distance = (format_word(one) ^ format_word(other)).count_ones();
                assert!(distance > 2 * FORMAT_ERRORS, "{one} and {other}");
            }
        }
    }
}
