//! Checking somebody's certificate: paste, file, drop; Enter for the next one.
//! Nothing about it is kept, and the result clears itself.

mod form;
mod result;

use std::rc::Rc;

use cert_app::trust::checking::Checked;
use cert_app::words::verify as words;
use yew::prelude::*;

use self::form::VerifyForm;
use self::result::ResultPage;
use crate::ui::browser::{page, promise};
use crate::ui::ctx::{use_evidence, use_lang};

/// The page: the form, or the result.
#[component]
pub fn Verify() -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    let result = use_state(|| None::<Rc<Checked>>);
    let wanted = use_state(String::new);
    let busy = use_state(|| false);
    let oncheck = {
        let (result, busy) = (result.clone(), busy.clone());
        Callback::from(move |bytes: Vec<u8>| {
            let (evidence, result, busy) = (evidence.clone(), result.clone(), busy.clone());
            busy.set(true);
            promise::spawn(async move {
                let checked = evidence.check(&bytes).await;
                busy.set(false);
                result.set(Some(Rc::new(checked)));
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
            html! { <VerifyForm wanted={(*wanted).clone()} {onwanted} {oncheck} busy={*busy} /> }
        }
    }
}
