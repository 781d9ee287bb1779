//! Ed25519 keys (RFC 8032), checked strictly.
//!
//! Implementations differ over signatures that no honest signer makes: S of more than the group's
//! order, R or A of small order or in a second spelling, A with a part of small order (Chalkias,
//! Garillot, Nikolaenko: Taming the many EdDSAs). Here there is one answer, that of `verify_strict`; a
//! signature goes to another implementation only when none of these differences can show.

use std::sync::OnceLock;

use ed25519_dalek::{Signature, Verifier, VerifyingKey};

use super::{SignatureForm, curve25519::is_of_curve};
use crate::Code;

/// The order of the base point, little-endian (RFC 8032 5.1).
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The prime of the field, little-endian.
const PRIME: [u8; 32] = {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    prime
};

/// The y of two points of order 8, little-endian; that of the other two is its negative.
const Y_OF_ORDER_8: [u8; 32] = [
    0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
    0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
];

/// The y of the eight points of small order; each but the first two belongs to two of them.
const SMALL: [[u8; 32]; 5] =
    [first(1), minus(&PRIME, &first(1)), [0; 32], Y_OF_ORDER_8, minus(&PRIME, &Y_OF_ORDER_8)];

/// A key that is a point, not of small order.
pub(super) struct Ed25519 {
    bytes: [u8; 32],
    /// The point, computed when the first signature is checked: most keys are those of holders, who are not asked
    /// for any.
    point: OnceLock<Option<VerifyingKey>>,
    /// Whether it is in its one spelling and in the group of the base point: every implementation multiplies
    /// such a point alike. Costs as much as a signature, so it is found out when it is first asked, and kept.
    in_group: OnceLock<bool>,
}

impl Ed25519 {
    /// # Errors
    /// [`Code::KeyWeak`].
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        let y = without_sign(bytes);
        // The few numbers from the prime on are second spellings of small ones.
        let y = if is_less(&y, &PRIME) { y } else { minus(&y, &PRIME) };
        if SMALL.contains(&y) || !is_of_curve(&y) {
            return Err(Code::KeyWeak);
        }
        Ok(Self { bytes: *bytes, point: OnceLock::new(), in_group: OnceLock::new() })
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    fn point(&self) -> Option<&VerifyingKey> {
        self.point.get_or_init(|| VerifyingKey::from_bytes(&self.bytes).ok()).as_ref()
    }

    /// What `verify_strict` says: S below the order, neither R nor A of small order, and the R that is computed in the
    /// very bytes received. That A is not of small order is known; of R its bytes tell it, no point has to be computed.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let Some((r, _)) = signature.split_first_chunk::<32>() else { return false };
        let signature = Signature::from_bytes(signature);
        is_point_of_group_order(r)
            && self.point().is_some_and(|key| key.verify(message, &signature).is_ok())
    }

    pub(super) fn form_of(&self, signature: &[u8; 64]) -> SignatureForm {
        let Some((r, s)) = signature.split_first_chunk::<32>() else {
            return SignatureForm::Wrong;
        };
        if !s.first_chunk().is_some_and(|s| is_less(s, &ORDER)) || !is_point_of_group_order(r) {
            return SignatureForm::Wrong;
        }
        let in_group = || {
            is_less(&without_sign(&self.bytes), &PRIME)
                && self.point().is_some_and(|key| key.to_edwards().is_torsion_free())
        };
        if *self.in_group.get_or_init(in_group) {
            SignatureForm::Anywhere
        } else {
            SignatureForm::OnlyHere
        }
    }
}

impl PartialEq for Ed25519 {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Ed25519 {}

/// Whether these bytes can be R: y in its one spelling, and none of the eight points of small order. That it is a point at
/// all shows when it is compared with the one that is computed.
fn is_point_of_group_order(r: &[u8; 32]) -> bool {
    let y = without_sign(r);
    is_less(&y, &PRIME) && !SMALL.contains(&y)
}

const fn first(byte: u8) -> [u8; 32] {
    let mut number = [0; 32];
    number[0] = byte;
    number
}

fn without_sign(point: &[u8; 32]) -> [u8; 32] {
    let mut y = *point;
    y[31] &= 0x7f;
    y
}

/// `a - b`, little-endian, for a that is not less.
const fn minus(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
    let (mut result, mut borrow, mut at) = ([0; 32], false, 0);
    #[allow(
        clippy::indexing_slicing,
        reason = "below the length of all three; no iterator is const"
    )]
    while at < 32 {
        let (once, below) = a[at].overflowing_sub(b[at]);
        let (twice, again) = once.overflowing_sub(if borrow { 1 } else { 0 });
        result[at] = twice;
        borrow = below || again;
        at += 1;
    }
    result
}

/// Compares little-endian numbers. Nothing here is secret.
fn is_less(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}
