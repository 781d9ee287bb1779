//! Sequences of extensions: of a certificate, of a revocation list, of an entry of one.

use super::der::{self, Der};

/// Real certificates carry about ten extensions.
const MOST_EXTENSIONS: usize = 40;

/// Receives the name of an extension, whether it is critical, and its contents.
type EachExtension<'f> = dyn FnMut(&[u8], bool, &[u8]) -> Option<()> + 'f;

/// Reads a sequence of extensions, of a certificate, of a revocation list or of an entry of one.
pub(super) fn each(value: &[u8], take: &mut EachExtension<'_>) -> Option<()> {
    let mut outer = Der::new(value);
    let mut list = outer.inside(der::SEQUENCE)?;
    outer.end()?;
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
        take(name, critical, content)?;
    }
    Some(())
}
