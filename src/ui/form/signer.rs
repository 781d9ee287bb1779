//! Signing a filing, and the dry run of the office's own checks before it.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::handing::HandError;
use cert_app::handing::asked::SignRequest;
use cert_app::wallet::key_record;
use cert_fill::wire::Challenge;
use cert_fill::{
    Draft, Form, Held, Matches, Office, Plan, Pointer, Signed, assemble_filing,
    check_filing_with_pauses, plan, sign_filing,
};
use cert_issue::SigningKey;
use cert_verify::{Policy, put_in_order};
use serde_json::Value;
use zeroize::Zeroizing;

use super::flow::Flow;
use crate::ui::browser::clock;
use crate::ui::ctx::{Evidence, Wallet};
use crate::ui::hand::elsewhere;

/// What is wrong, in the shape in which an office says it.
pub type Refused = cert_app::wallet::Problem;

/// Everything that signing needs. The keys are wiped when it is dropped.
pub struct Signer {
    service: String,
    form: Rc<Form>,
    draft: Draft,
    matches: Matches,
    held: Rc<Vec<Held>>,
    seeds: Vec<(String, Zeroizing<[u8; 32]>)>,
}

impl Signer {
    /// Takes the draft as it is now, and the keys of the certificates in use out
    /// of the vault. `declared` assumes the declaration, for a look before it.
    pub async fn of(flow: &Flow, wallet: &Wallet, declared: bool) -> Result<Self, Refused> {
        let parts = flow
            .look(|session| (session.draft.clone(), session.matches.clone(), session.held.clone()));
        let (mut draft, matches, held) = parts.ok_or_else(|| refused("vault-locked"))?;
        if declared {
            for field in flow
                .form
                .fields()
                .iter()
                .filter(|field| field.control == cert_fill::Control::Declaration)
            {
                let _ = draft.edit(&flow.form, &field.pointer, Value::Bool(true));
            }
        }
        let (service, form) = (flow.service.name.clone(), flow.form.clone());
        let mut signer = Self { service, form, draft, matches, held, seeds: Vec::new() };
        let mut ids: Vec<String> = Vec::new();
        for plan in signer.plans()? {
            ids.extend(
                plan.certificates.iter().filter(|one| one.is_bound).map(|one| one.held.clone()),
            );
        }
        put_in_order(&mut ids, Ord::cmp);
        ids.dedup();
        for id in ids {
            if let Ok(Some(bytes)) = wallet.secret(&key_record(&id)).await
                && let Ok(seed) = <[u8; 32]>::try_from(bytes.as_slice())
            {
                signer.seeds.push((id, Zeroizing::new(seed)));
            }
        }
        Ok(signer)
    }

    /// What each office will get.
    pub fn plans(&self) -> Result<Vec<Plan>, Refused> {
        self.form.filings().iter().map(|filing| self.plan(&filing.id)).collect()
    }

    /// What one office will get.
    fn plan(&self, filing: &str) -> Result<Plan, Refused> {
        plan(&self.form, &self.draft, &self.matches, &self.held, filing)
            .map_err(|error| refused(error.as_str()))
    }

    /// Signs one filing for this challenge.
    fn sign(
        &self,
        plan: &Plan,
        submission: &str,
        locale: &str,
        challenge: &Challenge,
    ) -> Result<Signed, Refused> {
        if let Some(problem) = plan.problems.first() {
            return Err(Refused {
                code: problem.code.to_owned(),
                errors: vec![(problem.pointer.to_string(), problem.code.to_owned())],
            });
        }
        let keys = |id: &str| {
            let secret = self.seeds.iter().find(|(known, _)| known == id)?;
            let held = self.held.iter().find(|one| one.id == id)?;
            SigningKey::of_public(held.certificate.holder_key()?, &secret.1)
        };
        sign_filing(
            &self.form,
            plan,
            submission,
            locale,
            challenge,
            &self.held,
            &keys,
            clock::now(),
        )
        .map_err(|error| refused(error.as_str()))
    }

    /// The same where the keys are on the phone of who stands in front of the kiosk.
    async fn sign_by_phone(
        &self,
        plan: &Plan,
        submission: &str,
        locale: &str,
        challenge: &Challenge,
    ) -> Result<Signed, Refused> {
        let failed = |error: HandError| refused(error.code());
        // Put together once to know what lacks a proof, and once more with the proofs.
        let wanted = RefCell::new(SignRequest {
            service: self.service.clone(),
            submission: submission.to_owned(),
            filing: plan.filing.clone(),
            audience: challenge.aud.clone(),
            nonce: challenge.nonce.clone(),
            ..SignRequest::default()
        });
        let assemble = |proof: &dyn Fn(&cert_fill::Unproven<'_>) -> Option<String>| {
            let (form, held) = (&self.form, &self.held);
            let made = assemble_filing(form, plan, submission, locale, challenge, held, proof);
            made.map_err(|error| refused(error.as_str()))
        };
        let unproven = assemble(&|one| {
            let mut wanted = wanted.borrow_mut();
            wanted.answers = one.answers.to_owned();
            wanted.provenance = one.provenance.to_owned();
            wanted.transaction = one.transaction.to_owned();
            wanted.presentations.push(one.presentation.to_owned());
            Some(String::new())
        })?;
        let wanted = wanted.into_inner();
        if wanted.presentations.is_empty() {
            return Ok(unproven);
        }
        let asked_for = wanted.presentations.clone();
        let proofs = elsewhere::sign(wanted).await.map_err(failed)?;
        let given: Vec<(String, String)> = asked_for.into_iter().zip(proofs).collect();
        // What the phone adds is looked at with everything else, by the office's own checks.
        if !given.iter().all(|(asked, proof)| proof.starts_with(asked.as_str())) {
            return Err(failed(HandError::Malformed));
        }
        assemble(&|one| {
            let found = given.iter().find(|(asked, _)| asked == one.presentation);
            found.map(|(_, proof)| proof.clone())
        })
    }

    /// Signs one filing, and checks the bytes before anybody else sees them. The body, and
    /// the hash that the receipt must repeat.
    pub async fn sign_filing(
        &self,
        (submission, filing): (&str, &str),
        locale: &str,
        challenge: &Challenge,
        progress: Option<String>,
        evidence: &Evidence,
    ) -> Result<(String, String), Refused> {
        clock::breathe().await;
        let plan = Plan { progress, ..self.plan(filing)? };
        let signed = match elsewhere::is_asked() {
            true => self.sign_by_phone(&plan, submission, locale, challenge).await?,
            false => self.sign(&plan, submission, locale, challenge)?,
        };
        clock::breathe().await;
        self.check(&plan, &signed.body, challenge, evidence).await?;
        let body = String::from_utf8(signed.body).map_err(|_| refused("body-malformed"))?;
        Ok((body, signed.transaction_data_hash))
    }

    /// Checks signed bytes as the office will (`forms.md` 3.6, steps 4 to 10).
    async fn check(
        &self,
        plan: &Plan,
        body: &[u8],
        challenge: &Challenge,
        evidence: &Evidence,
    ) -> Result<(), Refused> {
        let (trust, status, policy) = (evidence.trust(), evidence.status(), Policy::strict());
        let size = |digest: &str| {
            plan.attachments.iter().find(|file| file.digest == digest).map(|file| file.size)
        };
        let office = Office {
            form: &self.form,
            filing_id: &plan.filing,
            trust: &trust,
            status: &status,
            policy: &policy,
            nonce: &challenge.nonce,
            audience: &challenge.aud,
            attachment: &size,
            now: clock::now(),
        };
        let checked = check_filing_with_pauses(body, &office, clock::breathe).await;
        checked.map(drop).map_err(|refusal| Refused::of_refusal(&refusal))
    }

    /// The dry run of every office's checks; the nonce is nobody's, nothing is sent.
    pub async fn dry_run(&self, evidence: &Evidence) -> Result<(), Refused> {
        // Proofs of possession are the phone's there: they are asked for once, and checked before they are sent.
        if elsewhere::is_asked() {
            return Ok(());
        }
        for plan in self.plans()? {
            clock::breathe().await;
            let Some(filing) = self.form.filing(&plan.filing) else { continue };
            let challenge = Challenge {
                aud: filing.to.client_id.clone(),
                nonce: "dry-run".to_owned(),
                expires_in: 60,
                progress: false,
                client_metadata: None,
            };
            let signed = self.sign(&plan, "dry-run", "zh-CN", &challenge)?;
            clock::breathe().await;
            self.check(&plan, &signed.body, &challenge, evidence).await?;
        }
        Ok(())
    }
}

/// A problem that concerns no single value.
fn refused(code: &str) -> Refused {
    Refused::of(code)
}

/// The field of the declaration, if the form has one.
pub fn declaration(form: &Form) -> Option<Pointer> {
    let field = form.fields().iter().find(|field| field.control == cert_fill::Control::Declaration);
    field.map(|field| field.pointer.clone())
}
