//! One person fills, checks and files one form.

use std::path::{Path, PathBuf};

use cert_fill::wire::Challenge;
use cert_fill::{
    Attachment, Date, Draft, Form, Held, Matches, Office, Pointer, Presence, check_all,
    check_filing, eligibility, form::Control, match_evidence, plan, principals, sign_filing,
    steps_shown, visible_fields,
};
use cert_issue::{SigningKey, issue_sd_jwt_vc};
use cert_server::{ExampleService, ExampleWorld};
use cert_verify::{Binding, Certificate, Policy, StatusEvidence, Trust, UnixTime, sha256, verify};
use serde_json::{Map, Value, json};

use crate::tries::Try;

/// The day on which everybody tries: the table must not depend on when it is printed.
const NOW: &str = "2026-11-23T12:00:00+08:00";

const SUBMISSION: &str = "0199c0de-7a11-7e55-8000-5ec2e7a00001";

/// Where the city is described.
pub(crate) fn specimen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("specimen")
}

/// The city, with one key for all its departments.
pub(crate) struct World {
    pub(crate) city: ExampleWorld,
    services: Vec<ExampleService>,
    issuer: SigningKey,
    holder: SigningKey,
    now: UnixTime,
    today: Date,
}

/// What a service asks of its example person.
pub(crate) struct Row {
    pub(crate) tried: Try,
    pub(crate) form: Form,
    /// Questions that this person sees, the declaration aside.
    pub(crate) fields: usize,
    /// Those that must be answered.
    pub(crate) required: usize,
    /// Those of them that a certificate answers.
    pub(crate) proven: usize,
    /// Those of them that are typed.
    pub(crate) typed: usize,
    /// Those of them that are files.
    pub(crate) uploads: usize,
    /// Files in the place of a certificate that this person holds.
    pub(crate) needless_uploads: usize,
    /// What an office said no to although the check before was passed.
    pub(crate) refused: Vec<String>,
}

impl Row {
    /// The share of required answers with proof, in thousandths.
    pub(crate) fn permille(&self) -> u32 {
        u32::try_from(self.proven * 1000 / self.required.max(1)).unwrap_or(0)
    }
}

impl World {
    /// Reads the city.
    pub(crate) fn read() -> Result<Self, String> {
        let city = ExampleWorld::read(&specimen()).map_err(|error| error.to_string())?;
        let services = city.services();
        let now = UnixTime::parse_rfc3339(NOW).ok_or("no time")?;
        Ok(Self {
            city,
            services,
            issuer: SigningKey::ed25519_from_seed([7; 32]),
            holder: SigningKey::ed25519_from_seed([9; 32]),
            now,
            today: Date::from_unix_in_shanghai(now).ok_or("no day")?,
        })
    }

    /// A service that nobody has tried.
    pub(crate) fn untried(&self, rows: &[Row]) -> Option<&str> {
        let is_tried = |service: &&ExampleService| {
            rows.iter().any(|row| {
                row.tried.department == service.department && row.tried.service == service.name
            })
        };
        self.services.iter().find(|service| !is_tried(service)).map(|one| one.name.as_str())
    }

    /// Fills the form, files it, and counts.
    pub(crate) fn attempt(&self, tried: Try) -> Result<Row, String> {
        let is_it = |service: &&ExampleService| {
            service.department == tried.department && service.name == tried.service
        };
        let form = self.services.iter().find(is_it).ok_or("there is no such service")?.form.clone();
        let held = self.held(&tried.person)?;
        // Some services are for somebody else only; of several the first.
        let mut principals = principals(&form, &held, self.today);
        principals.retain(|one| one.refusal.is_none());
        let whom = principals.first().filter(|_| is_for_others(&form)).map(|one| &one.whom);
        let matches = match_evidence(&form, &held, whom);
        let mut draft = Draft::filled(&form, &matches, &held, self.today);
        if let Some(page) = eligibility(&form, &draft, self.today) {
            return Err(format!("{} may not: {}", tried.person, page.id));
        }
        for (at, value) in &tried.typed {
            let at = Pointer::parse(at).map_err(|error| error.to_string())?;
            if draft.answer(&at).is_some() {
                return Err(format!("{at} is typed although a certificate answers it"));
            }
            draft.edit(&form, &at, given(value)).map_err(|error| format!("{at}: {error}"))?;
        }
        let mut row = count(tried, &form, &draft);
        let declaration = Pointer::parse("/declaration").map_err(|error| error.to_string())?;
        draft.edit(&form, &declaration, true.into()).map_err(|error| error.to_string())?;
        for problem in check_all(&form, &draft, self.today) {
            if !problem.is_warning {
                return Err(format!("{}: {}", problem.pointer, problem.code));
            }
        }
        self.file(&mut row, &form, &draft, &matches, &held)?;
        Ok(row)
    }

    fn file(
        &self,
        row: &mut Row,
        form: &Form,
        draft: &Draft,
        matches: &Matches,
        held: &[Held],
    ) -> Result<(), String> {
        for filing in form.filings() {
            let plan = plan(form, draft, matches, held, &filing.id).map_err(|e| e.to_string())?;
            if let Some(problem) = plan.problems.first() {
                return Err(format!("{}: {}", filing.id, problem.code));
            }
            let challenge = Challenge {
                aud: filing.to.client_id.clone(),
                nonce: "nA-8Jq0vN2m".to_owned(),
                expires_in: 900,
                progress: false,
                client_metadata: None,
            };
            let keys = |_: &str| Some(self.holder.clone());
            let signed =
                sign_filing(form, &plan, SUBMISSION, "zh-CN", &challenge, held, &keys, self.now);
            let signed = signed.map_err(|error| error.to_string())?;
            let sent = |digest: &str| {
                plan.attachments.iter().find(|one| one.digest == digest).map(|one| one.size)
            };
            let office = Office {
                form,
                filing_id: &filing.id,
                trust: &self.trust(),
                status: &StatusEvidence::none(),
                policy: &Policy::strict(),
                nonce: &challenge.nonce,
                audience: &filing.to.client_id,
                attachment: &sent,
                now: self.now,
            };
            if let Err(refusal) = check_filing(&signed.body, &office) {
                row.refused.push(format!("{} said no: {refusal}", filing.id));
            }
        }
        Ok(())
    }

    fn trust(&self) -> Trust {
        Trust::nobody().with_any_issuer_key(self.issuer.public())
    }

    /// The certificates of a person, verified as on a device.
    fn held(&self, person: &str) -> Result<Vec<Held>, String> {
        let mut counter = 0_u64;
        let mut random = |bytes: &mut [u8]| {
            for byte in bytes {
                counter += 1;
                *byte = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[0];
            }
        };
        let mut held = Vec::new();
        for example in self.city.certificates(person, self.now) {
            let mut claims = example.claims;
            if let Some(members) = claims.as_object_mut() {
                members.insert("cnf".to_owned(), json!({"jwk": self.holder.public_jwk()}));
            }
            let paths = &example.disclosable;
            let text = issue_sd_jwt_vc(&claims, paths, &Map::new(), &self.issuer, &mut random)
                .map_err(|error| format!("{}: {error}", example.name))?;
            let certificate = Certificate::parse(text.as_bytes()).map_err(|e| format!("{e:?}"))?;
            let (trust, status) = (self.trust(), StatusEvidence::none());
            let policy = Policy::strict();
            let found = verify(&certificate, &trust, &status, Binding::NotAsked, &policy, self.now);
            let certificate = found.verified.ok_or(format!("{} is not valid", example.name))?;
            held.push(Held { id: example.name.to_owned(), certificate });
        }
        if held.is_empty() { Err(format!("{person} has no certificates")) } else { Ok(held) }
    }
}

fn is_for_others(form: &Form) -> bool {
    form.agent().is_some_and(|agent| agent.required)
}

/// What is typed; `{"upload": NAME}` stands for a file.
fn given(value: &Value) -> Value {
    match value.get("upload").and_then(Value::as_str) {
        Some(name) => {
            let content = b"%PDF-1.7 SPECIMEN";
            Attachment::describe(name, "application/pdf", content.len(), &sha256(content))
        }
        None => value.clone(),
    }
}

fn count(tried: Try, form: &Form, draft: &Draft) -> Row {
    let mut row = Row {
        tried,
        form: form.clone(),
        fields: 0,
        required: 0,
        proven: 0,
        typed: 0,
        uploads: 0,
        needless_uploads: 0,
        refused: Vec::new(),
    };
    for step in steps_shown(form, draft) {
        for at in visible_fields(form, draft, &step.id) {
            let Some(field) = form.field(&at) else { continue };
            if field.control == Control::Declaration {
                continue;
            }
            row.fields += 1;
            let certificate = draft.origin(&at).and_then(|origin| origin.certificate());
            let is_file = field.control == Control::File;
            let decides = field.when.as_ref().map(|when| &when.at);
            if is_file && decides.is_some_and(|at| form.binding(at).is_some()) {
                row.needless_uploads += 1;
            }
            if form.schema().presence(&at, draft.answers()) != Presence::Required {
                continue;
            }
            row.required += 1;
            match (certificate, is_file) {
                (Some(_), _) => row.proven += 1,
                (None, true) => row.uploads += 1,
                (None, false) => row.typed += 1,
            }
        }
    }
    row
}
