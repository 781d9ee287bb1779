//! A signed filing to carry to a counter: as a moving code and as a file.

use std::cell::RefCell;

use cert_app::route::Route;
use cert_app::wallet::{Filing, Stage};
use cert_app::words::{carry as words, form_check, show};
use cert_fill::carried::CarriedFiling;
use cert_frames::{Modules, Plan, modules};
use cert_verify::UnixTime;
use gloo::timers::callback::Interval;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use super::code::{FRAME_MILLISECONDS, MOST_SIDE};
use crate::ui::browser::{canvas, clock, files, intl, page};
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::{Banner, Button, Icon, Kind, Link, Page, Problem, Shape, Tone};

#[derive(Clone, PartialEq, Properties)]
pub struct CarryProps {
    /// The submission.
    pub id: String,
}

/// Whether a counter would still take it, also when it was sent from here and no answer came.
fn can_be_shown(filing: &Filing) -> bool {
    filing.stage == Stage::Sending && filing.nonce_expires > clock::now().seconds()
}

/// The page.
#[component]
pub fn Carry(props: &CarryProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let back = Route::Sent(props.id.clone());
    let submission = app.data.submission(&props.id).cloned();
    let Some(submission) = submission.filter(|one| one.filings.iter().any(can_be_shown)) else {
        return html! {
            <Page title={form_check::SENT_UNKNOWN.of(lang)} narrow=true>
                <Link to={Route::Home} class={Kind::Main.class()}>{form_check::TO_CERTIFICATES.of(lang)}</Link>
            </Page>
        };
    };
    html! {
        <Page title={words::CARRIED_TITLE.of(lang)} above={AttrValue::from(submission.title.pick(lang).text)} narrow=true {back}>
            {for submission.filings.iter().filter(|filing| can_be_shown(filing)).map(|filing| {
                let office = filing.office.pick(lang).text;
                let until = intl::date_time(UnixTime::from_seconds(filing.nonce_expires), lang);
                let carried = filing.body.as_deref().map(CarriedFiling::of_body);
                html! {
                    <section key={filing.id.clone()} class="form-panel">
                        <p>{words::CARRIED_TEXT.with(lang, &[&until, &office])}</p>
                        {match carried {
                            Some(Ok(carried)) => html! { <MovingCode bytes={carried.to_bytes()} name={filing.id.clone()} /> },
                            _ => html! { <Problem code="carried-malformed" /> },
                        }}
                        <Banner tone={Tone::Warn}>{words::WHAT_IS_IN_IT.with(lang, &[&office])}</Banner>
                    </section>
                }
            })}
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct MovingCodeProps {
    bytes: Vec<u8>,
    /// What the file is called after.
    name: String,
}

/// The parts one after the other, and the file.
#[component]
fn MovingCode(props: &MovingCodeProps) -> Html {
    let (lang, place) = (use_lang(), use_node_ref());
    let is_paused = use_state_eq(|| false);
    let frames = use_memo(props.bytes.clone(), |bytes| {
        let side = canvas::largest_square(MOST_SIDE);
        let plan = Plan::for_screen(side, canvas::device_pixels()).map_err(|fault| fault.code())?;
        let frames = plan.show(bytes).map_err(|fault| fault.code())?;
        Ok::<_, &'static str>((plan.pixels_per_module(), frames, RefCell::new(0_u32)))
    });
    {
        let (place, frames) = (place.clone(), frames.clone());
        use_effect_with((*is_paused, props.bytes.clone()), move |(is_paused, _)| {
            let draw = move || {
                let Some(canvas) = place.cast::<HtmlCanvasElement>() else { return };
                let Ok((pixels, frames, next)) = frames.as_ref() else { return };
                let number = next.replace_with(|number| number.wrapping_add(1));
                if let Ok(drawn) = modules(&frames.frame(number), frames.level()) {
                    canvas::draw(&canvas, drawn.rows(), Modules::QUIET, *pixels);
                }
            };
            draw();
            let ticking = (!*is_paused).then(|| Interval::new(FRAME_MILLISECONDS, draw));
            move || drop(ticking)
        });
    }
    let save = {
        let (bytes, name) = (props.bytes.clone(), format!("certfill-{}.json", props.name));
        Callback::from(move |_: MouseEvent| {
            files::save(&name, "application/json", &bytes);
            page::announce(words::FILE_SAVED.of(lang));
        })
    };
    let pause = {
        let is_paused = is_paused.clone();
        Callback::from(move |_: MouseEvent| is_paused.set(!*is_paused))
    };
    html! {
        <>
            {match frames.as_ref() {
                Ok((_, frames, _)) => html! {
                    <>
                        <p>{words::CODE_TEXT.of(lang)}{" "}{show::MANY.with(lang, &[&frames.parts().to_string()])}</p>
                        <div class="shown-code"><canvas ref={place} role="img" aria-label={words::CODE.of(lang)} /></div>
                    </>
                },
                Err(code) => html! { <Problem code={*code} /> },
            }}
            <div class="row after">
                <Button onclick={save}><Icon shape={Shape::File} />{words::FILE.of(lang)}</Button>
                if frames.is_ok() {
                    <Button kind={Kind::Plain} onclick={pause}>{if *is_paused { show::GO_ON } else { show::PAUSE }.of(lang)}</Button>
                }
            </div>
        </>
    }
}
