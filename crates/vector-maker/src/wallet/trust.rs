//! Trust lists and what they allow.

use cert_issue::{IssuerEntry, SigningKey, StatusListBuilder, TrustListBuilder, sign_jws};
use serde_json::{Value, json};

use super::{case::Case, parts::*};

const AREA: &str = "trust";

fn root() -> SigningKey {
    SigningKey::ed25519_from_seed([9; 32])
}

fn roots() -> Value {
    json!({"version": 1, "threshold": 1, "keys": [root().public_jwk()]})
}

fn entry() -> IssuerEntry {
    IssuerEntry::new(ISSUER, NOW.plus_seconds(-10_000_000))
        .with_name("zh-CN", "示例公安局 SPECIMEN")
        .with_name("en", "SPECIMEN Public Security Bureau")
        .with_key(issuer().public())
        .with_type(VCT)
}

fn list_of(entry: IssuerEntry) -> TrustListBuilder {
    TrustListBuilder::new(7, NOW.plus_seconds(-3600), NOW.plus_seconds(86_400))
        .with_operator("en", "SPECIMEN operator")
        .with_issuer(entry)
}

fn case(name: &'static str, comment: &str, payload: &Value, list: &TrustListBuilder) -> Case {
    Case::new(AREA, name, comment, sd_jwt(payload, &[])).trust_list(list.sign(&root()), roots())
}

pub(crate) fn cases(out: &mut Vec<Case>) {
    let good = list_of(entry());
    out.push(case("good", "On the list, for this type.", &claims(), &good));
    let other = with(claims(), "iss", json!("https://other.specimen.example"));
    out.push(
        case("issuer-not-listed", "Another issuer: nothing can be said.", &other, &good)
            .undetermined("issuer-unknown"),
    );
    let forged = signed(&typ(), claims().to_string().as_bytes(), &[], &stranger());
    out.push(
        Case::new(
            AREA,
            "issuer-impersonated",
            "The name of a listed issuer, the key of a stranger.",
            forged,
        )
        .trust_list(good.sign(&root()), roots())
        .invalid("signature-wrong"),
    );
    let other_type = with(claims(), "vct", json!("https://specimen.example/vct/real-estate-title"));
    out.push(
        case("type-not-allowed", "A type that this issuer may not issue.", &other_type, &good)
            .invalid("issuer-type-not-allowed"),
    );
    let near = with(claims(), "vct", json!(format!("{VCT}/")));
    out.push(
        case("type-almost-allowed", "Types are compared exactly.", &near, &good)
            .invalid("issuer-type-not-allowed"),
    );
    out.push(
        case(
            "key-trusted-for-everything",
            "A list does not limit a key that the caller trusts for everything.",
            &other_type,
            &good,
        )
        .keys(vec![issuer().public_jwk()]),
    );
    let plain = without(claims(), "vct");
    out.push(
        case(
            "type-missing",
            "A plain SD-JWT has no type that a list could allow.",
            &plain,
            &list_of(entry().with_type("*")),
        )
        .format(Some("sd-jwt"))
        .invalid("issuer-type-not-allowed"),
    );
    out.push(case(
        "type-any",
        "An issuer of every type.",
        &other_type,
        &list_of(entry().with_type("*")),
    ));

    let shanghai = list_of(entry().with_region("31"));
    let in_region = |code: &str| with(claims(), "address", json!({"district_code": code}));
    out.push(case("region-allowed", "A district of Shanghai.", &in_region("310115"), &shanghai));
    out.push(
        case("region-not-allowed", "A district elsewhere.", &in_region("110101"), &shanghai)
            .invalid("issuer-region-not-allowed"),
    );
    for (name, comment, claim, value) in [
        ("region-a-number", "A number is no region inside.", "issuing_region", json!(440_100)),
        (
            "region-an-array",
            "Several regions are no region inside.",
            "issuing_region",
            json!(["310115"]),
        ),
        (
            "region-in-second-address",
            "One of two addresses lies elsewhere.",
            "address",
            json!([{"district_code": "310115"}, {"district_code": "110101"}]),
        ),
    ] {
        out.push(
            case(name, comment, &with(claims(), claim, value), &shanghai)
                .invalid("issuer-region-not-allowed"),
        );
    }
    out.push(case(
        "region-not-shown",
        "No region is shown, so none is wrong.",
        &claims(),
        &shanghai,
    ));

    let withdrawn = |seconds| list_of(entry().with_status(NOW.plus_seconds(seconds), false));
    out.push(
        case(
            "issuer-withdrawn-before",
            "Withdrawn before it issued this.",
            &claims(),
            &withdrawn(-100_000),
        )
        .invalid("issuer-not-trusted-then"),
    );
    out.push(case(
        "issuer-withdrawn-after",
        "Withdrawn after it issued this.",
        &claims(),
        &withdrawn(-3600),
    ));
    let late = list_of(
        IssuerEntry::new(ISSUER, NOW.plus_seconds(-3600))
            .with_name("en", "SPECIMEN")
            .with_key(issuer().public())
            .with_type(VCT),
    );
    out.push(
        case("issuer-listed-after", "Listed only after it issued this.", &claims(), &late)
            .invalid("issuer-not-trusted-then"),
    );
    let again = list_of(
        entry()
            .with_status(NOW.plus_seconds(-200_000), false)
            .with_status(NOW.plus_seconds(-100_000), true),
    );
    out.push(case(
        "issuer-granted-again",
        "Withdrawn and granted again before it issued this.",
        &claims(),
        &again,
    ));
    let undated = without(claims(), "iat");
    out.push(
        case(
            "issuer-withdrawn-and-undated",
            "Without an issue time it counts as issued now.",
            &undated,
            &withdrawn(-3600),
        )
        .invalid("issuer-not-trusted-then"),
    );

    let lasting = with(claims(), "exp", json!(NOW.seconds() + 200_000));
    out.push(
        case("list-too-old", "NextUpdate has passed: never valid.", &lasting, &good)
            .at(86_401)
            .undetermined("trust-list-too-old"),
    );
    out.push(
        case("list-at-next-update", "The last second of the list.", &lasting, &good).at(86_400),
    );
    two_issuers(out);
    refused(out, &good);
}

/// Issuers on one list cannot speak for each other.
fn two_issuers(out: &mut Vec<Case>) {
    const OTHER: &str = "https://housing.sh.specimen.example";
    const URI: &str = "https://psb.sh.specimen.example/status/9";
    let other = IssuerEntry::new(OTHER, NOW.plus_seconds(-10_000_000))
        .with_name("en", "SPECIMEN Housing Bureau")
        .with_key(stranger().public())
        .with_type(VCT);
    let both = list_of(entry()).with_issuer(other);
    let forged = signed(&typ(), claims().to_string().as_bytes(), &[], &stranger());
    out.push(
        Case::new(
            AREA,
            "issuer-speaks-for-another",
            "Signed by another issuer of the same list.",
            forged,
        )
        .trust_list(both.sign(&root()), roots())
        .invalid("signature-wrong"),
    );
    let named = with(claims(), "status", json!({"status_list": {"idx": 0, "uri": URI}}));
    let status = StatusListBuilder::new(1, 8).unwrap();
    let token = |key: &SigningKey| status.sign(URI, NOW, Some(NOW.plus_seconds(60)), None, key);
    out.push(
        case("status-of-its-issuer", "The status list of the issuer itself.", &named, &both)
            .status(vec![token(&issuer())]),
    );
    out.push(
        case(
            "status-of-another-issuer",
            "A status list signed by another issuer of the same list.",
            &named,
            &both,
        )
        .status(vec![token(&stranger())])
        .undetermined("status-list-signature-wrong"),
    );
    let withdrawn_after = entry().with_status(NOW.plus_seconds(-3600), false);
    let replaced = IssuerEntry::new(ISSUER, NOW.plus_seconds(-3600))
        .with_name("en", "SPECIMEN Public Security Bureau")
        .with_key(issuer_es256().public())
        .with_type(VCT);
    let changed_keys = list_of(withdrawn_after).with_issuer(replaced);
    out.push(
        case(
            "status-by-withdrawn-key",
            "The certificate is older than the withdrawal; a list by the withdrawn key says nothing now.",
            &named,
            &changed_keys,
        )
        .status(vec![token(&issuer())])
        .undetermined("status-list-signature-wrong"),
    );
    out.push(
        case(
            "status-by-present-key",
            "The certificate is older than the withdrawal; the list is by the key that followed.",
            &named,
            &changed_keys,
        )
        .status(vec![token(&issuer_es256())]),
    );
    let mut document = both.to_json();
    let identity = &mut document["LoTE"]["TrustedEntitiesList"][1]["TrustedEntityServices"][0]["ServiceInformation"]
        ["ServiceDigitalIdentity"];
    identity["PublicKeyValues"] = json!([{"kty": "OKP", "crv": "Ed448", "x": "AAAA"}]);
    let newer =
        sign_jws(&header(json!({"typ": "lote+jwt"})), document.to_string().as_bytes(), &root());
    out.push(
        Case::new(
            AREA,
            "list-with-key-of-other-kind",
            "One issuer has a key that is not implemented here; the others are not affected.",
            sd_jwt(&claims(), &[]),
        )
        .trust_list(newer, roots())
        .unread("PublicKeyValues: key-not-supported, ServiceDigitalIdentity"),
    );
}

fn refused(out: &mut Vec<Case>, good: &TrustListBuilder) {
    let unknown = |case: Case, code: &str| case.refused_list(code).undetermined("issuer-unknown");
    let payload = good.to_json().to_string();
    let make = |name, comment: &str, token: String| {
        Case::new(AREA, name, comment, sd_jwt(&claims(), &[])).trust_list(token, roots())
    };
    out.push(
        make("list-seen-before", "The same list again.", good.sign(&root()))
            .remembered(7, &payload),
    );
    out.push(unknown(
        make("list-rolled-back", "A lower number than seen before.", good.sign(&root()))
            .remembered(8, &payload),
        "trust-list-rolled-back",
    ));
    out.push(unknown(
        make("list-replaced", "The same number with other content.", good.sign(&root()))
            .remembered(7, "{}"),
        "trust-list-replaced",
    ));
    out.push(unknown(
        make("list-signed-by-stranger", "Not a root key.", good.sign(&stranger())),
        "trust-list-signature-wrong",
    ));
    let broken = good.sign(&root()).replacen('.', ".AA", 1);
    out.push(unknown(
        make("list-altered", "Altered after signing.", broken),
        "trust-list-signature-wrong",
    ));
    let typed = |typ: &str, payload: &str| {
        sign_jws(&header(json!({ "typ": typ })), payload.as_bytes(), &root())
    };
    out.push(unknown(
        make(
            "list-typ-wrong",
            "Another kind of token, signed by the root.",
            typed("JWT", &payload),
        ),
        "trust-list-signature-wrong",
    ));
    let future = TrustListBuilder::new(7, NOW.plus_seconds(3600), NOW.plus_seconds(7200))
        .with_issuer(entry());
    out.push(unknown(
        make("list-from-future", "Issued ahead of time.", future.sign(&root())),
        "trust-list-from-future",
    ));
    let malformed = "trust-list-malformed";
    let change = |from: &str, to: &str| {
        assert!(payload.contains(from), "{from}");
        typed("lote+jwt", &payload.replacen(from, to, 1))
    };
    out.push(unknown(
        make(
            "list-sequence-zero",
            "Sequence numbers start at 1.",
            change(r#""LoTESequenceNumber":7"#, r#""LoTESequenceNumber":0"#),
        ),
        malformed,
    ));
    out.push(unknown(
        make(
            "list-version-2",
            "A version that is not known.",
            change(r#""LoTEVersionIdentifier":1"#, r#""LoTEVersionIdentifier":2"#),
        ),
        malformed,
    ));
    out.push(unknown(
        make(
            "list-without-next-update",
            "NextUpdate is required.",
            change("NextUpdate", "NextUpdat"),
        ),
        malformed,
    ));
    out.push(
        make(
            "list-without-entities",
            "A list that nobody is on yet.",
            change("TrustedEntitiesList", "TrustedEntities"),
        )
        .unread("TrustedEntities")
        .undetermined("issuer-unknown"),
    );
    out.push(unknown(
        make(
            "list-duplicate-member",
            "A number twice.",
            change(r#""LoTESequenceNumber":7"#, r#""LoTESequenceNumber":7,"LoTESequenceNumber":7"#),
        ),
        "json-duplicate-key",
    ));
    let weak = cert_verify::base64url::encode(&[0; 32]);
    let x = issuer().public_jwk()["x"].as_str().unwrap().to_owned();
    out.push(
        make(
            "list-with-weak-key",
            "An issuer key of small order is not taken; the rest of the list is.",
            change(&x, &weak),
        )
        .undetermined("issuer-unknown")
        .unread("PublicKeyValues: key-weak, ServiceDigitalIdentity"),
    );
    let two = json!({"version": 1, "threshold": 2, "keys": [root().public_jwk(), stranger().public_jwk()]});
    let by_both =
        Case::new(AREA, "list-signed-by-two", "Two of two root keys.", sd_jwt(&claims(), &[]))
            .trust_list(good.sign_by_all(&[&root(), &stranger()]), two.clone());
    out.push(by_both);
    let by_one = Case::new(
        AREA,
        "list-signed-by-one-of-two",
        "One of two root keys.",
        sd_jwt(&claims(), &[]),
    )
    .trust_list(good.sign(&root()), two.clone());
    out.push(unknown(by_one, "trust-list-signature-wrong"));
    let twice = Case::new(
        AREA,
        "list-signed-twice-by-one",
        "The same root key twice.",
        sd_jwt(&claims(), &[]),
    )
    .trust_list(good.sign_by_all(&[&root(), &root()]), two);
    out.push(unknown(twice, "trust-list-signature-wrong"));
}
