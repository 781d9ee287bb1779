use serde_json::json;

use super::*;
use crate::offer::{Asked, ask, due, put_off, read, renewed, seconds_until_due};
use crate::wallet::PendingCertificate;

const ISSUER: &str = "https://i.example/issuer";
const NOW: i64 = 1_000;

/// An issuer as a table of answers, by path; without change a well-behaved one.
struct Issuer {
    answers: Vec<(&'static str, u16, Value)>,
}

fn configuration(changes: Value) -> Value {
    let mut all = json!({
        "format": "dc+sd-jwt", "vct": "https://specimen.example/vct/a",
        "cryptographic_binding_methods_supported": ["jwk"],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["Ed25519"]}},
    });
    merge(&mut all, changes);
    all
}

/// RFC 7396.
fn merge(into: &mut Value, changes: Value) {
    let Value::Object(changes) = changes else {
        *into = changes;
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    for (name, value) in changes {
        let members = into.as_object_mut().unwrap();
        match value {
            Value::Null => drop(members.remove(&name)),
            value => merge(members.entry(name).or_insert(Value::Null), value),
        }
    }
}

const METADATA: &str = "/.well-known/openid-credential-issuer/issuer";
const SERVER: &str = "/.well-known/oauth-authorization-server/issuer";

impl Issuer {
    fn new() -> Self {
        let grant = json!({GRANT: {"pre-authorized_code": "c&d"}});
        let metadata = json!({
            "credential_issuer": ISSUER, "credential_endpoint": "https://i.example/c",
            "nonce_endpoint": "https://i.example/n",
            "deferred_credential_endpoint": "https://i.example/d",
            "display": [{"name": "示例", "locale": "zh-CN"}],
            "credential_configurations_supported": {
                "a": configuration(json!({"credential_metadata": {"display": [{"name": "A card", "locale": "en"}]}})),
                "b": configuration(json!({})),
            },
        });
        Self {
            answers: vec![
                (
                    "/offer",
                    200,
                    json!({"credential_issuer": ISSUER, "credential_configuration_ids": ["a", "b"], "grants": grant}),
                ),
                (METADATA, 200, metadata),
                (SERVER, 200, json!({"issuer": ISSUER, "token_endpoint": "https://i.example/t"})),
                ("/t", 200, json!({"access_token": "t", "token_type": "bearer"})),
                ("/n", 200, json!({"c_nonce": "n"})),
                ("/c", 200, json!({"credentials": [{"credential": "x~"}]})),
            ],
        }
    }

    /// The same with members of one answer changed.
    fn with(mut self, path: &'static str, changes: Value) -> Self {
        let entry = self.answers.iter_mut().find(|(known, ..)| *known == path).unwrap();
        merge(&mut entry.2, changes);
        self
    }

    /// The same with one answer replaced.
    fn answering(mut self, path: &'static str, status: u16, body: Value) -> Self {
        self.answers.retain(|(known, ..)| *known != path);
        self.answers.push((path, status, body));
        self
    }

    /// The same with one configuration changed.
    fn configuring(self, changes: Value) -> Self {
        self.with(METADATA, json!({"credential_configurations_supported": {"a": changes}}))
    }

    fn answer(&self, request: &Request) -> Response {
        let path = request.url.strip_prefix("https://i.example").unwrap_or(&request.url);
        let found = self.answers.iter().find(|(known, ..)| *known == path);
        let (_, status, body) = found.unwrap_or_else(|| panic!("asked for {}", request.url));
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        Response { status: *status, body: body.into_bytes() }
    }
}

/// What came of a conversation, and every request in it.
#[derive(Debug, Default)]
struct Run {
    requests: Vec<Request>,
    taken: Vec<Granted>,
    later: Vec<Later>,
    missed: Vec<(String, VciError)>,
}

impl Run {
    fn paths(&self) -> Vec<&str> {
        self.requests.iter().filter_map(|one| one.url.strip_prefix("https://i.example")).collect()
    }

    /// The bodies of the credential requests.
    fn asked(&self) -> Vec<Value> {
        let to = self.requests.iter().filter(|one| one.url.ends_with("/c"));
        to.map(|one| serde_json::from_slice(one.body.as_deref().unwrap()).unwrap()).collect()
    }

    /// The header and the claims of each proof.
    fn proofs(&self) -> Vec<(Value, Value)> {
        let part = |text: &str| {
            serde_json::from_slice(&cert_verify::base64url::decode(text).unwrap()).unwrap()
        };
        let proofs = self.asked();
        let proofs = proofs.iter().filter_map(|body| body.pointer("/proofs/jwt/0")?.as_str());
        proofs
            .map(|proof| {
                let parts: Vec<&str> = proof.split('.').collect();
                (part(parts[0]), part(parts[1]))
            })
            .collect()
    }

    fn redeemed(&self) -> bool {
        self.requests.iter().any(|request| request.method == "POST")
    }
}

/// Runs a conversation to its end. The run is given back also when it failed.
fn run(serve: impl Fn(&Request, usize) -> Response) -> (Run, Result<(), VciError>) {
    let mut session = Session::new(OfferSource::At("https://i.example/offer".into()));
    let (mut done, mut next) = (Run::default(), 0_u8);
    let mut random = |buffer: &mut [u8]| {
        next += 1;
        buffer.fill(next);
    };
    for _ in 0..60 {
        match session.next(UnixTime::from_seconds(NOW), &mut random) {
            Err(error) => return (done, Err(error)),
            Ok(Next::Send(request)) => {
                let response = serve(&request, done.requests.len());
                done.requests.push(request);
                if let Err(error) = session.answer(&response) {
                    return (done, Err(error));
                }
            }
            Ok(Next::Ask(_)) => session.consent(None),
            Ok(Next::Take(granted)) => done.taken.push(*granted),
            Ok(Next::Later(later)) => done.later.push(*later),
            Ok(Next::Missed(configuration, error)) => done.missed.push((configuration, error)),
            Ok(Next::Done) => return (done, Ok(())),
        }
    }
    panic!("no end: {done:?}");
}

fn against(issuer: &Issuer) -> (Run, Result<(), VciError>) {
    run(|request, _| issuer.answer(request))
}

/// Refused before anything is redeemed.
#[track_caller]
fn refused_before(issuer: &Issuer, error: VciError) {
    let (run, found) = against(issuer);
    assert_eq!(found, Err(error));
    assert!(!run.redeemed(), "the code is spent: {:?}", run.paths());
}

#[test]
fn every_offered_certificate_is_fetched_with_a_key_of_its_own() {
    let (run, found) = against(&Issuer::new());
    assert_eq!(found, Ok(()));
    assert_eq!(run.paths(), ["/offer", METADATA, SERVER, "/t", "/n", "/c", "/n", "/c"]);
    assert_eq!(run.taken.len(), 2);
    let keys: Vec<_> =
        run.taken.iter().map(|one| one.key.as_ref().unwrap().public().thumbprint()).collect();
    assert_ne!(keys[0], keys[1], "keys must not link certificates");
    let token = String::from_utf8(run.requests[3].body.clone().unwrap()).unwrap();
    assert!(token.contains("pre-authorized_code=c%26d"), "{token}");
    assert!(run.requests[5].headers.contains(&("authorization", "Bearer t".to_owned())));
    assert_eq!(run.asked()[0]["credential_configuration_id"], "a");
    assert_eq!(run.proofs()[0].1, json!({"aud": ISSUER, "iat": NOW, "nonce": "n"}));
}

#[test]
fn nothing_is_redeemed_before_the_person_agrees() {
    let issuer = Issuer::new();
    let mut session = Session::new(OfferSource::At("https://i.example/offer".into()));
    let mut random = |buffer: &mut [u8]| buffer.fill(1);
    loop {
        match session.next(UnixTime::from_seconds(1), &mut random).unwrap() {
            Next::Send(request) => {
                assert_eq!(request.method, "GET", "only descriptions are fetched");
                session.answer(&issuer.answer(&request)).unwrap();
            }
            Next::Ask(ask) => {
                assert_eq!(ask.name("a", Lang::En), "A card");
                assert_eq!(ask.name("b", Lang::En), "b");
                assert_eq!(ask.issuer_name(Lang::Zh).as_deref(), Some("示例"));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(session.next(UnixTime::from_seconds(1), &mut random), Ok(Next::Ask(_))));
}

/// RFC 8414 3.3 and OpenID4VCI 12.2.1: a description that is another's, or says not whose it
/// is, is not used, and the code does not go where it says.
#[test]
fn the_description_of_somebody_else_is_not_used() {
    let others =
        ["https://honest-as.example", "https://i.example", "https://i.example/issuer/", ""];
    for other in others.map(Value::from).into_iter().chain([Value::Null, json!(1)]) {
        let malformed = VciError::IssuerMetadataMalformed;
        refused_before(&Issuer::new().with(SERVER, json!({"issuer": other})), malformed);
        refused_before(
            &Issuer::new().with(METADATA, json!({"credential_issuer": other})),
            malformed,
        );
    }
    // A server that the issuer names is asked under its own name.
    let listed = json!({"authorization_servers": ["https://as.example/x"]});
    let elsewhere = "https://as.example/.well-known/oauth-authorization-server/x";
    let named = |issuer: &str| {
        Issuer::new().with(METADATA, listed.clone()).answering(
            elsewhere,
            200,
            json!({"issuer": issuer, "token_endpoint": "https://i.example/t"}),
        )
    };
    assert_eq!(against(&named("https://as.example/x")).1, Ok(()));
    refused_before(&named(ISSUER), VciError::IssuerMetadataMalformed);
    // The offer may choose among the listed servers only.
    let grant = |server: &str| json!({"grants": {GRANT: {"authorization_server": server}}});
    let chosen = |server: &str| named("https://as.example/x").with("/offer", grant(server));
    assert_eq!(against(&chosen("https://as.example/x")).1, Ok(()));
    refused_before(&chosen("https://evil.example"), VciError::IssuerMetadataMalformed);
}

/// Every line is something that an issuer can say of itself and that could not be finished.
#[test]
fn what_cannot_be_finished_is_not_begun() {
    use VciError::*;
    let metadata = |changes: Value| Issuer::new().with(METADATA, changes);
    let proof =
        |jwt: Value| Issuer::new().configuring(json!({"proof_types_supported": {"jwt": jwt}}));
    for (issuer, error) in [
        (metadata(json!({"credential_endpoint": null})), IssuerMetadataMalformed),
        (metadata(json!({"credential_endpoint": "http://i.example/c"})), AddressNotSecure),
        (metadata(json!({"nonce_endpoint": "http://i.example/n"})), AddressNotSecure),
        (metadata(json!({"nonce_endpoint": 7})), IssuerMetadataMalformed),
        (metadata(json!({"deferred_credential_endpoint": "ftp://i.example"})), AddressNotSecure),
        (metadata(json!({"credential_configurations_supported": null})), IssuerMetadataMalformed),
        (metadata(json!({"credential_configurations_supported": {"a": null}})), IssuerMetadataMalformed),
        (metadata(json!({"credential_response_encryption": {"encryption_required": true}})), EncryptionRequired),
        (metadata(json!({"credential_request_encryption": {"encryption_required": true}})), EncryptionRequired),
        (Issuer::new().answering(METADATA, 404, json!("")), IssuerMetadataMalformed),
        (Issuer::new().answering(METADATA, 200, json!("<html>")), IssuerMetadataMalformed),
        (Issuer::new().answering(METADATA, 200, json!("{\"a\":1,\"a\":2}")), IssuerMetadataMalformed),
        (Issuer::new().with(SERVER, json!({"token_endpoint": null})), IssuerMetadataMalformed),
        (Issuer::new().with(SERVER, json!({"token_endpoint": "http://i.example/t"})), AddressNotSecure),
        (Issuer::new().answering(SERVER, 500, json!("")), IssuerMetadataMalformed),
        (Issuer::new().answering("/offer", 404, json!("")), OfferExpired),
        (Issuer::new().answering("/offer", 200, json!("<html>")), OfferMalformed),
        (Issuer::new().configuring(json!({"format": "mso_mdoc"})), CredentialFormatNotSupported),
        (Issuer::new().configuring(json!({"format": null})), IssuerMetadataMalformed),
        (
            Issuer::new().configuring(json!({"format": "ldp_vc", "credential_signing_alg_values_supported": ["Ed25519Signature2020"]})),
            CredentialFormatNotSupported,
        ),
        (Issuer::new().configuring(json!({"proof_types_supported": {"jwt": null, "ldp_vp": {}}})), ProofNotSupported),
        (Issuer::new().configuring(json!({"cryptographic_binding_methods_supported": ["did:web"]})), ProofNotSupported),
        (proof(json!({"proof_signing_alg_values_supported": ["ES384", "ES256K"]})), ProofNotSupported),
        (proof(json!({"proof_signing_alg_values_supported": []})), ProofNotSupported),
        (proof(json!({"key_attestations_required": {}})), ProofNotSupported),
    ] {
        refused_before(&issuer, error);
    }
}

#[test]
fn the_proof_is_one_that_the_issuer_takes() {
    for (listed, name, curve) in [
        (json!(["ES256", "Ed25519"]), "Ed25519", "Ed25519"),
        (json!(["EdDSA"]), "EdDSA", "Ed25519"),
        (json!(["ES384", "ES256"]), "ES256", "P-256"),
        (json!(null), "Ed25519", "Ed25519"),
    ] {
        let jwt = json!({"proof_signing_alg_values_supported": listed});
        let (run, found) =
            against(&Issuer::new().configuring(json!({"proof_types_supported": {"jwt": jwt}})));
        assert_eq!(found, Ok(()));
        let header = &run.proofs()[0].0;
        assert_eq!((&header["alg"], &header["jwk"]["crv"]), (&json!(name), &json!(curve)));
        // The key that signed is the key that is kept, also out of its bytes alone.
        let key = run.taken[0].key.as_ref().unwrap();
        assert_eq!(key.public_jwk(), header["jwk"]);
        let again = SigningKey::of_public(&key.public(), &key.secret_bytes()).unwrap();
        assert_eq!(again.public_jwk(), header["jwk"]);
        let text = run.asked()[0]["proofs"]["jwt"][0].as_str().unwrap().to_owned();
        assert!(cert_verify::jws::parse(&text).unwrap().check_signature(&key.public()).is_ok());
    }
}

#[test]
fn there_is_no_nonce_where_none_is_given_and_no_proof_where_none_is_asked_for() {
    let (run, found) = against(&Issuer::new().with(METADATA, json!({"nonce_endpoint": null})));
    assert_eq!(found, Ok(()));
    assert_eq!(run.paths(), ["/offer", METADATA, SERVER, "/t", "/c", "/c"]);
    assert_eq!(run.proofs()[0].1, json!({"aud": ISSUER, "iat": NOW}), "not even an empty one");
    let (run, found) = against(&Issuer::new().configuring(json!({"proof_types_supported": null})));
    assert_eq!(found, Ok(()));
    assert_eq!(run.asked()[0], json!({"credential_configuration_id": "a"}));
    assert!(run.taken[0].key.is_none() && run.taken[1].key.is_some());
    assert_eq!(run.paths(), ["/offer", METADATA, SERVER, "/t", "/c", "/n", "/c"]);
}

/// OpenID4VCI 6.2 and 8.2: where the token names certificates, those names are used.
#[test]
fn certificates_are_asked_for_by_the_names_in_the_token() {
    let detail = |configuration: &str, names: Value| json!({"type": "openid_credential", "credential_configuration_id": configuration, "credential_identifiers": names});
    let tokens = json!({"authorization_details": [detail("a", json!(["a-1", "a-2"])), detail("b", json!(["b-1"]))]});
    let (run, found) = against(&Issuer::new().with("/t", tokens));
    assert_eq!(found, Ok(()));
    let asked: Vec<_> =
        run.asked().iter().map(|body| body["credential_identifier"].clone()).collect();
    assert_eq!(asked, ["a-1", "a-2", "b-1"]);
    assert!(run.asked().iter().all(|body| body.get("credential_configuration_id").is_none()));
    assert_eq!(run.taken[1].configuration, "a");
    // What the token does not allow is not asked for.
    let (run, _) = against(
        &Issuer::new().with("/t", json!({"authorization_details": [detail("b", json!(["b-1"]))]})),
    );
    assert_eq!(run.asked().len(), 1);
    for wrong in [
        json!([]),
        json!("x"),
        json!([detail("a", json!([7]))]),
        json!([detail("z", json!(["z"]))]),
    ] {
        let (_, found) =
            against(&Issuer::new().with("/t", json!({"authorization_details": wrong})));
        assert_eq!(found, Err(VciError::IssuerAnswerMalformed));
    }
}

#[test]
fn a_certificate_may_be_a_json_object() {
    let object = json!({"@context": ["https://www.w3.org/ns/credentials/v2"], "n": 1.5, "proof": {"cryptosuite": "eddsa-jcs-2022"}});
    let issuer = Issuer::new()
        .configuring(json!({"format": "ldp_vc", "credential_signing_alg_values_supported": ["eddsa-jcs-2022"]}))
        .answering("/c", 200, json!({"credentials": [{"credential": object}, {"credential": "y~"}]}));
    let (run, found) = against(&issuer);
    assert_eq!(found, Ok(()));
    assert_eq!(serde_json::from_str::<Value>(&run.taken[0].text).unwrap(), object);
    assert_eq!(run.taken[1].text, "y~", "in the order of the answer");
}

#[test]
fn refusals_of_the_token_have_their_codes() {
    use VciError::*;
    let error = |name: &str| json!({"error": name});
    for (status, body, expected) in [
        (400, error("invalid_grant"), OfferExpired),
        (400, error("invalid_request"), IssuerRefused),
        (401, error("invalid_client"), WalletNotKnown),
        (400, error("unauthorized_client"), WalletNotKnown),
        (500, json!(""), IssuerRefused),
        (503, json!(""), IssuerBusy),
        (429, json!(""), IssuerBusy),
        (200, json!("<html>"), IssuerAnswerMalformed),
        (200, json!({"access_token": "a\nb", "token_type": "Bearer"}), IssuerAnswerMalformed),
        (200, json!({"access_token": "a", "token_type": "DPoP"}), IssuerAnswerMalformed),
        (200, json!({"token_type": "Bearer"}), IssuerAnswerMalformed),
    ] {
        let (run, found) = against(&Issuer::new().answering("/t", status, body.clone()));
        assert_eq!(found, Err(expected), "{status} {body}");
        assert!(run.taken.is_empty());
    }
}

#[test]
fn one_certificate_that_does_not_come_keeps_the_others_from_nothing() {
    use VciError::*;
    let error = |name: &str| json!({"error": name});
    for (status, body, expected) in [
        (403, json!(""), IssuerRefused),
        (400, error("invalid_proof"), IssuerRefused),
        (400, error("unknown_credential_configuration"), IssuerRefused),
        (400, error("credential_request_denied"), IssuerDenied),
        (401, error("invalid_token"), OfferExpired),
        (503, json!(""), IssuerBusy),
        (200, json!({"credentials": []}), IssuerAnswerMalformed),
        (200, json!({"credentials": [{"credential": 7}]}), IssuerAnswerMalformed),
        (200, json!({}), IssuerAnswerMalformed),
        (202, json!({}), IssuerAnswerMalformed),
    ] {
        let bad = Issuer::new().answering("/c", status, body.clone());
        let (run, found) = run(|request, _| {
            let first = request.url.ends_with("/c")
                && String::from_utf8_lossy(request.body.as_deref().unwrap()).contains("\"a\"");
            if first { bad.answer(request) } else { Issuer::new().answer(request) }
        });
        assert_eq!(found, Ok(()), "{status} {body}");
        assert_eq!(run.missed, [("a".to_owned(), expected)], "{status} {body}");
        assert_eq!(run.taken.len(), 1);
    }
    let (run, _) = against(&Issuer::new().answering("/n", 200, json!({})));
    assert_eq!(run.missed.len(), 2);
    assert_eq!(run.missed[0].1, IssuerAnswerMalformed);
}

#[test]
fn a_stale_nonce_is_fetched_anew_once() {
    let stale = Issuer::new().answering("/c", 400, json!({"error": "invalid_nonce"}));
    let (first, found) =
        run(
            |request, at| {
                if at == 5 { stale.answer(request) } else { Issuer::new().answer(request) }
            },
        );
    assert_eq!((found, first.taken.len()), (Ok(()), 2));
    let keys: Vec<_> = first.proofs().iter().map(|proof| proof.0["jwk"].clone()).collect();
    assert_eq!(keys[0], keys[1], "the same key");
    let (second, _) = against(&stale);
    assert_eq!(second.missed.len(), 2);
    assert_eq!(second.asked().len(), 4, "twice for each");
    let without = stale.with(METADATA, json!({"nonce_endpoint": null}));
    assert_eq!(against(&without).0.asked().len(), 2, "nobody could give another");
}

#[test]
fn a_wrong_transaction_code_and_a_busy_issuer_ask_again() {
    let issuer =
        Issuer::new().with("/offer", json!({"grants": {GRANT: {"tx_code": {"length": 6}}}}));
    let mut session = Session::new(OfferSource::At("https://i.example/offer".into()));
    let mut random = |buffer: &mut [u8]| buffer.fill(1);
    let refusals = [
        (400, r#"{"error":"invalid_grant"}"#, VciError::TransactionCodeWrong),
        (503, "", VciError::IssuerBusy),
    ];
    let (mut round, mut codes) = (0, Vec::new());
    while codes.len() < 3 {
        match session.next(UnixTime::from_seconds(1), &mut random).unwrap() {
            Next::Send(request) if request.url.ends_with("/t") => {
                let body = String::from_utf8(request.body.unwrap()).unwrap();
                codes.push(body.rsplit_once('=').unwrap().1.to_owned());
                if let Some((status, body, error)) = refusals.get(round) {
                    let response = Response { status: *status, body: body.as_bytes().to_vec() };
                    assert_eq!(session.answer(&response), Err(*error));
                }
                round += 1;
            }
            Next::Send(request) => session.answer(&issuer.answer(&request)).unwrap(),
            Next::Ask(ask) => {
                assert_eq!(ask.offer.tx_code.unwrap().length, Some(6));
                session.consent(Some(format!("{round}{round}")));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(codes, ["00", "11", "22"]);
}

/// OpenID4VCI 8.3 and 9: a certificate that is not ready is asked for again at the interval,
/// from what the vault holds, over restarts and with a renewed token.
#[test]
fn a_certificate_that_comes_later_is_asked_for_again() {
    let issuer = Issuer::new().with("/t", json!({"refresh_token": "r 1"})).answering(
        "/c",
        202,
        json!({"transaction_id": "tx", "interval": 30}),
    );
    let (run, found) = against(&issuer);
    assert_eq!((found, run.later.len()), (Ok(()), 2));
    let later = &run.later[0];
    assert_eq!((later.endpoint.as_str(), later.interval), ("https://i.example/d", 30));
    // Without the address it could never be fetched.
    let nowhere = issuer.with(METADATA, json!({"deferred_credential_endpoint": null}));
    assert_eq!(against(&nowhere).0.missed[0].1, VciError::IssuerAnswerMalformed);

    let pending = PendingCertificate {
        id: "p1".into(),
        name: "A card".into(),
        host: "i.example".into(),
        endpoint: later.endpoint.clone(),
        token: later.token.clone(),
        renewal: later.renewal.clone(),
        transaction: later.transaction.clone(),
        holder: later.key.as_ref().map(SigningKey::public_jwk),
        interval: later.interval,
        next_at: NOW + later.interval,
        problem: None,
    };
    // As it comes back from the vault after a restart.
    let stored = serde_json::to_string(&pending).unwrap();
    let pending: PendingCertificate = serde_json::from_str(&stored).unwrap();
    let all = [pending.clone()];
    assert_eq!(due(&all, NOW + 29), None);
    assert_eq!(seconds_until_due(&all, NOW + 29), Some(1));
    assert_eq!(due(&all, NOW + 30), Some(&pending));
    assert_eq!(due(&all, NOW - 9_999), Some(&pending), "the clock was put back");
    assert_eq!(seconds_until_due(&[], NOW), None);

    let request = ask(&pending);
    assert_eq!(request.body.as_deref(), Some(br#"{"transaction_id":"tx"}"#.as_slice()));
    assert!(request.headers.contains(&("authorization", "Bearer t".to_owned())));
    let answer = |status: u16, body: Value| {
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        Response { status, body: body.into_bytes() }
    };
    let later_by = |status, body| match read(&pending, &answer(status, body), NOW) {
        Asked::Later(again) => (again.transaction, again.next_at - NOW),
        other => panic!("{other:?}"),
    };
    assert_eq!(later_by(202, json!({"transaction_id": "tx", "interval": 600})), ("tx".into(), 600));
    assert_eq!(later_by(202, json!({"transaction_id": "tx2", "interval": 0})), ("tx2".into(), 5));
    assert_eq!(later_by(202, json!({"interval": 10_000_000})), ("tx".into(), 86_400));
    assert_eq!(later_by(400, json!({"error": "issuance_pending"})), ("tx".into(), 60));
    assert_eq!(later_by(503, json!("")), ("tx".into(), 60));
    assert_eq!(put_off(&pending, NOW).next_at, NOW + 60);

    let granted = read(&pending, &answer(200, json!({"credentials": [{"credential": "x~"}]})), NOW);
    assert_eq!(granted, Asked::Granted(vec!["x~".into()]));
    for (status, body, code) in [
        (400, json!({"error": "credential_request_denied"}), "issuer-denied"),
        (400, json!({"error": "invalid_transaction_id"}), "offer-expired"),
        (500, json!(""), "issuer-refused"),
        (200, json!({}), "issuer-answer-malformed"),
    ] {
        let Asked::Lost(lost) = read(&pending, &answer(status, body), NOW) else { panic!() };
        assert_eq!(lost.problem.as_deref(), Some(code));
        assert_eq!(due(&[lost], NOW + 1_000_000), None, "nobody is asked again");
    }

    // The token has expired.
    let Asked::Renew(request) = read(&pending, &answer(401, json!("")), NOW) else { panic!() };
    assert_eq!(request.url, "https://i.example/t");
    assert_eq!(
        request.body.as_deref(),
        Some(b"grant_type=refresh_token&refresh_token=r%201".as_slice())
    );
    let good = answer(200, json!({"access_token": "t2", "token_type": "Bearer"}));
    let Asked::Later(again) = renewed(&pending, &good, NOW) else { panic!() };
    assert_eq!((again.token.as_str(), again.next_at), ("t2", NOW));
    assert_eq!(again.renewal, pending.renewal, "the old refresh token stays good");
    let rotated =
        answer(200, json!({"access_token": "t2", "token_type": "Bearer", "refresh_token": "r2"}));
    let Asked::Later(again) = renewed(&pending, &rotated, NOW) else { panic!() };
    assert_eq!(again.renewal.unwrap().token, "r2");
    let Asked::Lost(lost) = renewed(&pending, &answer(400, json!({"error": "invalid_grant"})), NOW)
    else {
        panic!()
    };
    assert_eq!(lost.problem.as_deref(), Some("offer-expired"));
    let unrenewable = PendingCertificate { renewal: None, ..pending };
    assert!(matches!(read(&unrenewable, &answer(401, json!("")), NOW), Asked::Lost(_)));
}
