//! Showing a certificate to whoever stands in front: what of it, for how long, and the code.

mod code;

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::showing::choice::{Choice, Preset, choices, chosen};
use cert_app::wallet::cards::Shows;
use cert_app::wallet::key_record;
use cert_app::words::{Lang, Text, certificate, common, show as words};
use cert_issue::SigningKey;
use cert_verify::{Certificate, Verified};
use web_sys::SubmitEvent;
use yew::prelude::*;

use self::code::ShownCode;
use crate::ui::browser::page;
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Banner, Kind, Page, Shape, TaskState, Tone, card, use_task};

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
    let (app, evidence, wallet, lang) = (use_app(), use_evidence(), use_wallet(), use_lang());
    let (task, showing, has_ended) =
        (use_task(), use_state(|| None::<Rc<Showing>>), use_state_eq(|| false));
    let back = Route::Certificate(props.id.clone());
    let checked = evidence.checked(&props.id);
    let Some(stored) = app.data.certificate(&props.id).cloned() else {
        return html! {
            <Page title={certificate::MISSING_TITLE.of(lang)} narrow=true back={Route::Home}>
                <p>{certificate::MISSING_TEXT.of(lang)}</p>
            </Page>
        };
    };
    let verified = checked.as_ref().and_then(|checked| checked.verified.clone());
    let (Some(checked), Some(verified)) = (checked, verified) else {
        return html! {
            <Page title={words::TITLE.of(lang)} narrow=true {back}>
                <Banner tone={Tone::Warn}>{words::NOT_VALID.of(lang)}</Banner>
            </Page>
        };
    };
    let (kind, readings) = (evidence.kind_of(&checked), evidence.readings());
    let shows = Shows { kind: kind.as_deref(), readings: &readings, lang };
    let all = choices(&verified, shows);
    let name = card::name(&checked, kind.as_deref(), lang);
    let onstart = {
        let (task, showing, has_ended, all) =
            (task.clone(), showing.clone(), has_ended.clone(), all.clone());
        let (id, verified) = (props.id.clone(), verified.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let paths = ticked(&all);
            let minutes = page::value_of("show-minutes").parse().unwrap_or(USUAL);
            let (wallet, showing, has_ended) = (wallet.clone(), showing.clone(), has_ended.clone());
            let (id, verified) = (id.clone(), verified.clone());
            task.run(common::WORKING, lang, async move {
                let key = match stored.has_key {
                    true => wallet.secret(&key_record(&id)).await,
                    false => Ok(None),
                };
                let key = match key {
                    Ok(key) => key.and_then(|bytes| key_of(&verified, &bytes)),
                    Err(problem) => return TaskState::Failed(problem.code()),
                };
                has_ended.set(false);
                showing.set(Some(Rc::new(Showing { verified, paths, key, minutes })));
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
        return html! { <ShownCode {showing} {name} {onend} /> };
    }
    html! {
        <Page title={words::TITLE.of(lang)} context={name} lead={words::LEAD.of(lang)} narrow=true {back}>
            if *has_ended { <Banner>{words::ENDED.of(lang)}</Banner> }
            <form class="panel" novalidate=true onsubmit={onstart}>
                <Chooser key={lang.tag()} {all} />
                {minutes(lang)}
                if stored.has_key {
                    <Banner icon={Shape::Seal}>{words::PROVES.of(lang)}</Banner>
                } else {
                    <Banner icon={Shape::Alert}>{words::PROVES_NOTHING.of(lang)}</Banner>
                }
                {task.report(lang)}
                {task.submit(Kind::Main, words::START, lang)}
            </form>
        </Page>
    }
}

fn key_of(verified: &Verified<Certificate>, bytes: &[u8]) -> Option<Rc<SigningKey>> {
    let seed = zeroize::Zeroizing::new(<[u8; 32]>::try_from(bytes).ok()?);
    SigningKey::of_public(verified.holder_key()?, &seed).map(Rc::new)
}

/// The claims that the holder has ticked, without those that are always in it.
fn ticked(all: &[Choice]) -> Vec<Vec<String>> {
    let open = all.iter().enumerate().filter(|(_, one)| !one.is_always);
    let ticked = open.filter(|(at, _)| page::is_checked(&format!("show-{at}")));
    ticked.map(|(_, one)| one.line.path.clone()).collect()
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

#[derive(Clone, Properties)]
struct ChooserProps {
    all: Vec<Choice>,
}

impl PartialEq for ChooserProps {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

/// The claims with boxes; two presses choose for the usual purposes.
#[component]
fn Chooser(props: &ChooserProps) -> Html {
    let lang = use_lang();
    let all = &props.all;
    let marks = use_state(|| chosen(all, Preset::Compared));
    if all.iter().all(|one| one.is_always) {
        return html! { <p>{words::WHOLE.of(lang)}</p> };
    }
    let preset = |preset: Preset, words: Text| {
        let (marks, wanted) = (marks.clone(), chosen(all, preset));
        let is_chosen = *marks == wanted;
        let onchange = Callback::from(move |_: Event| marks.set(wanted.clone()));
        html! {
            <label class="choice">
                <input type="radio" name="preset" checked={is_chosen} {onchange} /><span>{words.of(lang)}</span>
            </label>
        }
    };
    let line = |(at, one): (usize, &Choice)| {
        let marks = marks.clone();
        let checked = marks.get(at).copied().unwrap_or_default();
        let onchange = Callback::from(move |_: Event| {
            let mut changed = (*marks).clone();
            if let Some(mark) = changed.get_mut(at) {
                *mark = !*mark;
            }
            marks.set(changed);
        });
        let name = match one.is_always {
            true => words::ALWAYS.with(lang, &[&one.line.label]),
            false => one.line.label.clone(),
        };
        html! {
            <label class="tick-row">
                <input type="checkbox" id={format!("show-{at}")} {checked} disabled={one.is_always} {onchange} />
                <span>{name}</span>
            </label>
        }
    };
    html! {
        <>
            <fieldset>
                <legend>{words::PRESET.of(lang)}</legend>
                <div class="choices">
                    {preset(Preset::Compared, words::COMPARED)}
                    {preset(Preset::Everything, words::EVERYTHING)}
                </div>
            </fieldset>
            <fieldset>
                <legend>{words::WHAT.of(lang)}</legend>
                {for all.iter().enumerate().map(line)}
            </fieldset>
        </>
    }
}
