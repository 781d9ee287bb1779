//! What an office says about a case, signed over what it has said before (`cert_fill::progress`).

use cert_fill::progress::{Statement, claims};
use cert_issue::issue_sd_jwt_vc;
use serde_json::Map;

use crate::{Server, authority::Authority, problem::Code, random};

/// Signs a statement about the case of this receipt.
pub(super) fn sign(
    server: &Server,
    office: &Authority,
    receipt: &str,
    before: Option<&str>,
    says: &Statement,
) -> Result<String, Code> {
    let claims = claims(office.issuer, receipt, before, says);
    let key = server.keys.of(office);
    issue_sd_jwt_vc(&claims, &[], &Map::new(), key, &mut |buffer| random::fill(buffer))
        .map_err(|_| Code::Internal)
}
