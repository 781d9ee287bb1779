//! What an issuer asks for, read from its description before anything is redeemed: what
//! cannot be finished is not begun.

use serde_json::{Map, Value};

use super::VciError;
use super::link::{Offer, host, secure};

/// The formats (OpenID4VCI 1.0 appendix A) that can be checked after they have arrived.
const FORMATS: [&str; 5] = ["dc+sd-jwt", "vc+sd-jwt", "jwt_vc_json", "jwt_vc_json-ld", "ldp_vc"];

/// A CWT in the layout of Claim 169: no format of OpenID4VCI 1.0.
const PAPER_FORMAT: &str = "claim-169";

/// The only proof of a JSON-LD certificate that is checked here.
const DATA_INTEGRITY_SUITE: &str = "eddsa-jcs-2022";

/// How possession of the holder's key is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Not at all: the certificate is bound to no key.
    None,
    /// An Ed25519 key under its own name (RFC 9864).
    Ed25519,
    /// An Ed25519 key under its old name (RFC 8037).
    EdDsa,
    /// A P-256 key.
    Es256,
}

/// A certificate that is offered and cannot be had here, and why.
pub type LeftOut = (String, VciError);

/// Addresses, and one proof per certificate in the order of the offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) credential_endpoint: String,
    pub(super) nonce_endpoint: Option<String>,
    pub(super) deferred_endpoint: Option<String>,
    /// The certificates that can be had, with how possession is proven.
    pub(super) proofs: Vec<(String, Proof)>,
    /// Codes for paper that the same token gives: of which certificate, and their configuration.
    pub(super) papers: Vec<(String, String)>,
    /// The others: nobody goes without the good ones because of them.
    pub(super) left_out: Vec<LeftOut>,
}

impl Terms {
    /// Reads the description of the issuer that made this offer (OpenID4VCI 1.0 12.2.4).
    pub(super) fn read(metadata: &Value, offer: &Offer) -> Result<Self, VciError> {
        let malformed = VciError::IssuerMetadataMalformed;
        // 12.2.1: the identifier in the description must be the one of the offer.
        if text(metadata, "credential_issuer") != Some(offer.issuer.as_str()) {
            return Err(malformed);
        }
        let address = |name: &str| match metadata.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => secure(value.as_str().ok_or(malformed)?).map(Some),
        };
        let required = |name: &str| {
            let encryption = metadata.get(name).and_then(|it| it.get("encryption_required"));
            encryption.and_then(Value::as_bool) == Some(true)
        };
        let encrypts = ["credential_response_encryption", "credential_request_encryption"];
        if encrypts.into_iter().any(required) {
            return Err(VciError::EncryptionRequired);
        }
        let supported = metadata
            .get("credential_configurations_supported")
            .and_then(Value::as_object)
            .ok_or(malformed)?;
        let (mut proofs, mut left_out) = (Vec::new(), Vec::new());
        for id in &offer.configurations {
            match proof(supported.get(id).ok_or(malformed)?) {
                Ok(proof) => proofs.push((id.clone(), proof)),
                Err(
                    code @ (VciError::CredentialFormatNotSupported | VciError::ProofNotSupported),
                ) => left_out.push((id.clone(), code)),
                Err(code) => return Err(code),
            }
        }
        if let ([], [(_, code), ..]) = (proofs.as_slice(), left_out.as_slice()) {
            return Err(*code);
        }
        let papers = papers(supported, &proofs);
        Ok(Self {
            papers,
            credential_endpoint: address("credential_endpoint")?.ok_or(malformed)?,
            nonce_endpoint: address("nonce_endpoint")?,
            deferred_endpoint: address("deferred_credential_endpoint")?,
            proofs,
            left_out,
        })
    }
}

/// The issuer's other forms of these certificates, for paper: small enough for a code, and bound to no
/// key. It is an extension of ours (ARCHITECTURE.md); whoever does not know it loses nothing.
fn papers(supported: &Map<String, Value>, proofs: &[(String, Proof)]) -> Vec<(String, String)> {
    let of_one = |(id, configuration): (&String, &Value)| {
        let from = text(configuration, "certfill_printed_from")?;
        let is_paper = text(configuration, "format") == Some(PAPER_FORMAT)
            && configuration.get("proof_types_supported").is_none();
        let is_offered = proofs.iter().any(|(offered, _)| offered == from);
        (is_paper && is_offered).then(|| (from.to_owned(), id.clone()))
    };
    supported.iter().filter_map(of_one).take(proofs.len()).collect()
}

/// The authorisation server to ask: the one that the offer names, if the issuer lists it;
/// else the first listed; else the issuer itself.
pub(super) fn server_of(metadata: &Value, offer: &Offer) -> Result<String, VciError> {
    let listed: Vec<&str> = metadata
        .get("authorization_servers")
        .and_then(Value::as_array)
        .map(|servers| servers.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    match (&offer.authorization_server, listed.first()) {
        (Some(named), _) if !listed.contains(&named.as_str()) => {
            Err(VciError::IssuerMetadataMalformed)
        }
        (Some(named), _) => Ok(named.clone()),
        (None, Some(first)) => secure(first),
        (None, None) => Ok(offer.issuer.clone()),
    }
}

/// The token endpoint of this server. A description that names another server, or none, is
/// somebody else's: the code would be sent to an address that the issuer never gave
/// (RFC 8414 3.3).
pub(super) fn token_endpoint(description: &Value, server: &str) -> Result<String, VciError> {
    let malformed = VciError::IssuerMetadataMalformed;
    if text(description, "issuer") != Some(server) {
        return Err(malformed);
    }
    secure(text(description, "token_endpoint").ok_or(malformed)?)
}

/// RFC 8414 section 3 and OpenID4VCI 12.2.2: the well-known part goes between host and path.
pub(super) fn well_known(identifier: &str, name: &str) -> Result<String, VciError> {
    let identifier = secure(identifier)?;
    let host = host(&identifier);
    let (scheme, rest) = identifier.split_once("://").ok_or(VciError::AddressNotSecure)?;
    let path = rest.strip_prefix(host).unwrap_or_default().trim_end_matches('/');
    Ok(format!("{scheme}://{host}/.well-known/{name}{path}"))
}

/// What one configuration asks for.
fn proof(configuration: &Value) -> Result<Proof, VciError> {
    let format = text(configuration, "format").ok_or(VciError::IssuerMetadataMalformed)?;
    let suites = names(configuration, "credential_signing_alg_values_supported");
    let other_suite = suites.is_some_and(|suites| !suites.contains(&DATA_INTEGRITY_SUITE));
    if !FORMATS.contains(&format) || (format == "ldp_vc" && other_suite) {
        return Err(VciError::CredentialFormatNotSupported);
    }
    // 8.2: no proof where none is described.
    let Some(types) = configuration.get("proof_types_supported") else { return Ok(Proof::None) };
    let cannot = VciError::ProofNotSupported;
    let jwt = types.get("jwt").ok_or(cannot)?;
    let methods = names(configuration, "cryptographic_binding_methods_supported");
    let without_jwk = methods.is_some_and(|methods| !methods.contains(&"jwk"));
    if without_jwk || jwt.get("key_attestations_required").is_some_and(|it| !it.is_null()) {
        return Err(cannot);
    }
    let algorithms = names(jwt, "proof_signing_alg_values_supported");
    let known = [("Ed25519", Proof::Ed25519), ("EdDSA", Proof::EdDsa), ("ES256", Proof::Es256)];
    match algorithms {
        // The member is required; who leaves it out does not mind.
        None => Ok(Proof::Ed25519),
        Some(listed) => known
            .iter()
            .find(|(name, _)| listed.contains(name))
            .map(|(_, proof)| *proof)
            .ok_or(cannot),
    }
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn names<'v>(value: &'v Value, name: &str) -> Option<Vec<&'v str>> {
    Some(value.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
}
