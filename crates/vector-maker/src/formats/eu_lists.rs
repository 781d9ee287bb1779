//! Trust lists as the EU profiles of ETSI TS 119 602 have them: certificates alone identify a service, and
//! being on the list is the approval.

use cert_issue::{SigningKey, sign_jws};
use serde_json::{Value, json};

use super::{
    case::{Case, DAY, ISSUER, NOW, date, ed25519, es256},
    certificates::{Template, x5c},
    credential::with,
};

const EU: &str = "http://uri.etsi.org/19602";
const PID: &str = "urn:eudi:pid:1";
const OTHER_TYPE: &str = "https://specimen.example/vct/resident-id";
const AUTHORITY: &str = "示例 SPECIMEN provider authority";
const LEAF: &str = "示例 SPECIMEN provider";

fn root() -> SigningKey {
    SigningKey::p256_from_bytes(&[41; 32]).unwrap()
}

fn roots() -> Value {
    json!({ "version": 1, "threshold": 1, "keys": [root().public_jwk()] })
}

fn authority_key() -> SigningKey {
    SigningKey::p256_from_bytes(&[42; 32]).unwrap()
}

fn authority() -> Vec<u8> {
    Template::authority(AUTHORITY, AUTHORITY).sign(&authority_key(), &authority_key())
}

/// A leaf without any alternative name, as the profiles of providers allow.
fn leaf() -> Vec<u8> {
    Template { uri: None, ..Template::leaf(LEAF, AUTHORITY) }.sign(&es256(), &authority_key())
}

fn other_key() -> SigningKey {
    SigningKey::p256_from_bytes(&[43; 32]).unwrap()
}

fn other_authority() -> Vec<u8> {
    const NAME: &str = "示例 SPECIMEN other authority";
    Template::authority(NAME, NAME).sign(&other_key(), &other_key())
}

/// A certificate without `iss` unless `more` has one.
fn token(credential_type: &str, more: Value) -> String {
    let mut claims = json!({
        "vct": credential_type, "iat": NOW.seconds() - DAY, "exp": NOW.seconds() + DAY,
        "name": "示例 SPECIMEN",
    });
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let header = json!({ "typ": "dc+sd-jwt", "x5c": x5c(&[leaf()]) });
    sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &es256()) + "~"
}

fn texts(text: &str) -> Value {
    json!([{ "lang": "en", "value": text }])
}

fn addresses(uri: &str) -> Value {
    json!([{ "lang": "en", "uriValue": uri }])
}

fn vals(certificates: &[Vec<u8>]) -> Value {
    let all = x5c(certificates);
    all.as_array().unwrap().iter().map(|text| json!({ "val": text })).collect()
}

/// `ServiceInformation` with what the schema requires.
fn service(kind: &str, certificates: &[Vec<u8>]) -> Value {
    json!({
        "ServiceName": texts("SPECIMEN service"),
        "ServiceTypeIdentifier": kind,
        "ServiceDigitalIdentity": { "X509Certificates": vals(certificates) },
    })
}

fn entity(services: &[Value]) -> Value {
    let services: Vec<Value> =
        services.iter().map(|service| json!({ "ServiceInformation": service })).collect();
    json!({
        "TrustedEntityInformation": {
            "TEName": texts("SPECIMEN provider"),
            "TEAddress": {
                "TEPostalAddress": [{ "lang": "en", "StreetAddress": "1 Specimen Road", "Country": "UT" }],
                "TEElectronicAddress": addresses("https://provider.specimen.example"),
            },
            "TEInformationURI": addresses("https://provider.specimen.example/about"),
        },
        "TrustedEntityServices": services,
    })
}

/// The whole list, as the Commission publishes such lists.
fn list(kind: &str, entities: &[Value]) -> Value {
    let short = kind.strip_prefix("EU").unwrap_or(kind);
    let mut list = json!({
        "ListAndSchemeInformation": {
            "LoTEVersionIdentifier": 1,
            "LoTESequenceNumber": 1,
            "LoTEType": if kind.contains(':') { kind.to_owned() } else { format!("{EU}/LoTEType/{kind}") },
            "SchemeOperatorName": texts("SPECIMEN operator"),
            "SchemeOperatorAddress": {
                "SchemeOperatorPostalAddress": [{ "lang": "en", "StreetAddress": "2 Specimen Road", "PostalCode": "0000", "Country": "UT" }],
                "SchemeOperatorElectronicAddress": addresses("mailto:operator@specimen.example"),
            },
            "SchemeName": texts("UT:SPECIMEN list"),
            "SchemeInformationURI": addresses("https://operator.specimen.example/lists"),
            "StatusDeterminationApproach": format!("{EU}/{short}/StatusDetn/EU"),
            "SchemeTypeCommunityRules": addresses(&format!("{EU}/{short}/schemerules/EU")),
            "SchemeTerritory": "EU",
            "PolicyOrLegalNotice": [{ "LoTEPolicy": { "lang": "en", "uriValue": "https://operator.specimen.example/policy" } }],
            "ListIssueDateTime": date(-DAY),
            "NextUpdate": date(100 * DAY),
        },
    });
    if !entities.is_empty() {
        list["TrustedEntitiesList"] = entities.into();
    }
    json!({ "LoTE": list })
}

fn signed_with(header: Value, list: &Value) -> String {
    sign_jws(header.as_object().unwrap(), list.to_string().as_bytes(), &root())
}

/// Signed as JAdES baseline B, with the time of signing.
fn signed(list: &Value) -> String {
    signed_with(json!({ "typ": "JOSE", "cty": "json", "sigT": date(-DAY), "crit": ["sigT"] }), list)
}

fn case(name: &str, comment: &str, input: &str, list: &Value) -> Case {
    Case::new("eu-lists", "dc+sd-jwt", name, comment, input).trust_list(signed(list), roots())
}

/// Every profile: the type of list and that of its services of issuing.
const PROFILES: &[(&str, &str, &str)] = &[
    ("pid", "EUPIDProvidersList", "/SvcType/PID/Issuance"),
    ("wallet", "EUWalletProvidersList", "/SvcType/WalletSolution/Issuance"),
    ("wrpac", "EUWRPACProvidersList", "/SvcType/WRPAC/Issuance"),
    ("wrprc", "EUWRPRCProvidersList", "/SvcType/WRPRC/Issuance"),
    ("pub-eaa", "EUPubEAAProvidersList", "/SvcType/PubEAA/Issuance"),
    ("registers", "EURegistrarsAndRegistersList", "/SvcType/Register"),
    ("mdl", "http://trust.ec.europa.eu/lists/mDL/mDLProvidersListType", "/SvcType/mDL/Issuance"),
];

pub(crate) fn cases(all: &mut Vec<Case>) {
    let none = || json!({});
    for (name, kind, service_type) in PROFILES {
        let service = service(&format!("{EU}{service_type}"), &[authority()]);
        let list = list(kind, &[entity(&[service])]);
        all.push(
            case(
                &format!("valid-{name}-any-type"),
                "The operator says that everybody on the list may issue every type.",
                &token(OTHER_TYPE, none()),
                &list,
            )
            .any_type(),
        );
        all.push(
            case(
                &format!("{name}-type-not-stated"),
                "The list does not say what may be issued, and the operator neither.",
                &token(OTHER_TYPE, none()),
                &list,
            )
            .undetermined("issuer-type-not-stated"),
        );
    }
    let issuance = format!("{EU}/SvcType/PID/Issuance");
    let pid = |service: Value| list("EUPIDProvidersList", &[entity(&[service])]);
    let plain = || service(&issuance, &[authority()]);
    let eaa = |status: &str| {
        let service = service(&format!("{EU}/SvcType/PubEAA/Issuance"), &[authority()]);
        let status = format!("{EU}/PubEAAProvidersList/SvcStatus/{status}");
        let service = with(
            with(service, "ServiceStatus", status.into()),
            "StatusStartingTime",
            date(-300 * DAY).into(),
        );
        list("EUPubEAAProvidersList", &[entity(&[service])])
    };
    let ours = |service: Value| {
        with(service, "ServiceInformationExtensions", json!([{ "CertfillTypes": ["*"] }]))
    };
    let mut with_id = plain();
    with_id["ServiceDigitalIdentity"]["OtherIds"] = json!(["https://provider.specimen.example"]);
    let mut other = service(&issuance, &[other_authority()]);
    other["ServiceDigitalIdentity"]["OtherIds"] = json!([ISSUER]);
    let two = list("EUPIDProvidersList", &[entity(&[with_id.clone()]), entity(&[other])]);
    let revocation = service(&format!("{EU}/SvcType/PID/Revocation"), &[authority()]);
    let unknown_extension =
        with(plain(), "ServiceInformationExtensions", json!([{ "SpecimenLevel": 3 }, "text"]));
    let mut odd = plain();
    odd["ServiceDigitalIdentity"]["X509Certificates"] =
        json!([{ "val": "AAAA" }, vals(&[authority()])[0]]);
    odd["ServiceDigitalIdentity"]["PublicKeyValues"] =
        json!([{ "kty": "EC", "crv": "brainpoolP256r1", "x": "AA", "y": "AA" }]);
    let keyless = json!({
        "ServiceName": texts("SPECIMEN service"),
        "ServiceDigitalIdentity": { "X509SKIs": ["AAAA"], "X509SubjectNames": ["CN=SPECIMEN"] },
    });
    let uri = "https://status.specimen.example/9";
    let listed = token(PID, json!({ "status": { "status_list": { "idx": 1, "uri": uri } } }));
    let revoker = Template { uri: None, ..Template::leaf("示例 SPECIMEN revocation", AUTHORITY) }
        .sign(&ed25519(), &authority_key());
    let both = list(
        "EUPIDProvidersList",
        &[entity(&[
            plain(),
            service(&format!("{EU}/SvcType/PID/Revocation"), std::slice::from_ref(&revoker)),
        ])],
    );
    let status = |chain: Option<Value>| {
        let mut header = json!({ "typ": "statuslist+jwt" });
        if let Some(chain) = chain {
            header["x5c"] = chain;
        }
        let claims = json!({
            "sub": uri, "iat": NOW.seconds() - 60, "exp": NOW.seconds() + DAY,
            "status_list": { "bits": 1, "lst": cert_verify::base64url::encode(&miniz_oxide::deflate::compress_to_vec_zlib(&[0; 4], 9)) },
        });
        sign_jws(header.as_object().unwrap(), claims.to_string().as_bytes(), &ed25519())
    };
    all.extend([
        case("valid-pid", "Providers on this list issue personal identification data: no iss, no status, no identifier.", &token(PID, none()), &pid(plain())),
        case("valid-listed-leaf", "The certificate of the provider itself stands on the list.", &token(PID, none()), &pid(service(&issuance, &[leaf()]))),
        case("valid-iss-beside", "An iss that no entity on the list has needs no alternative name.", &token(PID, json!({ "iss": ISSUER })), &pid(plain())),
        case("valid-iss-of-entity", "The iss is the identifier of the entity.", &token(PID, json!({ "iss": "https://provider.specimen.example" })), &pid(with_id.clone())),
        case("valid-no-iss-with-identifier", "The entity has an identifier, the certificate no iss.", &token(PID, none()), &pid(with_id)),
        case("iss-of-another-entity", "The chain leads to one entity, the iss is the identifier of another.", &token(PID, json!({ "iss": ISSUER })), &two).invalid("issuer-key-mismatch"),
        case("valid-extension", "The extension says what may be issued.", &token(OTHER_TYPE, none()), &pid(ours(plain()))),
        case("valid-status-without-time", "A status without a beginning holds from the first.", &token(PID, none()), &pid(with(plain(), "ServiceStatus", format!("{EU}/Status/granted").into()))),
        case("valid-time-without-status", "A beginning without a status: on the list since then.", &token(PID, none()), &pid(with(plain(), "StatusStartingTime", date(-300 * DAY).into()))),
        case("listed-after-issue", "On the list only after the certificate was issued.", &token(PID, none()), &pid(with(plain(), "StatusStartingTime", date(-60).into()))).invalid("issuer-not-trusted-then"),
        case("valid-notified", "Public bodies that issue attestations are notified.", &token(OTHER_TYPE, none()), &eaa("notified")).any_type(),
        case("withdrawn", "A public body whose notification was withdrawn.", &token(OTHER_TYPE, none()), &eaa("withdrawn")).any_type().invalid("issuer-not-trusted-then"),
        case("status-unknown", "A status with no meaning known here.", &token(OTHER_TYPE, none()), &eaa("specimen")).any_type().undetermined("issuer-status-unknown").unread(&format!("{EU}/PubEAAProvidersList/SvcStatus/specimen")),
        case("revocation-only", "A service of revocation does not issue certificates.", &token(PID, none()), &pid(revocation)).any_type().invalid("issuer-type-not-allowed"),
        case("valid-status-by-revocation-service", "The entity has a service with a certificate of its own for status lists.", &listed, &both).status(vec![status(None)]),
        case("valid-status-by-chain-of-entity", "The status list brings a chain to the authority of the same entity.", &listed, &pid(plain())).status(vec![status(Some(x5c(&[revoker])))]),
        case("status-by-another", "Somebody who is not of this entity signed the status list.", &listed, &pid(plain())).status(vec![status(None)]).undetermined("status-list-signature-wrong"),
        case("entities-absent", "A list that nobody is on yet.", &token(PID, none()), &list("EUPIDProvidersList", &[])).undetermined("issuer-unknown"),
        case("valid-extension-unknown", "Extensions that are not known are passed over and named.", &token(PID, none()), &pid(unknown_extension)).unread("SpecimenLevel"),
        case("valid-members-unknown", "Members of a later version are passed over and named.", &token(PID, none()), &pid(with(plain(), "SpecimenMember", json!({ "a": 1 })))).unread("SpecimenMember"),
        case("valid-beside-unreadable", "A broken certificate and a key of a curve that is not implemented stand beside a good one.", &token(PID, none()), &pid(odd)).unread("PublicKeyValues: key-not-supported, X509Certificates: x509-malformed"),
        case("valid-beside-entity-without-keys", "Another entity is identified by names alone.", &token(PID, none()), &list("EUPIDProvidersList", &[entity(&[keyless]), entity(&[plain()])])).unread("ServiceDigitalIdentity"),
        case("valid-signed-without-typ", "The header of the list names no type.", &token(PID, none()), &pid(plain())).trust_list(signed_with(json!({}), &pid(plain())), roots()),
        case("list-crit-unknown", "The list needs a header to be understood that is not.", &token(PID, none()), &pid(plain())).trust_list(signed_with(json!({ "typ": "JOSE", "sigD": {}, "crit": ["sigD"] }), &pid(plain())), roots()).refused_list("trust-list-signature-wrong").undetermined("issuer-unknown"),
        case("list-crit-absent", "The list names a critical header that is not there.", &token(PID, none()), &pid(plain())).trust_list(signed_with(json!({ "typ": "JOSE", "crit": ["sigT"] }), &pid(plain())), roots()).refused_list("trust-list-signature-wrong").undetermined("issuer-unknown"),
    ]);
}
