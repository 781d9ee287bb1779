//! The driver of a delivery: it runs the effects that the machine asks for and tells it how
//! they ended. It decides nothing ([`cert_app::sending::machine`]).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::rc::Rc;

use cert_app::http::{Reply, Request};
use cert_app::sending::changes::{Change, InVault};
use cert_app::sending::machine::{Delivery, Effect, Ending, Event, Now, Turn, Upload};
use cert_app::sending::progress::Underway;
use cert_app::sending::{office, receipt};
use cert_app::wallet::{Filing, VaultError, attachment_record};
use yew::Callback;

use crate::ui::browser::locks::{self, Lock};
use crate::ui::browser::{clock, fetch, page};
use crate::ui::ctx::{Evidence, Wallet};

/// What a run needs besides the submission.
#[derive(Clone)]
pub struct Desk {
    /// The vault.
    pub wallet: Wallet,
    /// Trust and status lists.
    pub evidence: Evidence,
    /// Hears what is going on.
    pub tell: Callback<Underway>,
}

/// What only the open form can do: save, prepare, sign.
pub type Hand = Rc<dyn Fn(Effect) -> Pin<Box<dyn Future<Output = Event>>>>;

thread_local! {
    /// Drafts that this tab delivers right now. Locks of the browser would do, but not every
    /// browser has them.
    static RUNNING: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// The turn of a draft; given back when it is dropped.
struct Held {
    draft: String,
    _lock: Lock,
}

impl Drop for Held {
    fn drop(&mut self) {
        RUNNING.with_borrow_mut(|running| running.remove(&self.draft));
    }
}

/// Whether this tab is delivering this draft just now.
pub fn is_running(draft: &str) -> bool {
    RUNNING.with_borrow(|running| running.contains(draft))
}

/// Whether this tab is delivering anything just now.
pub fn is_delivering() -> bool {
    RUNNING.with_borrow(|running| !running.is_empty())
}

/// Runs a delivery of what was made from this draft to its end.
pub async fn run(desk: &Desk, draft: &str, mut delivery: Delivery, hand: Option<&Hand>) -> Ending {
    let mut held = None;
    let mut event = Event::Begun;
    loop {
        let now = Now { seconds: clock::now().seconds(), online: page::is_online() };
        let effect = delivery.step(event, now);
        if let Some(progress) = delivery.progress() {
            desk.tell.emit(progress);
        }
        event = match effect {
            Effect::End(outcome) => return outcome,
            Effect::Lock => {
                let (turn, lock) = take_turn(draft, &desk.wallet.apart(draft)).await;
                held = lock;
                Event::Turn(turn)
            }
            Effect::Save | Effect::Prepare | Effect::Sign { .. } => match hand {
                Some(hand) => hand(effect).await,
                None => Event::Done,
            },
            other => perform(desk, other).await,
        };
        drop(held.take_if(|_| matches!(event, Event::Turn(Turn::SameTab | Turn::OtherTab))));
    }
}

async fn take_turn(draft: &str, of_person: &str) -> (Turn, Option<Held>) {
    if !RUNNING.with_borrow_mut(|running| running.insert(draft.to_owned())) {
        return (Turn::SameTab, None);
    }
    match locks::try_turn(&format!("certfill-deliver-{of_person}")).await {
        Some(lock) => (Turn::Ours, Some(Held { draft: draft.to_owned(), _lock: lock })),
        None => {
            RUNNING.with_borrow_mut(|running| running.remove(draft));
            (Turn::OtherTab, None)
        }
    }
}

async fn perform(desk: &Desk, effect: Effect) -> Event {
    match effect {
        Effect::Store(change) => Event::Stored(store(&desk.wallet, change).await),
        Effect::Send(request) => Event::Replied(send(&desk.evidence, &request).await),
        Effect::Upload(request, record) => Event::Uploaded(upload(desk, request, &record).await),
        Effect::Check { submission, filing, token } => {
            clock::breathe().await;
            check(desk, &submission, &filing, &token)
        }
        Effect::Refresh => {
            desk.evidence.refresh().await;
            Event::Done
        }
        Effect::Forget(records) => {
            // A draft for somebody else may name the same file.
            let named = desk.wallet.data().files_needed();
            let named: Vec<String> = named.iter().map(|digest| attachment_record(digest)).collect();
            for record in records.into_iter().filter(|record| !named.contains(record)) {
                let _ = desk.wallet.forget_secret(&record).await;
            }
            Event::Done
        }
        _ => Event::Done,
    }
}

async fn store(wallet: &Wallet, change: Change) -> Result<InVault, VaultError> {
    let now = clock::now().seconds();
    if change.only_looks() {
        let mut data = wallet.fresh().await?.as_ref().clone();
        return Ok(change.apply(&mut data, now));
    }
    wallet.transact(move |data| change.apply(data, now)).await
}

fn check(desk: &Desk, submission: &str, filing: &Filing, token: &str) -> Event {
    let (trust, status) = (desk.evidence.trust(), desk.evidence.status());
    let result = receipt::check(token, submission, filing, &trust, &status, clock::now());
    Event::Checked(result)
}

async fn upload(desk: &Desk, mut request: Request, record: &str) -> Upload {
    match desk.wallet.secret(record).await {
        Ok(Some(bytes)) => {
            request.body = Some(bytes.to_vec());
            Upload::Replied(send(&desk.evidence, &request).await)
        }
        Ok(None) => Upload::Missing,
        Err(_) => Upload::Unreadable,
    }
}

/// Sends a request to an office, when the operator names its server, and hands back what came.
pub async fn send(evidence: &Evidence, request: &Request) -> Option<Reply> {
    // The operator may have taken a business out again since the form was opened.
    let config = evidence.config();
    let businesses = config.iter().flat_map(|config| &config.businesses);
    let servers = businesses.map(|business| business.origin.as_str());
    if !office::may_leave(&request.url, servers) || !page::is_online() {
        return None;
    }
    fetch::send(request).await.ok()
}
