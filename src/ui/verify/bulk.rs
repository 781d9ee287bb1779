//! Many files at once: one after the other, a line for each certificate, a table at the end.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::trust::checking::Class;
use cert_app::verifying::counter::Counter;
use cert_app::verifying::csv;
use cert_app::words::{Lang, verify_record as words};
use web_sys::File;
use yew::prelude::*;

use super::contents;
use super::counter::Kept;
use super::pdf::{Search, use_search};
use super::seen::{self, Seen};
use crate::ui::browser::{clock, files, page, promise, signal};
use crate::ui::ctx::{Evidence, use_evidence, use_lang};
use crate::ui::elements::{Button, Icon, Kind, Page, card, checks};

/// How often a screen reader hears how far it is (files).
const TOLD_EVERY: usize = 10;

/// One certificate, or a file that held none.
#[derive(Clone, PartialEq)]
struct Row {
    file: String,
    class: Class,
    kind: String,
    reason: String,
}

#[derive(Clone, PartialEq, Properties)]
pub struct BulkProps {
    pub files: Rc<Vec<File>>,
    /// The type asked for, or empty.
    pub wanted: String,
    pub kept: Kept,
    /// For going back.
    pub onnext: Callback<bool>,
}

/// What the person wants of a run.
#[derive(Clone, Copy, PartialEq)]
enum Wish {
    GoOn,
    Stop,
    /// The page is gone; nobody waits to hear of it.
    Left,
}

/// How far it is.
#[derive(Clone, Default, PartialEq)]
struct State {
    rows: Rc<Vec<Row>>,
    done: usize,
    is_over: bool,
    /// Why it could not begin.
    problem: Option<&'static str>,
}

/// Checks all files, one after the other, until it is told to stop.
#[hook]
fn use_run(props: &BulkProps, stop: &Rc<Cell<Wish>>, search: &Search) -> State {
    let (lang, evidence) = (use_lang(), use_evidence());
    let state = use_state(State::default);
    let setter = state.setter();
    let (props, stop, search) = (props.clone(), stop.clone(), search.clone());
    use_effect_with((), move |()| {
        let ended = stop.clone();
        promise::spawn(async move {
            let (mut now, mut written) = (State::default(), Vec::new());
            // All files by the same rules.
            let counter = match props.kept.fresh().await {
                Ok(counter) => counter,
                Err(problem) => {
                    return setter.set(State { is_over: true, problem: Some(problem), ..now });
                }
            };
            let mut drawn_at = clock::now();
            for file in props.files.iter() {
                if stop.get() != Wish::GoOn {
                    break;
                }
                if now.done % TOLD_EVERY == 0 {
                    let [at, of] = [now.done + 1, props.files.len()].map(|it| it.to_string());
                    page::announce(&words::BULK_PROGRESS.with(lang, &[&at, &of]));
                }
                // The page answers in between, also to “stop”.
                clock::breathe().await;
                let (new, noted) =
                    look(file, &search, &props.wanted, &counter, &evidence, lang).await;
                if new.is_empty() {
                    // It was stopped in the middle of a file.
                    break;
                }
                Rc::make_mut(&mut now.rows).extend(new);
                written.extend(noted);
                now.done += 1;
                // The table grows: drawing it for each of a thousand files would take longer than checking them.
                if clock::now() != drawn_at {
                    drawn_at = clock::now();
                    setter.set(now.clone());
                }
            }
            let worst = now.rows.iter().map(|row| row.class).min();
            props.kept.write_down(counter.rules.keep_days, written);
            if stop.get() == Wish::Left {
                return;
            }
            page::announce(&ended_words(now.done, props.files.len(), &now.rows, lang));
            now.is_over = true;
            setter.set(now);
            clock::breathe().await;
            page::focus("#bulk-said");
            if let Some(class) = worst.filter(|_| !counter.is_silent) {
                signal::give(class);
            }
        });
        move || ended.set(Wish::Left)
    });
    (*state).clone()
}

/// The table, growing.
#[component]
pub fn Bulk(props: &BulkProps) -> Html {
    let lang = use_lang();
    let stop = use_memo((), |()| Cell::new(Wish::GoOn));
    let is_stopping = use_state_eq(|| false);
    let search = use_search();
    let State { rows, done, is_over, problem } = use_run(props, &stop, &search);
    let total = props.files.len();
    let said = if let Some(code) = problem {
        cert_words::code_words(code, lang).cause.to_owned()
    } else if is_over || done == total {
        ended_words(done, total, &rows, lang)
    } else {
        words::BULK_PROGRESS.with(lang, &[&(done + 1).to_string(), &total.to_string()])
    };
    let export = {
        let rows = rows.clone();
        Callback::from(move |_: MouseEvent| {
            let table = table(&rows, lang);
            files::save("verify-files.csv", "text/csv;charset=utf-8", table.as_bytes());
            page::announce(words::EXPORTED.of(lang));
        })
    };
    let onstop = {
        let (is_stopping, search) = (is_stopping.clone(), search.clone());
        Callback::from(move |_: MouseEvent| {
            stop.set(Wish::Stop);
            search.stop();
            is_stopping.set(true);
        })
    };
    html! {
        <Page title={words::BULK_TITLE.of(lang)}>
            <p class="lead" id="bulk-said" tabindex="-1">{said}</p>
            // A file of many pages takes a while of its own.
            if let Some(page) = search.words(lang).filter(|_| !is_over) { <p class="small-print">{page}</p> }
            <progress max={total.to_string()} value={done.to_string()} aria-labelledby="bulk-said" />
            <div class="row">
                if is_over {
                    <Button key="export" id="bulk-export" onclick={export}>{words::EXPORT.of(lang)}</Button>
                    <Button key="print" kind={Kind::Plain} onclick={Callback::from(|_: MouseEvent| page::print())}>{words::PRINT.of(lang)}</Button>
                    <Button key="back" kind={Kind::Plain} onclick={props.onnext.reform(|_: MouseEvent| false)}>{words::BULK_BACK.of(lang)}</Button>
                } else {
                    <Button key="stop" kind={Kind::Plain} id="bulk-stop" busy={*is_stopping} onclick={onstop}>{words::BULK_STOP.of(lang)}</Button>
                }
            </div>
            <div class="panel wide-table" tabindex="0" role="region" aria-label={words::BULK_TITLE.of(lang)}>
                <table>
                    <thead><tr>
                        <th scope="col">{words::FILE.of(lang)}</th>
                        <th scope="col">{words::RESULT.of(lang)}</th>
                        <th scope="col">{words::KIND.of(lang)}</th>
                        <th scope="col">{words::REASON.of(lang)}</th>
                    </tr></thead>
                    <tbody>{for rows.iter().map(|row| line(row, lang))}</tbody>
                </table>
            </div>
        </Page>
    }
}

fn ended_words(done: usize, total: usize, rows: &[Row], lang: Lang) -> String {
    let valid = rows.iter().filter(|row| row.class == Class::Valid).count();
    if done < total {
        words::BULK_STOPPED.with(lang, &[&done.to_string(), &total.to_string()])
    } else {
        words::BULK_DONE.with(lang, &[&done.to_string(), &valid.to_string()])
    }
}

fn line(row: &Row, lang: Lang) -> Html {
    let (_, shape, result) = checks::look(row.class, lang);
    html! {
        <tr>
            <th scope="row">{row.file.clone()}</th>
            <td><Icon {shape} />{" "}{result}</td>
            <td>{row.kind.clone()}</td>
            <td>{row.reason.clone()}</td>
        </tr>
    }
}

/// The rows of one file, and what is written down of it.
async fn look(
    file: &File,
    search: &Search,
    wanted: &str,
    counter: &Rc<Counter>,
    evidence: &Evidence,
    lang: Lang,
) -> (Vec<Row>, Vec<cert_app::verifying::record::Done>) {
    let found = match contents::of_file(file, search).await {
        Ok(found) => found,
        Err(code) => {
            let row = Row {
                file: file.name(),
                class: Class::NotACertificate,
                kind: String::new(),
                reason: seen::reason(code, lang).to_owned(),
            };
            return (vec![row], Vec::new());
        }
    };
    let (mut rows, mut written) = (Vec::new(), Vec::new());
    let is_one = found.len() == 1;
    for (number, bytes) in (1..).zip(&found) {
        let checked = evidence.check(bytes).await;
        let seen = Seen::of(bytes, checked, wanted, counter, evidence);
        let noted = seen.done();
        let checked = &seen.checked.0;
        // What nobody has vouched for has no name.
        let kind = match checked.report.claims() {
            None => String::new(),
            Some(_) => card::name(checked, evidence.kind_of(checked).as_deref(), lang),
        };
        rows.push(Row {
            file: match is_one {
                true => file.name(),
                false => words::BULK_PART.with(lang, &[&file.name(), &number.to_string()]),
            },
            class: seen.judged.class,
            kind,
            reason: seen::reason(&noted.reason, lang).to_owned(),
        });
        written.push(noted);
    }
    (rows, written)
}

fn table(rows: &[Row], lang: Lang) -> String {
    let columns = [words::FILE, words::RESULT, words::KIND, words::REASON, words::CODE];
    let row = |row: &Row| {
        let result = checks::look(row.class, lang).2;
        vec![
            row.file.clone(),
            result.to_owned(),
            row.kind.clone(),
            row.reason.clone(),
            row.class.code().to_owned(),
        ]
    };
    csv::table(&columns.map(|name| name.of(lang)), &rows.iter().map(row).collect::<Vec<_>>())
}
