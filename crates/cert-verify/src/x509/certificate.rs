//! One certificate, read and not believed.

use super::{
    certificate_from_der,
    der::{self, Der, Signed},
    extensions::{ExtendedKeyUsage, Extensions, extensions},
    name::Name,
    signature::SignatureAlgorithm,
    subject_keys,
};
use crate::{Code, PublicKey, UnixTime, sha256};

/// Certificates of public authorities have about 1 to 3 kB; a hundred names would still fit.
pub(super) const MOST_BYTES: usize = 16 * 1024;
/// An X.509 certificate as received (RFC 5280 section 4.1).
#[derive(Clone, PartialEq, Eq)]
pub struct X509Certificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    pub(super) algorithm: Option<SignatureAlgorithm>,
    pub(super) signature: Vec<u8>,
    pub(super) serial: Vec<u8>,
    pub(super) issuer: Name,
    pub(super) subject: Name,
    not_before: UnixTime,
    not_after: UnixTime,
    key_info: Vec<u8>,
    pub(super) extensions: Extensions,
}

impl X509Certificate {
    /// Reads a certificate from DER.
    ///
    /// A serial number that is not positive is tolerated: it is no part of what is decided here, and
    /// documented issuers have used zero and negative ones; RFC 5280 section 4.1.2.2 asks users to
    /// handle such certificates gracefully.
    ///
    /// # Errors
    /// [`Code::X509Malformed`], [`Code::TooLarge`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Code> {
        certificate_from_der(bytes)
    }

    /// The bytes received.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The key id of EU DCC: the first eight bytes of SHA-256 over the certificate.
    pub fn dcc_key_id(&self) -> [u8; 8] {
        let [a, b, c, d, e, f, g, h, ..] = sha256(&self.der);
        [a, b, c, d, e, f, g, h]
    }

    /// The key of the subject, once for each algorithm that it can be used with.
    ///
    /// # Errors
    /// The codes of [`PublicKey`], such as [`Code::KeyNotSupported`].
    pub fn keys(&self) -> Result<Vec<PublicKey>, Code> {
        subject_keys(&self.key_info)
    }

    /// The common name of the subject, for people.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.common_name.as_deref()
    }

    /// The subject as text: its distinguished name, or the first alternative name where that is empty.
    pub(crate) fn subject_text(&self) -> &str {
        let names = self.extensions.uris.iter().chain(&self.extensions.dns_names);
        let named = Some(&self.subject.text).filter(|text| !text.is_empty());
        named.or(names.into_iter().next()).map_or("", String::as_str)
    }

    /// The first second at which it is valid.
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second at which it is valid.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Says whether it is valid at a time, both ends included.
    pub fn is_valid_at(&self, time: UnixTime) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    /// Says whether its subject may sign other certificates: a `cA` flag and, where key usage is
    /// given, `keyCertSign`.
    pub fn is_authority(&self) -> bool {
        self.extensions.is_authority
            && self.extensions.key_usage.is_none_or(|bits| bits & 0x04 != 0)
    }

    /// Says whether its key may sign data: no key usage, or `digitalSignature` in it.
    pub fn may_sign_data(&self) -> bool {
        self.extensions.key_usage.is_none_or(|bits| bits & 0x80 != 0)
    }

    /// The purposes that the certificate limits its key to, if it does.
    pub fn purposes(&self) -> Option<&[ExtendedKeyUsage]> {
        self.extensions.purposes.as_deref()
    }

    /// Says whether that limit is marked critical, so that nobody may look past it.
    pub fn purposes_are_critical(&self) -> bool {
        self.extensions.purposes_critical
    }

    /// Says whether the subject alternative names hold this URI, or the host name of it.
    pub fn names_uri(&self, uri: &str) -> bool {
        let host = uri
            .strip_prefix("https://")
            .map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default())
            // "https://issuer.example:x@evil.example" is at another host than it seems.
            .filter(|authority| !authority.contains('@'))
            .map(|authority| authority.split(':').next().unwrap_or_default());
        self.extensions.uris.iter().any(|name| name == uri)
            || host.is_some_and(|host| {
                !host.is_empty()
                    && self.extensions.dns_names.iter().any(|name| name.eq_ignore_ascii_case(host))
            })
    }

    /// Whether its issuer gave it to itself.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.issuer.comparable == self.subject.comparable
    }

    /// Whether its issuer says that there will be no revocation of it.
    pub(crate) fn is_never_revoked(&self) -> bool {
        self.extensions.is_never_revoked
    }

    pub(super) fn signed(&self) -> &[u8] {
        &self.signed
    }

    pub(super) fn key_info(&self) -> &[u8] {
        &self.key_info
    }
}

impl core::fmt::Debug for X509Certificate {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "X509Certificate({})", self.subject.common_name.as_deref().unwrap_or_default())
    }
}

pub(super) fn from_der(bytes: &[u8]) -> Result<X509Certificate, Code> {
    if bytes.len() > MOST_BYTES {
        return Err(Code::TooLarge);
    }
    read(bytes).ok_or(Code::X509Malformed)
}

fn read(bytes: &[u8]) -> Option<X509Certificate> {
    let Signed { body: signed, algorithm, signature } = Signed::read(bytes)?;
    let mut body = Der::new(signed.value);
    // Version 3 is the only one with extensions; older ones are read and cannot be authorities.
    let has_extensions = match body.optional(0xa0)? {
        Some([0x02, 0x01, 0x02]) => true,
        Some([0x02, 0x01, 0x00 | 0x01]) | None => false,
        Some(_) => return None,
    };
    let serial = body.value(der::INTEGER).filter(|serial| !serial.is_empty())?;
    // RFC 5280 section 4.1.1.2: the algorithm inside must be the one outside.
    if body.element(der::SEQUENCE)?.whole != algorithm {
        return None;
    }
    let issuer = Name::read(body.value(der::SEQUENCE)?)?;
    let mut validity = body.inside(der::SEQUENCE)?;
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    validity.end()?;
    let subject = Name::read(body.value(der::SEQUENCE)?)?;
    let key_info = body.element(der::SEQUENCE)?.whole;
    body.optional(0x81)?;
    body.optional(0x82)?;
    let extensions = match body.optional(0xa3)? {
        Some(_) if !has_extensions => return None,
        Some(value) => extensions(value)?,
        None => Extensions::default(),
    };
    body.end()?;
    Some(X509Certificate {
        der: bytes.to_vec(),
        signed: signed.whole.to_vec(),
        algorithm: SignatureAlgorithm::read(algorithm),
        signature: signature.to_vec(),
        serial: shortest(serial).to_vec(),
        issuer,
        subject,
        not_before,
        not_after,
        key_info: key_info.to_vec(),
        extensions,
    })
}

/// A serial number without what may stand before it in sloppy encodings, so that equal ones are equal.
pub(super) fn shortest(mut serial: &[u8]) -> &[u8] {
    while let [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..] = serial {
        serial = serial.get(1..).unwrap_or_default();
    }
    serial
}

/// UTCTime or GeneralizedTime in the only forms that RFC 5280 section 4.1.2.5 allows.
pub(super) fn time(validity: &mut Der<'_>) -> Option<UnixTime> {
    let element = validity.next()?;
    let text = core::str::from_utf8(element.value).ok()?;
    if !text.bytes().take(text.len().checked_sub(1)?).all(|byte| byte.is_ascii_digit())
        || !text.ends_with('Z')
    {
        return None;
    }
    let full = match (element.tag, text.len()) {
        (der::UTC_TIME, 13) if text.get(..2)? < "50" => format!("20{text}"),
        (der::UTC_TIME, 13) => format!("19{text}"),
        (der::GENERALIZED_TIME, 15) => text.to_owned(),
        _ => return None,
    };
    let part = |from: usize, to: usize| full.get(from..to);
    UnixTime::parse_rfc3339(&format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    ))
}
