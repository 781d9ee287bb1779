//! A certificate was renewed since the draft was started: old value, new value,
//! and the person decides (rule C24).

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_app::filling::build;
use cert_app::filling::claim_names::Names;
use cert_app::filling::open;
use cert_app::words::form as words;
use cert_fill::{Change, FieldState, Pointer};
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::flow::{Flow, today};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind};

#[derive(Clone, PartialEq, Properties)]
pub struct RenewedProps {
    pub flow: Flow,
    pub names: Rc<Names>,
}

/// The dialog; nothing when nothing has changed.
#[component]
pub fn Renewed(props: &RenewedProps) -> Html {
    let lang = use_lang();
    let flow = &props.flow;
    let dialog = use_node_ref();
    let put_off = use_state(|| false);
    // What the person wants to keep; their own values are kept unless they say otherwise.
    let taken = use_state(BTreeSet::<Pointer>::new);
    let changes = flow.look(|session| session.renewals(today())).unwrap_or_default();
    let open = !changes.is_empty() && !*put_off;
    {
        let dialog = dialog.clone();
        use_effect_with(open, move |&open| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                if open && !dialog.open() {
                    let _ = dialog.show_modal();
                } else if !open && dialog.open() {
                    dialog.close();
                }
            }
        });
    }
    let later = {
        let put_off = put_off.clone();
        Callback::from(move |_: MouseEvent| put_off.set(true))
    };
    let oncancel = {
        let put_off = put_off.clone();
        Callback::from(move |_: Event| put_off.set(true))
    };
    let must = |change: &Change| {
        flow.look(|session| {
            session.draft.field_state(&session.form, &change.pointer) == FieldState::Locked
        })
        .unwrap_or(false)
    };
    let apply = {
        let (flow, taken) = (flow.clone(), taken.clone());
        let keep: Vec<Pointer> = changes
            .iter()
            .filter(|change| {
                change.old.is_some() && !must(change) && !taken.contains(&change.pointer)
            })
            .map(|change| change.pointer.clone())
            .collect();
        Callback::from(move |_: MouseEvent| {
            flow.change(open::Edit::Renew(keep.clone()));
            taken.set(BTreeSet::new());
        })
    };
    let query = changes.first().map(|change| change.query.clone()).unwrap_or_default();
    let name = flow
        .look(|session| props.names.query_name(&session.form, &query, lang))
        .unwrap_or_default();
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="renewed-title" {oncancel}>
            if open {
                <h2 id="renewed-title">{words::RENEWED_TITLE.of(lang)}</h2>
                <p>{words::RENEWED_HINT.with(lang, &[&name])}</p>
                <div class="renewed">
                    {for changes.iter().enumerate().map(|(index, change)| row(flow, &props.names, change, index, must(change), &taken, lang))}
                </div>
                <div class="row">
                    <Button onclick={apply}>{words::RENEWED_USE.of(lang)}</Button>
                    <Button kind={Kind::Plain} onclick={later}>{words::RENEWED_LATER.of(lang)}</Button>
                </div>
            }
        </dialog>
    }
}

fn row(
    flow: &Flow,
    names: &Names,
    change: &Change,
    index: usize,
    must: bool,
    taken: &UseStateHandle<BTreeSet<Pointer>>,
    lang: cert_app::words::Lang,
) -> Html {
    let Some(field) = flow.form.field(&change.pointer) else { return Html::default() };
    let shown = |value: &Option<serde_json::Value>| {
        value
            .as_ref()
            .map(|value| build::shown(field, value, &names.readings, lang).full)
            .unwrap_or_default()
    };
    let label = build::said(&field.label, lang).text;
    let takes = must || change.old.is_none() || taken.contains(&change.pointer);
    let choose = |new: bool| {
        let (taken, at) = (taken.clone(), change.pointer.clone());
        Callback::from(move |_: Event| {
            let mut next = (*taken).clone();
            if new {
                next.insert(at.clone());
            } else {
                next.remove(&at);
            }
            taken.set(next);
        })
    };
    let name = format!("renewed-{index}");
    let (old, new) = (shown(&change.old), shown(&change.new));
    html! {
        <fieldset>
            <legend>{label}</legend>
            if must {
                // A certified value follows its certificate; both are shown.
                <p>{words::RENEWED_OLD.of(lang)}{": "}<del>{old}</del></p>
                <p>{words::RENEWED_NEW.of(lang)}{": "}<b>{new}</b></p>
            } else {
                <label class="tick-row" for={format!("{name}-old")}>
                    <input type="radio" id={format!("{name}-old")} name={name.clone()} checked={!takes} onchange={choose(false)} />
                    <span>{words::RENEWED_OLD.of(lang)}{": "}{old}</span>
                </label>
                <label class="tick-row" for={format!("{name}-new")}>
                    <input type="radio" id={format!("{name}-new")} {name} checked={takes} onchange={choose(true)} />
                    <span>{words::RENEWED_NEW.of(lang)}{": "}{new}</span>
                </label>
            }
        </fieldset>
    }
}
