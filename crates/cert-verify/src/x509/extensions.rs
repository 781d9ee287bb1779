//! The extensions of the profile.

use super::der::{self, Der};

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

/// Reads the extensions (RFC 5280 section 4.2).
pub(super) fn extensions(value: &[u8]) -> Option<Extensions> {
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
