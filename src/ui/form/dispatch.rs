//! The press of Send: what the open form does for a delivery.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::filling::consent;
use cert_app::filling::session::Session;
use cert_app::filling::summary;
use cert_app::route::Route;
use cert_app::sending::machine::{Delivery, Effect, Ending, Event, Signed, Unsent};
use cert_app::sending::passing;
use cert_app::sending::progress::Underway;
use cert_app::wallet::{Attachment, Filing, Problem, Submission};
use cert_fill::wire::FormReference;
use cert_fill::{Form, Plan};
use yew::{Callback, UseStateHandle};

use super::flow::{Flow, fresh_id, today};
use super::send::{self, Desk, Hand};
use super::signer::Signer;
use crate::ui::browser::{clock, random};
use crate::ui::ctx::{Evidence, Wallet};

/// Why nothing was sent.
pub use cert_app::sending::machine::Unsent as Trouble;

/// What a run needs.
pub fn desk(
    wallet: &Wallet,
    evidence: &Evidence,
    progress: &UseStateHandle<Option<Underway>>,
) -> Desk {
    let progress = progress.clone();
    Desk {
        wallet: wallet.clone(),
        evidence: evidence.clone(),
        tell: Callback::from(move |step| progress.set(Some(step))),
    }
}

/// Sends. `Ok` is the submission to look at, which may still wait for an answer; without one
/// another press is at it, or the vault was locked meanwhile.
pub async fn press(
    flow: &Flow,
    desk: &Desk,
    names: &Rc<Names>,
    carried: bool,
) -> Result<Option<String>, Trouble> {
    let draft = flow.look(|session| session.id.clone()).unwrap_or_default();
    let pen = Rc::new(Pen {
        flow: flow.clone(),
        desk: desk.clone(),
        names: names.clone(),
        signer: RefCell::default(),
    });
    let hand: Hand = Rc::new(move |effect| {
        let pen = pen.clone();
        Box::pin(async move { pen.perform(effect).await })
    });
    let typed = flow.typed();
    let delivery = if carried { Delivery::carried(&draft) } else { Delivery::pressed(&draft) };
    let ending = send::run(desk, &draft, delivery, Some(&hand)).await;
    // Another draft of the form may have been opened meanwhile: it stays, and so does its page.
    let is_elsewhere = flow.look(|session| session.id != draft) == Some(true);
    match ending {
        _ if is_elsewhere => Ok(None),
        Ending::Done(id) => {
            flow.close();
            flow.remember(typed);
            Ok(Some(id))
        }
        Ending::Follow(id) => Ok(Some(id)),
        Ending::Waiting(id, _) => {
            flow.remember(typed);
            Ok(Some(id))
        }
        Ending::NeedsYou(id) => match problem_of(&desk.wallet, &id) {
            Some(problem) => Err(Trouble::Refused(problem)),
            None => Ok(Some(id)),
        },
        Ending::NotSent(unsent) => Err(unsent),
        Ending::Busy | Ending::Locked => Ok(None),
    }
}

/// The hand of the person at the check page: the draft, its names and the keys.
struct Pen {
    flow: Flow,
    desk: Desk,
    names: Rc<Names>,
    signer: RefCell<Option<Rc<Signer>>>,
}

impl Pen {
    async fn perform(&self, effect: Effect) -> Event {
        match effect {
            Effect::Save => Event::Saved(self.flow.save().await),
            Effect::Prepare => Event::Prepared(self.prepare().await),
            Effect::Sign { submission, filing, locale, challenge, progress } => {
                let Some(signer) = self.signer.borrow().clone() else { return Event::Done };
                let (of, evidence) = ((submission.as_str(), filing.as_str()), &self.desk.evidence);
                let signed = signer.sign_filing(of, &locale, &challenge, progress, evidence).await;
                Event::Signed(
                    signed.map(|(body, transaction_data_hash)| Signed {
                        body,
                        transaction_data_hash,
                    }),
                )
            }
            _ => Event::Done,
        }
    }

    async fn prepare(&self) -> Result<(Box<Submission>, FormReference), Unsent> {
        if !self.flow.look(|session| session.problems().is_empty()).unwrap_or(false) {
            return Err(Unsent::Unfinished);
        }
        if let Some(code) = self.flow.look(|session| session.no_more(today())).flatten() {
            return Err(Unsent::Refused(Problem::of(code)));
        }
        let signer =
            Signer::of(&self.flow, &self.desk.wallet, false).await.map_err(Unsent::Refused)?;
        let plans = signer.plans().map_err(Unsent::Refused)?;
        *self.signer.borrow_mut() = Some(Rc::new(signer));
        let made = self.submission(&plans).ok_or_else(|| {
            Unsent::Refused(Problem::of(cert_fill::FillError::FilingUnknown.as_str()))
        })?;
        Ok((Box::new(made), reference(&self.flow.form)))
    }

    /// What the person has seen on the check page, for every office of the form.
    fn submission(&self, plans: &[Plan]) -> Option<Submission> {
        let (flow, lang) = (&self.flow, self.flow.lang());
        let id = fresh_id();
        let form = &flow.form;
        let filings: Vec<Filing> =
            plans.iter().filter_map(|plan| filing(flow, &id, plan)).collect();
        if filings.is_empty() {
            return None;
        }
        flow.look(|session: &Session| {
            let panel =
                |plan| consent::panel(&session.form, plan, &session.held, &self.names, lang);
            let panels: Vec<_> = plans.iter().filter_map(panel).collect();
            Submission {
                draft: session.id.clone(),
                revision: session.kept,
                form: flow.service.name.clone(),
                title: form.title().into(),
                locale: lang.tag().to_owned(),
                created: clock::now().seconds(),
                files: Vec::new(),
                carried: false,
                words: summary::words(form, plans, &panels, &self.names),
                id,
                filings,
                whom: session.whom.clone(),
                acting: session.matches.acting().cloned(),
            }
        })
    }
}

fn reference(form: &Form) -> FormReference {
    FormReference {
        id: form.id().to_owned(),
        version: form.version().to_owned(),
        integrity: form.integrity().to_owned(),
    }
}

fn filing(flow: &Flow, submission: &str, plan: &Plan) -> Option<Filing> {
    let asked = flow.form.filing(&plan.filing)?;
    let mut filing =
        Filing::reviewed(submission, &plan.filing, (&asked.to.name).into(), &asked.endpoint);
    filing.progress = Some(cert_fill::progress::handle(&random::bytes()));
    filing.server = flow.service.server.clone();
    filing.audience = asked.to.client_id.clone();
    filing.depends_on = asked.depends_on.clone();
    passing::from_form(&mut filing, asked);
    filing.attachments = plan
        .attachments
        .iter()
        .map(|file| Attachment {
            digest: file.digest.clone(),
            media_type: file.media_type.clone(),
            size: file.size,
            name: file.name.clone(),
        })
        .collect();
    Some(filing)
}

/// What the office names, when it has said no to something that can be mended here.
fn problem_of(wallet: &Wallet, id: &str) -> Option<Problem> {
    let data = wallet.data();
    let one = data.submission(id).filter(|one| !one.in_doubt())?;
    one.filings.iter().find_map(|filing| filing.problem.clone())
}

/// The last step that asks something: where "Back" leads from the check page.
pub fn last_step(flow: &Flow) -> Route {
    let review = flow.form.steps().iter().find(|step| step.is_review);
    flow.backward(review.map(|step| step.id.as_str()).unwrap_or_default())
}
