//! Checking somebody's certificate: camera, paste, file, picture, drop, a hand scanner; Enter for the next
//! one. Nothing that stands in it is kept, and the result clears itself.

mod bulk;
mod camera;
mod camera_settings;
mod contents;
mod counter;
mod form;
mod looking;
mod offered;
mod pdf;
mod pick;
mod record;
mod result;
mod rules;
mod seen;
mod share_rules;
mod spans;
mod typing;

pub use self::record::RecordPage;
pub use self::rules::RulesPage;

use std::rc::Rc;

use cert_app::route::Route;
use cert_app::verifying::{gathered, rules_file};
use cert_app::words::{common, verify as words};
use cert_fill::carried::{CarriedError, CarriedFiling};
use web_sys::File;
use yew::prelude::*;

use self::bulk::Bulk;
use self::counter::{Kept, use_counter};
use self::form::VerifyForm;
use self::pick::Pick;
use self::result::ResultPage;
use self::seen::Seen;
use crate::ui::browser::{navigate, page, signal};
use crate::ui::ctx::{Evidence, use_evidence, use_lang};
use crate::ui::elements::{TaskState, use_task};
use crate::ui::handed_over;

/// What somebody handed over.
pub enum HandedOver {
    /// A certificate as text, or what a code holds.
    Bytes(Vec<u8>),
    /// Codes of one picture.
    Codes(Vec<Vec<u8>>),
    /// Files that were chosen, dropped or pasted; never none.
    Files(Vec<File>),
}

/// What the page shows.
#[derive(Clone, Default, PartialEq)]
enum Shown {
    /// The form.
    #[default]
    Form,
    /// Codes to choose from.
    Codes(Rc<Vec<Vec<u8>>>),
    /// One result.
    Result(Seen),
    /// Many files, one after the other.
    Bulk(Rc<Vec<File>>),
}

/// The page: the form, or the result.
#[component]
pub fn Verify() -> Html {
    let (evidence, lang, task, kept) = (use_evidence(), use_lang(), use_task(), use_counter());
    let (shown, wanted) = (use_state(Shown::default), use_state(String::new));
    let search = pdf::use_search();
    let oncheck = {
        let search = search.clone();
        let (shown, task, kept, wanted) =
            (shown.clone(), task.clone(), kept.clone(), wanted.clone());
        Callback::from(move |given: HandedOver| {
            let given = match given {
                HandedOver::Files(files) if files.len() > 1 => {
                    search.stop();
                    return shown.set(Shown::Bulk(Rc::new(files)));
                }
                given => given,
            };
            signal::wake();
            let (evidence, shown, kept, wanted) =
                (evidence.clone(), shown.clone(), kept.clone(), wanted.clone());
            let search = search.clone();
            // What the one before left to choose from is nobody else's.
            shown.set(Shown::Form);
            task.run(common::WORKING, lang, async move {
                match check(given, &evidence, &wanted, &kept, &search).await {
                    Ok(Some(news)) => shown.set(news),
                    Ok(None) => {}
                    Err(code) => return TaskState::Failed(code),
                }
                TaskState::Idle
            });
        })
    };
    let onpick = {
        let (shown, oncheck) = (shown.clone(), oncheck.clone());
        Callback::from(move |picked: Option<Vec<u8>>| {
            shown.set(Shown::Form);
            match picked {
                Some(bytes) => oncheck.emit(HandedOver::Bytes(bytes)),
                None => drop(page::focus("#camera")),
            }
        })
    };
    let onnext = {
        let shown = shown.clone();
        Callback::from(move |by_itself: bool| {
            shown.set(Shown::Form);
            if by_itself {
                page::announce(words::CLEARED.of(lang));
            }
        })
    };
    typing::use_typing(!matches!(*shown, Shown::Bulk(_)), onnext.reform(|()| false));
    match &*shown {
        Shown::Result(seen) => html! { <ResultPage seen={seen.clone()} {onnext} /> },
        Shown::Bulk(files) => {
            html! { <Bulk files={files.clone()} wanted={(*wanted).clone()} {kept} {onnext} /> }
        }
        Shown::Form | Shown::Codes(_) => {
            let onwanted = {
                let wanted = wanted.clone();
                Callback::from(move |kind: String| wanted.set(kind))
            };
            let pick = match &*shown {
                Shown::Codes(codes) => html! { <Pick codes={codes.clone()} {onpick} /> },
                _ => search.shown(),
            };
            html! { <VerifyForm wanted={(*wanted).clone()} {onwanted} {oncheck} {task} {pick} {kept} /> }
        }
    }
}

/// Checks what was handed over; `None` when it was something for another page.
async fn check(
    given: HandedOver,
    evidence: &Evidence,
    wanted: &str,
    kept: &Kept,
    search: &pdf::Search,
) -> Result<Option<Shown>, &'static str> {
    let mut found = contents(given, search).await?;
    if found.len() > 1 {
        return Ok(Some(Shown::Codes(Rc::new(found))));
    }
    let Some(bytes) = found.pop() else { return Ok(None) };
    if rules_file::is_one(&bytes) {
        offered::leave(bytes);
        navigate(&Route::VerifyRules);
        return Ok(None);
    }
    if CarriedFiling::is_one(&bytes) {
        handed_over::leave(CarriedFiling::parse(&bytes).map_err(CarriedError::as_str)?);
        navigate(&Route::HandIn);
        return Ok(None);
    }
    let checked = evidence.check(&bytes).await;
    let counter = kept.fresh().await?;
    let seen = Seen::of(&bytes, checked, wanted, &counter, evidence);
    kept.write_down(counter.rules.keep_days, vec![seen.done()]);
    typing::set_aside();
    if !seen.counter.is_silent {
        signal::give(seen.judged.class);
    }
    Ok(Some(Shown::Result(seen)))
}

/// The certificates in what was handed over: one, or what the codes of a picture or a file hold.
async fn contents(given: HandedOver, search: &pdf::Search) -> Result<Vec<Vec<u8>>, &'static str> {
    match given {
        HandedOver::Bytes(bytes) => gathered::whole(vec![bytes]),
        HandedOver::Codes(codes) => Ok(codes),
        HandedOver::Files(files) => {
            let file = files.first().ok_or("file-not-readable")?;
            contents::of_file(file, search).await
        }
    }
}
