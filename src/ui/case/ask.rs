//! Asking the office for news, and writing down what is believed.

use cert_app::sending::news::{self, CaseAnswer};
use cert_app::wallet::Filing;
use cert_fill::progress::{Judge, ProgressError};
use cert_verify::Policy;

use crate::ui::browser::{clock, page};
use crate::ui::ctx::{Evidence, Wallet};
use crate::ui::form::send;

/// Asks once. Whether the office has answered; nothing that was kept is lost when it has not.
///
/// # Errors
/// The code of a definite no, or of what is wrong with the answer.
pub async fn ask(
    wallet: &Wallet,
    evidence: &Evidence,
    (submission, filing): (&str, &str),
) -> Result<bool, String> {
    let data = wallet.data();
    let known = data.submission(submission);
    let known = known.and_then(|one| one.filings.iter().find(|one| one.id == filing));
    let Some(known) = known else { return Ok(false) };
    let Some(question) = news::question(known) else { return Ok(false) };
    if !page::is_online() {
        return Ok(false);
    }
    let reply = send::send(evidence, &question).await;
    let mut heard = news::read(reply.as_ref(), clock::now().seconds());
    if let Err(error) = believe(evidence, known, &heard).await {
        heard = CaseAnswer::Refused(error.as_str().to_owned());
    }
    let now = clock::now().seconds();
    let kept = wallet.transact(|data| news::keep(data, submission, filing, &heard, now)).await;
    if let Err(problem) = kept {
        return Err(problem.code().to_owned());
    }
    match heard {
        CaseAnswer::Same | CaseAnswer::Told { .. } => Ok(true),
        CaseAnswer::Nothing { .. } => Ok(false),
        CaseAnswer::Refused(code) => Err(code),
    }
}

/// Lists that have grown old are fetched once more before an answer is not believed.
pub(super) async fn believe(
    evidence: &Evidence,
    filing: &Filing,
    heard: &CaseAnswer,
) -> Result<(), ProgressError> {
    let first = believe_now(evidence, filing, heard);
    let may_be_old =
        matches!(first, Err(ProgressError::NotTrusted | ProgressError::ReceiptNotTrusted));
    if !may_be_old {
        return first;
    }
    evidence.refresh().await;
    believe_now(evidence, filing, heard)
}

fn believe_now(
    evidence: &Evidence,
    filing: &Filing,
    heard: &CaseAnswer,
) -> Result<(), ProgressError> {
    let (trust, status, policy) = (evidence.trust(), evidence.status(), Policy::strict());
    let judge = Judge { trust: &trust, status: &status, policy: &policy, now: clock::now() };
    news::believe(filing, heard, &judge)
}
