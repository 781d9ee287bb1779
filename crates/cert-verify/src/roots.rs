//! Root keys: who may sign trust lists, and how they are replaced (TUF 5.3).

use serde_json::Value;

use crate::{
    Code, PublicKey,
    json::{self, Limits},
    jws::{self, CompactJws},
};

/// More root keys than any scheme operator has.
const MAX_KEYS: usize = 16;

/// The `typ` of a token that carries a new root key set.
const TYPES: &[Option<&str>] = &[Some("certfill-roots+jwt")];

/// A set of root keys with a version and a threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootKeys {
    version: u64,
    threshold: usize,
    keys: Vec<PublicKey>,
}

impl RootKeys {
    /// Reads `{"version":1,"threshold":1,"keys":[JWK…]}`.
    ///
    /// # Errors
    /// [`Code::RootKeysMalformed`], also when the threshold is zero or cannot be met or a
    /// key stands there twice; or a code of [`PublicKey::from_jwk`].
    pub fn from_json(roots: &Value) -> Result<Self, Code> {
        let malformed = Code::RootKeysMalformed;
        let version = roots.get("version").and_then(Value::as_u64).ok_or(malformed)?;
        let threshold = roots.get("threshold").and_then(Value::as_u64).ok_or(malformed)?;
        let threshold = usize::try_from(threshold).map_err(|_| malformed)?;
        let jwks = roots.get("keys").and_then(Value::as_array).ok_or(malformed)?;
        if jwks.len() > MAX_KEYS {
            return Err(malformed);
        }
        let mut keys: Vec<PublicKey> = Vec::new();
        for jwk in jwks {
            let key = PublicKey::from_jwk(jwk)?;
            if keys.contains(&key) {
                return Err(malformed);
            }
            keys.push(key);
        }
        if version == 0 || threshold == 0 || threshold > keys.len() {
            return Err(malformed);
        }
        Ok(Self { version, threshold, keys })
    }

    /// The JSON that [`RootKeys::from_json`] reads.
    pub fn to_json(&self) -> Value {
        let keys: Vec<Value> = self.keys.iter().map(PublicKey::to_jwk).collect();
        serde_json::json!({ "version": self.version, "threshold": self.threshold, "keys": keys })
    }

    /// The version, rising by one with every rotation.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// How many keys must sign.
    pub const fn threshold(&self) -> usize {
        self.threshold
    }

    /// The keys.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    /// Accepts the next root key set: a JWS (compact for one signature, general JSON for
    /// several) of type `certfill-roots+jwt` over the JSON of [`RootKeys::from_json`], with
    /// exactly the next version, signed by the threshold of the old *and* of the new keys.
    ///
    /// # Errors
    /// [`Code::RootVersionWrong`], [`Code::RootSignatureWrong`], or a code of reading.
    pub fn rotate(&self, token: &[u8]) -> Result<Self, Code> {
        let signatures = jws::parse_signatures(token, Limits::CERTIFICATE)?;
        let payload = signatures.first().ok_or(Code::RootSignatureWrong)?.unverified_payload();
        if !self.have_signed(&signatures, TYPES) {
            return Err(Code::RootSignatureWrong);
        }
        let next = Self::from_json(&json::parse(payload, Limits::CERTIFICATE)?)?;
        if !next.have_signed(&signatures, TYPES) {
            return Err(Code::RootSignatureWrong);
        }
        if Some(next.version) != self.version.checked_add(1) {
            return Err(Code::RootVersionWrong);
        }
        Ok(next)
    }

    /// Whether at least the threshold of different keys signed, each under one of these `typ`.
    pub(crate) fn have_signed(
        &self,
        signatures: &[CompactJws],
        media_types: &[Option<&str>],
    ) -> bool {
        let signed_by = |key: &&PublicKey| {
            signatures.iter().any(|signature| {
                media_types.contains(&signature.media_type())
                    && signature.check_signature(key).is_ok()
            })
        };
        self.keys.iter().filter(signed_by).count() >= self.threshold
    }
}
