//! The receipt on paper (rules K9 and K10): what was sent, and what was not.

use cert_app::wallet::{Filing, Stage, Submission};
use cert_app::words::{Lang, kiosk as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::Desk;
use super::bring;
use crate::ui::browser::{intl, page};
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::{Button, Kind};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ReceiptPaperProps {
    /// The submission.
    pub(super) id: AttrValue,
    pub(super) desk: Desk,
}

/// Asks whether it is wanted; the sheet itself is seen on paper only (rule K5).
#[component]
pub(super) fn Paper(props: &ReceiptPaperProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let wanted = use_state_eq(|| true);
    let Some(submission) = app.data.submission(&props.id).cloned() else { return Html::default() };
    let print = Callback::from(|_: MouseEvent| page::print());
    let no = {
        let wanted = wanted.setter();
        Callback::from(move |_: MouseEvent| wanted.set(false))
    };
    html! {
        <>
            if props.desk.settings.prints && *wanted {
                <section class="kiosk-paper-ask no-print" aria-labelledby="paper-ask">
                    <p id="paper-ask">{words::PAPER_ASK.of(lang)}</p>
                    <div class="row">
                        <Button id="paper-yes" onclick={print}>{words::PAPER_YES.of(lang)}</Button>
                        <Button id="paper-no" kind={Kind::Plain} onclick={no}>{words::PAPER_NO.of(lang)}</Button>
                    </div>
                </section>
            }
            {sheet(&submission, &props.desk, lang)}
        </>
    }
}

fn sheet(submission: &Submission, desk: &Desk, lang: Lang) -> Html {
    let when = intl::date_time(UnixTime::from_seconds(submission.created), lang);
    html! {
        <div class="kiosk-sheet" aria-hidden="true">
            <h2>{words::PAPER_TITLE.of(lang)}</h2>
            <dl>
                <dt>{words::PAPER_FORM.of(lang)}</dt><dd>{submission.title.pick(lang).text}</dd>
                <dt>{words::PAPER_TIME.of(lang)}</dt><dd>{when}</dd>
                <dt>{words::PAPER_NUMBER.of(lang)}</dt><dd>{submission.id.clone()}</dd>
            </dl>
            {for submission.filings.iter().map(|filing| office(filing, lang))}
            <p>{desk.settings.words("name", lang)}{" · "}{desk.settings.words("place", lang)}</p>
        </div>
    }
}

fn office(filing: &Filing, lang: Lang) -> Html {
    let state = match filing.stage {
        Stage::Sent => words::PAPER_SENT,
        Stage::Sending => words::PAPER_DOUBT,
        Stage::Reviewed | Stage::Signed | Stage::NeedsYou => words::PAPER_NOT_SENT,
    };
    html! {
        <section>
            <dl>
                <dt>{words::PAPER_OFFICE.of(lang)}</dt><dd>{filing.office.pick(lang).text}</dd>
                <dt>{words::PAPER_STATE.of(lang)}</dt><dd>{state.of(lang)}</dd>
                if let Some(accepted) = &filing.accepted {
                    <dt>{words::PAPER_CASE.of(lang)}</dt><dd><b>{accepted.case_no.clone()}</b></dd>
                }
            </dl>
            if let Some(accepted) = &filing.accepted {
                <div class="kiosk-codes">{for codes(&accepted.receipt).iter().map(|code| bring::code(code, words::PAPER_QR.of(lang)))}</div>
                <p>{words::PAPER_QR_HINT.of(lang)}</p>
            }
        </section>
    }
}

/// So many bytes make a code that a phone reads from paper at 8 cm.
const BYTES_OF_A_CODE: usize = 600;

/// What the codes hold: the receipt, or its parts, which a scanner gathers in any order.
fn codes(receipt: &str) -> Vec<String> {
    if receipt.len() <= BYTES_OF_A_CODE {
        return vec![receipt.to_owned()];
    }
    let Ok(parts) = cert_frames::Showing::of(receipt.as_bytes(), BYTES_OF_A_CODE) else {
        return Vec::new();
    };
    (0..u32::try_from(parts.parts()).unwrap_or_default()).map(|at| parts.frame(at)).collect()
}
