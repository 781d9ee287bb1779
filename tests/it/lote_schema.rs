//! Our own trust lists against the members that the JSON schema of ETSI TS 119 602 requires, and against
//! what it allows beside them. The schema is not part of the repository; its rules for the parts that
//! we write stand here in short.

use cert_issue::{IssuerEntry, SigningKey, TrustListBuilder};
use cert_verify::{RootKeys, TrustList, UnixTime, base64url};
use serde_json::{Value, json};

use crate::vectors;

/// What one object may hold: `required` and `allowed` names.
struct Shape {
    required: &'static [&'static str],
    allowed: &'static [&'static str],
}

const SCHEME: Shape = Shape {
    required: &[
        "LoTEVersionIdentifier",
        "LoTESequenceNumber",
        "SchemeOperatorName",
        "ListIssueDateTime",
        "NextUpdate",
    ],
    allowed: &["LoTEType", "SchemeTerritory"],
};
const ENTITY: Shape =
    Shape { required: &["TrustedEntityInformation", "TrustedEntityServices"], allowed: &[] };
const INFORMATION: Shape =
    Shape { required: &["TEName", "TEAddress", "TEInformationURI"], allowed: &[] };
const ADDRESS: Shape =
    Shape { required: &["TEPostalAddress", "TEElectronicAddress"], allowed: &[] };
const POSTAL: Shape = Shape {
    required: &["lang", "StreetAddress", "Country"],
    allowed: &["Locality", "StateOrProvince", "PostalCode"],
};
const SERVICE: Shape = Shape { required: &["ServiceInformation"], allowed: &["ServiceHistory"] };
const SERVICE_INFORMATION: Shape = Shape {
    required: &["ServiceName", "ServiceDigitalIdentity"],
    allowed: &["ServiceStatus", "StatusStartingTime", "ServiceInformationExtensions"],
};
const HISTORY: Shape = Shape {
    required: &["ServiceName", "ServiceDigitalIdentity", "ServiceStatus", "StatusStartingTime"],
    allowed: &[],
};
const IDENTITY: Shape =
    Shape { required: &[], allowed: &["OtherIds", "PublicKeyValues", "X509Certificates"] };
const TEXT: Shape = Shape { required: &["lang", "value"], allowed: &[] };
const ADDRESS_TEXT: Shape = Shape { required: &["lang", "uriValue"], allowed: &[] };

/// Where `value` breaks the schema.
fn problems(list: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let list = &list["LoTE"];
    let scheme = &list["ListAndSchemeInformation"];
    object(scheme, &SCHEME, "scheme", &mut found);
    each(&scheme["SchemeOperatorName"], &TEXT, "operator", &mut found);
    if list.get("TrustedEntitiesList").is_none() {
        return found;
    }
    for entity in each(&list["TrustedEntitiesList"], &ENTITY, "entities", &mut found) {
        let information = &entity["TrustedEntityInformation"];
        object(information, &INFORMATION, "information", &mut found);
        each(&information["TEName"], &TEXT, "name", &mut found);
        let address = &information["TEAddress"];
        object(address, &ADDRESS, "address", &mut found);
        each(&address["TEPostalAddress"], &POSTAL, "postal address", &mut found);
        each(&address["TEElectronicAddress"], &ADDRESS_TEXT, "electronic address", &mut found);
        each(&information["TEInformationURI"], &ADDRESS_TEXT, "information address", &mut found);
        for service in each(&entity["TrustedEntityServices"], &SERVICE, "services", &mut found) {
            let information = &service["ServiceInformation"];
            object(information, &SERVICE_INFORMATION, "service", &mut found);
            identity(information, &mut found);
            if let Some(history) = service.get("ServiceHistory") {
                for entry in each(history, &HISTORY, "history", &mut found) {
                    identity(entry, &mut found);
                }
            }
        }
    }
    found
}

fn identity(holder: &Value, found: &mut Vec<String>) {
    each(&holder["ServiceName"], &TEXT, "service name", found);
    let identity = &holder["ServiceDigitalIdentity"];
    object(identity, &IDENTITY, "identity", found);
    for (name, values) in identity.as_object().into_iter().flatten() {
        if values.as_array().is_none_or(Vec::is_empty) {
            found.push(format!("{name} is empty"));
        }
    }
}

fn object(value: &Value, shape: &Shape, place: &str, found: &mut Vec<String>) {
    let Some(members) = value.as_object() else {
        return found.push(format!("{place} is no object"));
    };
    for name in shape.required {
        if !members.contains_key(*name) {
            found.push(format!("{place} has no {name}"));
        }
    }
    for name in members.keys() {
        if !shape.required.contains(&name.as_str()) && !shape.allowed.contains(&name.as_str()) {
            found.push(format!("{place} has {name}"));
        }
    }
}

/// The schema knows no empty arrays.
fn each<'v>(value: &'v Value, shape: &Shape, place: &str, found: &mut Vec<String>) -> &'v [Value] {
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if values.is_empty() {
        found.push(format!("{place} is no array with elements"));
    }
    for value in values {
        object(value, shape, place, found);
    }
    values
}

fn of_token(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64url::decode(payload).unwrap()).unwrap()
}

#[test]
fn lists_that_we_make_have_what_the_schema_requires() {
    let all = vectors::all();
    for name in ["trust/good", "trust/issuer-withdrawn-after", "trust/region-allowed"] {
        let list = of_token(all[name]["trust_list"].as_str().unwrap());
        assert_eq!(problems(&list), Vec::<String>::new(), "{name}");
    }
    let now = UnixTime::from_seconds(1_800_000_000);
    let key = SigningKey::ed25519_from_seed([3; 32]);
    let builder = TrustListBuilder::new(1, now, now.plus_seconds(1));
    let bare = builder.clone().with_issuer(IssuerEntry::new("https://a.example", now));
    let full = builder.clone().with_operator("en", "SPECIMEN").with_issuer(
        IssuerEntry::new("https://a.example", now)
            .with_name("en", "SPECIMEN")
            .with_address("en", "1 Specimen Road", "CN")
            .with_information("en", "https://a.example/about")
            .with_key(key.public())
            .with_status(now.plus_seconds(9), false),
    );
    let roots = json!({ "version": 1, "threshold": 1, "keys": [key.public_jwk()] });
    let roots = RootKeys::from_json(&roots).unwrap();
    for (name, builder) in [("empty", &builder), ("bare", &bare), ("full", &full)] {
        let list = builder.to_json();
        assert_eq!(problems(&list), Vec::<String>::new(), "{name}");
        let read = TrustList::accept(builder.sign(&key).as_bytes(), &roots, None, now).unwrap();
        assert_eq!(read.issuers().len(), usize::from(name != "empty"), "{name}");
    }
}

/// The check itself finds what it is for.
#[test]
fn what_the_schema_forbids_is_found() {
    let all = vectors::all();
    let good = of_token(all["trust/good"]["trust_list"].as_str().unwrap());
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut list = good.clone();
        change(&mut list);
        problems(&list)
    };
    let entity = "/LoTE/TrustedEntitiesList/0";
    let at = |path: &'static str, name: &'static str| {
        changed(&|list| {
            let place = list.pointer_mut(&format!("{entity}{path}")).unwrap();
            drop(place.as_object_mut().unwrap().remove(name));
        })
    };
    assert_eq!(at("/TrustedEntityInformation", "TEAddress")[0], "information has no TEAddress");
    let no_uri = at("/TrustedEntityInformation", "TEInformationURI");
    assert_eq!(no_uri[0], "information has no TEInformationURI");
    let empty = changed(&|list| {
        list.pointer_mut(&format!("{entity}/TrustedEntityServices/0")).unwrap()["ServiceHistory"] =
            json!([]);
    });
    assert_eq!(empty, ["history is no array with elements"]);
}
