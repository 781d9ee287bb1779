//! The issuer's metadata (OpenID4VCI 1.0, 12.2) and that of its token endpoint (RFC 8414).

use axum::{extract::State, response::Response};
use serde_json::{Map, Value, json};

use crate::{Shared, answer};

/// `GET /.well-known/openid-credential-issuer/issuer`
pub(crate) async fn issuer(State(server): State<Shared>) -> Response {
    let issuer = server.issuer_id();
    let mut configurations = Map::new();
    for kind in server.world.types.iter().filter(|kind| kind.is_issued()) {
        if let Some(code) = super::printed::configuration(kind) {
            configurations.insert(kind.name.to_owned(), code);
            continue;
        }
        let configuration = kind.described(json!({
            "format": "dc+sd-jwt",
            "vct": kind.vct,
            "cryptographic_binding_methods_supported": ["jwk"],
            "credential_signing_alg_values_supported": ["Ed25519", "ES256"],
            "proof_types_supported": {
                "jwt": {"proof_signing_alg_values_supported": ["Ed25519", "EdDSA", "ES256"]},
            },
        }));
        configurations.insert(kind.name.to_owned(), configuration);
    }
    let metadata = json!({
        "credential_issuer": issuer,
        "credential_endpoint": format!("{issuer}/credential"),
        "nonce_endpoint": format!("{issuer}/nonce"),
        "display": [
            {"name": "示例签发机构（SPECIMEN）", "locale": "zh-CN"},
            {"name": "Specimen issuer", "locale": "en"},
        ],
        "credential_configurations_supported": Value::Object(configurations),
    });
    answer::public_json(&metadata)
}

/// `GET /.well-known/oauth-authorization-server/issuer`
pub(crate) async fn authorization_server(State(server): State<Shared>) -> Response {
    let issuer = server.issuer_id();
    let metadata = json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "token_endpoint_auth_methods_supported": ["none"],
        "response_types_supported": [],
        "grant_types_supported": [super::GRANT],
        "pre-authorized_grant_anonymous_access_supported": true,
    });
    answer::public_json(&metadata)
}
