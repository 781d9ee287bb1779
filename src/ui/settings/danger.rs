//! Deleting everything, with one question before.

use cert_app::route::Route;
use cert_app::words::{common, settings as words};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::ui::browser::{navigate, page, preferences};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Button, Kind, TaskState, use_task};

/// The button, and the dialogue that asks.
#[component]
pub fn DangerSection() -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let alone = app.people.all.iter().all(|person| person.id == app.people.chosen);
    let text = if alone { words::DELETE_TEXT } else { words::DELETE_OWN_TEXT }.of(lang);
    let dialog = use_node_ref();
    let task = use_task();
    let with_dialog = |act: fn(&HtmlDialogElement)| {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                act(&dialog);
            }
        })
    };
    let ask = with_dialog(|dialog| drop(dialog.show_modal()));
    let cancel = with_dialog(HtmlDialogElement::close);
    let delete = {
        let (dialog, task) = (dialog.clone(), task.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                dialog.close();
            }
            let (wallet, evidence) = (wallet.clone(), evidence.clone());
            task.run(common::WORKING, lang, async move {
                match wallet.delete_everything().await {
                    Ok(()) => {
                        evidence.forget();
                        if alone {
                            preferences::forget();
                        }
                        page::announce(words::DELETED.of(lang));
                        navigate(&Route::Home);
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="delete-title">
            <h2 id="delete-title">{words::DELETE_TITLE.of(lang)}</h2>
            <p>{text}</p>
            {task.report(lang)}
            {task.button(Kind::Danger, words::DELETE_BUTTON, lang, ask)}
            <dialog ref={dialog} class="dialog" aria-labelledby="delete-sure-title">
                <h2 id="delete-sure-title">{words::DELETE_SURE_TITLE.of(lang)}</h2>
                <p>{text}</p>
                <div class="row">
                    <Button kind={Kind::Plain} onclick={cancel}>{common::CANCEL.of(lang)}</Button>
                    <Button kind={Kind::Danger} onclick={delete}>{words::DELETE_SURE.of(lang)}</Button>
                </div>
            </dialog>
        </section>
    }
}
