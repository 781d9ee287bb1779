//! The page of the record: what was checked here, as a list and as a table file.

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::verifying::csv;
use cert_app::verifying::record::{Done, Record};
use cert_app::wallet::kinds;
use cert_app::words::{Lang, verify_record as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::counter::use_counter;
use super::seen;
use crate::ui::browser::{files, intl, page, promise};
use crate::ui::ctx::{Evidence, use_evidence, use_lang};
use crate::ui::elements::{Banner, Button, Kind, Page, Tone, checks};

/// Rows on the page; a table file holds all.
const SHOWN: usize = 200;

/// The page.
#[component]
pub fn RecordPage() -> Html {
    let (lang, kept, evidence) = (use_lang(), use_counter(), use_evidence());
    let (record, cleared) = (use_state(|| None::<Rc<Record>>), use_state(|| None::<Rc<Record>>));
    {
        let (record, kept) = (record.setter(), kept.clone());
        // The rules say how long it is kept, so it is read again when they have come.
        use_effect_with((kept.is_read(), kept.counter()), move |(is_read, _)| {
            if *is_read {
                promise::spawn(async move { record.set(Some(Rc::new(kept.record().await))) });
            }
        });
    }
    let put = {
        let (record, cleared, kept) = (record.clone(), cleared.clone(), kept.clone());
        move |new: Rc<Record>, old: Option<Rc<Record>>, said: cert_app::words::Text| {
            let (record, cleared, kept) = (record.clone(), cleared.clone(), kept.clone());
            Callback::from(move |_: MouseEvent| {
                let (record, cleared, kept) = (record.clone(), cleared.clone(), kept.clone());
                let (new, old) = (new.clone(), old.clone());
                promise::spawn(async move {
                    if kept.put_record(&new).await.is_ok() {
                        record.set(Some(new));
                        cleared.set(old);
                        page::announce(said.of(lang));
                        page::focus("main h1");
                    }
                });
            })
        }
    };
    let days = kept.counter().rules.keep_days;
    let lead = match days {
        0 => words::LEAD_NONE.of(lang).to_owned(),
        days => words::LEAD.with(lang, &[&days.to_string()]),
    };
    let undo = cleared.as_ref().map(|old| {
        let undo = put(old.clone(), None, words::UNDONE);
        let button =
            html! { <Button kind={Kind::Small} onclick={undo}>{words::UNDO.of(lang)}</Button> };
        html! { <Banner tone={Tone::Good} actions={button}>{words::CLEARED.of(lang)}</Banner> }
    });
    let body = match record.as_ref() {
        None => Html::default(),
        Some(record) if record.entries().len() == 0 => html! { <p>{words::EMPTY.of(lang)}</p> },
        Some(record) => {
            let clear = put(Rc::default(), Some(record.clone()), words::CLEARED);
            let export = {
                let (record, evidence) = (record.clone(), evidence.clone());
                Callback::from(move |_: MouseEvent| {
                    let table = table(&record, &evidence, lang);
                    files::save("verify-record.csv", "text/csv;charset=utf-8", table.as_bytes());
                    page::announce(words::EXPORTED.of(lang));
                })
            };
            html! {
                <>
                    <div class="row">
                        <Button kind={Kind::Plain} onclick={export}>{words::EXPORT.of(lang)}</Button>
                        <Button kind={Kind::Plain} onclick={Callback::from(|_: MouseEvent| page::print())}>{words::PRINT.of(lang)}</Button>
                        <Button kind={Kind::Danger} onclick={clear}>{words::CLEAR.of(lang)}</Button>
                    </div>
                    <h2>{words::COUNT.with(lang, &[&record.entries().len().to_string()])}</h2>
                    if record.entries().len() > SHOWN {
                        <p class="small-print">{words::SHOWN.with(lang, &[&SHOWN.to_string()])}</p>
                    }
                    <ul class="panel log">
                        {for record.entries().take(SHOWN).map(|done| entry(done, &evidence, lang))}
                    </ul>
                </>
            }
        }
    };
    html! {
        <Page title={words::TITLE.of(lang)} {lead} narrow=true back={Route::Verify}>
            {undo.unwrap_or_default()}
            {body}
        </Page>
    }
}

/// The name of a type as people know it.
fn kind_name(kind: &str, evidence: &Evidence, lang: Lang) -> String {
    match evidence.kind(kind) {
        Some(known) => kinds::type_name(Some(&known), kind, lang),
        None => kind.to_owned(),
    }
}

fn result_name(done: &Done, lang: Lang) -> &'static str {
    done.class().map_or("", |class| checks::look(class, lang).2)
}

fn entry(done: &Done, evidence: &Evidence, lang: Lang) -> Html {
    let at = intl::date_time(UnixTime::from_seconds(done.at), lang);
    let about = [at, kind_name(&done.kind, evidence, lang), done.purpose.clone()];
    let about: Vec<String> = about.into_iter().filter(|text| !text.is_empty()).collect();
    html! {
        <li>
            <b>{result_name(done, lang)}</b>
            <p>{about.join(" · ")}</p>
            if !done.reason.is_empty() { <p>{seen::reason(&done.reason, lang)}</p> }
        </li>
    }
}

fn table(record: &Record, evidence: &Evidence, lang: Lang) -> String {
    let columns = [
        words::TIME_COLUMN,
        words::KIND,
        words::RESULT,
        words::REASON,
        words::PURPOSE,
        words::CODE,
        words::REASON_CODE,
    ]
    .map(|name| name.of(lang));
    let row = |done: &Done| {
        vec![
            csv::time(done.at),
            kind_name(&done.kind, evidence, lang),
            result_name(done, lang).to_owned(),
            seen::reason(&done.reason, lang).to_owned(),
            done.purpose.clone(),
            done.result.clone(),
            done.reason.clone(),
        ]
    };
    csv::table(&columns, &record.entries().map(row).collect::<Vec<_>>())
}
