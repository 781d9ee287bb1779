//! What was sent from here.

use cert_app::route::Route;
use cert_app::wallet::Submission;
use cert_app::words::{carry, form_check as check_words};
use cert_verify::{UnixTime, put_in_order};
use yew::prelude::*;

use crate::ui::browser::intl;
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::Link;
use crate::ui::parts::Said;

/// What was sent from here, to be opened again.
#[component]
pub(super) fn History() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let mut sent: Vec<&Submission> =
        app.data.outbox.iter().filter(|one| !one.untouched()).collect();
    if sent.is_empty() {
        return Html::default();
    }
    put_in_order(&mut sent, |a, b| b.created.cmp(&a.created));
    html! {
        <section aria-labelledby="history">
            <h2 id="history">{check_words::HISTORY.of(lang)}</h2>
            <ul class="services">
                {for sent.into_iter().map(|one| html! {
                    <li class="service" key={one.id.clone()}>
                        <h3><Link to={Route::Sent(one.id.clone())}><Said words={one.title.pick(lang)} /></Link></h3>
                        <p>
                            {if one.is_with_person() { carry::SIGNED_ON } else { check_words::SENT_ON }.with(lang, &[&intl::date_time(UnixTime::from_seconds(one.created), lang)])}
                            {" · "}
                            {if one.all_sent() { check_words::SENT_TITLE_SENT } else if one.is_with_person() { carry::CARRIED_STATE } else if one.in_flight() { check_words::SENT_TITLE_WAITING } else { check_words::STATUS_NEEDS_YOU }.of(lang)}
                        </p>
                    </li>
                })}
            </ul>
        </section>
    }
}
