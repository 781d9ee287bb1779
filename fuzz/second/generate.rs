//! SD-JWTs after the bytes of the fuzzer: nested payloads with digests, decoys and undisclosed claims,
//! mostly right, and with every mistake that RFC 9901 has a rule for.

use serde_json::{Map, Value, json};

use super::naive::{digest, encode};

/// The bytes of the fuzzer, one after another; zeros when there are no more.
pub struct Choices<'a>(pub &'a [u8]);

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Once in so many.
    fn once_in(&mut self, many: u8) -> bool {
        self.next() % many == many - 1
    }
}

/// A payload and disclosures, as an issuer and a holder would hand them over.
pub struct Made {
    pub payload: Value,
    pub disclosures: Vec<String>,
}

struct Maker<'c, 'a> {
    choices: &'c mut Choices<'a>,
    algorithm: &'static str,
    disclosures: Vec<String>,
    digests: Vec<String>,
    salt: u32,
}

/// Names that collide now and then, some of them with a meaning.
const NAMES: [&str; 12] =
    ["a", "b", "c", "d", "e", "f", "iss", "__proto__", "", "_sd_alg", "_sd", "..."];

pub fn make(choices: &mut Choices<'_>) -> Made {
    let (algorithm, named) = match choices.next() % 8 {
        0..3 => ("sha-256", false),
        3 => ("sha-256", true),
        4 => ("sha-384", true),
        5 => ("sha-512", true),
        6 => ("sha-256", true),
        _ => ("sha-1", true),
    };
    let mut maker = Maker { choices, algorithm, disclosures: vec![], digests: vec![], salt: 0 };
    let mut payload = maker.object(0);
    if named {
        payload.insert("_sd_alg".to_owned(), algorithm.into());
    }
    let Maker { mut disclosures, choices, .. } = maker;
    // A holder may show them in any order, leave some out, or send one twice.
    if choices.once_in(2) {
        disclosures.reverse();
    }
    if choices.once_in(3) && !disclosures.is_empty() {
        disclosures.remove(usize::from(choices.next()) % disclosures.len());
    }
    if choices.once_in(16) && !disclosures.is_empty() {
        disclosures.push(disclosures[usize::from(choices.next()) % disclosures.len()].clone());
    }
    if choices.once_in(16) {
        disclosures.push(encode(br#"["nobody","asked",1]"#));
    }
    Made { payload: Value::Object(payload), disclosures }
}

impl Maker<'_, '_> {
    fn object(&mut self, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        let mut digests: Vec<Value> = Vec::new();
        for _ in 0..self.choices.next() % 5 {
            let name = match self.choices.once_in(12) {
                true => NAMES[usize::from(self.choices.next()) % NAMES.len()],
                false => NAMES[usize::from(self.choices.next()) % 8],
            };
            let value = self.value(depth + 1);
            match self.choices.next() % 8 {
                0..4 => drop(members.insert(name.to_owned(), value)),
                4..7 => digests.push(self.disclose(vec![name.into(), value]).into()),
                _ => digests.push(self.decoy().into()),
            }
        }
        match self.choices.next() % 32 {
            0..30 if digests.is_empty() => {}
            30 => drop(members.insert("_sd".to_owned(), json!("no array"))),
            31 => {
                digests.push(json!(7));
                members.insert("_sd".to_owned(), digests.into());
            }
            _ => drop(members.insert("_sd".to_owned(), digests.into())),
        }
        members
    }

    fn array(&mut self, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        for _ in 0..self.choices.next() % 4 {
            let value = self.value(depth + 1);
            items.push(match self.choices.next() % 12 {
                0..5 => value,
                5..9 => json!({ "...": self.disclose(vec![value]) }),
                9 => json!({ "...": self.decoy() }),
                // No placeholder: another member beside it, or no text.
                10 => json!({ "...": self.decoy(), "more": value }),
                _ => json!({ "...": 7 }),
            });
        }
        items
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.choices.next() % 8 {
            0 | 1 if depth < 6 => Value::Object(self.object(depth)),
            2 | 3 if depth < 6 => Value::Array(self.array(depth)),
            4 => Value::Null,
            5 => json!(self.choices.next()),
            6 => json!(self.choices.once_in(2)),
            _ => json!(format!("text {}", self.choices.next())),
        }
    }

    /// Makes a disclosure and gives its digest; sometimes a wrong one.
    fn disclose(&mut self, mut parts: Vec<Value>) -> String {
        self.salt += 1;
        parts.insert(0, json!(format!("salt {}", self.salt)));
        match self.choices.next() {
            250 => parts[0] = json!(1),
            251 => parts.push(Value::Null),
            252 => drop(parts.pop()),
            253 => parts.insert(1, "name".into()),
            254 => drop(parts.remove(1)),
            _ => {}
        }
        let encoded = encode(Value::Array(parts).to_string().as_bytes());
        let digest = digest(self.algorithm, &encoded);
        self.disclosures.push(encoded);
        self.digests.push(digest.clone());
        digest
    }

    /// A digest of nothing; sometimes one that was there before.
    fn decoy(&mut self) -> String {
        self.salt += 1;
        let at = usize::from(self.choices.next());
        match self.digests.get(at.wrapping_sub(200)) {
            Some(seen) => seen.clone(),
            None => digest(self.algorithm, &format!("decoy {}", self.salt)),
        }
    }
}
