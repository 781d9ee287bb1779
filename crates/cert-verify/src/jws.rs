//! Compact and general JSON Web Signatures (RFC 7515), checked over the bytes received.
//!
//! The key decides the algorithm; `none`, `crit`, empty signatures and duplicate header
//! members are refused. Keys and addresses inside a header (`jwk`, `jku`, `x5u`) are ignored.

use serde_json::{Map, Value};

use crate::{Code, PublicKey, base64url, json, received::without_surroundings};

/// The names of the algorithms that keys here can have.
const SUPPORTED: &[&str] = &["Ed25519", "EdDSA", "ES256", "ES384", "PS256", "RS256"];

/// Whether a name can never be that of an issuer's signature: none, a symmetric one, or one of ours in
/// other letters. What nobody here has heard of may be newer than this: an honest answer is "cannot say",
/// not "forged".
fn is_never_allowed(name: &str) -> bool {
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    name.is_empty()
        || name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("HS"))
        || ["none", "dir"].iter().any(is)
        || SUPPORTED.iter().any(is)
}

/// A compact JWS that was read but not believed.
#[derive(Clone, Debug)]
pub struct CompactJws {
    header: Map<String, Value>,
    algorithm: String,
    signing_input: String,
    payload: Vec<u8>,
    signature: Vec<u8>,
    /// What `crit` may name.
    understood: &'static [&'static str],
}

/// Whether a text may begin with the header of a JWS: a JSON object in base64url, which issuers have
/// also written with white space before or behind its brace.
pub(crate) fn begins_like_a_header(text: &str) -> bool {
    match text.as_bytes() {
        // `{` and anything behind it.
        [b'e', b'w'..=b'z', ..] => true,
        // A blank, tabulator, line feed or carriage return.
        [b'I', b'A'..=b'P', ..] | [b'C', b'Q'..=b'v', ..] | [b'D', b'Q'..=b'f', ..] => true,
        _ => false,
    }
}

/// Reads `header.payload.signature`.
///
/// # Errors
/// [`Code::JwsMalformed`], [`Code::Base64urlMalformed`], or a code of [`json::parse`].
pub fn parse(text: &str) -> Result<CompactJws, Code> {
    parse_with_limits(text, json::Limits::CERTIFICATE)
}

pub(crate) fn parse_with_limits(text: &str, limits: json::Limits) -> Result<CompactJws, Code> {
    // base64url is a third longer than what it carries.
    if text.len() / 4 * 3 > limits.bytes.saturating_mul(2) {
        return Err(Code::TooLarge);
    }
    let (signing_input, signature) = text.rsplit_once('.').ok_or(Code::JwsMalformed)?;
    let (header, payload) = signing_input.split_once('.').ok_or(Code::JwsMalformed)?;
    if payload.contains('.') {
        return Err(Code::JwsMalformed);
    }
    CompactJws::from_parts(header, payload, signature, limits)
}

impl CompactJws {
    fn from_parts(
        header: &str,
        payload: &str,
        signature: &str,
        limits: json::Limits,
    ) -> Result<Self, Code> {
        let signing_input = format!("{header}.{payload}");
        let header = json::parse_object(&base64url::decode(header)?, limits)?;
        let algorithm = header.get("alg").and_then(Value::as_str).ok_or(Code::JwsMalformed)?;
        let payload = base64url::decode(payload)?;
        if payload.len() > limits.bytes {
            return Err(Code::TooLarge);
        }
        Ok(Self {
            algorithm: algorithm.to_owned(),
            signing_input,
            payload,
            signature: base64url::decode(signature)?,
            header,
            understood: &[],
        })
    }

    /// The protected header. Not authenticated before [`CompactJws::verify`].
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// The `typ` header without its optional `application/` (RFC 7515 4.1.9).
    ///
    /// Media types may be written in any case, but this one tells tokens of one key apart (RFC 8725
    /// 3.11), so only the registered spelling counts, as with other verifiers.
    pub fn media_type(&self) -> Option<&str> {
        let media_type = self.header.get("typ")?.as_str()?;
        Some(media_type.strip_prefix("application/").unwrap_or(media_type))
    }

    /// The payload before any check. Look, but believe nothing.
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// What no key could mend: an algorithm that is never accepted, a critical extension, an
    /// empty signature.
    ///
    /// # Errors
    /// [`Code::AlgorithmNotAllowed`], [`Code::AlgorithmNotSupported`],
    /// [`Code::CriticalHeaderNotUnderstood`] or [`Code::SignatureMissing`].
    pub fn check_form(&self) -> Result<(), Code> {
        if self.header.contains_key("b64") || !self.understands_critical() {
            return Err(Code::CriticalHeaderNotUnderstood);
        }
        if !SUPPORTED.contains(&self.algorithm.as_str()) {
            return Err(if is_never_allowed(&self.algorithm) {
                Code::AlgorithmNotAllowed
            } else {
                Code::AlgorithmNotSupported
            });
        }
        if self.signature.is_empty() {
            return Err(Code::SignatureMissing);
        }
        Ok(())
    }

    /// RFC 7515 4.1.11: what `crit` names must be there and be understood.
    fn understands_critical(&self) -> bool {
        let is_known = |name: &Value| {
            name.as_str().is_some_and(|name| {
                self.understood.contains(&name) && self.header.contains_key(name)
            })
        };
        match self.header.get("crit") {
            None => true,
            Some(names) => names
                .as_array()
                .is_some_and(|names| !names.is_empty() && names.iter().all(is_known)),
        }
    }

    /// Whether exactly this key signed it.
    ///
    /// # Errors
    /// A code of [`CompactJws::check_form`], [`Code::AlgorithmKeyMismatch`] or
    /// [`Code::SignatureWrong`].
    pub fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.check_form()?;
        if !key.algorithm().accepts_jose_name(&self.algorithm) {
            return Err(Code::AlgorithmKeyMismatch);
        }
        if key.verifies(self.signing_input.as_bytes(), &self.signature) {
            return Ok(());
        }
        Err(Code::SignatureWrong)
    }

    /// The payload, if one of these keys signed it.
    ///
    /// # Errors
    /// As [`CompactJws::check_signature`]; [`Code::IssuerUnknown`] when there is no key.
    pub fn verify(&self, keys: &[PublicKey]) -> Result<Vec<u8>, Code> {
        self.check_form()?;
        let mut reason = Code::IssuerUnknown;
        for key in keys {
            match self.check_signature(key) {
                Ok(()) => return Ok(self.payload.clone()),
                Err(code) if reason != Code::SignatureWrong => reason = code,
                Err(_) => {}
            }
        }
        Err(reason)
    }
}

/// Several signatures over one payload: the compact form (one signature), or the general
/// JSON form (RFC 7515 7.2.1), where every header is protected.
///
/// # Errors
/// As [`parse`]; [`Code::TooManyItems`] for more than 16 signatures.
pub fn parse_signatures(token: &[u8], limits: json::Limits) -> Result<Vec<CompactJws>, Code> {
    /// Headers of JAdES (ETSI TS 119 182-1 section 5.2) that only tell about the signature; it wants
    /// them to be named in `crit`.
    const ADVANCED: &[&str] = &["sigT", "sigPl", "srCms", "srAts", "sigPId", "x5t#o"];
    let understood = |jws: CompactJws| CompactJws { understood: ADVANCED, ..jws };
    /// More root keys than any list scheme has; each costs one verification per key.
    const MAX_SIGNATURES: usize = 16;
    let token = without_surroundings(token);
    let text = core::str::from_utf8(token).map_err(|_| Code::JwsMalformed)?;
    if !text.starts_with('{') {
        return Ok(vec![parse_with_limits(text, limits).map(understood)?]);
    }
    let outer = json::Limits { bytes: limits.bytes.saturating_mul(2), ..limits };
    let object = json::parse_object(text.as_bytes(), outer)?;
    let payload = object.get("payload").and_then(Value::as_str).ok_or(Code::JwsMalformed)?;
    let signatures =
        object.get("signatures").and_then(Value::as_array).ok_or(Code::JwsMalformed)?;
    if signatures.len() > MAX_SIGNATURES {
        return Err(Code::TooManyItems);
    }
    let part = |signature: &Value, name: &str| {
        signature.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Code::JwsMalformed)
    };
    signatures
        .iter()
        .map(|one| {
            CompactJws::from_parts(
                &part(one, "protected")?,
                payload,
                &part(one, "signature")?,
                limits,
            )
            .map(understood)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037 A.4.
    const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    fn key() -> PublicKey {
        PublicKey::from_jwk(&serde_json::json!({
            "kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}))
        .unwrap()
    }

    fn with_header(header: &str) -> CompactJws {
        let rest = TOKEN.split_once('.').unwrap().1;
        parse(&format!("{}.{rest}", base64url::encode(header.as_bytes()))).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8037_verifies() {
        let payload = parse(TOKEN).unwrap().verify(&[key()]).unwrap();
        assert_eq!(payload, b"Example of Ed25519 signing");
    }

    #[test]
    fn algorithm_none_is_refused() {
        for alg in ["none", "None", "NONE", "", "HS256", "EDDSA", "es256"] {
            let jws = with_header(&format!(r#"{{"alg":"{alg}"}}"#));
            assert_eq!(jws.verify(&[key()]), Err(Code::AlgorithmNotAllowed), "{alg}");
        }
    }

    #[test]
    fn the_algorithm_comes_from_the_key() {
        assert_eq!(
            with_header(r#"{"alg":"ES256"}"#).verify(&[key()]),
            Err(Code::AlgorithmKeyMismatch)
        );
        assert_eq!(with_header(r#"{"alg":"Ed25519"}"#).verify(&[key()]), Err(Code::SignatureWrong));
        assert_eq!(
            with_header(r#"{"alg":"RS512"}"#).verify(&[key()]),
            Err(Code::AlgorithmNotSupported)
        );
        assert_eq!(parse(TOKEN).unwrap().verify(&[]), Err(Code::IssuerUnknown));
    }

    #[test]
    fn critical_headers_are_refused() {
        for header in [
            r#"{"alg":"EdDSA","crit":["exp"],"exp":1}"#,
            r#"{"alg":"EdDSA","crit":[]}"#,
            r#"{"alg":"EdDSA","b64":true}"#,
        ] {
            assert_eq!(
                with_header(header).verify(&[key()]),
                Err(Code::CriticalHeaderNotUnderstood)
            );
        }
    }

    #[test]
    fn empty_signatures_are_refused() {
        let cut = format!("{}.", TOKEN.rsplit_once('.').unwrap().0);
        assert_eq!(parse(&cut).unwrap().verify(&[key()]), Err(Code::SignatureMissing));
    }

    #[test]
    fn malformed_tokens_are_refused() {
        let b = |text: &str| base64url::encode(text.as_bytes());
        for (text, code) in [
            (String::new(), Code::JwsMalformed),
            ("a.b".into(), Code::JwsMalformed),
            (format!("{TOKEN}.x"), Code::JwsMalformed),
            (format!("{}.e30.AA", b(r#"{"alg":"EdDSA","alg":"none"}"#)), Code::JsonDuplicateKey),
            (format!("{}.e30.AA", b("{}")), Code::JwsMalformed),
            (format!("{}.e30.AA", b("[]")), Code::JsonMalformed),
            (format!("{}.e30.AA=", b(r#"{"alg":"EdDSA"}"#)), Code::Base64urlMalformed),
            (format!("{}.e3.AA", b(r#"{"alg":"EdDSA"}"#)), Code::Base64urlMalformed),
        ] {
            assert_eq!(parse(&text).err(), Some(code), "{text}");
        }
    }
}
