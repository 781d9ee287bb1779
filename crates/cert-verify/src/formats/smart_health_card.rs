//! SMART Health Card: a JWS with a compressed payload, alone, in a file, or as `shc:/` digits.
//!
//! Clause: SMART Health Cards Framework 1.4. ES256 only; the key is the one whose thumbprint, computed
//! here, is the `kid`; `iss` is an https address without a slash at its end.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    CardId, Contents, Format, Holder, Input, ParsedCertificate, Reading, Refused, StatusReference,
};
use crate::{
    Code, Policy, PublicKey, UnixTime, base64url, inflate, json,
    jws::{self, CompactJws},
    key::Elsewhere,
    numeric_date, sha256,
    trust::{CandidateKey, Trust},
};

const PREFIX: &str = "shc:/";
/// A card of one person in one QR code inflates to 5 kB; a file may hold years of results. This is
/// for all cards of a file together, or 28 kB could become 16 MB of JSON.
const MOST_INFLATED: usize = 512 * 1024;
/// Values and members of all cards of a file: a bundle of one vaccination has about 60.
const MOST_ITEMS: usize = 20_000;
/// A file holds the cards of one person; every one costs a signature.
const MOST_CARDS: usize = 32;
/// The specification allowed 99 parts before it gave up parts.
const MOST_PARTS: usize = 99;
/// A part of several holds at most 1191 characters (section "Chunking").
const MOST_PART_CHARACTERS: usize = 1_191;

/// Text that begins with `shc:/`, one code or several.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text = input.text?;
    if !text.get(..PREFIX.len())?.eq_ignore_ascii_case(PREFIX) {
        return None;
    }
    Some(from_numeric(text).and_then(|jws| parse(text, vec![jws])).map_err(refused))
}

/// A JWS whose header or payload says that it is a health card.
pub(super) fn from_jws(input: &Input<'_>) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    let text = input.text.unwrap_or_default();
    parse(text, vec![text.to_owned()]).map_err(refused)
}

/// The cards of a file.
pub(super) fn from_file(
    input: &Input<'_>,
    cards: Vec<String>,
) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    let text = input.text.unwrap_or_default();
    parse(text, cards).map_err(refused)
}

fn refused(code: Code) -> Refused {
    Refused { format: Some(Format::SmartHealthCard), code }
}

/// Joins the parts of `shc:/` codes into one JWS.
fn from_numeric(text: &str) -> Result<String, Code> {
    let mut parts: Vec<Option<String>> = Vec::new();
    // Codes stand on lines of their own, or one behind the other when files were put together; no
    // other letters can stand in them.
    let lower = text.to_ascii_lowercase();
    for body in lower.split(PREFIX).skip(1).map(str::trim) {
        let (index, count, digits) = match body.split('/').collect::<Vec<_>>().as_slice() {
            [digits] => (1, 1, *digits),
            [index, count, digits] => (number(index)?, number(count)?, *digits),
            _ => return Err(Code::NumericCodeMalformed),
        };
        if count == 0
            || count > MOST_PARTS
            || index == 0
            || index > count
            || (!parts.is_empty() && parts.len() != count)
        {
            return Err(Code::NumericCodeMalformed);
        }
        parts.resize(count, None);
        let characters = characters(digits)?;
        if count > 1 && characters.len() > MOST_PART_CHARACTERS {
            return Err(Code::NumericCodeMalformed);
        }
        let place = parts.get_mut(index - 1).ok_or(Code::NumericCodeMalformed)?;
        // The same part twice would leave another one to chance.
        if place.replace(characters).is_some() {
            return Err(Code::NumericCodeMalformed);
        }
    }
    parts
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .map(|parts| parts.concat())
        .ok_or(Code::PartMissing)
}

fn number(text: &str) -> Result<usize, Code> {
    let digits =
        text.len() <= 2 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or(Code::NumericCodeMalformed)
}

/// Each pair of digits is a character code less 45; `z` is 77.
fn characters(digits: &str) -> Result<String, Code> {
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| match *pair {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                let value = (tens - b'0') * 10 + (ones - b'0');
                if value <= 77 {
                    Ok(char::from(value + 45))
                } else {
                    Err(Code::NumericCodeMalformed)
                }
            }
            _ => Err(Code::NumericCodeMalformed),
        })
        .collect()
}

#[derive(Debug)]
struct Card {
    jws: CompactJws,
    payload: Map<String, Value>,
    /// What a revocation list names it by: its own identifier, or the one that follows from its contents.
    id: Result<String, String>,
}

#[derive(Debug)]
struct Parsed {
    text: String,
    cards: Vec<Card>,
}

fn parse(text: &str, cards: Vec<String>) -> Result<Arc<dyn ParsedCertificate>, Code> {
    if cards.len() > MOST_CARDS {
        return Err(Code::TooManyItems);
    }
    let (mut bytes, mut items) = (MOST_INFLATED, MOST_ITEMS);
    let cards = cards
        .iter()
        .map(|card| read_card(card, &mut bytes, &mut items))
        .collect::<Result<_, _>>()?;
    Ok(Arc::new(Parsed { text: text.to_owned(), cards }))
}

/// Reads a card; takes what it used from the budgets of bytes and items.
fn read_card(text: &str, bytes: &mut usize, items: &mut usize) -> Result<Card, Code> {
    let jws = jws::parse(text)?;
    let header = |name: &str| jws.header().get(name).and_then(Value::as_str);
    if header("zip") != Some("DEF") || header("kid").is_none() {
        return Err(Code::JwsMalformed);
    }
    let payload = inflate::raw(jws.unverified_payload(), *bytes)?;
    *bytes = bytes.saturating_sub(payload.len());
    match json::parse_within(&payload, json::Limits::CERTIFICATE, items)? {
        Value::Object(members) => {
            let own = members.get("vc").and_then(|vc| vc.get("rid")).and_then(Value::as_str);
            let id = own.map(str::to_owned).ok_or_else(|| computed_id(&payload));
            Ok(Card { payload: members, jws, id })
        }
        _ => Err(Code::JsonMalformed),
    }
}

/// The method `hash-fhir` for cards without an identifier: the first 64 bits of SHA-256 over the base64url of
/// the bundle as the issuer wrote it.
fn computed_id(payload: &[u8]) -> String {
    const NAME: &[u8] = b"\"fhirBundle\":";
    // In a text the quotes would be escaped, so this is the name of a member; the schema has one.
    let at = payload.windows(NAME.len()).position(|window| window == NAME).unwrap_or_default();
    let rest = payload.get(at + NAME.len()..).unwrap_or_default();
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let end = rest.iter().position(|byte| {
        let is_escaped = core::mem::take(&mut escaped);
        match byte {
            b'\\' => escaped = in_text && !is_escaped,
            b'"' if !is_escaped => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    let bundle = rest.get(..=end.unwrap_or_default()).unwrap_or_default();
    let digest = sha256(base64url::encode(bundle).as_bytes());
    base64url::encode(digest.get(..8).unwrap_or_default())
}

impl Card {
    fn id(&self, issued_at: UnixTime) -> CardId {
        let key = self.jws.header().get("kid").and_then(Value::as_str).unwrap_or_default();
        CardId { key: key.to_owned(), id: self.id.clone(), issued_at }
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.jws.check_signature(key)?;
        // One that lies was made for another key.
        if self.names(key) { Ok(()) } else { Err(Code::KeyIdWrong) }
    }

    /// Whether the key id is the thumbprint of this key.
    fn names(&self, key: &PublicKey) -> bool {
        self.jws.header().get("kid").and_then(Value::as_str) == Some(key.thumbprint().as_str())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.payload.get(name)?.as_str()
    }

    /// The rules of section "Health Cards are Encoded as Compact Serialization JSON Web Signatures".
    fn check(&self) -> Result<(), Code> {
        let issuer = self.text("iss").ok_or(Code::ClaimMissing)?;
        if !issuer.starts_with("https://")
            || issuer.len() <= "https://".len()
            || issuer.ends_with('/')
        {
            return Err(Code::ClaimMalformed);
        }
        let credential = self.payload.get("vc").ok_or(Code::ClaimMissing)?;
        let types = credential.get("type").and_then(Value::as_array).ok_or(Code::ClaimMissing)?;
        if !types.iter().any(|name| name == "https://smarthealth.cards#health-card") {
            return Err(Code::ClaimMissing);
        }
        let subject = credential.get("credentialSubject").ok_or(Code::ClaimMissing)?;
        let bundle = subject.get("fhirBundle").ok_or(Code::ClaimMissing)?;
        let is_bundle = bundle.get("resourceType").is_some_and(|name| name == "Bundle");
        if is_bundle && subject.get("fhirVersion").is_some_and(Value::is_string) {
            Ok(())
        } else {
            Err(Code::ClaimMalformed)
        }
    }

    fn time(&self, name: &str) -> Result<Option<UnixTime>, Code> {
        numeric_date::read(self.payload.get(name))
    }
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::SmartHealthCard
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        let parts = |card: &Card| {
            [
                ("header", Value::Object(card.jws.header().clone())),
                ("payload", Value::Object(card.payload.clone())),
            ]
        };
        self.cards.iter().flat_map(parts).collect()
    }

    fn claimed_issuer(&self) -> Option<&str> {
        self.cards.first()?.text("iss")
    }

    fn status_lists(&self) -> Vec<String> {
        Vec::new()
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        for card in &self.cards {
            card.jws.check_form()?;
            if card.jws.header().get("alg").and_then(Value::as_str) != Some("ES256") {
                return Err(Code::AlgorithmNotAllowed);
            }
        }
        Ok(())
    }

    /// The first card decides who the issuer is; the other cards of a file must be of the same keys.
    fn candidate_keys<'t>(
        &self,
        trust: &'t Trust,
        now: UnixTime,
        _elsewhere: &Elsewhere,
    ) -> Result<Vec<CandidateKey<'t>>, Code> {
        let keys = trust.keys_of(self.claimed_issuer(), now);
        // A thumbprint costs less than a signature, and a key set may hold hundreds of keys.
        let has_signed =
            |card: &Card, key: &PublicKey| card.names(key) && card.check_signature(key).is_ok();
        let is_signed = |card: &Card| keys.iter().any(|candidate| has_signed(card, &candidate.key));
        if !keys.is_empty() && !self.cards.iter().skip(1).all(is_signed) {
            return Err(Code::SignatureWrong);
        }
        Ok(keys)
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.cards.first().ok_or(Code::JwsMalformed)?.check_signature(key)
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        let issuer = self.claimed_issuer().ok_or(Code::ClaimMissing)?;
        let (mut not_before, mut expires) = (None, None);
        let mut ids = Vec::new();
        for card in &self.cards {
            card.check()?;
            if card.text("iss") != Some(issuer) {
                return Err(Code::IssuerKeyMismatch);
            }
            let start = card.time("nbf")?.ok_or(Code::ClaimMissing)?;
            not_before = Some(not_before.map_or(start, |latest: UnixTime| latest.max(start)));
            ids.push(card.id(start));
            let end = card.time("exp")?;
            expires = match (expires, end) {
                (Some(earliest), Some(end)) => Some(core::cmp::min::<UnixTime>(earliest, end)),
                (earliest, end) => earliest.or(end),
            };
        }
        let claims = match self.cards.as_slice() {
            [card] => Value::Object(card.payload.clone()),
            cards => {
                let payloads =
                    cards.iter().map(|card| Value::Object(card.payload.clone())).collect();
                Value::Object(Map::from_iter([(
                    "verifiableCredential".to_owned(),
                    Value::Array(payloads),
                )]))
            }
        };
        Ok(Contents {
            issuer: Some(issuer.to_owned()),
            credential_type: Some("https://smarthealth.cards#health-card".to_owned()),
            // The framework defines `nbf` as the time of issue.
            issued_at: not_before,
            not_before,
            expires,
            status: StatusReference::Cards(ids),
            holder: Holder::NotBound,
            claims: claims.into(),
        })
    }
}
