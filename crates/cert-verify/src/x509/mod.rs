//! X.509, a small profile of RFC 5280: enough to say whose key signed a certificate.
//!
//! What is read: validity, names, key, basic constraints, key usage, extended key usage, subject
//! alternative names, name constraints. What is checked by [`chain`]: every signature up to a trusted
//! anchor, names, validity at one time, `cA`, path length and key usage, name constraints, and that no
//! critical extension is unknown. Revocation lists are read by [`crl`] and judged apart from the chain.
//! This is not a general path validator: no policies, no path building beyond the order received.

mod certificate;
pub(crate) mod chain;
mod constraints;
pub(crate) mod crl;
mod der;
mod distribution_point;
mod each_extension;
mod extensions;
mod general_name;
mod name;
mod pem;
mod signature;
mod subject_key;

pub use certificate::X509Certificate;
pub use extensions::ExtendedKeyUsage;
pub(crate) use pem::{Block, blocks};
pub(crate) use subject_key::subject_keys;
