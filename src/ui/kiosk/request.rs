//! What the phone shows before it signs: to whom, which answers, which claims. The words are the published form's.

use std::rc::Rc;

use cert_app::filling::{build, summary};
use cert_app::handing::asked::SignRequest;
use cert_app::sending::sent_view;
use cert_app::trust::checking::Checked;
use cert_app::wallet::cards::{self, Shows};
use cert_app::words::common::LIST_SEPARATOR;
use cert_app::words::form_check::CLAIMS_OF;
use cert_app::words::{Lang, kiosk as words};
use cert_fill::Form;
use yew::prelude::*;

use crate::ui::ctx::{Evidence, use_evidence, use_lang};
use crate::ui::elements::{Button, Kind, card};
use crate::ui::form::names::use_names;
use crate::ui::parts::{Masked, Said};

/// What is to be signed, with the form that the phone has found itself.
pub(super) struct SignQuestion {
    pub(super) asked: SignRequest,
    pub(super) form: Rc<Form>,
    /// The certificate of each presentation, by its id here.
    pub(super) of: Vec<String>,
    /// What each presentation tells.
    pub(super) told: Vec<Checked>,
}

#[derive(Clone, Properties)]
pub(super) struct RequestProps {
    pub(super) question: Rc<SignQuestion>,
    pub(super) onsign: Callback<MouseEvent>,
    pub(super) onrefuse: Callback<MouseEvent>,
}

impl PartialEq for RequestProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.question, &other.question)
    }
}

/// The question.
#[component]
pub(super) fn Request(props: &RequestProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let SignQuestion { asked, form, told, .. } = &*props.question;
    let names = use_names(Vec::new());
    let kept = summary::words(form, &[], &[], &names);
    let rows = sent_view::rows(&asked.body(), &kept, None, lang);
    let office = form.filing(&asked.filing).map(|filing| build::said(&filing.to.name, lang).text);
    let office = office.unwrap_or_default();
    html! {
        <>
            <p class="lead">{words::HAND_ASKED_LEAD.with(lang, &[&office])}</p>
            <p><b><Said words={build::said(form.title(), lang)} /></b></p>
            <h2>{words::HAND_VALUES.of(lang)}</h2>
            <dl class="check">
                {for rows.into_iter().map(|row| html! {
                    <div>
                        <dt><Said words={row.label.clone()} /></dt>
                        <dd><Masked shown={row.shown} label={row.label.text} /></dd>
                    </div>
                })}
            </dl>
            <h2>{words::HAND_SHOWN.of(lang)}</h2>
            <ul>{for told.iter().map(|told| html! { <li>{claims(&evidence, told, lang)}</li> })}</ul>
            <div class="step-foot">
                <Button id="hand-sign" onclick={props.onsign.clone()}>{words::HAND_SIGN.of(lang)}</Button>
                <Button id="hand-refuse" kind={Kind::Plain} onclick={props.onrefuse.clone()}>{words::HAND_REFUSE.of(lang)}</Button>
            </div>
        </>
    }
}

/// The certificate's name and the claims that are told.
fn claims(evidence: &Evidence, told: &Checked, lang: Lang) -> String {
    let (kind, readings) = (evidence.kind_of(told), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let lines = told.report.claims().map(|claims| cards::lines(claims, shows)).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        if !names.contains(&line.label) {
            names.push(line.label);
        }
    }
    let name = card::name(told, kind.as_deref(), lang);
    CLAIMS_OF.with(lang, &[&name, &names.join(LIST_SEPARATOR.of(lang))])
}
