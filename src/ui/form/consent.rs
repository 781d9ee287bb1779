//! What one office gets, and what it does not (rule C18).

use cert_app::filling::consent::Consent;
use cert_app::filling::display;
use cert_app::words::form_check as words;
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::elements::{Fold, Icon, Shape};

#[derive(Clone, PartialEq, Properties)]
pub struct ConsentProps {
    pub panel: Consent,
    /// The only office of the form.
    pub only: bool,
}

/// The panel of one office.
#[component]
pub fn ConsentPanel(props: &ConsentProps) -> Html {
    let lang = use_lang();
    let panel = &props.panel;
    let id = format!("consent-{}", panel.filing);
    let title =
        if props.only { words::ONLY_TO } else { words::ALSO_TO }.with(lang, &[&panel.office.text]);
    let list = |class: &'static str, shape: Shape, lines: &[String]| {
        html! {
            <ul {class}>{for lines.iter().map(|line| html! { <li data-read={line.clone()}><Icon {shape} /><span>{line.clone()}</span></li> })}</ul>
        }
    };
    html! {
        <section class="consent" aria-labelledby={id.clone()}>
            <h2 {id} data-read={title.clone()}>{title.clone()}</h2>
            <p>{words::CONSENT_PURPOSE.with(lang, &[&panel.purpose.text])}</p>
            if let Some(kept) = &panel.retention { <p>{words::CONSENT_RETENTION.with(lang, &[&display::period(kept, lang)])}</p> }
            <div>
                <h3 data-read={words::WILL_SEND.of(lang)}>{words::WILL_SEND.of(lang)}</h3>{list("yes", Shape::Tick, &panel.sends)}
            </div>
            <Fold title={html! { <h3 data-read={words::WILL_NOT_SEND.of(lang)}>{words::WILL_NOT_SEND.of(lang)}</h3> }}>
                {list("no", Shape::Dash, &panel.keeps)}
            </Fold>
        </section>
    }
}
