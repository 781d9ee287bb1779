//! What an operator says about the desk.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use cert_verify::json;
use serde_json::Value;

use super::{address::is_safe_address, grants::Grants};

/// How the desk is served.
#[derive(Clone, Debug)]
pub struct DeskConfig {
    /// Where it listens, apart from everything else.
    pub listen: SocketAddr,
    /// The origin that clerks use; without it, `http://` and the address listened on.
    pub public_url: Option<String>,
    /// The folder of the npm package with its built engine, so that evidence is verified in the clerk's browser.
    pub package: Option<PathBuf>,
    /// Who says who somebody is, besides local accounts.
    pub provider: Option<IdentityProvider>,
}

impl DeskConfig {
    /// Local accounts, on this address.
    pub const fn new(listen: SocketAddr) -> Self {
        Self { listen, public_url: None, package: None, provider: None }
    }
}

/// An identity provider that speaks OpenID Connect.
#[derive(Clone)]
pub struct IdentityProvider {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<String>,
    /// The claim with the roles.
    pub(crate) claim: String,
    /// What a value of the claim means here; a value that is not named is nothing.
    pub(crate) roles: Vec<(String, Grants)>,
}

impl std::fmt::Debug for IdentityProvider {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "IdentityProvider({})", self.issuer)
    }
}

impl IdentityProvider {
    /// Reads the file that describes it. The secret may stand in a file of its own beside it.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn read(path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|error| error.kind().to_string())?;
        let folder = path.parent().unwrap_or(Path::new("."));
        Self::parse(&bytes, |name| {
            let secret = fs::read_to_string(folder.join(name));
            secret.map_err(|error| format!("{name}: {}", error.kind()))
        })
    }

    /// The same from bytes; `secret` reads the file of the client secret.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(
        bytes: &[u8],
        secret: impl FnOnce(&str) -> Result<String, String>,
    ) -> Result<Self, String> {
        let said = json::parse_object(bytes, json::Limits::CERTIFICATE)
            .map_err(|code| code.as_str().to_owned())?;
        let known = ["issuer", "client_id", "client_secret_file", "roles_claim", "roles"];
        if let Some(other) = said.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("{other} is not known"));
        }
        let text = |name: &str| {
            let text = said.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| format!("{name}: a text"))
        };
        let issuer = text("issuer")?.trim_end_matches('/').to_owned();
        if !is_safe_address(&issuer) {
            return Err("issuer: an https address".to_owned());
        }
        let roles = said.get("roles").and_then(Value::as_object);
        let roles = roles.ok_or("roles: an object, such as {\"clerks-psb\": \"decide:psb\"}")?;
        let roles = roles.iter().map(|(name, grants)| {
            let grants = grants.as_str().and_then(Grants::parse);
            let grants = grants.ok_or_else(|| format!("roles/{name}: such as \"decide:psb\""))?;
            Ok((name.clone(), grants))
        });
        Ok(Self {
            issuer,
            client_id: text("client_id")?,
            client_secret: match said.get("client_secret_file").and_then(Value::as_str) {
                Some(name) => Some(secret(name)?.trim().to_owned()),
                None => None,
            },
            claim: text("roles_claim")?,
            roles: roles.collect::<Result<_, String>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_described_in_a_file() {
        let good = br#"{"issuer": "https://id.example/", "client_id": "desk", "client_secret_file": "secret",
            "roles_claim": "groups", "roles": {"a": "decide:psb", "b": "look:*"}}"#;
        let read = IdentityProvider::parse(good, |_| Ok("s3cret\n".to_owned())).unwrap();
        assert_eq!(
            (read.issuer.as_str(), read.client_secret.as_deref()),
            ("https://id.example", Some("s3cret"))
        );
        assert_eq!(
            format!("{read:?}"),
            "IdentityProvider(https://id.example)",
            "no secret in a log"
        );
        for bad in [
            r#"{"issuer": "http://id.example", "client_id": "d", "roles_claim": "g", "roles": {}}"#,
            r#"{"issuer": "https://id.example", "client_id": "d", "roles_claim": "g", "roles": {"a": "rule:psb"}}"#,
            r#"{"issuer": "https://id.example", "client_id": "d", "roles_claim": "g", "roles": {}, "x": 1}"#,
            r#"{"issuer": "https://id.example", "client_id": "d", "roles": {}}"#,
            "[]",
        ] {
            assert!(
                IdentityProvider::parse(bad.as_bytes(), |_| Ok(String::new())).is_err(),
                "{bad}"
            );
        }
    }
}
