//! A certificate as a card.

use cert_app::route::Route;
use cert_app::suggestions::days_until;
use cert_app::trust::checking::{Checked, Class};
use cert_app::wallet::cards;
use cert_app::wallet::kinds::{self, TypeDescription};
use cert_app::words::{Lang, common, for_others, home};
use cert_verify::{Check, Code};
use yew::prelude::*;

use super::{Icon, Link, Shape};
use crate::ui::browser::clock;
use crate::ui::ctx::{use_app, use_evidence, use_lang};

/// Days before the end from which the card counts them.
const SOON_DAYS: i64 = 30;

#[derive(Clone, PartialEq, Properties)]
pub struct CardProps {
    /// Local id.
    pub id: AttrValue,
    /// As the head of the certificate's own page: no link, and lower.
    #[prop_or_default]
    pub plain: bool,
    /// Whom it is about, when that is somebody else.
    #[prop_or_default]
    pub about: Option<String>,
}

/// The state chip: class, icon and words from one place.
struct State {
    class: &'static str,
    shape: Shape,
    words: String,
}

/// A card. While the certificate is being checked it says so.
#[component]
pub fn Card(props: &CardProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let Some(checked) = evidence.checked(&props.id) else {
        return html! { <div class="cert ghostly" aria-busy="true"><span class="unseen">{home::CHECKING.of(lang)}</span></div> };
    };
    let report = &checked.report;
    let kind = evidence.kind_of(&checked);
    let tone = cards::tone(kind.as_deref(), report.credential_type());
    let stored = app.data.certificate(&props.id);
    let state = match stored.is_some_and(|stored| app.data.is_replaced(stored)) {
        true => State {
            class: "unsure",
            shape: Shape::Dash,
            words: home::STATE_REPLACED.of(lang).to_owned(),
        },
        false => state(&checked, lang),
    };
    let spent = matches!(checked.class(None), Class::ExpiredOrWithdrawn | Class::NotGenuine);
    let (who, number) = cards::face(report, kind.as_deref());
    let mark = kind.as_deref().and_then(|kind| kind.mark(lang));
    let inner = html! {
        <>
            <svg class="rosette" aria-hidden="true"><use href="#rosette" /></svg>
            if let Some(mark) = mark { <span class="demo-mark">{mark}</span> }
            <span class="type">{name(&checked, kind.as_deref(), lang)}</span>
            <span class="by">{report.issuer_name(lang.tag()).unwrap_or_default()}</span>
            <span class="who">{who}</span>
            if let Some(name) = &props.about { <span class="chip about">{for_others::ABOUT.with(lang, &[name])}</span> }
            <MaskedNumber text={number} class="no" />
            <span class="standing">
                <span class={classes!("chip", state.class)}><Icon shape={state.shape} />{state.words}</span>
                <span>{until(&checked, lang)}</span>
            </span>
        </>
    };
    let class =
        classes!("cert", tone.class(), spent.then_some("spent"), props.plain.then_some("wide"));
    if props.plain {
        html! { <div {class}>{inner}</div> }
    } else {
        html! { <Link to={Route::Certificate(props.id.to_string())} {class}>{inner}</Link> }
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct MaskedNumberProps {
    pub text: String,
    #[prop_or_default]
    pub class: Classes,
}

/// A number whose middle is hidden: the screen reader hears “hidden”, no bullets.
#[component]
pub fn MaskedNumber(props: &MaskedNumberProps) -> Html {
    let lang = use_lang();
    let Some((head, rest)) = props.text.split_once(" *") else {
        return html! { <span class={props.class.clone()}>{props.text.clone()}</span> };
    };
    let tail = rest.trim_start_matches('*').trim_start();
    html! {
        <span class={props.class.clone()}>
            {head}<span aria-hidden="true">{" **** "}</span><span class="unseen">{format!(" {} ", common::HIDDEN_PART.of(lang))}</span>{tail}
        </span>
    }
}

/// The name of its type.
pub fn name(checked: &Checked, kind: Option<&TypeDescription>, lang: Lang) -> String {
    checked.report.credential_type().map_or_else(
        || home::STATE_INVALID.of(lang).to_owned(),
        |vct| kinds::type_name(kind, vct, lang),
    )
}

fn state(checked: &Checked, lang: Lang) -> State {
    let code = checked.report.code();
    let chip = |class, shape, words: &str| State { class, shape, words: words.to_owned() };
    match checked.class(None) {
        Class::Valid | Class::OtherPurpose => match days_left(checked) {
            Some(days) if (0..=SOON_DAYS).contains(&days) => {
                chip("warn", Shape::Clock, &home::STATE_EXPIRING.with(lang, &[&days.to_string()]))
            }
            _ => chip("", Shape::Tick, home::STATE_VALID.of(lang)),
        },
        Class::ExpiredOrWithdrawn => match code {
            Some(Code::Revoked) => chip("bad", Shape::Cross, home::STATE_REVOKED.of(lang)),
            Some(Code::Suspended) => chip("bad", Shape::Cross, home::STATE_SUSPENDED.of(lang)),
            _ if checked.report.outcome(Check::Time).and_then(cert_verify::Outcome::code)
                == Some(Code::Expired) =>
            {
                chip("bad", Shape::Clock, home::STATE_EXPIRED.of(lang))
            }
            _ => chip("bad", Shape::Cross, home::STATE_INVALID.of(lang)),
        },
        Class::NotGenuine | Class::NotACertificate => {
            chip("bad", Shape::Cross, home::STATE_INVALID.of(lang))
        }
        Class::UnknownIssuer | Class::CannotConfirm => {
            chip("unsure", Shape::Question, home::STATE_UNSURE.of(lang))
        }
    }
}

fn days_left(checked: &Checked) -> Option<i64> {
    days_until(&cards::valid_until(&checked.report)?, clock::now())
}

fn until(checked: &Checked, lang: Lang) -> String {
    match cards::valid_until(&checked.report) {
        Some(date) if date == "长期" => common::LONG_TERM.of(lang).to_owned(),
        Some(date) => home::UNTIL.with(lang, &[&date]),
        None => String::new(),
    }
}
