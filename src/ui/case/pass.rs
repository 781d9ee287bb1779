//! Bringing what one office has decided to those that wait for it, without a press: when the app starts, when
//! the network comes back, and whenever news have come.

use std::collections::BTreeSet;

use cert_app::sending::news::CaseAnswer;
use cert_app::sending::passing::{self, Passing};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::ask::believe;
use crate::ui::browser::{clock, page, promise};
use crate::ui::ctx::{Evidence, Wallet, use_app, use_evidence, use_wallet};
use crate::ui::form::send;

/// Between two rounds that nothing new has begun, whatever came of the first.
const ROUND_MILLISECONDS: u32 = 60_000;

/// Shows nothing. It stands once in the app.
#[component]
pub fn PassingRunner() -> Html {
    let (app, wallet, evidence) = (use_app(), use_wallet(), use_evidence());
    let (round, busy) =
        (use_state(|| 0_u32), use_mut_ref(BTreeSet::<(String, String, String)>::new));
    let pending = passing::pending(&app.data);
    let ready = app.is_open() && app.online && evidence.is_loaded();
    use_effect_with((pending, ready, *round), move |(pending, ready, _)| {
        let next = pending.iter().map(|one| one.not_before).min().filter(|_| *ready);
        let timer = next.map(|at| {
            let wait = at.saturating_sub(clock::now().seconds()).clamp(0, 3_600);
            let milliseconds = u32::try_from(wait * 1_000).unwrap_or(u32::MAX);
            let pending = pending.clone();
            Timeout::new(milliseconds, move || {
                promise::spawn(async move {
                    for one in pending {
                        let key = (one.submission.clone(), one.to.clone(), one.from.clone());
                        if one.not_before > clock::now().seconds()
                            || !busy.borrow_mut().insert(key.clone())
                        {
                            continue;
                        }
                        bring(&wallet, &evidence, &one).await;
                        busy.borrow_mut().remove(&key);
                    }
                    clock::pause(ROUND_MILLISECONDS).await;
                    round.set(*round + 1);
                });
            })
        });
        move || drop(timer)
    });
    Html::default()
}

/// Brings one. What another tab has brought meanwhile is not brought again.
async fn bring(wallet: &Wallet, evidence: &Evidence, one: &Passing) {
    let data = wallet.data();
    let is_due = passing::pending(&data).contains(one);
    let request = passing::request(&data, one).filter(|_| is_due && page::is_online());
    let submission = data.submission(&one.submission);
    let filing = submission.and_then(|it| it.filings.iter().find(|filing| filing.id == one.to));
    let (Some(request), Some(filing)) = (request, filing) else { return };
    let reply = send::send(evidence, &request).await;
    let mut heard = passing::read(reply.as_ref(), clock::now().seconds());
    if let Err(error) = believe(evidence, filing, &heard).await {
        heard = CaseAnswer::Refused(error.as_str().to_owned());
    }
    let now = clock::now().seconds();
    // What cannot be written down now is brought again: the office takes the same twice.
    let _ = wallet.transact(|data| passing::keep(data, one, &heard, now)).await;
}
