//! Goes on with what was being sent: when the app starts, when the vault opens,
//! when the network comes back, and when the time for the next try has come.

use cert_app::sending::machine::Delivery;
use cert_app::sending::outbox::Move;
use cert_app::wallet::VaultData;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::send::{self, Desk};
use crate::ui::browser::{clock, promise};
use crate::ui::ctx::{use_app, use_evidence, use_wallet};

/// The shortest wait between two looks, so that a clock that jumps makes no storm.
const SHORTEST_WAIT_SECONDS: i64 = 1;

/// What goes on by itself: its id and its draft.
type UnderWay = Vec<(String, String)>;

/// Shows nothing. It stands once in the app.
#[component]
pub fn OutboxRunner() -> Html {
    let (app, wallet, evidence) = (use_app(), use_wallet(), use_evidence());
    let round = use_state(|| 0_u32);
    let under_way: UnderWay =
        app.data.under_way().map(|one| (one.id.clone(), one.draft.clone())).collect();
    let ready = app.is_open() && app.online && evidence.config().is_some();
    use_effect_with((under_way, ready, *round), move |(under_way, ready, _)| {
        let now = clock::now().seconds();
        let data = wallet.data();
        let next = under_way.iter().filter_map(|(id, _)| due(&data, id, now)).min();
        let timer = next.filter(|_| *ready).map(|at| {
            let wait = (at - now).clamp(SHORTEST_WAIT_SECONDS, 3_600);
            let milliseconds = u32::try_from(wait * 1_000).unwrap_or(u32::MAX);
            let desk = Desk { wallet, evidence, tell: Callback::noop() };
            let under_way = under_way.clone();
            Timeout::new(milliseconds, move || {
                promise::spawn(async move {
                    for (id, draft) in &under_way {
                        send::run(&desk, draft, Delivery::resumed(id), None).await;
                    }
                    round.set(*round + 1);
                });
            })
        });
        move || drop(timer)
    });
    Html::default()
}

fn due(data: &VaultData, id: &str, now: i64) -> Option<i64> {
    match data.submission(id)?.next(now, false) {
        Move::Send(_) | Move::Done => Some(now),
        Move::Wait(at) => Some(at),
        Move::Sign(_) | Move::NeedsYou => None,
    }
}
