//! Modular arithmetic for RSA signatures and rare curves: public numbers only, so nothing here needs to hide its
//! timing, and small, because a general number library costs the browser ten times as much.
//!
//! Montgomery multiplication (coarsely integrated operand scanning) with 32-bit digits, least
//! significant first.

/// `base` to the power of `exponent` modulo `modulus`, all big-endian; as long as the modulus.
///
/// `None` when the modulus is even or zero, or the base is not below it.
pub(crate) fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let field = Field::new(modulus)?;
    let result = field.power(&field.element(base)?, exponent);
    Some(field.bytes(&result))
}

/// The numbers modulo an odd number.
pub(crate) struct Field {
    modulus: Vec<u32>,
    /// Bytes of the modulus as it was given.
    length: usize,
    /// −modulus⁻¹ modulo 2^32.
    inverse: u32,
    /// R = 2^(32 n), and R², modulo the modulus.
    one: Element,
    square: Element,
}

/// A number of a [`Field`] in Montgomery form; of equal numbers there is one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element(Vec<u32>);

impl Element {
    pub(crate) fn is_zero(&self) -> bool {
        self.0.iter().all(|digit| *digit == 0)
    }
}

impl Field {
    /// `None` for a modulus that is even, zero or empty.
    pub(crate) fn new(modulus: &[u8]) -> Option<Self> {
        let digits = digits(modulus);
        let lowest = *digits.first()?;
        if lowest & 1 == 0 {
            return None;
        }
        let bits = digits.len().checked_mul(32)?;
        let mut unit = vec![0; digits.len()];
        *unit.first_mut()? = 1;
        let mut field = Self {
            modulus: digits,
            length: modulus.len(),
            inverse: negated_inverse(lowest),
            one: Element(Vec::new()),
            square: Element(Vec::new()),
        };
        // The one of the ring of one element is zero.
        let unit = field.reduce(unit, false);
        field.one = (0..bits).fold(unit, |number, _| field.double(&number));
        field.square = (0..bits).fold(field.one.clone(), |number, _| field.double(&number));
        Some(field)
    }

    /// The number of these bytes; `None` when it is not below the modulus.
    pub(crate) fn element(&self, bytes: &[u8]) -> Option<Element> {
        let number = digits_of_length(bytes, self.modulus.len())?;
        is_below(&number, &self.modulus).then(|| self.multiply(&Element(number), &self.square))
    }

    /// The number of these bytes, which may be above the modulus, but have no more digits.
    pub(crate) fn reduced(&self, bytes: &[u8]) -> Option<Element> {
        let number = digits_of_length(bytes, self.modulus.len())?;
        // Numbers of as many digits as the modulus are less than 2^32 times as large; those of curves
        // less than twice.
        Some(self.multiply(&self.reduce(number, false), &self.square))
    }

    /// The bytes of a number, as many as the modulus has.
    pub(crate) fn bytes(&self, number: &Element) -> Vec<u8> {
        let mut unit = vec![0; self.modulus.len()];
        if let Some(lowest) = unit.first_mut() {
            *lowest = 1;
        }
        let plain = self.multiply(number, &Element(unit));
        let bytes: Vec<u8> = plain.0.iter().rev().flat_map(|digit| digit.to_be_bytes()).collect();
        bytes.get(bytes.len().saturating_sub(self.length)..).unwrap_or_default().to_vec()
    }

    /// The number one.
    pub(crate) fn one(&self) -> Element {
        self.one.clone()
    }

    /// `base` to the power of a big-endian exponent.
    pub(crate) fn power(&self, base: &Element, exponent: &[u8]) -> Element {
        let mut result = self.one();
        for byte in exponent {
            for bit in (0..8).rev() {
                result = self.multiply(&result, &result);
                if (byte >> bit) & 1 == 1 {
                    result = self.multiply(&result, base);
                }
            }
        }
        result
    }

    /// `a · b`; for numbers in plain form `a · b · R⁻¹`.
    pub(crate) fn multiply(&self, a: &Element, b: &Element) -> Element {
        // One digit more than the modulus, and the carry above it.
        let mut sum = vec![0u32; self.modulus.len()];
        let mut top = 0u64;
        for digit in &a.0 {
            let carry = add_product(&mut sum, &b.0, *digit);
            top += carry;
            let factor = sum.first().copied().unwrap_or_default().wrapping_mul(self.inverse);
            let carry = add_product(&mut sum, &self.modulus, factor);
            top += carry;
            // The lowest digit is zero now: divide by 2^32.
            sum.rotate_left(1);
            if let Some(last) = sum.last_mut() {
                *last = low(top);
            }
            top >>= 32;
        }
        self.reduce(sum, top != 0)
    }

    /// `2 · number`.
    pub(crate) fn double(&self, number: &Element) -> Element {
        self.add(number, number)
    }

    /// `a + b`.
    pub(crate) fn add(&self, a: &Element, b: &Element) -> Element {
        let mut sum = a.0.clone();
        let carry = add_product(&mut sum, &b.0, 1);
        self.reduce(sum, carry != 0)
    }

    /// `a − b`.
    pub(crate) fn subtract(&self, a: &Element, b: &Element) -> Element {
        let mut negated = self.modulus.clone();
        subtract_from(&mut negated, &b.0);
        self.add(a, &Element(negated))
    }

    /// Takes the modulus away once if the number (with one more bit above it) is not below it.
    fn reduce(&self, mut number: Vec<u32>, overflow: bool) -> Element {
        if overflow || !is_below(&number, &self.modulus) {
            subtract_from(&mut number, &self.modulus);
        }
        Element(number)
    }
}

fn subtract_from(number: &mut [u32], other: &[u32]) {
    let mut borrow = false;
    for (digit, other) in number.iter_mut().zip(other) {
        let (first, under) = digit.overflowing_sub(*other);
        let (second, under_again) = first.overflowing_sub(u32::from(borrow));
        borrow = under || under_again;
        *digit = second;
    }
}

/// Adds `number · factor` to `sum`; returns what does not fit.
fn add_product(sum: &mut [u32], number: &[u32], factor: u32) -> u64 {
    let mut carry = 0u64;
    for (digit, other) in sum.iter_mut().zip(number) {
        let value = u64::from(*other) * u64::from(factor) + u64::from(*digit) + carry;
        *digit = low(value);
        carry = value >> 32;
    }
    carry
}

fn low(value: u64) -> u32 {
    let [a, b, c, d, ..] = value.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn is_below(a: &[u32], b: &[u32]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

/// Newton's iteration doubles the number of right bits each time.
fn negated_inverse(odd: u32) -> u32 {
    let mut inverse = 1u32;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u32.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg()
}

fn digits(bytes: &[u8]) -> Vec<u32> {
    let digit = |chunk: &[u8]| chunk.iter().fold(0, |digit, byte| (digit << 8) | u32::from(*byte));
    bytes.rchunks(4).map(digit).collect()
}

fn digits_of_length(bytes: &[u8], length: usize) -> Option<Vec<u32>> {
    let mut number = digits(bytes);
    if number.len() > length {
        return None;
    }
    number.resize(length, 0);
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the machine's own arithmetic, for moduli of every length up to eight bytes.
    #[test]
    fn small_powers_are_those_of_plain_arithmetic() {
        let mut state = 1u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state >> 8
        };
        for round in 0..2000 {
            let modulus = (next() >> (round % 48)) | 1;
            let (base, exponent) = (next() % modulus, next() % 70_000);
            let mut expected = 1 % u128::from(modulus);
            for _ in 0..exponent.min(500) {
                expected = expected * u128::from(base) % u128::from(modulus);
            }
            let exponent = exponent.min(500);
            let length = modulus.to_be_bytes().iter().skip_while(|byte| **byte == 0).count();
            let modulus_bytes = &modulus.to_be_bytes()[8 - length..];
            let got =
                power(&base.to_be_bytes()[8 - length..], &exponent.to_be_bytes(), modulus_bytes)
                    .unwrap();
            assert_eq!(
                got,
                &u64::try_from(expected).unwrap().to_be_bytes()[8 - length..],
                "{base}^{exponent} mod {modulus}"
            );
        }
    }

    /// Against a general library at the sizes of RSA keys, with the values at which carries, borrows and the last
    /// subtraction go wrong.
    #[test]
    fn powers_at_the_sizes_of_keys_are_those_of_a_general_library() {
        use num_bigint::BigUint;
        let mut state = 7u64;
        let mut random = |length: usize| -> Vec<u8> {
            let mut byte = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state.to_be_bytes()[0]
            };
            (0..length).map(|_| byte()).collect()
        };
        let filled = |length: usize, first: u8, middle: u8, last: u8| {
            let mut number = vec![middle; length];
            (number[0], number[length - 1]) = (first, last);
            number
        };
        let mut compared = 0;
        // 2048 to 4096 bits; 257, 258 and 259 bytes do not fill the highest digit.
        for length in [256, 257, 259, 384, 512] {
            let mut moduli = vec![
                filled(length, 0xff, 0xff, 0xff),
                filled(length, 0x80, 0, 1),
                filled(length, 1, 0, 1),
                filled(length, 0xff, 0, 1),
                filled(length, 0x80, 0xff, 0xff),
            ];
            let mut modulus = random(length);
            modulus[0] |= 1;
            modulus[length - 1] |= 1;
            moduli.push(modulus);
            for modulus in moduli {
                let number = BigUint::from_bytes_be(&modulus);
                let any = BigUint::from_bytes_be(&random(length)) % &number;
                let half = (&number + 1u8) / 2u8;
                let cases = [
                    (BigUint::default(), 3u32),
                    (1u8.into(), 65_537),
                    (&number - 1u8, 3),
                    (&number - 1u8, 65_536),
                    (&number - 2u8, 65_537),
                    (half, 3),
                    (any.clone(), 1),
                    (any.clone(), 65_537),
                    (any, u32::MAX),
                ];
                for (base, exponent) in cases {
                    let given = base.to_bytes_be();
                    let got = power(&given, &exponent.to_be_bytes(), &modulus).unwrap();
                    let expected = base.modpow(&exponent.into(), &number);
                    assert_eq!(got.len(), modulus.len());
                    let got = BigUint::from_bytes_be(&got);
                    assert_eq!(got, expected, "{base}^{exponent} mod {number}");
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 5 * 6 * 9);
    }

    #[test]
    fn what_is_no_residue_is_refused() {
        assert_eq!(power(&[5], &[3], &[5]), None, "not below the modulus");
        assert_eq!(power(&[1], &[3], &[6]), None, "even modulus");
        assert_eq!(power(&[1], &[3], &[]), None, "no modulus");
        assert_eq!(power(&[0xff; 8], &[3], &[0xff; 4]), None, "longer than the modulus");
    }
}
