//! SD-JWT (RFC 9901): the parts, and the processed payload.
//!
//! ```text
//! sd-jwt    = jwt "~" *(disclosure "~")
//! sd-jwt-kb = jwt "~" *(disclosure "~") kb-jwt
//! ```
//! This module checks no signature; see [`crate::verify`].

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    ClaimPath, ClaimStep, Code, base64url,
    hash::SdHash,
    json::{self, Limits},
    jws::{self, CompactJws},
};

/// A licence with every claim hidden has a few dozen disclosures; a thousand is a long list.
const MAX_DISCLOSURES: usize = 1_000;

/// Disclosures can put objects inside objects, so the depth is bounded again when they are
/// put together: twice the depth of one JSON text.
const MAX_DEPTH: usize = 64;

/// Digests met in all, decoys included: as many as a text within its budget can hold.
const MAX_DIGESTS: usize = 20_000;

/// One disclosure as received, with its digest over the received characters (RFC 9901 4.2.3).
#[derive(Clone, Debug)]
pub struct Disclosure {
    encoded: String,
    digest: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// `[salt, name, value]`
    Property(String, Value),
    /// `[salt, value]`
    Element(Value),
}

/// The parts of an SD-JWT or SD-JWT+KB. Nothing is verified.
#[derive(Clone, Debug)]
pub struct SdJwt {
    text: String,
    jwt: CompactJws,
    payload: Value,
    disclosures: Vec<Disclosure>,
    /// The characters that `sd_hash` covers: everything up to and with the last tilde.
    presentation_length: usize,
    key_binding: Option<String>,
}

/// The processed payload (RFC 9901 7.1) and where each disclosure put its value.
#[derive(Clone, Debug)]
pub(crate) struct Processed {
    pub(crate) claims: Value,
    /// One place per disclosure, in the order received.
    pub(crate) places: Vec<Vec<ClaimStep>>,
}

impl SdJwt {
    /// Takes the parts apart and reads each of them.
    ///
    /// # Errors
    /// A code of [`jws::parse`] or [`json::parse`]; [`Code::DisclosureMalformed`];
    /// [`Code::TooManyItems`] for more than 1,000 disclosures, or for more values in payload and
    /// disclosures together than one certificate may hold.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let (head, last) = text.rsplit_once('~').ok_or(Code::JwsMalformed)?;
        let mut parts = head.split('~');
        let jwt = jws::parse(parts.next().unwrap_or_default())?;
        // One budget for all parts: every disclosure with its own would let a forgery of 2 MB fill
        // 200 MB before its signature is looked at.
        let mut items = Limits::CERTIFICATE.items;
        let payload =
            json::parse_within(jwt.unverified_payload(), Limits::CERTIFICATE, &mut items)?;
        if !payload.is_object() {
            return Err(Code::JsonMalformed);
        }
        // With a hash that is not known no disclosure has a digest; the payload is refused for it later.
        let hash = SdHash::of(&payload).unwrap_or(SdHash::Sha256);
        let mut disclosures = Vec::new();
        for encoded in parts {
            if disclosures.len() == MAX_DISCLOSURES {
                return Err(Code::TooManyItems);
            }
            disclosures.push(Disclosure::parse(encoded, hash, &mut items)?);
        }
        Ok(Self {
            text: text.to_owned(),
            jwt,
            payload,
            disclosures,
            presentation_length: text.len() - last.len(),
            key_binding: (!last.is_empty()).then(|| last.to_owned()),
        })
    }

    /// The text as received.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The issuer-signed JWT.
    pub fn jwt(&self) -> &CompactJws {
        &self.jwt
    }

    /// The payload as signed, digests and all. Not verified.
    pub fn payload(&self) -> &Value {
        &self.payload
    }

    /// The disclosures in the order received.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// The attached Key Binding JWT, unread.
    pub fn key_binding(&self) -> Option<&str> {
        self.key_binding.as_deref()
    }

    /// What `sd_hash` covers, the last tilde included (RFC 9901 4.3.1).
    pub fn presentation(&self) -> &str {
        self.text.get(..self.presentation_length).unwrap_or_default()
    }

    /// The digest that `sd_hash` of a Key Binding JWT holds (RFC 9901 4.3.1), with the hash of this
    /// SD-JWT.
    ///
    /// # Errors
    /// [`Code::HashAlgorithmNotSupported`], [`Code::HashAlgorithmNotAllowed`].
    pub fn presentation_digest(&self) -> Result<String, Code> {
        SdHash::of(&self.payload).map(|hash| hash.digest(self.presentation()))
    }

    /// The processed payload: digests replaced by what was disclosed.
    ///
    /// # Errors
    /// One code per MUST of RFC 9901 7.1 steps 3 to 5.
    pub fn processed_payload(&self) -> Result<Value, Code> {
        process_payload(&self.payload, &self.disclosures)
    }

    pub(crate) fn process(&self) -> Result<Processed, Code> {
        let mut walk = Walk::new(&self.payload, &self.disclosures, true)?;
        let claims = walk.payload(&self.payload)?;
        Ok(Processed { claims, places: walk.places })
    }

    /// A presentation with exactly the claims at `paths`: each with its parents, and with
    /// everything inside it. The JWT and the disclosures keep their received characters.
    pub(crate) fn disclose(
        &self,
        processed: &Processed,
        paths: &[ClaimPath],
    ) -> Result<String, Code> {
        let mut wanted = Vec::new();
        for path in paths {
            let places = path.places(&processed.claims);
            if places.is_empty() {
                return Err(Code::ClaimNotFound);
            }
            wanted.extend(places.into_iter().map(|(place, _)| place));
        }
        let jwt = self.text.split('~').next().unwrap_or_default();
        let mut out = format!("{jwt}~");
        for (disclosure, place) in self.disclosures.iter().zip(&processed.places) {
            let is_wanted =
                wanted.iter().any(|claim| claim.starts_with(place) || place.starts_with(claim));
            if is_wanted {
                out.push_str(&disclosure.encoded);
                out.push('~');
            }
        }
        Ok(out)
    }
}

impl Disclosure {
    fn parse(encoded: &str, hash: SdHash, items: &mut usize) -> Result<Self, Code> {
        let bytes = base64url::decode(encoded)?;
        let Value::Array(parts) = json::parse_within(&bytes, Limits::CERTIFICATE, items)? else {
            return Err(Code::DisclosureMalformed);
        };
        Ok(Self {
            encoded: encoded.to_owned(),
            digest: hash.digest(encoded),
            content: Content::from_parts(parts)?,
        })
    }

    /// The name of the claim; none for an array element.
    pub fn name(&self) -> Option<&str> {
        match &self.content {
            Content::Property(name, _) => Some(name),
            Content::Element(_) => None,
        }
    }

    /// The value, which may hold digests of its own.
    pub fn value(&self) -> &Value {
        match &self.content {
            Content::Property(_, value) | Content::Element(value) => value,
        }
    }

    /// The characters received.
    pub fn encoded(&self) -> &str {
        &self.encoded
    }

    /// A disclosure with a symbolic digest, for test sets that have no real ones.
    #[doc(hidden)]
    pub fn dangerous_with_digest(digest: &str, parts: Vec<Value>) -> Result<Self, Code> {
        Ok(Self {
            encoded: digest.to_owned(),
            digest: digest.to_owned(),
            content: Content::from_parts(parts)?,
        })
    }
}

impl Content {
    fn from_parts(parts: Vec<Value>) -> Result<Self, Code> {
        match <[Value; 3]>::try_from(parts) {
            Ok([Value::String(_), Value::String(name), value]) => Ok(Self::Property(name, value)),
            Ok(_) => Err(Code::DisclosureMalformed),
            Err(parts) => match <[Value; 2]>::try_from(parts) {
                Ok([Value::String(_), value]) => Ok(Self::Element(value)),
                _ => Err(Code::DisclosureMalformed),
            },
        }
    }
}

/// RFC 9901 7.1 steps 3 to 5 over a payload that was not necessarily signed.
#[doc(hidden)]
pub fn process_payload(payload: &Value, disclosures: &[Disclosure]) -> Result<Value, Code> {
    Walk::new(payload, disclosures, false)?.payload(payload)
}

struct Walk<'a> {
    disclosures: &'a [Disclosure],
    by_digest: BTreeMap<&'a str, usize>,
    /// Every digest met, decoys too.
    seen: BTreeSet<&'a str>,
    /// How many disclosures were met; none is met twice.
    met: usize,
    /// Where each disclosure ended up, when somebody asks.
    places: Vec<Vec<ClaimStep>>,
    /// The place in the processed payload where the walk stands.
    here: Vec<Step<'a>>,
}

/// A step that nobody has asked for yet.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Walk<'a> {
    fn new(
        payload: &Value,
        disclosures: &'a [Disclosure],
        wants_places: bool,
    ) -> Result<Self, Code> {
        SdHash::of(payload)?;
        let mut by_digest = BTreeMap::new();
        for (index, disclosure) in disclosures.iter().enumerate() {
            if by_digest.insert(disclosure.digest.as_str(), index).is_some() {
                // The same disclosure twice: the second one is referenced by nothing.
                return Err(Code::DisclosureUnreferenced);
            }
        }
        let places = if wants_places { vec![Vec::new(); disclosures.len()] } else { Vec::new() };
        let (seen, here) = (BTreeSet::new(), Vec::new());
        Ok(Self { disclosures, by_digest, seen, met: 0, places, here })
    }

    fn payload(&mut self, payload: &'a Value) -> Result<Value, Code> {
        let claims = self.value(payload, MAX_DEPTH, true)?;
        if self.met == self.disclosures.len() {
            Ok(claims)
        } else {
            Err(Code::DisclosureUnreferenced)
        }
    }

    fn value(&mut self, value: &'a Value, depth: usize, top: bool) -> Result<Value, Code> {
        let deeper = || depth.checked_sub(1).ok_or(Code::TooDeep);
        match value {
            Value::Object(members) => self.object(members, deeper()?, top),
            Value::Array(items) => self.array(items, deeper()?),
            other => Ok(other.clone()),
        }
    }

    fn object(
        &mut self,
        members: &'a Map<String, Value>,
        depth: usize,
        top: bool,
    ) -> Result<Value, Code> {
        let mut out = Map::with_capacity(members.len());
        for (name, value) in members {
            if name == "_sd" || (top && name == "_sd_alg") {
                continue;
            }
            if name == "_sd_alg" {
                return Err(Code::HashAlgorithmNotAllowed);
            }
            out.insert(name.clone(), self.at(Step::Key(name), value, depth)?);
        }
        match members.get("_sd") {
            None => {}
            Some(Value::Array(digests)) => self.properties(digests, &mut out, depth)?,
            Some(_) => return Err(Code::DisclosureMalformed),
        }
        Ok(Value::Object(out))
    }

    fn properties(
        &mut self,
        digests: &'a [Value],
        out: &mut Map<String, Value>,
        depth: usize,
    ) -> Result<(), Code> {
        for digest in digests {
            let digest = digest.as_str().ok_or(Code::DisclosureMalformed)?;
            let Some((index, disclosure)) = self.find(digest)? else {
                continue;
            };
            let Content::Property(name, value) = &disclosure.content else {
                return Err(Code::DisclosureMalformed);
            };
            if name == "_sd" || name == "..." || name == "_sd_alg" {
                return Err(Code::DisclosedClaimForbidden);
            }
            if out.contains_key(name) {
                return Err(Code::ClaimDuplicate);
            }
            let step = Step::Key(name);
            self.put(index, step);
            let value = self.at(step, value, depth)?;
            out.insert(name.clone(), value);
        }
        Ok(())
    }

    fn array(&mut self, items: &'a [Value], depth: usize) -> Result<Value, Code> {
        let mut out = Vec::new();
        for item in items {
            let step = Step::Index(out.len());
            let Some(digest) = placeholder(item) else {
                out.push(self.at(step, item, depth)?);
                continue;
            };
            let Some((index, disclosure)) = self.find(digest)? else {
                continue;
            };
            let Content::Element(value) = &disclosure.content else {
                return Err(Code::DisclosureMalformed);
            };
            self.put(index, step);
            out.push(self.at(step, value, depth)?);
        }
        Ok(Value::Array(out))
    }

    fn at(&mut self, step: Step<'a>, value: &'a Value, depth: usize) -> Result<Value, Code> {
        self.here.push(step);
        let value = self.value(value, depth, false);
        self.here.pop();
        value
    }

    fn put(&mut self, index: usize, step: Step<'a>) {
        self.met += 1;
        if let Some(place) = self.places.get_mut(index) {
            let steps = self.here.iter().copied().chain([step]);
            *place = steps.map(Step::to_owned).collect();
        }
    }

    /// The disclosure of a digest. Every digest counts as met, also a decoy.
    fn find(&mut self, digest: &'a str) -> Result<Option<(usize, &'a Disclosure)>, Code> {
        if self.seen.len() == MAX_DIGESTS {
            return Err(Code::TooManyItems);
        }
        if !self.seen.insert(digest) {
            return Err(Code::DigestDuplicate);
        }
        let index = self.by_digest.get(digest).copied();
        Ok(index.and_then(|index| Some((index, self.disclosures.get(index)?))))
    }
}

impl Step<'_> {
    fn to_owned(self) -> ClaimStep {
        match self {
            Self::Key(name) => ClaimStep::Key(name.to_owned()),
            Self::Index(index) => ClaimStep::Index(index),
        }
    }
}

/// An array element that stands for a digest: exactly one member, `...`, with a string.
fn placeholder(item: &Value) -> Option<&str> {
    let members = item.as_object().filter(|members| members.len() == 1)?;
    members.get("...")?.as_str()
}
