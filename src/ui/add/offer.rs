//! An offer: who offers what, then one certificate after the other.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::offer::{Conversation, OfferSource};
use cert_app::route::Route;
use cert_app::words::{Lang, add as words};
use yew::prelude::*;

use super::Outcome;
use super::accept::Accept;
use super::converse::{Pause, View, asks_again, converse};
use crate::ui::browser::{history, promise};
use crate::ui::ctx::{use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Button, Kind, Page, Problem};

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
struct SharedSession(Rc<RefCell<Option<Conversation>>>);

/// The offer from question to result.
#[component]
pub fn OfferPanel(props: &OfferPanelProps) -> Html {
    let (wallet, evidence, lang) = (use_wallet(), use_evidence(), use_lang());
    let own_host = history::origin();
    let own = own_host.split_once("://").is_some_and(|(_, host)| host == props.source.host());
    let view = use_state_eq(|| if own { View::Looking } else { View::Host });
    let session = use_memo(props.source.clone(), |source| {
        SharedSession(Rc::new(RefCell::new(Some(Conversation::new(source.clone())))))
    });
    let (refused, busy) = (use_state_eq(|| None::<&'static str>), use_state_eq(|| false));
    let go = {
        let (view, session, refused) = (view.setter(), session.as_ref().clone(), refused.setter());
        let busy = busy.setter();
        let (done, wallet, evidence) = (props.done.clone(), wallet.clone(), evidence.clone());
        let source = props.source.clone();
        Callback::from(move |consent: Option<Option<String>>| {
            let (view, session, refused) = (view.clone(), session.clone(), refused.clone());
            let busy = busy.clone();
            let (done, wallet, evidence) = (done.clone(), wallet.clone(), evidence.clone());
            let source = source.clone();
            promise::spawn(async move {
                // Taken out while it runs, so that a second press finds nothing.
                let Some(mut running) = session.0.borrow_mut().take() else { return };
                if let Some(code) = consent {
                    running.consent(code);
                }
                let ended =
                    converse(&mut running, &source, (&wallet, &evidence), &view, lang).await;
                *session.0.borrow_mut() = Some(running);
                busy.set(false);
                match ended {
                    Ok(Pause::Asking(ask)) => view.set(View::Asking(ask, None)),
                    Ok(Pause::Done(outcomes)) => done.emit(outcomes),
                    Err(code) if asks_again(code) => refused.set(Some(code)),
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
            let (go, view, host) = (go.clone(), view.clone(), props.source.host());
            let ask = Callback::from(move |_: MouseEvent| {
                view.set(View::Looking);
                go.emit(None);
            });
            may_ask(host, ask, decline, lang)
        }
        View::Looking => html! {
            <p class="panel working" role="status"><progress></progress>{words::OFFER_LOOKING.of(lang)}</p>
        },
        View::Asking(ask, fetching) => {
            let agree = {
                let (go, refused, busy) = (go, refused.clone(), busy.clone());
                Callback::from(move |code: Option<String>| {
                    refused.set(None);
                    busy.set(true);
                    go.emit(Some(code));
                })
            };
            html! { <Accept ask={(**ask).clone()} refused={*refused} busy={*busy} fetching={fetching.clone()} {agree} {decline} /> }
        }
        View::Failed(code) => html! {
            <Problem code={*code} focus=true actions={html! {
                <Button kind={Kind::Small} onclick={decline}>{words::OFFER_DECLINE.of(lang)}</Button>
            }} />
        },
    };
    html! { <Page title={words::OFFER_TITLE.of(lang)} narrow=true back={Route::Home}>{body}</Page> }
}

/// The offer lies on another host: may that host be asked?
fn may_ask(
    host: &str,
    ask: Callback<MouseEvent>,
    decline: Callback<MouseEvent>,
    lang: Lang,
) -> Html {
    html! {
        <div class="panel">
            <h2>{words::OFFER_HOST.with(lang, &[host])}</h2>
            <p>{words::OFFER_HOST_TEXT.of(lang)}</p>
            <div class="row">
                <Button onclick={ask}>{words::OFFER_HOST_GO.with(lang, &[host])}</Button>
                <Button kind={Kind::Plain} onclick={decline}>{words::OFFER_DECLINE.of(lang)}</Button>
            </div>
        </div>
    }
}
