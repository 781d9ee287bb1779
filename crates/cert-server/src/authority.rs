//! One department of the world.

use std::sync::OnceLock;

use cert_catalogue::Folder;
use cert_verify::Algorithm;

/// A department that issues, publishes and receives filings under its own name. It is read at start
/// and lives as long as the process does.
#[derive(Debug)]
pub(crate) struct Authority {
    /// In key file names, office addresses and case numbers.
    pub(crate) slug: &'static str,
    /// The number of its first status list; a full one is followed by another.
    pub(crate) list: u32,
    /// `iss` of its certificates and receipts.
    pub(crate) issuer: &'static str,
    pub(crate) name_zh: &'static str,
    pub(crate) name_en: &'static str,
    pub(crate) algorithm: Algorithm,
    /// The types that the operator lets it issue and describe.
    pub(crate) types: Vec<&'static str>,
    /// The divisions that it is limited to.
    pub(crate) regions: Vec<&'static str>,
    /// The files that it publishes, or has published.
    pub(crate) folder: Folder,
    /// Its index, when it has signed one itself.
    pub(crate) index: Option<String>,
    /// A digest of all that the index says which is signed here; made once, because the folder stays as it is.
    pub(crate) content: OnceLock<[u8; 32]>,
}

/// What is read at start lives as long as the process.
pub(crate) fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}
