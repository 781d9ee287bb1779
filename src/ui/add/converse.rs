//! The conversation with the issuer: sends what the state machine asks for and keeps what comes.

use cert_app::http::Request;
use cert_app::offer::{Ask, Conversation, Next, OfferSource, Progress, VciError};
use cert_app::sending::news;
use cert_app::wallet::How;
use cert_app::words::{Lang, add as words};
use yew::prelude::*;

use super::pending::promise;
use super::{Outcome, take};
use crate::ui::browser::{clock, fetch, page, random};
use crate::ui::ctx::{Evidence, Wallet};

/// Where the conversation stands.
#[derive(Clone, PartialEq)]
pub enum View {
    /// The offer is elsewhere: may its host be asked?
    Host,
    Looking,
    /// The offer, and how far the fetching is once the person has agreed.
    Asking(Box<Ask>, Option<Fetching>),
    Failed(&'static str),
}

/// Which certificate is on its way.
#[derive(Clone, PartialEq)]
pub struct Fetching {
    /// From 1.
    pub at: usize,
    pub of: usize,
    pub name: String,
}

impl Fetching {
    /// The same in words.
    pub fn words(&self, lang: Lang) -> String {
        words::PROGRESS.with(lang, &[&self.at.to_string(), &self.of.to_string(), &self.name])
    }
}

/// A step of the conversation that did not end it.
pub enum Pause {
    Asking(Box<Ask>),
    Done(Vec<Outcome>),
}

/// Runs the conversation until it asks the person or ends.
pub async fn converse(
    session: &mut Conversation,
    source: &OfferSource,
    (wallet, evidence): (&Wallet, &Evidence),
    view: &UseStateSetter<View>,
    lang: Lang,
) -> Result<Pause, &'static str> {
    let (mut outcomes, mut taken) = (Vec::new(), Vec::new());
    let asked: Option<Ask> = session.asked();
    loop {
        let next = session.next(clock::now(), &mut |buffer| random::fill(buffer));
        match next.map_err(VciError::code)? {
            Next::Send(request) => {
                if let (Some(ask), Some(progress)) = (&asked, session.progress()) {
                    view.set(tell(ask, &progress, lang));
                }
                match exchange(session, request).await {
                    Ok(()) => {}
                    Err(_) if session.is_at_papers() => return Ok(Pause::Done(outcomes)),
                    // What has been kept stays; the rest is reported as missing.
                    Err(code) if !outcomes.is_empty() => {
                        outcomes.push(Outcome::failed(code));
                        return Ok(Pause::Done(outcomes));
                    }
                    Err(code) => {
                        if let (true, Some(ask)) = (asks_again(code), asked) {
                            view.set(View::Asking(Box::new(ask), None));
                        }
                        return Err(code);
                    }
                }
            }
            Next::Ask(ask) => return Ok(Pause::Asking(Box::new(ask))),
            Next::Take(granted) => {
                let name = asked.as_ref().map(|ask| ask.name(&granted.configuration, lang));
                let (text, key) = (granted.text.as_bytes(), granted.key.as_ref());
                let outcome = take(wallet, evidence, text, How::Offer, key).await;
                if outcome.is_kept() {
                    note_case(wallet, source, &granted.text).await;
                }
                taken.push((granted.configuration.clone(), granted.text.clone()));
                outcomes.push(outcome.labelled(&name.unwrap_or_default()));
            }
            Next::Paper(paper) => {
                let of = taken.iter().find(|(configuration, _)| *configuration == paper.of);
                if let Some((_, card)) = of {
                    keep_paper(wallet, evidence, card, &paper.text).await;
                }
            }
            Next::Later(later) => {
                let name = asked.as_ref().map(|ask| ask.name(&later.configuration, lang));
                let host = asked.as_ref().map(|ask| ask.host.clone());
                let (name, host) = (name.unwrap_or_default(), host.unwrap_or_default());
                outcomes.push(promise(wallet, *later, &name, &host).await.labelled(&name));
            }
            Next::Missed(configuration, problem) => {
                let name = asked.as_ref().map(|ask| ask.name(&configuration, lang));
                outcomes.push(Outcome::failed(problem.code()).labelled(&name.unwrap_or_default()));
            }
            Next::Done => return Ok(Pause::Done(outcomes)),
        }
    }
}

/// What has come may be what a case has led to. Without the note the certificate is as good as before.
async fn note_case(wallet: &Wallet, source: &OfferSource, text: &str) {
    let now = clock::now().seconds();
    let _ = wallet.update(|data| news::came(data, source, text, now)).await;
}

/// Keeps a code for paper beside its certificate, if it is genuine.
async fn keep_paper(wallet: &Wallet, evidence: &Evidence, card: &str, text: &str) {
    let checked = evidence.check(text.as_bytes()).await;
    if !checked.can_be_kept() {
        return;
    }
    // Without it the certificate is as good as before.
    let _ = wallet
        .update(|data| {
            let kept = data.certificates.iter_mut().find(|stored| stored.text == card);
            if let Some(stored) = kept {
                stored.paper = Some(text.to_owned());
            }
        })
        .await;
}

/// Whether the person is asked once more after this.
pub fn asks_again(code: &str) -> bool {
    [VciError::TransactionCodeWrong, VciError::IssuerBusy].iter().any(|one| one.code() == code)
}

/// One request and what came back.
async fn exchange(session: &mut Conversation, request: Request) -> Result<(), &'static str> {
    let reply = fetch::send(&request).await.map_err(|problem| problem.code())?;
    session.answer(&reply).map_err(VciError::code)
}

/// Which one is being fetched, on the page and for the ear.
fn tell(ask: &Ask, progress: &Progress, lang: Lang) -> View {
    let name = ask.name(&progress.configuration, lang);
    let fetching = Fetching { at: progress.at, of: progress.of, name };
    page::announce(&fetching.words(lang));
    View::Asking(Box::new(ask.clone()), Some(fetching))
}
