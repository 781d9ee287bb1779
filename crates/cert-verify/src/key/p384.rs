//! ECDSA over P-384 (FIPS 186-5, SP 800-186 section 3.2.1.4): checking signatures, nothing else.
//!
//! Only certificate chains and a rare issuer need this curve, and the arithmetic for RSA is there
//! already, so it stands on that: a third of the size of a curve of its own, and some thirty times slower,
//! which is a few milliseconds. Everything here is public; nothing has to hide its timing.

use crate::{
    Code,
    modular::{Element, Field},
};

/// Bytes of a coordinate and of r and s.
pub(super) const BYTES: usize = 48;

const PRIME: [u8; BYTES] = *b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff\xff\0\0\0\0\0\0\0\0\xff\xff\xff\xff";
const ORDER: [u8; BYTES] = *b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73";
const B: [u8; BYTES] = *b"\xb3\x31\x2f\xa7\xe2\x3e\xe7\xe4\x98\x8e\x05\x6b\xe3\xf8\x2d\x19\x18\x1d\x9c\x6e\xfe\x81\x41\x12\x03\x14\x08\x8f\x50\x13\x87\x5a\xc6\x56\x39\x8d\x8a\x2e\xd1\x9d\x2a\x85\xc8\xed\xd3\xec\x2a\xef";
const BASE_X: [u8; BYTES] = *b"\xaa\x87\xca\x22\xbe\x8b\x05\x37\x8e\xb1\xc7\x1e\xf3\x20\xad\x74\x6e\x1d\x3b\x62\x8b\xa7\x9b\x98\x59\xf7\x41\xe0\x82\x54\x2a\x38\x55\x02\xf2\x5d\xbf\x55\x29\x6c\x3a\x54\x5e\x38\x72\x76\x0a\xb7";
const BASE_Y: [u8; BYTES] = *b"\x36\x17\xde\x4a\x96\x26\x2c\x6f\x5d\x9e\x98\xbf\x92\x92\xdc\x29\xf8\xf4\x1d\xbd\x28\x9a\x14\x7c\xe9\xda\x31\x13\xb5\xf0\xb8\xc0\x0a\x60\xb1\xce\x1d\x7e\x81\x9d\x7a\x43\x1d\x7c\x90\xea\x0e\x5f";

/// A public key: a point that was checked to be on the curve. (Its cofactor is 1, so no point but the one
/// at infinity, which has no coordinates, is weak.)
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct P384 {
    pub(super) x: [u8; BYTES],
    pub(super) y: [u8; BYTES],
}

/// (X/Z², Y/Z³); Z is zero at infinity.
#[derive(Clone)]
struct Point {
    x: Element,
    y: Element,
    z: Element,
}

impl P384 {
    /// # Errors
    /// [`Code::KeyWeak`] for coordinates that are no point of the curve.
    pub(super) fn new(x: [u8; BYTES], y: [u8; BYTES]) -> Result<Self, Code> {
        if is_on_curve(&x, &y) == Some(true) { Ok(Self { x, y }) } else { Err(Code::KeyWeak) }
    }

    /// Whether `r‖s` is this key's signature over a message with this digest, of which at most the first
    /// 48 bytes count (FIPS 186-5 section 6.4.2).
    pub(super) fn verifies(&self, digest: &[u8], signature: &[u8]) -> bool {
        self.check(digest, signature).unwrap_or(false)
    }

    fn check(&self, digest: &[u8], signature: &[u8]) -> Option<bool> {
        let (r_bytes, s_bytes) =
            signature.split_at_checked(BYTES).filter(|(_, s)| s.len() == BYTES)?;
        let (field, order) = (Field::new(&PRIME)?, Field::new(&ORDER)?);
        let (r, s) = (order.element(r_bytes)?, order.element(s_bytes)?);
        if r.is_zero() || s.is_zero() {
            return Some(false);
        }
        let digest = order.reduced(digest.get(..BYTES).unwrap_or(digest))?;
        // The inverse by Fermat: the order is a prime.
        let mut exponent = ORDER;
        *exponent.last_mut()? -= 2;
        let inverse = order.power(&s, &exponent);
        let of_base = order.bytes(&order.multiply(&digest, &inverse));
        let of_key = order.bytes(&order.multiply(&r, &inverse));
        let base = Point::new(&field, &BASE_X, &BASE_Y)?;
        let key = Point::new(&field, &self.x, &self.y)?;
        let sum = add_multiples(&field, (&base, &of_base), (&key, &of_key));
        if sum.z.is_zero() {
            return Some(false);
        }
        // The x coordinate modulo the order is r: it is r, or r and once the order where that is below the
        // prime.
        let square = field.multiply(&sum.z, &sum.z);
        let is = |x: &Element| field.multiply(x, &square) == sum.x;
        let r = field.element(r_bytes)?;
        let above = field.add(&r, &field.element(&ORDER)?);
        let has_above = field.bytes(&above).as_slice() >= ORDER.as_slice();
        Some(is(&r) || (has_above && is(&above)))
    }
}

/// y² = x³ − 3x + b.
fn is_on_curve(x: &[u8], y: &[u8]) -> Option<bool> {
    let field = Field::new(&PRIME)?;
    let (x, y, b) = (field.element(x)?, field.element(y)?, field.element(&B)?);
    let cube = field.multiply(&field.multiply(&x, &x), &x);
    let three = field.add(&field.double(&x), &x);
    let right = field.add(&field.subtract(&cube, &three), &b);
    Some(field.multiply(&y, &y) == right)
}

/// `a` times one point and `b` times another, bit by bit of both at once.
fn add_multiples(field: &Field, a: (&Point, &[u8]), b: (&Point, &[u8])) -> Point {
    let both = a.0.add(field, b.0);
    let mut sum = Point { x: field.one(), y: field.one(), z: zero(field) };
    for (of_a, of_b) in a.1.iter().zip(b.1) {
        for bit in (0..8).rev() {
            sum = sum.double(field);
            match ((of_a >> bit) & 1, (of_b >> bit) & 1) {
                (0, 0) => {}
                (1, 0) => sum = sum.add(field, a.0),
                (0, _) => sum = sum.add(field, b.0),
                _ => sum = sum.add(field, &both),
            }
        }
    }
    sum
}

fn zero(field: &Field) -> Element {
    field.subtract(&field.one(), &field.one())
}

impl Point {
    fn new(field: &Field, x: &[u8], y: &[u8]) -> Option<Self> {
        Some(Self { x: field.element(x)?, y: field.element(y)?, z: field.one() })
    }

    /// "dbl-2001-b" of the Explicit-Formulas Database, for curves with a = −3.
    fn double(&self, field: &Field) -> Self {
        let mul = |a: &Element, b: &Element| field.multiply(a, b);
        let delta = mul(&self.z, &self.z);
        let gamma = mul(&self.y, &self.y);
        let beta = mul(&self.x, &gamma);
        let product = mul(&field.subtract(&self.x, &delta), &field.add(&self.x, &delta));
        let alpha = field.add(&field.double(&product), &product);
        let four = field.double(&field.double(&beta));
        let x = field.subtract(&mul(&alpha, &alpha), &field.double(&four));
        let sum = field.add(&self.y, &self.z);
        let z = field.subtract(&field.subtract(&mul(&sum, &sum), &gamma), &delta);
        let eight = field.double(&field.double(&field.double(&mul(&gamma, &gamma))));
        let y = field.subtract(&mul(&alpha, &field.subtract(&four, &x)), &eight);
        Self { x, y, z }
    }

    /// The sum, also of equal points, of opposite ones and of the one at infinity.
    fn add(&self, field: &Field, other: &Self) -> Self {
        if self.z.is_zero() {
            return other.clone();
        }
        if other.z.is_zero() {
            return self.clone();
        }
        let mul = |a: &Element, b: &Element| field.multiply(a, b);
        let (mine, theirs) = (mul(&self.z, &self.z), mul(&other.z, &other.z));
        let (u1, u2) = (mul(&self.x, &theirs), mul(&other.x, &mine));
        let s1 = mul(&mul(&self.y, &other.z), &theirs);
        let s2 = mul(&mul(&other.y, &self.z), &mine);
        let (h, r) = (field.subtract(&u2, &u1), field.subtract(&s2, &s1));
        if h.is_zero() && r.is_zero() {
            return self.double(field);
        }
        let square = mul(&h, &h);
        let cube = mul(&square, &h);
        let v = mul(&u1, &square);
        let x = field.subtract(&field.subtract(&mul(&r, &r), &cube), &field.double(&v));
        let y = field.subtract(&mul(&r, &field.subtract(&v, &x)), &mul(&s1, &cube));
        Self { x, y, z: mul(&mul(&self.z, &other.z), &h) }
    }
}

#[cfg(test)]
mod tests {
    use ::p384::ecdsa::{Signature, SigningKey, VerifyingKey, signature::hazmat::*};

    use super::*;

    fn ours(key: &VerifyingKey) -> P384 {
        let point = key.to_sec1_point(false);
        let bytes = point.as_bytes();
        P384::new(bytes[1..49].try_into().unwrap(), bytes[49..].try_into().unwrap()).unwrap()
    }

    /// Against another implementation: its signatures, changed ones, and digests of every length.
    #[test]
    fn signatures_are_judged_as_another_implementation_judges_them() {
        for seed in 1..6u8 {
            let secret = SigningKey::from_slice(&[seed; 48]).unwrap();
            let theirs = *secret.verifying_key();
            let key = ours(&theirs);
            for length in [32, 48, 64] {
                let digest: Vec<u8> = (0..length).map(|at| at ^ seed).collect();
                let signature: Signature = secret.sign_prehash(&digest).unwrap();
                let bytes = signature.to_bytes();
                assert!(key.verifies(&digest, &bytes), "{seed} {length}");
                for at in [0, 47, 48, 95] {
                    let mut changed = bytes.to_vec();
                    changed[at] ^= 1;
                    let expected = Signature::from_slice(&changed)
                        .is_ok_and(|changed| theirs.verify_prehash(&digest, &changed).is_ok());
                    assert_eq!(key.verifies(&digest, &changed), expected, "{seed} {length} {at}");
                }
                let mut other = digest.clone();
                other[0] ^= 1;
                assert!(!key.verifies(&other, &bytes));
            }
        }
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        let key = ours(SigningKey::from_slice(&[7; 48]).unwrap().verifying_key());
        let one = [vec![0; 47], vec![1]].concat();
        for (r, s, why) in [
            (vec![0; 48], one.clone(), "r is zero"),
            (one.clone(), vec![0; 48], "s is zero"),
            (ORDER.to_vec(), one.clone(), "r is the order"),
            (one.clone(), ORDER.to_vec(), "s is the order"),
            (one.clone(), vec![0xff; 48], "s is larger than the order"),
            (one.clone(), one[..47].to_vec(), "too short"),
        ] {
            assert!(!key.verifies(&[1; 48], &[r, s].concat()), "{why}");
        }
    }

    #[test]
    fn only_points_of_the_curve_are_keys() {
        assert!(P384::new(BASE_X, BASE_Y).is_ok());
        assert_eq!(P384::new(BASE_X, BASE_X).err(), Some(Code::KeyWeak));
        assert_eq!(P384::new([0; 48], [0; 48]).err(), Some(Code::KeyWeak));
        assert_eq!(P384::new([0xff; 48], BASE_Y).err(), Some(Code::KeyWeak), "not below the prime");
    }

    /// Multiples that meet each other and the point at infinity.
    #[test]
    fn sums_of_equal_and_opposite_points() {
        let field = Field::new(&PRIME).unwrap();
        let base = Point::new(&field, &BASE_X, &BASE_Y).unwrap();
        let number = |value: u8| [vec![0; 47], vec![value]].concat();
        let minus = |value: u8| {
            let mut bytes = ORDER;
            bytes[47] -= value;
            bytes.to_vec()
        };
        let is = |a: &Point, b: &Point| {
            field.multiply(&a.x, &field.multiply(&b.z, &b.z))
                == field.multiply(&b.x, &field.multiply(&a.z, &a.z))
        };
        let five = add_multiples(&field, (&base, &number(5)), (&base, &number(0)));
        assert!(is(&add_multiples(&field, (&base, &number(2)), (&base, &number(3))), &five));
        assert!(is(&add_multiples(&field, (&base, &number(7)), (&base, &minus(2))), &five));
        let nothing = add_multiples(&field, (&base, &number(9)), (&base, &minus(9)));
        assert!(nothing.z.is_zero());
        assert!(add_multiples(&field, (&base, &ORDER), (&base, &number(0))).z.is_zero());
    }
}
