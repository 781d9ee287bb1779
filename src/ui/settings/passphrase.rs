//! Another passphrase: only the wrapped key changes, records stay as they are.

use cert_app::words::{common, settings as words};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::ctx::{use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{Fold, Kind, Passphrase, Summary, TaskState, use_task};
use crate::ui::entry::vault_entry::{Purpose, missing};

const OLD: &str = "passphrase-old";
const NEW: &str = "passphrase-new";

/// The form.
#[component]
pub fn PassphraseSection() -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let inputs = [use_node_ref(), use_node_ref()];
    let onsubmit = {
        let (inputs, task) = (inputs.clone(), task.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let [old, new] = inputs.each_ref().map(typed);
            if let Some(words) = missing(&old, Purpose::Unlock) {
                return task.wrong(OLD, words);
            }
            if let Some(words) = missing(&new, Purpose::Create) {
                return task.wrong(NEW, words);
            }
            let (wallet, inputs) = (wallet.clone(), inputs.clone());
            task.run(common::WORKING, lang, async move {
                match wallet.change_passphrase(&old, &new).await {
                    Ok(()) => {
                        inputs.iter().for_each(wipe);
                        TaskState::Done(words::CHANGED, String::new())
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let [old, new] = inputs;
    html! {
        <section class="panel">
        <Fold title={html! { <h2>{words::CHANGE_TITLE.of(lang)}</h2> }} open={task.has_news()}>
        <form novalidate=true {onsubmit}>
            <Summary problems={task.problems(lang)} />
            <Passphrase id={OLD} label={words::CHANGE_OLD.of(lang)} error={task.error(OLD, lang)} input={old} />
            <Passphrase id={NEW} label={words::CHANGE_NEW.of(lang)} error={task.error(NEW, lang)} input={new} new=true />
            {task.report(lang)}
            {task.submit(Kind::Main, words::CHANGE_BUTTON, lang)}
        </form>
        </Fold>
        </section>
    }
}
