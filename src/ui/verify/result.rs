//! The result: heading, icon and words; claims only when it is valid.

use cert_app::trust::checking::Class;
use cert_app::wallet::cards::{self, Line, Shows};
use cert_app::words::verify as words;
use cert_verify::{Check, CheckResult, Fact};
use cert_words::code_words;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::form::ListAge;
use crate::ui::browser::{intl, page};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{
    Banner, Button, Checks, Claims, Fold, Kind, Shape, Shared, Tone, Verdict,
};

/// Seconds that a result stays (forms.md V6). “Keep it” stops the clock, so
/// that nobody has to read fast (WCAG 2.2.1).
const CLEAR_AFTER: i32 = 30;

/// What a person at a counter compares: who, and until when.
const COMPARED: [&str; 5] = ["name", "tenant", "owner", "valid_until", "case_no"];

#[derive(Clone, PartialEq, Properties)]
pub struct ResultPageProps {
    pub checked: Shared,
    /// The type asked for, or empty.
    pub wanted: String,
    /// For the next one; `true` when the time was over.
    pub onnext: Callback<bool>,
}

/// One result.
#[component]
pub fn ResultPage(props: &ResultPageProps) -> Html {
    let lang = use_lang();
    let left = use_state_eq(|| Some(CLEAR_AFTER));
    let checked = &props.checked.0;
    let wanted = Some(props.wanted.clone()).filter(|wanted| !wanted.is_empty());
    let class = checked.class(wanted.as_deref());
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
        Callback::from(move |_: MouseEvent| left.set(None))
    };
    html! {
        <main id="main" class="narrow">
            <p class="steps">{words::AT.with(lang, &[&intl::date_time(checked.at, lang)])}</p>
            <Verdict checked={props.checked.clone()} {wanted} heading=true />
            if class == Class::Valid && !checked.is_presentation { <Compare checked={props.checked.clone()} /> }
            else if let Some(code) = checked.report.code() {
                <h2>{words::WHAT_NEXT.of(lang)}</h2>
                <Banner tone={Tone::Warn}>{code_words(code.as_str(), lang).remedy}</Banner>
            }
            if checked.is_presentation { <Presented checked={props.checked.clone()} /> }
            <section aria-labelledby="checks-title">
                <h2 id="checks-title">
                    {if checked.is_presentation { words::SHOWING_TITLE } else { words::CHECKS_TITLE }.of(lang)}
                </h2>
                <div class="panel"><Checks checked={props.checked.clone()} /></div>
                <ListAge />
            </section>
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

/// The result has the focus; Enter leads to the next one.
#[hook]
fn use_next_key(onnext: &Callback<bool>) {
    let onnext = onnext.clone();
    use_effect_with((), move |()| {
        page::scroll_to_top();
        page::focus("#result");
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "keydown", move |event| {
                // Enter on a control is for that control.
                let on_page = page::focus_is_on("#result") || page::focus_is_on("body");
                let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
                if on_page && key.as_deref() == Some("Enter") {
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
    let (now, left, onnext) = (**left, left.clone(), onnext.clone());
    use_effect_with(now, move |&now| {
        let tick = now.map(|now| {
            Interval::new(1_000, move || {
                if now <= 1 {
                    onnext.emit(true);
                } else {
                    left.set(Some(now - 1));
                }
            })
        });
        move || drop(tick)
    });
}

/// What somebody shows: each certificate with its own result, and for whom the proof was made.
#[component]
fn Presented(props: &CompareProps) -> Html {
    let lang = use_lang();
    let checked = &props.checked.0;
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
                let one = Shared(one.clone());
                html! {
                    <section key={number} aria-label={title.clone()}>
                        <h2>{title}</h2>
                        <Verdict checked={one.clone()} />
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
}

/// Only the claims that are compared with the person.
#[component]
fn Compare(props: &CompareProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let claims = props.checked.0.report.claims();
    let (kind, readings) = (evidence.kind_of(&props.checked.0), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let all = claims.map(|claims| cards::lines(claims, shows)).unwrap_or_default();
    let lines: Vec<Line> = all
        .into_iter()
        .filter(|line| matches!(line.path.as_slice(), [name] if COMPARED.contains(&name.as_str())))
        .collect();
    html! {
        <section aria-labelledby="compare-title">
            <h2 id="compare-title">{words::COMPARE.of(lang)}</h2>
            <div class="panel">
                <p>{words::COMPARE_TEXT.of(lang)}</p>
                <Claims {lines} />
            </div>
            <Banner icon={Shape::Alert}>{words::NOT_PROVEN.of(lang)}</Banner>
        </section>
    }
}
