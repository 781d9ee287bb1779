//! Bytes, trust, status and time in; a verdict with reasons out.
//!
//! This crate is pure: it does no I/O, reads no clock, uses no randomness and knows no
//! browser. Everything that varies is an argument, so the same input gives the same
//! [`Report`] natively, in the browser, through the npm package and on the server.
//!
//! The way in is [`Certificate::parse`]; the only ways to a [`Verified`] are [`verify`] and, for callers
//! who check bare signatures themselves, [`verify_in_steps`].
//! What it is *not*: it fetches nothing, makes nothing (see cert-issue) and says nothing in
//! words for people (see cert-words).

#![deny(missing_docs, clippy::as_conversions, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::as_conversions, clippy::indexing_slicing, clippy::string_slice))]

pub mod base45;
pub mod base64url;
pub mod bitstring;
mod bitstring_status_list;
pub mod calendar;
pub mod jcs;
pub mod json;
pub mod jws;
pub mod sd_jwt;
pub mod token_status_list;
pub mod trust_list;

mod apart;
mod card_revocation;
mod cbor;
mod certificate;
mod claim_path;
mod code;
mod cose;
mod decimal;
mod did;
mod encrypted_code;
mod evidence;
mod format;
mod formats;
mod hash;
mod inflate;
mod issuer;
mod issuer_keys;
mod key;
mod key_binding;
mod modular;
mod multibase;
mod numeric_date;
mod order;
mod policy;
mod received;
mod report;
#[cfg(feature = "apart")]
mod rest;
mod revocation;
mod roots;
mod status;
mod steps;
mod time;
mod times;
mod trust;
mod trusted_keys;
mod verified;
mod verify;
mod x509;

pub use certificate::{Certificate, EvidenceNeeded};
pub use claim_path::{ClaimPath, ClaimStep};
pub use code::{Code, Kind};
pub use encrypted_code::{ContentCipher, EncryptedCode};
pub use evidence::StatusEvidence;
pub use format::Format;
pub use hash::sha256;
pub use key::{Algorithm, PublicKey, SignatureJob};
pub use order::put_in_order;
pub use policy::{Binding, Policy};
pub use received::without_surroundings;
pub use report::{Check, CheckResult, Fact, Outcome, Report, Verdict};
#[cfg(feature = "apart")]
pub use rest::{Rest, rest_was_wanted};
pub use roots::RootKeys;
pub use steps::{Asked, Step, verify_in_steps};
pub use time::UnixTime;
pub use trust::Trust;
pub use trust_list::{Grant, RememberedList, TrustList, TrustedIssuer};
pub use trusted_keys::{TrustedKey, trusted_keys_from};
pub use verified::Verified;
pub use verify::{Verification, verify};
pub use x509::{ExtendedKeyUsage, X509Certificate};
