//! Putting a list in order, in few bytes.
//!
//! The library's sort is made anew for every type, 4 KB each time; lists here are short. This one is
//! a merge sort of numbers, made once, around which each type has a few lines.

use std::cmp::Ordering;

/// Puts a list in order; what is equal keeps its order. `n` log `n` comparisons.
pub fn put_in_order<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let numbers = {
        let follows = |a: usize, b: usize| match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => compare(a, b) == Ordering::Greater,
            _ => false,
        };
        order(list.len(), &follows)
    };
    let mut taken: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(numbers.into_iter().filter_map(|at| taken.get_mut(at)?.take()));
}

/// The numbers below `count` in the order in which none follows a later one.
fn order(count: usize, follows: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut runs: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for pair in runs.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            while let (Some((&a, after_a)), Some((&b, after_b))) =
                (left.split_first(), right.split_first())
            {
                if follows(a, b) {
                    merged.push(b);
                    right = after_b;
                } else {
                    merged.push(a);
                    left = after_a;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        runs = merged;
        width *= 2;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_librarys_stable_sort() {
        let mut number = 7_u32;
        for length in 0..90 {
            let list: Vec<(u32, u32)> = (0..length)
                .map(|at| {
                    number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (number >> 29, at)
                })
                .collect();
            let (mut ours, mut theirs) = (list.clone(), list);
            put_in_order(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|one| one.0);
            assert_eq!(ours, theirs);
        }
    }
}
