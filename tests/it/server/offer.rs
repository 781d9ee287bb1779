//! The app's own conversation with the specimen issuer, and a filing with what it brought.

use cert_app::http::{Reply, Request};
use cert_app::offer::{Conversation, Next, Offer, OfferSource, VciError};
use cert_fill::{Held, wire::FilingAccepted};
use cert_issue::SigningKey;
use cert_verify::Algorithm;
use serde_json::{Value, json};

use super::wallet::{Wallet, post, submission};
use super::world::{BASE, World};

const METADATA: &str = "/.well-known/openid-credential-issuer/issuer";
const SERVER: &str = "/.well-known/oauth-authorization-server/issuer";

/// Sends what the session asks for; one answer is changed on its way.
fn exchange(world: &World, request: &Request, path: &str, change: impl Fn(&mut Value)) -> Reply {
    let at = request.url.strip_prefix(BASE).unwrap();
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = request.body.as_deref().unwrap_or_default();
    let answer = world.send(request.method, at, &headers, body);
    let mut body = answer.body.clone();
    if at == path {
        let mut value = answer.json();
        change(&mut value);
        body = value.to_string().into_bytes();
    }
    Reply { status: answer.status, body, ..Reply::default() }
}

/// Every certificate of an offer, with its key.
fn fetch(
    world: &World,
    offer: &Value,
    path: &str,
    change: impl Fn(&mut Value),
) -> Result<Vec<(Held, SigningKey)>, VciError> {
    let offer = Offer::parse(offer.to_string().as_bytes()).unwrap();
    let mut session = Conversation::new(OfferSource::Here(offer));
    let (mut taken, mut counter) = (Vec::new(), 0_u8);
    let mut random = |buffer: &mut [u8]| {
        counter += 1;
        buffer.fill(counter);
    };
    for _ in 0..60 {
        match session.next(world.now(), &mut random)? {
            Next::Send(request) => session.answer(&exchange(world, &request, path, &change))?,
            Next::Ask(_) => session.consent(None),
            Next::Take(granted) => {
                let certificate = world.verified(&granted.text);
                taken.push((Held { id: granted.configuration, certificate }, granted.key.unwrap()));
            }
            // The code for paper of the card that came before; it is genuine, too.
            Next::Paper(paper) => {
                assert!(taken.iter().any(|(held, _)| held.id == paper.of), "{paper:?}");
                drop(world.verified(&paper.text));
            }
            Next::Done => return Ok(taken),
            other => panic!("{other:?}"),
        }
    }
    panic!("no end");
}

fn only(algorithm: &str) -> impl Fn(&mut Value) {
    move |metadata| {
        let all = metadata["credential_configurations_supported"].as_object_mut().unwrap();
        for one in all.values_mut() {
            one["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"] =
                json!([algorithm]);
        }
    }
}

/// From the offer to the receipt with the kind of key that the issuer takes: what is kept of
/// a key is its bytes, and what stands in the certificate is enough to know the rest.
#[test]
fn certificates_of_every_kind_of_key_are_fetched_and_filed() {
    for (number, (name, algorithm)) in [
        ("Ed25519", Algorithm::Ed25519),
        ("EdDSA", Algorithm::Ed25519),
        ("ES256", Algorithm::Es256),
    ]
    .into_iter()
    .enumerate()
    {
        let world = World::start();
        let (_, offer) = world.offer("chen");
        let taken = fetch(&world, &offer, METADATA, only(name)).unwrap();
        assert_eq!(taken.len(), 4, "{name}");
        let (mut held, mut keys) = (Vec::new(), Vec::new());
        for (certificate, key) in taken {
            let public = certificate.certificate.holder_key().unwrap().clone();
            assert_eq!((public.algorithm(), &public), (algorithm, &key.public()));
            let kept = SigningKey::of_public(&public, &key.secret_bytes()).unwrap();
            keys.push((certificate.id.clone(), kept));
            held.push(certificate);
        }
        let wallet = Wallet::with_keys(&world, held, keys);
        let signed = wallet.signed(&world, &submission(u8::try_from(number).unwrap() + 1));
        let answer = post(&world, &signed.idempotency_key, &signed.body).expect(201);
        let accepted: FilingAccepted = cert_fill::wire::read(&answer.body).unwrap();
        let receipt = world.verified(&accepted.receipt);
        assert_eq!(receipt.holder_key().map(|key| key.algorithm()), Some(algorithm), "{name}");
    }
}

/// The answers come through, and nothing is redeemed.
#[test]
fn an_offer_that_could_not_be_finished_stays_good() {
    let world = World::start();
    let (_, offer) = world.offer("chen");
    for (path, member, value, error) in [
        (SERVER, "issuer", json!("https://honest-as.example"), VciError::IssuerMetadataMalformed),
        (SERVER, "issuer", Value::Null, VciError::IssuerMetadataMalformed),
        (METADATA, "credential_issuer", json!(BASE), VciError::IssuerMetadataMalformed),
    ] {
        let change = |metadata: &mut Value| metadata[member] = value.clone();
        assert_eq!(fetch(&world, &offer, path, change).err(), Some(error), "{member}");
    }
    let refused = fetch(&world, &offer, METADATA, only("ES512"));
    assert_eq!(refused.err(), Some(VciError::ProofNotSupported));
    assert_eq!(fetch(&world, &offer, METADATA, |_| ()).unwrap().len(), 4, "the same offer");
    assert_eq!(fetch(&world, &offer, METADATA, |_| ()).err(), Some(VciError::OfferExpired));
}
