//! What was typed before and fits a field: each with its day, and a button that takes it over.

use cert_app::filling::view::FieldView;
use cert_app::words::again as words;
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::intl;
use crate::ui::ctx::use_lang;

#[derive(Clone, PartialEq, Properties)]
pub struct KnownProps {
    pub view: FieldView,
    /// The pointer, and which of them is taken.
    pub onknown: Callback<(String, usize)>,
}

/// Nothing when nothing is known.
#[component]
pub fn KnownAnswers(props: &KnownProps) -> Html {
    let lang = use_lang();
    let view = &props.view;
    if view.known.is_empty() {
        return Html::default();
    }
    let take = |at: usize| {
        let (onknown, pointer) = (props.onknown.clone(), view.pointer.clone());
        Callback::from(move |_: MouseEvent| onknown.emit((pointer.clone(), at)))
    };
    html! {
        <ul class="known" id={format!("{}-known", view.id)} aria-label={words::KNOWN_LIST.of(lang)}>
            {for view.known.iter().enumerate().map(|(at, (text, typed_at))| {
                let day = intl::date(UnixTime::from_seconds(*typed_at), lang);
                html! {
                    <li>
                        <span>{words::KNOWN.with(lang, &[&day, text])}</span>
                        <button type="button" class="btn small" aria-label={words::USE_OF.with(lang, &[text])} onclick={take(at)}>
                            {words::USE.of(lang)}
                        </button>
                    </li>
                }
            })}
        </ul>
    }
}
