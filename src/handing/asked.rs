//! What a kiosk asks a phone to sign, and what the phone looks at before it shows it: nothing is taken from the
//! kiosk's words that the published form and the handed certificates do not say, too.

use cert_fill::{Form, TRANSACTION_TYPE};
use cert_verify::json::{self, Limits};
use cert_verify::{base64url, sha256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::HandError;

/// As an office reads them (cert-fill, `check/transaction.rs`).
const CONTENT: Limits = Limits { bytes: 524_288, depth: 32, items: 20_000 };

/// A nonce longer than this is no nonce.
const MAX_NONCE: usize = 256;

/// One filing without its proofs of possession.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignRequest {
    /// The short name of the service, by which the phone finds the published form itself.
    pub service: String,
    /// The submission that it belongs to.
    pub submission: String,
    /// The filing of the form.
    pub filing: String,
    /// For whom the proofs are.
    pub audience: String,
    /// The office's challenge.
    pub nonce: String,
    /// The answers as they will be sent.
    pub answers: String,
    /// Their origins as they will be sent.
    pub provenance: String,
    /// The transaction data as they will be sent.
    pub transaction: String,
    /// The presentations that lack a proof; each ends with `~`.
    pub presentations: Vec<String>,
}

impl SignRequest {
    /// Says for each presentation which of the handed certificates it is of.
    ///
    /// # Errors
    /// [`HandError::RequestMismatch`] when it is not what the published form would send, to whom it would send it;
    /// [`HandError::CertificateForeign`] when a presentation holds anything that was not handed over.
    pub fn check(&self, form: &Form, handed: &[String]) -> Result<Vec<usize>, HandError> {
        let filing = form.filing(&self.filing).ok_or(HandError::RequestMismatch)?;
        let signed = decoded(&self.transaction).ok_or(HandError::RequestMismatch)?;
        let text = |pointer: &str| signed.pointer(pointer).and_then(Value::as_str);
        let says = |pointer: &str, expected: &str| text(pointer) == Some(expected);
        let is_ours = self.audience == filing.to.client_id
            && (1..=MAX_NONCE).contains(&self.nonce.len())
            && says("/type", TRANSACTION_TYPE)
            && says("/form/id", form.id())
            && says("/form/version", form.version())
            && says("/form/integrity", form.integrity())
            && says("/filing", &self.filing)
            && says("/submission_id", &self.submission)
            && says("/answers_hash", &hash(&self.answers))
            && says("/provenance_hash", &hash(&self.provenance))
            && decoded(&self.answers).is_some()
            && decoded(&self.provenance).is_some();
        if !is_ours || self.presentations.is_empty() {
            return Err(HandError::RequestMismatch);
        }
        let found = self.presentations.iter().map(|one| {
            handed.iter().position(|text| is_part(one, text)).ok_or(HandError::CertificateForeign)
        });
        found.collect()
    }

    /// The same as the body of a filing, to be shown as one that was sent is shown.
    #[must_use]
    pub fn body(&self) -> String {
        json!({"answers": self.answers, "provenance": self.provenance}).to_string()
    }
}

/// Whether a presentation is this certificate, with some of its disclosures, each once, and nothing else.
fn is_part(presentation: &str, certificate: &str) -> bool {
    let Some(shown) = presentation.strip_suffix('~') else { return false };
    let mut all: Vec<&str> = certificate.trim().split('~').collect();
    let mut shown = shown.split('~');
    if shown.next() != all.first().copied() {
        return false;
    }
    all.remove(0);
    shown.all(|part| match all.iter().position(|known| *known == part && !part.is_empty()) {
        Some(at) => {
            all.remove(at);
            true
        }
        None => false,
    })
}

fn decoded(text: &str) -> Option<Value> {
    json::parse(&base64url::decode(text).ok()?, CONTENT).ok().filter(Value::is_object)
}

fn hash(text: &str) -> String {
    base64url::encode(&sha256(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let text = include_bytes!("../../tests/forms/one-office.json");
        Form::parse(text).unwrap()
    }

    fn encoded(value: &Value) -> String {
        base64url::encode(value.to_string().as_bytes())
    }

    fn asked(change: impl Fn(&mut Value)) -> SignRequest {
        let form = form();
        let filing = &form.filings()[0];
        let (answers, provenance) = (encoded(&json!({"a": 1})), encoded(&json!({})));
        let mut transaction = json!({
            "type": TRANSACTION_TYPE,
            "form": {"id": form.id(), "version": form.version(), "integrity": form.integrity()},
            "filing": filing.id,
            "submission_id": "s",
            "answers_hash": hash(&answers),
            "provenance_hash": hash(&provenance),
        });
        change(&mut transaction);
        SignRequest {
            service: "shop~one".into(),
            submission: "s".into(),
            filing: filing.id.clone(),
            audience: filing.to.client_id.clone(),
            nonce: "n".into(),
            answers,
            provenance,
            transaction: encoded(&transaction),
            presentations: vec!["b~d2~".into()],
        }
    }

    fn handed() -> Vec<String> {
        vec!["a~d1~d2~".into(), "b~d1~d2~".into()]
    }

    #[test]
    fn what_the_published_form_would_send_is_shown() {
        assert_eq!(asked(|_| {}).check(&form(), &handed()), Ok(vec![1]));
    }

    #[test]
    fn another_office_form_or_answer_is_not_signed() {
        let wrong = Err(HandError::RequestMismatch);
        for (member, value) in [
            ("type", json!("https://ef.example/tx/payment/1")),
            ("form", json!({"id": "x"})),
            ("filing", json!("x")),
            ("submission_id", json!("x")),
            ("answers_hash", json!("x")),
            ("provenance_hash", json!(null)),
        ] {
            let changed = asked(|transaction| transaction[member] = value.clone());
            assert_eq!(changed.check(&form(), &handed()), wrong, "{member}");
        }
        type Change = fn(&mut SignRequest);
        let changes: [Change; 7] = [
            |one| one.audience = "https://thief.example".into(),
            |one| one.nonce.clear(),
            |one| one.nonce = "n".repeat(257),
            |one| one.answers = encoded(&json!({"a": 2})),
            |one| one.filing = "x".into(),
            |one| one.transaction = "not base64!".into(),
            |one| one.presentations.clear(),
        ];
        for change in changes {
            let mut changed = asked(|_| {});
            change(&mut changed);
            assert_eq!(changed.check(&form(), &handed()), wrong, "{changed:?}");
        }
    }

    #[test]
    fn only_parts_of_handed_certificates_are_signed_for() {
        for foreign in ["c~d1~", "b~d3~", "b~d1~d1~", "b~d1", "b", "", "~", "b~~", "b~d1~x.y.z"] {
            let mut changed = asked(|_| {});
            changed.presentations = vec!["a~".into(), foreign.into()];
            let found = changed.check(&form(), &handed());
            assert_eq!(found, Err(HandError::CertificateForeign), "{foreign}");
        }
    }
}
