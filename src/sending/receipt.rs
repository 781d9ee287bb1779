//! Whether a receipt is the answer to exactly what was sent (`forms.md` 3.7), and what it says to
//! the person.

use cert_fill::late::signing_keys;
use cert_fill::{Acting, Receipt, is_the_office};
use cert_verify::{Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, verify};
use serde_json::Value;

use crate::wallet::{Accepted, Filing};
use crate::words::local::PerLanguage;

/// What an office confirms in a receipt that was checked. Every part may be absent: a receipt is
/// kept as it was received, also by an older build, and is shown as far as it can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// When the filing arrived.
    pub received_at: Option<UnixTime>,
    /// What happens next.
    pub next: Option<NextStep>,
    /// The JSON Pointers of the answers that certificates vouch for.
    pub verified: Vec<String>,
    /// How many answers are the person's own word.
    pub declared: usize,
    /// Who acted for whom, as the office says it.
    pub acting: Option<Acting>,
}

/// What happens next with a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// What.
    pub what: PerLanguage,
    /// Until when, as a date.
    pub by: Option<String>,
}

impl Confirmation {
    /// Reads the claims that are kept with an accepted filing.
    #[must_use]
    pub fn read(claims: &Value) -> Self {
        let list = |name: &str| claims.get(name).and_then(Value::as_array);
        let received = claims.get("received_at").and_then(Value::as_str);
        let verified = list("verified").into_iter().flatten();
        Self {
            received_at: received.and_then(UnixTime::parse_rfc3339),
            next: claims.get("next").and_then(NextStep::read),
            verified: verified.filter_map(|one| one.as_str().map(str::to_owned)).collect(),
            declared: list("declared").map_or(0, Vec::len),
            acting: claims
                .get("for")
                .and_then(|acting| serde_json::from_value(acting.clone()).ok()),
        }
    }
}

impl NextStep {
    fn read(value: &Value) -> Option<Self> {
        let by = value.get("by").and_then(Value::as_str);
        Some(Self { what: PerLanguage::read(value.get("what")?), by: by.map(str::to_owned) })
    }
}

/// Checks a receipt before it is believed or kept: issuer, signature, time and
/// status as for every certificate; then that it is from this office, for this
/// filing, for these bytes, and bound to a key that signed them.
///
/// # Errors
/// The code of the first thing that is wrong.
pub fn check(
    token: &str,
    submission: &str,
    filing: &Filing,
    trust: &Trust,
    status: &StatusEvidence,
    now: UnixTime,
) -> Result<Accepted, String> {
    let certificate = Certificate::parse(token.as_bytes()).map_err(|report| code_of(&report))?;
    let result = verify(&certificate, trust, status, Binding::NotAsked, &Policy::strict(), now);
    let Some(verified) = result.verified else { return Err(code_of(&result.report)) };
    let receipt = Receipt::read(verified.claims()).map_err(|error| error.as_str().to_owned())?;
    let same = receipt.submission_id == submission
        && receipt.filing == filing.id
        && Some(&receipt.transaction_data_hash) == filing.transaction_data_hash.as_ref()
        && is_the_office(&filing.audience, verified.issuer());
    let keys = filing.body.as_deref().map(|body| signing_keys(body.as_bytes()));
    let keys = keys.unwrap_or_default();
    let ours = verified.holder_key().is_some_and(|key| keys.contains(&key.thumbprint()));
    if !same || !ours {
        return Err("receipt-of-another-filing".to_owned());
    }
    Ok(Accepted {
        case_no: receipt.case_no.clone(),
        status: receipt.status.as_str().to_owned(),
        receipt: token.to_owned(),
        claims: verified.claims().clone(),
    })
}

fn code_of(report: &cert_verify::Report) -> String {
    report.code().map_or("receipt-not-trusted", cert_verify::Code::as_str).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sending::outbox::Signature;
    use cert_issue::{SigningKey, issue_sd_jwt_vc};
    use cert_verify::base64url;
    use serde_json::{Map, json};

    const NOW: i64 = 1_795_536_000;
    const OFFICE: &str = "https://psb.example";

    struct World {
        office: SigningKey,
        holder: SigningKey,
        filing: Filing,
    }

    fn world() -> World {
        let office = SigningKey::ed25519_from_seed([1; 32]);
        let holder = SigningKey::ed25519_from_seed([2; 32]);
        let payload =
            base64url::encode(json!({"cnf": {"jwk": holder.public_jwk()}}).to_string().as_bytes());
        let body = json!({"vp_token": {"id": [format!("e30.{payload}.c2ln~kb")]}}).to_string();
        let mut filing =
            Filing::reviewed("s-1", "psb", PerLanguage::default(), "/offices/psb/ef/filings");
        filing.audience = "x509_san_dns:psb.example".into();
        filing.signed(Signature {
            body,
            transaction_data_hash: "the-hash".into(),
            nonce_expires: NOW + 900,
        });
        World { office, holder, filing }
    }

    fn token(world: &World, change: impl Fn(&mut Value)) -> String {
        let mut claims = json!({
            "iss": OFFICE, "vct": cert_fill::receipt::TYPE, "iat": NOW, "cnf": {"jwk": world.holder.public_jwk()},
            "submission_id": "s-1", "filing": "psb", "case_no": "C-1", "filing_status": "accepted",
            "received_at": "2026-11-24T16:00:03+08:00", "form": {"id": "f", "version": "1"},
            "transaction_data_hash": "the-hash", "verified": ["/a"], "declared": [], "produced": {}
        });
        change(&mut claims);
        let mut byte = 0_u8;
        let mut random = |buffer: &mut [u8]| {
            buffer.fill_with(|| {
                byte = byte.wrapping_add(1);
                byte
            });
        };
        issue_sd_jwt_vc(&claims, &[], &Map::new(), &world.office, &mut random).expect("a receipt")
    }

    fn result(world: &World, token: &str) -> Result<String, String> {
        let trust = Trust::nobody().with_any_issuer_key(world.office.public());
        check(
            token,
            "s-1",
            &world.filing,
            &trust,
            &StatusEvidence::none(),
            UnixTime::from_seconds(NOW),
        )
        .map(|accepted| accepted.case_no)
    }

    #[test]
    fn the_receipt_for_what_was_sent_is_taken() {
        let world = world();
        assert_eq!(result(&world, &token(&world, |_| ())), Ok("C-1".into()));
    }

    #[test]
    fn what_a_receipt_confirms_is_read_as_far_as_it_is_there() {
        let claims = json!({"received_at": "2026-11-24T16:00:03+08:00", "verified": ["/a", "/b"],
            "declared": ["/c"], "next": {"by": "2026-12-01", "what": {"en": "Wait"}}});
        let what = PerLanguage::read(&json!({"en": "Wait"}));
        let read = Confirmation {
            received_at: UnixTime::parse_rfc3339("2026-11-24T08:00:03Z"),
            next: Some(NextStep { what, by: Some("2026-12-01".into()) }),
            verified: vec!["/a".into(), "/b".into()],
            declared: 1,
            acting: None,
        };
        assert_eq!(Confirmation::read(&claims), read);
        for old in [json!({"a": 1}), json!({"next": {"by": "2026-12-01"}}), Value::Null] {
            assert_eq!(Confirmation::read(&old), Confirmation::default(), "{old}");
        }
    }

    #[test]
    fn a_receipt_for_anything_else_is_not() {
        let world = world();
        let other = SigningKey::ed25519_from_seed([9; 32]).public_jwk();
        let changes: [(&str, Value); 5] = [
            ("/submission_id", json!("s-2")),
            ("/filing", json!("tax")),
            ("/transaction_data_hash", json!("another")),
            ("/cnf/jwk", other),
            ("/iss", json!("https://tax.example")),
        ];
        for (pointer, value) in changes {
            let token =
                token(&world, |claims| *claims.pointer_mut(pointer).unwrap() = value.clone());
            assert_eq!(
                result(&world, &token),
                Err("receipt-of-another-filing".into()),
                "{pointer}"
            );
        }
    }

    #[test]
    fn a_receipt_signed_by_nobody_known_is_not_taken() {
        let world = world();
        let mut forged = token(&world, |_| ());
        forged = forged.replacen('.', ".A", 1);
        assert!(result(&world, &forged).is_err());
        let stranger = World { office: SigningKey::ed25519_from_seed([7; 32]), ..self::world() };
        let token = token(&stranger, |_| ());
        assert!(result(&world, &token).is_err());
    }
}
