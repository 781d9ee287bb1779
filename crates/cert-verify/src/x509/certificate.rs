//! One certificate, read and not believed.

use super::der::{self, Der};
use super::signature::SignatureAlgorithm;
use crate::{Code, PublicKey, UnixTime, rare_key::RareKey, sha256};

/// Certificates of public authorities have about 1 to 3 kB; a hundred names would still fit.
pub(super) const MOST_BYTES: usize = 16 * 1024;
/// Real certificates carry about ten extensions and a handful of names each.
const MOST_EXTENSIONS: usize = 40;
const MOST_NAMES: usize = 100;

/// What the holder of a leaf key may sign, where the certificate says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtendedKeyUsage {
    /// EU DCC: test certificates (1.3.6.1.4.1.1847.2021.1.1, and the older …0.1847.2021.1.1).
    DccTest,
    /// EU DCC: vaccination certificates.
    DccVaccination,
    /// EU DCC: recovery certificates.
    DccRecovery,
    /// Any other purpose.
    Other,
}

/// An X.509 certificate as received (RFC 5280 section 4.1).
#[derive(Clone, PartialEq, Eq)]
pub struct X509Certificate {
    der: Vec<u8>,
    signed: Vec<u8>,
    pub(super) algorithm: Option<SignatureAlgorithm>,
    pub(super) signature: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    common_name: Option<String>,
    not_before: UnixTime,
    not_after: UnixTime,
    key_info: Vec<u8>,
    pub(super) extensions: Extensions,
}

/// The extensions of the profile.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    pub(super) is_authority: bool,
    pub(super) path_length: Option<u8>,
    /// First byte of the key usage bits: 0x80 digitalSignature … 0x04 keyCertSign.
    pub(super) key_usage: Option<u8>,
    pub(super) purposes: Option<Vec<ExtendedKeyUsage>>,
    pub(super) purposes_critical: bool,
    pub(super) uris: Vec<String>,
    pub(super) dns_names: Vec<String>,
    pub(super) unknown_critical: bool,
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
        if bytes.len() > MOST_BYTES {
            return Err(Code::TooLarge);
        }
        read(bytes).ok_or(Code::X509Malformed)
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
        self.common_name.as_deref()
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
            .map(|rest| rest.split(['/', '?', '#', ':']).next().unwrap_or_default());
        self.extensions.uris.iter().any(|name| name == uri)
            || host.is_some_and(|host| {
                !host.is_empty()
                    && self.extensions.dns_names.iter().any(|name| name.eq_ignore_ascii_case(host))
            })
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
        write!(f, "X509Certificate({})", self.common_name.as_deref().unwrap_or_default())
    }
}

fn read(bytes: &[u8]) -> Option<X509Certificate> {
    let mut outer = Der::new(bytes);
    let mut certificate = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let signed = certificate.element(der::SEQUENCE)?;
    let algorithm = certificate.element(der::SEQUENCE)?.whole;
    let signature = certificate.bit_string()?;
    certificate.end()?;

    let mut body = Der::new(signed.value);
    // Version 3 is the only one with extensions; older ones are read and cannot be authorities.
    let has_extensions = match body.optional(0xa0)? {
        Some([0x02, 0x01, 0x02]) => true,
        Some([0x02, 0x01, 0x00 | 0x01]) | None => false,
        Some(_) => return None,
    };
    body.value(der::INTEGER).filter(|serial| !serial.is_empty())?;
    // RFC 5280 section 4.1.1.2: the algorithm inside must be the one outside.
    if body.element(der::SEQUENCE)?.whole != algorithm {
        return None;
    }
    let issuer = body.element(der::SEQUENCE)?.whole;
    let mut validity = body.inside(der::SEQUENCE)?;
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    validity.end()?;
    let subject = body.element(der::SEQUENCE)?;
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
        issuer: issuer.to_vec(),
        subject: subject.whole.to_vec(),
        common_name: common_name(subject.value),
        not_before,
        not_after,
        key_info: key_info.to_vec(),
        extensions,
    })
}

/// UTCTime or GeneralizedTime in the only forms that RFC 5280 section 4.1.2.5 allows.
fn time(validity: &mut Der<'_>) -> Option<UnixTime> {
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

/// The last common name (2.5.4.3) of a name, as text.
fn common_name(name: &[u8]) -> Option<String> {
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    let mut sets = Der::new(name);
    let mut found = None;
    for _ in 0..MOST_NAMES {
        let Some(mut set) = sets.inside(der::SET) else { break };
        let mut pair = set.inside(der::SEQUENCE)?;
        if pair.value(der::OID)? == COMMON_NAME {
            found = core::str::from_utf8(pair.next()?.value).ok().map(str::to_owned);
        }
    }
    found
}

fn extensions(value: &[u8]) -> Option<Extensions> {
    let mut outer = Der::new(value);
    let mut list = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let mut found = Extensions::default();
    let mut seen: Vec<&[u8]> = Vec::new();
    while !list.is_empty() {
        let mut extension = list.inside(der::SEQUENCE)?;
        let name = extension.value(der::OID)?;
        // An extension must not occur twice (RFC 5280 section 4.2).
        if seen.contains(&name) || seen.len() >= MOST_EXTENSIONS {
            return None;
        }
        seen.push(name);
        let critical = match extension.optional(der::BOOLEAN)? {
            Some([0xff]) => true,
            // FALSE is the default and must be left out in DER, but issuers write it.
            Some([0x00]) | None => false,
            Some(_) => return None,
        };
        let content = extension.value(der::OCTET_STRING)?;
        extension.end()?;
        match name {
            [0x55, 0x1d, 0x13] => basic_constraints(content, &mut found)?,
            [0x55, 0x1d, 0x0f] => found.key_usage = Some(key_usage(content)?),
            [0x55, 0x1d, 0x25] => {
                found.purposes = Some(purposes(content)?);
                found.purposes_critical = critical;
            }
            [0x55, 0x1d, 0x11] => alternative_names(content, &mut found)?,
            _ => found.unknown_critical |= critical,
        }
    }
    Some(found)
}

fn basic_constraints(content: &[u8], found: &mut Extensions) -> Option<()> {
    let mut outer = Der::new(content);
    let mut fields = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    found.is_authority = match fields.optional(der::BOOLEAN)? {
        Some([0xff]) => true,
        Some([0x00]) | None => false,
        Some(_) => return None,
    };
    if let Some(length) = fields.optional(der::INTEGER)? {
        found.path_length = match der::unsigned(length)? {
            [] => Some(0),
            [length] => Some(*length),
            _ => return None,
        };
    }
    fields.end()
}

fn key_usage(content: &[u8]) -> Option<u8> {
    let mut outer = Der::new(content);
    let (unused, bits) = outer.value(der::BIT_STRING)?.split_first()?;
    outer.end()?;
    if *unused > 7 { None } else { Some(bits.first().copied().unwrap_or(0)) }
}

fn purposes(content: &[u8]) -> Option<Vec<ExtendedKeyUsage>> {
    /// 1.3.6.1.4.1.1847.2021.1.x, and 1.3.6.1.4.1.0.1847.2021.1.x of the first specification.
    const NEW: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x8e, 0x37, 0x8f, 0x65, 0x01];
    const OLD: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x00, 0x8e, 0x37, 0x8f, 0x65, 0x01];
    let mut outer = Der::new(content);
    let mut list = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let mut found = Vec::new();
    while !list.is_empty() {
        let name = list.value(der::OID)?;
        if found.len() >= MOST_NAMES {
            return None;
        }
        found.push(match name.strip_prefix(NEW).or_else(|| name.strip_prefix(OLD)) {
            Some([1]) => ExtendedKeyUsage::DccTest,
            Some([2]) => ExtendedKeyUsage::DccVaccination,
            Some([3]) => ExtendedKeyUsage::DccRecovery,
            _ => ExtendedKeyUsage::Other,
        });
    }
    Some(found)
}

fn alternative_names(content: &[u8], found: &mut Extensions) -> Option<()> {
    let mut outer = Der::new(content);
    let mut list = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    for _ in 0..MOST_NAMES {
        if list.is_empty() {
            return Some(());
        }
        let name = list.next()?;
        let text = || {
            core::str::from_utf8(name.value).ok().filter(|text| text.is_ascii()).map(str::to_owned)
        };
        match name.tag {
            0x82 => found.dns_names.push(text()?),
            0x86 => found.uris.push(text()?),
            _ => {}
        }
    }
    None
}

/// The key of a `SubjectPublicKeyInfo`, once for each algorithm that it can be used with.
///
/// # Errors
/// [`Code::KeyMalformed`], [`Code::KeyWeak`], [`Code::KeyNotSupported`].
pub(crate) fn subject_keys(key_info: &[u8]) -> Result<Vec<PublicKey>, Code> {
    let (algorithm, parameters, key) = key_parts(key_info).ok_or(Code::KeyMalformed)?;
    match (algorithm, parameters) {
        // id-Ed25519 (RFC 8410)
        ([0x2b, 0x65, 0x70], None) => {
            let bytes = key.try_into().map_err(|_| Code::KeyMalformed)?;
            Ok(vec![PublicKey::ed25519_from_bytes(bytes)?])
        }
        // id-ecPublicKey with prime256v1 or secp384r1 (RFC 5480)
        (
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
            Some([0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
        ) => Ok(vec![PublicKey::p256_from_sec1(key)?]),
        (
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
            Some([0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]),
        ) => Ok(vec![RareKey::p384_from_sec1(key)?.into()]),
        // rsaEncryption (RFC 8017 A.1): usable with both paddings; each key carries one.
        ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], Some([0x05, 0x00]) | None) => {
            let (modulus, exponent) = rsa_numbers(key).ok_or(Code::KeyMalformed)?;
            let keys = RareKey::rsa_both(modulus, exponent)?;
            Ok(keys.into_iter().map(PublicKey::from).collect())
        }
        // id-RSASSA-PSS: usable with PS256 only.
        ([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a], _) => {
            let (modulus, exponent) = rsa_numbers(key).ok_or(Code::KeyMalformed)?;
            Ok(vec![RareKey::rsa_pss(modulus, exponent)?.into()])
        }
        _ => Err(Code::KeyNotSupported),
    }
}

/// Algorithm, parameters as a whole element, key bits.
type KeyParts<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8]);

fn key_parts(key_info: &[u8]) -> Option<KeyParts<'_>> {
    let mut outer = Der::new(key_info);
    let mut info = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let mut algorithm = info.inside(der::SEQUENCE)?;
    let name = algorithm.value(der::OID)?;
    let parameters = if algorithm.is_empty() { None } else { Some(algorithm.next()?.whole) };
    algorithm.end()?;
    let key = info.bit_string()?;
    info.end()?;
    Some((name, parameters, key))
}

fn rsa_numbers(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outer = Der::new(key);
    let mut numbers = outer.inside(der::SEQUENCE)?;
    outer.end()?;
    let modulus = der::unsigned(numbers.value(der::INTEGER)?)?;
    let exponent = der::unsigned(numbers.value(der::INTEGER)?)?;
    numbers.end()?;
    Some((modulus, exponent))
}
