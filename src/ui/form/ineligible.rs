//! A page for somebody who cannot use the form now: why, and what to do next.
//! Never an error (rule C16).

use cert_app::filling::build;
use cert_app::route::Route;
use cert_app::words::form as words;
use yew::prelude::*;

use super::flow::{Flow, today};
use super::names::use_names;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Link, Page, Shape};
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub struct IneligibleProps {
    pub flow: Flow,
    pub step: Option<String>,
}

/// The page.
#[component]
pub fn Ineligible(props: &IneligibleProps) -> Html {
    let lang = use_lang();
    let flow = &props.flow;
    let names = use_names(flow.look(|session| session.types()).unwrap_or_default());
    let title_of_form = build::said(flow.form.title(), lang);
    let content = flow.look(|session| {
        let page = session.ineligible(props.step.as_deref(), today())?;
        let sources = session.sources(&names, lang);
        let field = build::field(&sources, &page.at, None)?;
        let title = page.title.as_ref().map_or_else(|| words::NOT_ELIGIBLE.of(lang).to_owned(), |title| build::said(title, lang).text);
        Some((title, html! {
            <div class="stop">
                <p class="big"><Said words={build::said(&page.page, lang)} /></p>
                <p>{words::ELIGIBLE_BASIS.with(lang, &[&field.label.text, &field.shown.full])}</p>
                if let Some(next) = &page.next { <p><Said words={build::said(next, lang)} /></p> }
                if let Some(source) = &page.source { <p class="hint">{words::LEGAL_BASIS.of(lang)}{": "}{source.clone()}</p> }
                <p><Icon shape={Shape::Lock} />{" "}{words::ELIGIBLE_KEEP.of(lang)}</p>
                <p class="hint">{words::ELIGIBLE_WRONG.of(lang)}</p>
                <div class="row">
                    <Link to={Route::Services} class="btn">{words::ALL_SERVICES.of(lang)}</Link>
                    <Link to={Route::Add} class="btn ghost">{words::GET_CERTIFICATES.of(lang)}</Link>
                </div>
            </div>
        }))
    });
    let Some((title, body)) = content.flatten() else { return Html::default() };
    html! {
        <Page {title} context={AttrValue::from(title_of_form.text.clone())} above={AttrValue::from(title_of_form.text)}
            back={Route::Service(flow.service.name.clone())} narrow=true>{body}</Page>
    }
}
