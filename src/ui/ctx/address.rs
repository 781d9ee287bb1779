//! The address bar and the network, as the root of the door and of the house follow them.

use cert_app::route::Route;
use cert_app::state::Action;
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

/// An offer behind `#` is taken out of the address bar at once.
pub fn take_offer(app: &AppHandle) {
    if history::current() == Route::Add
        && let Some(offer) = history::take_fragment()
    {
        app.dispatch(Action::Offer(Some(offer)));
    }
}
