//! Where in a picture a dense code may be: the largest area in which light and dark change all the time.

use crate::Picture;

/// The side of the squares that are judged, in pixels.
const SQUARE: u32 = 16;

/// A change of light and dark, in grey values.
const CHANGE: i32 = 24;

/// Changes along eight rows and eight columns of a square; a dense code has over sixty, print about thirty.
const LEAST_CHANGES: u32 = 40;

impl Picture {
    /// The busiest part with some room around it, and where it begins; the whole picture when nothing in
    /// it is busy.
    pub(crate) fn busiest(&self) -> (f32, f32, Self) {
        let (columns, rows) = (self.width() / SQUARE, self.height() / SQUARE);
        let busy: Vec<bool> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (column, row)))
            .map(|(column, row)| self.changes(column * SQUARE, row * SQUARE) >= LEAST_CHANGES)
            .collect();
        let Some(area) = largest(&busy, columns, rows) else { return (0.0, 0.0, self.clone()) };
        let (left, top) =
            (area.left.saturating_sub(1) * SQUARE, area.top.saturating_sub(1) * SQUARE);
        let right = ((area.right + 2) * SQUARE).min(self.width());
        let bottom = ((area.bottom + 2) * SQUARE).min(self.height());
        match self.part(left, top, right, bottom) {
            Some(part) => (left as f32, top as f32, part),
            None => (0.0, 0.0, self.clone()),
        }
    }

    /// How often light and dark change in the square there.
    fn changes(&self, left: u32, top: u32) -> u32 {
        let mut changes = 0;
        for line in (0..SQUARE).step_by(2) {
            for along in 1..SQUARE {
                let at = |x: u32, y: u32| i32::from(self.pixel(x, y));
                let across = at(left + along, top + line) - at(left + along - 1, top + line);
                let down = at(left + line, top + along) - at(left + line, top + along - 1);
                changes += u32::from(across.abs() > CHANGE) + u32::from(down.abs() > CHANGE);
            }
        }
        changes
    }
}

/// Squares from one to another, both included.
#[derive(Clone, Copy)]
struct Area {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
    count: u32,
}

/// The area around the most squares that touch each other.
fn largest(busy: &[bool], columns: u32, rows: u32) -> Option<Area> {
    let mut left_to_see = busy.to_vec();
    let mut best: Option<Area> = None;
    let place =
        |column: u32, row: u32| usize::try_from(row * columns + column).unwrap_or(usize::MAX);
    for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
        let mut area = Area { left: column, top: row, right: column, bottom: row, count: 0 };
        let mut open = vec![(column, row)];
        while let Some((column, row)) = open.pop() {
            match left_to_see.get_mut(place(column, row)) {
                Some(square) if *square => *square = false,
                _ => continue,
            }
            area.count += 1;
            (area.left, area.top) = (area.left.min(column), area.top.min(row));
            (area.right, area.bottom) = (area.right.max(column), area.bottom.max(row));
            open.extend((column + 1 < columns).then_some((column + 1, row)));
            open.extend((row + 1 < rows).then_some((column, row + 1)));
            open.extend(column.checked_sub(1).map(|column| (column, row)));
            open.extend(row.checked_sub(1).map(|row| (column, row)));
        }
        if area.count > best.map_or(0, |best| best.count) {
            best = Some(area);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_with_the_changes_is_found_with_room_around_it() {
        let (width, height) = (320u32, 160);
        let grey = (0..width * height).map(|at| {
            let (x, y) = (at % width, at / width);
            let is_busy = (96..192).contains(&x) && (48..112).contains(&y);
            if is_busy && (x / 2 + y / 2).is_multiple_of(2) { 0 } else { 200 }
        });
        let picture = Picture::new(width, height, grey.collect()).unwrap();
        let (x, y, part) = picture.busiest();
        assert_eq!((x, y), (80.0, 32.0));
        assert_eq!((part.width(), part.height()), (128, 96));
        let calm = Picture::new(width, height, vec![200; 320 * 160]).unwrap();
        assert_eq!(calm.busiest().2, calm);
    }
}
