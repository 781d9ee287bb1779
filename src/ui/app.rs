//! The root: state, wallet, address, and which page is shown.

use cert_app::route::Route;
use cert_app::state::{Action, State, WalletState};
use cert_app::words::common;
use yew::prelude::*;

use crate::ui::browser::{handover, history, page, preferences, promise};
use crate::ui::ctx::{
    AppHandle, AppState, Evidence, Wallet, listen, take_offer, use_app, use_lang, watched,
};
use crate::ui::elements::{
    Banner, Footer, Header, IdleWarning, Kind, Link, Problem, Shape, TabBar, Tone,
};
use crate::ui::{add, certificates, entry, form, sent, services, settings, verify};

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
    let evidence = {
        let (app, wallet) = (app.clone(), wallet.as_ref().clone());
        use_memo((), move |()| Evidence::new(wallet, app))
    };
    use_effect_with(app.preferences, |chosen| preferences::apply(*chosen));
    {
        let (app, wallet, evidence) = (app.clone(), wallet.clone(), evidence.as_ref().clone());
        use_effect_with((), move |()| {
            take_offer(&app);
            let handed = handover::take().unwrap_or_default();
            if let Some(offer) = handed.offer.clone() {
                app.dispatch(Action::Offer(Some(offer)));
            }
            promise::spawn(async move {
                wallet.start(handed).await;
                evidence.load().await;
            });
            let listeners = listen(&app);
            move || drop(listeners)
        });
    }
    {
        // Whenever certificates come or go, the new ones are checked.
        let evidence = evidence.as_ref().clone();
        let ids: Vec<String> =
            app.data.certificates.iter().map(|stored| stored.id.clone()).collect();
        use_effect_with((app.is_open(), ids), move |(open, _)| {
            if *open {
                promise::spawn(async move { evidence.check_wallet().await });
            } else {
                evidence.forget();
            }
        });
    }
    {
        let evidence = evidence.as_ref().clone();
        use_effect_with(app.online, move |online| {
            if *online {
                promise::spawn(async move { evidence.online().await });
            }
        });
    }
    let page = html! {
        <ContextProvider<Wallet> context={(*wallet).clone()}>
            <ContextProvider<Evidence> context={(*evidence).clone()}>
                <Header />
                <Notices />
                <Content />
                <Footer />
                <TabBar />
                <IdleWarning />
                <form::OutboxRunner />
                <add::PendingRunner />
            </ContextProvider<Evidence>>
        </ContextProvider<Wallet>>
    };
    watched(app, page)
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
            _ => html! { <entry::Welcome /> },
        };
    }
    match app.route.clone() {
        Route::Home => html! { <certificates::Home /> },
        Route::Certificate(id) => {
            html! { <certificates::Certificate key={id.clone()} id={id.clone()} /> }
        }
        Route::Add => html! { <add::Add /> },
        Route::Services => html! { <services::Services /> },
        // One component for all pages of a form: the draft lives on between them.
        Route::Service(name) => html! { <form::FormFlow {name} view={form::View::Start} /> },
        Route::Step(name, step) => {
            html! { <form::FormFlow {name} view={form::View::Step(step)} /> }
        }
        Route::Check(name) => html! { <form::FormFlow {name} view={form::View::Check} /> },
        Route::Sent(id) => html! { <sent::Sent key={id.clone()} id={id.clone()} /> },
        Route::Verify => html! { <verify::Verify /> },
        Route::Settings => html! { <settings::Settings /> },
        Route::NotFound => html! { <entry::NotFound /> },
    }
}
