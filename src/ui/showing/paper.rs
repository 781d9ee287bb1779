//! A code on paper: the issuer's compact form of a certificate, for those who have no phone with them.

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::trust::checking::{Checked, Class};
use cert_app::verifying::compared;
use cert_app::wallet::cards::{self, Shows};
use cert_app::words::{home, show as words};
use cert_frames::{Level, modules};
use yew::prelude::*;

use crate::ui::browser::{clock, intl, page, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang};
use crate::ui::elements::{
    Banner, Button, Claims, MissingCertificate, Page, Shared, Tone, Verdict, card, drawn,
};

#[derive(Clone, PartialEq, Properties)]
pub struct PaperProps {
    /// Local id of the certificate.
    pub id: String,
}

/// The sheet as it is printed.
#[component]
pub fn Paper(props: &PaperProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let checked = use_state(|| None::<Rc<Checked>>);
    let back = Route::Certificate(props.id.clone());
    let stored = app.data.certificate(&props.id);
    let text = stored.and_then(|stored| stored.paper.clone());
    let is_missing = stored.is_none();
    {
        let (checked, evidence) = (checked.setter(), evidence.clone());
        use_effect_with(text.clone(), move |text| {
            if let Some(text) = text.clone() {
                promise::spawn(async move {
                    checked.set(Some(Rc::new(evidence.check(text.as_bytes()).await)));
                });
            }
        });
    }
    if is_missing {
        return html! { <MissingCertificate /> };
    }
    let Some(text) = text else {
        return html! {
            <Page title={words::PAPER_TITLE.of(lang)} narrow=true {back}>
                <Banner>{words::PAPER_NONE.of(lang)}</Banner>
            </Page>
        };
    };
    let Some(checked) = (*checked).clone() else {
        return html! { <Page title={words::PAPER_TITLE.of(lang)} narrow=true {back}><p>{home::CHECKING.of(lang)}</p></Page> };
    };
    if checked.class(None) != Class::Valid {
        return html! {
            <Page title={words::PAPER_TITLE.of(lang)} narrow=true {back}>
                <Verdict checked={Shared(checked)} />
                <Banner tone={Tone::Warn}>{words::PAPER_AGAIN.of(lang)}</Banner>
            </Page>
        };
    }
    let (kind, readings) = (evidence.kind_of(&checked), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let lines = checked.report.claims().map(|claims| cards::lines(claims, shows));
    let lines = compared::lines(&lines.unwrap_or_default(), lang);
    let until = cards::expires(&checked.report);
    html! {
        <Page title={card::name(&checked, kind.as_deref(), lang)} context={words::PAPER_TITLE.of(lang)} narrow=true {back}>
            <p class="lead">{words::PAPER_LEAD.of(lang)}</p>
            <div class="row no-print">
                <Button id="print-paper" onclick={Callback::from(|_: MouseEvent| page::print())}>{words::PAPER_PRINT.of(lang)}</Button>
            </div>
            <div class="panel paper">
                if let Ok(code) = modules(&text, Level::Medium) { {drawn(&code, words::CODE.of(lang))} }
                <div>
                    <Claims {lines} />
                    if let Some(until) = until {
                        <p><b>{words::PAPER_UNTIL.with(lang, &[&intl::date(until.plus_seconds(-1), lang)])}</b></p>
                    }
                    if let Some(issuer) = checked.report.issuer_name(lang.tag()) { <p>{issuer.to_owned()}</p> }
                    <p class="small-print">{words::PAPER_PRINTED.with(lang, &[&intl::date(clock::now(), lang)])}</p>
                </div>
            </div>
            <p class="small-print after">{words::PAPER_NOTE.of(lang)}</p>
        </Page>
    }
}
