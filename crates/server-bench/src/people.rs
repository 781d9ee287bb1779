//! People with certificates, who have filled and signed their filings before the clock runs.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use cert_fill::{
    Date, Draft, Form, Held, Pointer, match_evidence, plan, sign_filing,
    wire::{self, ChallengeRequest},
};
use cert_issue::{SigningKey, proof_jwt};
use cert_verify::{
    Binding, Certificate, Policy, PublicKey, RootKeys, StatusEvidence, Trust, TrustList, UnixTime,
    verify,
};
use serde_json::{Value, json};

use crate::{
    http::{Answer, Connection},
    process::BASE,
};

/// The office at which all of them file.
pub(crate) const OFFICE: &str = "/offices/psb/ef";

const GRANT: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
const KINDS: [&str; 4] = ["resident-id", "sh-residence-permit", "lease-record", "social-insurance"];
const FORM: &[u8] = include_bytes!(
    "../../cert-server/specimen/departments/psb/forms/residence-permit-endorsement.json"
);

/// How many sign at the same time.
const HANDS: usize = 4;

/// A filing, ready to be sent.
#[derive(Clone)]
pub(crate) struct Ready {
    pub(crate) key: String,
    pub(crate) body: Vec<u8>,
}

/// A person with a key and the certificates that are bound to it.
struct Person {
    key: SigningKey,
    held: Vec<Held>,
    draft: Draft,
}

/// All who file in one run, and the keys of who issues.
pub(crate) struct People {
    form: Form,
    all: Vec<Person>,
    /// The keys of the departments, by their names in certificates.
    pub(crate) issuers: BTreeMap<String, Vec<PublicKey>>,
    /// How many filings were signed; each has a number of its own.
    signed: usize,
}

/// The machine's time, which the servers have as well.
pub(crate) fn now() -> UnixTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "servers in processes of their own have this clock"
    )]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_seconds(i64::try_from(now.as_secs()).unwrap_or_default())
}

/// The request that comes before a filing.
pub(crate) fn challenge_body(form: &Form) -> Option<Vec<u8>> {
    Some(wire::write(&ChallengeRequest::new(form, form.filings().first()?)))
}

/// Asks for a challenge.
///
/// # Errors
/// When none is given.
pub(crate) fn challenge(connection: &mut Connection, body: &[u8]) -> Result<Answer, String> {
    let headers = [("content-type", "application/json")];
    let answer = connection.send("POST", &format!("{OFFICE}/challenges"), &headers, body);
    answer.map_err(|error| error.to_string())?.expect(201)
}

impl People {
    /// So many people, each with certificates of their own from the server at this address.
    ///
    /// # Errors
    /// When the server does not issue, or what it issues is not good.
    pub(crate) fn gather(address: SocketAddr, count: u32) -> Result<Self, String> {
        let form = Form::parse(FORM).map_err(|error| error.to_string())?;
        let mut server = Connection::to(address);
        let get = |server: &mut Connection, path: &str| get(server, path);
        let roots =
            RootKeys::from_json(&get(&mut server, "/config.json")?.json()["trust"]["roots"])
                .map_err(|code| format!("{code:?}"))?;
        let list = get(&mut server, "/trust/list")?.body;
        let list =
            TrustList::accept(&list, &roots, None, now()).map_err(|code| format!("{code:?}"))?;
        let issuers = list.issuers().iter().map(|issuer| {
            let keys = issuer.grants_at(now()).flat_map(|grant| grant.keys.to_vec()).collect();
            (issuer.id().to_owned(), keys)
        });
        let issuers = issuers.collect();
        let trust = Trust::nobody().with_list(&list);
        let all = (0..count).map(|number| Person::arrive(&mut server, &form, &trust, number));
        Ok(Self { all: all.collect::<Result<_, _>>()?, form, issuers, signed: 0 })
    }

    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// So many filings, of one person after another; the challenges are those of the server at this address.
    ///
    /// # Errors
    /// When there is no challenge, or nothing to sign.
    pub(crate) fn sign(&mut self, address: SocketAddr, count: usize) -> Result<Vec<Ready>, String> {
        let first = self.signed;
        self.signed += count;
        let people = &*self;
        let parts: Vec<Result<Vec<Ready>, String>> = thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS)
                .map(|hand| {
                    scope.spawn(move || {
                        let mut server = Connection::to(address);
                        let numbers = (first..first + count).skip(hand).step_by(HANDS);
                        numbers.map(|number| people.sign_one(&mut server, number)).collect()
                    })
                })
                .collect();
            let gone = |_| Err("a thread ended".to_owned());
            hands.into_iter().map(|hand| hand.join().unwrap_or_else(gone)).collect()
        });
        let mut all = Vec::new();
        for part in parts {
            all.extend(part?);
        }
        Ok(all)
    }

    fn sign_one(&self, server: &mut Connection, number: usize) -> Result<Ready, String> {
        let person = self.all.get(number % self.all.len()).ok_or("nobody is here")?;
        let asked = challenge_body(&self.form).ok_or("the form has no filing")?;
        let challenge = challenge(server, &asked)?;
        let challenge = wire::read(&challenge.body).map_err(|_| "no challenge".to_owned())?;
        let matches = match_evidence(&self.form, &person.held, None);
        let planned = plan(&self.form, &person.draft, &matches, &person.held, "psb");
        let planned = planned.map_err(|error| format!("{error:?}"))?;
        let id = format!("0199c0de-7a11-7e55-8000-{number:012x}");
        let keys = |_: &str| Some(person.key.clone());
        let signed =
            sign_filing(&self.form, &planned, &id, "zh-CN", &challenge, &person.held, &keys, now());
        let signed = signed.map_err(|error| format!("{error:?}"))?;
        Ok(Ready { key: format!("\"{}\"", signed.idempotency_key), body: signed.body })
    }
}

impl Person {
    fn arrive(
        server: &mut Connection,
        form: &Form,
        trust: &Trust,
        number: u32,
    ) -> Result<Self, String> {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let key = SigningKey::ed25519_from_seed(seed);
        let token = access_token(server)?;
        let held = KINDS.iter().map(|kind| {
            let text = certificate(server, &token, kind, &key)?;
            let certificate = Certificate::parse(text.as_bytes());
            let certificate = certificate.map_err(|code| format!("{kind}: {code:?}"))?;
            let mut status = StatusEvidence::none();
            for uri in certificate.evidence_needed().status_lists {
                let list = get(server, uri.strip_prefix(BASE).unwrap_or_default())?;
                status.add_fetched_from(&uri, &list.body, now());
            }
            let verified =
                verify(&certificate, trust, &status, Binding::NotAsked, &Policy::strict(), now());
            let certificate = verified.verified.ok_or(format!("{kind} is not good"))?;
            Ok(Held { id: (*kind).to_owned(), certificate })
        });
        let held = held.collect::<Result<Vec<_>, String>>()?;
        let today = Date::from_unix_in_shanghai(now()).ok_or("no date")?;
        let matches = match_evidence(form, &held, None);
        let mut draft = Draft::filled(form, &matches, &held, today);
        for (at, value) in [
            ("/ground", json!("work")),
            ("/contact/mobile", json!("13800000000")),
            ("/declaration", json!(true)),
        ] {
            let at = Pointer::parse(at).map_err(|error| format!("{error:?}"))?;
            draft.edit(form, &at, value).map_err(|error| format!("{error:?}"))?;
        }
        Ok(Self { key, held, draft })
    }
}

fn get(server: &mut Connection, path: &str) -> Result<Answer, String> {
    let answer = server.send("GET", path, &[], b"");
    answer.map_err(|error| format!("{path}: {error}"))?.expect(200)
}

fn post(
    server: &mut Connection,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer, String> {
    server.send("POST", path, headers, body.as_bytes()).map_err(|error| format!("{path}: {error}"))
}

/// What the start page gives to whoever chooses the person whose permit ends soon.
fn access_token(server: &mut Connection) -> Result<String, String> {
    let page = get(server, "/specimen")?;
    let cookie = page.header("set-cookie").and_then(|value| value.split(';').next());
    let cookie = cookie.unwrap_or_default().to_owned();
    let text = page.text();
    let token =
        text.split_once(r#"name="token" value=""#).and_then(|(_, rest)| rest.split('"').next());
    let chosen = format!("token={}&person=chen&lang=en", token.ok_or("no token on the page")?);
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    let made =
        post(server, "/specimen/offers", &[FORM, ("cookie", &cookie)], &chosen)?.expect(303)?;
    let place = made.header("location").unwrap_or_default();
    let id = place.strip_prefix("/specimen/offers/").and_then(|rest| rest.split('?').next());
    let offer = get(server, &format!("/issuer/offers/{}", id.ok_or("no offer")?))?.json();
    let code = offer["grants"][GRANT]["pre-authorized_code"].as_str().unwrap_or_default();
    let fields = format!("grant_type={}&pre-authorized_code={code}", GRANT.replace(':', "%3A"));
    let answer = post(server, "/issuer/token", &[FORM], &fields)?.expect(200)?.json();
    Ok(answer["access_token"].as_str().unwrap_or_default().to_owned())
}

fn certificate(
    server: &mut Connection,
    token: &str,
    kind: &str,
    key: &SigningKey,
) -> Result<String, String> {
    let nonce = post(server, "/issuer/nonce", &[], "")?.expect(200)?.json();
    let proof = proof_jwt(&format!("{BASE}/issuer"), nonce["c_nonce"].as_str(), now(), key);
    let asked = json!({"credential_configuration_id": kind, "proofs": {"jwt": [proof]}});
    let bearer = format!("Bearer {token}");
    let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
    let answer = post(server, "/issuer/credential", &headers, &asked.to_string())?.expect(200)?;
    let answer: Value = answer.json();
    Ok(answer["credentials"][0]["credential"].as_str().unwrap_or_default().to_owned())
}
