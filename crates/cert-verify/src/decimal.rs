//! The double that is nearest to a decimal number, exactly, in little space.
//!
//! The parser of the standard library brings ten kilobytes of tables that do not compress; numbers
//! with a fraction are rare in certificates, so plain long arithmetic is fast enough here. A unit
//! test compares the two.

use core::cmp::Ordering;

/// More significant digits than this cannot change the nearest double, except that they are not all
/// zero (the longest halfway point between two doubles has 767).
const MOST_DIGITS: usize = 800;
/// Beyond these powers of ten every number of at most 800 digits is infinite or zero.
const GREATEST_POWER: i64 = 400;
const LEAST_POWER: i64 = -1_200;

/// Reads `[-]digits[.digits][e[±]digits]`, as [`crate::json`] has already checked it to be.
///
/// Numbers that are too large become infinite, those that are too small zero.
pub(crate) fn nearest_double(text: &str) -> f64 {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // An exponent that does not fit is far beyond either end.
    let exponent: i64 = exponent.parse().unwrap_or(if exponent.starts_with('-') {
        i64::MIN / 2
    } else {
        i64::MAX / 2
    });
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX / 4);
    let digits = || whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
    let count = digits().count();
    let mut number = Big(Vec::new());
    for chunk in digits().take(MOST_DIGITS).collect::<Vec<_>>().chunks(9) {
        let value = chunk.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        number.multiply_and_add(chunk.iter().fold(1, |scale, _| scale * 10), value);
    }
    if number.0.is_empty() {
        return sign * 0.0;
    }
    let mut power = exponent.saturating_sub(length(fraction));
    let cut = count.saturating_sub(MOST_DIGITS);
    if cut > 0 {
        // One more digit stands for all that were cut: not zero is all that matters of them.
        let rest = digits().skip(MOST_DIGITS).any(|digit| digit != b'0');
        number.multiply_and_add(10, u32::from(rest));
        power = power.saturating_add(i64::try_from(cut).unwrap_or(i64::MAX)).saturating_sub(1);
    }
    if power > GREATEST_POWER {
        return sign * f64::INFINITY;
    }
    if power < LEAST_POWER {
        return sign * 0.0;
    }
    if let Some(double) = exact(&number, power) {
        return sign * double;
    }
    let mut divisor = Big(vec![1]);
    let scaled = if power < 0 { &mut divisor } else { &mut number };
    for _ in 0..power.unsigned_abs() / 9 {
        scaled.multiply_and_add(1_000_000_000, 0);
    }
    for _ in 0..power.unsigned_abs() % 9 {
        scaled.multiply_and_add(10, 0);
    }
    sign * quotient(number, divisor)
}

/// The usual case: a number and a power of ten that doubles hold exactly, so that one operation
/// rounds correctly.
fn exact(number: &Big, power: i64) -> Option<f64> {
    let (low, high) = match *number.0.as_slice() {
        [low] => (low, 0),
        [low, high] if high < 1 << 21 => (low, high),
        _ => return None,
    };
    let number = f64::from(high) * 4_294_967_296.0 + f64::from(low);
    let count = usize::try_from(power.unsigned_abs()).ok().filter(|count| *count <= 22)?;
    let scale = core::iter::repeat_n(10.0, count).product::<f64>();
    Some(if power < 0 { number / scale } else { number * scale })
}

/// `number / divisor`, rounded to the nearest double, ties to even.
fn quotient(mut number: Big, mut divisor: Big) -> f64 {
    // Bring both to the same length; then 1/2 < number / divisor < 2.
    let mut exponent = number.bits() - divisor.bits();
    if exponent > 0 {
        divisor.shift_left(exponent)
    } else {
        number.shift_left(-exponent)
    }
    if number.compare(&divisor) == Ordering::Less {
        number.shift_left(1);
        exponent -= 1;
    }
    // 64 binary digits, the first of which is a one, and whether anything is left.
    let mut digits = 0u64;
    for _ in 0..64 {
        let fits = number.compare(&divisor) != Ordering::Less;
        if fits {
            number.subtract(&divisor);
        }
        digits = (digits << 1) | u64::from(fits);
        number.shift_left(1);
    }
    let is_rest = !number.0.iter().all(|digit| *digit == 0);
    // A double keeps 53 digits, fewer below 2^-1022.
    let dropped = 11 + (-1022 - exponent).max(0);
    let Some(dropped) = u32::try_from(dropped).ok().filter(|dropped| *dropped <= 64) else {
        return 0.0;
    };
    let kept = digits.checked_shr(dropped).unwrap_or(0);
    let lost = digits.checked_shl(64 - dropped).unwrap_or(0);
    let half = 1u64 << 63;
    let up = match lost.cmp(&half) {
        Ordering::Greater => true,
        Ordering::Equal => is_rest || kept & 1 == 1,
        Ordering::Less => false,
    };
    let kept = kept + u64::from(up);
    // The leading one is implied for normal numbers; a carry out of the digits raises the exponent.
    let biased = u64::try_from(exponent + 1022).unwrap_or(0);
    if biased > 2045 {
        return f64::INFINITY;
    }
    f64::from_bits((biased << 52) + kept)
}

/// A natural number, least significant digit first.
struct Big(Vec<u32>);

impl Big {
    fn multiply_and_add(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    /// How many binary digits it has.
    fn bits(&self) -> i32 {
        let zeros = self.0.last().map_or(0, |digit| digit.leading_zeros());
        let bits = self.0.len().saturating_mul(32);
        i32::try_from(bits).unwrap_or(i32::MAX) - i32::try_from(zeros).unwrap_or(0)
    }

    fn shift_left(&mut self, count: i32) {
        let count = u32::try_from(count).unwrap_or(0);
        let (words, bits) = (count / 32, count % 32);
        if bits > 0 {
            self.multiply_and_add(1 << bits, 0);
        }
        for _ in 0..words {
            self.0.insert(0, 0);
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let (a, b) = (self.without_leading_zeros(), other.without_leading_zeros());
        a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
    }

    fn without_leading_zeros(&self) -> &[u32] {
        let length = self.0.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
        self.0.get(..length).unwrap_or_default()
    }

    /// Takes away a number that is not greater.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().copied().chain(core::iter::repeat(0));
        for (digit, other) in self.0.iter_mut().zip(others) {
            let (first, under) = digit.overflowing_sub(other);
            let (second, under_again) = first.overflowing_sub(u32::from(borrow));
            borrow = under || under_again;
            *digit = second;
        }
    }
}

fn low(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let expected: f64 = text.parse().unwrap();
        assert_eq!(nearest_double(text).to_bits(), expected.to_bits(), "{text}");
    }

    #[test]
    fn edges_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "0.0",
            "-0.0e99999999999999999999",
            "1",
            "0.1",
            "1e22",
            "1e23",
            "123456789012345678",
            "9007199254740993",
            "9007199254740992.5",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1.8e308",
            "1e309",
            "1e99999999999999999999",
            "4.9e-324",
            "5e-324",
            "2.4e-324",
            "2.5e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "2.225073858507201136057409796709131975934819546351645648e-308",
            "1e-400",
            "1e-99999999999999999999",
            "0.000000000000000000000000000000000000000000000000000000000000000000001e69",
            "1424953923781206.25",
            "333333333.33333329",
            "8.5e-1",
            "1E30",
            "1e+3",
            "100000000000000000000000000000000000000000000000000e-50",
        ] {
            check(text);
            check(&format!("-{}", text.trim_start_matches('-')));
        }
        check(&format!("0.{}1", "0".repeat(5000)));
        check(&format!("1{}", "0".repeat(5000)));
        check(&format!("9007199254740992.5{}", "0".repeat(900)));
        check(&format!("9007199254740992.5{}1", "0".repeat(900)));
        check(&format!("{}e-1000", "7".repeat(1200)));
    }

    #[test]
    fn random_numbers_are_those_of_the_standard_library() {
        let mut state = 7u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 33)
        };
        for _ in 0..1_500 {
            let double = f64::from_bits(next());
            if double.is_finite() {
                check(&format!("{double:e}"));
                check(&format!("{double:.17e}"));
            }
            let digits = next().to_string();
            check(&format!("{digits}e{}", i64::try_from(next() % 700).unwrap() - 350));
            // Halfway between two neighbours, written out in full.
            let even = f64::from_bits(next() % (1 << 62));
            if even.is_finite() && even.abs() < 1e20 && even.abs() > 1e-20 {
                check(&format!("{:.120}", even));
            }
        }
    }
}
