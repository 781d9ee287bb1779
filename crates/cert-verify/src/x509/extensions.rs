//! The extensions of the profile.

use super::{
    constraints::Constraints,
    der::{self, Der},
    distribution_point::list_names,
    each_extension::each,
    general_name::{MOST_NAMES, comparable},
};

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
    /// Every alternative name, whatever its form: the tag and the value, of a `directoryName` what
    /// is compared of it. `None` without the extension.
    pub(super) names: Option<Vec<(u8, Vec<u8>)>>,
    pub(super) constraints: Option<Constraints>,
    /// Where lists of its revocation are: the names of the distribution points, each a whole element.
    pub(super) list_names: Vec<Vec<u8>>,
    /// Its issuer publishes no revocation of it (RFC 9608).
    pub(super) is_never_revoked: bool,
    pub(super) unknown_critical: bool,
}

/// Reads the extensions (RFC 5280 section 4.2).
pub(super) fn extensions(value: &[u8]) -> Option<Extensions> {
    let mut found = Extensions::default();
    each(value, &mut |name, critical, content| {
        match name {
            [0x55, 0x1d, 0x13] => basic_constraints(content, &mut found)?,
            [0x55, 0x1d, 0x0f] => found.key_usage = Some(key_usage(content)?),
            [0x55, 0x1d, 0x25] => {
                found.purposes = Some(purposes(content)?);
                found.purposes_critical = critical;
            }
            [0x55, 0x1d, 0x11] => alternative_names(content, &mut found)?,
            [0x55, 0x1d, 0x1e] => found.constraints = Some(Constraints::read(content, critical)?),
            // Critical means that the list has to be looked up, which is not done for everyone.
            [0x55, 0x1d, 0x1f] => {
                found.list_names = list_names(content).unwrap_or_default();
                found.unknown_critical |= critical;
            }
            [0x55, 0x1d, 0x38] => found.is_never_revoked = true,
            _ => found.unknown_critical |= critical,
        }
        Some(())
    })?;
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
    let names = found.names.insert(Vec::new());
    for _ in 0..MOST_NAMES {
        if list.is_empty() {
            return Some(());
        }
        let name = list.next()?;
        names.push((name.tag, comparable(name.tag, name.value)?));
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
