//! The page of the counter's rules: set, saved as a signed file, taken over from one.

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::rules::Rules;
use cert_app::verifying::rules_file::{self, RulesFault, SignedRules};
use cert_app::wallet::kinds;
use cert_app::words::{Lang, common, verify_rules as words};
use gloo::events::EventListener;
use web_sys::{File, HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::prelude::*;

use super::counter::{Kept, use_counter};
use super::offered::{self, Offered};
use super::share_rules::ShareRules;
use super::spans::{days_words, hours_words};
use crate::ui::browser::{files, history, page, promise};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{Banner, Button, Field, Kind, Page, Shape, TaskState, Tone, use_task};

/// Hours that can be chosen; 0 is what the list says.
const HOURS: [u32; 6] = [0, 1, 6, 24, 72, 168];

/// Days that can be chosen; 0 is none.
const DAYS: [u32; 6] = [0, 1, 7, 30, 90, 365];

/// The page.
#[component]
pub fn RulesPage() -> Html {
    let (lang, kept) = (use_lang(), use_counter());
    let offered = use_state(offered::take);
    let before = use_state(|| None::<Rc<Counter>>);
    // The fields are made anew when other rules come into force.
    let round = use_state(|| 0_u32);
    let onanswer = {
        let (offered, before, old) = (offered.clone(), before.clone(), kept.counter());
        let round = round.clone();
        Callback::from(move |taken: bool| {
            offered.set(None);
            if taken {
                before.set(Some(old.clone()));
                round.set(*round + 1);
                page::announce(words::TAKEN.of(lang));
            }
            page::focus("main h1");
        })
    };
    use_brought(&offered);
    let onfile = {
        let offered = offered.clone();
        Callback::from(move |file: File| {
            let offered = offered.clone();
            promise::spawn(async move {
                let bytes = files::read(&file).await.map(|opened| opened.bytes);
                offered.set(Some(rules_file::read(&bytes.unwrap_or_default())));
            });
        })
    };
    let undo = before.as_ref().map(|old| {
        let (kept, before, old) = (kept.clone(), before.clone(), old.clone());
        let round = round.clone();
        let undo = Callback::from(move |_: MouseEvent| {
            let (kept, before, old) = (kept.clone(), before.clone(), old.clone());
            let round = round.clone();
            promise::spawn(async move {
                if kept.set((*old).clone()).await.is_ok() {
                    before.set(None);
                    round.set(*round + 1);
                    page::announce(words::UNDONE.of(lang));
                    page::focus("main h1");
                }
            });
        });
        let button =
            html! { <Button kind={Kind::Small} onclick={undo}>{words::UNDO.of(lang)}</Button> };
        html! { <Banner tone={Tone::Good} actions={button}>{words::TAKEN.of(lang)}</Banner> }
    });
    html! {
        <Page title={words::TITLE.of(lang)} lead={words::LEAD.of(lang)} narrow=true back={Route::Verify}>
            if kept.is_damaged() { <Banner tone={Tone::Warn}>{words::DAMAGED.of(lang)}</Banner> }
            {undo.unwrap_or_default()}
            if let Some(offered) = (*offered).clone() { <Offered {offered} kept={kept.clone()} {onanswer} /> }
            if kept.is_read() { <RulesForm key={*round} kept={kept.clone()} /> }
            <ShareRules {kept} {onfile} />
        </Page>
    }
}

/// Takes rules out of the address bar, also when such an address is opened while the page is there.
#[hook]
fn use_brought(offered: &UseStateHandle<Option<Result<SignedRules, RulesFault>>>) {
    let offered = offered.clone();
    use_effect_with((), move |()| {
        let take = move || {
            let fragment = history::take_fragment();
            if let Some(file) = fragment.as_deref().and_then(rules_file::in_fragment) {
                offered.set(Some(rules_file::read(file.as_bytes())));
            }
        };
        take();
        let listener = web_sys::window()
            .map(|window| EventListener::new(&window, "hashchange", move |_| take()));
        move || drop(listener)
    });
}

#[derive(Clone, PartialEq, Properties)]
struct RulesFormProps {
    kept: Kept,
}

/// The fields. They are read when they are saved.
#[component]
fn RulesForm(props: &RulesFormProps) -> Html {
    let (lang, task, evidence) = (use_lang(), use_task(), use_evidence());
    let counter = props.kept.counter();
    let types: Vec<(String, String)> = evidence
        .trusted_types()
        .into_iter()
        .map(|vct| (kinds::type_name(evidence.kind(&vct).as_deref(), &vct, lang), vct))
        .map(|(name, vct)| (vct, name))
        .collect();
    let issuers = evidence.trusted_issuers(lang);
    {
        let (evidence, names) = (evidence.clone(), evidence.trusted_types());
        use_effect_with(names, move |names| {
            let names = names.clone();
            promise::spawn(async move { evidence.load_kinds(names).await });
        });
    }
    let draft = use_state(|| Draft { rules: counter.rules.clone(), has_sound: !counter.is_silent });
    let onsubmit = {
        let (kept, task, counter) = (props.kept.clone(), task.clone(), counter.clone());
        let draft = draft.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (kept, draft) = (kept.clone(), (*draft).clone());
            let counter = counter.set_to(draft.rules.trimmed(), !draft.has_sound);
            task.run(common::WORKING, lang, async move {
                match kept.set(counter).await {
                    Ok(()) if kept.is_in_memory() => TaskState::Warned(words::SAVED_MEMORY),
                    Ok(()) => TaskState::Done(words::SAVED, String::new()),
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let (rules, has_sound) = (&draft.rules, draft.has_sound);
    let field = |id, (label, hint), value: &str, set| text(id, (label, hint), value, &draft, set);
    html! {
        <form class="panel" novalidate=true {onsubmit}>
            if let Some(signer) = &counter.signer {
                <Banner icon={Shape::Seal}>{words::SIGNED_BY.with(lang, &[&rules_file::short(signer)])}</Banner>
            }
            {field("rules-name", (words::NAME.of(lang), words::NAME_HINT.of(lang)), &rules.name, |rules, text| rules.name = text)}
            {field("rules-purpose", (words::PURPOSE.of(lang), words::PURPOSE_HINT.of(lang)), &rules.purpose, |rules, text| rules.purpose = text)}
            {group("type", (words::TYPES.of(lang), words::TYPES_HINT.of(lang)), &types, &draft, |rules| &mut rules.types, lang)}
            {group("issuer", (words::ISSUERS.of(lang), words::ISSUERS_HINT.of(lang)), &issuers, &draft, |rules| &mut rules.issuers, lang)}
            {tick("needs-status", words::NEEDS_STATUS.of(lang), rules.needs_status, &draft, |draft| draft.rules.needs_status ^= true)}
            {choice("status-hours", words::STATUS_AGE.of(lang), (&HOURS, rules.status_hours), &|hours| hours_words(hours, lang), &draft, |rules, hours| rules.status_hours = hours)}
            {choice("list-hours", words::LIST_AGE.of(lang), (&HOURS, rules.list_hours), &|hours| hours_words(hours, lang), &draft, |rules, hours| rules.list_hours = hours)}
            {tick("needs-possession", words::NEEDS_POSSESSION.of(lang), rules.needs_possession, &draft, |draft| draft.rules.needs_possession ^= true)}
            <p class="hint">{words::NEEDS_POSSESSION_HINT.of(lang)}</p>
            {choice("keep-days", words::KEEP.of(lang), (&DAYS, rules.keep_days), &|days| days_words(days, lang), &draft, |rules, days| rules.keep_days = days)}
            {tick("sound", words::SOUND.of(lang), has_sound, &draft, |draft| draft.has_sound ^= true)}
            {task.report(lang)}
            {task.submit(Kind::Main, words::SAVE, lang)}
        </form>
    }
}

/// What is being set; nothing of it counts before it is saved.
#[derive(Clone, PartialEq)]
struct Draft {
    rules: Rules,
    has_sound: bool,
}

/// Changes the draft.
fn change(draft: &UseStateHandle<Draft>, change: impl FnOnce(&mut Draft)) {
    let mut changed = (**draft).clone();
    change(&mut changed);
    draft.set(changed);
}

fn text(
    id: &'static str,
    (label, hint): (&'static str, &'static str),
    value: &str,
    draft: &UseStateHandle<Draft>,
    set: fn(&mut Rules, String),
) -> Html {
    let draft = draft.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        change(&draft, |draft| set(&mut draft.rules, text));
    });
    html! {
        <Field {id} {label} {hint}>
            <input {id} maxlength="120" value={value.to_owned()} {oninput} aria-describedby={format!("{id}-hint")} autocomplete="off" />
        </Field>
    }
}

/// What can be chosen: what the trust list has, and what the rules name that it has no more.
fn group(
    id: &'static str,
    (legend, hint): (&'static str, &'static str),
    known: &[(String, String)],
    draft: &UseStateHandle<Draft>,
    names: fn(&mut Rules) -> &mut Vec<String>,
    lang: Lang,
) -> Html {
    let named = names(&mut draft.rules.clone()).clone();
    let is_new = |name: &&String| !known.iter().any(|(id, _)| id == *name);
    let gone = named.iter().filter(is_new).map(|name| (name.clone(), name.clone()));
    let all: Vec<_> = known.iter().cloned().chain(gone).collect();
    html! {
        <fieldset>
            <legend>{legend}</legend>
            <p class="hint">{if all.is_empty() { words::NO_LIST.of(lang) } else { hint }}</p>
            {for all.into_iter().enumerate().map(|(at, (name, words))| {
                let (checked, draft) = (named.contains(&name), draft.clone());
                let onchange = Callback::from(move |_: Event| change(&draft, |draft| {
                    let names = names(&mut draft.rules);
                    match names.iter().position(|known| *known == name) {
                        Some(at) => drop(names.remove(at)),
                        None => names.push(name.clone()),
                    }
                }));
                tick_of(format!("{id}-{at}"), words, checked, onchange)
            })}
        </fieldset>
    }
}

fn tick(
    id: &'static str,
    words: &'static str,
    checked: bool,
    draft: &UseStateHandle<Draft>,
    turn: fn(&mut Draft),
) -> Html {
    let draft = draft.clone();
    let onchange = Callback::from(move |_: Event| change(&draft, turn));
    tick_of(id.to_owned(), words.to_owned(), checked, onchange)
}

fn tick_of(id: String, words: String, checked: bool, onchange: Callback<Event>) -> Html {
    html! {
        <label class="tick-row"><input type="checkbox" {id} {checked} {onchange} /><span>{words}</span></label>
    }
}

fn choice(
    id: &'static str,
    label: &'static str,
    (all, chosen): (&[u32], u32),
    name: &dyn Fn(u32) -> String,
    draft: &UseStateHandle<Draft>,
    set: fn(&mut Rules, u32),
) -> Html {
    let mut all = all.to_vec();
    if !all.contains(&chosen) {
        all.push(chosen);
        all.sort_unstable();
    }
    let draft = draft.clone();
    let onchange = Callback::from(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let number = value.parse().unwrap_or_default();
        change(&draft, |draft| set(&mut draft.rules, number));
    });
    html! {
        <Field {id} {label}>
            <select {id} {onchange}>
                {for all.into_iter().map(|one| html! {
                    <option value={one.to_string()} selected={one == chosen}>{name(one)}</option>
                })}
            </select>
        </Field>
    }
}
