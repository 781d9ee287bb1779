//! Offers: one gives all certificates of one specimen person, once, within ten minutes.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    Server, Shared, answer,
    db::{
        StorageError,
        issuance::{self, Offer, TxCode},
    },
    problem::{Code, Problem},
    random,
    specimen::{gift::Gift, people::Person},
};
use cert_verify::UnixTime;

/// Long enough to fetch a phone, short enough that a photo of the code is soon worthless.
const LIFE_SECONDS: i64 = 600;

/// People look at a case when they have time; who has the handle is known.
const DECISION_SECONDS: i64 = 90 * 86_400;

/// Makes an offer for a person.
pub(crate) async fn make(
    server: &Server,
    person: &Person,
    with_tx_code: bool,
) -> Result<Offer, StorageError> {
    let now = server.now();
    let offer = Offer {
        id: random::identifier(),
        person: person.slug.to_owned(),
        code: random::identifier(),
        tx_code: with_tx_code.then(|| TxCode {
            digits: format!("{:06}", random::below(1_000_000)),
            page: random::identifier(),
        }),
        gift: None,
        expires_at: now.plus_seconds(LIFE_SECONDS),
    };
    issuance::store_offer(&server.database, &offer).await?;
    Ok(offer)
}

/// An offer of the certificate that a decision gives. It waits until its case is looked at, and is told to
/// nobody but the owner of the case.
pub(crate) fn of_decision(person: &Person, gift: Gift, now: UnixTime) -> Offer {
    Offer {
        id: random::identifier(),
        person: person.slug.to_owned(),
        code: random::identifier(),
        tx_code: None,
        gift: Some(gift),
        expires_at: now.plus_seconds(DECISION_SECONDS),
    }
}

/// The link that a wallet opens; it names where the offer is and nothing else.
pub(crate) fn link(server: &Server, offer: &Offer) -> String {
    let uri = format!("{}/offers/{}", server.issuer_id(), offer.id);
    let encoded: String = form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    format!("openid-credential-offer://?credential_offer_uri={encoded}")
}

/// `GET /issuer/offers/{id}`
pub(crate) async fn get(
    State(server): State<Shared>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let offer = issuance::open_offer(&server.database, &id, server.now()).await?;
    let offer = offer.ok_or(Code::NotFound)?;
    let person = server.world.person(&offer.person).ok_or(Code::NotFound)?;
    Ok(answer::json(200, &document(&server, &offer, person)).into_response())
}

fn document(server: &Server, offer: &Offer, person: &Person) -> Value {
    let mut grant = json!({"pre-authorized_code": offer.code});
    if offer.tx_code.is_some() {
        grant["tx_code"] = json!({
            "input_mode": "numeric",
            "length": 6,
            "description": "示例页面上的六位数字 / The six digits on the specimen page",
        });
    }
    let configurations = match &offer.gift {
        Some(gift) => json!([gift.kind()]),
        None => json!(person.certificates),
    };
    json!({
        "credential_issuer": server.issuer_id(),
        "credential_configuration_ids": configurations,
        "grants": {super::GRANT: grant},
    })
}
