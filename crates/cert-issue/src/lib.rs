//! Makes what cert-verify checks: signatures, certificates, proofs and lists.
//!
//! Pure like cert-verify: time is an argument, and so is randomness
//! (`&mut dyn FnMut(&mut [u8])`, which must come from the system's generator). Signatures are
//! deterministic (RFC 8032, RFC 6979), so the same arguments give the same bytes.

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::indexing_slicing))]

mod cbor;
mod claim_169;
mod key_binding;
mod proof;
mod sd_jwt;
mod signature;
mod signing_key;
mod status_list;
mod trust_list;

pub use claim_169::{CodeIdentity, CodeTimes, issue_claim_169};
pub use key_binding::{IN_PERSON, sign_key_binding};
pub use proof::{proof_jwt, proof_jwt_eddsa};
pub use sd_jwt::issue_sd_jwt_vc;
pub use signature::{sign_jws, sign_jws_general};
pub use signing_key::SigningKey;
pub use status_list::StatusListBuilder;
pub use trust_list::{IssuerEntry, TrustListBuilder, sign_root_keys};

#[cfg(test)]
mod tests;
