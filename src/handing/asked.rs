//! What a kiosk asks a phone to sign, and what the phone looks at before it shows it: nothing is taken from the
//! kiosk's words that the published form and the handed certificates do not say, too.

use cert_fill::{Filing, Form, TRANSACTION_TYPE};
use cert_verify::json::{self, Limits};
use cert_verify::{base64url, sha256};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::HandError;

/// As an office reads them (cert-fill, `check/transaction.rs`).
const CONTENT: Limits = Limits { bytes: 524_288, depth: 32, items: 20_000 };

/// The only hash of transaction data that is used.
const HASH_ALGORITHM: &str = "sha-256";

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
    /// [`HandError::RequestMismatch`] when it is not what the published form would send, to whom it would send it, to the
    /// last member; [`HandError::NotShown`] when it holds what the phone's page has no place for;
    /// [`HandError::CertificateForeign`] when a presentation holds anything that was not handed over.
    pub fn check(&self, form: &Form, handed: &[String]) -> Result<Vec<usize>, HandError> {
        let filing = form.filing(&self.filing).ok_or(HandError::RequestMismatch)?;
        let signed = decoded(&self.transaction).ok_or(HandError::RequestMismatch)?;
        let (Some(answers), Some(_)) = (decoded(&self.answers), decoded(&self.provenance)) else {
            return Err(HandError::RequestMismatch);
        };
        // What the phone does not show it does not sign.
        let is_hidden = |member: &str| signed.get(member).is_some();
        if is_hidden("for") || is_hidden("unbound_hashes") || has_files(&answers) {
            return Err(HandError::NotShown);
        }
        let is_ours = self.audience == filing.to.client_id
            && (1..=MAX_NONCE).contains(&self.nonce.len())
            && !self.presentations.is_empty()
            && self.expected(form, filing, &signed).is_some_and(|expected| expected == signed);
        if !is_ours {
            return Err(HandError::RequestMismatch);
        }
        let found = self.presentations.iter().map(|one| {
            handed.iter().position(|text| is_part(one, text)).ok_or(HandError::CertificateForeign)
        });
        found.collect()
    }

    /// The whole transaction that the form would send with these answers. What is the kiosk's to say in it (which of the
    /// form's certificates, the language, the digest of a handle for news) is taken from `signed` when it may be that.
    fn expected(&self, form: &Form, filing: &Filing, signed: &Value) -> Option<Value> {
        let locale = signed.get("locale")?.as_str()?;
        let ids = signed.get("credential_ids")?.as_array()?;
        let is_asked_for = |id: &Value| {
            filing.evidence.iter().any(|(query, _)| Some(query.as_str()) == id.as_str())
        };
        let is_once = |id: &Value| ids.iter().filter(|other| *other == id).count() == 1;
        let is_plain = form.locales().iter().any(|known| known == locale)
            && (1..=self.presentations.len()).contains(&ids.len())
            && ids.iter().all(|id| is_asked_for(id) && is_once(id));
        if !is_plain {
            return None;
        }
        let mut expected = json!({
            "type": TRANSACTION_TYPE,
            "credential_ids": ids,
            "transaction_data_hashes_alg": [HASH_ALGORITHM],
            "submission_id": self.submission,
            "form": {"id": form.id(), "version": form.version(), "integrity": form.integrity()},
            "filing": self.filing,
            "locale": locale,
            "answers_hash": hash(&self.answers),
            "provenance_hash": hash(&self.provenance),
        });
        let members = expected.as_object_mut()?;
        if !filing.late.is_empty() {
            let late: Vec<String> = filing.late.iter().map(|late| late.to.to_string()).collect();
            members.insert("late".to_owned(), json!(late));
        }
        if let Some(progress) = signed.get("progress") {
            let digest = base64url::decode(progress.as_str()?).ok()?;
            if digest.len() != 32 {
                return None;
            }
            members.insert("progress".to_owned(), progress.clone());
        }
        Some(expected)
    }

    /// The same as the body of a filing, to be shown as one that was sent is shown.
    #[must_use]
    pub fn body(&self) -> String {
        json!({"answers": self.answers, "provenance": self.provenance}).to_string()
    }
}

/// Whether a file goes with these answers: only its description is an object with a digest.
fn has_files(answers: &Value) -> bool {
    match answers {
        Value::Array(items) => items.iter().any(has_files),
        Value::Object(members) => members.contains_key("digest") || members.values().any(has_files),
        _ => false,
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
            "credential_ids": ["permit"],
            "transaction_data_hashes_alg": ["sha-256"],
            "locale": "zh-CN",
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
    fn what_the_phone_does_not_show_is_not_signed() {
        for (member, value) in [("for", json!("permit")), ("unbound_hashes", json!({}))] {
            let changed = asked(|transaction| transaction[member] = value.clone());
            let found = changed.check(&form(), &handed());
            assert_eq!(found, Err(HandError::NotShown), "{member}");
        }
        let file = json!({"a": [{"name": "x.pdf", "digest": "sha-256=:x:"}]});
        assert!(has_files(&file) && !has_files(&json!({"a": ["digest"]})));
        let digest = base64url::encode(&[7; 32]);
        let followed = asked(|transaction| transaction["progress"] = json!(digest));
        assert_eq!(followed.check(&form(), &handed()), Ok(vec![1]));
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
            ("locale", json!("xx")),
            ("locale", json!(null)),
            ("late", json!(["/name"])),
            ("progress", json!("me")),
            ("credential_ids", json!([])),
            ("credential_ids", json!(["other"])),
            ("credential_ids", json!(["permit", "permit"])),
            ("transaction_data_hashes_alg", json!(["sha-256", "x"])),
            ("amount", json!(1)),
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
