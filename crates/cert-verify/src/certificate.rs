//! The door: bytes become a bounded [`Certificate`], once.

use std::sync::Arc;

use crate::{
    Code, Format, Report,
    formats::{Input, ParsedCertificate, Read, read_input},
};

/// The largest input that is looked at: a certificate with a portrait and room to spare.
/// (Inner parts have their own, smaller budgets.)
pub(crate) const MAX_BYTES: usize = 2 * 1_048_576;

/// A certificate that was read within its budgets. Nothing in it is believed yet.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub(crate) parsed: Arc<dyn ParsedCertificate>,
    /// The name of the envelope that it came in.
    pub(crate) envelope: Option<&'static str>,
}

/// What the caller should fetch before [`crate::verify`]. The core fetches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceNeeded {
    /// Addresses of status lists (unverified; fetch without credentials).
    pub status_lists: Vec<String>,
}

impl Certificate {
    /// Recognises the kind of certificate and reads it. Blanks and line ends around it do no harm.
    ///
    /// # Errors
    /// A [`Report`] with a `format` check that did not pass: what is wrong with it, or which
    /// kind it is when that kind cannot be verified here.
    // Large, but made once per input, and a box would stand in everybody's way.
    #[allow(clippy::result_large_err)]
    pub fn parse(bytes: &[u8]) -> Result<Self, Report> {
        if bytes.len() > MAX_BYTES {
            return Err(Report::refused(None, Code::TooLarge));
        }
        Self::from_read(&read_input(&Input::new(bytes)))
    }

    /// The same for what was read already.
    #[allow(clippy::result_large_err)]
    pub(crate) fn from_read(read: &Read) -> Result<Self, Report> {
        match &read.parsed {
            Ok(parsed) => Ok(Self { parsed: parsed.clone(), envelope: read.envelope }),
            Err(refused) => {
                let report = Report::refused(refused.format, refused.code);
                Err(Report { envelope: read.envelope, ..report })
            }
        }
    }

    /// The kind.
    pub fn format(&self) -> Format {
        self.parsed.format()
    }

    /// The certificate as received.
    pub fn text(&self) -> &str {
        self.parsed.text()
    }

    /// What it is built of (headers, payload, disclosures, proofs), part by part. Nothing of it
    /// is verified: for people who look into a broken certificate, never for deciding.
    #[cfg(feature = "inspect")]
    pub fn dangerous_unverified_parts(&self) -> Vec<(&'static str, serde_json::Value)> {
        self.parsed.unverified_parts()
    }

    /// Whether it is a presentation: no certificate itself, but the certificates that somebody shows.
    pub fn is_presentation(&self) -> bool {
        self.parsed.presentation().is_some()
    }

    /// Whether a proof of possession is attached. A wallet refuses such a certificate from
    /// an issuer (RFC 9901 7.2).
    pub fn has_key_binding(&self) -> bool {
        self.parsed.has_key_binding()
    }

    /// What must be fetched to answer every check.
    pub fn evidence_needed(&self) -> EvidenceNeeded {
        EvidenceNeeded { status_lists: self.parsed.status_lists() }
    }
}
