//! Numbers as JSON writes them: exact decimals. Binary fractions would make
//! `0.0075` no multiple of `0.0001`.

use std::cmp::Ordering;

use cert_verify::put_in_order;
use serde_json::{Number, Value};

/// `digits × 10^exponent`, negative or not, without zeros at the end of `digits`.
///
/// `digits` has at most 20 decimal digits: that is the longest of a 64-bit integer, and
/// a binary fraction is written with at most 17 and a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: u128,
    exponent: i32,
}

impl Decimal {
    pub(super) fn of(number: &Number) -> Self {
        if let Some(integer) = number.as_i64() {
            return Self::new(integer < 0, u128::from(integer.unsigned_abs()), 0);
        }
        if let Some(integer) = number.as_u64() {
            return Self::new(false, u128::from(integer), 0);
        }
        // serde_json writes the shortest text that reads back as the same number,
        // with or without an exponent.
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(positive) => (true, positive),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().unwrap_or(0);
        let shift = i32::try_from(fraction.len()).unwrap_or(0);
        Self::new(negative, digits, exponent.parse::<i32>().unwrap_or(0) - shift)
    }

    fn new(negative: bool, mut digits: u128, mut exponent: i32) -> Self {
        if digits == 0 {
            return Self { negative: false, digits: 0, exponent: 0 };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Self { negative, digits, exponent }
    }

    pub(super) fn is_integer(self) -> bool {
        self.exponent >= 0
    }

    /// The number, if it is whole, not negative and below 2^64.
    pub(super) fn count(self) -> Option<u64> {
        if self.negative || !self.is_integer() {
            return None;
        }
        let scale = 10_u64.checked_pow(self.exponent.unsigned_abs())?;
        u64::try_from(self.digits).ok()?.checked_mul(scale)
    }

    pub(super) fn is_positive(self) -> bool {
        !self.negative && self.digits > 0
    }

    /// Whether this is a whole number of times `step`, which is positive.
    pub(super) fn is_multiple_of(self, step: Self) -> bool {
        if self.digits == 0 {
            return true;
        }
        let shift = self.exponent - step.exponent;
        if let Ok(up) = u32::try_from(shift) {
            // digits × 10^up mod step.digits; both factors stay below 2^67, so their
            // product is kept in range by reducing after every digit.
            let mut rest = self.digits % step.digits;
            for _ in 0..up {
                rest = rest * 10 % step.digits;
                if rest == 0 {
                    return true;
                }
            }
            return rest == 0;
        }
        // 10^20 is more than any `digits`, which then cannot be a multiple of it.
        10_u128
            .checked_pow(shift.unsigned_abs())
            .and_then(|scale| step.digits.checked_mul(scale))
            .is_some_and(|unit| self.digits.is_multiple_of(unit))
    }

    fn magnitude(self, other: Self) -> Ordering {
        let width = |number: Self| -> i32 {
            let length = number.digits.checked_ilog10().unwrap_or(0);
            i32::try_from(length).unwrap_or(0) + number.exponent
        };
        // With equal width the exponents differ by less than 20, so that the scaled
        // digits fit.
        width(self).cmp(&width(other)).then_with(|| {
            let least = self.exponent.min(other.exponent);
            let scaled = |number: Self| {
                let shift = number.exponent.abs_diff(least);
                10_u128.checked_pow(shift).and_then(|scale| number.digits.checked_mul(scale))
            };
            scaled(self).cmp(&scaled(other))
        })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits, number.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| {
            if self.digits == 0 {
                Ordering::Equal
            } else if self.negative {
                other.magnitude(*self)
            } else {
                self.magnitude(*other)
            }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether two values are equal as JSON Schema says (core 4.2.2): numbers by value,
/// objects without order. The depth is that of the values.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => Decimal::of(left) == Decimal::of(right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// A text that two values share exactly when they are [`same`]. With it, `uniqueItems`
/// needs no comparison of every element with every other.
pub(super) fn fingerprint(value: &Value) -> String {
    let mut text = String::new();
    write_fingerprint(value, &mut text);
    text
}

fn write_fingerprint(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => {
            let Decimal { negative, digits, exponent } = Decimal::of(number);
            let sign = if negative { "-" } else { "" };
            text.push_str(&format!("{sign}{digits}e{exponent}"));
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_fingerprint(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            put_in_order(&mut sorted, |(a, _), (b, _)| a.cmp(b));
            text.push('{');
            for (name, member) in sorted {
                write_fingerprint(&Value::String(name.clone()), text);
                text.push(':');
                write_fingerprint(member, text);
                text.push(',');
            }
            text.push('}');
        }
        // Quoted, so that a string never looks like something else.
        other => text.push_str(&other.to_string()),
    }
}
