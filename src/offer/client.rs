//! The conversation with an issuer, one request at a time.

use cert_issue::{SigningKey, proof_jwt};
use cert_verify::UnixTime;
use serde_json::{Value, json};

use super::link::{Offer, OfferSource, encode, host, secure};
use super::{Request, Response, VciError};
use crate::wallet::cards::display;
use crate::words::Lang;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

/// Certificates for one configuration. Batches serve unlinkability; more than
/// this from one request is not one person's.
const MAX_CERTIFICATES: usize = 20;

/// What the caller does next.
#[derive(Debug)]
pub enum Next {
    /// Send this and hand over the answer.
    Send(Request),
    /// Show this and ask the person; then call [`Session::consent`].
    Ask(Ask),
    /// A certificate arrived. Check and keep it, then go on.
    Take(Box<Granted>),
    /// All certificates have been taken.
    Done,
}

/// What the person decides on: who offers what.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The issuer's host.
    pub host: String,
    /// The issuer's description, for names in each language.
    pub metadata: Value,
    /// The offer.
    pub offer: Offer,
}

/// A certificate with the key that it is bound to.
#[derive(Debug)]
pub struct Granted {
    /// Which of the offered configurations.
    pub configuration: String,
    /// As received.
    pub text: String,
    /// The holder's key.
    pub key: SigningKey,
}

#[derive(Debug)]
enum Phase {
    Offer(String),
    IssuerMetadata,
    ServerMetadata { address: String },
    Asking,
    Token { tx_code: Option<String> },
    Nonce,
    Credential { nonce: Option<String> },
    Taking { texts: Vec<String>, key: Box<SigningKey> },
    Done,
}

/// One conversation.
#[derive(Debug)]
pub struct Session {
    phase: Phase,
    offer: Option<Offer>,
    metadata: Value,
    token_endpoint: String,
    token: String,
    at: usize,
    key: Option<SigningKey>,
    tried_again: bool,
}

impl Session {
    /// Starts with an offer.
    #[must_use]
    pub fn new(source: OfferSource) -> Self {
        let (phase, offer) = match source {
            OfferSource::At(address) => (Phase::Offer(address), None),
            OfferSource::Here(offer) => (Phase::IssuerMetadata, Some(offer)),
        };
        Self {
            phase,
            offer,
            metadata: Value::Null,
            token_endpoint: String::new(),
            token: String::new(),
            at: 0,
            key: None,
            tried_again: false,
        }
    }

    /// What to do now. Randomness makes the holder's key for each certificate.
    ///
    /// # Errors
    /// When the issuer's description lacks what the next request needs.
    pub fn next(
        &mut self,
        now: UnixTime,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Next, VciError> {
        match &mut self.phase {
            Phase::Offer(address) => Ok(Next::Send(Request::get(address.clone()))),
            Phase::IssuerMetadata => {
                let issuer = &self.offer()?.issuer;
                Ok(Next::Send(Request::get(well_known(issuer, "openid-credential-issuer")?)))
            }
            Phase::ServerMetadata { address } => Ok(Next::Send(Request::get(address.clone()))),
            Phase::Asking => self.asked().map(Next::Ask).ok_or(VciError::OfferMalformed),
            Phase::Token { tx_code } => {
                let tx_code = tx_code.clone();
                let mut form = format!(
                    "grant_type={}&pre-authorized_code={}",
                    encode(GRANT),
                    encode(&self.offer()?.code)
                );
                if let Some(code) = tx_code {
                    form.push_str("&tx_code=");
                    form.push_str(&encode(&code));
                }
                let media_type = "application/x-www-form-urlencoded";
                Ok(Next::Send(Request::post(self.token_endpoint.clone(), media_type, form)))
            }
            Phase::Nonce => Ok(Next::Send(Request::post(
                self.endpoint("nonce_endpoint")?,
                "application/json",
                String::new(),
            ))),
            Phase::Credential { nonce } => {
                let nonce = nonce.clone().unwrap_or_default();
                self.credential_request(&nonce, now, random).map(Next::Send)
            }
            Phase::Taking { texts, key } => {
                let configuration =
                    self.offer.as_ref().and_then(|offer| offer.configurations.get(self.at));
                let configuration = configuration.cloned().unwrap_or_default();
                match texts.pop() {
                    Some(text) => {
                        Ok(Next::Take(Box::new(Granted { configuration, text, key: copy(key) })))
                    }
                    None => {
                        self.at += 1;
                        self.key = None;
                        let more = self.at < self.offer()?.configurations.len();
                        self.phase = if more { self.proof_phase() } else { Phase::Done };
                        self.next(now, random)
                    }
                }
            }
            Phase::Done => Ok(Next::Done),
        }
    }

    /// What the person was or will be asked, once the issuer has described itself.
    #[must_use]
    pub fn asked(&self) -> Option<Ask> {
        let offer = self.offer.clone().filter(|_| !self.metadata.is_null())?;
        Some(Ask { host: host(&offer.issuer).to_owned(), metadata: self.metadata.clone(), offer })
    }

    /// Which of the offered certificates is being fetched, counted from 0.
    #[must_use]
    pub const fn position(&self) -> Option<usize> {
        match self.phase {
            Phase::Nonce | Phase::Credential { .. } | Phase::Taking { .. } => Some(self.at),
            _ => None,
        }
    }

    /// The person agreed; with the code, when the offer asks for one.
    pub fn consent(&mut self, tx_code: Option<String>) {
        if matches!(self.phase, Phase::Asking) {
            self.phase = Phase::Token { tx_code };
        }
    }

    /// Takes the answer to the request that [`Session::next`] gave.
    ///
    /// # Errors
    /// What is wrong with it. After [`VciError::TransactionCodeWrong`] the
    /// session asks again.
    pub fn answer(&mut self, response: &Response) -> Result<(), VciError> {
        match &self.phase {
            Phase::Offer(_) => {
                if matches!(response.status, 404 | 410) {
                    return Err(VciError::OfferExpired);
                }
                let offer = Offer::parse(ok(response, VciError::OfferMalformed)?)?;
                self.offer = Some(offer);
                self.phase = Phase::IssuerMetadata;
                Ok(())
            }
            Phase::IssuerMetadata => self.issuer_metadata(response),
            Phase::ServerMetadata { .. } => self.server_metadata(response),
            Phase::Token { .. } => self.token(response),
            Phase::Nonce => {
                let value = object(response, VciError::IssuerAnswerMalformed)?;
                let nonce = value
                    .get("c_nonce")
                    .and_then(Value::as_str)
                    .ok_or(VciError::IssuerAnswerMalformed)?;
                self.phase = Phase::Credential { nonce: Some(nonce.to_owned()) };
                Ok(())
            }
            Phase::Credential { .. } => self.credential(response),
            Phase::Asking | Phase::Taking { .. } | Phase::Done => {
                Err(VciError::IssuerAnswerMalformed)
            }
        }
    }

    fn offer(&self) -> Result<&Offer, VciError> {
        self.offer.as_ref().ok_or(VciError::OfferMalformed)
    }

    fn endpoint(&self, name: &str) -> Result<String, VciError> {
        let address = self.metadata.get(name).and_then(Value::as_str);
        secure(address.ok_or(VciError::IssuerMetadataMalformed)?)
    }

    fn issuer_metadata(&mut self, response: &Response) -> Result<(), VciError> {
        let malformed = VciError::IssuerMetadataMalformed;
        let metadata = object(response, malformed)?;
        let offer = self.offer()?;
        // 12.2.1: the identifier in the description must be the one of the offer.
        if metadata.get("credential_issuer").and_then(Value::as_str) != Some(offer.issuer.as_str())
        {
            return Err(malformed);
        }
        let offered = metadata
            .get("credential_configurations_supported")
            .and_then(Value::as_object)
            .ok_or(malformed)?;
        if offer.configurations.iter().any(|id| !offered.contains_key(id)) {
            return Err(malformed);
        }
        let listed: Vec<&str> = metadata
            .get("authorization_servers")
            .and_then(Value::as_array)
            .map(|servers| servers.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let server = match (&offer.authorization_server, listed.first()) {
            (Some(named), _) if !listed.contains(&named.as_str()) => return Err(malformed),
            (Some(named), _) => named.clone(),
            (None, Some(first)) => secure(first)?,
            (None, None) => offer.issuer.clone(),
        };
        let address = well_known(&server, "oauth-authorization-server")?;
        self.metadata = metadata;
        self.phase = Phase::ServerMetadata { address };
        Ok(())
    }

    fn server_metadata(&mut self, response: &Response) -> Result<(), VciError> {
        let malformed = VciError::IssuerMetadataMalformed;
        let endpoint = object(response, malformed)?;
        let endpoint = endpoint.get("token_endpoint").and_then(Value::as_str).ok_or(malformed)?;
        self.token_endpoint = secure(endpoint)?;
        self.phase = Phase::Asking;
        Ok(())
    }

    fn token(&mut self, response: &Response) -> Result<(), VciError> {
        if response.status >= 400 {
            let error = object_of(&response.body)
                .and_then(|value| value.get("error")?.as_str().map(str::to_owned));
            let with_code = self.offer()?.tx_code.is_some();
            return Err(match error.as_deref() {
                Some("invalid_grant" | "invalid_request") if with_code => {
                    self.phase = Phase::Asking;
                    VciError::TransactionCodeWrong
                }
                Some("invalid_grant") => VciError::OfferExpired,
                _ => VciError::IssuerRefused,
            });
        }
        let value = object(response, VciError::IssuerAnswerMalformed)?;
        let bearer = value
            .get("token_type")
            .and_then(Value::as_str)
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token = value
            .get("access_token")
            .and_then(Value::as_str)
            .filter(|token| bearer && header_safe(token));
        self.token = token.ok_or(VciError::IssuerAnswerMalformed)?.to_owned();
        self.phase = self.proof_phase();
        Ok(())
    }

    fn proof_phase(&self) -> Phase {
        if self.metadata.get("nonce_endpoint").is_some() {
            Phase::Nonce
        } else {
            Phase::Credential { nonce: None }
        }
    }

    fn credential_request(
        &mut self,
        nonce: &str,
        now: UnixTime,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Request, VciError> {
        let endpoint = self.endpoint("credential_endpoint")?;
        let offer = self.offer()?;
        let configuration =
            offer.configurations.get(self.at).ok_or(VciError::OfferMalformed)?.clone();
        let issuer = offer.issuer.clone();
        let key = self.key.get_or_insert_with(|| SigningKey::generate(random));
        let proof = proof_jwt(&issuer, nonce, now, key);
        let body =
            json!({"credential_configuration_id": configuration, "proofs": {"jwt": [proof]}});
        let mut request = Request::post(endpoint, "application/json", body.to_string());
        request.headers.push(("authorization", format!("Bearer {}", self.token)));
        Ok(request)
    }

    fn credential(&mut self, response: &Response) -> Result<(), VciError> {
        let malformed = VciError::IssuerAnswerMalformed;
        if response.status >= 400 {
            let error = object_of(&response.body)
                .and_then(|value| value.get("error")?.as_str().map(str::to_owned));
            let has_nonces = self.metadata.get("nonce_endpoint").is_some();
            if error.as_deref() == Some("invalid_nonce") && has_nonces && !self.tried_again {
                // 8.3.1.2: one more try with a fresh nonce.
                self.tried_again = true;
                self.phase = Phase::Nonce;
                return Ok(());
            }
            return Err(VciError::IssuerRefused);
        }
        let value = object(response, malformed)?;
        let credentials = value.get("credentials").and_then(Value::as_array).ok_or(malformed)?;
        if credentials.is_empty() || credentials.len() > MAX_CERTIFICATES {
            return Err(malformed);
        }
        let texts = credentials
            .iter()
            .rev()
            .map(|entry| {
                entry.get("credential").and_then(Value::as_str).map(str::to_owned).ok_or(malformed)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let key = Box::new(self.key.take().ok_or(malformed)?);
        self.tried_again = false;
        self.phase = Phase::Taking { texts, key };
        Ok(())
    }
}

impl Ask {
    /// The issuer's name for itself. It is not verified; the host is.
    #[must_use]
    pub fn issuer_name(&self, lang: Lang) -> Option<String> {
        display(self.metadata.get("display")?, &["name"], lang)
    }

    /// The name of an offered certificate, else its configuration's id.
    #[must_use]
    pub fn name(&self, configuration: &str, lang: Lang) -> String {
        let described = self.metadata.get("credential_configurations_supported").and_then(|all| {
            let one = all.get(configuration)?;
            let entries =
                one.pointer("/credential_metadata/display").or_else(|| one.get("display"))?;
            display(entries, &["name"], lang)
        });
        described.unwrap_or_else(|| configuration.to_owned())
    }
}

/// RFC 8414 section 3 and OpenID4VCI 12.2.2: the well-known part goes between
/// host and path.
fn well_known(identifier: &str, name: &str) -> Result<String, VciError> {
    let identifier = secure(identifier)?;
    let (scheme, rest) = identifier.split_once("://").ok_or(VciError::AddressNotSecure)?;
    let (host, path) =
        rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path.trim_end_matches('/')));
    let path = if path.is_empty() { String::new() } else { format!("/{path}") };
    Ok(format!("{scheme}://{host}/.well-known/{name}{path}"))
}

fn header_safe(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

fn ok(response: &Response, error: VciError) -> Result<&[u8], VciError> {
    if (200..300).contains(&response.status) { Ok(&response.body) } else { Err(error) }
}

fn object(response: &Response, error: VciError) -> Result<Value, VciError> {
    object_of(ok(response, error)?).ok_or(error)
}

fn object_of(body: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Value>(body).ok().filter(Value::is_object)
}

fn copy(key: &SigningKey) -> SigningKey {
    SigningKey::ed25519_from_seed(*key.secret_bytes())
}

#[cfg(test)]
mod tests;
