//! The camera on the page: a button, and while it is on the picture with what to do.

use std::cell::RefCell;

use cert_app::words::verify as words;
use yew::prelude::*;

use super::camera_settings::CameraSettings;
use super::looking::{Advice, OnPage, use_looking};
use crate::ui::browser::camera::Camera;
use crate::ui::browser::{page, promise, signal};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind, Problem, Shape};

thread_local! {
    /// The camera that was chosen last, for the next scan of this page.
    static CHOSEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn chosen() -> Option<String> {
    CHOSEN.with_borrow(Clone::clone)
}

#[derive(Clone, PartialEq, Properties)]
pub struct CameraScanProps {
    /// What the codes in a frame hold; never an empty list.
    pub oncodes: Callback<Vec<Vec<u8>>>,
}

/// A button, and while it is on the picture with what to do.
#[component]
pub fn CameraScan(props: &CameraScanProps) -> Html {
    let lang = use_lang();
    let is_on = use_state_eq(|| false);
    let advice = use_state_eq(|| Advice::Words(words::CAMERA_AIM));
    let (fault, parts) =
        (use_state(|| None::<&'static str>), use_state_eq(|| None::<(usize, usize)>));
    let video = use_node_ref();
    let (which, camera) = (use_state_eq(chosen), use_state_eq(|| None::<Camera>));
    let seen = OnPage {
        is_on: is_on.clone(),
        advice: advice.clone(),
        parts: parts.clone(),
        fault: fault.clone(),
        camera: camera.clone(),
        oncodes: props.oncodes.clone(),
    };
    use_looking(&video, (*which).clone(), seen);
    let ontoggle = {
        let (is_on, fault, camera) = (is_on.clone(), fault.clone(), camera.clone());
        Callback::from(move |_: MouseEvent| {
            // A person's press; what follows may make a sound.
            signal::wake();
            fault.set(None);
            camera.set(None);
            is_on.set(!*is_on);
        })
    };
    let onchoose = {
        let (which, camera) = (which.clone(), camera.clone());
        Callback::from(move |id: String| {
            CHOSEN.set(Some(id.clone()));
            camera.set(None);
            which.set(Some(id));
        })
    };
    let ontap = {
        let camera = camera.clone();
        Callback::from(move |event: MouseEvent| {
            let Some(camera) = (*camera).clone() else { return };
            let Some((x, y)) = page::place_in_target(&event) else { return };
            promise::spawn(async move { camera.focus_on(x, y).await });
        })
    };
    html! {
        <div class="camera">
            if *is_on {
                // Without sound, and inside the page on a phone.
                <video ref={video} aria-label={words::CAMERA_VIEW.of(lang)} muted=true playsinline=true onclick={ontap} />
                if let Some(camera) = (*camera).clone() { <CameraSettings {camera} {onchoose} /> }
            }
            // Always there, so that what it says is noticed.
            <p role="status">if *is_on { {advice.of(lang)} }</p>
            if let Some((seen, needed)) = *parts {
                if *is_on { <progress max={needed.to_string()} value={seen.to_string()} aria-label={words::CAMERA_VIEW.of(lang)} /> }
            }
            <Button id="camera" kind={Kind::Plain} icon={(!*is_on).then_some(Shape::Camera)} onclick={ontoggle}>
                {if *is_on { words::CAMERA_STOP } else { words::CAMERA }.of(lang)}
            </Button>
            if let Some(code) = *fault { <Problem {code} focus=true /> }
        </div>
    }
}
