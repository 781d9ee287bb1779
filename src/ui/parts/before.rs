//! What was sent before, named where one would start again.

use cert_app::route::Route;
use cert_app::sending::history::{self, Past, PastState};
use cert_app::state::State;
use cert_app::wallet::Submission;
use cert_app::words::{Lang, carry, for_others, form as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::{clock, intl};
use crate::ui::elements::{Banner, Kind, Link, Shape, Tone};

/// The newest submission of a service, if there was one, for whomever it was.
pub fn newest(state: &State, service: &str) -> Option<Past> {
    newest_of(state, service, |_| true)
}

/// The same among those that fit.
pub fn newest_of(
    state: &State,
    service: &str,
    is_one: impl Fn(&Submission) -> bool,
) -> Option<Past> {
    history::newest(state.data.outbox.iter().filter(|one| is_one(one)), service)
}

/// The day and how it stands, with the way to its page.
pub fn before(past: &Past, lang: Lang) -> Html {
    let day = intl::date(UnixTime::from_seconds(past.sent_at), lang);
    let (tone, shape, text) = match &past.state {
        PastState::Sent(cases) => {
            let cases = cases.join(cert_app::words::common::LIST_SEPARATOR.of(lang));
            (Tone::Good, Shape::Tick, words::BEFORE_SENT.with(lang, &[&day, &cases]))
        }
        PastState::Carried(until) if *until > clock::now().seconds() => {
            let until = intl::date_time(UnixTime::from_seconds(*until), lang);
            (Tone::Warn, Shape::Clock, carry::BEFORE_CARRIED.with(lang, &[&day, &until]))
        }
        PastState::Waiting => (Tone::Warn, Shape::Clock, words::BEFORE_WAITING.with(lang, &[&day])),
        PastState::Carried(_) | PastState::NeedsYou => {
            (Tone::Warn, Shape::Alert, words::BEFORE_NEEDS_YOU.with(lang, &[&day]))
        }
    };
    html! {
        <Banner {tone} icon={shape} actions={html! {
            <Link to={Route::Sent(past.id.clone())} class={Kind::Small.class()}>{words::BEFORE_LOOK.of(lang)}</Link>
        }}>
            if let Some(name) = &past.whom { {for_others::PAST_FOR.with(lang, &[name])} }
            {text}
        </Banner>
    }
}
