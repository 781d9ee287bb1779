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

/// What a camera with so many pixels sees of a code that fills its height: grey values, row by row. Each row of
/// modules is a line of `1` (dark) and `0`, with the light border that belongs to it.
#[must_use]
pub fn photographed(modules: &str, width: usize, height: usize) -> Vec<u8> {
    let rows: Vec<&[u8]> = modules.lines().map(str::as_bytes).collect();
    let pixels = (height / rows.len().max(1)).max(1);
    let is_dark = |at: usize| {
        let (x, y) = (at % width / pixels, at / width / pixels);
        rows.get(y).and_then(|row| row.get(x)) == Some(&b'1')
    };
    (0..width * height).map(|at| if is_dark(at) { 30 } else { 225 }).collect()
}
