//! MOSIP Claim 169: Base45 + zlib + COSE_Sign1 over a CWT with claim 169 (specification 1.2.0).
//!
//! Most files that are published as "valid" carry an empty signature; they are refused here.
//! Brotli, which the specification also names, is not read: its dictionary alone costs 120 kB.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Contents, Format, Holder, Input, ParsedCertificate, Reading, Refused, StatusReference,
    cbor_json, sd_jwt_vc,
};
use crate::{
    Code, Policy, PublicKey, base45,
    cbor::Cbor,
    cose::{self, Sign1},
    inflate, numeric_date,
};

/// A code with a photograph inflates to about 3 kB; all biometrics fit many times over.
pub(crate) const MOST_INFLATED: usize = 256 * 1024;
const CLAIM: i64 = 169;

/// Base45 text that inflates to a COSE message.
pub(super) fn read(input: &Input<'_>) -> Reading {
    let text = input.text?;
    match unpack(text)? {
        Ok(bytes) => message(text, &bytes),
        Err(code) => Some(Err(Refused { format: None, code })),
    }
}

/// What was inside an encrypted code that came as `text`: the message that the code without encryption holds.
/// A CWT that is only encrypted proves nothing, because everybody who can read it could have made it.
pub(crate) fn read_opened(
    text: &str,
    opened: &[u8],
) -> Result<Arc<dyn ParsedCertificate>, Refused> {
    if opened.len() > MOST_INFLATED {
        return Err(Refused { format: None, code: Code::TooLarge });
    }
    message(text, opened).unwrap_or_else(|| {
        let is_cwt = Cbor::parse(opened).is_ok_and(|claims| claims.entry(CLAIM).is_some());
        Err(if is_cwt {
            Refused { format: Some(Format::Claim169), code: Code::SignatureMissing }
        } else {
            Refused { format: None, code: Code::NotACertificate }
        })
    })
}

/// The COSE message that a code holds. `None`: something else.
fn message(text: &str, bytes: &[u8]) -> Reading {
    let refused = |format, code| Some(Err(Refused { format: Some(format), code }));
    let item = Cbor::parse(bytes).ok()?;
    match cose::kind(&item)? {
        cose::Kind::Encrypt => refused(Format::EncryptedCose, Code::EncryptedWithoutKey),
        cose::Kind::Mac => refused(Format::EncryptedCose, Code::FormatNotSupported),
        cose::Kind::Sign => refused(Format::Claim169, Code::FormatNotSupported),
        cose::Kind::Sign1 => match parse(text, item) {
            Ok(parsed) => Some(Ok(Arc::new(parsed))),
            Err(code) => refused(Format::Claim169, code),
        },
    }
}

/// Base45 and zlib, as Claim 169 and PixelPass share them. `None`: something else.
pub(crate) fn unpack(text: &str) -> Option<Result<Vec<u8>, Code>> {
    /// Two times the largest QR code in alphanumeric mode.
    const MOST_CHARACTERS: usize = 2 * 4_296;
    if text.len() > MOST_CHARACTERS || !base45::is_alphabet(text) {
        return None;
    }
    let compressed = base45::decode(text).ok()?;
    // CMF of zlib with DEFLATE and a checksum over the two header bytes (RFC 1950 section 2.2).
    let header = compressed.first_chunk::<2>().map(|header| u16::from_be_bytes(*header))?;
    if header & 0x0f00 != 0x0800 || header % 31 != 0 {
        return None;
    }
    Some(inflate::zlib(&compressed, MOST_INFLATED))
}

fn parse(text: &str, message: Cbor) -> Result<Parsed, Code> {
    let sign1 = Sign1::from_cbor(message)?;
    let claims = Cbor::parse(sign1.payload())?;
    let registered = cbor_json::registered_claims(&claims)?;
    let issuer = registered.get("iss").and_then(Value::as_str).map(str::to_owned);
    Ok(Parsed { text: text.to_owned(), issuer, sign1, claims, registered })
}

#[derive(Debug)]
struct Parsed {
    text: String,
    issuer: Option<String>,
    sign1: Sign1,
    claims: Cbor,
    registered: Map<String, Value>,
}

impl Parsed {
    fn status(&self) -> Result<StatusReference, Code> {
        sd_jwt_vc::status_reference(&Value::Object(self.registered.clone()), true)
    }
}

impl ParsedCertificate for Parsed {
    fn format(&self) -> Format {
        Format::Claim169
    }

    fn text(&self) -> &str {
        &self.text
    }

    #[cfg(feature = "inspect")]
    fn unverified_parts(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("header", cbor_json::cose_header(&self.sign1)),
            ("claims", cbor_json::to_json(&self.claims).unwrap_or_default()),
        ]
    }

    fn claimed_issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    fn status_lists(&self) -> Vec<String> {
        match self.status() {
            Ok(StatusReference::TokenStatusList { uri, .. }) => vec![uri],
            _ => Vec::new(),
        }
    }

    fn check_signature_form(&self) -> Result<(), Code> {
        self.sign1.check_algorithm()
    }

    fn check_signature(&self, key: &PublicKey) -> Result<(), Code> {
        self.sign1.check_signature(key)
    }

    fn contents(&self, _policy: &Policy) -> Result<Contents, Code> {
        let identity = self.claims.entry(CLAIM).ok_or(Code::ClaimMissing)?;
        let mut members = self.registered.clone();
        members.insert("claim169".to_owned(), identity_json(identity)?);
        let claims = Value::Object(members);
        Ok(Contents {
            issuer: self.issuer.clone(),
            credential_type: Some("claim-169".to_owned()),
            issued_at: numeric_date::claim(&claims, "iat")?,
            not_before: numeric_date::claim(&claims, "nbf")?,
            expires: numeric_date::claim(&claims, "exp")?,
            status: self.status()?,
            holder: Holder::NotBound,
            claims: claims.into(),
        })
    }
}

/// The names of the specification for attributes 1 to 23 and 50 to 65; an unknown attribute keeps
/// its number, so that nothing signed is lost.
fn identity_json(identity: &Cbor) -> Result<Value, Code> {
    const FIRST: [&str; 23] = [
        "id",
        "version",
        "language",
        "fullName",
        "firstName",
        "middleName",
        "lastName",
        "dateOfBirth",
        "gender",
        "address",
        "email",
        "phone",
        "nationality",
        "maritalStatus",
        "guardian",
        "photo",
        "photoFormat",
        "bestQualityFingers",
        "secondaryFullName",
        "secondaryLanguage",
        "locationCode",
        "legalStatus",
        "countryOfIssuance",
    ];
    const BIOMETRIC: [&str; 16] = [
        "rightThumb",
        "rightPointerFinger",
        "rightMiddleFinger",
        "rightRingFinger",
        "rightLittleFinger",
        "leftThumb",
        "leftPointerFinger",
        "leftMiddleFinger",
        "leftRingFinger",
        "leftLittleFinger",
        "rightIris",
        "leftIris",
        "face",
        "rightPalm",
        "leftPalm",
        "voice",
    ];
    let name = |number: i64| {
        let at = |first: i64| number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        at(1).and_then(|at| FIRST.get(at)).or_else(|| at(50).and_then(|at| BIOMETRIC.get(at)))
    };
    let mut members = Map::new();
    for (key, value) in identity.map().ok_or(Code::ClaimMalformed)? {
        let number = key.integer().ok_or(Code::ClaimMalformed)?;
        let label = name(number).map_or_else(|| number.to_string(), |name| (*name).to_owned());
        members.insert(label, cbor_json::to_json(value)?);
    }
    Ok(Value::Object(members))
}
