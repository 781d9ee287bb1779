//! Checking somebody's certificate: camera, paste, file, picture, drop; Enter for the next one.
//! Nothing about it is kept, and the result clears itself.

mod camera;
mod form;
mod pick;
mod result;

use std::rc::Rc;

use cert_app::trust::checking::Checked;
use cert_app::trust::given;
use cert_app::words::{common, verify as words};
use web_sys::File;
use yew::prelude::*;

use self::form::VerifyForm;
use self::pick::Pick;
use self::result::ResultPage;
use crate::ui::browser::promise::Running;
use crate::ui::browser::scanner::{Effort, Scanner, picture};
use crate::ui::browser::{files, page};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{TaskState, use_task};

/// A photograph takes a second; a picture that was made to take for ever is given up.
const PATIENCE_MILLISECONDS: u32 = 20_000;

/// What somebody handed over.
pub enum Given {
    /// A certificate as text, or what a code holds.
    Bytes(Vec<u8>),
    /// Codes of one picture.
    Codes(Vec<Vec<u8>>),
    /// A file that was chosen, dropped or pasted; the first counts.
    Files(Vec<File>),
}

/// The page: the form, or the result.
#[component]
pub fn Verify() -> Html {
    let (evidence, lang, task) = (use_evidence(), use_lang(), use_task());
    let result = use_state(|| None::<Rc<Checked>>);
    let codes = use_state(|| None::<Rc<Vec<Vec<u8>>>>);
    let wanted = use_state(String::new);
    let oncheck = {
        let (result, codes, task) = (result.clone(), codes.clone(), task.clone());
        Callback::from(move |given: Given| {
            let (evidence, result, codes) = (evidence.clone(), result.clone(), codes.clone());
            // What the one before left to choose from is nobody else's.
            codes.set(None);
            task.run(common::WORKING, lang, async move {
                let mut found = match contents(given).await {
                    Ok(found) => found,
                    Err(code) => return TaskState::Failed(code),
                };
                if found.len() > 1 {
                    codes.set(Some(Rc::new(found)));
                } else if let Some(bytes) = found.pop() {
                    result.set(Some(Rc::new(evidence.check(&bytes).await)));
                }
                TaskState::Idle
            });
        })
    };
    let onpick = {
        let (codes, oncheck) = (codes.clone(), oncheck.clone());
        Callback::from(move |picked: Option<Vec<u8>>| {
            codes.set(None);
            match picked {
                Some(bytes) => oncheck.emit(Given::Bytes(bytes)),
                None => drop(page::focus("#camera")),
            }
        })
    };
    let onnext = {
        let result = result.clone();
        Callback::from(move |by_itself: bool| {
            result.set(None);
            if by_itself {
                page::announce(words::CLEARED.of(lang));
            }
        })
    };
    match &*result {
        Some(checked) => html! {
            <ResultPage checked={crate::ui::elements::Shared(checked.clone())} wanted={(*wanted).clone()} {onnext} />
        },
        None => {
            let onwanted = {
                let wanted = wanted.clone();
                Callback::from(move |kind: String| wanted.set(kind))
            };
            let pick = (*codes).clone().map(|codes| html! { <Pick {codes} {onpick} /> });
            html! { <VerifyForm wanted={(*wanted).clone()} {onwanted} {oncheck} {task} pick={pick.unwrap_or_default()} /> }
        }
    }
}

/// The certificates in what was handed over: one, or what the codes of a picture hold.
async fn contents(given: Given) -> Result<Vec<Vec<u8>>, &'static str> {
    let files = match given {
        Given::Bytes(bytes) => return Ok(vec![bytes]),
        Given::Codes(codes) => return Ok(codes),
        Given::Files(files) => files,
    };
    let file = files.first().ok_or("file-not-readable")?;
    let bytes = files::read(file).await.ok_or("file-not-readable")?.bytes;
    if given::Given::of(&bytes) == given::Given::Certificate {
        return Ok(vec![bytes]);
    }
    let scanner = Scanner::start().map_err(|fault| fault.code())?;
    let picture = picture(file).await.map_err(|fault| fault.code())?;
    let reading = {
        let scanner = scanner.clone();
        Running::start(async move { scanner.read(picture, Effort::Thorough).await })
    };
    let Some(codes) = reading.within(PATIENCE_MILLISECONDS).await else {
        scanner.stop();
        return Err("picture-without-code");
    };
    let codes = codes.map_err(|fault| fault.code())?;
    if codes.is_empty() { Err("picture-without-code") } else { Ok(codes) }
}
