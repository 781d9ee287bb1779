//! Whether a number is the y of a point of Edwards25519 (RFC 8032 section 5.1.3), without computing the x.
//!
//! A point has x² = (y² − 1) / (d·y² + 1), so the question is whether the product of both is a square modulo the prime: its
//! Jacobi symbol, which costs an eighth of the root. Keys are public; nothing here hides its timing.

/// A number below 2^256, in words of 32 bits, the least first.
type Number = [u32; 8];

/// d of the curve: −121665 / 121666.
const D: Number = [
    0x1359_78a3,
    0x75eb_4dca,
    0x4141_d8ab,
    0x0070_0a4d,
    0x7779_e898,
    0x8cc7_4079,
    0x2b6f_fe73,
    0x5203_6cee,
];
/// The prime 2^255 − 19.
const PRIME: [u64; 4] = [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1];

/// Whether this number below the prime (little-endian) is the y of a point. That y = 1 and y = −1 are is not said here.
pub(super) fn is_of_curve(y: &[u8; 32]) -> bool {
    let mut number = [0; 8];
    for (word, bytes) in number.iter_mut().zip(y.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let square = multiply(&number, &number);
    // y² − 1 as y² + (p − 1): below 2^256 after one folding.
    let minus_one = [!0 - 19, !0, !0, !0, !0, !0, !0, !0 >> 1];
    let above = add(&square, &minus_one);
    let below = add(&multiply(&square, &D), &[1, 0, 0, 0, 0, 0, 0, 0]);
    is_square(&multiply(&above, &below))
}

/// A number of the same rest as the product.
fn multiply(a: &Number, b: &Number) -> Number {
    let mut product = [0_u32; 16];
    for (at, a) in a.iter().enumerate() {
        let mut carry = 0;
        let mut places = product.iter_mut().skip(at);
        for (b, place) in b.iter().zip(&mut places) {
            carry += u64::from(*a) * u64::from(*b) + u64::from(*place);
            (*place, carry) = split(carry);
        }
        if let Some(place) = places.next() {
            *place = split(carry).0;
        }
    }
    let (mut low, mut carry) = ([0; 8], 0);
    let (lower, upper) = product.split_at(8);
    for ((place, low), high) in low.iter_mut().zip(lower).zip(upper) {
        carry += u64::from(*low) + 38 * u64::from(*high);
        (*place, carry) = split(carry);
    }
    fold(low, carry)
}

fn add(a: &Number, b: &Number) -> Number {
    let (mut sum, mut carry) = ([0; 8], 0);
    for ((place, a), b) in sum.iter_mut().zip(a).zip(b) {
        carry += u64::from(*a) + u64::from(*b);
        (*place, carry) = split(carry);
    }
    fold(sum, carry)
}

/// `number` and so many times 2^256, which leaves the rest 38.
fn fold(mut number: Number, mut above: u64) -> Number {
    while above != 0 {
        let mut carry = above * 38;
        for place in &mut number {
            carry += u64::from(*place);
            (*place, carry) = split(carry);
        }
        above = carry;
    }
    number
}

/// The lower word, and what is carried.
fn split(sum: u64) -> (u32, u64) {
    let [a, b, c, d, ..] = sum.to_le_bytes();
    (u32::from_le_bytes([a, b, c, d]), sum >> 32)
}

/// Whether the Jacobi symbol of a number over the prime is 1 (Cohen: A Course in Computational Algebraic Number Theory,
/// algorithm 1.4.12, with the binary steps of the greatest common divisor).
fn is_square(number: &Number) -> bool {
    let mut a = [0; 4];
    for (place, pair) in a.iter_mut().zip(number.as_chunks().0) {
        let [low, high] = *pair;
        *place = u64::from(high) << 32 | u64::from(low);
    }
    let mut over = PRIME;
    let mut is_minus = false;
    // Each round takes away at least one bit of the 511 of both.
    for _ in 0..511 {
        if a == [0; 4] {
            break;
        }
        while a[0] & 1 == 0 {
            let zeros = a[0].trailing_zeros().min(63);
            shift(&mut a, zeros);
            is_minus ^= zeros & 1 == 1 && matches!(over[0] & 7, 3 | 5);
        }
        let mut less = a;
        if subtract(&mut less, &over) {
            is_minus ^= a[0] & over[0] & 3 == 3;
            less = over;
            subtract(&mut less, &a);
            over = a;
        }
        a = less;
    }
    over == [1, 0, 0, 0] && !is_minus
}

/// Divides by 2^bits, for 1 to 63 of them.
fn shift(number: &mut [u64; 4], bits: u32) {
    let mut above = 0;
    for place in number.iter_mut().rev() {
        let word = *place;
        *place = word >> bits | above;
        above = word << (64 - bits);
    }
}

/// Takes `b` away, modulo 2^256; says whether it was more.
fn subtract(number: &mut [u64; 4], b: &[u64; 4]) -> bool {
    let mut borrow = false;
    for (place, b) in number.iter_mut().zip(b) {
        let (once, below) = place.overflowing_sub(*b);
        let (twice, again) = once.overflowing_sub(borrow.into());
        *place = twice;
        borrow = below || again;
    }
    borrow
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::VerifyingKey;

    use super::super::{Ed25519, PublicKey};
    use crate::{Code, sha256};

    /// Every key is judged as the library judges it, which computes the point.
    fn is_judged_as_by_the_library(bytes: &[u8; 32]) -> bool {
        let theirs = VerifyingKey::from_bytes(bytes).is_ok_and(|key| !key.is_weak());
        let ours = Ed25519::from_bytes(bytes);
        assert_eq!(ours.is_ok(), theirs, "{bytes:02x?}");
        assert!(theirs || ours.err() == Some(Code::KeyWeak));
        theirs
    }

    #[test]
    fn points_are_told_from_other_numbers_as_the_library_does() {
        let mut points = 0;
        for seed in 0..4_000_u32 {
            points += u32::from(is_judged_as_by_the_library(&sha256(&seed.to_le_bytes())));
        }
        assert!((1_800..2_200).contains(&points), "half of the numbers are: {points}");
    }

    #[test]
    fn numbers_at_the_edges_are_judged_as_the_library_judges_them() {
        // Small numbers, and those around the prime and 2^255, with and without the sign.
        for least in 0..=255 {
            for (fill, last) in [(0, 0), (0, 0x80), (0xff, 0x7f), (0xff, 0xff)] {
                let mut bytes = [fill; 32];
                (bytes[0], bytes[31]) = (least, last);
                is_judged_as_by_the_library(&bytes);
            }
        }
        for byte in 0..32 {
            for bit in 0..8 {
                let mut bytes = [0; 32];
                bytes[byte] = 1 << bit;
                is_judged_as_by_the_library(&bytes);
            }
        }
        assert!(PublicKey::ed25519_from_bytes(&[0; 32]).is_err());
    }
}
