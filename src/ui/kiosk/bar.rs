//! What is on every page, always in the same place: help, end, and how it is read.

use cert_app::state::{Action, TextSize};
use cert_app::words::{common, kiosk as words};
use gloo::events::EventListener;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Desk, Stage};
use crate::ui::browser::{page, speech};
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::{Button, Kind};

/// Shows a dialogue while `is_asking`.
#[hook]
pub(super) fn use_dialog(dialog: &NodeRef, is_asking: bool) {
    let dialog = dialog.clone();
    use_effect_with(is_asking, move |&asking| {
        let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
        if asking && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !asking && dialog.open() {
            dialog.close();
        }
    });
}

#[derive(Clone, PartialEq, Properties)]
pub(super) struct BarProps {
    pub(super) desk: Desk,
    /// Whether somebody is here.
    pub(super) is_open: bool,
}

/// The keys at the bottom.
#[component]
pub(super) fn Bar(props: &BarProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let (helping, ending, reading) =
        (use_state_eq(|| false), use_state_eq(|| false), use_state_eq(|| false));
    let contrast = use_state_eq(|| false);
    use_keyboard_room();
    {
        let (contrast, reading, ending) = (contrast.setter(), reading.setter(), ending.setter());
        use_effect_with(props.is_open, move |_| {
            contrast.set(false);
            reading.set(false);
            ending.set(false);
        });
    }
    use_effect_with(*contrast, |high| page::mark("data-contrast", high.then_some("high")));
    use_effect_with(app.route.clone(), {
        let reading = reading.setter();
        move |_| {
            speech::stop();
            reading.set(false);
        }
    });
    let flip = |state: &UseStateHandle<bool>, to: bool| {
        let state = state.setter();
        Callback::from(move |_: MouseEvent| state.set(to))
    };
    let read = {
        let reading = reading.clone();
        Callback::from(move |_: MouseEvent| {
            if *reading {
                speech::stop();
                reading.set(false);
            } else {
                let done = reading.setter();
                let begun = speech::read(&page::words_of("main"), ".nothing", lang, move || {
                    done.set(false)
                });
                reading.set(begun);
            }
        })
    };
    let larger = app.preferences.text == TextSize::Largest;
    let text = {
        let app = app.clone();
        let next = if larger { TextSize::Large } else { TextSize::Largest };
        Callback::from(move |_: MouseEvent| app.dispatch(Action::Text(next)))
    };
    let language = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.dispatch(Action::Language(app.lang().other())))
    };
    let is_open = props.is_open;
    let start = props
        .desk
        .go
        .reform(move |_: MouseEvent| if is_open { Stage::Ways } else { Stage::Attract });
    // With nobody here there is nothing to end.
    let on_end = if props.is_open { flip(&ending, true) } else { start.clone() };
    html! {
        <>
            <nav class="kiosk-bar no-print" aria-label={words::BAR.of(lang)}>
                <button type="button" id="kiosk-start" onclick={start}>{words::TO_START.of(lang)}</button>
                if speech::is_there() { <button type="button" id="kiosk-read" onclick={read}>{if *reading { words::READ_STOP } else { words::READ }.of(lang)}</button> }
                <button type="button" id="kiosk-text" onclick={text}>{if larger { words::TEXT_BACK } else { words::TEXT }.of(lang)}</button>
                <button type="button" id="kiosk-contrast" onclick={flip(&contrast, !*contrast)}>{if *contrast { words::CONTRAST_BACK } else { words::CONTRAST }.of(lang)}</button>
                <button type="button" id="kiosk-language" lang={lang.other().tag()} onclick={language}>{common::OTHER_LANGUAGE.of(lang)}</button>
                <button type="button" id="kiosk-help" class="help" onclick={flip(&helping, true)}>{words::HELP.of(lang)}</button>
                <button type="button" id="kiosk-end" class="end" onclick={on_end}>{words::END.of(lang)}</button>
            </nav>
            <Dialogs desk={props.desk.clone()} helping={*helping} ending={*ending}
                onhelped={flip(&helping, false)} onstay={flip(&ending, false)} />
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct DialogsProps {
    desk: Desk,
    helping: bool,
    ending: bool,
    onhelped: Callback<MouseEvent>,
    onstay: Callback<MouseEvent>,
}

/// Help, and whether it is to end.
#[component]
fn Dialogs(props: &DialogsProps) -> Html {
    let lang = use_lang();
    let (help, end) = (use_node_ref(), use_node_ref());
    use_dialog(&help, props.helping);
    use_dialog(&end, props.ending);
    let settings = &props.desk.settings;
    let said = settings.words("help", lang);
    let end_now = props.desk.end.reform(|_: MouseEvent| ());
    let press = |callback: &Callback<MouseEvent>| {
        let callback = callback.clone();
        // Escape closes it as the button does.
        Callback::from(move |_: Event| {
            if let Ok(press) = MouseEvent::new("click") {
                callback.emit(press);
            }
        })
    };
    html! {
        <>
            <dialog ref={help} class="dialog kiosk-dialog kiosk-help" aria-labelledby="help-title" oncancel={press(&props.onhelped)}>
                <h2 id="help-title">{words::HELP_TITLE.of(lang)}</h2>
                <p class="lead">{settings.words("name", lang)}</p>
                <p>{if said.is_empty() { words::HELP_PLAIN.of(lang).to_owned() } else { said }}</p>
                <p>{words::HELP_KEPT.of(lang)}</p>
                <div class="row"><Button id="help-close" onclick={props.onhelped.clone()}>{common::CLOSE.of(lang)}</Button></div>
            </dialog>
            <dialog ref={end} class="dialog kiosk-dialog" aria-labelledby="end-title" oncancel={press(&props.onstay)}>
                <h2 id="end-title">{words::END_TITLE.of(lang)}</h2>
                <p>{words::END_TEXT.of(lang)}</p>
                <div class="row">
                    <Button id="end-yes" onclick={end_now}>{words::END_YES.of(lang)}</Button>
                    <Button id="end-no" kind={Kind::Plain} onclick={props.onstay.clone()}>{words::END_NO.of(lang)}</Button>
                </div>
            </dialog>
        </>
    }
}

/// A keyboard on the screen takes its room from the page, not from the field that is typed in (rule K11).
#[hook]
fn use_keyboard_room() {
    use_effect_with((), |()| {
        let window = web_sys::window();
        let listeners: Vec<EventListener> = match (page::visual_viewport(), window) {
            (Some(viewport), Some(window)) => vec![
                EventListener::new(&viewport, "resize", |_| page::make_room_for_keyboard()),
                EventListener::new(&window, "focusin", |_| page::make_room_for_keyboard()),
            ],
            _ => Vec::new(),
        };
        move || drop(listeners)
    });
}
