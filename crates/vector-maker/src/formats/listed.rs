//! Trust lists that carry certificates.

use cert_issue::{SigningKey, sign_jws};
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, date},
    certificates::x5c,
    eu_dcc, x5c as chains,
};

const TYPE: &str = "https://specimen.example/vct/resident-id";

fn root() -> SigningKey {
    SigningKey::ed25519_from_seed([31; 32])
}

fn roots() -> Value {
    json!({ "version": 1, "threshold": 1, "keys": [root().public_jwk()] })
}

/// A list with one issuer, whose keys come as these certificates.
fn list(issuer: &str, types: Value, certificates: &[Vec<u8>]) -> String {
    let certificates: Vec<Value> =
        x5c(certificates).as_array().unwrap().iter().map(|text| json!({ "val": text })).collect();
    let service = json!({
        "ServiceStatus": "https://specimen.example/status/granted",
        "StatusStartingTime": date(-300 * DAY),
        "ServiceDigitalIdentity": { "OtherIds": [issuer], "X509Certificates": certificates },
        "ServiceInformationExtensions": [{ "CertfillTypes": types, "CertfillRegions": [] }],
    });
    let list = json!({ "LoTE": {
        "ListAndSchemeInformation": {
            "LoTEVersionIdentifier": 1, "LoTESequenceNumber": 1,
            "ListIssueDateTime": date(-DAY), "NextUpdate": date(DAY),
        },
        "TrustedEntitiesList": [{
            "TrustedEntityInformation": { "TEName": [{ "lang": "zh-CN", "value": "示例 SPECIMEN" }] },
            "TrustedEntityServices": [{ "ServiceInformation": service }],
        }],
    } });
    sign_jws(
        json!({ "typ": "lote+jwt" }).as_object().unwrap(),
        list.to_string().as_bytes(),
        &root(),
    )
}

fn case(name: &str, comment: &str, format: &str, input: &str, list: String) -> Case {
    Case::new("listed-certificates", format, name, comment, input).trust_list(list, roots())
}

pub(crate) fn cases(all: &mut Vec<Case>) {
    let issuer = super::case::ISSUER;
    let chained = chains::good_token();
    let (dcc, signer) = (eu_dcc::good_code(), eu_dcc::document_signer());
    let mut broken = chains::middle();
    broken.pop();
    all.extend([
        case(
            "valid-chain-to-listed-authority",
            "The authority of the chain stands on the list, for this issuer.",
            "dc+sd-jwt",
            &chained,
            list(issuer, json!([TYPE]), &[chains::middle()]),
        ),
        case(
            "valid-chain-to-listed-root",
            "The root of the chain stands on the list, for this issuer.",
            "dc+sd-jwt",
            &chained,
            list(issuer, json!([TYPE]), &[chains::root()]),
        ),
        case(
            "valid-listed-leaf",
            "The leaf itself stands on the list.",
            "dc+sd-jwt",
            &chained,
            list(issuer, json!([TYPE]), &[chains::leaf()]),
        ),
        case(
            "type-not-allowed",
            "The issuer may issue another type only.",
            "dc+sd-jwt",
            &chained,
            list(issuer, json!(["https://specimen.example/vct/senior-card"]), &[chains::middle()]),
        )
        .invalid("issuer-type-not-allowed"),
        case(
            "valid-authority-with-another-identifier",
            "The authority stands on the list for somebody whose identifier is another one; the subject of the leaf is the issuer.",
            "dc+sd-jwt",
            &chained,
            list("https://other.specimen.example", json!(["*"]), &[chains::middle()]),
        ),
        case(
            "certificate-broken",
            "The certificate on the list lost its last byte; the rest of the list is read.",
            "dc+sd-jwt",
            &chained,
            list(issuer, json!(["*"]), &[broken]),
        )
        .undetermined("issuer-unknown")
        .unread("X509Certificates: x509-malformed, ServiceDigitalIdentity"),
        case(
            "valid-dcc-signer",
            "The signer of a health certificate stands on the list of its country.",
            "eu-dcc",
            &dcc,
            list("XS", json!(["vaccination"]), std::slice::from_ref(&signer)),
        ),
        case(
            "dcc-signer-of-another-country",
            "The signer stands on the list for another country.",
            "eu-dcc",
            &dcc,
            list("XT", json!(["*"]), &[signer]),
        )
        .undetermined("issuer-unknown"),
        case(
            "dcc-signer-not-listed",
            "The country stands on the list, but not yet this signer.",
            "eu-dcc",
            &dcc,
            list("XS", json!(["*"]), &[chains::leaf()]),
        )
        .undetermined("issuer-unknown"),
    ]);
}
