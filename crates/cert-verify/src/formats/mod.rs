//! One trait per kind of certificate, one table that finds the kind.
//!
//! Adding a format touches one place besides its own file:
//! 1. write `formats/<name>.rs` with a type that implements [`ParsedCertificate`] and a
//!    function of type [`Reader`];
//! 2. add its variant to [`Format`] and its reader to [`READERS`].
//!
//! A reader looks at the bytes and says "not mine" (`None`) or parses them completely,
//! within budgets, believing nothing. Everything after that is the generic pipeline in
//! `verify.rs`, in the order of design section 4: signature against the candidate keys →
//! contents → issuer → time → status → holder. A format never decides a verdict.

mod sd_jwt_vc;

use core::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::{
    Binding, ClaimPath, Code, Policy, PublicKey, UnixTime,
    trust::{CandidateKey, Trust},
};

/// The kinds of certificate that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// SD-JWT VC (draft-ietf-oauth-sd-jwt-vc).
    SdJwtVc,
    /// A plain SD-JWT (RFC 9901) that is no SD-JWT VC: no type, so only for keys that are
    /// trusted for everything.
    SdJwt,
}

impl Format {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SdJwtVc => "dc+sd-jwt",
            Self::SdJwt => "sd-jwt",
        }
    }
}

/// The bytes at the door: white space around them is not part of them.
pub(crate) struct Input<'a> {
    /// The bytes as received, trimmed.
    pub(crate) bytes: &'a [u8],
    /// The same as text, when they are UTF-8.
    pub(crate) text: Option<&'a str>,
}

/// Why a reader that knows the kind could not read it, with the kind for the report.
pub(crate) struct Refused {
    pub(crate) format: Option<Format>,
    pub(crate) code: Code,
}

/// `None`: not my kind. `Some(Err)`: my kind, but broken, or known and not supported.
pub(crate) type Reader = fn(&Input<'_>) -> Option<Result<Arc<dyn ParsedCertificate>, Refused>>;

/// Every reader; the first that knows the kind decides.
pub(crate) const READERS: &[Reader] = &[sd_jwt_vc::read];

/// A certificate of some kind, read but not believed.
pub(crate) trait ParsedCertificate: fmt::Debug + Send + Sync {
    /// The kind.
    fn format(&self) -> Format;

    /// The certificate as text: what was received, or its canonical text for binary kinds.
    fn text(&self) -> &str;

    /// The issuer it claims. Unverified: used only to choose candidate keys.
    fn claimed_issuer(&self) -> Option<&str>;

    /// The status lists it names. Unverified: used only to tell the caller what to fetch.
    fn status_lists(&self) -> Vec<String>;

    /// What no key could mend (algorithm `none`, critical extension, empty signature).
    fn check_signature_form(&self) -> Result<(), Code> {
        Ok(())
    }

    /// The keys that may have signed it. A format whose keys come from elsewhere (a
    /// certificate chain, a DID, a `kid`) overrides this; each key must come out of `trust`
    /// or be vouched for by it.
    ///
    /// # Errors
    /// Why no key can be used; a code of kind Unknown gives `undetermined`.
    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        _now: UnixTime,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        Ok(trust.keys_of(self.claimed_issuer()))
    }

    /// Whether exactly this key signed the bytes received.
    fn check_signature(&self, key: &PublicKey) -> Result<(), Code>;

    /// The claims and what the pipeline needs from them. Called after (and apart from) the
    /// signature check; an error here fails the `format` check.
    fn contents(&self, policy: &Policy) -> Result<Contents, Code>;

    /// Whether a proof of possession is attached.
    fn has_key_binding(&self) -> bool {
        false
    }

    /// Checks an attached proof of possession; with `Binding::NotAsked` only what can be
    /// checked without a transaction. Returns its payload.
    fn check_key_binding(
        &self,
        _holder: &PublicKey,
        _binding: Binding<'_>,
        _policy: &Policy,
        _now: UnixTime,
    ) -> Result<Value, Code> {
        Err(Code::KeyBindingMissing)
    }

    /// A presentation with exactly these claims.
    fn disclose(&self, _paths: &[ClaimPath]) -> Result<String, Code> {
        Err(Code::DisclosureNotPossible)
    }
}

/// What a certificate says, in the words of the pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    /// The whole processed payload.
    pub(crate) claims: Value,
    /// The issuer in the signed content.
    pub(crate) issuer: Option<String>,
    /// The most specific type (`vct`, …), the one shown.
    pub(crate) credential_type: Option<String>,
    /// Issue time, for the status of the issuer at that time.
    pub(crate) issued_at: Option<UnixTime>,
    pub(crate) not_before: Option<UnixTime>,
    pub(crate) expires: Option<UnixTime>,
    pub(crate) status: StatusReference,
    pub(crate) holder: Holder,
}

/// Where the present status of a certificate stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StatusReference {
    /// None is named.
    None,
    /// A mechanism that is not implemented here.
    NotSupported,
    /// IETF Token Status List.
    TokenStatusList {
        /// The list's address, equal to its `sub`.
        uri: String,
        /// The entry.
        index: u64,
    },
}

/// Whom a certificate is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Nobody: a bearer certificate.
    NotBound,
    /// A key.
    Key(PublicKey),
    /// Something that cannot be used; the code says why.
    Unusable(Code),
}
