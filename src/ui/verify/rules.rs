//! The page of the counter's rules: set, saved as a signed file, taken over from one.

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::rules::Rules;
use cert_app::verifying::rules_file;
use cert_app::wallet::{VaultError, kinds};
use cert_app::words::{Lang, common, verify_rules as words};
use web_sys::{File, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::counter::{Kept, use_counter};
use super::offered::{self, Offered};
use crate::ui::browser::rules_key::RulesKey;
use crate::ui::browser::{clock, files, page, promise};
use crate::ui::ctx::{use_evidence, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Field, Icon, Kind, Page, Shape, TaskState, Tone, use_task,
};

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
            <Share {kept} {onfile} />
        </Page>
    }
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
    let rules = &counter.rules;
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
    let (all_types, all_issuers) = (listed(&types, &rules.types), listed(&issuers, &rules.issuers));
    let onsubmit = {
        let (kept, task, counter) = (props.kept.clone(), task.clone(), counter.clone());
        let (types, issuers) = (all_types.clone(), all_issuers.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (kept, set) = (kept.clone(), typed(&types, &issuers));
            let counter = counter.set_to(set, !page::is_checked("sound"));
            task.run(common::WORKING, lang, async move {
                match kept.set(counter).await {
                    Ok(()) => TaskState::Done(words::SAVED, String::new()),
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    html! {
        <form class="panel" novalidate=true {onsubmit}>
            if let Some(signer) = &counter.signer {
                <Banner icon={Shape::Seal}>{words::SIGNED_BY.with(lang, &[&rules_file::short(signer)])}</Banner>
            }
            <Field id="rules-name" label={words::NAME.of(lang)} hint={words::NAME_HINT.of(lang)}>
                <input id="rules-name" maxlength="120" value={rules.name.clone()} aria-describedby="rules-name-hint" autocomplete="off" />
            </Field>
            <Field id="rules-purpose" label={words::PURPOSE.of(lang)} hint={words::PURPOSE_HINT.of(lang)}>
                <input id="rules-purpose" maxlength="120" value={rules.purpose.clone()} aria-describedby="rules-purpose-hint" autocomplete="off" />
            </Field>
            {group("type", (words::TYPES.of(lang), words::TYPES_HINT.of(lang)), &all_types, &rules.types, lang)}
            {group("issuer", (words::ISSUERS.of(lang), words::ISSUERS_HINT.of(lang)), &all_issuers, &rules.issuers, lang)}
            {tick("needs-status", words::NEEDS_STATUS.of(lang), rules.needs_status)}
            {hours("status-hours", words::STATUS_AGE.of(lang), rules.status_hours, lang)}
            {hours("list-hours", words::LIST_AGE.of(lang), rules.list_hours, lang)}
            {tick("needs-possession", words::NEEDS_POSSESSION.of(lang), rules.needs_possession)}
            <p class="hint">{words::NEEDS_POSSESSION_HINT.of(lang)}</p>
            {days(rules.keep_days, lang)}
            {tick("sound", words::SOUND.of(lang), !counter.is_silent)}
            {task.report(lang)}
            {task.submit(Kind::Main, words::SAVE, lang)}
        </form>
    }
}

/// What can be chosen: what the trust list has, and what the rules name that it has no more.
fn listed(known: &[(String, String)], named: &[String]) -> Vec<(String, String)> {
    let is_new = |name: &&String| !known.iter().any(|(id, _)| id == *name);
    let gone = named.iter().filter(is_new).map(|name| (name.clone(), name.clone()));
    known.iter().cloned().chain(gone).collect()
}

fn typed(types: &[(String, String)], issuers: &[(String, String)]) -> Rules {
    let chosen = |id: &str, all: &[(String, String)]| {
        let ticked =
            all.iter().enumerate().filter(|(at, _)| page::is_checked(&format!("{id}-{at}")));
        ticked.map(|(_, (name, _))| name.clone()).collect()
    };
    let number = |id: &str| page::value_of(id).parse().unwrap_or_default();
    Rules {
        name: page::value_of("rules-name").trim().to_owned(),
        purpose: page::value_of("rules-purpose").trim().to_owned(),
        types: chosen("type", types),
        issuers: chosen("issuer", issuers),
        needs_status: page::is_checked("needs-status"),
        status_hours: number("status-hours"),
        list_hours: number("list-hours"),
        needs_possession: page::is_checked("needs-possession"),
        keep_days: number("keep-days"),
    }
}

fn group(
    id: &'static str,
    (legend, hint): (&'static str, &'static str),
    all: &[(String, String)],
    named: &[String],
    lang: Lang,
) -> Html {
    html! {
        <fieldset>
            <legend>{legend}</legend>
            <p class="hint">{if all.is_empty() { words::NO_LIST.of(lang) } else { hint }}</p>
            {for all.iter().enumerate().map(|(at, (name, words))| {
                tick_of(format!("{id}-{at}"), words.clone(), named.contains(name))
            })}
        </fieldset>
    }
}

fn tick(id: &'static str, words: &'static str, checked: bool) -> Html {
    tick_of(id.to_owned(), words.to_owned(), checked)
}

fn tick_of(id: String, words: String, checked: bool) -> Html {
    html! { <label class="tick-row"><input type="checkbox" {id} {checked} /><span>{words}</span></label> }
}

fn hours(id: &'static str, label: &'static str, chosen: u32, lang: Lang) -> Html {
    let name = |hours: u32| match hours {
        0 => words::AS_LISTED.of(lang).to_owned(),
        72.. => words::DAYS.with(lang, &[&(hours / 24).to_string()]),
        _ => words::HOURS.with(lang, &[&hours.to_string()]),
    };
    choice(id, label, &HOURS, chosen, &name)
}

fn days(chosen: u32, lang: Lang) -> Html {
    let name = |days: u32| match days {
        0 => words::KEEP_NONE.of(lang).to_owned(),
        _ => words::DAYS.with(lang, &[&days.to_string()]),
    };
    choice("keep-days", words::KEEP.of(lang), &DAYS, chosen, &name)
}

fn choice(
    id: &'static str,
    label: &'static str,
    all: &[u32],
    chosen: u32,
    name: &dyn Fn(u32) -> String,
) -> Html {
    let mut all = all.to_vec();
    if !all.contains(&chosen) {
        all.push(chosen);
        all.sort_unstable();
    }
    html! {
        <Field {id} {label}>
            <select {id}>
                {for all.into_iter().map(|one| html! {
                    <option value={one.to_string()} selected={one == chosen}>{name(one)}</option>
                })}
            </select>
        </Field>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ShareProps {
    kept: Kept,
    onfile: Callback<File>,
}

/// The rules in force as a signed file, and the way in for one.
#[component]
fn Share(props: &ShareProps) -> Html {
    let (lang, task, wallet) = (use_lang(), use_task(), use_wallet());
    let export = {
        let (kept, task) = (props.kept.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            let (counter, wallet) = (kept.counter(), wallet.clone());
            task.run(common::WORKING, lang, async move {
                let signed = async {
                    let store = wallet.store().ok_or(VaultError::StorageRefused)?;
                    let key = RulesKey::of_device(&store).await?;
                    let at = clock::now().seconds();
                    let input = rules_file::signing_input(&counter.rules, &key.public(), at);
                    let signature = key.sign(&input).await?;
                    Ok::<_, VaultError>((
                        rules_file::assembled(&input, &signature),
                        key.thumbprint(),
                    ))
                };
                match signed.await {
                    Ok((file, key)) => {
                        files::save(rules_file::FILE_NAME, "application/jwt", file.as_bytes());
                        TaskState::Done(words::EXPORTED, rules_file::short(&key))
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let onfile = props.onfile.clone();
    let onchange = Callback::from(move |event: Event| {
        let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
        if let Some(file) = chosen.into_iter().next() {
            onfile.emit(file);
        }
    });
    html! {
        <section class="panel" aria-labelledby="share-title">
            <h2 id="share-title"><Icon shape={Shape::File} />{words::SHARE_TITLE.of(lang)}</h2>
            <p>{words::SHARE_TEXT.of(lang)}</p>
            {task.report(lang)}
            <div class="row">
                {task.button(Kind::Plain, words::EXPORT, lang, export)}
                <label class="btn ghost filebtn">
                    {words::IMPORT.of(lang)}
                    <input type="file" id="rules-file" {onchange} />
                </label>
            </div>
        </section>
    }
}
