//! Everything that an issuer could say and that ends badly, before and after the code is
//! redeemed.

use super::*;

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
    let every = |changes: Value| {
        let supported = json!({"a": changes.clone(), "b": changes});
        Issuer::new().with(METADATA, json!({"credential_configurations_supported": supported}))
    };
    let proof = |jwt: Value| every(json!({"proof_types_supported": {"jwt": jwt}}));
    for (issuer, error) in [
        (metadata(json!({"credential_endpoint": null})), IssuerMetadataMalformed),
        (metadata(json!({"credential_endpoint": "http://i.example/c"})), AddressNotSecure),
        (metadata(json!({"nonce_endpoint": "http://i.example/n"})), AddressNotSecure),
        (metadata(json!({"nonce_endpoint": 7})), IssuerMetadataMalformed),
        (metadata(json!({"deferred_credential_endpoint": "ftp://i.example"})), AddressNotSecure),
        (metadata(json!({"credential_configurations_supported": null})), IssuerMetadataMalformed),
        (
            metadata(json!({"credential_configurations_supported": {"a": null}})),
            IssuerMetadataMalformed,
        ),
        (
            metadata(json!({"credential_response_encryption": {"encryption_required": true}})),
            EncryptionRequired,
        ),
        (
            metadata(json!({"credential_request_encryption": {"encryption_required": true}})),
            EncryptionRequired,
        ),
        (Issuer::new().answering(METADATA, 404, json!("")), IssuerMetadataMalformed),
        (Issuer::new().answering(METADATA, 200, json!("<html>")), IssuerMetadataMalformed),
        (
            Issuer::new().answering(METADATA, 200, json!("{\"a\":1,\"a\":2}")),
            IssuerMetadataMalformed,
        ),
        (Issuer::new().with(SERVER, json!({"token_endpoint": null})), IssuerMetadataMalformed),
        (
            Issuer::new().with(SERVER, json!({"token_endpoint": "http://i.example/t"})),
            AddressNotSecure,
        ),
        (Issuer::new().answering(SERVER, 500, json!("")), IssuerMetadataMalformed),
        (Issuer::new().answering("/offer", 404, json!("")), OfferExpired),
        (Issuer::new().answering("/offer", 200, json!("<html>")), OfferMalformed),
        (every(json!({"format": "mso_mdoc"})), CredentialFormatNotSupported),
        (every(json!({"format": null})), IssuerMetadataMalformed),
        (
            every(
                json!({"format": "ldp_vc", "credential_signing_alg_values_supported": ["Ed25519Signature2020"]}),
            ),
            CredentialFormatNotSupported,
        ),
        (every(json!({"proof_types_supported": {"jwt": null, "ldp_vp": {}}})), ProofNotSupported),
        (every(json!({"cryptographic_binding_methods_supported": ["did:web"]})), ProofNotSupported),
        (
            proof(json!({"proof_signing_alg_values_supported": ["ES384", "ES256K"]})),
            ProofNotSupported,
        ),
        (proof(json!({"proof_signing_alg_values_supported": []})), ProofNotSupported),
        (proof(json!({"key_attestations_required": {}})), ProofNotSupported),
    ] {
        refused_before(&issuer, error);
    }
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

/// One certificate of a kind that cannot be received stands beside a good one: the good one is offered and
/// fetched, the other one named with its reason.
#[test]
fn one_certificate_that_cannot_be_had_keeps_nobody_from_the_others() {
    for (odd, error) in [
        (json!({"format": "mso_mdoc"}), VciError::CredentialFormatNotSupported),
        (
            json!({"proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["ES512"]}}}),
            VciError::ProofNotSupported,
        ),
    ] {
        let supported = json!({"credential_configurations_supported": {"a": odd}});
        let issuer = Issuer::new().with(METADATA, supported);
        let mut session = Conversation::new(OfferSource::At("https://i.example/offer".to_owned()));
        let (mut asked, mut taken, mut bodies) = (None, Vec::new(), Vec::new());
        loop {
            match session.next(UnixTime::from_seconds(NOW), &mut |bytes| bytes.fill(7)).unwrap() {
                Next::Send(request) => {
                    bodies.push(request.body.clone().unwrap_or_default());
                    session.answer(&issuer.answer(&request)).unwrap();
                }
                Next::Ask(ask) => {
                    asked = Some(ask);
                    session.consent(None);
                }
                Next::Take(granted) => taken.push(granted.configuration),
                Next::Done => break,
                other => panic!("{other:?}"),
            }
        }
        let asked = asked.unwrap();
        assert_eq!(asked.left_out, [("a".to_owned(), error)]);
        assert_eq!(
            (asked.offer.configurations, taken),
            (vec!["b".to_owned()], vec!["b".to_owned()])
        );
        let said: Vec<_> = bodies.iter().map(|body| String::from_utf8_lossy(body)).collect();
        assert!(!said.iter().any(|body| body.contains(r#""credential_configuration_id":"a""#)));
    }
}

/// An issuer may describe more than it offers, in formats that are not known here: nobody hears of it.
#[test]
fn what_is_described_and_not_offered_may_have_any_format() {
    let codes = json!({
        "code": {"format": "claim-169", "credential_signing_alg_values_supported": [-8], "certfill_printed_from": "a"},
        "odd": {"format": 7},
        "empty": {},
    });
    let issuer =
        Issuer::new().with(METADATA, json!({"credential_configurations_supported": codes}));
    let (run, found) = against(&issuer);
    assert_eq!((found, run.missed.len(), run.taken.len()), (Ok(()), 0, 2));
    assert!(run.taken.iter().all(|granted| ["a", "b"].contains(&granted.configuration.as_str())));
}
