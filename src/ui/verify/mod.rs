//! Checking somebody's certificate: paste, file, drop; Enter for the next one.
//! Nothing about it is kept, and the result clears itself.

mod form;
mod result;

use std::rc::Rc;

use cert_app::trust::checking::Checked;
use cert_app::words::{common, verify as words};
use web_sys::File;
use yew::prelude::*;

use self::form::VerifyForm;
use self::result::ResultPage;
use crate::ui::browser::{files, page};
use crate::ui::ctx::{use_evidence, use_lang};
use crate::ui::elements::{TaskState, use_task};

/// What somebody handed over.
pub enum Given {
    /// The text of a certificate.
    Text(String),
    /// A file that was chosen or dropped; the first counts.
    Files(Vec<File>),
}

/// The page: the form, or the result.
#[component]
pub fn Verify() -> Html {
    let (evidence, lang, task) = (use_evidence(), use_lang(), use_task());
    let result = use_state(|| None::<Rc<Checked>>);
    let wanted = use_state(String::new);
    let oncheck = {
        let (result, task) = (result.clone(), task.clone());
        Callback::from(move |given: Given| {
            let (evidence, result) = (evidence.clone(), result.clone());
            task.run(common::WORKING, lang, async move {
                let bytes = match given {
                    Given::Text(text) => Some(text.into_bytes()),
                    Given::Files(files) => match files.first() {
                        Some(file) => files::read(file).await.map(|opened| opened.bytes),
                        None => None,
                    },
                };
                let Some(bytes) = bytes else { return TaskState::Failed("file-not-readable") };
                result.set(Some(Rc::new(evidence.check(&bytes).await)));
                TaskState::Idle
            });
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
            html! { <VerifyForm wanted={(*wanted).clone()} {onwanted} {oncheck} {task} /> }
        }
    }
}
