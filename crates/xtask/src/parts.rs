//! What each format and algorithm adds to the engine, and each room to the app.
//!
//! Measured by the names of functions in the module as rustc links it, before wasm-opt takes the
//! names away: the bytes of each part's functions, and the same share of the compressed engine.
//! What the optimiser has inlined counts where it was inlined to, so these are shares and not what
//! a build without the part would save.

use std::path::{Path, PathBuf};

use crate::steps::Result;

/// The app: as the table above it, but where the code comes from. Generic code counts for what it was
/// made for, because that stands in its name.
const ROOMS: &[(&str, &[&str])] = &[
    ("drop glue", &["drop_in_place", "drop_glue"]),
    (
        "pages: forms, services, sent",
        &["ui::form", "ui::parts", "ui::sent", "ui::services", "ui::filing"],
    ),
    ("pages: certificates, add, verify", &["ui::certificates", "ui::add", "ui::verify"]),
    ("pages: settings", &["ui::settings"]),
    ("pages: first visit, lock", &["ui::entry", "ui::app"]),
    ("elements", &["ui::elements"]),
    ("browser, wallet, evidence", &["ui::"]),
    ("filling", &["cert_app::filling"]),
    ("sending", &["cert_app::sending"]),
    ("rest of the app's own logic", &["cert_app"]),
    ("cert-catalogue", &["cert_catalogue"]),
    ("cert-fill", &["cert_fill"]),
    ("cert-issue", &["cert_issue"]),
    ("cert-verify", &["cert_verify"]),
    (
        "cryptography",
        &[
            "ed25519",
            "curve25519",
            "p256",
            "p384",
            "primeorder",
            "ecdsa",
            "elliptic_curve",
            "crypto_bigint",
            "sha2",
            "digest",
            "argon2",
            "blake2",
            "wnaf",
            "primefield",
        ],
    ),
    ("serde, serde_json", &["serde"]),
    ("Yew", &["yew", "implicit_clone", "gloo"]),
    ("wasm-bindgen, web-sys", &["wasm_bindgen", "js_sys", "web_sys", "shim"]),
    ("fmt", &["core::fmt"]),
    ("sorting, B-trees", &["sort", "btree"]),
    ("memory, text, collections, others", &[""]),
];

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

/// The table for the engine's module that still has its names; `small` is the compressed engine.
///
/// # Errors
/// When the module cannot be read or has no names.
pub(crate) fn of_the_engine(module: &Path, small: u64) -> Result<String> {
    let mut text = String::from(
        "\nengine by part (bytes of functions by name before wasm-opt; the share of Brotli)\n",
    );
    for ((part, _), (sum, share)) in PARTS.iter().zip(shares(module, small, PARTS)?) {
        text += &format!("  {part:<44} {sum:>9} {share:>9}\n");
    }
    Ok(text)
}

/// The same for the app: a column for each module (where it is, its name, its size compressed).
///
/// # Errors
/// When a module cannot be read or has no names.
pub(crate) fn of_the_app(modules: &[(PathBuf, &str, u64)]) -> Result<String> {
    let mut text = String::from("\napp by part (as above: the share of Brotli in each module)\n");
    text += &format!("  {:<36}", "");
    let mut columns = Vec::new();
    for (module, name, small) in modules {
        text += &format!(" {name:>13}");
        columns.push(shares(module, *small, ROOMS)?);
    }
    text += &format!(" {:>13}\n", "together");
    for (row, (part, _)) in ROOMS.iter().enumerate() {
        let cells: Vec<u64> =
            columns.iter().filter_map(|column| column.get(row)).map(|(_, share)| *share).collect();
        text += &format!("  {part:<36}");
        for cell in &cells {
            text += &format!(" {cell:>13}");
        }
        text += &format!(" {:>13}\n", cells.iter().sum::<u64>());
    }
    Ok(text)
}

/// A compressed module that is smaller has its head and nothing in it (bytes).
const EMPTY: u64 = 200;

/// For each part the bytes of its functions, and the same share of `small`.
fn shares(module: &Path, small: u64, parts: &[(&str, &[&str])]) -> Result<Vec<(u64, u64)>> {
    let bytes = std::fs::read(module).map_err(|e| format!("{}: {e}", module.display()))?;
    // What two parts share may be no function at all.
    let functions = match functions(&bytes) {
        None if small < EMPTY => Vec::new(),
        found => found.ok_or(format!("{} has no names of functions", module.display()))?,
    };
    let mut sums = vec![0_u64; parts.len()];
    for (name, size) in &functions {
        let name = readable(name);
        let fits = |(_, pieces): &(&str, &[&str])| pieces.iter().any(|piece| name.contains(piece));
        if let Some(sum) = parts.iter().position(fits).and_then(|at| sums.get_mut(at)) {
            *sum += size;
        }
    }
    let total: u64 = sums.iter().sum::<u64>().max(1);
    Ok(sums.into_iter().map(|sum| (sum, small * sum / total)).collect())
}

/// A name as Rust writes it: wasm-bindgen does so for the module that it sees, and leaves the
/// others in the linker's spelling (`_ZN4core3fmt…`).
fn readable(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name.strip_prefix("_ZN").unwrap_or_default();
    while let Some(digits) = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0) {
        let (length, after) = rest.split_at(digits);
        let Some((segment, after)) =
            length.parse().ok().and_then(|length| after.split_at_checked(length))
        else {
            break;
        };
        out += segment;
        out += "::";
        rest = after;
    }
    if out.is_empty() { name.to_owned() } else { out.replace("..", "::") }
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
    fn the_linkers_names_are_read() {
        assert_eq!(readable("_ZN4core3fmt5write17h0123E"), "core::fmt::write::");
        let closure = "_ZN30_$LT$cert_app..ui..A$u20$as$GT$3run17h01E";
        assert!(readable(closure).contains("cert_app::ui::A"), "{}", readable(closure));
        assert_eq!(readable("cert_app::main"), "cert_app::main");
    }

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
