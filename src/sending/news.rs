//! News of a case: when the office is asked, what is asked, what of its answer is believed, and what the
//! vault keeps of it. Nothing of the person stands in an address: the handle is a header.

use cert_fill::form::Endpoint;
use cert_fill::progress::{
    self, CaseFile, Judge, MAX_STATEMENTS, ProgressError, State, Statement, is_continued,
};
use cert_verify::base64url;
use cert_verify::sd_jwt::SdJwt;
use serde_json::Value;

use crate::http::{Reply, Request};
use crate::offer::OfferSource;
use crate::wallet::{CaseNews, Filing, Replaced, VaultData};

/// Between two questions that nobody pressed for.
pub const LEAST_SECONDS: i64 = 60;

/// An office that asks for more patience than this is asked after it all the same.
const MOST_PATIENCE_SECONDS: i64 = 86_400;

/// Whether this office tells news of this filing: it has it, and the digest of our handle was signed with it.
#[must_use]
pub fn can_ask(filing: &Filing) -> bool {
    let handle = filing.progress.as_deref().filter(|_| filing.accepted.is_some());
    let signed = filing.body.as_deref().and_then(signed_digest);
    handle.is_some_and(|handle| signed == Some(progress::digest(handle)))
}

fn signed_digest(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    let signed = body.get("transaction_data")?.as_array()?.first()?.as_str()?;
    let signed: Value = serde_json::from_slice(&base64url::decode(signed).ok()?).ok()?;
    signed.get("progress")?.as_str().map(str::to_owned)
}

/// The seconds until the office may be asked without a press.
#[must_use]
pub fn wait(filing: &Filing, now: i64) -> i64 {
    let news = &filing.news;
    let heard = news.heard_at.map_or(0, |at| at.saturating_add(LEAST_SECONDS));
    heard.max(news.not_before).saturating_sub(now).clamp(0, MOST_PATIENCE_SECONDS)
}

/// The question; with what is known, so that an office with nothing new says only that.
#[must_use]
pub fn question(filing: &Filing) -> Option<Request> {
    let handle = filing.progress.as_deref()?;
    let url = Endpoint::parse(&filing.endpoint)?.progress();
    let mut request = Request::get(url).at(&filing.server);
    request = request.with("authorization", format!("Bearer {handle}"));
    if let Some(tag) = &filing.news.tag {
        request = request.with("if-none-match", tag.clone());
    }
    Some(request)
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAnswer {
    /// Nothing new since the last answer.
    Same,
    /// All that the office has said, not yet believed.
    Told {
        /// The statements as received.
        statements: Vec<String>,
        /// The offer of what a decision gives.
        offer: Option<String>,
        /// The name of this answer, for the next question.
        tag: Option<String>,
    },
    /// No answer, or one that says nothing; ask later.
    Nothing {
        /// Seconds that the office asks to wait.
        patience: Option<i64>,
    },
    /// A definite no: the office's code.
    Refused(String),
}

/// Reads the answer.
#[must_use]
pub fn read(reply: Option<&Reply>, now: i64) -> CaseAnswer {
    let Some(reply) = reply else { return CaseAnswer::Nothing { patience: None } };
    match reply.status {
        304 => CaseAnswer::Same,
        200 => told(reply)
            .unwrap_or_else(|| CaseAnswer::Refused(ProgressError::Malformed.as_str().to_owned())),
        400..=407 | 410..=424 => {
            let problem = super::office::read_problem(reply);
            CaseAnswer::Refused(problem.map_or_else(|| "office-refused".to_owned(), |it| it.code))
        }
        _ => CaseAnswer::Nothing { patience: reply.patience(now) },
    }
}

fn told(reply: &Reply) -> Option<CaseAnswer> {
    let body: Value = serde_json::from_slice(&reply.body).ok()?;
    let list = body.get("statements")?.as_array().filter(|list| list.len() <= MAX_STATEMENTS)?;
    let statements = list.iter().map(|one| one.as_str().map(str::to_owned));
    Some(CaseAnswer::Told {
        statements: statements.collect::<Option<_>>()?,
        offer: body.get("offer").and_then(Value::as_str).map(str::to_owned),
        tag: reply.etag.clone(),
    })
}

/// Whether what was told is believed: signed by the office of the receipt, about this case, without gaps, and
/// not less than it has said before.
///
/// # Errors
/// The first thing that is wrong.
pub fn believe(
    filing: &Filing,
    heard: &CaseAnswer,
    judge: &Judge<'_>,
) -> Result<(), ProgressError> {
    let CaseAnswer::Told { statements, .. } = heard else { return Ok(()) };
    let accepted = filing.accepted.as_ref().ok_or(ProgressError::ReceiptNotTrusted)?;
    judge.follow(&accepted.receipt, statements)?;
    is_continued(&filing.news.statements, statements)
}

/// Writes down what was heard and believed. Another tab may have written meanwhile: the longer chain stays.
pub fn keep(data: &mut VaultData, submission: &str, filing: &str, heard: &CaseAnswer, now: i64) {
    let mut all = data.outbox.iter_mut().filter(|one| one.id == submission);
    let filings = all.by_ref().flat_map(|one| &mut one.filings);
    let Some(filing) = filings.into_iter().find(|one| one.id == filing) else { return };
    let news = &mut filing.news;
    match heard {
        CaseAnswer::Same => {}
        CaseAnswer::Told { statements, offer, tag } => {
            if is_continued(&news.statements, statements).is_err() {
                return;
            }
            news.statements.clone_from(statements);
            news.tag.clone_from(tag);
            news.offer = offer.clone().filter(|_| news.taken.is_none());
        }
        CaseAnswer::Nothing { patience } => {
            let patience = patience.unwrap_or(LEAST_SECONDS).clamp(0, MOST_PATIENCE_SECONDS);
            news.not_before = now.saturating_add(patience);
            return;
        }
        CaseAnswer::Refused(_) => {
            news.not_before = now.saturating_add(LEAST_SECONDS);
            return;
        }
    }
    news.heard_at = Some(news.heard_at.map_or(now, |at| at.max(now)));
}

/// What the office has said, read from what is kept; it was believed before it was kept.
#[must_use]
pub fn said(news: &CaseNews) -> Vec<Statement> {
    news.statements.iter().filter_map(|text| Statement::of_kept(text)).collect()
}

/// Where a case stands: what was said last.
#[must_use]
pub fn state(news: &CaseNews) -> Option<State> {
    Statement::of_kept(news.statements.last()?).map(|says| says.state)
}

/// The file with which anyone can verify the case.
#[must_use]
pub fn file(filing: &Filing) -> Option<CaseFile> {
    let receipt = filing.accepted.as_ref()?.receipt.clone();
    Some(CaseFile { receipt, statements: filing.news.statements.clone() })
}

/// A certificate has come out of this offer and is in the wallet. When a case has made the offer, the
/// certificates of its type that were filed with are replaced by it: they stay, as history.
pub fn came(data: &mut VaultData, source: &OfferSource, text: &str, now: i64) {
    let Some(new) = data.certificates.iter().find(|one| one.text == text) else { return };
    let (new, kind) = (new.id.clone(), type_of(text));
    let is_it = |filing: &&mut Filing| {
        let offer = filing.news.offer.as_deref();
        offer.is_some_and(|offer| OfferSource::parse(offer).as_ref() == Ok(source))
    };
    let filings = data.outbox.iter_mut().flat_map(|one| &mut one.filings);
    let Some(filing) = filings.into_iter().find(is_it) else { return };
    filing.news.offer = None;
    filing.news.taken = Some(new.clone());
    let filed = filing.body.as_deref().map(presented).unwrap_or_default();
    for stored in data.certificates.iter_mut().filter(|stored| stored.id != new) {
        let issued = issued(&stored.text);
        if kind.is_some() && type_of(&stored.text) == kind && filed.iter().any(|one| one == issued)
        {
            stored.replaced = Some(Replaced { by: new.clone(), on: now });
        }
    }
}

/// What the issuer signed, which is the same in a presentation as in the wallet.
fn issued(text: &str) -> &str {
    text.split('~').next().unwrap_or_default()
}

fn type_of(text: &str) -> Option<String> {
    SdJwt::parse(text).ok()?.payload().get("vct")?.as_str().map(str::to_owned)
}

/// What the issuers signed of the certificates in a filing.
fn presented(body: &str) -> Vec<String> {
    let Ok(body) = serde_json::from_str::<Value>(body) else { return Vec::new() };
    let tokens = body.get("vp_token").and_then(Value::as_object).into_iter().flatten();
    let tokens = tokens.filter_map(|(_, list)| list.as_array()).flatten();
    tokens.filter_map(|token| token.as_str().map(|token| issued(token).to_owned())).collect()
}

#[cfg(test)]
mod tests;
