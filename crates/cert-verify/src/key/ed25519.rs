//! Ed25519 keys (RFC 8032), checked strictly.
//!
//! Implementations differ over signatures that no honest signer makes: S of more than the group's
//! order, R or A of small order or in a second spelling, A with a part of small order (Chalkias,
//! Garillot, Nikolaenko: Taming the many EdDSAs). Here there is one answer, that of `verify_strict`; a
//! signature goes to another implementation only when none of these differences can show.

use std::sync::OnceLock;

use ed25519_dalek::{Signature, VerifyingKey};

use super::SignatureForm;
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

/// The y of the points of order 8, little-endian; the other two are its negative and themselves with another x.
const Y_OF_ORDER_8: [u8; 32] = [
    0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
    0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
];

/// A key that is a point, not of small order.
pub(super) struct Ed25519 {
    key: VerifyingKey,
    /// Whether it is in its one spelling and in the group of the base point: every implementation multiplies
    /// such a point alike. Costs as much as a signature, so it is found out when it is first asked, and kept.
    in_group: OnceLock<bool>,
}

impl Ed25519 {
    /// # Errors
    /// [`Code::KeyWeak`].
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Code> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| Code::KeyWeak)?;
        if key.is_weak() {
            return Err(Code::KeyWeak);
        }
        Ok(Self { key, in_group: OnceLock::new() })
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }

    pub(super) fn form_of(&self, signature: &[u8; 64]) -> SignatureForm {
        let Some((r, s)) = signature.split_first_chunk::<32>() else {
            return SignatureForm::Wrong;
        };
        if !s.first_chunk().is_some_and(|s| is_less(s, &ORDER)) || !is_point_of_group_order(r) {
            return SignatureForm::Wrong;
        }
        let in_group = || {
            is_less(&without_sign(self.bytes()), &PRIME) && self.key.to_edwards().is_torsion_free()
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
        self.key == other.key
    }
}

impl Eq for Ed25519 {}

/// Whether these bytes can be R: y in its one spelling, and none of the eight points of small order. That it is a point at
/// all shows when it is compared with the one that is computed.
fn is_point_of_group_order(r: &[u8; 32]) -> bool {
    let y = without_sign(r);
    let is_small = || {
        let zero = [0; 32];
        let one = first(1);
        [zero, one, minus(&one), Y_OF_ORDER_8, minus(&Y_OF_ORDER_8)].contains(&y)
    };
    is_less(&y, &PRIME) && !is_small()
}

fn first(byte: u8) -> [u8; 32] {
    let mut number = [0; 32];
    number[0] = byte;
    number
}

fn without_sign(point: &[u8; 32]) -> [u8; 32] {
    let mut y = *point;
    y[31] &= 0x7f;
    y
}

/// The negative of a number of the field that is not zero.
fn minus(number: &[u8; 32]) -> [u8; 32] {
    let (mut result, mut borrow) = ([0; 32], false);
    for ((place, from), take) in result.iter_mut().zip(PRIME).zip(number) {
        let (once, below) = from.overflowing_sub(*take);
        let (twice, again) = once.overflowing_sub(borrow.into());
        (*place, borrow) = (twice, below || again);
    }
    result
}

/// Compares little-endian numbers. Nothing here is secret.
fn is_less(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.iter().rev().lt(b.iter().rev())
}
