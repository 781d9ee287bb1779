use super::*;

const ISSUER: &str = "https://i.example/issuer";

fn offer(with_code: bool) -> Value {
    let mut grant = json!({"pre-authorized_code": "c&d"});
    if with_code {
        grant["tx_code"] = json!({"length": 6});
    }
    json!({"credential_issuer": ISSUER, "credential_configuration_ids": ["a", "b"], "grants": {GRANT: grant}})
}

/// A well-behaved issuer.
fn issuer(request: &Request) -> Response {
    let path = request.url.strip_prefix("https://i.example").unwrap_or_default();
    let body = String::from_utf8(request.body.clone().unwrap_or_default()).unwrap();
    let answer = match path {
        "/offer" => offer(false),
        "/.well-known/openid-credential-issuer/issuer" => json!({
            "credential_issuer": ISSUER, "credential_endpoint": "https://i.example/c", "nonce_endpoint": "https://i.example/n",
            "display": [{"name": "示例", "locale": "zh-CN"}],
            "credential_configurations_supported": {"a": {"credential_metadata": {"display": [{"name": "A card", "locale": "en"}]}}, "b": {}},
        }),
        "/.well-known/oauth-authorization-server/issuer" => {
            json!({"token_endpoint": "https://i.example/t"})
        }
        "/t" => {
            assert!(body.contains("pre-authorized_code=c%26d"), "{body}");
            json!({"access_token": "t", "token_type": "bearer"})
        }
        "/n" => json!({"c_nonce": "n"}),
        "/c" => {
            assert!(request.headers.contains(&("authorization", "Bearer t".to_owned())));
            let body: Value = serde_json::from_str(&body).unwrap();
            json!({"credentials": [{"credential": format!("cert-{}", body["credential_configuration_id"].as_str().unwrap())}]})
        }
        other => panic!("asked for {other}"),
    };
    Response { status: 200, body: answer.to_string().into_bytes() }
}

/// Runs a session to its end.
fn run(
    source: OfferSource,
    serve: impl Fn(&Request) -> Response,
) -> Result<(Vec<String>, Vec<String>), VciError> {
    let mut session = Session::new(source);
    let (mut asked, mut taken, mut next) = (Vec::new(), Vec::new(), 0_u8);
    let mut random = |buffer: &mut [u8]| {
        next += 1;
        buffer.fill(next);
    };
    for _ in 0..40 {
        match session.next(UnixTime::from_seconds(1_000), &mut random)? {
            Next::Send(request) => session.answer(&serve(&request))?,
            Next::Ask(ask) => {
                asked = ask.offer.configurations.iter().map(|id| ask.name(id, Lang::En)).collect();
                session.consent(None);
            }
            Next::Take(granted) => taken.push(format!(
                "{} {} {}",
                granted.configuration,
                granted.text,
                granted.key.public().thumbprint()
            )),
            Next::Done => return Ok((asked, taken)),
        }
    }
    panic!("no end");
}

#[test]
fn every_offered_certificate_is_fetched_with_a_key_of_its_own() {
    let (asked, taken) = run(OfferSource::At("https://i.example/offer".into()), issuer).unwrap();
    assert_eq!(asked, ["A card", "b"]);
    assert_eq!(taken.len(), 2);
    assert!(taken[0].starts_with("a cert-a ") && taken[1].starts_with("b cert-b "));
    let key = |line: &str| line.rsplit(' ').next().map(str::to_owned);
    assert_ne!(key(&taken[0]), key(&taken[1]), "keys must not link certificates");
}

#[test]
fn nothing_is_redeemed_before_the_person_agrees() {
    let mut session = Session::new(OfferSource::At("https://i.example/offer".into()));
    let mut random = |buffer: &mut [u8]| buffer.fill(1);
    loop {
        match session.next(UnixTime::from_seconds(1), &mut random).unwrap() {
            Next::Send(request) => {
                assert_eq!(request.method, "GET", "only descriptions are fetched");
                session.answer(&issuer(&request)).unwrap();
            }
            Next::Ask(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(session.next(UnixTime::from_seconds(1), &mut random), Ok(Next::Ask(_))));
}

#[test]
fn refusals_of_the_issuer_have_their_codes() {
    let at = || OfferSource::At("https://i.example/offer".into());
    let with = |path: &'static str, status: u16, body: &'static str| {
        move |request: &Request| {
            if request.url.ends_with(path) {
                Response { status, body: body.as_bytes().to_vec() }
            } else {
                issuer(request)
            }
        }
    };
    assert_eq!(run(at(), with("/offer", 404, "")), Err(VciError::OfferExpired));
    assert_eq!(run(at(), with("/offer", 200, "<html>")), Err(VciError::OfferMalformed));
    assert_eq!(
        run(at(), with("/t", 400, r#"{"error":"invalid_grant"}"#)),
        Err(VciError::OfferExpired)
    );
    assert_eq!(run(at(), with("/t", 500, "")), Err(VciError::IssuerRefused));
    assert_eq!(
        run(at(), with("/t", 200, r#"{"access_token":"a\nb","token_type":"Bearer"}"#)),
        Err(VciError::IssuerAnswerMalformed)
    );
    assert_eq!(run(at(), with("/n", 200, "{}")), Err(VciError::IssuerAnswerMalformed));
    assert_eq!(
        run(at(), with("/c", 200, r#"{"credentials":[]}"#)),
        Err(VciError::IssuerAnswerMalformed)
    );
    assert_eq!(run(at(), with("/c", 403, "")), Err(VciError::IssuerRefused));
    let metadata = "/.well-known/openid-credential-issuer/issuer";
    assert_eq!(
        run(at(), with(metadata, 200, r#"{"credential_issuer":"https://other.example"}"#)),
        Err(VciError::IssuerMetadataMalformed)
    );
}

#[test]
fn a_wrong_transaction_code_asks_again() {
    let mut session =
        Session::new(OfferSource::Here(Offer::parse(offer(true).to_string().as_bytes()).unwrap()));
    let mut random = |buffer: &mut [u8]| buffer.fill(1);
    let refuse = Response { status: 400, body: br#"{"error":"invalid_grant"}"#.to_vec() };
    let mut refused = false;
    for _ in 0..10 {
        match session.next(UnixTime::from_seconds(1), &mut random).unwrap() {
            Next::Send(request) if request.url.ends_with("/t") => {
                let body = String::from_utf8(request.body.clone().unwrap()).unwrap();
                if refused {
                    assert!(body.ends_with("&tx_code=222222"));
                    return;
                }
                assert!(body.ends_with("&tx_code=111111"));
                assert_eq!(session.answer(&refuse), Err(VciError::TransactionCodeWrong));
                refused = true;
            }
            Next::Send(request) => session.answer(&issuer(&request)).unwrap(),
            Next::Ask(_) => {
                session.consent(Some(if refused { "222222" } else { "111111" }.to_owned()))
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("did not ask again");
}
