//! The credential endpoint (OpenID4VCI 1.0 section 8).

use axum::{body::Body, extract::State, http::Request, response::Response};
use cert_issue::issue_sd_jwt_vc;
use cert_verify::{PublicKey, json as strict};
use serde_json::{Map, Value, json};

use crate::{
    Server, Shared, answer,
    authority::Authority,
    body,
    db::{
        About, issuance,
        lists::{self, StatusEntry},
    },
    problem::{Code, Problem},
    random,
    specimen::{certificates, types::Type},
    status,
};

use super::{Refusal, bearer, printed, proof::Proof};

/// One request carries one proof: a few kilobytes even with an RSA-sized header.
const MAX_BODY: usize = 16_384;

/// How often a free index is looked for: in a list that is three quarters full, one in 10⁸ certificates
/// would need more.
const INDEX_ATTEMPTS: u32 = 64;

const TOKEN_UNKNOWN: Refusal = Refusal::OAuth {
    status: 401,
    error: "invalid_token",
    note: "the access token is unknown or expired",
};

/// `POST /issuer/credential`
pub(crate) async fn post(
    State(server): State<Shared>,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let now = server.now();
    let token = bearer(request.headers()).ok_or(Refusal::OAuth {
        status: 401,
        error: "invalid_token",
        note: "the access token is missing",
    })?;
    let grant = issuance::grant_of_token(&server.database, &token, now).await?;
    let grant = grant.ok_or(TOKEN_UNKNOWN)?;
    let person = server.world.person(&grant.person).ok_or(TOKEN_UNKNOWN)?;
    if !body::has_media_type(&request, "application/json") {
        return Err(Refusal::bad("invalid_credential_request", "the body must be JSON"));
    }
    let bytes = body::read(request.into_body(), MAX_BODY).await?;
    let asked = Asked::read(&bytes)?;
    let kind = server.world.kind(&asked.configuration).filter(|kind| kind.is_issued());
    let card = kind.and_then(|kind| kind.printed_from);
    let source = card.and_then(|card| server.world.kind(card)).or(kind);
    let contents = source.and_then(|source| match &grant.gift {
        Some(one) if one.kind() == asked.configuration => one.contents(source, person, now),
        Some(_) => None,
        None => certificates::contents(source, person, now),
    });
    let (Some(kind), Some(mut contents)) = (kind, contents) else {
        return Err(Refusal::bad(
            "unknown_credential_configuration",
            "this offer has no such certificate",
        ));
    };
    let authority = kind.authority;
    let proof = if card.is_some() {
        asked.without_proof()?;
        contents = printed::shortened(contents, now)?;
        None
    } else {
        Some(Proof::check(asked.proof()?, &server.issuer_id(), now)?)
    };

    let mut transaction = server.database.write(About::Lists(authority.list)).await?;
    if let Some(proof) = &proof
        && !issuance::use_nonce(&mut transaction, &proof.nonce, now).await?
    {
        return Err(Refusal::bad("invalid_nonce", "fetch a new c_nonce and try again"));
    }
    if !issuance::count_issued(&mut transaction, &token).await? {
        return Err(TOKEN_UNKNOWN);
    }
    let mut entry = StatusEntry {
        list: lists::count_in(&mut transaction, authority.list, status::MOST_ISSUED).await?,
        index: 0,
        value: 0,
        credential_type: kind.name.to_owned(),
        person: person.slug.to_owned(),
        issued_at: now,
    };
    for attempt in 0.. {
        // A random index says nothing about when or after whom a certificate was issued.
        entry.index = u32::try_from(random::below(status::ENTRIES)).unwrap_or_default();
        if lists::enter(&mut transaction, &entry, contents.expires, grant.gift.as_ref()).await? {
            break;
        }
        if attempt == INDEX_ATTEMPTS {
            return Err(Problem::from(Code::StorageUnavailable).into());
        }
    }
    let certificate = match &proof {
        Some(proof) => issue(&server, authority, kind, &contents, &proof.key, &entry)?,
        None => printed::issue(&server, authority, &contents, &entry)?,
    };
    transaction.commit().await.map_err(crate::db::StorageError::from)?;
    Ok(answer::json(200, &json!({"credentials": [{"credential": certificate}]})))
}

fn issue(
    server: &Server,
    authority: &Authority,
    kind: &Type,
    contents: &certificates::Contents,
    holder: &PublicKey,
    entry: &StatusEntry,
) -> Result<String, Refusal> {
    let mut claims = json!({
        "iss": authority.issuer,
        "vct": kind.vct,
        "iat": entry.issued_at.seconds(),
        "nbf": contents.not_before.seconds(),
        "exp": contents.expires.seconds(),
        "cnf": {"jwk": holder.to_jwk()},
        "status": {"status_list": {"idx": entry.index, "uri": status::address(server, entry.list)}},
    });
    if let Value::Object(members) = &mut claims {
        members.extend(contents.claims.clone());
    }
    let paths = certificates::disclosable(&contents.claims);
    let key = server.keys.of(authority);
    issue_sd_jwt_vc(&claims, &paths, &Map::new(), key, &mut |buffer| random::fill(buffer))
        .map_err(|_| Problem::from(Code::Internal).into())
}

struct Asked {
    configuration: String,
    proofs: Option<Value>,
}

impl Asked {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let invalid = |note| Refusal::bad("invalid_credential_request", note);
        let request = strict::parse_object(bytes, strict::Limits::CERTIFICATE)
            .map_err(|_| invalid("the body is not a JSON object"))?;
        if request.contains_key("credential_identifier") {
            return Err(Refusal::bad(
                "unknown_credential_identifier",
                "use credential_configuration_id",
            ));
        }
        let configuration = request.get("credential_configuration_id").and_then(Value::as_str);
        let configuration =
            configuration.ok_or(invalid("credential_configuration_id is missing"))?;
        if request.contains_key("credential_response_encryption") {
            return Err(Refusal::bad(
                "invalid_encryption_parameters",
                "encrypted responses are not supported",
            ));
        }
        Ok(Self { configuration: configuration.to_owned(), proofs: request.get("proofs").cloned() })
    }

    /// The proof of the holder's key.
    fn proof(&self) -> Result<&str, Refusal> {
        let proofs = self.proofs.as_ref().and_then(Value::as_object);
        let jwts = proofs
            .filter(|proofs| proofs.len() == 1)
            .and_then(|proofs| proofs.get("jwt"))
            .and_then(Value::as_array);
        match jwts.map(Vec::as_slice) {
            Some([Value::String(proof)]) => Ok(proof),
            _ => Err(Refusal::bad("invalid_proof", "proofs must hold one jwt proof")),
        }
    }

    /// Nobody is to believe that a proof was looked at where none is asked for.
    fn without_proof(&self) -> Result<(), Refusal> {
        let note = "this certificate is bound to no key: ask without proofs";
        let is_without = self.proofs.is_none();
        is_without.then_some(()).ok_or(Refusal::bad("invalid_credential_request", note))
    }
}
