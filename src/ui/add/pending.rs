//! Certificates that an issuer has promised for later: kept in the vault and asked for again
//! at the interval, whenever the wallet is open.

use cert_app::http::{Reply, Request};
use cert_app::offer::{self, Asked, Later};
use cert_app::wallet::{How, PendingCertificate, VaultError, key_record};
use cert_app::words::{Lang, add as words, common};
use cert_issue::SigningKey;
use cert_verify::PublicKey;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::{Outcome, take};
use crate::ui::browser::{clock, fetch, page, promise, random};
use crate::ui::ctx::{Evidence, Wallet, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Banner, Button, Kind, Problem, Tone};

/// The shortest wait between two questions, so that a clock that jumps makes no storm.
const SHORTEST_WAIT_SECONDS: i64 = 1;

/// The longest wait before the clock is looked at again.
const LONGEST_WAIT_SECONDS: i64 = 3_600;

/// Keeps a promise: the key first, because a certificate without its key could not be shown.
pub async fn promise(wallet: &Wallet, later: Later, name: &str, host: &str) -> Outcome {
    let id = random::id();
    let pending = PendingCertificate {
        id: id.clone(),
        name: name.to_owned(),
        host: host.to_owned(),
        endpoint: later.endpoint,
        token: later.token,
        renewal: later.renewal,
        transaction: later.transaction,
        holder: later.key.as_ref().map(SigningKey::public_jwk),
        interval: later.interval,
        next_at: clock::now().seconds() + later.interval,
        problem: None,
    };
    let kept = async {
        if let Some(key) = &later.key {
            wallet.put_secret(&key_record(&id), key.secret_bytes().as_slice()).await?;
        }
        wallet.update(|data| data.pending.push(pending.clone())).await
    };
    match kept.await {
        Ok(()) => Outcome::later(),
        Err(problem) => Outcome::failed(problem.code()),
    }
}

/// Shows nothing. It stands once in the app and asks when the time has come.
#[component]
pub fn PendingRunner() -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let round = use_state(|| 0_u32);
    let pending = app.data.pending.clone();
    let ready = app.is_open() && app.online && evidence.config().is_some();
    use_effect_with((pending, ready, *round), move |(pending, ready, _)| {
        let now = clock::now().seconds();
        let wait = offer::seconds_until_due(pending, now).filter(|_| *ready);
        let timer = wait.map(|wait| {
            let wait = wait.clamp(SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS);
            let milliseconds = u32::try_from(wait * 1_000).unwrap_or(u32::MAX);
            Timeout::new(milliseconds, move || {
                promise::spawn(async move {
                    let now = clock::now().seconds();
                    let due = offer::due(&wallet.data().pending, now).cloned();
                    if let Some(due) = due {
                        settle(&wallet, &evidence, &due, lang).await;
                    }
                    round.set(*round + 1);
                });
            })
        });
        move || drop(timer)
    });
    Html::default()
}

/// Asks for one certificate and writes down what came of it.
async fn settle(wallet: &Wallet, evidence: &Evidence, pending: &PendingCertificate, lang: Lang) {
    let now = clock::now().seconds();
    let mut asked = match send(offer::ask(pending)).await {
        Some(answer) => offer::read(pending, &answer, now),
        None => Asked::Later(offer::put_off(pending, now)),
    };
    if let Asked::Renew(request) = asked {
        asked = match send(request).await {
            Some(answer) => offer::renewed(pending, &answer, now),
            None => Asked::Later(offer::put_off(pending, now)),
        };
    }
    // A change that cannot be written is said by the wallet itself; the next round asks again.
    let _ = match asked {
        Asked::Granted(texts) => keep(wallet, evidence, pending, &texts, lang).await,
        Asked::Later(next) | Asked::Lost(next) => replace(wallet, next).await,
        Asked::Renew(_) => Ok(()),
    };
}

async fn send(request: Request) -> Option<Reply> {
    fetch::send(&request).await.ok()
}

async fn replace(wallet: &Wallet, next: PendingCertificate) -> Result<(), VaultError> {
    wallet
        .update(|data| {
            for known in data.pending.iter_mut().filter(|known| known.id == next.id) {
                *known = next.clone();
            }
        })
        .await
}

/// Checks and keeps what came. The record goes last, so that a crash asks once more.
async fn keep(
    wallet: &Wallet,
    evidence: &Evidence,
    pending: &PendingCertificate,
    texts: &[String],
    lang: Lang,
) -> Result<(), VaultError> {
    let public = pending.holder.as_ref().and_then(|jwk| PublicKey::from_jwk(jwk).ok());
    let key = match public {
        Some(public) => wallet.holder_key(&pending.id, &public).await?,
        None => None,
    };
    let mut refused = None;
    for text in texts {
        let outcome = take(wallet, evidence, text.as_bytes(), How::Offer, key.as_ref()).await;
        match outcome.is_kept() || outcome.is_known() {
            true => page::announce(&words::PENDING_CAME.with(lang, &[&pending.name])),
            false => refused = Some("issuer-answer-malformed".to_owned()),
        }
    }
    if refused.is_some() {
        return replace(wallet, PendingCertificate { problem: refused, ..pending.clone() }).await;
    }
    forget(wallet, &pending.id).await
}

async fn forget(wallet: &Wallet, id: &str) -> Result<(), VaultError> {
    wallet.update(|data| data.pending.retain(|known| known.id != id)).await?;
    wallet.forget_secret(&key_record(id)).await
}

/// What is being waited for, and what did not come.
#[component]
pub fn PendingList() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let shown = |pending: &PendingCertificate| {
        let names = [pending.name.as_str(), pending.host.as_str()];
        let Some(code) = &pending.problem else {
            return html! { <Banner key={pending.id.clone()}>{words::PENDING.with(lang, &names)}</Banner> };
        };
        let close = {
            let (wallet, id) = (wallet.clone(), pending.id.clone());
            Callback::from(move |_: MouseEvent| {
                let (wallet, id) = (wallet.clone(), id.clone());
                promise::spawn(async move {
                    let _ = forget(&wallet, &id).await;
                });
            })
        };
        html! {
            <section key={pending.id.clone()} class="panel">
                <b>{words::PENDING_LOST.with(lang, &names)}</b>
                <Problem code={code.clone()} tone={Tone::Warn} actions={html! {
                    <Button kind={Kind::Small} onclick={close}>{common::CLOSE.of(lang)}</Button>
                }} />
            </section>
        }
    };
    html! { {for app.data.pending.iter().map(shown)} }
}
