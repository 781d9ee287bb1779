//! Telling other systems of filings, as Standard Webhooks has it: signed, tried again for days, each receiver for itself.

use std::{fmt::Write as _, time::Duration};

use cert_verify::UnixTime;

use super::{item::news, settings::Receiver, signature};
use crate::{
    Server, Shared,
    db::{
        StorageError, WriteTransaction,
        webhooks::{self, Came, Due, To},
    },
    random,
};

/// Between two looks at what is due.
const GLANCE: Duration = Duration::from_secs(1);

/// A receiver that takes longer has not taken it.
const TIMEOUT: Duration = Duration::from_secs(15);

/// For so long nobody else sends what is being sent.
const TAKEN_SECONDS: i64 = 60;

/// The waits after each failed try, as Standard Webhooks recommends them: three days in all, then it is given up.
const WAITS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// A receiver may ask for at most this much patience.
const MOST_PATIENCE: i64 = 86_400;

/// Writes down what the receivers of this office are to be told, with the filing that it tells of.
pub(crate) async fn tell(
    server: &Server,
    office: &str,
    (case_no, form_id, number): (&str, &str, i64),
    now: UnixTime,
    transaction: &mut WriteTransaction,
) -> Result<(), StorageError> {
    let Some(system) = server.config.back_office.as_ref().and_then(|all| all.system(office)) else {
        return Ok(());
    };
    let body = news(office, case_no, form_id, number, &now.to_string());
    for receiver in &system.receivers {
        let to = To { office, receiver: &receiver.name };
        let id = format!("msg_{}", random::identifier());
        webhooks::add(transaction, to, (&id, number, &body), now).await?;
    }
    Ok(())
}

/// Tells one receiver for as long as the server runs. Each has its own, so that one that hangs holds up nobody else.
pub(crate) async fn deliver(server: Shared, office: String, receiver: Receiver) {
    loop {
        // A failure of the database is in the log already, and the next look tries again.
        while next(&server, &office, &receiver).await.unwrap_or_default() {}
        tokio::time::sleep(GLANCE).await;
    }
}

/// Tries what is due; says whether there was something.
async fn next(server: &Server, office: &str, receiver: &Receiver) -> Result<bool, StorageError> {
    let (now, to) = (server.now(), To { office, receiver: &receiver.name });
    let taken = webhooks::take(&server.database, to, now, now.plus_seconds(TAKEN_SECONDS)).await?;
    let Some(due) = taken else { return Ok(false) };
    let (id, tries) = (due.id.clone(), due.tries);
    let sending = receiver.clone();
    let said = tokio::task::spawn_blocking(move || send(&sending, &due, now)).await;
    let said = said.unwrap_or(Said { status: None, word: "panicked".to_owned(), patience: None });
    let came = judge(&said, tries, server.now());
    if came == Came::GivenUp {
        let receiver = receiver.name.as_str();
        tracing::error!(office, receiver, tries, last = said.word, "a webhook was given up");
    }
    webhooks::settle(&server.database, &id, came, &said.word).await?;
    Ok(true)
}

/// What a receiver said.
struct Said {
    status: Option<u16>,
    /// For the operator: the status, or the kind of failure.
    word: String,
    /// The seconds of `Retry-After`.
    patience: Option<i64>,
}

/// Blocks until the receiver has answered, or has not.
fn send(receiver: &Receiver, due: &Due, now: UnixTime) -> Said {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent("certfill");
    // A way out that others go has no way back to this machine.
    let config = if receiver.url.starts_with("http://") { config.proxy(None) } else { config };
    let agent: ureq::Agent = config.build().into();
    let signed = signature::header(&receiver.secrets, &due.id, now.seconds(), &due.body);
    let sent = agent
        .post(&receiver.url)
        .header("content-type", "application/json")
        .header("webhook-id", &due.id)
        .header("webhook-timestamp", now.seconds().to_string())
        .header("webhook-signature", signed)
        .send(due.body.as_bytes());
    match sent {
        Ok(answer) => {
            let status = answer.status().as_u16();
            let patience =
                answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
            let patience = patience.and_then(|value| value.trim().parse().ok());
            Said { status: Some(status), word: status.to_string(), patience }
        }
        Err(error) => Said { status: None, word: word_of(&error).to_owned(), patience: None },
    }
}

/// Kinds only: a message may quote what somebody else has sent.
fn word_of(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::Timeout(_) => "timeout",
        ureq::Error::HostNotFound => "host not found",
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => "not reached",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "TLS",
        _ => "no answer",
    }
}

fn judge(said: &Said, tries: i64, now: UnixTime) -> Came {
    match said.status {
        Some(200..=299) => return Came::Delivered,
        // Gone: it wants no more of this.
        Some(410) => return Came::GivenUp,
        _ => {}
    }
    let place = usize::try_from(tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait) = WAITS.get(place) else { return Came::GivenUp };
    // Not all at once when a receiver comes back.
    let more = random::below(u64::try_from(wait / 10 + 1).unwrap_or(1));
    let wait = wait.saturating_add(i64::try_from(more).unwrap_or_default());
    let asked = said.patience.unwrap_or_default().clamp(0, MOST_PATIENCE);
    Came::Again(now.plus_seconds(wait.max(asked)))
}

/// What the operator sees of it.
pub(crate) async fn metric(server: &Server) -> String {
    let mut text = String::new();
    let Some(systems) = &server.config.back_office else { return text };
    for (office, system) in systems.systems() {
        for receiver in &system.receivers {
            for state in ["waiting", "delivered", "given-up"] {
                let to = To { office, receiver: &receiver.name };
                let Ok(count) = webhooks::count(&server.database, to, state).await else {
                    continue;
                };
                if text.is_empty() {
                    text.push_str(
                        "# HELP certfill_webhooks Messages to other systems.\n# TYPE certfill_webhooks gauge\n",
                    );
                }
                let name = &receiver.name;
                // A String takes everything.
                let _ = writeln!(
                    text,
                    "certfill_webhooks{{office=\"{office}\",receiver=\"{name}\",state=\"{state}\"}} {count}"
                );
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(status: Option<u16>, tries: i64, patience: Option<i64>) -> Came {
        let said = Said { status, word: String::new(), patience };
        judge(&said, tries, UnixTime::from_seconds(0))
    }

    fn waits(came: Came) -> i64 {
        match came {
            Came::Again(at) => at.seconds(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_is_tried_for_three_days_and_then_given_up() {
        for status in [200, 204, 299] {
            assert_eq!(came(Some(status), 1, None), Came::Delivered);
        }
        assert_eq!(came(Some(410), 1, None), Came::GivenUp);
        let mut all = 0;
        for (tries, wait) in (1..).zip(WAITS) {
            for status in [None, Some(302), Some(400), Some(500)] {
                let waits = waits(came(status, tries, None));
                assert!((wait..=wait + wait / 10).contains(&waits), "{tries}: {waits}");
            }
            all += wait;
        }
        assert!(all > 3 * 86_400 - 3_600, "{all}");
        assert_eq!(came(None, 10, None), Came::GivenUp);
    }

    #[test]
    fn a_receiver_may_ask_for_patience_within_reason() {
        assert_eq!(waits(came(Some(503), 1, Some(120))), 120);
        assert_eq!(waits(came(Some(429), 1, Some(i64::MAX))), MOST_PATIENCE);
        assert!(waits(came(Some(503), 2, Some(1))) >= 300, "no sooner than it would be");
        assert!(waits(came(Some(503), 1, Some(-5))) >= 5);
    }
}
