//! The root of the door: opening, unlocking, the first visit, and the way in.

use std::cell::RefCell;
use std::rc::Rc;

use cert_app::state::{Action, State, WalletState};
use cert_app::trust::config::Demo;
use yew::prelude::*;

use crate::ui::browser::{fetch, handover, history, page, preferences, promise};
use crate::ui::ctx::{
    AppHandle, AppState, Wallet, listen, take_offer, use_app, use_lang, use_wallet, watched,
};
use crate::ui::elements::{Button, Footer, Header, Problem, TabBar};
use crate::ui::entry;

thread_local! {
    /// The running door, to be taken down when the person goes in.
    static DOOR: RefCell<Option<yew::AppHandle<Door>>> = const { RefCell::new(None) };
}

/// Puts the door into the page.
pub fn mount() {
    let root = page::document().and_then(|document| document.get_element_by_id("app"));
    if let Some(root) = root {
        let door = yew::Renderer::<Door>::with_root(root).render();
        DOOR.with_borrow_mut(|place| *place = Some(door));
    }
}

#[component]
fn Door() -> Html {
    let reducer = use_reducer_eq(|| {
        AppState(State::new(history::current(), preferences::load(), page::is_online()))
    });
    let wallet = {
        let dispatcher = reducer.dispatcher();
        use_memo((), move |()| Wallet::new(dispatcher))
    };
    let app = AppHandle::new(reducer);
    use_effect_with(app.preferences, |chosen| preferences::apply(*chosen));
    {
        let (app, wallet) = (app.clone(), wallet.clone());
        use_effect_with((), move |()| {
            take_offer(&app);
            promise::spawn(async move { wallet.start(handover::Handed::default()).await });
            let listeners = listen(&app);
            move || drop(listeners)
        });
    }
    let page = html! {
        <ContextProvider<Wallet> context={(*wallet).clone()}>
            <Header />
            <Doorway />
            <Footer />
            <TabBar />
        </ContextProvider<Wallet>>
    };
    watched(app, page)
}

/// What stands at the door, and going in when nothing is left to do here.
#[component]
fn Doorway() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let missing = use_state(|| false);
    {
        let app = app.clone();
        use_effect_with((), move |()| {
            promise::spawn(async move {
                // Without an answer there is no way to a demonstration.
                let config = fetch::get("/config.json").await.unwrap_or_default();
                let config = serde_json::from_slice(&config).unwrap_or_default();
                app.dispatch(Action::Demo(Demo::read(&config).map(Rc::new)));
            });
        });
    }
    // An offer is looked at inside; accepting it opens the wallet, too.
    let offered =
        app.offer.is_some() && matches!(app.wallet, WalletState::Absent | WalletState::Locked);
    let goes_in = app.is_open() || offered || !app.route.needs_wallet();
    let go_in = {
        let (app, wallet, missing) = (app.clone(), wallet, missing.clone());
        Callback::from(move |()| {
            let (handed, missing) = (wallet.hand_over(app.offer.clone()), missing.clone());
            missing.set(false);
            promise::spawn(async move {
                if handover::load().await.is_err() {
                    missing.set(true);
                    return;
                }
                if let Some(door) = DOOR.take() {
                    door.destroy();
                }
                let _ = handover::enter(&handed);
            });
        })
    };
    {
        let go_in = go_in.clone();
        use_effect_with(goes_in, move |goes_in| {
            if *goes_in {
                go_in.emit(());
            }
        });
    }
    if goes_in && *missing {
        let again = Callback::from(move |_: MouseEvent| go_in.emit(()));
        let button = html! {
            <Button onclick={again}>{cert_app::words::form::RETRY.of(lang)}</Button>
        };
        return html! {
            <main id="main">
                <h1 tabindex="-1">{cert_app::words::common::PRODUCT_TITLE.of(lang)}</h1>
                <Problem code="app-not-loaded" actions={button} />
            </main>
        };
    }
    match app.wallet {
        _ if goes_in => html! { <entry::Opening /> },
        WalletState::Locked => html! { <entry::Unlock /> },
        WalletState::Absent => html! { <entry::Welcome /> },
        _ => html! { <entry::Opening /> },
    }
}
