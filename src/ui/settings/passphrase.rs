//! Another passphrase: only the wrapped key changes, records stay as they are.

use cert_app::words::{Lang, settings as words, welcome};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::browser::{page, promise};
use crate::ui::ctx::{use_lang, use_wallet};
use crate::ui::elements::passphrase::{typed, wipe};
use crate::ui::elements::{Banner, Button, FieldProblem, Fold, Passphrase, Problem, Summary, Tone};
use crate::ui::entry::welcome::check;

/// The form.
#[component]
pub fn PassphraseSection() -> Html {
    let (wallet, lang) = (use_wallet(), use_lang());
    let inputs = [use_node_ref(), use_node_ref(), use_node_ref()];
    let problems = use_state(Vec::<FieldProblem>::new);
    let result = use_state(|| None::<Result<(), &'static str>>);
    let busy = use_state(|| false);
    let onsubmit = {
        let (inputs, problems, result, busy) =
            (inputs.clone(), problems.clone(), result.clone(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let [old, new, again] = inputs.each_ref().map(typed);
            let found = found(&old, &new, &again, lang);
            problems.set(found.clone());
            result.set(None);
            if *busy || !found.is_empty() {
                return;
            }
            busy.set(true);
            let (wallet, inputs, result, busy) =
                (wallet.clone(), inputs.clone(), result.clone(), busy.clone());
            promise::spawn(async move {
                let outcome = wallet.change_passphrase(&old, &new).await;
                if outcome.is_ok() {
                    inputs.iter().for_each(wipe);
                    page::announce(words::CHANGED.of(lang));
                }
                busy.set(false);
                result.set(Some(outcome.map_err(cert_app::wallet::VaultError::code)));
            });
        })
    };
    let error = |id: &str| {
        problems.iter().find(|problem| problem.id == id).map(|problem| problem.words.clone())
    };
    let [old, new, again] = inputs;
    html! {
        <section class="panel">
        <Fold title={html! { <h2>{words::CHANGE_TITLE.of(lang)}</h2> }} open={!problems.is_empty() || result.is_some()}>
        <form novalidate=true {onsubmit}>
            <Summary problems={(*problems).clone()} />
            {match *result {
                Some(Ok(())) => html! { <Banner tone={Tone::Good}>{words::CHANGED.of(lang)}</Banner> },
                Some(Err(code)) => html! { <Problem {code} /> },
                None => Html::default(),
            }}
            <Passphrase id="passphrase-old" label={words::CHANGE_OLD.of(lang)} error={error("passphrase-old")} input={old} />
            <Passphrase id="passphrase" label={words::CHANGE_NEW.of(lang)} hint={welcome::PASSPHRASE_HINT.of(lang)}
                error={error("passphrase")} input={new} new=true />
            <Passphrase id="passphrase-again" label={words::CHANGE_AGAIN.of(lang)} error={error("passphrase-again")}
                input={again} new=true />
            <Button submit=true busy={*busy}>{words::CHANGE_BUTTON.of(lang)}</Button>
        </form>
        </Fold>
        </section>
    }
}

fn found(old: &str, new: &str, again: &str, lang: Lang) -> Vec<FieldProblem> {
    if old.is_empty() {
        return vec![FieldProblem {
            id: "passphrase-old".into(),
            words: welcome::PASSPHRASE_MISSING.of(lang).into(),
        }];
    }
    check(new, again, lang)
}
