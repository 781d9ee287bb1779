//! `certfill key` and `certfill issue`: keys and certificates for tests and specimens.

use std::path::Path;

use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_verify::{ClaimPath, base64url};
use serde_json::{Map, Value, json};

use crate::args::{Issue, Key};
use crate::{Failure, Io, clock, files};

/// Members that stay visible whatever the arguments say: a verifier refuses most of them in a
/// disclosure (SD-JWT VC 3.2.2.2), and the others are needed before anything is disclosed.
const ALWAYS_OPEN: &[&str] = &[
    "iss",
    "nbf",
    "exp",
    "iat",
    "cnf",
    "vct",
    "vct#integrity",
    "aka_vcts",
    "status",
    "specimen",
    "copy_for",
];

pub(crate) fn run(options: &Issue, io: &mut Io<'_>) -> Result<u8, Failure> {
    let key = read_key(&options.key, io)?;
    let mut claims = files::read_json(&options.claims, io)?;
    let members = claims
        .as_object_mut()
        .ok_or_else(|| Failure::usage("the claims are a JSON object with `iss` and `vct`"))?;
    if let Some(holder) = &options.holder {
        members.insert("cnf".to_owned(), json!({ "jwk": files::read_json(holder, io)? }));
    }
    let hidden = members
        .keys()
        .filter(|name| !ALWAYS_OPEN.contains(&name.as_str()) && !options.open.contains(name))
        .map(|name| ClaimPath::from_json(&json!([name])))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|code| Failure::usage(code.as_str()))?;
    let certificate =
        issue_sd_jwt_vc(&claims, &hidden, &Map::new(), &key, &mut |bytes| clock::random(bytes))
            .map_err(|code| Failure::usage(format!("{}: {}", code.as_str(), code.description())))?;
    io.result(&certificate);
    Ok(0)
}

/// Prints a new private key as JWK, or the public half of one.
pub(crate) fn make_key(options: &Key, io: &mut Io<'_>) -> Result<u8, Failure> {
    let jwk = match &options.public {
        Some(file) => read_key(file, io)?.public_jwk(),
        None => {
            let key = SigningKey::generate(&mut |bytes| clock::random(bytes));
            let mut jwk = key.public_jwk();
            if let Some(members) = jwk.as_object_mut() {
                members.insert("d".to_owned(), base64url::encode(&*key.secret_bytes()).into());
            }
            jwk
        }
    };
    io.result(&jwk.to_string());
    Ok(0)
}

/// A private key: JWK with `d`, Ed25519 (RFC 8037) or P-256 (RFC 7518 6.2).
///
/// # Errors
/// Wrong usage when the file holds anything else.
pub(crate) fn read_key(file: &Path, io: &mut Io<'_>) -> Result<SigningKey, Failure> {
    let jwk = files::read_json(file, io)?;
    from_jwk(&jwk).ok_or_else(|| {
        Failure::usage(format!(
            "{}: not a private key (a JWK with `d`, Ed25519 or P-256)",
            file.display()
        ))
    })
}

fn from_jwk(jwk: &Value) -> Option<SigningKey> {
    let text = |name| jwk.get(name).and_then(Value::as_str);
    let secret: [u8; 32] = base64url::decode(text("d")?).ok()?.try_into().ok()?;
    match (text("kty")?, text("crv")?) {
        ("OKP", "Ed25519") => Some(SigningKey::ed25519_from_seed(secret)),
        ("EC", "P-256") => SigningKey::p256_from_bytes(&secret).ok(),
        _ => None,
    }
}
