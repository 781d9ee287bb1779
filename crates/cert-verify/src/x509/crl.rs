//! Revocation lists of X.509 certificates (RFC 5280 sections 5 and 6.3), complete ones.
//!
//! Read once and in order, so that looking up a certificate costs a few comparisons. Lists that say less
//! than everything about the certificates of their issuer are told apart: those for parts of them
//! (distribution points, authorities or others only) are used for those parts; delta lists, lists that
//! somebody else issues (indirect ones), and lists with a critical extension that is not known are not.

use std::sync::OnceLock;

use super::{
    X509Certificate,
    certificate::{shortest, time},
    der::{self, Der, Signed},
    distribution_point::point_names,
    each_extension::each,
    name::Name,
    pem::blocks,
    signature::{self, SignatureAlgorithm},
};
use crate::{Code, UnixTime, put_in_order};

/// The largest list that is read: about 200,000 entries. National ones are split up before that.
pub(crate) const MOST_BYTES: usize = 8 * 1024 * 1024;

const ENUMERATED: u8 = 0x0a;

/// A list, read and not believed.
pub(crate) struct RevocationList {
    signed: Vec<u8>,
    algorithm: Option<SignatureAlgorithm>,
    signature: Vec<u8>,
    issuer: Name,
    pub(crate) issued_at: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    /// In the order of their serial numbers.
    entries: Vec<Entry>,
    scope: Scope,
    /// Whether it may be used at all.
    is_supported: bool,
    /// The key that is known to have signed: a list is long, and asked for by every certificate.
    signer: OnceLock<Vec<u8>>,
}

/// A revoked certificate.
pub(crate) struct Entry {
    serial: Vec<u8>,
    pub(crate) revoked_at: UnixTime,
    reason: u8,
}

/// What a list speaks about (section 5.2.5).
#[derive(Default)]
struct Scope {
    /// The names of its distribution point.
    names: Option<Vec<Vec<u8>>>,
    no_authorities: bool,
    only_authorities: bool,
    no_public_keys: bool,
    some_reasons: bool,
}

/// The reasons of section 5.3.1; 7 is not used.
const REASONS: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "unspecified",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

/// The lists in a file: DER, or PEM with one list or several.
pub(super) fn read_file(bytes: &[u8]) -> Vec<Result<RevocationList, Code>> {
    let text = core::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN "));
    let Some(text) = text else { return vec![RevocationList::from_der(bytes)] };
    match blocks(text) {
        Ok(blocks) if !blocks.is_empty() => {
            let blocks = blocks.iter();
            blocks.map(|block| RevocationList::from_der(&block.bytes)).collect()
        }
        _ => vec![Err(Code::X509CrlMalformed)],
    }
}

impl RevocationList {
    /// Reads a `CertificateList`.
    ///
    /// # Errors
    /// [`Code::X509CrlMalformed`]; [`Code::X509CrlNotSupported`] for one that is too large.
    fn from_der(bytes: &[u8]) -> Result<Self, Code> {
        if bytes.len() > MOST_BYTES {
            return Err(Code::X509CrlNotSupported);
        }
        read(bytes).ok_or(Code::X509CrlMalformed)
    }

    /// The name of its issuer, for people.
    pub(crate) fn issuer_text(&self) -> &str {
        &self.issuer.text
    }

    /// Whether the issuer of this certificate is the issuer of the list.
    pub(crate) fn is_of_issuer_of(&self, certificate: &X509Certificate) -> bool {
        self.issuer.comparable == certificate.issuer.comparable
    }

    /// Whether the certificate is among those that the list speaks about.
    pub(crate) fn covers(&self, certificate: &X509Certificate) -> bool {
        let scope = &self.scope;
        let is_authority = certificate.extensions.is_authority;
        let own = &certificate.extensions.list_names;
        let is_other_kind =
            if is_authority { scope.no_authorities } else { scope.only_authorities };
        !scope.no_public_keys
            && !is_other_kind
            && scope.names.as_ref().is_none_or(|names| names.iter().any(|name| own.contains(name)))
    }

    /// Whether it is of a kind that is read here.
    pub(crate) fn is_supported(&self) -> bool {
        self.is_supported
    }

    /// Whether it names some reasons of revocation only, so that silence means nothing.
    pub(crate) fn has_some_reasons_only(&self) -> bool {
        self.scope.some_reasons
    }

    /// Whether one of these authorities signed it; `None` when that cannot be found out.
    pub(crate) fn is_signed_by<'a>(
        &self,
        authorities: impl Iterator<Item = &'a X509Certificate>,
    ) -> Option<bool> {
        let mut answer = Some(false);
        for authority in authorities {
            let is_named = authority.subject.comparable == self.issuer.comparable;
            // Section 6.3.3 (f): where a use is given, it must be this one.
            let may_sign = authority.extensions.key_usage.is_none_or(|bits| bits & 0x02 != 0);
            if !is_named || !may_sign {
                continue;
            }
            let key = authority.key_info();
            if self.signer.get().is_some_and(|known| known == key) {
                return Some(true);
            }
            match signature::verifies(self.algorithm, key, &self.signed, &self.signature) {
                Some(true) => {
                    // Whoever was first: a list has one signer, but for a second key of that name.
                    let _ = self.signer.set(key.to_vec());
                    return Some(true);
                }
                Some(false) => {}
                None => answer = None,
            }
        }
        answer
    }

    /// The entry of a certificate of the same issuer. One that was taken from the list again
    /// (`removeFromCRL`) is none.
    pub(crate) fn entry(&self, certificate: &X509Certificate) -> Option<&Entry> {
        let wanted = certificate.serial.as_slice();
        let at = self.entries.partition_point(|entry| entry.serial.as_slice() < wanted);
        let same = self.entries.iter().skip(at).take_while(|entry| entry.serial == wanted);
        same.fold(None, |found, entry| found.or((entry.reason != 8).then_some(entry)))
    }
}

impl Entry {
    /// What it does to the chain.
    pub(crate) fn code(&self) -> Code {
        if self.reason == 6 { Code::X509OnHold } else { Code::X509Revoked }
    }

    /// The reason as section 5.3.1 spells it.
    pub(crate) fn reason(&self) -> &'static str {
        REASONS.get(usize::from(self.reason)).copied().unwrap_or("unspecified")
    }
}

impl core::fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RevocationList")
    }
}

fn read(bytes: &[u8]) -> Option<RevocationList> {
    let Signed { body: signed, algorithm, signature } = Signed::read(bytes)?;
    let mut body = Der::new(signed.value);
    // Version 2 is the only one with extensions; version 1 does not say which it is.
    let has_extensions = match body.optional(der::INTEGER)? {
        Some([1]) => true,
        None => false,
        Some(_) => return None,
    };
    // Section 5.1.1.2: the algorithm inside must be the one outside.
    if body.element(der::SEQUENCE)?.whole != algorithm {
        return None;
    }
    let issuer = Name::read(body.value(der::SEQUENCE)?)?;
    let issued_at = time(&mut body)?;
    let next_update = match body.peek() {
        Some(der::UTC_TIME | der::GENERALIZED_TIME) => Some(time(&mut body)?),
        _ => None,
    };
    let mut is_supported = true;
    let entries = entries(body.optional(der::SEQUENCE)?.unwrap_or_default(), &mut is_supported)?;
    let mut scope = Scope::default();
    if let Some(value) = body.optional(0xa0)? {
        has_extensions.then_some(())?;
        each(value, &mut |name, critical, content| {
            match name {
                [0x55, 0x1d, 0x1c] => read_scope(content, &mut scope, &mut is_supported)?,
                // A delta list, whether its maker said that it is critical or not.
                [0x55, 0x1d, 0x1b] => is_supported = false,
                // Number and key identifier decide nothing here.
                [0x55, 0x1d, 0x14 | 0x23] => {}
                _ => is_supported &= !critical,
            }
            Some(())
        })?;
    }
    body.end()?;
    Some(RevocationList {
        signed: signed.whole.to_vec(),
        algorithm: SignatureAlgorithm::read(algorithm),
        signature: signature.to_vec(),
        issuer,
        issued_at,
        next_update,
        entries,
        scope,
        is_supported,
        signer: OnceLock::new(),
    })
}

fn entries(value: &[u8], is_supported: &mut bool) -> Option<Vec<Entry>> {
    let mut list = Der::new(value);
    let mut entries = Vec::new();
    while !list.is_empty() {
        let mut fields = list.inside(der::SEQUENCE)?;
        let serial = shortest(fields.value(der::INTEGER)?).to_vec();
        let revoked_at = time(&mut fields)?;
        let mut reason = 0;
        if !fields.is_empty() {
            each(fields.next()?.whole, &mut |name, critical, content| {
                match name {
                    [0x55, 0x1d, 0x15] => match Der::new(content).value(ENUMERATED)? {
                        [number] => reason = *number,
                        _ => return None,
                    },
                    // The entry is about a certificate of somebody else.
                    [0x55, 0x1d, 0x1d] => *is_supported = false,
                    _ => *is_supported &= !critical,
                }
                Some(())
            })?;
        }
        fields.end()?;
        entries.push(Entry { serial, revoked_at, reason });
    }
    put_in_order(&mut entries, |a, b| a.serial.cmp(&b.serial));
    Some(entries)
}

/// `IssuingDistributionPoint`.
fn read_scope(content: &[u8], scope: &mut Scope, is_supported: &mut bool) -> Option<()> {
    let mut outer = Der::new(content);
    let mut fields = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    if let Some(point) = fields.optional(0xa0)? {
        scope.names = Some(point_names(point)?);
    }
    while !fields.is_empty() {
        let field = fields.next()?;
        let is_set = field.value != [0];
        match field.tag {
            0x81 => scope.no_authorities = is_set,
            0x82 => scope.only_authorities = is_set,
            0x83 => scope.some_reasons = true,
            0x84 => *is_supported &= !is_set,
            0x85 => scope.no_public_keys = is_set,
            _ => return None,
        }
    }
    Some(())
}
