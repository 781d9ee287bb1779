//! Rules that came in a file or a code: a person looks at them before they count.

use std::cell::RefCell;

use cert_app::verifying::rules_file::{self, RulesFault, SignedRules};
use cert_app::words::verify_rules as words;
use cert_verify::UnixTime;
use yew::prelude::*;

use super::counter::Kept;
use crate::ui::browser::{clock, intl, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Button, Kind, Problem, Tone};

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
    let lang = use_lang();
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
        let (kept, onanswer) = (props.kept.clone(), props.onanswer.clone());
        let under = counter.under(signed.clone());
        Callback::from(move |_: MouseEvent| {
            let (kept, onanswer, under) = (kept.clone(), onanswer.clone(), under.clone());
            promise::spawn(async move {
                let _ = kept.set(under).await;
                onanswer.emit(true);
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="offered-title">
            <h2 id="offered-title" tabindex="-1">{words::OFFERED_TITLE.of(lang)}</h2>
            if !signed.rules.name.is_empty() { <p>{words::OFFERED_NAME.with(lang, &[&signed.rules.name])}</p> }
            <p>{words::OFFERED_KEY.with(lang, &[&rules_file::short(&signed.signer)])}</p>
            <p>{words::OFFERED_AT.with(lang, &[&intl::date_time(UnixTime::from_seconds(signed.at), lang)])}</p>
            if counter.is_from_another_hand(signed) { <Banner tone={Tone::Warn}>{words::OFFERED_OTHER.of(lang)}</Banner> }
            if !signed.rules.is_strict() { <Banner tone={Tone::Warn}>{words::OFFERED_LOOSE.of(lang)}</Banner> }
            <div class="row">
                <Button onclick={take}>{words::TAKE.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={props.onanswer.reform(|_: MouseEvent| false)}>{words::KEEP_MINE.of(lang)}</Button>
            </div>
        </section>
    }
}
