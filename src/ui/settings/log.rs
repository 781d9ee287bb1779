//! The log of what was sent: names, never values.

use cert_app::words::{common, settings as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::intl;
use crate::ui::ctx::{use_app, use_lang};

/// Every filing that was sent, newest first.
#[component]
pub fn LogSection() -> Html {
    let (app, lang) = (use_app(), use_lang());
    html! {
        <section class="panel" aria-labelledby="log-title">
            <h2 id="log-title">{words::LOG_TITLE.of(lang)}</h2>
            <p>{words::LOG_TEXT.of(lang)}</p>
            if app.data.activity.is_empty() {
                <p>{words::LOG_EMPTY.of(lang)}</p>
            } else {
                <ul class="log">
                    {for app.data.activity.iter().map(|entry| html! {
                        <li>
                            <b>{entry.to.clone()}</b>
                            <p>{intl::date_time(UnixTime::from_seconds(entry.at), lang)}{" · "}{entry.purpose.clone()}</p>
                            <p>{entry.names.join(common::LIST_SEPARATOR.of(lang))}</p>
                        </li>
                    })}
                </ul>
            }
        </section>
    }
}
