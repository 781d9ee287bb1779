//! A file: chosen, checked, digested and kept encrypted; sent only on Send.

use cert_app::filling::{display, view::FieldView};
use cert_app::words::form as words;
use serde_json::Value;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::ui::browser::files;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Icon, Shape};

#[derive(Clone, PartialEq, Properties)]
pub struct FileProps {
    pub view: FieldView,
    /// Reading, digesting or storing right now.
    pub busy: bool,
    pub onfile: Callback<(String, File)>,
    pub onremove: Callback<String>,
}

/// A file control.
#[component]
pub fn FileControl(props: &FileProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let chosen = {
        let (pointer, onfile) = (view.pointer.clone(), props.onfile.clone());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = files::chosen(&input).into_iter().next() {
                onfile.emit((pointer.clone(), file));
            }
        })
    };
    let remove = {
        let (pointer, onremove) = (view.pointer.clone(), props.onremove.clone());
        Callback::from(move |_: MouseEvent| onremove.emit(pointer.clone()))
    };
    let text =
        |name: &str| view.value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = text("name");
    let has = !view.value.is_null();
    html! {
        <div class="file">
            if has {
                <div class="file-kept">
                    <Icon shape={Shape::File} />
                    <div>
                        <b>{name.clone()}</b>
                        <p>{view.value.get("size").and_then(Value::as_u64).map(display::size)}{" · "}{words::FILE_KEPT.of(lang)}</p>
                        <p class="digest">{words::FILE_DIGEST.with(lang, &[&short(&text("digest"))])}</p>
                    </div>
                    <button type="button" class="link" onclick={remove} aria-label={words::FILE_REMOVE_OF.with(lang, &[&name])}>
                        {words::FILE_REMOVE.of(lang)}
                    </button>
                </div>
            }
            <span class="file-choose">
                <input type="file" id={view.id.clone()} name={view.id.clone()} accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
                    aria-invalid={view.error.is_some().then_some("true")} aria-describedby={view.described_by()}
                    disabled={props.busy} onchange={chosen} />
                <span class="btn ghost" aria-hidden="true">
                    <Icon shape={Shape::File} />
                    {if has { words::FILE_REPLACE } else { words::CHOOSE_FILE }.of(lang)}
                </span>
            </span>
            if props.busy { <p class="working"><progress></progress>{words::FILE_READING.of(lang)}</p> }
        </div>
    }
}

/// Enough of a fingerprint to compare it by eye.
fn short(digest: &str) -> String {
    let plain = digest.trim_start_matches("sha-256=:").trim_end_matches(':');
    let start: String = plain.chars().take(12).collect();
    format!("{start}…")
}
