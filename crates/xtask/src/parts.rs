//! What each format and algorithm adds to the engine.
//!
//! Measured by the names of functions in the module as rustc links it, before wasm-opt takes the
//! names away: the bytes of each part's functions, and the same share of the compressed engine.
//! What the optimiser has inlined counts where it was inlined to, so these are shares and not what
//! a build without the part would save.

use std::path::Path;

use crate::steps::Result;

/// The first part with a piece of the function's name has it.
const PARTS: &[(&str, &[&str])] = &[
    ("EU DCC", &["eu_dcc", "base45"]),
    ("Claim 169, PixelPass", &["claim169", "pixelpass"]),
    ("SMART Health Card", &["smart_health_card"]),
    (
        "W3C VC: eddsa-jcs-2022, JWT, did",
        &["::vc_", "jcs::", "multibase", "::did::", "json_document"],
    ),
    ("SD-JWT, SD-JWT VC, key binding", &["sd_jwt", "key_binding", "claim_path"]),
    ("status lists (JWT, CWT, Bitstring)", &["status"]),
    ("trust list, root keys", &["trust_list", "::roots::", "::trust::", "trusted_keys"]),
    ("X.509 chains", &["x509", "const_oid", "der::error", "der::length"]),
    ("COSE and CBOR", &["cose::", "cbor"]),
    ("inflate", &["inflate"]),
    ("PS256, RS256", &["key::rare", "modular::pow", "cert_verify::modular"]),
    ("Ed25519", &["ed25519", "curve25519"]),
    ("ES384 alone", &["p384"]),
    ("ES256 alone", &["p256"]),
    (
        "ES256 and ES384 together",
        &["primeorder", "ecdsa", "elliptic_curve", "crypto_bigint", "sec1", "wnaf", "primefield"],
    ),
    ("SHA-2", &["sha2", "digest", "block_buffer"]),
    ("JSON", &["json", "decimal", "zmij", "indexmap", "hashbrown", "foldhash"]),
    ("other kinds, pipeline, report", &["cert_verify", "multivalue shim", "externref shim"]),
    ("base64", &["base64"]),
    ("memory, text, collections", &[""]),
];

/// The table for a module that still has its names; `small` is the compressed engine.
///
/// # Errors
/// When the module cannot be read or has no names.
pub(crate) fn table(module: &Path, small: u64) -> Result<String> {
    let bytes = std::fs::read(module).map_err(|e| format!("{}: {e}", module.display()))?;
    let functions = functions(&bytes).ok_or("the engine's module has no names of functions")?;
    let mut sums = vec![0_u64; PARTS.len()];
    for (name, size) in &functions {
        let fits = |(_, pieces): &(&str, &[&str])| pieces.iter().any(|piece| name.contains(piece));
        if let Some(at) = PARTS.iter().position(fits) {
            sums[at] += size;
        }
    }
    let total: u64 = sums.iter().sum::<u64>().max(1);
    let mut text = String::from(
        "\nengine by part (bytes of functions by name before wasm-opt; the share of Brotli)\n",
    );
    for ((part, _), sum) in PARTS.iter().zip(&sums) {
        text += &format!("  {part:<44} {sum:>9} {:>9}\n", small * sum / total);
    }
    Ok(text)
}

/// The functions of a module with their names and the sizes of their bodies.
fn functions(bytes: &[u8]) -> Option<Vec<(String, u64)>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), Vec::new());
    let mut sections = Cursor(bytes.get(8..)?);
    while !sections.0.is_empty() {
        let kind = sections.byte()?;
        let mut section = sections.part()?;
        match kind {
            2 => imported = imported_functions(&mut section)?,
            10 => {
                for _ in 0..section.number()? {
                    bodies.push(u64::try_from(section.part()?.0.len()).ok()?);
                }
            }
            0 if section.part()?.0 == b"name" => names = function_names(&mut section)?,
            _ => {}
        }
    }
    let body = |index: u64| bodies.get(usize::try_from(index.checked_sub(imported)?).ok()?);
    let named: Vec<_> =
        names.into_iter().filter_map(|(index, name)| Some((name, *body(index)?))).collect();
    (!named.is_empty()).then_some(named)
}

fn imported_functions(section: &mut Cursor<'_>) -> Option<u64> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.part()?;
        section.part()?;
        match section.byte()? {
            0 => {
                functions += 1;
                section.number()?;
            }
            // Tables and memories with limits, globals and tags.
            1 => {
                section.byte()?;
                section.limits()?;
            }
            2 => section.limits()?,
            _ => {
                section.byte()?;
                section.byte()?;
            }
        }
    }
    Some(functions)
}

fn function_names(section: &mut Cursor<'_>) -> Option<Vec<(u64, String)>> {
    while !section.0.is_empty() {
        let kind = section.byte()?;
        let mut names = section.part()?;
        if kind == 1 {
            let count = names.number()?;
            let name = |names: &mut Cursor<'_>| {
                let index = names.number()?;
                Some((index, String::from_utf8_lossy(names.part()?.0).into_owned()))
            };
            return (0..count).map(|_| name(&mut names)).collect();
        }
    }
    None
}

/// Reads WebAssembly's binary format from the front.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// LEB128, unsigned.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A length and that many bytes.
    fn part(&mut self) -> Option<Cursor<'a>> {
        let length = usize::try_from(self.number()?).ok()?;
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Cursor(part))
    }

    fn limits(&mut self) -> Option<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_by_name_and_imports_are_not_counted() {
        let module = [
            &b"\0asm\x01\0\0\0"[..],
            b"\x02\x07\x01\x01a\x01b\0\0", // imports function a.b
            b"\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b", // two bodies, of 2 and 3 bytes
            b"\0\x11\x04name\x01\x0a\x03\0\x01i\x01\x01p\x02\x01q",
        ]
        .concat();
        let told = functions(&module);
        assert_eq!(told, Some(vec![("p".to_owned(), 2), ("q".to_owned(), 3)]));
        assert_eq!(functions(&module[..module.len() - 4]), None);
    }
}
