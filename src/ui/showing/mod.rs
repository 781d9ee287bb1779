//! Showing a certificate to whoever stands in front: what of it, for how long, and the code.

mod carry;
mod chooser;
mod code;
mod paper;

pub use self::carry::Carry;
pub use self::paper::Paper;

use std::cell::Cell;
use std::rc::Rc;

use cert_app::route::Route;
use cert_app::showing::choice::{Choice, Preset, choices};
use cert_app::wallet::VaultError;
use cert_app::wallet::cards::Shows;
use cert_app::words::{Lang, common, home, show as words};
use cert_issue::SigningKey;
use cert_verify::{Certificate, Verified};
use web_sys::SubmitEvent;
use yew::prelude::*;

use self::chooser::{Chooser, Paths, paths_of};
use self::code::ShownCode;
use crate::ui::browser::page;
use crate::ui::ctx::{Wallet, use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Kind, MissingCertificate, Page, Shape, TaskState, Tone, card, use_task,
};

/// Minutes that can be chosen.
const MINUTES: [u32; 3] = [1, 3, 10];

/// Long enough for somebody who looks for their glasses first.
const USUAL: u32 = 3;

/// What is being shown. Two are the same when they were started together.
#[derive(Clone)]
pub struct Showing {
    verified: Verified<Certificate>,
    paths: Vec<Vec<String>>,
    key: Option<Rc<SigningKey>>,
    minutes: u32,
}

#[derive(Clone, PartialEq, Properties)]
pub struct ShowProps {
    /// Local id of the certificate.
    pub id: String,
}

/// The page.
#[component]
pub fn Show(props: &ShowProps) -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let back = Route::Certificate(props.id.clone());
    let checked = evidence.checked(&props.id);
    let Some(stored) = app.data.certificate(&props.id).cloned() else {
        return html! { <MissingCertificate /> };
    };
    let Some(checked) = checked else {
        return html! { <Page title={home::CHECKING.of(lang)} narrow=true {back}><p>{words::LEAD.of(lang)}</p></Page> };
    };
    let Some(verified) = checked.verified.clone() else {
        return html! {
            <Page title={words::TITLE.of(lang)} narrow=true {back}>
                <Banner tone={Tone::Warn}>{words::NOT_VALID.of(lang)}</Banner>
            </Page>
        };
    };
    // Kinds that can only be shown whole carry no proof.
    let can_prove = stored.has_key && verified.disclose(&[]).is_ok();
    let (kind, readings) = (evidence.kind_of(&checked), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let all = choices(&verified, shows);
    let name = card::name(&checked, kind.as_deref(), lang);
    html! { <Prepare id={props.id.clone()} ready={Ready { verified, can_prove, all, name }} /> }
}

/// A certificate that can be shown.
#[derive(Clone)]
struct Ready {
    verified: Verified<Certificate>,
    /// The holder's key can sign what is shown.
    can_prove: bool,
    all: Vec<Choice>,
    name: String,
}

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        let text = |ready: &Self| ready.verified.text() == other.verified.text();
        text(self)
            && self.can_prove == other.can_prove
            && self.all == other.all
            && self.name == other.name
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PrepareProps {
    id: String,
    ready: Ready,
}

/// What is shown and for how long; then the code.
#[component]
fn Prepare(props: &PrepareProps) -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let (marks, has_told) = (use_state(|| None::<Paths>), use_memo((), |()| Cell::new(false)));
    let (showing, has_ended) = (use_state(|| None::<Rc<Showing>>), use_state_eq(|| false));
    let Ready { all, can_prove, name, .. } = &props.ready;
    let picked: Paths = (*marks).clone().unwrap_or_else(|| paths_of(all, Preset::Compared));
    let onstart = {
        let (task, showing, has_ended) = (task.clone(), showing.clone(), has_ended.clone());
        let (props, picked) = (props.clone(), picked.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let minutes = page::value_of("show-minutes").parse().unwrap_or(USUAL);
            let (wallet, showing, has_ended) = (wallet.clone(), showing.clone(), has_ended.clone());
            let (props, picked, has_told) = (props.clone(), picked.clone(), has_told.clone());
            task.run(common::WORKING, lang, async move {
                let key = match key_of(&wallet, &props).await {
                    Ok(key) => key,
                    Err(problem) => return TaskState::Failed(problem.code()),
                };
                // What was promised above is not left out without a word.
                if props.ready.can_prove && key.is_none() && !has_told.replace(true) {
                    return TaskState::Warned(words::KEY_MISSING);
                }
                has_ended.set(false);
                showing.set(Some(Rc::new(Showing::of(props.ready, &picked, key, minutes))));
                TaskState::Idle
            });
        })
    };
    let onend = {
        let (showing, has_ended) = (showing.clone(), has_ended.clone());
        Callback::from(move |by_itself: bool| {
            showing.set(None);
            has_ended.set(by_itself);
            page::announce(words::ENDED.of(lang));
            page::focus("main h1");
        })
    };
    if let Some(showing) = (*showing).clone() {
        return html! { <ShownCode {showing} name={name.clone()} {onend} /> };
    }
    let onpick = Callback::from(move |paths: Paths| marks.set(Some(paths)));
    let promise = match can_prove {
        true => html! { <Banner icon={Shape::Seal}>{words::PROVES.of(lang)}</Banner> },
        false => html! { <Banner icon={Shape::Alert}>{words::PROVES_NOTHING.of(lang)}</Banner> },
    };
    html! {
        <Page title={words::TITLE.of(lang)} context={name.clone()} lead={words::LEAD.of(lang)} narrow=true
            back={Route::Certificate(props.id.clone())}>
            if *has_ended { <Banner>{words::ENDED.of(lang)}</Banner> }
            <form class="panel" novalidate=true onsubmit={onstart}>
                <Chooser all={all.clone()} {picked} {onpick} />
                {minutes(lang)}
                {promise}
                {task.report(lang)}
                {task.submit(Kind::Main, words::START, lang)}
            </form>
        </Page>
    }
}

impl Showing {
    fn of(ready: Ready, picked: &Paths, key: Option<Rc<SigningKey>>, minutes: u32) -> Self {
        let open = ready.all.into_iter().filter(|one| !one.is_always).map(|one| one.line.path);
        let paths = open.filter(|path| picked.contains(path)).collect();
        Self { verified: ready.verified, paths, key, minutes }
    }
}

/// The holder's key, where one signs.
async fn key_of(
    wallet: &Wallet,
    props: &PrepareProps,
) -> Result<Option<Rc<SigningKey>>, VaultError> {
    if !props.ready.can_prove {
        return Ok(None);
    }
    let Some(public) = props.ready.verified.holder_key() else { return Ok(None) };
    Ok(wallet.holder_key(&props.id, public).await?.map(Rc::new))
}

fn minutes(lang: Lang) -> Html {
    html! {
        <crate::ui::elements::Field id="show-minutes" label={words::TIME.of(lang)}>
            <select id="show-minutes">
                {for MINUTES.iter().map(|minutes| html! {
                    <option value={minutes.to_string()} selected={*minutes == USUAL}>{words::MINUTES.with(lang, &[&minutes.to_string()])}</option>
                })}
            </select>
        </crate::ui::elements::Field>
    }
}
