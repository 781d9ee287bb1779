//! What the person typed and may say again: to be seen, corrected, removed, and switched off.

use cert_app::filling::known;
use cert_app::wallet::{BookEntry, BookPart, VaultError};
use cert_app::words::{Lang, again as words, common};
use cert_verify::UnixTime;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use crate::ui::browser::{clock, intl, page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{Button, Field, FieldProps, Kind, TaskState, use_task};

/// The section. Nothing in it leaves the device by being here.
#[component]
pub fn AddressBookSection() -> Html {
    let (app, wallet, lang, task) = (use_app(), use_wallet(), use_lang(), use_task());
    let edited = use_state(|| None::<BookEntry>);
    let book = &app.data.address_book;
    let switch = {
        let wallet = wallet.clone();
        Callback::from(move |event: Event| {
            let wallet = wallet.clone();
            let is_on = event.target_unchecked_into::<HtmlInputElement>().checked();
            promise::spawn(async move {
                let _ = wallet.update(|data| data.address_book.is_off = !is_on).await;
            });
        })
    };
    let clear = {
        let (wallet, task) = (wallet.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            let wallet = wallet.clone();
            task.run(common::WORKING, lang, async move {
                let done = wallet.update(|data| data.address_book.clear()).await;
                ended(done, words::BOOK_CLEARED.of(lang).to_owned())
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="book-title">
            <h2 id="book-title" tabindex="-1">{words::BOOK_TITLE.of(lang)}</h2>
            <p>{words::BOOK_TEXT.of(lang)}</p>
            <label class="tick-row" for="book-on">
                <input type="checkbox" id="book-on" checked={!book.is_off} onchange={switch} />
                <span>{words::BOOK_ON.of(lang)}</span>
            </label>
            if book.is_off { <p class="hint" role="status">{words::BOOK_OFF.of(lang)}</p> }
            {task.report(lang)}
            if book.entries().is_empty() {
                <p>{words::BOOK_EMPTY.of(lang)}</p>
            } else {
                <ul class="log book">
                    {for book.entries().iter().map(|entry| {
                        let is_edited = edited.as_ref().is_some_and(|one| one.says_the_same(entry));
                        html! { <Entry key={key(entry)} entry={entry.clone()} {is_edited} edited={edited.clone()} /> }
                    })}
                </ul>
                {task.button(Kind::Plain, words::BOOK_CLEAR, lang, clear)}
            }
        </section>
    }
}

/// No two entries say the same.
fn key(entry: &BookEntry) -> String {
    let texts: Vec<&str> = entry.parts.iter().map(|part| part.text.as_str()).collect();
    format!("{} {}", entry.kind, texts.join(" "))
}

/// After a change the focus is on the heading: what was pressed may be gone.
fn ended(done: Result<(), VaultError>, said: String) -> TaskState {
    match done {
        Ok(()) => {
            page::announce(&said);
            page::focus("#book-title");
            TaskState::Idle
        }
        Err(problem) => TaskState::Failed(problem.code()),
    }
}

#[derive(Clone, PartialEq, Properties)]
struct EntryProps {
    entry: BookEntry,
    is_edited: bool,
    edited: UseStateHandle<Option<BookEntry>>,
}

#[component]
fn Entry(props: &EntryProps) -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let entry = &props.entry;
    let text = known::said(entry, lang);
    let day = intl::date(UnixTime::from_seconds(entry.typed_at), lang);
    let edit = {
        let (edited, entry) = (props.edited.clone(), entry.clone());
        Callback::from(move |_: MouseEvent| edited.set(Some(entry.clone())))
    };
    let remove = {
        let (task, entry, text) = (task.clone(), entry.clone(), text.clone());
        Callback::from(move |_: MouseEvent| {
            let (wallet, entry) = (wallet.clone(), entry.clone());
            let said = words::BOOK_REMOVED.with(lang, &[&text]);
            task.run(common::WORKING, lang, async move {
                let update = wallet.update(|data| {
                    data.address_book.remove(&entry);
                });
                let done = update.await;
                ended(done, said)
            });
        })
    };
    html! {
        <li>
            <b>{words::kind(&entry.kind).of(lang)}</b>
            <p class="book-text">{text.clone()}</p>
            <p>{words::BOOK_TYPED.with(lang, &[&day])}</p>
            {task.report(lang)}
            if props.is_edited {
                <Correct entry={entry.clone()} edited={props.edited.clone()} />
            } else {
                <div class="row">
                    <Button kind={Kind::Small} label={words::BOOK_EDIT_OF.with(lang, &[&text])} onclick={edit}>{words::BOOK_EDIT.of(lang)}</Button>
                    <Button kind={Kind::Small} label={words::BOOK_REMOVE_OF.with(lang, &[&text])} onclick={remove}>{words::BOOK_REMOVE.of(lang)}</Button>
                </div>
            }
        </li>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CorrectProps {
    entry: BookEntry,
    edited: UseStateHandle<Option<BookEntry>>,
}

/// The texts of an entry as inputs. A code, such as that of a district, has its words only where a form asks for
/// it, and stays.
#[component]
fn Correct(props: &CorrectProps) -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let missing = use_state_eq(|| false);
    use_effect_with((), |()| {
        page::focus("#book-0");
    });
    let entry = &props.entry;
    let onsubmit = {
        let (entry, edited) = (entry.clone(), props.edited.clone());
        let (task, missing) = (task.clone(), missing.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let corrected = read(&entry);
            if corrected.parts.iter().any(|part| part.text.is_empty()) {
                missing.set(true);
                page::focus("#book-0");
                return;
            }
            let (wallet, old, edited) = (wallet.clone(), entry.clone(), edited.clone());
            let said = words::BOOK_SAVED.with(lang, &[&known::said(&corrected, lang)]);
            task.run(common::WORKING, lang, async move {
                let new = &corrected;
                let done = wallet.update(|data| data.address_book.correct(&old, new.clone())).await;
                if done.is_ok() {
                    edited.set(None);
                }
                ended(done, said)
            });
        })
    };
    let cancel = {
        let edited = props.edited.clone();
        Callback::from(move |_: MouseEvent| {
            edited.set(None);
            page::focus("#book-title");
        })
    };
    let error = missing.then(|| AttrValue::from(words::BOOK_MISSING.of(lang)));
    html! {
        <form novalidate=true {onsubmit}>
            {for open_parts(entry).enumerate().map(|(at, part)| input(entry, at, part, error.clone(), lang))}
            {task.report(lang)}
            <div class="row">
                {task.submit(Kind::Small, words::BOOK_SAVE, lang)}
                <Button kind={Kind::Small} onclick={cancel}>{words::BOOK_CANCEL.of(lang)}</Button>
            </div>
        </form>
    }
}

fn open_parts(entry: &BookEntry) -> impl Iterator<Item = &BookPart> {
    entry.parts.iter().filter(|part| part.words.is_none())
}

fn input(
    entry: &BookEntry,
    at: usize,
    part: &BookPart,
    error: Option<AttrValue>,
    lang: Lang,
) -> Html {
    let id = format!("book-{at}");
    let label = match entry.parts.len() {
        1 => words::kind(&entry.kind),
        _ => words::part(&part.token),
    };
    let described = FieldProps::described_by(&id, false, error.is_some());
    html! {
        <Field id={id.clone()} label={label.of(lang)} error={error.clone()}>
            <input {id} value={part.text.clone()} maxlength="500" autocomplete={part.token.clone()}
                aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
        </Field>
    }
}

/// The entry with what stands in the inputs; typed now.
fn read(entry: &BookEntry) -> BookEntry {
    let mut corrected = entry.clone();
    let open = corrected.parts.iter_mut().filter(|part| part.words.is_none());
    for (at, part) in open.enumerate() {
        part.text = page::value_of(&format!("book-{at}")).trim().to_owned();
    }
    corrected.typed_at = clock::now().seconds();
    corrected
}
