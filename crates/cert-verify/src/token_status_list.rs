//! IETF Token Status List (draft-ietf-oauth-status-list-20), JWT form: the list and its token.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::{
    Code, PublicKey, UnixTime,
    apart::apart,
    base64url,
    cbor::Cbor,
    cose::Sign1,
    inflate,
    json::{self, Limits},
    jws::{self, CompactJws},
    numeric_date,
    received::without_surroundings,
};

/// Sixteen million entries of one bit are 2 MB; 16 MB allows as many of eight bits. More is
/// a decompression bomb.
const MAX_INFLATED: usize = 16 * 1_048_576;

/// An inflated list is kept up to this size, when it is asked for again: sixteen million entries of one bit. Larger ones
/// are inflated each time, or a few of them would fill the memory.
const MOST_KEPT: usize = 2 * 1_048_576;

/// The largest token: deflate cannot shrink random statuses, but lists are mostly zero.
const TOKEN: Limits = Limits { bytes: 8 * 1_048_576, depth: 8, items: 1_000 };

/// An inflated status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    bits: u8,
    bytes: Vec<u8>,
}

impl StatusList {
    /// Inflates the `lst` of a list with this many bits per entry (section 4.1).
    ///
    /// # Errors
    /// [`Code::StatusListMalformed`] when `bits` is not 1, 2, 4 or 8 or the zlib data is
    /// broken; [`Code::StatusListTooLarge`] when it inflates beyond 16 MB.
    pub fn inflate(bits: u64, compressed: &[u8]) -> Result<Self, Code> {
        let bits = bits_per_entry(bits)?;
        let bytes = inflate::zlib(compressed, MAX_INFLATED).map_err(as_of_a_list)?;
        Ok(Self { bits, bytes })
    }

    /// How many entries the list has.
    pub fn len(&self) -> u64 {
        let bytes = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        bytes.saturating_mul(u64::from(8 / self.bits))
    }

    /// Whether the list has no entry.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The status value at `index`; index 0 is in the least significant bits of byte 0.
    ///
    /// # Errors
    /// [`Code::StatusIndexOutOfRange`] past the end.
    pub fn status_at(&self, index: u64) -> Result<u8, Code> {
        let byte = self.bytes.get(byte_of(index, self.bits)).copied();
        entry_in(byte, index, self.bits)
    }
}

fn bits_per_entry(bits: u64) -> Result<u8, Code> {
    let bits = u8::try_from(bits).ok().filter(|bits| matches!(bits, 1 | 2 | 4 | 8));
    bits.ok_or(Code::StatusListMalformed)
}

fn as_of_a_list(code: Code) -> Code {
    match code {
        Code::InflatedTooLarge => Code::StatusListTooLarge,
        _ => Code::StatusListMalformed,
    }
}

/// Where the byte of an entry stands; behind every list when that is no number here.
fn byte_of(index: u64, bits: u8) -> usize {
    usize::try_from(index / u64::from(8 / bits)).unwrap_or(usize::MAX)
}

fn entry_in(byte: Option<u8>, index: u64, bits: u8) -> Result<u8, Code> {
    let byte = byte.ok_or(Code::StatusIndexOutOfRange)?;
    let position = u32::try_from(index % u64::from(8 / bits)).unwrap_or_default();
    let mask = u8::MAX >> (8 - bits);
    Ok((byte >> (position * u32::from(bits))) & mask)
}

/// A status list token that was read but not believed.
#[derive(Clone, Debug)]
pub struct StatusListToken {
    signed: Signed,
    bits: u64,
    compressed: Vec<u8>,
    subject: String,
    issued_at: UnixTime,
    expires: Option<UnixTime>,
    time_to_live: Option<i64>,
    inflated: Arc<Inflated>,
}

/// What is known of the list after it was asked for.
#[derive(Debug, Default)]
struct Inflated {
    length: OnceLock<usize>,
    list: OnceLock<StatusList>,
}

/// The signed message around the list.
#[derive(Clone, Debug)]
enum Signed {
    Jwt(CompactJws),
    Cwt(Box<Sign1>),
}

apart! {
    fn from_cwt(bytes: &[u8]) -> Result<StatusListToken, Code> =
        StatusListToken::read_cwt, or Err(Code::StatusListMalformed);
    fn cwt_is_signed_by(message: &Sign1, key: &PublicKey) -> Result<(), Code> =
        Sign1::check_signature, or Err(Code::StatusListSignatureWrong);
}

impl StatusListToken {
    /// Reads a token: JWT form (section 5.1: `typ` `statuslist+jwt`, `sub`, `iat`, `status_list`)
    /// or CWT form (section 5.2), which must not stand in a CWT tag.
    ///
    /// # Errors
    /// [`Code::StatusListTooLarge`] for more than 8 MB, else [`Code::StatusListMalformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        // One code for all of them: as a list that cannot be used leaves the status undetermined, none
        // of the codes that say "invalid" (of headers, of JSON) may come out of here.
        Self::read(bytes).map_err(|code| match code {
            Code::TooLarge => Code::StatusListTooLarge,
            _ => Code::StatusListMalformed,
        })
    }

    fn read(bytes: &[u8]) -> Result<Self, Code> {
        let bytes = without_surroundings(bytes);
        // A JWT is text; COSE_Sign1 begins with a tag or an array, which are not ASCII. In text it
        // is written in hexadecimal digits, which have none of the points of a JWT.
        match bytes.first() {
            Some(first) if !first.is_ascii() => from_cwt(bytes),
            _ => match from_hex(bytes) {
                Some(bytes) => from_cwt(&bytes),
                None => Self::read_jwt(bytes),
            },
        }
    }

    fn read_jwt(bytes: &[u8]) -> Result<Self, Code> {
        let malformed = Code::StatusListMalformed;
        let text = core::str::from_utf8(bytes).map_err(|_| malformed)?;
        let jws = jws::parse_with_limits(text, TOKEN)?;
        if jws.media_type() != Some("statuslist+jwt") {
            return Err(Code::TypeHeaderWrong);
        }
        let claims = Value::Object(json::parse_object(jws.unverified_payload(), TOKEN)?);
        let list = claims.get("status_list").ok_or(malformed)?;
        let compressed = list.get("lst").and_then(Value::as_str).ok_or(malformed)?;
        Ok(Self {
            bits: list.get("bits").and_then(Value::as_u64).ok_or(malformed)?,
            compressed: base64url::decode(compressed)?,
            subject: claims.get("sub").and_then(Value::as_str).ok_or(malformed)?.to_owned(),
            issued_at: numeric_date::claim(&claims, "iat")?.ok_or(malformed)?,
            expires: numeric_date::claim(&claims, "exp")?,
            time_to_live: time_to_live(claims.get("ttl").map(Value::as_i64))?,
            signed: Signed::Jwt(jws),
            inflated: Arc::default(),
        })
    }

    fn read_cwt(bytes: &[u8]) -> Result<Self, Code> {
        /// CWT claims of section 5.2.
        const TTL: i64 = 65_534;
        const STATUS_LIST: i64 = 65_533;
        let malformed = Code::StatusListMalformed;
        if bytes.len() > TOKEN.bytes {
            return Err(Code::TooLarge);
        }
        let message = Sign1::from_cbor(Cbor::parse(bytes)?)?;
        if message.algorithm().is_none() {
            return Err(malformed);
        }
        let media_type =
            message.typ().map(|name| name.strip_prefix("application/").unwrap_or(name));
        if message.wrapped_in_cwt_tag() || media_type != Some("statuslist+cwt") {
            return Err(Code::TypeHeaderWrong);
        }
        let claims = Cbor::parse(message.payload())?;
        let list = claims.entry(STATUS_LIST).ok_or(malformed)?;
        let number = |item: Option<&Cbor>| item.map(Cbor::integer);
        let time = |key: i64| match number(claims.entry(key)) {
            None => Ok(None),
            Some(seconds) => seconds.map(UnixTime::from_seconds).map(Some).ok_or(malformed),
        };
        Ok(Self {
            bits: list
                .member("bits")
                .and_then(Cbor::integer)
                .and_then(|bits| u64::try_from(bits).ok())
                .ok_or(malformed)?,
            compressed: list.member("lst").and_then(Cbor::bytes).ok_or(malformed)?.to_vec(),
            subject: claims.entry(2).and_then(Cbor::text).ok_or(malformed)?.to_owned(),
            issued_at: time(6)?.ok_or(malformed)?,
            expires: time(4)?,
            time_to_live: time_to_live(number(claims.entry(TTL)))?,
            signed: Signed::Cwt(Box::new(message)),
            inflated: Arc::default(),
        })
    }

    /// The protected header of the JWT form. Not verified.
    pub(crate) fn header(&self) -> Option<&Map<String, Value>> {
        match &self.signed {
            Signed::Jwt(jws) => Some(jws.header()),
            Signed::Cwt(_) => None,
        }
    }

    /// Whether the token is in CWT form.
    pub const fn is_cwt(&self) -> bool {
        matches!(self.signed, Signed::Cwt(_))
    }

    /// The address that the list stands for. Not verified.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// When the list was made. Not verified.
    pub const fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// When it stops to count. Not verified.
    pub const fn expires(&self) -> Option<UnixTime> {
        self.expires
    }

    /// For how many seconds it may be kept (`ttl`). Not verified.
    pub const fn time_to_live(&self) -> Option<i64> {
        self.time_to_live
    }

    /// Whether this key signed the token.
    ///
    /// # Errors
    /// [`Code::StatusListSignatureWrong`].
    pub fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        let checked = match &self.signed {
            Signed::Jwt(jws) => jws.check_signature(key),
            Signed::Cwt(message) => cwt_is_signed_by(message, key),
        };
        checked.map_err(|_| Code::StatusListSignatureWrong)
    }

    /// The status value at an index. For one entry the list goes by and is not kept; who asks for a second one has
    /// more certificates of the same list, and gets it inflated once.
    ///
    /// # Errors
    /// As [`StatusList::inflate`] and [`StatusList::status_at`].
    pub fn status_at(&self, index: u64) -> Result<u8, Code> {
        if let Some(list) = self.inflated.list.get() {
            return list.status_at(index);
        }
        let bits = bits_per_entry(self.bits)?;
        if self.inflated.length.get().is_some_and(|length| *length <= MOST_KEPT) {
            let list = self.list()?;
            return self.inflated.list.get_or_init(|| list).status_at(index);
        }
        let at = byte_of(index, bits);
        let looked = inflate::zlib_at(&self.compressed, MAX_INFLATED, at);
        let (byte, length) = looked.map_err(as_of_a_list)?;
        let _ = self.inflated.length.set(length);
        entry_in(byte, index, bits)
    }

    /// Inflates the list.
    ///
    /// # Errors
    /// As [`StatusList::inflate`].
    pub fn list(&self) -> Result<StatusList, Code> {
        StatusList::inflate(self.bits, &self.compressed)
    }
}

/// A positive number of seconds, or none.
fn time_to_live(named: Option<Option<i64>>) -> Result<Option<i64>, Code> {
    named
        .map(|seconds| seconds.filter(|seconds| *seconds > 0).ok_or(Code::StatusListMalformed))
        .transpose()
}

/// Bytes written as hexadecimal digits; none for any other text.
fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    if text.is_empty() || text.len() > 2 * TOKEN.bytes {
        return None;
    }
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    fn token(bits: u64, list: &[u8]) -> StatusListToken {
        let encoded = base64url::encode(&compress_to_vec_zlib(list, 6));
        let claims = format!(
            r#"{{"sub":"https://a.example/1","iat":1,"status_list":{{"bits":{bits},"lst":"{encoded}"}}}}"#
        );
        let part = |text: &str| base64url::encode(text.as_bytes());
        let header = part(r#"{"alg":"EdDSA","typ":"statuslist+jwt"}"#);
        StatusListToken::parse(format!("{header}.{}.AA", part(&claims)).as_bytes()).unwrap()
    }

    /// The first question lets the list go by, the next ones keep it when it is small.
    #[test]
    fn an_entry_is_the_same_each_time_it_is_asked_for() {
        for length in [4, 300_000, MOST_KEPT, MOST_KEPT + 1] {
            let mut list = vec![0; length];
            (list[1], list[length - 2]) = (0b1101_0010, 0b0110_0001);
            let ends = [8, 9, 12, 15, 8 * (length as u64) - 16, 8 * (length as u64) - 1];
            let wanted: Vec<_> = {
                let whole = StatusList::inflate(1, &compress_to_vec_zlib(&list, 6)).unwrap();
                ends.iter().map(|index| whole.status_at(*index)).collect()
            };
            let token = token(1, &list);
            for _ in 0..2 {
                let seen: Vec<_> = ends.iter().map(|index| token.status_at(*index)).collect();
                assert_eq!(seen, wanted, "{length} bytes");
                let behind = Err(Code::StatusIndexOutOfRange);
                assert_eq!(token.status_at(8 * (length as u64)), behind);
                assert_eq!(token.status_at(u64::MAX), behind);
            }
            assert_eq!(token.inflated.list.get().is_some(), length <= MOST_KEPT);
        }
    }

    #[test]
    fn a_list_that_cannot_be_used_says_so_each_time() {
        for (bits, list, code) in [
            (3, vec![0; 4], Code::StatusListMalformed),
            (1, vec![0; MAX_INFLATED + 1], Code::StatusListTooLarge),
        ] {
            let token = token(bits, &list);
            for _ in 0..3 {
                assert_eq!(token.status_at(0), Err(code));
            }
        }
    }
}
