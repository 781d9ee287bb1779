//! The conversation with the issuer: sends what the state machine asks for and keeps what comes.

use cert_app::offer::{Ask, Next, Request, Response, Session, VciError};
use cert_app::wallet::How;
use cert_app::words::{Lang, add as words};
use yew::prelude::*;

use super::{Outcome, take};
use crate::ui::browser::{clock, fetch, page, random};
use crate::ui::ctx::{Evidence, Wallet};

/// Where the conversation stands.
#[derive(Clone, PartialEq)]
pub enum View {
    /// The offer is elsewhere: may its host be asked?
    Host,
    Looking,
    Asking(Box<Ask>),
    Fetching {
        at: usize,
        of: usize,
        name: String,
    },
    Failed(&'static str),
}

/// A step of the conversation that did not end it.
pub enum Pause {
    Asking(Box<Ask>),
    Done(Vec<Outcome>),
}

/// Runs the conversation until it asks the person or ends.
pub async fn converse(
    session: &mut Session,
    wallet: &Wallet,
    evidence: &Evidence,
    view: &UseStateSetter<View>,
    lang: Lang,
) -> Result<Pause, &'static str> {
    let mut outcomes = Vec::new();
    let asked: Option<Ask> = session.asked();
    loop {
        let next = session.next(clock::now(), &mut |buffer| random::fill(buffer));
        match next.map_err(VciError::code)? {
            Next::Send(request) => {
                if let (Some(ask), Some(at)) = (&asked, session.position()) {
                    view.set(tell(ask, at, lang));
                }
                match exchange(session, request).await {
                    Ok(()) => {}
                    // What has been kept stays; the rest is reported as missing.
                    Err(code) if !outcomes.is_empty() => {
                        outcomes.push(Outcome::failed(code));
                        return Ok(Pause::Done(outcomes));
                    }
                    Err(code) => {
                        if let (true, Some(ask)) = (code == TX_CODE_WRONG, asked) {
                            view.set(View::Asking(Box::new(ask)));
                        }
                        return Err(code);
                    }
                }
            }
            Next::Ask(ask) => return Ok(Pause::Asking(Box::new(ask))),
            Next::Take(granted) => {
                let name = asked.as_ref().map(|ask| ask.name(&granted.configuration, lang));
                let (text, key) = (granted.text.as_bytes(), Some(&granted.key));
                let outcome = take(wallet, evidence, text, How::Offer, key).await;
                outcomes.push(outcome.labelled(&name.unwrap_or_default()));
            }
            Next::Done => return Ok(Pause::Done(outcomes)),
        }
    }
}

/// The code after which the person is asked once more.
pub const TX_CODE_WRONG: &str = "transaction-code-wrong";

/// One request and what came back.
async fn exchange(session: &mut Session, request: Request) -> Result<(), &'static str> {
    let call = fetch::Call {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body,
    };
    let answer = fetch::send(&call).await.map_err(|problem| problem.code())?;
    let response = Response { status: answer.status, body: answer.body };
    session.answer(&response).map_err(VciError::code)
}

/// Which one is being fetched, on the page and for the ear.
fn tell(ask: &Ask, at: usize, lang: Lang) -> View {
    let of = ask.offer.configurations.len();
    let name = ask.offer.configurations.get(at).map(|id| ask.name(id, lang)).unwrap_or_default();
    page::announce(&words::PROGRESS.with(lang, &[&(at + 1).to_string(), &of.to_string(), &name]));
    View::Fetching { at: at + 1, of, name }
}
