//! One trait per kind of certificate, one table that finds the kind.
//!
//! Adding a format touches one place besides its own file:
//! 1. write `formats/<name>.rs` with a type that implements [`ParsedCertificate`] and a
//!    function of type [`Reader`];
//! 2. add its variant to `Format` and its reader to [`READERS`]; a kind that is a compact JWS or a
//!    JSON document is told apart in `jwt.rs` or `json_document.rs` instead, which read it once.
//!
//! A reader looks at the bytes and says "not mine" (`None`) or parses them completely,
//! within budgets, believing nothing. Everything after that is the generic pipeline in
//! `verify.rs`, in the order of design section 4: signature against the candidate keys →
//! contents → issuer → time → status → holder. A format never decides a verdict.

mod cbor_json;
mod claim169;
mod envelope;
mod eu_dcc;
mod json_document;
mod jwt;
mod known_kinds;
mod pixelpass;
mod presentation;
mod sd_jwt_json;
mod sd_jwt_vc;
mod smart_health_card;
mod vc_cose;
mod vc_data_integrity;
mod vc_jwt;
mod vc_model;

use core::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

pub(crate) use claim169::{MOST_INFLATED, read_opened, unpack};
pub(crate) use presentation::{Presentation, Transaction};

use crate::{
    Binding, ClaimPath, Code, Format, Policy, PublicKey, UnixTime,
    apart::apart,
    jws::CompactJws,
    key::Elsewhere,
    received::without_surroundings,
    trust::{CandidateKey, Trust},
};

/// The bytes at the door, without what stands around them.
pub(crate) struct Input<'a> {
    /// The bytes as received.
    pub(crate) bytes: &'a [u8],
    /// The same as text, when they are UTF-8.
    pub(crate) text: Option<&'a str>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(received: &'a [u8]) -> Self {
        let bytes = without_surroundings(received);
        Self { bytes, text: core::str::from_utf8(bytes).ok() }
    }
}

/// What was read, and in which envelope it came.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) envelope: Option<&'static str>,
    pub(crate) parsed: Result<Arc<dyn ParsedCertificate>, Refused>,
}

impl Read {
    /// What an envelope of this name holds.
    pub(crate) fn enveloped(name: &'static str, contents: Result<Vec<u8>, Code>) -> Self {
        let unknown = || Err(Refused { format: None, code: Code::FormatNotSupported });
        let parsed = match contents {
            Err(code) => Err(Refused { format: None, code }),
            Ok(contents) => {
                let input = Input::new(&contents);
                let read = ENVELOPED_READERS.iter().find_map(|reader| reader(&input));
                read.or_else(|| read_rare_enveloped(&input)).unwrap_or_else(unknown)
            }
        };
        Self { envelope: Some(name), parsed }
    }
}

/// Opens the envelope, if it is one, and finds the reader that knows the kind.
pub(crate) fn read_input(input: &Input<'_>) -> Read {
    if let Some((name, contents)) = envelope::open(input) {
        return Read::enveloped(name, contents);
    }
    let unknown = || Err(Refused { format: None, code: Code::NotACertificate });
    let read = READERS.iter().find_map(|reader| reader(input));
    let parsed = read.or_else(|| read_rare(input)).unwrap_or_else(unknown);
    Read { envelope: None, parsed }
}

/// Why a reader that knows the kind could not read it, with the kind for the report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    pub(crate) format: Option<Format>,
    pub(crate) code: Code,
}

/// `None`: not my kind. `Some(Err)`: my kind, but broken, or known and not supported.
pub(crate) type Reading = Option<Result<Arc<dyn ParsedCertificate>, Refused>>;

/// Looks whether an input is of its kind.
pub(crate) type Reader = fn(&Input<'_>) -> Reading;

/// The readers of what is text of JOSE or JSON; the first that knows the kind decides.
const READERS: &[Reader] = &[sd_jwt_vc::read, sd_jwt_json::read, jwt::read, json_document::read];

/// The readers of everything else, which is asked about when none of [`READERS`] knows the kind. What is not known at
/// all is therefore looked at by each.
const RARE_READERS: &[Reader] = &[
    eu_dcc::read,
    smart_health_card::read,
    vc_cose::read,
    known_kinds::read,
    claim169::read,
    pixelpass::read,
];

/// The readers of what an envelope of the W3C data model may hold.
const ENVELOPED_READERS: &[Reader] = &[sd_jwt_vc::read, jwt::read];
const RARE_ENVELOPED_READERS: &[Reader] = &[vc_cose::read, known_kinds::read];

/// The readers of what a PixelPass code may wrap.
const WRAPPED_READERS: &[Reader] =
    &[sd_jwt_vc::read, jwt::read, json_document::read, known_kinds::read];

/// While a reader is not here.
#[cfg(feature = "apart")]
const NOT_HERE: Refused = Refused { format: None, code: Code::FormatNotSupported };

apart! {
    fn read_rare(input: &Input<'_>) -> Reading = rare, or None;
    fn read_rare_enveloped(input: &Input<'_>) -> Reading = rare_enveloped, or None;
    fn health_card_from_jws(input: &Input<'_>) -> Result<Arc<dyn ParsedCertificate>, Refused> =
        smart_health_card::from_jws, or Err(NOT_HERE);
    fn health_cards_from_file(
        input: &Input<'_>,
        cards: Vec<String>,
    ) -> Result<Arc<dyn ParsedCertificate>, Refused> =
        smart_health_card::from_file, or Err(NOT_HERE);
    fn presentation_from_jws(
        text: &str,
        jws: CompactJws,
        document: Map<String, Value>,
    ) -> Reading = presentation::from_jws, or None;
    fn presentation_from_document(text: &str, document: Map<String, Value>) -> Reading =
        presentation::from_document, or None;
}

fn rare(input: &Input<'_>) -> Reading {
    RARE_READERS.iter().find_map(|reader| reader(input))
}

fn rare_enveloped(input: &Input<'_>) -> Reading {
    RARE_ENVELOPED_READERS.iter().find_map(|reader| reader(input))
}

/// A certificate of some kind, read but not believed.
pub(crate) trait ParsedCertificate: Send + Sync {
    /// The kind.
    fn format(&self) -> Format;

    /// The certificate as text: what was received, or its canonical text for binary kinds.
    fn text(&self) -> &str;

    /// What it is built of, part by part, for people who look into a broken one. Unverified.
    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)>;

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
        now: UnixTime,
        _elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        Ok(trust.keys_of(self.claimed_issuer(), now))
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

    /// The presentation, when this is one: it is then not verified as a certificate.
    fn presentation(&self) -> Option<&Presentation> {
        None
    }

    /// The key with this thumbprint, when the attached proof of possession brings it. It proves nothing
    /// by itself.
    fn key_in_proof(&self, _thumbprint: &str) -> Option<PublicKey> {
        None
    }

    /// A presentation with exactly these claims.
    fn disclose(&self, _paths: &[ClaimPath]) -> Result<String, Code> {
        Err(Code::DisclosureNotPossible)
    }
}

/// Only the kind: what an unverified certificate says belongs in no log. (As a supertrait `Debug`
/// would also carry the printing of every part into the browser.)
impl fmt::Debug for dyn ParsedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.format().as_str())
    }
}

/// What a certificate says, in the words of the pipeline.
// Nobody outside can name it; were it private as well, the doctest of `Verified` could not tell whether its maker is.
#[allow(unreachable_pub)]
#[derive(Clone, Debug)]
pub struct Contents {
    /// The whole processed payload.
    pub(crate) claims: Arc<Value>,
    /// The issuer in the signed content.
    pub(crate) issuer: Option<String>,
    /// The most specific type (`vct`, …), the one shown.
    pub(crate) credential_type: Option<String>,
    /// Issue time, for the status of the issuer at that time.
    pub(crate) issued_at: Option<UnixTime>,
    pub(crate) not_before: Option<UnixTime>,
    /// The first second at which it is no longer valid.
    pub(crate) expires: Option<UnixTime>,
    pub(crate) status: StatusReference,
    pub(crate) holder: Holder,
}

/// What the revocation list of a SMART Health Card issuer would name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CardId {
    /// The key that signed the card.
    pub(crate) key: String,
    /// The card's own identifier; else the one that follows from its contents.
    pub(crate) id: Result<String, String>,
    pub(crate) issued_at: UnixTime,
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
        /// Whether the list may be in CWT form.
        cwt: bool,
    },
    /// SMART Health Cards: unsigned lists, where there are any.
    Cards(Vec<CardId>),
    /// W3C Bitstring Status List.
    Bitstring {
        /// One entry for each purpose.
        entries: Vec<BitstringEntry>,
        /// Whether entries of other mechanisms stand beside them, which cannot be checked.
        others: bool,
    },
}

/// One `BitstringStatusListEntry` (Bitstring Status List 1.0 section 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BitstringEntry {
    /// The address of the list, equal to the `id` of the list credential.
    pub(crate) uri: String,
    /// The entry.
    pub(crate) index: u64,
    /// `revocation`, `suspension` or another purpose.
    pub(crate) purpose: String,
}

/// A holder key that the certificate only names (RFC 7800 section 3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedKey {
    /// Its thumbprint (RFC 7638 with SHA-256), when that is its name: a proof of possession may bring
    /// the key.
    pub(crate) thumbprint: Option<String>,
    /// Why it cannot be had otherwise.
    pub(crate) reason: Code,
}

/// Whom a certificate is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Nobody: a bearer certificate.
    NotBound,
    /// A key.
    Key(PublicKey),
    /// A key that is named and not there: what is known of it.
    Named(NamedKey),
    /// Something that cannot be used; the code says why.
    Unusable(Code),
}
