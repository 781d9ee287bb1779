//! The trust list: number, age, update now.

use cert_app::words::settings as words;
use yew::prelude::*;

use crate::ui::browser::{intl, page, promise};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Banner, Button, Icon, Kind, Problem, Shape, Tone};

/// Facts about the list in use, and what is wrong with a newer one.
#[component]
pub fn TrustSection() -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let busy = use_state(|| false);
    let update = {
        let (evidence, busy) = (evidence.clone(), busy.clone());
        Callback::from(move |_: MouseEvent| {
            let (evidence, busy) = (evidence.clone(), busy.clone());
            busy.set(true);
            promise::spawn(async move {
                evidence.refresh().await;
                busy.set(false);
                page::announce(words::TRUST_UPDATED.of(lang));
            });
        })
    };
    let row =
        |name: &'static str, value: String| html! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    html! {
        <section class="panel" aria-labelledby="trust-title">
            <h2 id="trust-title"><Icon shape={Shape::Seal} />{words::TRUST_TITLE.of(lang)}</h2>
            <p>{words::TRUST_TEXT.of(lang)}</p>
            if let Some(code) = evidence.list_refused() { <Problem code={code.as_str()} tone={Tone::Warn} /> }
            if evidence.is_unreachable() { <Banner tone={Tone::Warn}>{words::TRUST_UNREACHABLE.of(lang)}</Banner> }
            {match evidence.list_facts() {
                None => html! { <p>{words::TRUST_NONE.of(lang)}</p> },
                Some(facts) => html! {
                    <dl class="check">
                        {row(words::TRUST_NUMBER.of(lang), facts.sequence.to_string())}
                        {row(words::TRUST_ISSUED.of(lang), intl::date_time(facts.issued_at, lang))}
                        {row(words::TRUST_NEXT.of(lang), intl::date_time(facts.next_update, lang))}
                        if let Some(fetched) = facts.fetched_at {
                            {row(words::TRUST_RECEIVED.of(lang), intl::date_time(fetched, lang))}
                        }
                        {row(words::TRUST_ISSUERS.of(lang), facts.issuers.to_string())}
                    </dl>
                },
            }}
            <div class="row after">
                <Button kind={Kind::Plain} busy={*busy} onclick={update}>{words::TRUST_UPDATE.of(lang)}</Button>
            </div>
        </section>
    }
}
