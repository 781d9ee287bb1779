//! The address bar and the network, as the root of the app follows them.

use cert_app::route::Route;
use cert_app::state::Action;
use cert_app::words::Lang;
use gloo::events::EventListener;

use super::AppHandle;
use crate::ui::browser::history;

/// Tells the app where it is and whether there is a network, until the listeners are dropped.
pub fn listen(app: &AppHandle) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let moved = |kind: &'static str| {
        let app = app.clone();
        EventListener::new(&window, kind, move |_| {
            app.dispatch(Action::Moved(history::current()));
            take_offer(&app);
        })
    };
    let network = |kind: &'static str, online: bool| {
        let app = app.clone();
        EventListener::new(&window, kind, move |_| app.dispatch(Action::Online(online)))
    };
    vec![
        moved("popstate"),
        moved("hashchange"),
        moved(history::MOVED),
        network("online", true),
        network("offline", false),
    ]
}

/// An offer or a language behind `#` is taken out of the address bar at once.
pub fn take_offer(app: &AppHandle) {
    let here = history::current();
    if matches!(here, Route::Ask(_)) {
        // Its page takes what stands there itself.
        return;
    }
    let at_offer = here == Route::Add;
    let asked = history::asked_language();
    if !at_offer && asked.is_none() {
        return;
    }
    let Some(fragment) = history::take_fragment() else { return };
    if let Some(tag) = asked {
        app.dispatch(Action::Language(Lang::from_tag(&tag)));
    }
    let offer = fragment.split('&').find(|part| !part.starts_with("lang="));
    if let Some(offer) = offer.filter(|offer| at_offer && !offer.is_empty()) {
        app.dispatch(Action::Offer(Some(offer.to_owned())));
    }
}
