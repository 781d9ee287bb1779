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
pub(crate) use pem::Block;

use crate::{Code, PublicKey, apart::apart};
use crl::RevocationList;

apart! {
    /// [`X509Certificate::from_der`].
    pub(crate) fn certificate_from_der(bytes: &[u8]) -> Result<X509Certificate, Code> =
        certificate::from_der, or Err(Code::X509Malformed);
    /// The key of a `SubjectPublicKeyInfo`, once for each algorithm that it can be used with.
    ///
    /// # Errors
    /// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyNotSupported`].
    pub(crate) fn subject_keys(key_info: &[u8]) -> Result<Vec<PublicKey>, Code> =
        subject_key::subject_keys, or Err(Code::KeyNotSupported);
    /// Every block of a PEM text; lines outside blocks are comments.
    ///
    /// # Errors
    /// [`Code::KeyMalformed`] for a block that does not end, a wrong end, or contents that are not
    /// base64; [`Code::TooManyItems`].
    pub(crate) fn blocks(text: &str) -> Result<Vec<Block>, Code> =
        pem::blocks, or Err(Code::KeyMalformed);
    /// The revocation lists of a file.
    pub(crate) fn revocation_lists(file: &[u8]) -> Vec<Result<RevocationList, Code>> =
        crl::read_file, or Vec::new();
}
