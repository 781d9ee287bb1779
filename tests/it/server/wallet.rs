//! A person who fills and signs the form as the app does.

use std::collections::BTreeMap;

use cert_catalogue::ServiceEntry;
use cert_fill::{
    Date, Draft, Form, Held, Pointer, Signed, idempotency_key, match_evidence, plan, sign_filing,
    wire::{self, Challenge, ChallengeRequest},
};
use cert_issue::SigningKey;
use cert_verify::{base64url, sha256};
use serde_json::{Value, json};

use super::{
    http::Answer,
    world::{World, holder},
};

pub(crate) const OFFICE: &str = "/offices/psb/ef";

/// The certificates of one person, the keys that they are bound to, and the form to file.
pub(crate) struct Wallet {
    keys: Vec<(String, SigningKey)>,
    pub(crate) held: Vec<Held>,
    pub(crate) form: Form,
}

impl Wallet {
    /// All certificates of the person whose permit expires in twelve days.
    pub(crate) fn of_chen(world: &World, key: u8) -> Self {
        let kinds = ["resident-id", "sh-residence-permit", "lease-record", "social-insurance"];
        Self::of(world, "chen", &kinds, key)
    }

    /// These certificates of a person, and the permit's form.
    pub(crate) fn of(world: &World, person: &str, kinds: &[&str], key: u8) -> Self {
        let token = world.access_token(person);
        let held = kinds.iter().map(|kind| {
            let text = world.certificate(&token, kind, &holder(key));
            Held { id: (*kind).to_owned(), certificate: world.verified(&text) }
        });
        let keys = kinds.iter().map(|kind| ((*kind).to_owned(), holder(key)));
        Self::with_keys(world, held.collect(), keys.collect())
    }

    /// These certificates, each bound to the key of the same id.
    pub(crate) fn with_keys(
        world: &World,
        held: Vec<Held>,
        keys: Vec<(String, SigningKey)>,
    ) -> Self {
        Self { keys, held, form: form(world) }
    }

    /// The key of the first certificate.
    pub(crate) fn key(&self) -> SigningKey {
        self.keys[0].1.clone()
    }

    /// The draft, filled from the certificates and completed by hand.
    pub(crate) fn draft(&self, world: &World) -> Draft {
        let today = Date::from_unix_in_shanghai(world.now()).unwrap();
        let matches = match_evidence(&self.form, &self.held, None);
        let mut draft = Draft::filled(&self.form, &matches, &self.held, today);
        for (at, value) in [
            ("/ground", json!("work")),
            ("/contact/mobile", json!("13800000000")),
            ("/declaration", json!(true)),
        ] {
            self.edit(&mut draft, at, value);
        }
        draft
    }

    pub(crate) fn edit(&self, draft: &mut Draft, at: &str, value: Value) {
        draft.edit(&self.form, &Pointer::parse(at).unwrap(), value).unwrap();
    }

    pub(crate) fn challenge(&self, world: &World) -> Challenge {
        let request = ChallengeRequest::new(&self.form, &self.form.filings()[0]);
        let headers = [("content-type", "application/json")];
        let answer =
            world.send("POST", &format!("{OFFICE}/challenges"), &headers, &wire::write(&request));
        wire::read(&answer.expect(201).body).unwrap()
    }

    /// The draft with this file as proof of residence.
    pub(crate) fn draft_with(&self, world: &World, content: &[u8]) -> Draft {
        let mut draft = self.draft(world);
        for (at, value) in [
            ("/residence/proof", json!("dormitory")),
            ("/residence/address/district", json!("310104")),
            ("/residence/address/line", json!("示例路 1 号")),
            ("/residence/proof_file", described(content)),
        ] {
            self.edit(&mut draft, at, value);
        }
        draft
    }

    pub(crate) fn sign(
        &self,
        world: &World,
        draft: &Draft,
        challenge: &Challenge,
        id: &str,
    ) -> Signed {
        self.sign_with(world, draft, challenge, id, None)
    }

    /// The same with the digest of a handle for news.
    pub(crate) fn sign_with(
        &self,
        world: &World,
        draft: &Draft,
        challenge: &Challenge,
        id: &str,
        progress: Option<String>,
    ) -> Signed {
        let matches = match_evidence(&self.form, &self.held, None);
        let mut plan = plan(&self.form, draft, &matches, &self.held, "psb").unwrap();
        plan.progress = progress;
        let keys =
            |id: &str| self.keys.iter().find(|(known, _)| known == id).map(|(_, key)| key.clone());
        sign_filing(&self.form, &plan, id, "zh-CN", challenge, &self.held, &keys, world.now())
            .unwrap()
    }

    /// An honest filing, signed and not yet sent.
    pub(crate) fn signed(&self, world: &World, id: &str) -> Signed {
        self.sign(world, &self.draft(world), &self.challenge(world), id)
    }
}

/// The permit's form, through its department's signed index, as the app gets it.
pub(crate) fn form(world: &World) -> Form {
    let (form, entry) = form_named(world, "residence-permit-endorsement");
    assert_eq!(
        entry.needs,
        [
            "https://specimen.example/vct/resident-id",
            "https://specimen.example/vct/sh-residence-permit"
        ]
    );
    form
}

/// The form of this service, and its entry in the index.
pub(crate) fn form_named(world: &World, name: &str) -> (Form, ServiceEntry) {
    let entry = world.index("psb").service(name).unwrap().clone();
    let form = Form::parse(&world.file("psb", &entry.form)).unwrap();
    assert_eq!(entry.form.digest, form.integrity());
    assert!(!entry.keywords.is_empty());
    (form, entry)
}

pub(crate) fn post(world: &World, key: &str, body: &[u8]) -> Answer {
    try_post(world, key, body).unwrap()
}

pub(crate) fn try_post(world: &World, key: &str, body: &[u8]) -> std::io::Result<Answer> {
    let key = format!("\"{key}\"");
    let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
    world.try_send("POST", &format!("{OFFICE}/filings"), &headers, body)
}

pub(crate) fn put(
    world: &World,
    nonce: &str,
    digest: &[u8; 32],
    media_type: &str,
    content: &[u8],
) -> Answer {
    let path = format!("{OFFICE}/attachments/{}", base64url::encode(digest));
    world.send("PUT", &path, &[("content-type", media_type), ("ef-nonce", nonce)], content)
}

/// A filing with one member changed after it was signed.
pub(crate) fn altered(body: &[u8], change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(body).unwrap();
    change(&mut body);
    body.to_string().into_bytes()
}

/// The answers of a body, changed and encoded again.
pub(crate) fn with_answer(body: &mut Value, at: &str, value: Value) {
    let text = base64url::decode(body["answers"].as_str().unwrap()).unwrap();
    let mut answers: Value = serde_json::from_slice(&text).unwrap();
    *answers.pointer_mut(at).unwrap() = value;
    body["answers"] = json!(base64url::encode(answers.to_string().as_bytes()));
}

/// How many cases the office has, from the next case number that it gives. Numbers begin at the
/// hundredths of a second since midnight in Shanghai; the world's clock stands at noon.
pub(crate) fn next_case(world: &World, key: u8, id: &str) -> u32 {
    let wallet = Wallet::of_chen(world, key);
    let signed = wallet.signed(world, id);
    let answer = post(world, &signed.idempotency_key, &signed.body).expect(201).json();
    let number = answer["case_no"].as_str().unwrap().rsplit('-').next().unwrap();
    number.parse::<u32>().unwrap() - 4_319_999
}

/// A file as answers describe it.
pub(crate) fn described(content: &[u8]) -> Value {
    use std::fmt::Write;
    let digest = sha256(content);
    // Standard alphabet with padding, from the URL-safe one.
    let mut text = base64url::encode(&digest).replace('-', "+").replace('_', "/");
    write!(text, "=").unwrap();
    json!({"name": "proof.pdf", "media_type": "application/pdf", "size": content.len(), "digest": format!("sha-256=:{text}:")})
}

/// Submission numbers of these tests.
pub(crate) fn submission(number: u8) -> String {
    let id = format!("0199c0de-7a11-7e55-8000-5ec2e7a000{number:02}");
    assert_eq!(idempotency_key(&id, "psb"), format!("{id}.psb"));
    id
}

/// The names of a map, sorted.
pub(crate) fn names(value: &Value) -> Vec<String> {
    let names: BTreeMap<_, _> = value.as_object().unwrap().iter().collect();
    names.into_keys().cloned().collect()
}
