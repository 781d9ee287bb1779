//! The press of Send: from a checked draft to a submission in the outbox.

use cert_app::filling::consent;
use cert_app::filling::names::Names;
use cert_app::filling::open::FormAction;
use cert_app::filling::session::Session;
use cert_app::filling::summary;
use cert_app::route::Route;
use cert_app::sending::outbox::{Attachment, Filing, Problem, Stage, Submission, submission_id};
use cert_fill::Plan;
use serde_json::Value;
use yew::{Callback, UseStateHandle};

use super::flow::Flow;
use super::send::{self, Desk, Outcome, Progress};
use super::signer::{Signer, refused};
use crate::ui::browser::{clock, page, random};
use crate::ui::ctx::{Evidence, Wallet};

/// Why nothing was sent, or what the office said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Answers are missing or do not fit; the declaration too.
    Unfinished,
    /// The dry run or an office names what is wrong.
    Refused(Problem),
    /// No network: nothing was signed.
    Offline,
    /// The office cannot be reached: nothing was sent.
    Unavailable(Value),
    /// It could not be written down, so it was not sent.
    NotStored,
}

impl Trouble {
    /// Whether answers have to be put right; the page's summary says which.
    pub const fn is_about_answers(&self) -> bool {
        match self {
            Self::Unfinished => true,
            Self::Refused(problem) => !problem.errors.is_empty(),
            _ => false,
        }
    }
}

/// What a run needs.
pub fn desk(
    wallet: &Wallet,
    evidence: &Evidence,
    progress: &UseStateHandle<Option<Progress>>,
) -> Desk {
    let progress = progress.clone();
    Desk {
        wallet: wallet.clone(),
        evidence: evidence.clone(),
        tell: Callback::from(move |step| progress.set(Some(step))),
    }
}

/// Sends. `Ok` is the submission to look at; it may still wait for an answer.
pub async fn press(
    flow: &Flow,
    desk: &Desk,
    names: &Names,
    online: bool,
) -> Result<String, Trouble> {
    if flow.save().await.is_err() {
        return Err(Trouble::NotStored);
    }
    if !flow.look(|session| session.problems().is_empty()).unwrap_or(false) {
        return Err(Trouble::Unfinished);
    }
    let signer = Signer::of(flow, &desk.wallet, false).await.map_err(Trouble::Refused)?;
    let submission = prepare(flow, desk, &signer, names)?;
    let id = submission.id.clone();
    // The key stands in the vault before the first request; so does the draft's
    // link to it, so that no reload makes a second submission.
    let old = flow.look(|session| session.submission.clone()).flatten();
    let replaced = old.filter(|old| *old != id);
    let name = flow.service.name.clone();
    let (link, gone) = (id.clone(), replaced.clone());
    send::store(desk, &submission, |data| {
        if let Some(Value::Object(draft)) = data.drafts.get_mut(&name) {
            draft.insert("submission".into(), Value::from(link.clone()));
        }
        // What may be on its way in another tab is never forgotten.
        if let Some(gone) = &gone
            && !data
                .outbox
                .get(gone)
                .and_then(Submission::from_json)
                .is_some_and(|one| one.in_flight())
        {
            data.outbox.remove(gone);
        }
    })
    .await
    .map_err(|()| Trouble::NotStored)?;
    flow.act(FormAction::Submitted(id.clone()));
    if !online || !page::is_online() {
        // Stays in `reviewed`: written down, nothing signed.
        return Err(Trouble::Offline);
    }
    match send::run(desk, &id, Some(&signer), true).await {
        Outcome::Done => {
            flow.close();
            Ok(id)
        }
        Outcome::Waiting(_) | Outcome::Busy => Ok(id),
        Outcome::NeedsYou => Err(Trouble::Refused(problem_of(desk, &id))),
        Outcome::Refused(problem) => Err(Trouble::Refused(problem)),
        Outcome::Unavailable(office) => Err(Trouble::Unavailable(office)),
        Outcome::NotStored => Err(Trouble::NotStored),
    }
}

/// The submission to send: the one that was made before when nothing of it has
/// left and nothing has changed since, or else a new one.
fn prepare(
    flow: &Flow,
    desk: &Desk,
    signer: &Signer,
    names: &Names,
) -> Result<Submission, Trouble> {
    let before = flow.look(|session| session.submission.clone()).flatten();
    let before = before.and_then(|id| send::stored(&desk.wallet, &id));
    if let Some(before) = &before
        && before.in_flight()
    {
        return Ok(before.clone());
    }
    let plans = signer.plans().map_err(Trouble::Refused)?;
    let lang = flow.lang();
    let now = clock::now();
    let milliseconds = u64::try_from(now.seconds()).unwrap_or(0).saturating_mul(1000);
    // Before anything is signed the id stays: a second press is the same submission.
    let id = match &before {
        Some(before) if before.filings.iter().all(|filing| filing.stage == Stage::Reviewed) => {
            before.id.clone()
        }
        _ => submission_id(milliseconds, random::bytes()),
    };
    let sent: Vec<String> = before
        .iter()
        .flat_map(|before| &before.filings)
        .filter(|filing| filing.stage == Stage::Sent)
        .map(|filing| filing.id.clone())
        .collect();
    let filings: Vec<Filing> = plans
        .iter()
        .filter(|plan| !sent.contains(&plan.filing))
        .filter_map(|plan| filing(flow, &id, plan, &sent))
        .collect();
    if filings.is_empty() {
        return Err(Trouble::Refused(refused("filing-unknown")));
    }
    let panels = flow.look(|session: &Session| {
        plans
            .iter()
            .filter_map(|plan| consent::panel(&session.form, plan, &session.held, names, lang))
            .collect::<Vec<_>>()
    });
    Ok(Submission {
        id,
        form: flow.service.name.clone(),
        title: flow.form.title().to_json(),
        locale: lang.tag().to_owned(),
        created: now.seconds(),
        summary: summary::words(&flow.form, &plans, &panels.unwrap_or_default(), names),
        filings,
    })
}

fn filing(flow: &Flow, submission: &str, plan: &Plan, sent: &[String]) -> Option<Filing> {
    let asked = flow.form.filing(&plan.filing)?;
    let mut filing =
        Filing::reviewed(submission, &plan.filing, asked.to.name.to_json(), &asked.endpoint);
    filing.audience = asked.to.client_id.clone();
    filing.depends_on = asked.depends_on.iter().filter(|id| !sent.contains(id)).cloned().collect();
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

fn problem_of(desk: &Desk, id: &str) -> Problem {
    let submission = send::stored(&desk.wallet, id);
    let problem = submission
        .and_then(|submission| submission.filings.into_iter().find_map(|filing| filing.problem));
    problem.unwrap_or_else(|| refused("nonce-expired"))
}

/// The last step that asks something: where "Back" leads from the check page.
pub fn last_step(flow: &Flow) -> Route {
    let review = flow.form.steps().iter().find(|step| step.is_review);
    flow.backward(review.map(|step| step.id.as_str()).unwrap_or_default())
}
