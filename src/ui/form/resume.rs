//! Goes on with what was being sent: when the app starts, when the vault opens,
//! when the network comes back, and when the time for the next try has come.

use cert_app::sending::outbox::{Next, Submission};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::send::{self, Desk, Outcome};
use crate::ui::browser::{clock, promise};
use crate::ui::ctx::{use_app, use_evidence, use_wallet};

/// The shortest wait between two looks, so that a clock that jumps makes no storm.
const SHORTEST_WAIT_SECONDS: i64 = 1;

/// Shows nothing. It stands once in the app.
#[component]
pub fn OutboxRunner() -> Html {
    let (app, wallet, evidence) = (use_app(), use_wallet(), use_evidence());
    let round = use_state(|| 0_u32);
    let under_way: Vec<String> = app
        .data
        .outbox
        .values()
        .filter_map(Submission::from_json)
        .filter(Submission::in_flight)
        .map(|submission| submission.id)
        .collect();
    let ready = app.is_open() && app.online && evidence.config().is_some();
    use_effect_with((under_way, ready, *round), move |(under_way, ready, _)| {
        let mut timer = None;
        if *ready && !under_way.is_empty() {
            let now = clock::now().seconds();
            let due = |id: &String| match send::stored(&wallet, id).map(|one| one.next(now, false))
            {
                Some(Next::Send(_)) => Some(now),
                Some(Next::Wait(at)) => Some(at),
                _ => None,
            };
            let next = under_way.iter().filter_map(due).min();
            if let Some(at) = next {
                let wait = (at - now).clamp(SHORTEST_WAIT_SECONDS, 3_600);
                let milliseconds = u32::try_from(wait * 1_000).unwrap_or(u32::MAX);
                let (under_way, desk) =
                    (under_way.clone(), Desk { wallet, evidence, tell: Callback::noop() });
                timer = Some(Timeout::new(milliseconds, move || {
                    promise::spawn(async move {
                        for id in &under_way {
                            let outcome = send::resend(&desk, id, false).await;
                            if outcome == Outcome::Busy {
                                continue;
                            }
                        }
                        round.set(*round + 1);
                    });
                }));
            }
        }
        move || drop(timer)
    });
    Html::default()
}
