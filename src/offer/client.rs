//! The conversation with an issuer, one request at a time.

use cert_issue::{SigningKey, proof_jwt, proof_jwt_eddsa};
use cert_verify::UnixTime;
use serde_json::{Map, Value, json};

use super::answer::{Issued, Tokens, is_busy, issued, object, refusal};
use super::link::{FORM, GRANT, Offer, OfferSource, encode, host};
use super::terms::{LeftOut, Proof, Terms, server_of, token_endpoint, well_known};
use super::{VciError, get, post, with_token};
use crate::http::{Reply, Request};
use crate::wallet::Renewal;
use crate::wallet::kinds::displayed;
use crate::words::Lang;

/// Certificates of one kind that an issuer may name one by one. More than this is not one
/// person's.
const MAX_IDENTIFIERS: usize = 20;

mod paper;
mod progress;

pub use self::paper::Paper;
pub use self::progress::Progress;

/// What the caller does next.
#[derive(Debug)]
pub enum Next {
    /// Send this and hand over the answer.
    Send(Request),
    /// Show this and ask the person; then call [`Conversation::consent`].
    Ask(Ask),
    /// A certificate arrived. Check and keep it, then go on.
    Take(Box<Granted>),
    /// A certificate will come later. Keep this and ask again, then go on.
    Later(Box<Later>),
    /// This one did not come, and why; go on, others may.
    Missed(String, VciError),
    /// Another form of a certificate that came before, for paper.
    Paper(Box<Paper>),
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
    /// The offer, with the certificates that can be had here.
    pub offer: Offer,
    /// The others, and why not.
    pub left_out: Vec<LeftOut>,
}

/// A certificate with the key that it is bound to.
#[derive(Debug)]
pub struct Granted {
    /// Which of the offered configurations.
    pub configuration: String,
    /// As received.
    pub text: String,
    /// The holder's key; none when the issuer binds it to none.
    pub key: Option<SigningKey>,
}

/// A certificate that the issuer has promised for later.
#[derive(Debug)]
pub struct Later {
    /// Which of the offered configurations.
    pub configuration: String,
    /// The holder's key; none when the issuer binds it to none.
    pub key: Option<SigningKey>,
    /// Where it is asked for.
    pub endpoint: String,
    /// The access token.
    pub token: String,
    /// How the token is renewed.
    pub renewal: Option<Renewal>,
    /// The issuer's name for the request.
    pub transaction: String,
    /// Seconds until it may be asked for.
    pub interval: i64,
}

/// One request for certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    configuration: String,
    proof: Proof,
    /// The issuer's own name for it, which then must be used (OpenID4VCI 1.0 8.2).
    identifier: Option<String>,
    /// Of which certificate it is the form for paper; nobody misses it when it does not come.
    paper_of: Option<String>,
}

#[derive(Debug)]
enum Phase {
    Offer(String),
    IssuerMetadata,
    ServerMetadata { server: String },
    Asking,
    Token { tx_code: Option<String> },
    Nonce,
    Credential { nonce: Option<String> },
    Taking { texts: Vec<String> },
    Promised(Box<Later>),
    Missed(VciError),
    Done,
}

/// One conversation.
#[derive(Debug)]
pub struct Conversation {
    phase: Phase,
    offer: Option<Offer>,
    metadata: Value,
    terms: Option<Terms>,
    token_endpoint: String,
    tokens: Option<Tokens>,
    wanted: Vec<Wanted>,
    at: usize,
    key: Option<SigningKey>,
    tried_again: bool,
}

impl Conversation {
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
            terms: None,
            token_endpoint: String::new(),
            tokens: None,
            wanted: Vec::new(),
            at: 0,
            key: None,
            tried_again: false,
        }
    }

    /// What to do now. Randomness makes the holder's key for each certificate.
    ///
    /// # Errors
    /// When the offer names addresses that may not be asked.
    pub fn next(
        &mut self,
        now: UnixTime,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Next, VciError> {
        let paper_of = self.paper_of();
        match &mut self.phase {
            Phase::Offer(address) => Ok(Next::Send(get(address.clone()))),
            Phase::IssuerMetadata => {
                let issuer = &self.offer()?.issuer;
                Ok(Next::Send(get(well_known(issuer, "openid-credential-issuer")?)))
            }
            Phase::ServerMetadata { server } => {
                Ok(Next::Send(get(well_known(server, "oauth-authorization-server")?)))
            }
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
                Ok(Next::Send(post(self.token_endpoint.clone(), FORM, form)))
            }
            Phase::Nonce => {
                let endpoint = self.terms()?.nonce_endpoint.clone();
                let endpoint = endpoint.ok_or(VciError::IssuerMetadataMalformed)?;
                Ok(Next::Send(post(endpoint, "application/json", String::new())))
            }
            Phase::Credential { nonce } => {
                let nonce = nonce.clone();
                self.credential_request(nonce.as_deref(), now, random).map(Next::Send)
            }
            Phase::Taking { texts } => match texts.pop() {
                Some(text) if let Some(of) = paper_of => {
                    Ok(Next::Paper(Box::new(Paper { of, text })))
                }
                Some(text) => {
                    let key = self.key.clone();
                    let configuration = self.configuration();
                    Ok(Next::Take(Box::new(Granted { configuration, text, key })))
                }
                None => {
                    self.go_on();
                    self.next(now, random)
                }
            },
            Phase::Promised(_) => {
                let promised = std::mem::replace(&mut self.phase, Phase::Done);
                self.go_on();
                match promised {
                    Phase::Promised(later) => Ok(Next::Later(later)),
                    _ => Ok(Next::Done),
                }
            }
            Phase::Missed(_) if paper_of.is_some() => {
                self.go_on();
                self.next(now, random)
            }
            Phase::Missed(error) => {
                let error = *error;
                let configuration = self.configuration();
                self.go_on();
                Ok(Next::Missed(configuration, error))
            }
            Phase::Done => Ok(Next::Done),
        }
    }

    /// What the person was or will be asked, once the issuer has described itself.
    #[must_use]
    pub fn asked(&self) -> Option<Ask> {
        let mut offer = self.offer.clone()?;
        let terms = self.terms.as_ref()?;
        offer.configurations = terms.proofs.iter().map(|(id, _)| id.clone()).collect();
        let (metadata, left_out) = (self.metadata.clone(), terms.left_out.clone());
        Some(Ask { host: host(&offer.issuer).to_owned(), metadata, offer, left_out })
    }

    /// The person agreed; with the code, when the offer asks for one.
    pub fn consent(&mut self, tx_code: Option<String>) {
        if matches!(self.phase, Phase::Asking) {
            self.phase = Phase::Token { tx_code };
        }
    }

    /// Takes the answer to the request that [`Conversation::next`] gave.
    ///
    /// # Errors
    /// What is wrong with it, while nothing has been redeemed or nothing more can come.
    /// After [`VciError::TransactionCodeWrong`] and [`VciError::IssuerBusy`] the session asks
    /// again.
    pub fn answer(&mut self, response: &Reply) -> Result<(), VciError> {
        match &self.phase {
            Phase::Offer(_) => {
                if matches!(response.status, 404 | 410) {
                    return Err(VciError::OfferExpired);
                }
                if !(200..300).contains(&response.status) {
                    return Err(VciError::OfferMalformed);
                }
                self.offer = Some(Offer::parse(&response.body)?);
                self.phase = Phase::IssuerMetadata;
                Ok(())
            }
            Phase::IssuerMetadata => {
                let metadata = object(response, VciError::IssuerMetadataMalformed)?;
                let offer = self.offer()?;
                let terms = Terms::read(&metadata, offer)?;
                let server = server_of(&metadata, offer)?;
                (self.terms, self.metadata) = (Some(terms), metadata);
                self.phase = Phase::ServerMetadata { server };
                Ok(())
            }
            Phase::ServerMetadata { server } => {
                let description = object(response, VciError::IssuerMetadataMalformed)?;
                self.token_endpoint = token_endpoint(&description, server)?;
                self.phase = Phase::Asking;
                Ok(())
            }
            Phase::Token { .. } => self.token(response),
            Phase::Nonce => {
                let value = object(response, VciError::IssuerAnswerMalformed);
                let nonce =
                    value.ok().and_then(|value| Some(value.get("c_nonce")?.as_str()?.to_owned()));
                self.phase = match nonce {
                    Some(nonce) => Phase::Credential { nonce: Some(nonce) },
                    None if is_busy(response) => Phase::Missed(VciError::IssuerBusy),
                    None => Phase::Missed(VciError::IssuerAnswerMalformed),
                };
                Ok(())
            }
            Phase::Credential { .. } => {
                self.phase = self.credential(response).unwrap_or_else(Phase::Missed);
                Ok(())
            }
            _ => Err(VciError::IssuerAnswerMalformed),
        }
    }

    fn offer(&self) -> Result<&Offer, VciError> {
        self.offer.as_ref().ok_or(VciError::OfferMalformed)
    }

    fn terms(&self) -> Result<&Terms, VciError> {
        self.terms.as_ref().ok_or(VciError::IssuerMetadataMalformed)
    }

    fn configuration(&self) -> String {
        self.wanted.get(self.at).map(|wanted| wanted.configuration.clone()).unwrap_or_default()
    }

    fn token(&mut self, response: &Reply) -> Result<(), VciError> {
        if !(200..300).contains(&response.status) {
            let with_code = self.offer()?.tx_code.is_some();
            return Err(match refusal(response).as_deref() {
                Some("invalid_grant" | "invalid_request") if with_code => {
                    self.phase = Phase::Asking;
                    VciError::TransactionCodeWrong
                }
                Some("invalid_grant") => VciError::OfferExpired,
                Some("invalid_client" | "unauthorized_client") => VciError::WalletNotKnown,
                _ if is_busy(response) => {
                    self.phase = Phase::Asking;
                    VciError::IssuerBusy
                }
                _ => VciError::IssuerRefused,
            });
        }
        let value = object(response, VciError::IssuerAnswerMalformed)?;
        self.tokens = Some(Tokens::read(&value)?);
        self.wanted = self.wanted(&value)?;
        self.phase = self.first_phase();
        Ok(())
    }

    /// What to ask for: every offered certificate, or those that the token names one by one
    /// (OpenID4VCI 1.0 6.2).
    fn wanted(&self, tokens: &Value) -> Result<Vec<Wanted>, VciError> {
        let malformed = VciError::IssuerAnswerMalformed;
        let details = match tokens.get("authorization_details") {
            None | Some(Value::Null) => None,
            Some(list) => Some(list.as_array().ok_or(malformed)?),
        };
        let mut wanted = Vec::new();
        for (configuration, proof) in &self.terms()?.proofs {
            let one = |identifier: Option<String>| Wanted {
                configuration: configuration.clone(),
                proof: *proof,
                identifier,
                paper_of: None,
            };
            let Some(details) = details else {
                wanted.push(one(None));
                continue;
            };
            let of_it = details.iter().filter(|detail| {
                detail.get("credential_configuration_id").and_then(Value::as_str)
                    == Some(configuration)
            });
            for detail in of_it {
                let names = detail.get("credential_identifiers").and_then(Value::as_array);
                let Some(names) = names else {
                    wanted.push(one(None));
                    continue;
                };
                for name in names.iter().take(MAX_IDENTIFIERS) {
                    wanted.push(one(Some(name.as_str().ok_or(malformed)?.to_owned())));
                }
            }
        }
        if wanted.is_empty() {
            return Err(malformed);
        }
        // A token that names its certificates gives no others.
        if details.is_none() {
            wanted.extend(self.papers());
        }
        Ok(wanted)
    }

    fn go_on(&mut self) {
        self.at += 1;
        self.key = None;
        self.tried_again = false;
        self.phase = if self.at < self.wanted.len() { self.first_phase() } else { Phase::Done };
    }

    /// The first request for a certificate: a nonce, when it goes into a proof.
    fn first_phase(&self) -> Phase {
        let proves = self.wanted.get(self.at).is_some_and(|wanted| wanted.proof != Proof::None);
        let gives = self.terms.as_ref().is_some_and(|terms| terms.nonce_endpoint.is_some());
        if proves && gives { Phase::Nonce } else { Phase::Credential { nonce: None } }
    }

    fn credential_request(
        &mut self,
        nonce: Option<&str>,
        now: UnixTime,
        random: &mut dyn FnMut(&mut [u8]),
    ) -> Result<Request, VciError> {
        let endpoint = self.terms()?.credential_endpoint.clone();
        let issuer = self.offer()?.issuer.clone();
        let wanted = self.wanted.get(self.at).ok_or(VciError::OfferMalformed)?.clone();
        let token = self.tokens.as_ref().ok_or(VciError::OfferMalformed)?.access.clone();
        let mut body = Map::new();
        match wanted.identifier {
            Some(identifier) => body.insert("credential_identifier".into(), identifier.into()),
            None => body.insert("credential_configuration_id".into(), wanted.configuration.into()),
        };
        if self.key.is_none() {
            self.key = match wanted.proof {
                Proof::None => None,
                Proof::Ed25519 | Proof::EdDsa => Some(SigningKey::generate(random)),
                Proof::Es256 => {
                    let key = SigningKey::generate_p256(random);
                    Some(key.map_err(|_| VciError::ProofNotSupported)?)
                }
            };
        }
        if let Some(key) = &self.key {
            let proof = match wanted.proof {
                Proof::EdDsa => proof_jwt_eddsa(&issuer, nonce, now, key),
                _ => proof_jwt(&issuer, nonce, now, key),
            };
            body.insert("proofs".into(), json!({"jwt": [proof]}));
        }
        let body = Value::Object(body).to_string();
        Ok(with_token(post(endpoint, "application/json", body), &token))
    }

    fn credential(&mut self, response: &Reply) -> Result<Phase, VciError> {
        let malformed = VciError::IssuerAnswerMalformed;
        let terms = self.terms()?;
        match issued(response)? {
            Issued::Now(mut texts) => {
                texts.reverse();
                Ok(Phase::Taking { texts })
            }
            // 8.3.1.2: one more try with a fresh nonce.
            Issued::NonceStale if terms.nonce_endpoint.is_some() && !self.tried_again => {
                self.tried_again = true;
                Ok(Phase::Nonce)
            }
            Issued::NonceStale => Err(VciError::IssuerRefused),
            Issued::Later(..) if self.paper_of().is_some() => Err(malformed),
            Issued::Later(transaction, interval) => {
                let endpoint = terms.deferred_endpoint.clone().ok_or(malformed)?;
                let tokens = self.tokens.clone().ok_or(malformed)?;
                let address = self.token_endpoint.clone();
                Ok(Phase::Promised(Box::new(Later {
                    configuration: self.configuration(),
                    key: self.key.take(),
                    endpoint,
                    renewal: tokens.refresh.map(|token| Renewal { endpoint: address, token }),
                    token: tokens.access,
                    transaction: transaction.ok_or(malformed)?,
                    interval,
                })))
            }
        }
    }
}

impl Ask {
    /// The issuer's name for itself. It is not verified; the host is.
    #[must_use]
    pub fn issuer_name(&self, lang: Lang) -> Option<String> {
        displayed(self.metadata.get("display")?, &["name"], lang)
    }

    /// The name of an offered certificate, else its configuration's id.
    #[must_use]
    pub fn name(&self, configuration: &str, lang: Lang) -> String {
        let described = self.metadata.get("credential_configurations_supported").and_then(|all| {
            let one = all.get(configuration)?;
            let entries =
                one.pointer("/credential_metadata/display").or_else(|| one.get("display"))?;
            displayed(entries, &["name"], lang)
        });
        described.unwrap_or_else(|| configuration.to_owned())
    }
}

#[cfg(test)]
mod tests;
