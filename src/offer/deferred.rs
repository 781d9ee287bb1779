//! Certificates that the issuer has promised for later (OpenID4VCI 1.0 section 9): what to
//! ask, when, and what the answer means. The record lies in the vault, so it survives
//! restarts; the holder's key lies beside it.

use serde_json::json;

use super::answer::{Issued, Tokens, is_busy, issued, object, refusal};
use super::link::{FORM, encode};
use super::{VciError, post, with_token};
use crate::http::{Reply, Request};
use crate::wallet::{PendingCertificate, Renewal};

/// Seconds until the next try when the issuer could not be reached.
const UNREACHABLE_SECONDS: i64 = 60;

/// What became of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The certificates. Check and keep them, then forget the record.
    Granted(Vec<String>),
    /// Not yet: keep this record instead.
    Later(PendingCertificate),
    /// The access token has expired: send this and hand the answer to [`renewed`].
    Renew(Request),
    /// It will not come: keep this record until the person has seen why.
    Lost(PendingCertificate),
}

/// The question for this certificate.
#[must_use]
pub fn ask(pending: &PendingCertificate) -> Request {
    let body = json!({"transaction_id": pending.transaction}).to_string();
    let request = post(pending.endpoint.clone(), "application/json", body);
    with_token(request, &pending.token)
}

/// Reads the answer to [`ask`].
#[must_use]
pub fn read(pending: &PendingCertificate, response: &Reply, now: i64) -> Asked {
    let lost = |error: VciError| {
        let problem = Some(error.code().to_owned());
        Asked::Lost(PendingCertificate { problem, ..pending.clone() })
    };
    let has_expired =
        response.status == 401 || refusal(response).as_deref() == Some("invalid_token");
    if let Some(renewal) = pending.renewal.as_ref().filter(|_| has_expired) {
        let form = format!("grant_type=refresh_token&refresh_token={}", encode(&renewal.token));
        return Asked::Renew(post(renewal.endpoint.clone(), FORM, form));
    }
    match issued(response) {
        Ok(Issued::Now(texts)) => Asked::Granted(texts),
        Ok(Issued::Later(transaction, interval)) => Asked::Later(PendingCertificate {
            transaction: transaction.unwrap_or_else(|| pending.transaction.clone()),
            interval,
            next_at: now.saturating_add(interval),
            ..pending.clone()
        }),
        Ok(Issued::NonceStale) => lost(VciError::IssuerRefused),
        Err(VciError::IssuerBusy) => Asked::Later(put_off(pending, now)),
        Err(error) => lost(error),
    }
}

/// Reads the answer to a renewal (RFC 6749 section 6). The certificate is due at once then.
#[must_use]
pub fn renewed(pending: &PendingCertificate, response: &Reply, now: i64) -> Asked {
    if is_busy(response) {
        return Asked::Later(put_off(pending, now));
    }
    let tokens = object(response, VciError::OfferExpired).and_then(|value| Tokens::read(&value));
    let Ok(tokens) = tokens else {
        let problem = Some(VciError::OfferExpired.code().to_owned());
        return Asked::Lost(PendingCertificate { problem, ..pending.clone() });
    };
    // A token that is not given anew stays good (RFC 6749 6).
    let renewal = pending
        .renewal
        .clone()
        .map(|known| Renewal { token: tokens.refresh.unwrap_or(known.token), ..known });
    Asked::Later(PendingCertificate {
        token: tokens.access,
        renewal,
        next_at: now,
        ..pending.clone()
    })
}

/// The record after a question that reached nobody.
#[must_use]
pub fn put_off(pending: &PendingCertificate, now: i64) -> PendingCertificate {
    let wait = pending.interval.max(UNREACHABLE_SECONDS);
    PendingCertificate { next_at: now.saturating_add(wait), ..pending.clone() }
}

/// The certificate to ask for now, if it is time for one.
#[must_use]
pub fn due(all: &[PendingCertificate], now: i64) -> Option<&PendingCertificate> {
    waiting(all).find(|pending| is_due(pending, now))
}

/// The seconds until one is due; none when nothing is waited for.
#[must_use]
pub fn seconds_until_due(all: &[PendingCertificate], now: i64) -> Option<i64> {
    let wait = |pending: &PendingCertificate| match is_due(pending, now) {
        true => 0,
        false => pending.next_at.saturating_sub(now),
    };
    waiting(all).map(wait).min()
}

fn waiting(all: &[PendingCertificate]) -> impl Iterator<Item = &PendingCertificate> {
    all.iter().filter(|pending| pending.problem.is_none())
}

/// A time further off than its interval means that the clock was put back.
fn is_due(pending: &PendingCertificate, now: i64) -> bool {
    let longest = pending.interval.max(UNREACHABLE_SECONDS);
    pending.next_at <= now || pending.next_at.saturating_sub(now) > longest
}
