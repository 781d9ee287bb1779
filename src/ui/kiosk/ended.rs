//! The last page: what was erased, and whether anything was sent. Nothing on it is about the person.

use std::rc::Rc;

use cert_app::words::{Lang, kiosk as words};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::wipe::Report;
use super::{Desk, Stage};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Button, Icon, Page, Shape, Tone};

/// So long it can be read; the next person may press before.
const SHOWN_MILLISECONDS: u32 = 30_000;

/// While it is erased.
pub(super) fn ending(lang: Lang) -> Html {
    html! { <Page title={words::ENDING.of(lang)}><p class="working" role="status">{words::ENDING.of(lang)}</p></Page> }
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct EndedProps {
    pub(super) report: Rc<Report>,
    pub(super) desk: Desk,
}

/// The page.
#[component]
pub(super) fn Ended(props: &EndedProps) -> Html {
    let lang = use_lang();
    let report = &props.report;
    let next = props.desk.go.reform(|()| Stage::Attract);
    {
        let (next, is_clean) = (next.clone(), report.is_clean());
        use_effect_with((), move |()| {
            // What was not erased stands there until somebody has looked at it.
            let timer = is_clean.then(|| Timeout::new(SHOWN_MILLISECONDS, move || next.emit(())));
            move || drop(timer)
        });
    }
    let line = |(what, is_gone): &(cert_app::words::Text, bool)| {
        let (shape, said) = match is_gone {
            true => (Shape::Tick, words::ERASED),
            false => (Shape::Cross, words::NOT_ERASED),
        };
        html! { <li class={classes!((!is_gone).then_some("bad"))}><Icon {shape} /><span>{what.of(lang)}<b>{said.of(lang)}</b></span></li> }
    };
    let count = |number: usize| number.to_string();
    html! {
        <Page title={words::ENDED.of(lang)} lead={words::ENDED_LEAD.of(lang)}>
            if !report.is_clean() { <Banner tone={Tone::Warn}>{words::ENDED_FAILED.of(lang)}</Banner> }
            <p class="lead">
                if report.sent == 0 && report.doubtful == 0 { {words::SENT_NONE.of(lang)} }
                if report.sent > 0 { {words::SENT_SOME.with(lang, &[&count(report.sent)])} }
                if report.doubtful > 0 { {words::SENT_DOUBT.with(lang, &[&count(report.doubtful)])} }
            </p>
            <ul class="kiosk-erased">{for report.lines.iter().map(line)}</ul>
            <div class="step-foot"><Button id="kiosk-next" onclick={next.reform(|_: MouseEvent| ())}>{words::ENDED_NEXT.of(lang)}</Button></div>
        </Page>
    }
}
