//! Sends a submission, one state at a time: each state is on disk before the next
//! step is taken, and bytes that may have left are never replaced.

use std::cell::RefCell;
use std::collections::BTreeSet;

use cert_app::sending::office::{self, Reading, Reply};
use cert_app::sending::outbox::{Answer, Next, Problem, RECEIPT_NOT_TRUSTED, Submission};
use cert_app::sending::receipt;
use cert_app::wallet::{Activity, StoredReceipt, VaultData, attachment_record};
use cert_app::words::local;
use cert_app::words::{Lang, form_check as words};
use cert_fill::wire::Challenge;
use serde_json::Value;
use yew::Callback;

use super::signer::{Refused, Signer, refused};
use crate::ui::browser::{clock, fetch, page};
use crate::ui::ctx::{Evidence, Wallet};

/// Steps of one run: a form has a few offices, and each takes three.
const MAX_STEPS: usize = 100;

/// What is going on, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Asking the office for its nonce.
    Challenge(Value),
    /// Signing and checking.
    Signing,
    /// Bringing a file.
    File(usize, usize),
    /// Sending.
    Sending(Value),
    /// Checking the receipt.
    Receipt,
    /// Writing it down.
    Saving,
}

impl Progress {
    /// The words for the status line.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            Self::Challenge(office) => {
                words::PROGRESS_CHALLENGE.with(lang, &[&local::pick(office, lang).text])
            }
            Self::Signing => words::PROGRESS_SIGNING.of(lang).to_owned(),
            Self::File(at, of) => {
                words::PROGRESS_FILE.with(lang, &[&at.to_string(), &of.to_string()])
            }
            Self::Sending(office) => {
                words::PROGRESS_SENDING.with(lang, &[&local::pick(office, lang).text])
            }
            Self::Receipt => words::PROGRESS_RECEIPT.of(lang).to_owned(),
            Self::Saving => words::PROGRESS_SAVING.of(lang).to_owned(),
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every office has given its receipt.
    Done,
    /// Bytes may have arrived; it is asked again at this time (Unix seconds).
    Waiting(i64),
    /// An office refused, or its answer cannot be trusted.
    NeedsYou,
    /// Nothing was sent: the office could not be reached.
    Unavailable(Value),
    /// Nothing was sent: our own check found something.
    Refused(Problem),
    /// Nothing was sent: it could not be written down first.
    NotStored,
    /// Another run has it.
    Busy,
}

/// What a run needs besides the submission.
#[derive(Clone)]
pub struct Desk {
    /// The vault.
    pub wallet: Wallet,
    /// Trust and status lists.
    pub evidence: Evidence,
    /// Hears what is going on.
    pub tell: Callback<Progress>,
}

thread_local! {
    /// Submissions that are being sent right now: a double press, a timer and the
    /// `online` event must not become two requests.
    static RUNNING: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

struct Turn(String);

impl Turn {
    fn take(id: &str) -> Option<Self> {
        RUNNING
            .with_borrow_mut(|running| running.insert(id.to_owned()))
            .then(|| Self(id.to_owned()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        RUNNING.with_borrow_mut(|running| running.remove(&self.0));
    }
}

/// The submission as it is in the vault.
pub fn stored(wallet: &Wallet, id: &str) -> Option<Submission> {
    wallet.data().outbox.get(id).and_then(Submission::from_json)
}

/// Goes on with a submission as far as it gets. Without a signer only what was
/// signed already is sent.
pub async fn run(desk: &Desk, id: &str, signer: Option<&Signer>, person: bool) -> Outcome {
    let Some(_turn) = Turn::take(id) else { return Outcome::Busy };
    for _ in 0..MAX_STEPS {
        let Some(mut submission) = stored(&desk.wallet, id) else { return Outcome::NotStored };
        let now = clock::now().seconds();
        match submission.next(now, person) {
            Next::Done => return finish(desk, &submission).await,
            Next::NeedsYou => return Outcome::NeedsYou,
            Next::Wait(at) => return Outcome::Waiting(at),
            Next::Sign(index) => {
                let Some(signer) = signer else { return Outcome::NeedsYou };
                submission.resume(now);
                if let Err(outcome) = sign(desk, &mut submission, index, signer).await {
                    return outcome;
                }
            }
            Next::Send(index) => {
                if let Err(outcome) = deliver(desk, &mut submission, index).await {
                    return outcome;
                }
            }
        }
    }
    Outcome::NeedsYou
}

/// Asks again for a submission that is under way: at once when the person asks.
pub async fn resend(desk: &Desk, id: &str, person: bool) -> Outcome {
    if let (true, Some(mut submission)) = (person, stored(&desk.wallet, id)) {
        submission.ask_now();
        if RUNNING.with_borrow(|running| running.contains(id)) {
            return Outcome::Busy;
        }
        if store(desk, &submission, |_| ()).await.is_err() {
            return Outcome::NotStored;
        }
    }
    run(desk, id, None, person).await
}

/// `reviewed → signed`: challenge, signature, dry run; then on disk.
async fn sign(
    desk: &Desk,
    submission: &mut Submission,
    index: usize,
    signer: &Signer,
) -> Result<(), Outcome> {
    let Some(filing) = submission.filings.get_mut(index) else { return Err(Outcome::NeedsYou) };
    desk.tell.emit(Progress::Challenge(filing.office.clone()));
    let form = &signer.form;
    let request = office::challenge_request(
        &filing.endpoint,
        form.id(),
        form.version(),
        form.integrity(),
        &filing.id,
    );
    let Some(reply) = send(&request).await else {
        return Err(Outcome::Unavailable(filing.office.clone()));
    };
    let challenge = match office::read_challenge(&reply) {
        Ok(challenge) => challenge,
        Err(problem) if problem.code == "office-unavailable" => {
            return Err(Outcome::Unavailable(filing.office.clone()));
        }
        Err(problem) => return Err(Outcome::Refused(problem)),
    };
    desk.tell.emit(Progress::Signing);
    let expires = clock::now().seconds() + challenge.expires_in;
    let challenge = Challenge {
        aud: challenge.audience,
        nonce: challenge.nonce,
        expires_in: u32::try_from(challenge.expires_in).unwrap_or(u32::MAX),
        client_metadata: None,
    };
    let signed =
        signed_body(desk, submission, index, signer, &challenge).await.map_err(Outcome::Refused)?;
    let Some(filing) = submission.filings.get_mut(index) else { return Err(Outcome::NeedsYou) };
    if !filing.signed(signed.0, signed.1, expires) {
        return Err(Outcome::NeedsYou);
    }
    store(desk, submission, |_| ()).await.map_err(|()| Outcome::NotStored)
}

async fn signed_body(
    desk: &Desk,
    submission: &Submission,
    index: usize,
    signer: &Signer,
    challenge: &Challenge,
) -> Result<(String, String), Refused> {
    let filing = submission.filings.get(index).ok_or_else(|| refused("filing-unknown"))?;
    clock::breathe().await;
    let plan = signer.plan(&filing.id)?;
    let signed = signer.sign(&plan, &submission.id, &submission.locale, challenge)?;
    clock::breathe().await;
    signer.check(&plan, &signed.body, challenge, &desk.evidence).await?;
    let body = String::from_utf8(signed.body).map_err(|_| refused("body-malformed"))?;
    Ok((body, signed.transaction_data_hash))
}

/// `signed → sending → sent | needs-you`: files first, then the filing.
async fn deliver(desk: &Desk, submission: &mut Submission, index: usize) -> Result<(), Outcome> {
    let now = clock::now().seconds();
    let Some(filing) = submission.filings.get_mut(index) else { return Err(Outcome::NeedsYou) };
    if !filing.begin_sending(now) {
        // The nonce expired before anything left: back to the person.
        let stored = store(desk, submission, |_| ()).await;
        return stored.map_err(|()| Outcome::NotStored).and(Err(Outcome::NeedsYou));
    }
    let log = log_entry(submission, index);
    store(desk, submission, |data| log_once(data, log.clone()))
        .await
        .map_err(|()| Outcome::NotStored)?;
    let answer = exchange(desk, submission, index).await;
    let Some(filing) = submission.filings.get_mut(index) else { return Err(Outcome::NeedsYou) };
    filing.answered(answer, clock::now().seconds());
    let receipt = stored_receipt(submission, index);
    desk.tell.emit(Progress::Saving);
    store(desk, submission, |data| {
        if let Some(receipt) = receipt.clone()
            && !data.receipts.iter().any(|known| known.text == receipt.text)
        {
            data.receipts.insert(0, receipt);
        }
    })
    .await
    // It has left the device: "not sent" would be a lie. On disk it is still being sent, so the
    // same bytes bring the same receipt when there is room again.
    .map_err(|()| Outcome::Waiting(clock::now().seconds()))
}

/// Everything that leaves the device for one filing, and the answer to it.
async fn exchange(desk: &Desk, submission: &Submission, index: usize) -> Answer {
    let lost = Answer::Lost { retry_after: None };
    let Some(filing) = submission.filings.get(index) else { return lost };
    let Some(body) = filing.body.as_deref() else { return lost };
    let count = filing.attachments.len();
    for (at, file) in filing.attachments.iter().enumerate() {
        desk.tell.emit(Progress::File(at + 1, count));
        let bytes = match desk.wallet.secret(&attachment_record(&file.digest)).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Answer::Refused(refused("attachment-missing")),
            Err(_) => return lost,
        };
        let request = office::attachment_request(
            &filing.endpoint,
            &file.digest,
            &file.media_type,
            bytes.to_vec(),
        );
        match send(&request).await {
            Some(reply) if office::attachment_arrived(reply.status) => {}
            Some(reply) => match office::read_filing(&reply) {
                Reading::Refused(problem) => return Answer::Refused(problem),
                _ => return lost,
            },
            None => return lost,
        }
    }
    desk.tell.emit(Progress::Sending(filing.office.clone()));
    let request =
        office::filing_request(&filing.endpoint, &filing.idempotency_key, &submission.locale, body);
    let Some(reply) = send(&request).await else { return lost };
    match office::read_filing(&reply) {
        Reading::Unclear { retry_after } => Answer::Lost { retry_after },
        Reading::Refused(problem) => Answer::Refused(problem),
        Reading::Receipt { receipt, .. } => {
            desk.tell.emit(Progress::Receipt);
            clock::breathe().await;
            verified(desk, submission, index, &receipt).await
        }
    }
}

/// A receipt is believed when it passes; a trust list that has grown old is
/// fetched once more before it is not.
async fn verified(desk: &Desk, submission: &Submission, index: usize, token: &str) -> Answer {
    let Some(filing) = submission.filings.get(index) else {
        return Answer::Lost { retry_after: None };
    };
    let check = || {
        let (trust, status) = (desk.evidence.trust(), desk.evidence.status());
        receipt::check(token, &submission.id, filing, &trust, &status, clock::now())
    };
    let mut result = check();
    if result.is_err() {
        desk.evidence.refresh().await;
        result = check();
    }
    match result {
        Ok(accepted) => Answer::Accepted(accepted),
        Err(code) => Answer::Refused(Problem {
            code: RECEIPT_NOT_TRUSTED.to_owned(),
            errors: vec![(String::new(), code)],
        }),
    }
}

/// Every office has answered: the draft and its files go.
async fn finish(desk: &Desk, submission: &Submission) -> Outcome {
    let (form, id) = (submission.form.clone(), submission.id.clone());
    let is_ours = |data: &VaultData| {
        let made = data
            .drafts
            .get(&form)
            .and_then(|draft| draft.get("submission")?.as_str().map(str::to_owned));
        made.as_deref() == Some(id.as_str())
    };
    if is_ours(&desk.wallet.data()) {
        let _ = desk
            .wallet
            .update(|data| {
                if is_ours(data) {
                    data.drafts.remove(&form);
                }
            })
            .await;
    }
    for file in submission.filings.iter().flat_map(|filing| &filing.attachments) {
        let _ = desk.wallet.forget_secret(&attachment_record(&file.digest)).await;
    }
    Outcome::Done
}

/// Writes the submission down, with whatever belongs to the same moment.
pub async fn store(
    desk: &Desk,
    submission: &Submission,
    also: impl Fn(&mut VaultData),
) -> Result<(), ()> {
    let ours = submission.clone();
    let written = desk
        .wallet
        .update(|data| {
            let known = data.outbox.get(&ours.id).and_then(Submission::from_json);
            let next = known
                .map_or_else(|| ours.clone(), |known| Submission::newer_of(ours.clone(), known));
            data.outbox.insert(ours.id.clone(), next.to_json());
            also(data);
        })
        .await;
    written.map_err(drop)
}

/// The line of the log: date, office, names of claims; never a value (rule C25).
fn log_entry(submission: &Submission, index: usize) -> Option<Activity> {
    let filing = submission.filings.get(index)?;
    let lang = Lang::from_tag(&submission.locale);
    let names = submission.summary.get("log").and_then(|log| log.get(&filing.id)?.as_array());
    Some(Activity {
        at: clock::now().seconds(),
        to: local::pick(&filing.office, lang).text,
        purpose: local::pick(&submission.title, lang).text,
        names: names
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        submission: Some(submission.id.clone()),
    })
}

fn log_once(data: &mut VaultData, entry: Option<Activity>) {
    let Some(entry) = entry else { return };
    let known =
        data.activity.iter().any(|one| one.submission == entry.submission && one.to == entry.to);
    if !known {
        data.log(entry);
    }
}

fn stored_receipt(submission: &Submission, index: usize) -> Option<StoredReceipt> {
    let filing = submission.filings.get(index)?;
    let accepted = filing.accepted.as_ref()?;
    Some(StoredReceipt {
        submission: submission.id.clone(),
        filing: filing.id.clone(),
        text: accepted.receipt.clone(),
        added_at: clock::now().seconds(),
        details: serde_json::json!({
            "office": filing.office, "title": submission.title, "case_no": accepted.case_no,
            "status": accepted.status, "next": accepted.claims.get("next"),
        }),
    })
}

async fn send(request: &office::Request) -> Option<Reply> {
    if !office::endpoint_is_ours_or_beside(&request.url) || !page::is_online() {
        return None;
    }
    let call = fetch::Call {
        method: request.method,
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: Some(request.body.clone()),
    };
    let answer = fetch::send(&call).await.ok()?;
    Some(Reply { status: answer.status, retry_after: None, body: answer.body })
}
