//! Short names between the main module and its glue.
//!
//! wasm-bindgen names every import after what it does and a hash (`__wbg_then_3acb0aad4483804c`),
//! once in the module and once in the glue. Nobody else reads them, and hashes do not compress:
//! measured on 239 imports, 5.8 KB after Brotli.

use std::fmt::Write as _;

use crate::Result;

/// The module of the imports, as wasm-bindgen writes it.
const GLUE: &str = "./app_bg.js";
/// And as we do.
const SHORT: &str = "g";

/// The module and the glue with short names for what the one takes from the other.
///
/// # Errors
/// When one of them is not as wasm-bindgen writes it.
pub(crate) fn shorten(module: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let problem = || "the module's imports cannot be read".to_owned();
    let mut names = Vec::new();
    let module = with_imports(module, &mut names).ok_or_else(problem)?;
    let mut renamed = String::with_capacity(glue.len());
    let mut found = 0;
    for line in glue.lines() {
        // A member of the object of imports, on a line of its own.
        let member = line.trim_start().split_once(": ");
        let at = member.and_then(|(name, _)| names.iter().position(|known| known == name));
        match (at, member) {
            (Some(at), Some((_, rest))) => {
                found += 1;
                let _ = writeln!(renamed, "{}: {rest}", short(at));
            }
            _ => {
                renamed.push_str(&line.replace(&format!("\"{GLUE}\""), &format!("\"{SHORT}\"")));
                renamed.push('\n');
            }
        }
    }
    if found == names.len() && found > 0 {
        Ok((module, renamed))
    } else {
        Err(format!("the module imports {} names, the glue has {found} of them", names.len()))
    }
}

/// `a`, `b`, … `Z`, `ba`, …: no word of JavaScript matters as the name of a member.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        let digit = u8::try_from(number % 52).unwrap_or(0);
        let first = if digit < 26 { b'a' } else { b'A' - 26 };
        name.insert(0, char::from(first + digit));
        number /= 52;
        if number == 0 {
            return name;
        }
    }
}

/// The module with new names in its import section (WebAssembly Core 2.0, 5.5.5); the old ones are
/// added to `names` in their order.
fn with_imports(module: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    let (head, mut rest) = module.split_at_checked(8)?;
    let mut out = head.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (content, after) = part(after)?;
        if kind == 2 {
            let section = imports(content, names)?;
            out.push(kind);
            put(section.len(), &mut out);
            out.extend(section);
        } else {
            out.extend(rest.get(..rest.len() - after.len())?);
        }
        rest = after;
    }
    Some(out)
}

fn imports(section: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    let (count, mut rest) = number(section)?;
    let mut out = Vec::new();
    put(count, &mut out);
    for _ in 0..count {
        let (module, after) = part(rest)?;
        let (name, after) = part(after)?;
        let (module, name) = if module == GLUE.as_bytes() {
            names.push(String::from_utf8(name.to_vec()).ok()?);
            (SHORT.as_bytes().to_vec(), short(names.len() - 1).into_bytes())
        } else {
            (module.to_vec(), name.to_vec())
        };
        for text in [module, name] {
            put(text.len(), &mut out);
            out.extend(text);
        }
        let end = description(after)?;
        out.extend(after.get(..after.len() - end.len())?);
        rest = end;
    }
    rest.is_empty().then_some(out)
}

/// What follows the description of an import.
fn description(bytes: &[u8]) -> Option<&[u8]> {
    let (&kind, rest) = bytes.split_first()?;
    match kind {
        0 => Some(number(rest)?.1),
        1 => limits(rest.get(1..)?),
        2 => limits(rest),
        _ => rest.get(2..),
    }
}

fn limits(bytes: &[u8]) -> Option<&[u8]> {
    let (&kind, rest) = bytes.split_first()?;
    let (_, rest) = number(rest)?;
    if kind & 1 == 1 { Some(number(rest)?.1) } else { Some(rest) }
}

/// A length and that many bytes, and what follows.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(length)
}

/// LEB128, unsigned, 32 bits.
fn number(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value, bytes));
        }
    }
    None
}

fn put(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        out.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports `module.name` as a function, and one more from elsewhere.
    fn module(module: &str, name: &str) -> Vec<u8> {
        let mut section = vec![2];
        for (module, name) in [(module, name), ("other", "kept")] {
            for text in [module, name] {
                put(text.len(), &mut section);
                section.extend(text.as_bytes());
            }
            section.extend([0, 5]);
        }
        let mut bytes = b"\0asm\x01\0\0\0\x01\x01\0\x02".to_vec();
        put(section.len(), &mut bytes);
        bytes.extend(section);
        bytes.extend(b"\x0b\x01\0");
        bytes
    }

    #[test]
    fn both_sides_get_the_same_short_name() {
        let glue = "    const import0 = {\n        __wbg_then_1: function(a) {}\n    };\n\
                    \"./app_bg.js\": import0,\n";
        let (short, script) = shorten(&module(GLUE, "__wbg_then_1"), glue).unwrap();
        assert_eq!(short, module(SHORT, "a"));
        assert!(script.contains("\na: function(a) {}\n"), "{script}");
        assert!(script.contains("\"g\": import0,"), "{script}");
        assert!(shorten(&module(GLUE, "__wbg_other_2"), glue).is_err());
        assert!(shorten(&module("env", "x"), glue).is_err());
    }

    #[test]
    fn names_are_short_and_differ() {
        let names: std::collections::BTreeSet<_> = (0..3000).map(short).collect();
        assert_eq!(names.len(), 3000);
        assert_eq!([short(0), short(25), short(26), short(51)], ["a", "z", "A", "Z"]);
        assert_eq!(short(52), "ba");
    }

    #[test]
    fn a_module_cut_anywhere_is_refused_or_as_it_was() {
        let whole = module(GLUE, "__wbg_then_1");
        for length in 0..whole.len() {
            let cut = with_imports(&whole[..length], &mut Vec::new());
            assert!(cut.is_none_or(|out| out.len() <= length), "{length}");
        }
    }
}
