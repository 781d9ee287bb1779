//! The verdict in large letters, and every check with its reason in words.

use std::rc::Rc;

use cert_app::trust::checking::{Checked, Class};
use cert_app::verifying::facts::{self, Possession};
use cert_app::words::{Lang, certificate as words, common};
use cert_verify::{Check, CheckResult, Fact, Outcome};
use cert_words::code_words;
use yew::prelude::*;

use super::{Icon, Shape, card};
use crate::ui::browser::intl;
use crate::ui::ctx::{use_evidence, use_lang};

/// A report that components compare by identity.
#[derive(Clone)]
pub struct Shared(pub Rc<Checked>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Class of the style sheet, icon and words of a result.
pub fn look(class: Class, lang: Lang) -> (&'static str, Shape, &'static str) {
    let (style, shape, text) = match class {
        Class::Valid => ("verdict good", Shape::Tick, words::CLASS_VALID),
        Class::OtherPurpose => ("verdict unsure", Shape::Alert, words::CLASS_OTHER),
        Class::ExpiredOrWithdrawn => ("verdict bad", Shape::Clock, words::CLASS_EXPIRED),
        Class::NotGenuine => ("verdict bad", Shape::Cross, words::CLASS_FORGED),
        Class::UnknownIssuer => ("verdict unsure", Shape::Question, words::CLASS_ISSUER),
        Class::NotACertificate => ("verdict none", Shape::Dash, words::CLASS_NOTHING),
        Class::CannotConfirm => ("verdict unsure", Shape::Question, words::CLASS_UNSURE),
    };
    (style, shape, text.of(lang))
}

#[derive(Clone, PartialEq, Properties)]
pub struct VerdictProps {
    pub checked: Shared,
    /// The type that was asked for.
    #[prop_or_default]
    pub wanted: Option<String>,
    /// What the rules of this counter make of it: another result, and why.
    #[prop_or_default]
    pub decided: Option<(Class, AttrValue)>,
    /// The heading is the page's `h1` and takes the focus.
    #[prop_or_default]
    pub heading: bool,
}

/// The result, legible across a room.
#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let checked = &props.checked.0;
    let decided = props.decided.as_ref();
    let class = decided.map_or_else(|| checked.class(props.wanted.as_deref()), |(class, _)| *class);
    let (style, shape, title) = look(class, lang);
    let reason = match (class, checked.report.code()) {
        _ if let Some((_, reason)) = decided => reason.to_string(),
        (Class::Valid | Class::OtherPurpose, _) => {
            let issuer = checked.report.issuer_name(lang.tag()).unwrap_or_default();
            let kind = evidence.kind_of(checked);
            words::BY.with(lang, &[&card::name(checked, kind.as_deref(), lang), issuer])
        }
        (Class::NotACertificate, _) if checked.is_web_address() => {
            words::WEB_ADDRESS.of(lang).to_owned()
        }
        (_, Some(code)) => code_words(code.as_str(), lang).cause.to_owned(),
        (_, None) => String::new(),
    };
    let heading = if props.heading {
        html! { <h1 tabindex="-1" id="result">{title}</h1> }
    } else {
        html! { <h2>{title}</h2> }
    };
    html! {
        <div class={style}>
            <Icon {shape} />
            <div>{heading}<p>{reason}</p></div>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct ChecksProps {
    pub checked: Shared,
}

/// Every check that was made.
#[component]
pub fn Checks(props: &ChecksProps) -> Html {
    let lang = use_lang();
    let checked = &props.checked.0;
    html! {
        <ul class="checks">
            {for checked.report.checks().iter().map(|result| line(result, facts::possession(checked), lang))}
        </ul>
    }
}

fn line(result: &CheckResult, proven: Possession, lang: Lang) -> Html {
    // Whoever shows it proved it, though this check was not asked for.
    if result.check() == Check::Holder
        && let Possession::JustNow(seconds) = proven
    {
        return html! {
            <li key={result.check().as_str()}>
                <span class="tick"><Icon shape={Shape::Tick} /></span>
                <div><b>{words::PROOF.of(lang)}</b><p>{ago(seconds, lang)}</p></div>
            </li>
        };
    }
    let name = name(result.check(), lang);
    let (class, shape, title) = match result.outcome() {
        Outcome::Passed => ("tick", Shape::Tick, passed(result.check(), lang).to_owned()),
        Outcome::Failed(_) => ("tick bad", Shape::Cross, words::FAILED.with(lang, &[name])),
        Outcome::Undetermined(_) => {
            ("tick unsure", Shape::Question, words::UNSURE.with(lang, &[name]))
        }
        Outcome::Skipped(_) => ("tick na", Shape::Dash, words::SKIPPED.with(lang, &[name])),
    };
    let more = match result.outcome().code() {
        None => html! { <p>{details(result, lang)}</p> },
        Some(code) => {
            let said = code_words(code.as_str(), lang);
            let remedy =
                if matches!(result.outcome(), Outcome::Skipped(_)) { "" } else { said.remedy };
            html! { <p>{said.cause}{" "}{remedy}{" "}<code>{code.as_str()}</code></p> }
        }
    };
    html! {
        <li key={result.check().as_str()}>
            <span {class}><Icon {shape} /></span>
            <div><b>{title}</b>{more}</div>
        </li>
    }
}

fn name(check: Check, lang: Lang) -> &'static str {
    match check {
        Check::Format => words::CHECK_FORMAT,
        Check::Signature => words::CHECK_SIGNATURE,
        Check::Issuer => words::CHECK_ISSUER,
        Check::Time => words::CHECK_TIME,
        Check::Status => words::CHECK_STATUS,
        Check::Holder => words::CHECK_HOLDER,
    }
    .of(lang)
}

fn passed(check: Check, lang: Lang) -> &'static str {
    match check {
        Check::Format => words::PASS_FORMAT,
        Check::Signature => words::PASS_SIGNATURE,
        Check::Issuer => words::PASS_ISSUER,
        Check::Time => words::PASS_TIME,
        Check::Status => words::PASS_STATUS,
        Check::Holder => words::PASS_HOLDER,
    }
    .of(lang)
}

/// What stands below a check that passed.
fn details(result: &CheckResult, lang: Lang) -> String {
    let time = |name: &str| {
        result.facts().iter().find_map(|(known, fact)| match fact {
            Fact::Time(time) if *known == name => Some(*time),
            _ => None,
        })
    };
    match result.check() {
        Check::Format => words::PASS_FORMAT_MORE.of(lang).to_owned(),
        Check::Signature => words::PASS_SIGNATURE_MORE.of(lang).to_owned(),
        Check::Issuer => match time("list-issued") {
            Some(issued) => words::PASS_ISSUER_DATED.with(lang, &[&intl::date(issued, lang)]),
            None => words::PASS_ISSUER_MORE.of(lang).to_owned(),
        },
        Check::Time => time("expires")
            // A period that ends at midnight ends with the day before.
            .map(|until| {
                words::PASS_TIME_UNTIL.with(lang, &[&intl::date(until.plus_seconds(-1), lang)])
            })
            .unwrap_or_default(),
        Check::Status => {
            let age = result.facts().iter().find_map(|(name, fact)| match fact {
                Fact::Number(seconds) if *name == "list-age-seconds" => Some(*seconds),
                _ => None,
            });
            age.map(|seconds| words::PASS_STATUS_AGE.with(lang, &[&ago(seconds, lang)]))
                .unwrap_or_default()
        }
        Check::Holder => words::PASS_HOLDER_MORE.of(lang).to_owned(),
    }
}

/// “3 hours ago” in the largest whole unit.
pub fn ago(seconds: i64, lang: Lang) -> String {
    let (count, unit) = match seconds {
        ..=119 => return common::JUST_NOW.of(lang).to_owned(),
        120..=7_199 => (seconds / 60, common::MINUTES),
        7_200..=172_799 => (seconds / 3_600, common::HOURS),
        _ => (seconds / 86_400, common::DAYS),
    };
    common::AGO.with(lang, &[&unit.with(lang, &[&count.to_string()])])
}
