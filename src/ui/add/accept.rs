//! Who offers what, where it will be kept, and one press that fetches and stores it.

use cert_app::offer::{Ask, TxCode};
use cert_app::state::WalletState;
use cert_app::words::{Lang, add as words, welcome};
use gloo::timers::callback::Timeout;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

use super::converse::Fetching;
use crate::ui::browser::page;
use crate::ui::ctx::{AppHandle, use_app, use_lang, use_wallet};
use crate::ui::elements::{
    Banner, Button, Field, Icon, Kind, Problem, Shape, Summary, Task, TaskState, Tone, use_task,
};
use crate::ui::entry::people::WhoIsIt;
use crate::ui::entry::vault_entry::{Purpose, VaultEntry, use_vault_entry};

const TX_CODE: &str = "tx-code";

/// A few frames.
const DRAWN_MILLISECONDS: u32 = 60;

#[derive(Clone, PartialEq, Properties)]
pub struct AcceptProps {
    pub ask: Ask,
    /// The issuer did not take the code.
    pub refused: Option<&'static str>,
    /// The issuer is being asked.
    pub busy: bool,
    /// Which one is on its way.
    pub fetching: Option<Fetching>,
    /// The person agrees, with the code when one is needed. The wallet is open then.
    pub agree: Callback<Option<String>>,
    pub decline: Callback<MouseEvent>,
}

/// The offer. Without an open wallet it also asks where to keep things.
#[component]
pub fn Accept(props: &AcceptProps) -> Html {
    let (app, wallet, lang, task) = (use_app(), use_wallet(), use_lang(), use_task());
    let busy = props.busy || task.is_running();
    let Place { closed, can_save, purpose } = use_place(&app, busy);
    let (entry, code) = (use_vault_entry(purpose), use_node_ref());
    let ask = &props.ask;
    use_focus_on_passphrase(can_save && ask.offer.tx_code.is_none());
    let given = {
        let (code, task, needed) = (code.clone(), task.clone(), ask.offer.tx_code.is_some());
        move || take_code(&code, needed, &task)
    };
    let onsubmit = {
        let (entry, task, agree) = (entry.clone(), task.clone(), props.agree.clone());
        let given = given.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Ok(code) = given() else { return };
            if can_save {
                keep(&entry, &task, lang, agree.clone(), code);
            } else {
                task.reset();
                agree.emit(code);
            }
        })
    };
    let without = {
        let (task, agree) = (task.clone(), props.agree.clone());
        Callback::from(move |_: MouseEvent| {
            let Ok(code) = given() else { return };
            task.reset();
            wallet.use_without_saving();
            agree.emit(code);
        })
    };
    let count = ask.offer.configurations.len().to_string();
    let button = if can_save { words::OFFER_SAVE } else { words::OFFER_GET };
    html! {
        <>
            <Summary problems={task.problems(lang)} />
            <form class="panel" novalidate=true {onsubmit}>
                {offered(ask, lang)}
                if let Some(asked) = &ask.offer.tx_code { {code_field(asked, &task, code, lang)} }
                if closed && !can_save { {storage_problem(&app)} }
                if can_save {
                    <h3>{if purpose == Purpose::Create { words::OFFER_WHERE } else { welcome::UNLOCK_TITLE }.of(lang)}</h3>
                    <WhoIsIt />
                    {entry.field(&task, lang)}
                    if purpose == Purpose::Create { <p class="small-print">{welcome::PASSPHRASE_LOST.of(lang)}</p> }
                }
                if let Some(code) = props.refused { <Problem {code} focus=true /> }
                {task.report(lang)}
                <div class="row">
                    if !closed || can_save {
                        <Button submit=true {busy}>
                            {match &props.fetching {
                                Some(fetching) => fetching.words(lang),
                                None if task.is_running() => entry.progress().of(lang).to_owned(),
                                None => button.with(lang, &[&count]),
                            }}
                        </Button>
                    }
                    if closed {
                        <Button kind={if can_save { Kind::Plain } else { Kind::Main }} onclick={without}>
                            {words::OFFER_MEMORY.of(lang)}
                        </Button>
                    }
                    <Button kind={Kind::Plain} onclick={props.decline.clone()}>{words::OFFER_DECLINE.of(lang)}</Button>
                </div>
                if closed { <p class="small-print after">{welcome::MEMORY_TEXT.of(lang)}</p> }
            </form>
        </>
    }
}

/// Where the certificates will be kept.
#[derive(Clone, Copy)]
struct Place {
    /// The wallet is not open.
    closed: bool,
    /// A passphrase is asked for here.
    can_save: bool,
    purpose: Purpose,
}

/// What was pressed stays where it is until the answer is there.
#[hook]
fn use_place(app: &AppHandle, busy: bool) -> Place {
    let shown = use_mut_ref(|| Place { closed: false, can_save: false, purpose: Purpose::Create });
    if !busy {
        let (closed, locked) = (!app.is_open(), app.wallet == WalletState::Locked);
        let purpose = if locked { Purpose::Unlock } else { Purpose::Create };
        let can_save = closed && app.storage_problem.is_none();
        *shown.borrow_mut() = Place { closed, can_save, purpose };
    }
    *shown.borrow()
}

/// The passphrase has the focus where it is the only question.
#[hook]
fn use_focus_on_passphrase(is_only_question: bool) {
    use_effect_with(is_only_question, |&is_only_question| {
        // Once the page has been drawn: a scroll in the same frame would look like a jump of it.
        let timer = is_only_question.then(|| {
            Timeout::new(DRAWN_MILLISECONDS, || {
                page::focus("#passphrase");
            })
        });
        move || drop(timer)
    });
}

/// The code that was typed, without blanks; `Err` when it is needed and missing.
fn take_code(input: &NodeRef, needed: bool, task: &Task) -> Result<Option<String>, ()> {
    if !needed {
        return Ok(None);
    }
    let typed = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
    let typed: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    if typed.is_empty() {
        task.wrong(TX_CODE, words::TX_CODE_MISSING);
        return Err(());
    }
    Ok(Some(typed))
}

/// Makes or opens the vault, then agrees.
fn keep(
    entry: &VaultEntry,
    task: &Task,
    lang: Lang,
    agree: Callback<Option<String>>,
    code: Option<String>,
) {
    if entry.is_wrong(task) {
        return;
    }
    let entry = entry.clone();
    task.run(entry.progress(), lang, async move {
        match entry.open().await {
            Ok(()) => {
                agree.emit(code);
                TaskState::Idle
            }
            Err(code) => TaskState::Failed(code),
        }
    });
}

/// Who offers what.
fn offered(ask: &Ask, lang: Lang) -> Html {
    let count = ask.offer.configurations.len().to_string();
    let issuer = ask.issuer_name(lang).unwrap_or_else(|| words::OFFER_NAMELESS.of(lang).to_owned());
    html! {
        <>
            <h2>{words::OFFER_WHO.with(lang, &[&issuer, &ask.host, &count])}</h2>
            <ul class="checks">
                {for ask.offer.configurations.iter().map(|id| html! {
                    <li key={id.clone()}><Icon shape={Shape::Card} /><b>{ask.name(id, lang)}</b></li>
                })}
            </ul>
            if !ask.left_out.is_empty() {
                <Banner tone={Tone::Note}>
                    {for ask.left_out.iter().map(|(id, code)| {
                        let why = cert_words::code_words(code.code(), lang).cause;
                        html! { <p key={id.clone()}>{words::OFFER_LEFT_OUT.with(lang, &[&ask.name(id, lang), why])}</p> }
                    })}
                </Banner>
            }
            <Banner icon={Shape::Lock}>{words::OFFER_KEYS.of(lang)}</Banner>
        </>
    }
}

fn code_field(asked: &TxCode, task: &Task, input: NodeRef, lang: Lang) -> Html {
    let error = task.error(TX_CODE, lang);
    let hint = asked.description.clone().unwrap_or_else(|| match asked.length {
        Some(length) => words::TX_CODE_HINT.with(lang, &[&length.to_string()]),
        None => words::TX_CODE_HINT_ANY.of(lang).to_owned(),
    });
    html! {
        <Field id={TX_CODE} label={words::TX_CODE.of(lang)} error={error.clone()} {hint}>
            <input ref={input} id={TX_CODE} type="text" autocomplete="one-time-code" spellcheck="false"
                inputmode={if asked.numeric { "numeric" } else { "text" }}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={if error.is_some() { "tx-code-hint tx-code-error" } else { "tx-code-hint" }} />
        </Field>
    }
}

fn storage_problem(state: &cert_app::state::State) -> Html {
    match state.storage_problem {
        Some(problem) => html! { <Problem code={problem.code()} tone={Tone::Warn} /> },
        None => Html::default(),
    }
}
