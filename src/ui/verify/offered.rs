//! Rules that came in a file or a code: a person looks at them before they count.

use std::cell::RefCell;

use cert_app::verifying::judged::Rule;
use cert_app::verifying::rules::Rules;
use cert_app::verifying::rules_file::{self, RulesFault, SignedRules};
use cert_app::words::{Lang, Text, common, verify_rules as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::counter::Kept;
use super::spans::hours_words;
use crate::ui::browser::{clock, intl, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Button, Kind, Problem, TaskState, Tone, use_task};

thread_local! {
    static LEFT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Leaves a file of rules for the page of the rules, which comes next.
pub fn leave(bytes: Vec<u8>) {
    LEFT.set(Some(bytes));
}

/// The file that was left.
pub fn take() -> Option<Result<SignedRules, RulesFault>> {
    LEFT.take().map(|bytes| rules_file::read(&bytes))
}

#[derive(Clone, PartialEq, Properties)]
pub struct OfferedProps {
    pub offered: Result<SignedRules, RulesFault>,
    pub kept: Kept,
    /// `true` when they were taken over.
    pub onanswer: Callback<bool>,
}

/// What the file says and who signed it, and the question.
#[component]
pub fn Offered(props: &OfferedProps) -> Html {
    let (lang, task) = (use_lang(), use_task());
    use_effect_with(props.offered.clone(), |_| {
        promise::spawn(async {
            clock::breathe().await;
            page::focus("#offered-title");
        });
    });
    let signed = match &props.offered {
        Ok(signed) => signed,
        Err(fault) => return html! { <Problem code={fault.code()} focus=true /> },
    };
    let counter = props.kept.counter();
    let take = {
        let (kept, onanswer, task) = (props.kept.clone(), props.onanswer.clone(), task.clone());
        let under = counter.under(signed.clone());
        Callback::from(move |_: MouseEvent| {
            let (kept, onanswer, under) = (kept.clone(), onanswer.clone(), under.clone());
            task.run(common::WORKING, lang, async move {
                match kept.set(under).await {
                    Ok(()) => {
                        onanswer.emit(true);
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let dropped = signed.rules.drops(&counter.rules);
    html! {
        <section class="panel" aria-labelledby="offered-title">
            <h2 id="offered-title" tabindex="-1">{words::OFFERED_TITLE.of(lang)}</h2>
            if !signed.rules.name.is_empty() { <p>{words::OFFERED_NAME.with(lang, &[&signed.rules.name])}</p> }
            <p>{words::OFFERED_KEY.with(lang, &[&rules_file::short(&signed.signer)])}</p>
            <p>{words::OFFERED_AT.with(lang, &[&intl::date_time(UnixTime::from_seconds(signed.at), lang)])}</p>
            <h3>{words::OFFERED_ASKS.of(lang)}</h3>
            <ul>{for asked(&signed.rules, lang).into_iter().map(|line| html! { <li>{line}</li> })}</ul>
            if !dropped.is_empty() {
                <Banner tone={Tone::Warn}>
                    {words::OFFERED_DROPS.of(lang)}
                    <ul>{for dropped.into_iter().map(|rule| html! { <li>{named(rule).of(lang)}</li> })}</ul>
                </Banner>
            }
            if counter.is_from_another_hand(signed) { <Banner tone={Tone::Warn}>{words::OFFERED_OTHER.of(lang)}</Banner> }
            if counter.is_newer_than(signed) { <Banner tone={Tone::Warn}>{words::OFFERED_OLDER.of(lang)}</Banner> }
            {task.report(lang)}
            <div class="row">
                <Button onclick={take}>{words::TAKE.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={props.onanswer.reform(|_: MouseEvent| false)}>{words::KEEP_MINE.of(lang)}</Button>
            </div>
        </section>
    }
}

/// A rule as the page of the rules calls it.
const fn named(rule: Rule) -> Text {
    match rule {
        Rule::Type => words::TYPES,
        Rule::Issuer => words::ISSUERS,
        Rule::Status => words::NEEDS_STATUS,
        Rule::StatusAge => words::STATUS_AGE,
        Rule::ListAge => words::LIST_AGE,
        Rule::Possession => words::NEEDS_POSSESSION,
    }
}

/// What rules ask for, line by line.
fn asked(rules: &Rules, lang: Lang) -> Vec<String> {
    let colon =
        |rule: Rule, value: &str| words::OFFERED_LINE.with(lang, &[named(rule).of(lang), value]);
    let mut lines = Vec::new();
    for (rule, names) in [(Rule::Type, &rules.types), (Rule::Issuer, &rules.issuers)] {
        if !names.is_empty() {
            lines.push(colon(rule, &names.join(common::LIST_SEPARATOR.of(lang))));
        }
    }
    for (rule, hours) in [(Rule::StatusAge, rules.status_hours), (Rule::ListAge, rules.list_hours)]
    {
        if hours > 0 {
            lines.push(colon(rule, &hours_words(hours, lang)));
        }
    }
    for (rule, is_asked) in
        [(Rule::Status, rules.needs_status), (Rule::Possession, rules.needs_possession)]
    {
        if is_asked {
            lines.push(named(rule).of(lang).to_owned());
        }
    }
    if lines.is_empty() {
        lines.push(words::OFFERED_LOOSE.of(lang).to_owned());
    }
    lines
}
