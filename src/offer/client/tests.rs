mod deferred;
mod papers;
mod refusals;

use serde_json::json;

use super::*;

const ISSUER: &str = "https://i.example/issuer";
const NOW: i64 = 1_000;

/// An issuer as a table of answers, by path; without change a well-behaved one.
struct Issuer {
    answers: Vec<(&'static str, u16, Value)>,
    /// What it says to whoever asks for a code for paper.
    papers: Option<Value>,
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
            papers: None,
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

    /// The same, but nobody gets a code for paper.
    fn refusing_papers(mut self, answer: Value) -> Self {
        self.papers = Some(answer);
        self
    }

    fn answer(&self, request: &Request) -> Reply {
        let asks_for_paper = request
            .body
            .as_deref()
            .is_some_and(|body| String::from_utf8_lossy(body).contains("a-paper"));
        if let Some(answer) = self.papers.as_ref().filter(|_| asks_for_paper) {
            return Reply {
                status: 400,
                body: answer.to_string().into_bytes(),
                ..Reply::default()
            };
        }
        let path = request.url.strip_prefix("https://i.example").unwrap_or(&request.url);
        let found = self.answers.iter().find(|(known, ..)| *known == path);
        let (_, status, body) = found.unwrap_or_else(|| panic!("asked for {}", request.url));
        let body = body.as_str().map_or_else(|| body.to_string(), str::to_owned);
        Reply { status: *status, body: body.into_bytes(), ..Reply::default() }
    }
}

/// What came of a conversation, and every request in it.
#[derive(Debug, Default)]
struct Run {
    requests: Vec<Request>,
    taken: Vec<Granted>,
    later: Vec<Later>,
    missed: Vec<(String, VciError)>,
    papers: Vec<Paper>,
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
fn run(serve: impl Fn(&Request, usize) -> Reply) -> (Run, Result<(), VciError>) {
    let mut session = Conversation::new(OfferSource::At("https://i.example/offer".into()));
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
            Ok(Next::Paper(paper)) => done.papers.push(*paper),
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
    let mut session = Conversation::new(OfferSource::At("https://i.example/offer".into()));
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
    let mut session = Conversation::new(OfferSource::At("https://i.example/offer".into()));
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
                    let response = Reply {
                        status: *status,
                        body: body.as_bytes().to_vec(),
                        ..Reply::default()
                    };
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
