//! The vault as one file, out and in.

use cert_app::state::WalletState;
use cert_app::wallet::VaultError;
use cert_app::words::{common, settings as words, welcome};
use web_sys::{File, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use crate::ui::browser::{clock, files};
use crate::ui::ctx::{Wallet, use_app, use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{Fold, Icon, Kind, Passphrase, Shape, Summary, TaskState, use_task};

const FILE: &str = "backup-file";
const PASSPHRASE: &str = "backup-passphrase";

/// Export and import.
#[component]
pub fn BackupSection() -> Html {
    let (app, wallet, lang, task) = (use_app(), use_wallet(), use_lang(), use_task());
    let export = {
        let task = task.clone();
        Callback::from(move |_: MouseEvent| {
            let wallet = wallet.clone();
            task.run(common::WORKING, lang, async move {
                match wallet.export().await {
                    Ok(text) => {
                        files::save("certfill-backup.json", "application/json", text.as_bytes());
                        let now = clock::now().seconds();
                        // If this cannot be written, the reminder only comes once more.
                        let _ = wallet.update(|data| data.backed_up_at = Some(now)).await;
                        TaskState::Done(words::EXPORTED, String::new())
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="backup-title">
            <h2 id="backup-title"><Icon shape={Shape::File} />{words::BACKUP_TITLE.of(lang)}</h2>
            <p>{words::BACKUP_TEXT.of(lang)}</p>
            if app.wallet == WalletState::Saved {
                {task.report(lang)}
                {task.button(Kind::Plain, words::EXPORT, lang, export)}
            }
            <Import />
        </section>
    }
}

/// Joins a backup into this wallet. A bad file or passphrase changes nothing.
#[component]
fn Import() -> Html {
    let (wallet, lang, task) = (use_wallet(), use_lang(), use_task());
    let (input, file) = (use_node_ref(), use_state(|| None::<File>));
    let onchange = {
        let (file, task) = (file.clone(), task.clone());
        Callback::from(move |event: Event| {
            task.reset();
            let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
            file.set(chosen.into_iter().next());
        })
    };
    let onsubmit = {
        let (input, file, task) = (input.clone(), file.clone(), task.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(chosen) = (*file).clone() else {
                return task.wrong(FILE, words::IMPORT_MISSING);
            };
            if typed(&input).is_empty() {
                return task.wrong(PASSPHRASE, welcome::PASSPHRASE_MISSING);
            }
            task.run(common::WORKING, lang, import(wallet.clone(), chosen, input.clone()));
        })
    };
    let missing = task.error(FILE, lang);
    html! {
        <Fold title={html! { <h3>{words::IMPORT.of(lang)}</h3> }} open={task.has_news()}>
        <form novalidate=true {onsubmit}>
            <Summary problems={task.problems(lang)} />
            <div class={classes!("field", missing.is_some().then_some("wrong"))}>
                if let Some(missing) = missing { <p class="wrong-words" id="backup-file-error">{missing}</p> }
                <label class="btn ghost filebtn">
                    {words::IMPORT_FILE.of(lang)}
                    <input type="file" id={FILE} accept=".json,application/json" {onchange} />
                </label>
                if let Some(file) = &*file { <p class="hint">{words::IMPORT_CHOSEN.with(lang, &[&file.name()])}</p> }
            </div>
            <Passphrase id={PASSPHRASE} label={words::IMPORT_PASSPHRASE.of(lang)} error={task.error(PASSPHRASE, lang)} {input} />
            {task.report(lang)}
            {task.submit(Kind::Plain, words::IMPORT_BUTTON, lang)}
        </form>
        </Fold>
    }
}

async fn import(wallet: Wallet, file: File, input: NodeRef) -> TaskState {
    let opened = files::read(&file).await;
    let Some(text) = opened.and_then(|opened| String::from_utf8(opened.bytes).ok()) else {
        return TaskState::Failed(VaultError::BackupNotReadable.code());
    };
    match wallet.import(&text, &typed(&input)).await {
        Ok(count) => {
            wipe(&input);
            TaskState::Done(words::IMPORTED, count.to_string())
        }
        Err(problem) => TaskState::Failed(problem.code()),
    }
}
