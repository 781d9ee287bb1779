//! A second processor of SD-JWT, written from the text of RFC 9901 section 7.1 alone and after another
//! plan than the engine's: first every digest is listed, with everything that it leads to, and judged;
//! only then are the claims put together. It shares no code with the engine, not even base64url.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// What a digest stands for.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Member,
    Element,
}

struct Disclosed {
    parts: Vec<Value>,
    place: Place,
}

/// The claims, or why there are none.
pub fn process(payload: &Value, disclosures: &[String]) -> Result<Value, &'static str> {
    let algorithm = match payload.get("_sd_alg") {
        None => "sha-256",
        Some(Value::String(name)) if ["sha-256", "sha-384", "sha-512"].contains(&&name[..]) => name,
        Some(_) => return Err("hash"),
    };
    let mut known: BTreeMap<String, Disclosed> = BTreeMap::new();
    for text in disclosures {
        let bytes = decode(text).ok_or("base64url")?;
        let parts: Vec<Value> = serde_json::from_slice(&bytes).map_err(|_| "no array")?;
        let place = match parts.as_slice() {
            [Value::String(_), Value::String(_), _] => Place::Member,
            [Value::String(_), _] => Place::Element,
            _ => return Err("parts"),
        };
        if known.insert(digest(algorithm, text), Disclosed { parts, place }).is_some() {
            return Err("sent twice");
        }
    }

    // Step by step outwards: what stands in the payload, then what stands in what that discloses.
    let mut met: Vec<(String, Place)> = Vec::new();
    list(payload, true, &mut met)?;
    let mut at = 0;
    while let Some((digest, place)) = met.get(at).cloned() {
        at += 1;
        if met.iter().filter(|(other, _)| *other == digest).count() > 1 {
            return Err("digest twice");
        }
        let Some(disclosed) = known.get(&digest) else { continue };
        if disclosed.place != place {
            return Err("wrong place");
        }
        if let [_, Value::String(name), _] = disclosed.parts.as_slice()
            && ["_sd", "...", "_sd_alg"].contains(&name.as_str())
        {
            return Err("name");
        }
        list(disclosed.parts.last().ok_or("parts")?, false, &mut met)?;
    }
    if known.keys().any(|digest| !met.iter().any(|(other, _)| other == digest)) {
        return Err("not referenced");
    }
    put_together(payload, &known, true)
}

/// Every digest in a value, not looking into disclosures.
fn list(value: &Value, top: bool, met: &mut Vec<(String, Place)>) -> Result<(), &'static str> {
    match value {
        Value::Object(members) => {
            if !top && members.contains_key("_sd_alg") {
                return Err("hash named below the top");
            }
            if let Some(digests) = members.get("_sd") {
                for digest in digests.as_array().ok_or("_sd is no array")? {
                    let digest = digest.as_str().ok_or("digest is no text")?;
                    met.push((digest.to_owned(), Place::Member));
                }
            }
            let others =
                members.iter().filter(|(name, _)| !["_sd", "_sd_alg"].contains(&&name[..]));
            for (_, value) in others {
                list(value, false, met)?;
            }
        }
        Value::Array(items) => {
            for item in items {
                match stands_for(item) {
                    Some(digest) => met.push((digest.to_owned(), Place::Element)),
                    None => list(item, false, met)?,
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn stands_for(item: &Value) -> Option<&str> {
    let members = item.as_object()?;
    if members.len() == 1 { members.get("...")?.as_str() } else { None }
}

fn put_together(
    value: &Value,
    known: &BTreeMap<String, Disclosed>,
    top: bool,
) -> Result<Value, &'static str> {
    match value {
        Value::Array(items) => {
            let mut out = Vec::new();
            for item in items {
                match stands_for(item) {
                    None => out.push(put_together(item, known, false)?),
                    Some(digest) => {
                        if let Some(disclosed) = known.get(digest) {
                            out.push(put_together(&disclosed.parts[1], known, false)?);
                        }
                    }
                }
            }
            Ok(Value::Array(out))
        }
        Value::Object(members) => {
            // Names first: one of each, wherever they come from.
            let mut named: Vec<(String, &Value)> = Vec::new();
            for (name, value) in members {
                if name != "_sd" && !(top && name == "_sd_alg") {
                    named.push((name.clone(), value));
                }
            }
            for digest in members.get("_sd").and_then(Value::as_array).into_iter().flatten() {
                if let Some(Disclosed { parts, .. }) = digest.as_str().and_then(|it| known.get(it))
                {
                    named.push((parts[1].as_str().ok_or("name")?.to_owned(), &parts[2]));
                }
            }
            let mut out = Map::new();
            for (name, value) in named {
                let value = put_together(value, known, false)?;
                if out.insert(name, value).is_some() {
                    return Err("name twice");
                }
            }
            Ok(Value::Object(out))
        }
        other => Ok(other.clone()),
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub fn encode(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    let letter = |start: usize| {
        let bits = (start..start + 6).map(|at| if at < bytes.len() * 8 { bit(at) } else { 0 });
        char::from(LETTERS[usize::from(bits.fold(0, |number, bit| number << 1 | bit))])
    };
    (0..bytes.len() * 8).step_by(6).map(letter).collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bits: Vec<u8> = Vec::new();
    for letter in text.bytes() {
        let number = LETTERS.iter().position(|known| *known == letter)?;
        bits.extend((0..6).rev().map(|at| (number >> at & 1) as u8));
    }
    let bytes = bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit));
    Some(bytes.collect())
}

/// Over the letters received (section 4.2.3).
pub fn digest(algorithm: &str, text: &str) -> String {
    match algorithm {
        "sha-384" => encode(&Sha384::digest(text)),
        "sha-512" => encode(&Sha512::digest(text)),
        _ => encode(&Sha256::digest(text)),
    }
}
