//! The camera on the page: one frame at a time, until a code is read or somebody turns it off.

use std::cell::Cell;
use std::rc::Rc;

use cert_app::words::{Text, verify as words};
use gloo::events::EventListener;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use crate::ui::browser::camera::{Camera, CameraFault};
use crate::ui::browser::scanner::{Effort, Scanner, frame};
use crate::ui::browser::{clock, page, promise};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind, Problem, Shape};

/// Every so many frames one is looked at thoroughly: a dense code is read by no fast look.
const THOROUGH: u32 = 4;

/// Between two frames, for the camera to see something new (milliseconds).
const PAUSE: u32 = 40;

/// Seconds between two pieces of advice (forms.md V8).
const ADVICE_SECONDS: i64 = 4;

/// What helps, one after the other.
const ADVICE: [Text; 4] =
    [words::CAMERA_AIM, words::CAMERA_CLOSER, words::CAMERA_STILL, words::CAMERA_LIGHT];

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
    let advice = use_state_eq(|| words::CAMERA_AIM);
    let fault = use_state(|| None::<&'static str>);
    let video = use_node_ref();
    {
        let (is_on, advice, fault) = (is_on.clone(), advice.clone(), fault.clone());
        let (video, oncodes) = (video.clone(), props.oncodes.clone());
        use_effect_with(*is_on, move |&on| {
            let watched = Rc::new(Cell::new(on));
            // Nobody looks at a hidden page, and the camera's light should not stay on.
            let hidden = page::document().filter(|_| on).map(|document| {
                let is_on = is_on.clone();
                EventListener::new(&document.clone(), "visibilitychange", move |_| {
                    if document.hidden() {
                        is_on.set(false);
                    }
                })
            });
            if on {
                advice.set(words::CAMERA_AIM);
                let watched = watched.clone();
                promise::spawn(async move {
                    let seen = scan(&video, &watched, &|words| advice.set(words)).await;
                    if !watched.get() {
                        return;
                    }
                    is_on.set(false);
                    match seen {
                        Ok(codes) => oncodes.emit(codes),
                        Err(code) => fault.set(Some(code)),
                    }
                });
            }
            move || {
                watched.set(false);
                drop(hidden);
            }
        });
    }
    let ontoggle = {
        let (is_on, fault) = (is_on.clone(), fault.clone());
        Callback::from(move |_: MouseEvent| {
            fault.set(None);
            is_on.set(!*is_on);
        })
    };
    html! {
        <div class="camera">
            if *is_on {
                // Without sound, and inside the page on a phone.
                <video ref={video} aria-label={words::CAMERA_VIEW.of(lang)} muted=true playsinline=true />
                <p role="status">{advice.of(lang)}</p>
                <Button id="camera" kind={Kind::Plain} onclick={ontoggle}>{words::CAMERA_STOP.of(lang)}</Button>
            } else {
                <Button id="camera" kind={Kind::Plain} icon={Shape::Camera} onclick={ontoggle}>{words::CAMERA.of(lang)}</Button>
            }
            if let Some(code) = *fault { <Problem {code} focus=true /> }
        </div>
    }
}

/// Looks until there is a code. What comes after nobody watches any more means nothing.
async fn scan(
    video: &NodeRef,
    watched: &Cell<bool>,
    advise: &dyn Fn(Text),
) -> Result<Vec<Vec<u8>>, &'static str> {
    let camera = Camera::open().await.map_err(CameraFault::code)?;
    let Some(video) = video.cast::<HtmlVideoElement>().filter(|_| watched.get()) else {
        return Ok(Vec::new());
    };
    camera.show(&video).await;
    let scanner = Scanner::start().map_err(|fault| fault.code())?;
    let (mut frames, begun) = (0u32, clock::now().seconds());
    while watched.get() {
        if !camera.is_live() {
            return Err(CameraFault::Lost.code());
        }
        // A camera that is just starting shows nothing yet.
        if let Ok(picture) = frame(&video).await {
            frames = frames.wrapping_add(1);
            let is_thorough = frames.is_multiple_of(THOROUGH);
            let effort = if is_thorough { Effort::Thorough } else { Effort::Fast };
            let codes = scanner.read(picture, effort).await.map_err(|fault| fault.code())?;
            if !codes.is_empty() {
                return Ok(codes);
            }
        }
        let told = (clock::now().seconds() - begun).max(0) / ADVICE_SECONDS;
        let told = usize::try_from(told).unwrap_or_default() % ADVICE.len();
        advise(ADVICE.get(told).copied().unwrap_or(words::CAMERA_AIM));
        clock::pause(PAUSE).await;
    }
    Ok(Vec::new())
}
