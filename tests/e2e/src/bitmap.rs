//! Pictures for a browser, without a library: it opens bitmaps.

/// A bitmap file (BMP) of these grey values, row by row from the top.
///
/// # Panics
/// When it is larger than such a file may be.
#[must_use]
pub fn bitmap(width: usize, height: usize, grey: &[u8]) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).expect("a size");
    let (size, start) = (number(width * height), 54 + 1024);
    let mut file = b"BM".to_vec();
    let (kind, colours) = (1 | (8 << 16), 256);
    let head = [
        start + size,
        0,
        start,
        40,
        number(width),
        number(height),
        kind,
        0,
        size,
        0,
        0,
        colours,
        0,
    ];
    file.extend(head.iter().flat_map(|number| number.to_le_bytes()));
    file.extend((0..=255u8).flat_map(|grey| [grey, grey, grey, 0]));
    file.extend(grey.chunks(width).rev().flatten());
    file
}
