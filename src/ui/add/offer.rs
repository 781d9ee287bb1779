//! An offer: who offers what, then one certificate after the other.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::offer::{Ask, Next, OfferSource, Response, Session, VciError};
use cert_app::route::Route;
use cert_app::wallet::How;
use cert_app::words::{Lang, add as words};
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::{Outcome, take};
use crate::ui::browser::{clock, fetch, history, page, promise, random};
use crate::ui::ctx::{Evidence, Wallet, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Field, FieldProblem, Icon, Kind, Page, Problem, Shape, Summary,
};

/// Where the conversation stands.
#[derive(Clone, PartialEq)]
enum View {
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
enum Pause {
    Asking(Box<Ask>),
    Done(Vec<Outcome>),
}

#[derive(Clone, PartialEq, Properties)]
pub struct OfferPanelProps {
    pub source: OfferSource,
    pub done: Callback<Vec<Outcome>>,
    pub decline: Callback<()>,
}

impl PartialEq for SharedSession {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone)]
struct SharedSession(Rc<RefCell<Option<Session>>>);

/// The offer from question to result.
#[component]
pub fn OfferPanel(props: &OfferPanelProps) -> Html {
    let (wallet, evidence, lang) = (use_wallet(), use_evidence(), use_lang());
    let own_host = history::origin();
    let own = own_host.split_once("://").is_some_and(|(_, host)| host == props.source.host());
    let view = use_state_eq(|| if own { View::Looking } else { View::Host });
    let session = use_memo(props.source.clone(), |source| {
        SharedSession(Rc::new(RefCell::new(Some(Session::new(source.clone())))))
    });
    let refused = use_state_eq(|| None::<&'static str>);
    let go = {
        let (view, session, refused) = (view.setter(), session.as_ref().clone(), refused.setter());
        let (done, wallet, evidence) = (props.done.clone(), wallet.clone(), evidence.clone());
        Callback::from(move |consent: Option<Option<String>>| {
            let (view, session, refused) = (view.clone(), session.clone(), refused.clone());
            let (done, wallet, evidence) = (done.clone(), wallet.clone(), evidence.clone());
            promise::spawn(async move {
                // Taken out while it runs, so that a second press finds nothing.
                let Some(mut running) = session.0.borrow_mut().take() else { return };
                if let Some(code) = consent {
                    running.consent(code);
                }
                let ended = converse(&mut running, &wallet, &evidence, &view, lang).await;
                *session.0.borrow_mut() = Some(running);
                match ended {
                    Ok(Pause::Asking(ask)) => view.set(View::Asking(ask)),
                    Ok(Pause::Done(outcomes)) => done.emit(outcomes),
                    Err("transaction-code-wrong") => refused.set(Some("transaction-code-wrong")),
                    Err(code) => view.set(View::Failed(code)),
                }
            });
        })
    };
    {
        let go = go.clone();
        use_effect_with(own, move |&own| {
            if own {
                go.emit(None);
            }
        });
    }
    let decline = props.decline.reform(|_: MouseEvent| ());
    let body = match &*view {
        View::Host => {
            let ask = {
                let (go, view) = (go.clone(), view.clone());
                Callback::from(move |_: MouseEvent| {
                    view.set(View::Looking);
                    go.emit(None);
                })
            };
            html! {
                <div class="panel">
                    <h2>{words::OFFER_HOST.with(lang, &[props.source.host()])}</h2>
                    <p>{words::OFFER_HOST_TEXT.of(lang)}</p>
                    <div class="row">
                        <Button onclick={ask}>{words::OFFER_HOST_GO.with(lang, &[props.source.host()])}</Button>
                        <Button kind={Kind::Plain} onclick={decline}>{words::OFFER_DECLINE.of(lang)}</Button>
                    </div>
                </div>
            }
        }
        View::Looking => {
            html! { <div class="panel" aria-busy="true"><p><span class="spin" aria-hidden="true"></span>{" "}{words::OFFER_LOOKING.of(lang)}</p></div> }
        }
        View::Asking(ask) => {
            let agree = {
                let (go, refused) = (go, refused.clone());
                Callback::from(move |code: Option<String>| {
                    refused.set(None);
                    go.emit(Some(code));
                })
            };
            html! { <Consent ask={(**ask).clone()} refused={*refused} {agree} {decline} /> }
        }
        View::Fetching { at, of, name } => {
            let words = words::PROGRESS.with(lang, &[&at.to_string(), &of.to_string(), name]);
            html! {
                <div class="panel" aria-busy="true">
                    <p>{words}</p>
                    <progress max={of.to_string()} value={(at - 1).to_string()} aria-label={words::OFFER_TITLE.of(lang)}></progress>
                </div>
            }
        }
        View::Failed(code) => html! {
            <Problem code={*code} actions={html! {
                <Button kind={Kind::Small} onclick={decline}>{words::OFFER_DECLINE.of(lang)}</Button>
            }} />
        },
    };
    html! { <Page title={words::OFFER_TITLE.of(lang)} narrow=true back={Route::Home}>{body}</Page> }
}

/// Runs the conversation until it asks the person or ends.
async fn converse(
    session: &mut Session,
    wallet: &Wallet,
    evidence: &Evidence,
    view: &UseStateSetter<View>,
    lang: Lang,
) -> Result<Pause, &'static str> {
    let mut outcomes = Vec::new();
    let mut asked: Option<Ask> = session.asked();
    loop {
        match session
            .next(clock::now(), &mut |buffer| random::fill(buffer))
            .map_err(VciError::code)?
        {
            Next::Send(request) => {
                if let (Some(ask), Some(at)) = (&asked, session.position()) {
                    let of = ask.offer.configurations.len();
                    let name = ask
                        .offer
                        .configurations
                        .get(at)
                        .map(|id| ask.name(id, lang))
                        .unwrap_or_default();
                    page::announce(
                        &words::PROGRESS
                            .with(lang, &[&(at + 1).to_string(), &of.to_string(), &name]),
                    );
                    view.set(View::Fetching { at: at + 1, of, name });
                }
                let call = fetch::Call {
                    method: request.method,
                    url: request.url,
                    headers: request.headers,
                    body: request.body,
                };
                let answer = match fetch::send(&call).await {
                    Ok(answer) => answer,
                    // What has been kept stays; the rest is reported as missing.
                    Err(problem) if !outcomes.is_empty() => {
                        outcomes.push(Outcome::failed(problem.code()));
                        return Ok(Pause::Done(outcomes));
                    }
                    Err(problem) => return Err(problem.code()),
                };
                let taken = session.answer(&Response { status: answer.status, body: answer.body });
                match taken {
                    Err(problem) if !outcomes.is_empty() => {
                        outcomes.push(Outcome::failed(problem.code()));
                        return Ok(Pause::Done(outcomes));
                    }
                    Err(VciError::TransactionCodeWrong) => {
                        if let Some(ask) = asked.take() {
                            view.set(View::Asking(Box::new(ask)));
                        }
                        return Err(VciError::TransactionCodeWrong.code());
                    }
                    other => other.map_err(VciError::code)?,
                }
            }
            Next::Ask(ask) => return Ok(Pause::Asking(Box::new(ask))),
            Next::Take(granted) => {
                let name = asked
                    .as_ref()
                    .map(|ask| ask.name(&granted.configuration, lang))
                    .unwrap_or_default();
                let outcome =
                    take(wallet, evidence, granted.text.as_bytes(), How::Offer, Some(&granted.key))
                        .await;
                outcomes.push(outcome.labelled(&name));
            }
            Next::Done => return Ok(Pause::Done(outcomes)),
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ConsentProps {
    ask: Ask,
    refused: Option<&'static str>,
    agree: Callback<Option<String>>,
    decline: Callback<MouseEvent>,
}

/// Who offers what, the code if one is needed, and two buttons.
#[component]
fn Consent(props: &ConsentProps) -> Html {
    let lang = use_lang();
    let input = use_node_ref();
    let problems = use_state(Vec::<FieldProblem>::new);
    let ask = &props.ask;
    let onsubmit = {
        let (input, problems, agree) = (input.clone(), problems.clone(), props.agree.clone());
        let needs_code = ask.offer.tx_code.is_some();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed =
                input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            let typed: String =
                typed.chars().filter(|character| !character.is_whitespace()).collect();
            if needs_code && typed.is_empty() {
                problems.set(vec![FieldProblem {
                    id: "tx-code".into(),
                    words: words::TX_CODE_MISSING.of(lang).into(),
                }]);
                return;
            }
            problems.set(Vec::new());
            agree.emit(needs_code.then_some(typed));
        })
    };
    let count = ask.offer.configurations.len().to_string();
    let issuer = ask.issuer_name(lang).unwrap_or_else(|| words::OFFER_NAMELESS.of(lang).to_owned());
    let error = problems.first().map(|problem| problem.words.clone());
    html! {
        <>
            <Summary problems={(*problems).clone()} />
            if let Some(code) = props.refused { <Problem {code} /> }
            <form class="panel" novalidate=true {onsubmit}>
                <h2>{words::OFFER_WHO.with(lang, &[&issuer, &ask.host, &count])}</h2>
                <ul class="checks">
                    {for ask.offer.configurations.iter().map(|id| html! {
                        <li key={id.clone()}><Icon shape={Shape::Card} /><b>{ask.name(id, lang)}</b></li>
                    })}
                </ul>
                <Banner icon={Shape::Lock}>{words::OFFER_KEYS.of(lang)}</Banner>
                if let Some(code) = &ask.offer.tx_code {
                    <Field id="tx-code" label={words::TX_CODE.of(lang)} error={error.clone()}
                        hint={code.description.clone().unwrap_or_else(|| match code.length {
                            Some(length) => words::TX_CODE_HINT.with(lang, &[&length.to_string()]),
                            None => words::TX_CODE_HINT_ANY.of(lang).to_owned(),
                        })}>
                        <input ref={input} id="tx-code" type="text" autocomplete="one-time-code" spellcheck="false"
                            inputmode={if code.numeric { "numeric" } else { "text" }}
                            aria-invalid={error.is_some().then_some("true")}
                            aria-describedby={if error.is_some() { "tx-code-hint tx-code-error" } else { "tx-code-hint" }} />
                    </Field>
                }
                <div class="row">
                    <Button submit=true>{words::OFFER_GET.with(lang, &[&count])}</Button>
                    <Button kind={Kind::Plain} onclick={props.decline.clone()}>{words::OFFER_DECLINE.of(lang)}</Button>
                </div>
            </form>
        </>
    }
}
