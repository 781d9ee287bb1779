//! What of a certificate is shown: boxes for the claims, and one press for the usual purposes.

use std::collections::BTreeSet;

use cert_app::showing::choice::{Choice, Preset, chosen};
use cert_app::words::{Text, show as words};
use yew::prelude::*;

use crate::ui::ctx::use_lang;

/// Claims by where they stand: their order may change when their issuer's description comes.
pub type Paths = BTreeSet<Vec<String>>;

/// Those that a purpose needs.
pub fn paths_of(all: &[Choice], preset: Preset) -> Paths {
    let chosen = chosen(all, preset);
    let chosen = all.iter().zip(chosen).filter(|(_, chosen)| *chosen);
    chosen.map(|(one, _)| one.line.path.clone()).collect()
}

#[derive(Clone, PartialEq, Properties)]
pub struct ChooserProps {
    pub all: Vec<Choice>,
    pub picked: Paths,
    pub onpick: Callback<Paths>,
}

/// The claims with boxes; one press chooses for the usual purposes.
#[component]
pub fn Chooser(props: &ChooserProps) -> Html {
    let lang = use_lang();
    let ChooserProps { all, picked, onpick } = props;
    if all.iter().all(|one| one.is_always) {
        return html! { <p>{words::WHOLE.of(lang)}</p> };
    }
    let preset = |preset: Preset, words: Text| {
        let wanted = paths_of(all, preset);
        let is_chosen = *picked == wanted;
        let onchange = onpick.reform(move |_: Event| wanted.clone());
        html! {
            <label class="choice">
                <input type="radio" name="preset" checked={is_chosen} {onchange} /><span>{words.of(lang)}</span>
            </label>
        }
    };
    let line = |(at, one): (usize, &Choice)| {
        let path = &one.line.path;
        let checked = one.is_always || picked.contains(path);
        let (picked, path) = (picked.clone(), path.clone());
        let onchange = onpick.reform(move |_: Event| {
            let mut changed = picked.clone();
            if !changed.remove(&path) {
                changed.insert(path.clone());
            }
            changed
        });
        let name = match one.is_always {
            true => words::ALWAYS.with(lang, &[&one.line.label]),
            false => one.line.label.clone(),
        };
        html! {
            <label class="tick-row">
                <input type="checkbox" id={format!("show-{at}")} {checked} disabled={one.is_always} {onchange} />
                <span>{name}</span>
            </label>
        }
    };
    html! {
        <>
            <fieldset>
                <legend>{words::PRESET.of(lang)}</legend>
                <div class="choices">
                    {preset(Preset::Compared, words::COMPARED)}
                    {preset(Preset::Everything, words::EVERYTHING)}
                </div>
            </fieldset>
            <fieldset>
                <legend>{words::WHAT.of(lang)}</legend>
                {for all.iter().enumerate().map(line)}
            </fieldset>
        </>
    }
}
