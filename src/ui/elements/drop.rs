//! The place where files are dropped or chosen.

use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use crate::ui::browser::files;

#[derive(Clone, PartialEq, Properties)]
pub struct FileDropProps {
    /// What can be dropped here.
    pub prompt: AttrValue,
    /// The words of the button.
    pub choose: AttrValue,
    #[prop_or_default]
    pub multiple: bool,
    #[prop_or_default]
    pub class: Classes,
    /// The words of a second button, for a whole folder.
    #[prop_or_default]
    pub folder: Option<AttrValue>,
    pub onfiles: Callback<Vec<File>>,
}

/// Hands over what was chosen or dropped; never an empty list.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let over = use_state_eq(|| false);
    let hand_over = {
        let onfiles = props.onfiles.clone();
        move |chosen: Vec<File>| {
            if !chosen.is_empty() {
                onfiles.emit(chosen);
            }
        }
    };
    let onchange = {
        let hand_over = hand_over.clone();
        Callback::from(move |event: Event| {
            hand_over(files::chosen(&event.target_unchecked_into::<HtmlInputElement>()));
        })
    };
    // One listener for all three: a drop, and a drag that comes or goes.
    let ondrag = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(event.type_() == "dragover");
            if event.type_() == "drop" {
                hand_over(files::dropped(&event));
            }
        })
    };
    html! {
        <div class={classes!("drop", props.class.clone(), over.then_some("over"))}
            ondrop={ondrag.clone()} ondragover={ondrag.clone()} ondragleave={ondrag}>
            <p>{props.prompt.clone()}</p>
            <label class="btn ghost filebtn">
                {props.choose.clone()}
                <input type="file" id="file" multiple={props.multiple} onchange={onchange.clone()} />
            </label>
            if let Some(folder) = &props.folder {
                <label class="btn ghost filebtn">
                    {folder.clone()}
                    <input type="file" id="folder" webkitdirectory=true {onchange} />
                </label>
            }
        </div>
    }
}
