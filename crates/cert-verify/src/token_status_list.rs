//! IETF Token Status List (draft-ietf-oauth-status-list-20), JWT form: the list and its token.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use serde_json::Value;

use crate::{
    Code, PublicKey, UnixTime, base64url,
    json::{self, Limits},
    jws::{self, CompactJws},
    times,
};

/// Sixteen million entries of one bit are 2 MB; 16 MB allows as many of eight bits. More is
/// a decompression bomb.
const MAX_INFLATED: usize = 16 * 1_048_576;

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
        let bits = u8::try_from(bits).map_err(|_| Code::StatusListMalformed)?;
        if !matches!(bits, 1 | 2 | 4 | 8) {
            return Err(Code::StatusListMalformed);
        }
        match decompress_to_vec_zlib_with_limit(compressed, MAX_INFLATED) {
            Ok(bytes) => Ok(Self { bits, bytes }),
            Err(error) if error.status == TINFLStatus::HasMoreOutput => {
                Err(Code::StatusListTooLarge)
            }
            Err(_) => Err(Code::StatusListMalformed),
        }
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
        let per_byte = u64::from(8 / self.bits);
        let at = usize::try_from(index / per_byte).map_err(|_| Code::StatusIndexOutOfRange)?;
        let byte = self.bytes.get(at).ok_or(Code::StatusIndexOutOfRange)?;
        let position = u32::try_from(index % per_byte).unwrap_or_default();
        let mask = u8::MAX >> (8 - self.bits);
        Ok((byte >> (position * u32::from(self.bits))) & mask)
    }
}

/// A status list token that was read but not believed.
#[derive(Clone, Debug)]
pub struct StatusListToken {
    jws: CompactJws,
    claims: Value,
    subject: String,
    issued_at: UnixTime,
    expires: Option<UnixTime>,
    time_to_live: Option<i64>,
}

impl StatusListToken {
    /// Reads a token (section 5.1): `typ` `statuslist+jwt`, `sub`, `iat`, `status_list`.
    ///
    /// # Errors
    /// [`Code::StatusListTooLarge`] for more than 8 MB, else [`Code::StatusListMalformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        Self::read(bytes).map_err(|code| match code {
            Code::TooLarge => Code::StatusListTooLarge,
            _ => Code::StatusListMalformed,
        })
    }

    fn read(bytes: &[u8]) -> Result<Self, Code> {
        let malformed = Code::StatusListMalformed;
        let text = core::str::from_utf8(bytes).map_err(|_| malformed)?.trim_ascii();
        let jws = jws::parse_with_limits(text, TOKEN)?;
        if jws.media_type() != Some("statuslist+jwt") {
            return Err(Code::TypeHeaderWrong);
        }
        let claims = Value::Object(json::parse_object(jws.unverified_payload(), TOKEN)?);
        let subject = claims.get("sub").and_then(Value::as_str).ok_or(malformed)?.to_owned();
        let time_to_live = match claims.get("ttl") {
            None => None,
            Some(ttl) => Some(ttl.as_i64().filter(|seconds| *seconds > 0).ok_or(malformed)?),
        };
        Ok(Self {
            issued_at: times::numeric_date(&claims, "iat")?.ok_or(malformed)?,
            expires: times::numeric_date(&claims, "exp")?,
            subject,
            time_to_live,
            jws,
            claims,
        })
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
        self.jws.check_signature(key).map_err(|_| Code::StatusListSignatureWrong)
    }

    /// Inflates the list.
    ///
    /// # Errors
    /// As [`StatusList::inflate`].
    pub fn list(&self) -> Result<StatusList, Code> {
        let list = self.claims.get("status_list").ok_or(Code::StatusListMalformed)?;
        let bits = list.get("bits").and_then(Value::as_u64).ok_or(Code::StatusListMalformed)?;
        let compressed =
            list.get("lst").and_then(Value::as_str).ok_or(Code::StatusListMalformed)?;
        let compressed = base64url::decode(compressed).map_err(|_| Code::StatusListMalformed)?;
        StatusList::inflate(bits, &compressed)
    }
}
