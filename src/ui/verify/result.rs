//! The result: heading, icon and words; claims only when it is valid.

use cert_app::trust::checking::Class;
use cert_app::verifying::compared;
use cert_app::verifying::facts::{self, Possession};
use cert_app::wallet::cards::{self, Shows};
use cert_app::words::{Lang, Text, verify as words, verify_rules as rule_words};
use cert_verify::{Check, CheckResult, Fact};
use cert_words::code_words;
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Interval;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::form::ListAge;
use super::seen::{Seen, words_of};
use crate::ui::browser::{clock, intl, page};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{
    Banner, Button, Checks, Claims, Fold, Kind, Shape, Shared, Tone, Verdict, checks,
};

/// Seconds that a result stays (forms.md V6). “Keep it” stops the clock, so
/// that nobody has to read fast (WCAG 2.2.1).
const CLEAR_AFTER: i32 = 30;

#[derive(Clone, PartialEq, Properties)]
pub struct ResultPageProps {
    pub seen: Seen,
    /// For the next one; `true` when the time was over.
    pub onnext: Callback<bool>,
}

/// One result.
#[component]
pub fn ResultPage(props: &ResultPageProps) -> Html {
    let lang = use_lang();
    let left = use_state_eq(|| Some(CLEAR_AFTER));
    let seen = &props.seen;
    let checked = &seen.checked.0;
    let class = seen.judged.class;
    use_next_key(&props.onnext);
    use_clearing(&left, &props.onnext);
    use_effect_with((class, lang), move |&(class, lang)| {
        let (_, _, words) = crate::ui::elements::checks::look(class, lang);
        page::set_title(&format!(
            "{words} – {} – {}",
            words::TITLE.of(lang),
            cert_app::words::common::PRODUCT.of(lang)
        ));
    });
    let next = props.onnext.reform(|_: MouseEvent| false);
    let keep = {
        let left = left.clone();
        Callback::from(move |_: MouseEvent| {
            left.set(None);
            // The button that was pressed goes; the next Enter must not fall on nothing.
            page::focus("#result");
        })
    };
    let rule = seen.judged.rule.map(words_of);
    let decided = rule.map(|(cause, _)| (class, AttrValue::from(cause.of(lang))));
    let remedy = match (rule, checked.report.code()) {
        _ if seen.address.is_some() => Some(words::ADDRESS_REMEDY.of(lang)),
        (Some((_, remedy)), _) => Some(remedy.of(lang)),
        (None, _) if class == Class::OtherPurpose => Some(words::OTHER_REMEDY.of(lang)),
        (None, Some(code)) if class != Class::Valid => Some(code_words(code.as_str(), lang).remedy),
        _ => None,
    };
    html! {
        <main id="main" class="narrow">
            <p class="steps">{words::AT.with(lang, &[&intl::date_time(checked.at, lang)])}</p>
            <Verdict checked={seen.checked.clone()} wanted={seen.wanted.clone()} {decided} heading=true />
            if class == Class::Valid && !checked.is_presentation { <Compare checked={seen.checked.clone()} is_again={seen.is_again} /> }
            if let Some(remedy) = remedy {
                <h2>{words::WHAT_NEXT.of(lang)}</h2>
                <Banner tone={Tone::Warn}>{remedy}</Banner>
            }
            if rule.is_some() {
                <p class="small-print">{rule_words::DECIDED.with(lang, &[&rules_name(seen, lang)])}</p>
            }
            if let Some(address) = &seen.address {
                <h2>{words::ADDRESS_TITLE.of(lang)}</h2>
                <p class="panel"><code>{address.clone()}</code></p>
            }
            if checked.is_presentation { <Presented seen={seen.clone()} /> }
            if seen.address.is_none() {
            <section aria-labelledby="checks-title">
                <h2 id="checks-title">
                    {if checked.is_presentation { words::SHOWING_TITLE } else { words::CHECKS_TITLE }.of(lang)}
                </h2>
                <div class="panel"><Checks checked={seen.checked.clone()} /></div>
                <ListAge />
                if is_without_status(seen) { <p class="small-print">{words::NO_STATUS.of(lang)}</p> }
                <ForFile seen={seen.clone()} />
            </section>
            }
            <div class="row after">
                <Button onclick={next}>{words::NEXT.of(lang)}</Button>
                <Button kind={Kind::Plain} onclick={Callback::from(|_: MouseEvent| page::print())}>{words::PRINT.of(lang)}</Button>
                <span class="small-print">{words::NEXT_HINT.of(lang)}</span>
            </div>
            if let Some(seconds) = *left {
                <p class="row small-print no-print">
                    <span>{words::CLEARS.with(lang, &[&seconds.to_string()])}</span>
                    <button type="button" class="linkish" onclick={keep}>{words::KEEP.of(lang)}</button>
                </p>
            }
        </main>
    }
}

/// A valid certificate that says nothing of being withdrawn; of the others the list of checks tells more.
fn is_without_status(seen: &Seen) -> bool {
    let checked = &seen.checked.0;
    let is_valid = checked.class(None) == Class::Valid;
    is_valid && !checked.is_presentation && !facts::has_status(checked)
}

fn rules_name(seen: &Seen, lang: Lang) -> String {
    match seen.counter.rules.name.as_str() {
        "" => rule_words::OWN.of(lang).to_owned(),
        name => name.to_owned(),
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ForFileProps {
    seen: Seen,
}

/// What a file needs in place of a paper copy; printed in any case.
#[component]
fn ForFile(props: &ForFileProps) -> Html {
    let lang = use_lang();
    let seen = &props.seen;
    let reason = seen.done().reason;
    let row = |name: Text, value: String| {
        html! { <div><dt>{name.of(lang)}</dt><dd>{value}</dd></div> }
    };
    html! {
        <Fold title={html! { {words::FOR_FILE.of(lang)} }}>
            <dl class="panel check">
                {row(words::RESULT_CODE, [seen.judged.class.code(), &reason].join(" "))}
                if let Some(facts) = &seen.list {
                    {row(words::LIST_NUMBER, facts.sequence.to_string())}
                    {row(words::LIST_DATE, intl::date_time(facts.issued_at, lang))}
                }
                {row(words::RULES_IN_FORCE, rules_name(seen, lang))}
                if !seen.counter.rules.purpose.is_empty() {
                    {row(words::PURPOSE_WRITTEN, seen.counter.rules.purpose.clone())}
                }
                {row(words::DIGEST, seen.digest.clone())}
            </dl>
        </Fold>
    }
}

/// The result has the focus; Enter leads to the next one.
#[hook]
fn use_next_key(onnext: &Callback<bool>) {
    let onnext = onnext.clone();
    use_effect_with((), move |()| {
        page::scroll_to_top();
        page::focus("#result");
        let listener = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, move |event| {
                // Enter on a control is for that control.
                let on_page = page::focus_is_on("#result") || page::focus_is_on("body");
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                // A key that is held down was pressed for what was there before.
                if on_page && !event.repeat() && event.key() == "Enter" {
                    // The text field that comes has the focus; no line of it is ended.
                    event.prevent_default();
                    onnext.emit(false);
                }
            })
        });
        move || drop(listener)
    });
}

/// Counts the seconds down until the result clears itself.
#[hook]
fn use_clearing(left: &UseStateHandle<Option<i32>>, onnext: &Callback<bool>) {
    let (is_on, left, onnext) = (left.is_some(), left.clone(), onnext.clone());
    use_effect_with(is_on, move |&is_on| {
        // By the clock: a device that slept has not counted.
        let end = clock::now().seconds() + i64::from(CLEAR_AFTER);
        let tick = is_on.then(|| {
            Interval::new(1_000, move || {
                let rest = i32::try_from(end - clock::now().seconds()).unwrap_or_default();
                if rest <= 0 {
                    onnext.emit(true);
                } else if left.is_some() {
                    left.set(Some(rest));
                }
            })
        });
        move || drop(tick)
    });
}

/// What somebody shows: each certificate with its own result, and for whom the proof was made.
#[component]
fn Presented(props: &ForFileProps) -> Html {
    let lang = use_lang();
    let checked = &props.seen.checked.0;
    let rules = &props.seen.counter.rules;
    let holder = checked.report.checks().iter().find(|result| result.check() == Check::Holder);
    let told = |wanted: &str| {
        let facts = holder.map(CheckResult::facts).unwrap_or_default().iter();
        let texts = facts.filter_map(|(name, fact)| match fact {
            Fact::Text(text) if *name == wanted => Some(text.as_str()),
            _ => None,
        });
        texts.collect::<Vec<_>>().join(", ")
    };
    let (audience, nonce) = (told("audience"), told("nonce"));
    html! {
        <>
            {for checked.presented.iter().zip(1..).map(|(one, number)| {
                let title = words::SHOWN_NUMBER.with(lang, &[&number.to_string()]);
                let judged = rules.judge_inside(one);
                let decided = judged.rule.map(|rule| {
                    (judged.class, AttrValue::from(words_of(rule).0.of(lang)))
                });
                let one = Shared(one.clone());
                html! {
                    <section key={number} aria-label={title.clone()}>
                        <h2>{title}</h2>
                        <Verdict checked={one.clone()} {decided} />
                        <Fold title={html! { {words::CHECKS_TITLE.of(lang)} }}>
                            <div class="panel"><Checks checked={one} /></div>
                        </Fold>
                    </section>
                }
            })}
            if !audience.is_empty() {
                <p>{words::SHOWN_FOR.with(lang, &[&audience])}</p>
            }
            if !nonce.is_empty() {
                <p>{words::SHOWN_NONCE.with(lang, &[&nonce])}</p>
            }
            <Banner icon={Shape::Alert}>{words::SHOWN_NOT_ASKED.of(lang)}</Banner>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CompareProps {
    checked: Shared,
    /// The same proof was shown here before.
    #[prop_or_default]
    is_again: bool,
}

/// Only the claims that are compared with the person.
#[component]
fn Compare(props: &CompareProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let claims = props.checked.0.report.claims();
    let (kind, readings) = (evidence.kind_of(&props.checked.0), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let all = claims.map(|claims| cards::lines(claims, shows)).unwrap_or_default();
    let lines = compared::lines(&all, lang);
    let photograph = claims.and_then(compared::photograph);
    html! {
        <section aria-labelledby="compare-title">
            <h2 id="compare-title">{words::COMPARE.of(lang)}</h2>
            <div class="panel">
                <p>{words::COMPARE_TEXT.of(lang)}</p>
                if let Some(src) = photograph {
                    <img class="photograph" {src} alt={words::PHOTO.of(lang)} />
                }
                <Claims {lines} />
            </div>
            {proven(facts::possession(&props.checked.0), props.is_again, lang)}
        </section>
    }
}

/// Whether its holder was there.
fn proven(possession: Possession, is_again: bool, lang: Lang) -> Html {
    let warning = match possession {
        Possession::JustNow(seconds) if !is_again => {
            let ago = checks::ago(seconds, lang);
            return html! { <Banner tone={Tone::Good}>{words::PROVEN_NOW.with(lang, &[&ago])}</Banner> };
        }
        Possession::JustNow(_) => words::PROVEN_AGAIN.of(lang).to_owned(),
        Possession::AtAnotherTime(age) => {
            words::PROVEN_LATE.with(lang, &[&(age.abs() / 60).max(1).to_string()])
        }
        Possession::ForOthers => words::PROVEN_ELSEWHERE.of(lang).to_owned(),
        Possession::NotProven => words::NOT_PROVEN.of(lang).to_owned(),
    };
    html! { <Banner icon={Shape::Alert}>{warning}</Banner> }
}
