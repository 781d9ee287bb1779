//! One office's row on the page of a submission.

use cert_app::sending::receipt::Confirmation;
use cert_app::sending::sent_view::{self, SentRow};
use cert_app::wallet::{Filing, Stage, Submission};
use cert_app::words::{Lang, Text, carry, for_others, form_check as words};
use yew::prelude::*;

use crate::ui::browser::{files, history, intl, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Icon, Kind, Problem, Shape};
use crate::ui::parts::{Masked, Said};

#[derive(Clone, PartialEq, Properties)]
pub struct OfficeProps {
    pub submission: Submission,
    pub filing: Filing,
}

/// Status, case number, next step, what was sent, and the receipt.
#[component]
pub fn Office(props: &OfficeProps) -> Html {
    let lang = use_lang();
    let filing = &props.filing;
    let (class, shape, status) = look(&props.submission, filing);
    let confirmed = filing.accepted.as_ref().map(|one| Confirmation::read(&one.claims));
    let title_id = format!("office-{}", filing.id);
    html! {
        <section class="office" aria-labelledby={title_id.clone()}>
            <h2 id={title_id}><Said words={filing.office.pick(lang)} /></h2>
            <p><span class={classes!("state", class)}><Icon {shape} />{status.of(lang)}</span></p>
            if let Some(problem) = &filing.problem { <Problem code={problem.code.clone()} /> }
            if let Some(accepted) = &filing.accepted { <CaseNumber number={accepted.case_no.clone()} code={filing.transaction_data_hash.clone()} /> }
            if let Some(confirmed) = &confirmed { {next_step(confirmed, lang)} }
            if filing.body.is_some() { {what_was_sent(props, confirmed.as_ref(), lang)} }
            if filing.accepted.is_some() { <Receipt filing={filing.clone()} /> }
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CaseProps {
    number: String,
    /// The fingerprint of what was sent.
    code: Option<String>,
}

#[component]
fn CaseNumber(props: &CaseProps) -> Html {
    let lang = use_lang();
    let copied = use_state(|| false);
    let copy = {
        let (number, copied) = (props.number.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            let (number, copied) = (number.clone(), copied.clone());
            promise::spawn(async move {
                if page::copy(&number).await {
                    page::announce(words::COPIED.of(lang));
                    copied.set(true);
                }
            });
        })
    };
    html! {
        <dl class="facts">
            <div>
                <dt>{words::CASE_NO.of(lang)}</dt>
                <dd>
                    <p class="case">{props.number.clone()}</p>
                    if !history::is_kiosk() {
                        <button type="button" class="link" onclick={copy}>
                            {if *copied { words::COPIED } else { words::COPY }.of(lang)}
                        </button>
                    }
                </dd>
            </div>
            if let Some(code) = &props.code {
                <div>
                    <dt>{words::FINGERPRINT.of(lang)}</dt>
                    <dd><p class="digest"><code>{code.clone()}</code></p><p class="hint">{words::FINGERPRINT_HINT.of(lang)}</p></dd>
                </div>
            }
        </dl>
    }
}

fn next_step(confirmed: &Confirmation, lang: Lang) -> Html {
    let Confirmation { received_at, next, verified, declared, acting } = confirmed;
    let (verified, declared) = (verified.len().to_string(), declared.to_string());
    html! {
        <dl class="facts">
            if let Some(next) = next {
                <div>
                    <dt>{words::WHAT_NEXT.of(lang)}</dt>
                    <dd>
                        if let Some(by) = &next.by { {words::BY.with(lang, &[&intl::iso_date(by, lang)])}{if lang == Lang::Zh { "，" } else { ": " }} }
                        <Said words={next.what.pick(lang)} />
                    </dd>
                </div>
            }
            if let Some(acting) = acting {
                <div><dt>{for_others::PRINCIPAL.of(lang)}</dt><dd>{for_others::BOTH.with(lang, &[&acting.agent, &acting.principal])}</dd></div>
            }
            if let Some(received) = *received_at {
                <div><dt>{words::RECEIVED_AT.of(lang)}</dt><dd>{intl::date_time(received, lang)}</dd></div>
            }
            <div>
                <dt>{words::STATUS.of(lang)}</dt>
                <dd>{words::VERIFIED_VALUES.with(lang, &[&verified, &declared])}</dd>
            </div>
        </dl>
    }
}

fn what_was_sent(props: &OfficeProps, confirmed: Option<&Confirmation>, lang: Lang) -> Html {
    let body = props.filing.body.clone().unwrap_or_default();
    let words_kept = &props.submission.words;
    let rows = sent_view::rows(&body, words_kept, confirmed, lang);
    let evidence = sent_view::evidence(&body, words_kept, lang);
    html! {
        // Of several offices each one's share is long: who wants to see it opens it.
        <details class="sent-what" open={props.submission.filings.len() == 1}>
            <summary><h3>{words::SENT_WHAT.of(lang)}</h3></summary>
            <p class="hint">{words::SENT_WHAT_HINT.of(lang)}</p>
            <dl class="check">{for rows.into_iter().map(|row| sent_row(row, lang))}</dl>
            <h3>{words::EVIDENCE_SENT.of(lang)}</h3>
            <ul>
                {for evidence.into_iter().map(|sent| {
                    let claims: Vec<String> = sent.claims.into_iter().map(|claim| claim.text).collect();
                    let list = claims.join(if lang == Lang::Zh { "、" } else { ", " });
                    html! { <li>{words::CLAIMS_OF.with(lang, &[&sent.name.text, &list])}</li> }
                })}
            </ul>
        </details>
    }
}

fn sent_row(row: SentRow, lang: Lang) -> Html {
    let origin = match (row.certificate, row.origin.as_str()) {
        (Some(name), "derived") => cert_app::words::form::DERIVED_SHORT.with(lang, &[&name.text]),
        (Some(name), "credential") => {
            cert_app::words::form::FROM_CERTIFICATE_SHORT.with(lang, &[&name.text])
        }
        (_, "override") => cert_app::words::form::YOU_CHANGED_SHORT.of(lang).to_owned(),
        (_, "receipt") => cert_app::words::form::FROM_RECEIPT.of(lang).to_owned(),
        _ if row.value.is_object() => cert_app::words::form::YOU_ATTACHED.of(lang).to_owned(),
        _ => cert_app::words::form::YOU_TYPED.of(lang).to_owned(),
    };
    let sure = matches!(row.origin.as_str(), "credential" | "derived");
    html! {
        <div>
            <dt><Said words={row.label.clone()} /></dt>
            <dd>
                <Masked shown={row.shown} label={row.label.text} />
                <small class={sure.then_some("sure")}>{origin}</small>
            </dd>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ReceiptProps {
    filing: Filing,
}

#[component]
fn Receipt(props: &ReceiptProps) -> Html {
    let lang = use_lang();
    let Some(accepted) = props.filing.accepted.clone() else { return Html::default() };
    let save = {
        let accepted = accepted.clone();
        Callback::from(move |_: MouseEvent| {
            let name: String = accepted
                .case_no
                .chars()
                .filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-')
                .collect();
            files::save(
                &format!("receipt-{name}.sd-jwt"),
                "application/dc+sd-jwt",
                accepted.receipt.as_bytes(),
            );
        })
    };
    html! {
        <div class="receipt">
            <h3>{words::RECEIPT.of(lang)}</h3>
            <p class="hint">{words::RECEIPT_HINT.of(lang)}</p>
            // A kiosk prints it, and has no place for files.
            if !history::is_kiosk() { <Button kind={Kind::Plain} onclick={save}>{words::SAVE_RECEIPT.of(lang)}</Button> }
            <details class="is-wrong">
                <summary>{words::SHOW_RECEIPT.of(lang)}</summary>
                <p class="raw" tabindex="0">{accepted.receipt}</p>
            </details>
        </div>
    }
}

fn look(submission: &Submission, filing: &Filing) -> (Option<&'static str>, Shape, Text) {
    let is_before = |one: &Filing| filing.depends_on.contains(&one.id) && one.stage != Stage::Sent;
    match filing.stage {
        Stage::Sent => match filing.accepted.as_ref().map(|accepted| accepted.status.as_str()) {
            Some("queued") => (None, Shape::Clock, words::STATUS_QUEUED),
            Some("waiting") => (Some("wait"), Shape::Clock, words::STATUS_WAITING),
            Some("returned") => (Some("wait"), Shape::Alert, words::STATUS_RETURNED),
            Some("rejected") => (Some("bad"), Shape::Cross, words::STATUS_REJECTED),
            _ => (None, Shape::Tick, words::STATUS_ACCEPTED),
        },
        Stage::Sending if submission.is_with_person() => {
            (Some("wait"), Shape::Clock, carry::CARRIED_STATE)
        }
        Stage::Sending => (Some("wait"), Shape::Clock, words::STATUS_SENDING),
        Stage::NeedsYou => (Some("bad"), Shape::Alert, words::STATUS_NEEDS_YOU),
        Stage::Reviewed | Stage::Signed if !submission.filings.iter().any(is_before) => {
            (Some("wait"), Shape::Dash, words::STATUS_NOT_SENT)
        }
        Stage::Reviewed | Stage::Signed => (Some("wait"), Shape::Clock, words::STATUS_DEPENDS),
    }
}
