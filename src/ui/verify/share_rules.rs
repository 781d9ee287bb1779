//! The rules in force for other devices: as a signed file, as a code, as an address; and the way in for a file.

use cert_app::verifying::rules::Rules;
use cert_app::verifying::rules_file;
use cert_app::wallet::VaultError;
use cert_app::words::{common, verify_rules as words};
use cert_frames::{Level, modules};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::counter::Kept;
use crate::ui::browser::rules_key::RulesKey;
use crate::ui::browser::{clock, files, history, page, promise};
use crate::ui::ctx::{Wallet, use_lang, use_wallet};
use crate::ui::elements::{Button, Icon, Kind, Shape, TaskState, drawn, use_task};

/// Modules in a row of a code that a telephone reads from a screen without trouble (version 30).
const MOST_MODULES: usize = 137;

/// Rules as they were signed a moment ago.
#[derive(Clone, PartialEq)]
struct Signed {
    file: String,
    /// The key's short number.
    key: String,
}

#[derive(Clone, PartialEq, Properties)]
pub struct ShareRulesProps {
    pub kept: Kept,
    pub onfile: Callback<File>,
}

/// The ways out and in.
#[component]
pub fn ShareRules(props: &ShareRulesProps) -> Html {
    let (lang, task, wallet) = (use_lang(), use_task(), use_wallet());
    let shown = use_state(|| None::<Signed>);
    let sign = {
        let (kept, task, shown) = (props.kept.clone(), task.clone(), shown.clone());
        move |is_file: bool| {
            let (counter, wallet, shown) = (kept.counter(), wallet.clone(), shown.clone());
            shown.set(None);
            task.run(common::WORKING, lang, async move {
                match signed(&wallet, &counter.rules).await {
                    Ok(signed) if is_file => {
                        let file = signed.file.as_bytes();
                        files::save(rules_file::FILE_NAME, "application/jwt", file);
                        TaskState::Done(words::EXPORTED, signed.key)
                    }
                    Ok(signed) => {
                        shown.set(Some(signed));
                        TaskState::Idle
                    }
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        }
    };
    let (export, show) = (sign.clone(), sign);
    let onfile = props.onfile.clone();
    let onchange = Callback::from(move |event: Event| {
        let chosen = files::chosen(&event.target_unchecked_into::<HtmlInputElement>());
        if let Some(file) = chosen.into_iter().next() {
            onfile.emit(file);
        }
    });
    html! {
        <section class="panel" aria-labelledby="share-title">
            <h2 id="share-title"><Icon shape={Shape::File} />{words::SHARE_TITLE.of(lang)}</h2>
            <p>{words::SHARE_TEXT.of(lang)}</p>
            {task.report(lang)}
            <div class="row">
                {task.button(Kind::Plain, words::EXPORT, lang, Callback::from(move |_: MouseEvent| export(true)))}
                <Button id="rules-show" kind={Kind::Plain} onclick={Callback::from(move |_: MouseEvent| show(false))}>{words::SHOW_CODE.of(lang)}</Button>
                <label class="btn ghost filebtn">
                    {words::IMPORT.of(lang)}
                    <input type="file" id="rules-file" {onchange} />
                </label>
            </div>
            if let Some(signed) = (*shown).clone() { <ShownRules {signed} /> }
        </section>
    }
}

async fn signed(wallet: &Wallet, rules: &Rules) -> Result<Signed, VaultError> {
    let store = wallet.store().ok_or(VaultError::StorageRefused)?;
    let key = RulesKey::of_device(&store).await?;
    let input = rules_file::signing_input(rules, &key.public(), clock::now().seconds());
    let signature = key.sign(&input).await?;
    let file = rules_file::assembled(&input, &signature);
    Ok(Signed { file, key: rules_file::short(&key.thumbprint()) })
}

#[derive(Clone, PartialEq, Properties)]
struct ShownRulesProps {
    signed: Signed,
}

/// The code and the address.
#[component]
fn ShownRules(props: &ShownRulesProps) -> Html {
    let (lang, copied) = (use_lang(), use_state_eq(|| false));
    let address = rules_file::link(&history::origin(), &props.signed.file);
    use_effect_with((), |()| {
        page::focus("#rules-code-title");
    });
    let code = modules(&address, Level::Low).ok().filter(|code| code.side() <= MOST_MODULES);
    let copy = {
        let (address, copied) = (address.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            let (address, copied) = (address.clone(), copied.clone());
            promise::spawn(async move {
                if page::copy(&address).await {
                    copied.set(true);
                    page::announce(common::COPIED.of(lang));
                }
            });
        })
    };
    html! {
        <>
            <h3 id="rules-code-title" tabindex="-1">{words::CODE_TITLE.of(lang)}</h3>
            <p>{words::CODE_TEXT.with(lang, &[&props.signed.key])}</p>
            if let Some(code) = code {
                <div class="qr">{drawn(&code, words::CODE_TITLE.of(lang))}</div>
            } else {
                <p class="hint">{words::CODE_TOO_LONG.of(lang)}</p>
            }
            <div class="row after">
                <a href={address}>{words::LINK.of(lang)}</a>
                <Button kind={Kind::Small} onclick={copy}>{if *copied { common::COPIED } else { words::COPY_LINK }.of(lang)}</Button>
            </div>
        </>
    }
}
