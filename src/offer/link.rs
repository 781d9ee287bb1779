//! Credential offers (OpenID4VCI 1.0, section 4).

use cert_verify::json::{self, Limits};
use serde_json::Value;

use super::VciError;

pub(super) const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// The media type of a form in a request.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// An offer as a link or as text; a QR code holds at most 4,296 characters, a
/// pasted JSON may be longer.
const MAX_TEXT: usize = 64 * 1024;

/// Certificates in one offer. A person has a few dozen at most.
const MAX_CONFIGURATIONS: usize = 50;

/// Where an offer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferSource {
    /// In the link itself.
    Here(Offer),
    /// At this address.
    At(String),
}

/// The code that the person gets by another way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxCode {
    /// Only digits.
    pub numeric: bool,
    /// How long it is.
    pub length: Option<usize>,
    /// The issuer's words about it.
    pub description: Option<String>,
}

/// An offer that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The issuer's identifier: an https address.
    pub issuer: String,
    /// What it offers.
    pub configurations: Vec<String>,
    /// The code that stands for the consent given elsewhere.
    pub(super) code: String,
    /// A second code that the person types.
    pub tx_code: Option<TxCode>,
    /// Which authorisation server, when the issuer has several.
    pub(super) authorization_server: Option<String>,
}

/// Whether pasted text is an offer and not a certificate.
#[must_use]
pub fn looks_like_offer(text: &str) -> bool {
    let text = text.trim();
    text.contains("credential_offer=")
        || text.contains("credential_offer_uri=")
        || text.contains("\"credential_issuer\"")
        || text.contains("offer=openid-credential-offer")
}

impl OfferSource {
    /// Reads a link (`openid-credential-offer://…`, or any link with the same
    /// parameters, or our own `#offer=…`) or the JSON of an offer.
    ///
    /// # Errors
    /// [`VciError::OfferMalformed`], or what is wrong with the offer inside.
    pub fn parse(text: &str) -> Result<Self, VciError> {
        let text = text.trim();
        if text.len() > MAX_TEXT {
            return Err(VciError::OfferMalformed);
        }
        if text.starts_with('{') {
            return Offer::parse(text.as_bytes()).map(Self::Here);
        }
        if let Some(inner) = parameter(text, "offer") {
            return Self::parse(&inner);
        }
        match (parameter(text, "credential_offer"), parameter(text, "credential_offer_uri")) {
            (Some(offer), None) => Offer::parse(offer.as_bytes()).map(Self::Here),
            (None, Some(uri)) => secure(&uri).map(Self::At),
            _ => Err(VciError::OfferMalformed),
        }
    }

    /// The host that the first request goes to.
    #[must_use]
    pub fn host(&self) -> &str {
        match self {
            Self::Here(offer) => host(&offer.issuer),
            Self::At(address) => host(address),
        }
    }
}

impl Offer {
    /// Reads the JSON of an offer.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, VciError> {
        let malformed = VciError::OfferMalformed;
        let value = json::parse(bytes, Limits::CERTIFICATE).map_err(|_| malformed)?;
        let issuer = value.get("credential_issuer").and_then(Value::as_str).ok_or(malformed)?;
        let configurations: Vec<String> = value
            .get("credential_configuration_ids")
            .and_then(Value::as_array)
            .ok_or(malformed)?
            .iter()
            .map(|id| id.as_str().map(str::to_owned).ok_or(malformed))
            .collect::<Result<_, _>>()?;
        if configurations.is_empty() || configurations.len() > MAX_CONFIGURATIONS {
            return Err(malformed);
        }
        let grant = value.get("grants").and_then(|grants| grants.get(GRANT));
        let grant = grant.ok_or(VciError::OfferFlowNotSupported)?;
        let code = grant.get("pre-authorized_code").and_then(Value::as_str).ok_or(malformed)?;
        let server = grant.get("authorization_server").and_then(Value::as_str);
        Ok(Self {
            issuer: secure(issuer)?,
            configurations,
            code: code.to_owned(),
            tx_code: grant.get("tx_code").map(TxCode::read),
            authorization_server: server.map(secure).transpose()?,
        })
    }
}

impl TxCode {
    fn read(value: &Value) -> Self {
        let description = value.get("description").and_then(Value::as_str);
        Self {
            numeric: value.get("input_mode").and_then(Value::as_str) != Some("text"),
            length: value
                .get("length")
                .and_then(Value::as_u64)
                .and_then(|length| usize::try_from(length).ok()),
            // The standard allows 300 characters.
            description: description.map(|text| text.chars().take(300).collect()),
        }
    }
}

/// An address that may be asked: https, or http on this very device.
pub(super) fn secure(address: &str) -> Result<String, VciError> {
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"].iter().any(|prefix| {
        address
            .strip_prefix(prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    });
    let host = host(address);
    let plain = !host.is_empty() && !host.contains('@') && !address.contains(['\\', ' ', '#']);
    if plain && (local || address.starts_with("https://")) {
        Ok(address.to_owned())
    } else {
        Err(VciError::AddressNotSecure)
    }
}

/// The host and port of an address.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// A parameter of the query or the fragment, percent-decoded.
fn parameter(text: &str, name: &str) -> Option<String> {
    let query = text.split_once(['?', '#']).map_or(text, |(_, rest)| rest);
    query.split(['&', '#']).find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| decode(value)).flatten()
    })
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                out.push(u8::try_from(high * 16 + low).ok()?);
            }
            b'+' => out.push(b' '),
            other => out.push(other),
        }
    }
    String::from_utf8(out).ok()
}

/// Percent-encodes a value for a form (application/x-www-form-urlencoded).
pub(super) fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"credential_issuer":"https://i.example/issuer","credential_configuration_ids":["a","b"],
        "grants":{"urn:ietf:params:oauth:grant-type:pre-authorized_code":{"pre-authorized_code":"c","tx_code":{"length":6,"input_mode":"numeric"}}}}"#;

    #[test]
    fn an_offer_comes_as_link_or_text() {
        let offer = Offer::parse(JSON.as_bytes()).unwrap();
        assert_eq!(offer.configurations, ["a", "b"]);
        assert_eq!(offer.tx_code.as_ref().and_then(|code| code.length), Some(6));
        let link = format!("openid-credential-offer://?credential_offer={}", encode(JSON));
        assert_eq!(OfferSource::parse(&link), Ok(OfferSource::Here(offer)));
        let at = OfferSource::At("https://i.example/o/1".into());
        let by_uri =
            "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fi.example%2Fo%2F1";
        assert_eq!(OfferSource::parse(by_uri), Ok(at.clone()));
        assert_eq!(OfferSource::parse(&format!("offer={}", encode(by_uri))), Ok(at.clone()));
        assert_eq!(
            OfferSource::parse(&format!("https://app.example/add#offer={}", encode(by_uri))),
            Ok(at.clone())
        );
        assert_eq!(at.host(), "i.example");
    }

    #[test]
    fn what_is_no_offer_is_refused() {
        for text in
            ["", "hello", "{", "{}", "openid-credential-offer://?x=1", "offer=%zz", "offer=%E8%AF"]
        {
            assert_eq!(OfferSource::parse(text), Err(VciError::OfferMalformed), "{text}");
        }
        let other_flow = JSON.replace("pre-authorized_code\":{", "other\":{");
        assert_eq!(Offer::parse(other_flow.as_bytes()), Err(VciError::OfferFlowNotSupported));
    }

    #[test]
    fn only_secure_addresses_are_asked() {
        for good in [
            "https://a.example",
            "https://a.example:8443/x",
            "http://localhost:8080/issuer",
            "http://127.0.0.1",
        ] {
            assert!(secure(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "http://localhost.evil.example",
            "javascript:alert(1)",
            "https://",
            "https://u@a.example",
            "//a.example",
            "https://a.example/#x",
        ] {
            assert_eq!(secure(bad), Err(VciError::AddressNotSecure), "{bad}");
        }
    }
}
