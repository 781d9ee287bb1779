//! The root: state, wallet, address, and what stands at the door. What is behind it is fetched when
//! the person goes in (`load.rs`).

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::state::{Action, State, WalletState};
use cert_app::trust::config::Demo;
use cert_app::words::common;
use gloo::events::{EventListener, EventListenerOptions};
use yew::prelude::*;

use crate::ui::browser::{fetch, history, page, preferences, promise};
use crate::ui::ctx::{AppHandle, AppState, Wallet, listen, take_offer, use_app, use_lang, watched};
use crate::ui::elements::{Banner, Footer, Header, Kind, Link, Problem, Shape, TabBar, Tone};
use crate::ui::load::Loaded;
use crate::ui::part::{Draw, part};
use crate::ui::{entry, inside};

part!(
    /// Everything behind the first visit and the lock, except what it fetches itself.
    INSIDE, fetch_inside: Draw = inside, inside::view
);

/// Puts the app into the page.
pub fn mount() {
    if let Some(root) = page::document().and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<App>::with_root(root).render();
    }
}

#[component]
fn App() -> Html {
    let reducer = use_reducer_eq(|| {
        AppState(State::new(history::current(), preferences::load(), page::is_online()))
    });
    let wallet = {
        let dispatcher = reducer.dispatcher();
        use_memo((), move |()| Wallet::new(dispatcher))
    };
    let app = AppHandle::new(reducer);
    let kiosk = history::is_kiosk();
    use_effect_with(app.preferences, |chosen| preferences::apply(*chosen));
    {
        let (app, wallet) = (app.clone(), wallet.clone());
        use_effect_with((), move |()| {
            let listeners = (listen(&app), (!kiosk).then(|| own_device(&app, (*wallet).clone())));
            if kiosk {
                wallet.keep_nothing();
            }
            move || drop(listeners)
        });
    }
    let page = html! {
        <ContextProvider<Wallet> context={(*wallet).clone()}>
            if kiosk {
                // It has a frame of its own.
                <Loaded part={&INSIDE}><entry::Opening /></Loaded>
            } else {
                <Header />
                <Notices />
                <Content />
                <Footer />
                <TabBar />
            }
        </ContextProvider<Wallet>>
    };
    watched(app, page)
}

/// What only a device of one's own does: it opens what it keeps.
fn own_device(app: &AppHandle, wallet: Wallet) -> impl Sized + use<> {
    take_offer(app);
    wallet.listen();
    let listeners = (at_first_touch(), wallet.outlive_reloads());
    promise::spawn(async move { wallet.start().await });
    listeners
}

/// Fetches what is behind the door while the person reads or types. A failed try does not matter
/// here: whoever goes in asks again.
fn at_first_touch() -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let touch = |kind: &'static str| {
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::once_with_options(&window, kind, options, |_| {
            promise::spawn(async {
                let _ = INSIDE.load().await;
            });
        })
    };
    vec![touch("pointerdown"), touch("keydown")]
}

/// What concerns every page: no network, nothing saved, not saved yet.
#[component]
fn Notices() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let memory = app.wallet == WalletState::MemoryOnly;
    if app.online && !memory && app.save_problem.is_none() {
        return Html::default();
    }
    html! {
        <div class="notices" role="region" aria-label={common::NOTICES.of(lang)}>
            if !app.online { <Banner tone={Tone::Warn}>{common::OFFLINE.of(lang)}</Banner> }
            if memory {
                <Banner icon={Shape::Flash} actions={
                    if app.storage_problem.is_none() && app.route != Route::Settings {
                        html! { <Link to={Route::Settings} class={Kind::Small.class()}>{common::MEMORY_SAVE.of(lang)}</Link> }
                    } else {
                        Html::default()
                    }
                }>
                    {common::MEMORY_ONLY.of(lang)}
                </Banner>
            }
            if let Some(problem) = app.save_problem { <Problem code={problem.code()} tone={Tone::Warn} /> }
        </div>
    }
}

/// The page itself. A page that needs the wallet waits behind its door.
#[component]
fn Content() -> Html {
    let app = use_app();
    // An offer is looked at first; accepting it opens the wallet, too.
    let offered = app.route == Route::Add && app.offer.is_some();
    if app.route.needs_wallet()
        && !app.is_open()
        && !(offered && app.wallet != WalletState::Opening)
    {
        return match app.wallet {
            WalletState::Opening => html! { <entry::Opening /> },
            WalletState::Locked => html! { <entry::Unlock /> },
            _ => html! { <FirstVisit /> },
        };
    }
    html! { <Loaded part={&INSIDE}><entry::Opening /></Loaded> }
}

/// Says where one can try everything as soon as the operator's server has said so; without an
/// answer there is no way to a demonstration.
#[component]
fn FirstVisit() -> Html {
    let app = use_app();
    use_effect_with((), move |()| {
        promise::spawn(async move {
            let config = fetch::get("/config.json").await.unwrap_or_default();
            let config = serde_json::from_slice(&config).unwrap_or_default();
            app.dispatch(Action::Demo(Demo::read(&config).map(Rc::new)));
        });
    });
    html! { <entry::Welcome /> }
}
