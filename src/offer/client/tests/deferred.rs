//! Certificates that come later.

use super::*;
use crate::offer::{Asked, ask, due, put_off, read, renewed, seconds_until_due};
use crate::wallet::PendingCertificate;

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
        Reply { status, body: body.into_bytes(), ..Reply::default() }
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
