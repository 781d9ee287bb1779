//! Logging in through the operator's identity provider: OpenID Connect Core 1.0, authorisation code with PKCE
//! (RFC 7636), state and nonce. The ID token is verified here against the provider's keys.

use std::{
    io::Read,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use cert_verify::{
    PublicKey, UnixTime, base64url,
    json::{self, Limits},
    jws, sha256,
};
use serde_json::{Map, Value};

use super::{IdentityProvider, address::is_safe_address, grants::Grants};
use crate::{db::desk::sessions::Journey, problem::Code, random};

/// What the provider says of itself is asked for again after this.
const KNOWN_SECONDS: i64 = 600;

/// Clocks differ.
const SKEW: i64 = 60;

/// A provider that takes longer is away.
const TIMEOUT: Duration = Duration::from_secs(8);

/// Documents of providers have some kilobytes.
const MAX_BODY: u64 = 262_144;

/// The provider, and what it last said of itself.
pub(super) struct Provider {
    config: IdentityProvider,
    known: Mutex<Option<Arc<Discovered>>>,
}

/// What a provider says of itself.
pub(super) struct Discovered {
    authorization_endpoint: String,
    token_endpoint: String,
    keys: Vec<(Option<String>, PublicKey)>,
    at: UnixTime,
}

impl Provider {
    pub(super) fn new(config: IdentityProvider) -> Self {
        Self { config, known: Mutex::default() }
    }

    /// What it says of itself now or said a short while ago.
    pub(super) async fn discovered(
        &self,
        now: UnixTime,
        anew: bool,
    ) -> Result<Arc<Discovered>, Code> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_recent = |one: &Arc<Discovered>| {
            (0..KNOWN_SECONDS).contains(&(now.seconds() - one.at.seconds()))
        };
        if let Some(known) = known.filter(|one| !anew && is_recent(one)) {
            return Ok(known);
        }
        let issuer = self.config.issuer.clone();
        let work = move || discover(&issuer, now);
        let found = tokio::task::spawn_blocking(work).await.ok().flatten();
        let found = Arc::new(found.ok_or(Code::DeskProviderAway)?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(found.clone());
        Ok(found)
    }

    /// Where the browser goes.
    pub(super) fn way_there(&self, to: &Discovered, back: &str, journey: &Outward) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", back)
            .append_pair("scope", "openid profile")
            .append_pair("state", &journey.state)
            .append_pair("nonce", &journey.nonce)
            .append_pair("code_challenge", &base64url::encode(&sha256(journey.verifier.as_bytes())))
            .append_pair("code_challenge_method", "S256");
        let mark = if to.authorization_endpoint.contains('?') { '&' } else { '?' };
        format!("{}{mark}{}", to.authorization_endpoint, query.finish())
    }

    /// The ID token for a code.
    async fn redeem(
        &self,
        to: &Discovered,
        code: &str,
        verifier: &str,
        back: &str,
    ) -> Result<String, Code> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("client_id", &self.config.client_id)
            .append_pair("code_verifier", verifier)
            .finish();
        // RFC 6749 2.3.1: each part is encoded as in a form before it is joined.
        let encoded =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let secret = self.config.client_secret.as_ref().map(|secret| {
            let both = format!("{}:{}", encoded(&self.config.client_id), encoded(secret));
            format!("Basic {}", STANDARD.encode(both))
        });
        let address = to.token_endpoint.clone();
        let work = move || ask(&address, Some((form, secret)));
        let answer = tokio::task::spawn_blocking(work).await.map_err(|_| Code::Internal)?;
        let said = match answer {
            Answered::Yes(said) => said,
            // It is there, and does not know this code.
            Answered::No => return Err(Code::DeskProviderRefused),
            Answered::Nothing => return Err(Code::DeskProviderAway),
        };
        let token = said.get("id_token").and_then(Value::as_str);
        token.map(str::to_owned).ok_or(Code::DeskProviderRefused)
    }

    /// Who it is, as the provider has signed it (OpenID Connect Core 3.1.3.7).
    fn identity(
        &self,
        to: &Discovered,
        token: &str,
        nonce: &str,
        now: UnixTime,
    ) -> Result<Identity, Wrong> {
        let signed = jws::parse(token).map_err(|_| Wrong::Token)?;
        let kid = signed.header().get("kid").and_then(Value::as_str);
        let mut fitting = to
            .keys
            .iter()
            .filter(|(known, _)| kid.is_none() || known.is_none() || known.as_deref() == kid);
        if !fitting.any(|(_, key)| signed.check_signature(key).is_ok()) {
            return Err(Wrong::Key);
        }
        let claims = json::parse_object(signed.unverified_payload(), Limits::CERTIFICATE);
        let claims = claims.map_err(|_| Wrong::Token)?;
        self.read(&claims, nonce, now).ok_or(Wrong::Token)
    }

    fn read(&self, claims: &Map<String, Value>, nonce: &str, now: UnixTime) -> Option<Identity> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let number = |name: &str| claims.get(name).and_then(Value::as_i64);
        let own = self.config.client_id.as_str();
        let is_for_us = match claims.get("aud")? {
            Value::String(one) => one == own,
            Value::Array(all) => {
                // With several, it has to say which of them asked.
                all.iter().any(|one| one == own) && (all.len() == 1 || text("azp") == Some(own))
            }
            _ => false,
        };
        let is_own_party = text("azp").is_none_or(|party| party == own);
        let is_now = number("exp")? > now.seconds() - SKEW
            && number("iat")? <= now.seconds() + SKEW
            && number("nbf").is_none_or(|from| from <= now.seconds() + SKEW);
        let is_good = text("iss")?.trim_end_matches('/') == self.config.issuer
            && is_for_us
            && is_own_party
            && is_now
            && text("nonce") == Some(nonce);
        let subject = text("sub").filter(|sub| (1..=255).contains(&sub.len()))?;
        let subject: String = subject.chars().filter(|sign| !sign.is_control()).collect();
        let shown = text("name").or(text("preferred_username")).unwrap_or(&subject);
        let shown: String = shown.chars().filter(|sign| !sign.is_control()).take(64).collect();
        is_good.then(|| Identity { name: shown, grants: self.grants(claims), subject })
    }

    /// What the values of the claim mean here.
    fn grants(&self, claims: &Map<String, Value>) -> Grants {
        let given: Vec<&str> = match claims.get(&self.config.claim) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let known = self.config.roles.iter().filter(|(name, _)| given.contains(&name.as_str()));
        known.fold(Grants::default(), |all, (_, grants)| all.and(grants))
    }
}

/// Why an ID token is not believed.
enum Wrong {
    /// No key of the provider has signed it; it may have a new one.
    Key,
    Token,
}

/// Somebody, as the provider says.
pub(super) struct Identity {
    pub(super) subject: String,
    pub(super) name: String,
    pub(super) grants: Grants,
}

/// What is made up for one journey.
pub(super) struct Outward {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

impl Outward {
    pub(super) fn new() -> Self {
        Self { state: secret(), nonce: secret(), verifier: secret() }
    }
}

enum Answered {
    Yes(Map<String, Value>),
    No,
    Nothing,
}

/// One request: a GET, or a POST of a form. Blocks.
fn ask(address: &str, form: Option<(String, Option<String>)>) -> Answered {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .user_agent("certfill")
        .build()
        .into();
    let answer = match form {
        None => agent.get(address).header("accept", "application/json").call(),
        Some((form, secret)) => {
            let request = agent
                .post(address)
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded");
            let request = match &secret {
                Some(secret) => request.header("authorization", secret),
                None => request,
            };
            request.send(form)
        }
    };
    let mut answer = match answer {
        Ok(answer) if answer.status() == 200 => answer,
        Ok(answer) if answer.status().is_client_error() => return Answered::No,
        Err(ureq::Error::StatusCode(status)) if (400..500).contains(&status) => {
            return Answered::No;
        }
        Ok(_) | Err(_) => return Answered::Nothing,
    };
    let mut bytes = Vec::new();
    let read = answer.body_mut().as_reader().take(MAX_BODY).read_to_end(&mut bytes);
    let said = json::parse_object(&bytes, Limits::LIST);
    read.ok().and(said.ok()).map_or(Answered::Nothing, Answered::Yes)
}

/// What the provider says of itself, with its keys. Blocks.
fn discover(issuer: &str, at: UnixTime) -> Option<Discovered> {
    let get = |address: &str| match ask(address, None) {
        Answered::Yes(said) => Some(said),
        Answered::No | Answered::Nothing => None,
    };
    let said = get(&format!("{issuer}/.well-known/openid-configuration"))?;
    let address = |name: &str| {
        let address = said.get(name)?.as_str().filter(|address| is_safe_address(address))?;
        Some(address.to_owned())
    };
    // A provider that calls itself something else is another one (OpenID Connect Discovery 4.3).
    let own = said.get("issuer")?.as_str()?.trim_end_matches('/');
    let keys = get(&address("jwks_uri")?).filter(|_| own == issuer)?;
    let keys = keys.get("keys")?.as_array()?.iter().take(32).flat_map(|jwk| {
        let kid = jwk.get("kid").and_then(Value::as_str).map(str::to_owned);
        readings(jwk).into_iter().map(move |key| (kid.clone(), key))
    });
    Some(Discovered {
        authorization_endpoint: address("authorization_endpoint")?,
        token_endpoint: address("token_endpoint")?,
        keys: keys.collect(),
        at,
    })
}

/// The keys that one JWK is. One of RSA that does not say for which algorithm may be for either (`alg` is optional,
/// RFC 7517 4.4, and big providers leave it out); one for encryption is for none.
fn readings(jwk: &Value) -> Vec<PublicKey> {
    if jwk.get("use").is_some_and(|purpose| purpose != "sig") {
        return Vec::new();
    }
    let is_open = jwk.get("kty").is_some_and(|kind| kind == "RSA") && jwk.get("alg").is_none();
    if !is_open {
        return PublicKey::from_jwk(jwk).ok().into_iter().collect();
    }
    let with = |algorithm: &str| {
        let mut jwk = jwk.clone();
        jwk.as_object_mut()?.insert("alg".to_owned(), algorithm.into());
        PublicKey::from_jwk(&jwk).ok()
    };
    ["RS256", "PS256"].into_iter().filter_map(with).collect()
}

/// 256 bits that nobody can guess.
pub(super) fn secret() -> String {
    let mut bytes = [0; 32];
    random::fill(&mut bytes);
    base64url::encode(&bytes)
}

/// Who came back with this code.
pub(super) async fn arrived(
    provider: &Provider,
    journey: &Journey,
    code: &str,
    base: &str,
    now: UnixTime,
) -> Result<Identity, Code> {
    let to = provider.discovered(now, false).await?;
    let back = format!("{base}/login/return");
    let token = provider.redeem(&to, code, &journey.verifier, &back).await?;
    let identity = match provider.identity(&to, &token, &journey.nonce, now) {
        Err(Wrong::Key) => {
            let to = provider.discovered(now, true).await?;
            provider.identity(&to, &token, &journey.nonce, now)
        }
        other => other,
    };
    let identity = identity.map_err(|_| Code::DeskProviderRefused)?;
    if identity.grants.is_empty() { Err(Code::DeskNoRole) } else { Ok(identity) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_of_rsa_that_names_no_algorithm_is_read_both_ways_and_one_for_encryption_not_at_all() {
        // Any odd number of 2,048 bits will do: nothing is verified with it.
        let modulus = base64url::encode(&[0xFF; 256]);
        let mut jwk = json!({"kty": "RSA", "n": modulus, "e": "AQAB"});
        assert_eq!(readings(&jwk).len(), 2);
        jwk["alg"] = "RS256".into();
        assert_eq!(readings(&jwk).len(), 1);
        jwk["use"] = "enc".into();
        assert_eq!(readings(&jwk).len(), 0);
    }
}
