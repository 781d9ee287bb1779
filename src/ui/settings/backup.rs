//! The vault as one file, out and in.

use cert_app::state::WalletState;
use cert_app::words::{common, settings as words, welcome};
use web_sys::{File, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use crate::ui::browser::{files, page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{
    Banner, Button, FieldProblem, Fold, Icon, Kind, Passphrase, Problem, Shape, Summary, Tone,
};

/// Export and import.
#[component]
pub fn BackupSection() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let refused = use_state(|| None::<&'static str>);
    let export = {
        let refused = refused.clone();
        Callback::from(move |_: MouseEvent| {
            let (wallet, refused) = (wallet.clone(), refused.clone());
            promise::spawn(async move {
                match wallet.export().await {
                    Ok(text) => {
                        refused.set(None);
                        files::save("certfill-backup.json", "application/json", text.as_bytes());
                        page::announce(words::EXPORTED.of(lang));
                    }
                    Err(problem) => refused.set(Some(problem.code())),
                }
            });
        })
    };
    html! {
        <section class="panel" aria-labelledby="backup-title">
            <h2 id="backup-title"><Icon shape={Shape::File} />{words::BACKUP_TITLE.of(lang)}</h2>
            <p>{words::BACKUP_TEXT.of(lang)}</p>
            if let Some(code) = *refused { <Problem {code} /> }
            if app.wallet == WalletState::Saved {
                <Button kind={Kind::Plain} onclick={export}>{words::EXPORT.of(lang)}</Button>
            }
            <Import />
        </section>
    }
}

/// Joins a backup into this wallet. A bad file or passphrase changes nothing.
#[component]
fn Import() -> Html {
    let (wallet, lang) = (use_wallet(), use_lang());
    let input = use_node_ref();
    let file = use_state(|| None::<File>);
    let problems = use_state(Vec::<FieldProblem>::new);
    let result = use_state(|| None::<Result<usize, &'static str>>);
    let busy = use_state(|| false);
    let onchange = {
        let (file, result) = (file.clone(), result.clone());
        Callback::from(move |event: Event| {
            result.set(None);
            file.set(
                files::chosen(&event.target_unchecked_into::<HtmlInputElement>())
                    .into_iter()
                    .next(),
            );
        })
    };
    let onsubmit = {
        let (input, file, problems) = (input.clone(), file.clone(), problems.clone());
        let (result, busy) = (result.clone(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let problem = |id: &'static str, text: cert_app::words::Text| {
                vec![FieldProblem { id: id.into(), words: text.of(lang).into() }]
            };
            let passphrase = typed(&input);
            let Some(chosen) = (*file).clone() else {
                problems.set(problem("backup-file", words::IMPORT_MISSING));
                return;
            };
            if passphrase.is_empty() {
                problems.set(problem("backup-passphrase", welcome::PASSPHRASE_MISSING));
                return;
            }
            problems.set(Vec::new());
            if *busy {
                return;
            }
            busy.set(true);
            let (wallet, input, result, busy) =
                (wallet.clone(), input.clone(), result.clone(), busy.clone());
            promise::spawn(async move {
                let outcome = match files::read(&chosen)
                    .await
                    .and_then(|opened| String::from_utf8(opened.bytes).ok())
                {
                    Some(text) => wallet
                        .import(&text, &passphrase)
                        .await
                        .map_err(cert_app::wallet::VaultError::code),
                    None => Err("backup-not-readable"),
                };
                if let Ok(count) = outcome {
                    wipe(&input);
                    page::announce(&words::IMPORTED.with(lang, &[&count.to_string()]));
                }
                busy.set(false);
                result.set(Some(outcome));
            });
        })
    };
    let error = |id: &str| {
        problems.iter().find(|problem| problem.id == id).map(|problem| problem.words.clone())
    };
    html! {
        <Fold title={html! { <h3>{words::IMPORT.of(lang)}</h3> }} open={!problems.is_empty() || result.is_some()}>
        <form novalidate=true {onsubmit}>
            <Summary problems={(*problems).clone()} />
            {match *result {
                Some(Ok(count)) => html! { <Banner tone={Tone::Good}>{words::IMPORTED.with(lang, &[&count.to_string()])}</Banner> },
                Some(Err(code)) => html! { <Problem {code} /> },
                None => Html::default(),
            }}
            <div class={classes!("field", error("backup-file").is_some().then_some("wrong"))}>
                if let Some(error) = error("backup-file") { <p class="wrong-words" id="backup-file-error">{error}</p> }
                <label class="btn ghost filebtn">
                    {words::IMPORT_FILE.of(lang)}
                    <input type="file" id="backup-file" accept=".json,application/json" {onchange} />
                </label>
                if let Some(file) = &*file { <p class="hint">{words::IMPORT_CHOSEN.with(lang, &[&file.name()])}</p> }
            </div>
            <Passphrase id="backup-passphrase" label={words::IMPORT_PASSPHRASE.of(lang)} error={error("backup-passphrase")} {input} />
            <Button submit=true kind={Kind::Plain} busy={*busy}>
                {if *busy { common::WORKING } else { words::IMPORT_BUTTON }.of(lang)}
            </Button>
        </form>
        </Fold>
    }
}
