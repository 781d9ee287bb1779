//! One field, whatever its control.

use cert_app::filling::display;
use cert_app::filling::view::{Control, FieldView};
use cert_app::words::form as words;
use web_sys::File;
use yew::prelude::*;

use super::choice::ChoiceControl;
use super::date_parts::DateControl;
use super::file::FileControl;
use super::locked::Locked;
use super::question::Question;
use super::text::TextControl;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct AnswerProps {
    pub view: FieldView,
    /// The control of this pointer has changed; the page reads it.
    pub ontouch: Callback<String>,
    #[prop_or_default]
    pub onundo: Callback<String>,
    /// Something that was typed before is taken over.
    #[prop_or_default]
    pub onknown: Callback<(String, usize)>,
    #[prop_or_default]
    pub onfile: Callback<(String, File)>,
    #[prop_or_default]
    pub onremove: Callback<String>,
    /// A file is being read.
    #[prop_or_default]
    pub busy: bool,
}

/// A field: text when it is certified, else the control that fits.
#[component]
pub fn AnswerField(props: &AnswerProps) -> Html {
    let lang = use_lang();
    let view = props.view.clone();
    if view.locked {
        return html! { <Locked {view} /> };
    }
    let hint = match view.control {
        Control::Date => Some(AttrValue::from(words::DATE_HINT.of(lang))),
        // The form's own hint says it already.
        Control::File if view.hint.is_none() => {
            view.max_size.map(|size| words::FILE_HINT.with(lang, &[&display::size(size)]).into())
        }
        _ => None,
    };
    let ontouch = props.ontouch.clone();
    let control = match view.control {
        Control::Text | Control::Textarea | Control::Phone | Control::Integer => {
            html! { <TextControl view={view.clone()} {ontouch} /> }
        }
        Control::Date => html! { <DateControl view={view.clone()} {ontouch} /> },
        Control::File => html! {
            <FileControl view={view.clone()} busy={props.busy} onfile={props.onfile.clone()} onremove={props.onremove.clone()} />
        },
        Control::Select
        | Control::Radios
        | Control::YesNo
        | Control::Checkboxes
        | Control::Declaration => {
            html! { <ChoiceControl view={view.clone()} {ontouch} /> }
        }
    };
    html! { <Question {view} {hint} onundo={props.onundo.clone()} onknown={props.onknown.clone()}>{control}</Question> }
}
