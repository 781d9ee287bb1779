//! Status list tokens (draft-ietf-oauth-status-list-20, JWT form).

use cert_verify::{Code, UnixTime, base64url};
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

use crate::{SigningKey, sign_jws, signature::header};

/// As many entries as fit the inflated size that verifiers accept, at one byte each.
const MAX_ENTRIES: usize = 16 * 1_048_576;

/// A status list under construction; every entry starts as 0, valid.
#[derive(Clone, Debug)]
pub struct StatusListBuilder {
    bits: u8,
    entries: usize,
    bytes: Vec<u8>,
}

impl StatusListBuilder {
    /// A list of `entries` entries with `bits` bits each, rounded up to whole bytes.
    ///
    /// # Errors
    /// [`Code::StatusListMalformed`] when `bits` is not 1, 2, 4 or 8;
    /// [`Code::StatusListTooLarge`] for more than 16 million entries.
    pub fn new(bits: u8, entries: usize) -> Result<Self, Code> {
        if !matches!(bits, 1 | 2 | 4 | 8) {
            return Err(Code::StatusListMalformed);
        }
        if entries > MAX_ENTRIES {
            return Err(Code::StatusListTooLarge);
        }
        let per_byte = usize::from(8 / bits);
        Ok(Self { bits, entries, bytes: vec![0; entries.div_ceil(per_byte)] })
    }

    /// Sets the status of one entry.
    ///
    /// # Errors
    /// [`Code::StatusIndexOutOfRange`] past the end; [`Code::StatusUnknownValue`] when the
    /// value needs more bits than the list has.
    pub fn set(&mut self, index: usize, value: u8) -> Result<(), Code> {
        let mask = u8::MAX >> (8 - self.bits);
        if value > mask {
            return Err(Code::StatusUnknownValue);
        }
        if index >= self.entries {
            return Err(Code::StatusIndexOutOfRange);
        }
        let per_byte = usize::from(8 / self.bits);
        let byte = self.bytes.get_mut(index / per_byte).ok_or(Code::StatusIndexOutOfRange)?;
        let position = u32::try_from(index % per_byte).unwrap_or_default() * u32::from(self.bits);
        *byte = (*byte & !(mask << position)) | (value << position);
        Ok(())
    }

    /// The token: `typ` `statuslist+jwt`, signed by the issuer of the certificates.
    pub fn sign(
        &self,
        uri: &str,
        issued_at: UnixTime,
        expires: Option<UnixTime>,
        time_to_live: Option<i64>,
        key: &SigningKey,
    ) -> String {
        let mut claims = header([("sub", uri.into()), ("iat", issued_at.seconds().into())]);
        if let Some(expires) = expires {
            claims.insert("exp".to_owned(), expires.seconds().into());
        }
        if let Some(time_to_live) = time_to_live {
            claims.insert("ttl".to_owned(), time_to_live.into());
        }
        claims.insert("status_list".to_owned(), self.to_json());
        let protected =
            header([("typ", "statuslist+jwt".into()), ("kid", key.public().thumbprint().into())]);
        sign_jws(&protected, Value::Object(claims).to_string().as_bytes(), key)
    }

    /// The `status_list` member.
    pub fn to_json(&self) -> Value {
        /// The usual balance; status lists are mostly zeros and small at any level.
        const LEVEL: u8 = 9;
        let compressed = compress_to_vec_zlib(&self.bytes, LEVEL);
        json!({ "bits": self.bits, "lst": base64url::encode(&compressed) })
    }
}
