//! The trust list: number, age, update now.

use cert_app::words::{common, settings as words};
use yew::prelude::*;

use crate::ui::browser::intl;
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Banner, Icon, Kind, Problem, Shape, TaskState, Tone, use_task};

/// Facts about the list in use, and what is wrong with a newer one.
#[component]
pub fn TrustSection() -> Html {
    let (evidence, lang, task) = (use_evidence(), use_lang(), use_task());
    let update = {
        let (evidence, task) = (evidence.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            let evidence = evidence.clone();
            task.run(common::WORKING, lang, async move {
                evidence.refresh().await;
                match evidence.list_refused() {
                    Some(code) => TaskState::Failed(code.as_str()),
                    None if evidence.is_unreachable() => {
                        TaskState::Warned(words::TRUST_UNREACHABLE)
                    }
                    None => TaskState::Done(words::TRUST_UPDATED, String::new()),
                }
            });
        })
    };
    let row =
        |name: &'static str, value: String| html! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    html! {
        <section class="panel" aria-labelledby="trust-title">
            <h2 id="trust-title"><Icon shape={Shape::Seal} />{words::TRUST_TITLE.of(lang)}</h2>
            <p>{words::TRUST_TEXT.of(lang)}</p>
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
            if !task.has_news() {
                if let Some(code) = evidence.list_refused() { <Problem code={code.as_str()} tone={Tone::Warn} /> }
                if evidence.is_unreachable() { <Banner tone={Tone::Warn}>{words::TRUST_UNREACHABLE.of(lang)}</Banner> }
            }
            {task.report(lang)}
            <div class="row after">{task.button(Kind::Plain, words::TRUST_UPDATE, lang, update)}</div>
        </section>
    }
}
