//! Behind the first visit and the lock: what certificates are checked against, and the pages.

use cert_app::route::Route;
use cert_app::sending::passing;
use cert_app::state::WalletState;
use cert_app::wallet::DraftRecord;
use yew::prelude::*;

use super::aside::ASIDE;
use super::browser::{clock, history, promise};
use super::ctx::{Evidence, Wallet, use_app, use_wallet};
use super::elements::IdleWarning;
use super::kiosk::KIOSK;
use super::load::Loaded;
use super::part::{Draw, part};
use super::{adding, certificates, entry, filing};

part!(
    /// Getting certificates.
    ADDING, fetch_adding: Draw = adding, adding::view
);
part!(
    /// Services, forms, sending and what was sent.
    FILING, fetch_filing: Draw = filing, filing::view
);
/// The part's entry.
pub fn view() -> Html {
    html! { <Inside /> }
}

#[component]
fn Inside() -> Html {
    let (app, wallet) = (use_app(), use_wallet());
    let evidence = {
        let (app, wallet) = (app.clone(), wallet.clone());
        use_memo((), move |()| Evidence::new(wallet, app))
    };
    use_effect_with(app.is_open(), move |&open| {
        if open {
            promise::spawn(async move { forget_expired(&wallet).await });
        }
    });
    {
        // What is kept on the device is there only once its database is open.
        let evidence = evidence.as_ref().clone();
        use_effect_with(app.wallet != WalletState::Opening, move |&opened| {
            if opened {
                promise::spawn(async move { evidence.load().await });
            }
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
    let kiosk = history::is_kiosk();
    let adding = app.route == Route::Add;
    let filing = matches!(
        app.route,
        Route::Services
            | Route::Service(_)
            | Route::Step(..)
            | Route::Check(_)
            | Route::Sent(_)
            | Route::HandIn
            | Route::Ask(_)
    );
    // Filings that wait are sent, and what offices wait for is brought, from every page; when none waits, nothing is fetched for it.
    let waiting = app.data.under_way().next().is_some() || !passing::pending(&app.data).is_empty();
    html! {
        <ContextProvider<Evidence> context={(*evidence).clone()}>
            // Each in a place of its own: what comes is never put before what is just going.
            // Without a sitting a kiosk has one page, its own.
            <div class="part">if !kiosk || app.is_open() { {page(&app.route)} }</div>
            <IdleWarning />
            if kiosk { <div class="part"><Loaded part={&KIOSK}><entry::Opening /></Loaded></div> }
            <div class="part">
                if adding || !app.data.pending.is_empty() {
                    <Loaded part={&ADDING} quiet={!adding}>
                        if adding { <entry::Opening /> }
                    </Loaded>
                }
            </div>
            <div class="part">
                if filing || waiting {
                    <Loaded part={&FILING} quiet={!filing}>
                        if filing { <entry::Opening /> }
                    </Loaded>
                }
            </div>
        </ContextProvider<Evidence>>
    }
}

/// The pages of this part.
fn page(route: &Route) -> Html {
    match route {
        Route::Home => html! { <certificates::Home /> },
        Route::Certificate(id) => {
            html! { <certificates::Certificate key={id.clone()} id={id.clone()} /> }
        }
        Route::Show(_)
        | Route::Paper(_)
        | Route::Carry(_)
        | Route::Verify
        | Route::VerifyRules
        | Route::VerifyRecord
        | Route::Settings => {
            html! { <Loaded part={&ASIDE}><entry::Opening /></Loaded> }
        }
        Route::NotFound => html! { <entry::NotFound /> },
        Route::Add
        | Route::Services
        | Route::Service(_)
        | Route::Step(..)
        | Route::Check(_)
        | Route::Sent(_)
        | Route::Kiosk
        | Route::HandIn
        | Route::Ask(_) => Html::default(),
        Route::Hand => html! { <Loaded part={&KIOSK}><entry::Opening /></Loaded> },
    }
}

/// Drafts that nobody has touched for a month go, and their files with them
/// (rule C23).
async fn forget_expired(wallet: &Wallet) {
    let now = clock::now().seconds();
    let data = wallet.data();
    let expired: Vec<&DraftRecord> =
        data.drafts.iter().filter(|draft| draft.expired(now)).collect();
    if expired.is_empty() {
        return;
    }
    let removed = wallet.update(|data| data.drafts.retain(|draft| !draft.expired(now))).await;
    if removed.is_ok() {
        wallet.forget_files(expired.iter().flat_map(|draft| draft.digests()).collect()).await;
    }
}
