//! The camera on the page: one frame at a time, until a code is read or somebody turns it off.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::words::{Text, verify as words};
use gloo::events::EventListener;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use super::camera_settings::CameraSettings;
use crate::ui::browser::camera::{Camera, CameraFault};
use crate::ui::browser::scanner::{Effort, ScanFault, Scanner, frame};
use crate::ui::browser::{clock, page, promise, signal};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Kind, Problem, Shape};

/// Every so many frames one is looked at thoroughly: a dense code is read by no fast look.
const THOROUGH: u32 = 4;

/// Between two frames, for the camera to see something new (milliseconds).
const PAUSE: u32 = 40;

/// Frames one after the other that may bring the decoder to a stop.
const MOST_STOPS: u32 = 3;

/// Seconds between two pieces of advice (forms.md V8).
const ADVICE_SECONDS: i64 = 4;

/// What helps, one after the other.
const ADVICE: [Text; 4] =
    [words::CAMERA_AIM, words::CAMERA_CLOSER, words::CAMERA_STILL, words::CAMERA_LIGHT];

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
    let advice = use_state_eq(|| words::CAMERA_AIM);
    let fault = use_state(|| None::<&'static str>);
    let video = use_node_ref();
    let (which, camera) = (use_state_eq(chosen), use_state_eq(|| None::<Camera>));
    {
        let (is_on, advice, fault) = (is_on.clone(), advice.clone(), fault.clone());
        let (video, oncodes, camera) = (video.clone(), props.oncodes.clone(), camera.clone());
        use_effect_with((*is_on, (*which).clone()), move |(on, which)| {
            let (on, which) = (*on, which.clone());
            let watch = Rc::new(Watch::default());
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
                let watch = watch.clone();
                promise::spawn(async move {
                    let shows = |one: &Camera| camera.set(Some(one.clone()));
                    let advise = |words| advice.set(words);
                    let seen = scan(&video, &watch, which.as_deref(), &shows, &advise).await;
                    if watch.is_over.get() {
                        return;
                    }
                    camera.set(None);
                    is_on.set(false);
                    match seen {
                        Ok(codes) => oncodes.emit(codes),
                        Err(code) => fault.set(Some(code)),
                    }
                });
            }
            move || {
                watch.end();
                drop(hidden);
            }
        });
    }
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
            <Button id="camera" kind={Kind::Plain} icon={(!*is_on).then_some(Shape::Camera)} onclick={ontoggle}>
                {if *is_on { words::CAMERA_STOP } else { words::CAMERA }.of(lang)}
            </Button>
            if let Some(code) = *fault { <Problem {code} focus=true /> }
        </div>
    }
}

/// What runs while the camera is on, to be ended from outside at any moment.
#[derive(Default)]
struct Watch {
    is_over: Cell<bool>,
    camera: RefCell<Option<Camera>>,
    scanner: RefCell<Option<Scanner>>,
}

impl Watch {
    fn end(&self) {
        self.is_over.set(true);
        if let Some(camera) = self.camera.take() {
            camera.stop();
        }
        if let Some(scanner) = self.scanner.take() {
            scanner.stop();
        }
    }

    /// A camera that comes when nobody waits any more is turned off at once.
    async fn camera(&self, which: Option<&str>) -> Result<Camera, &'static str> {
        let camera = Camera::open(which).await.map_err(CameraFault::code)?;
        if self.is_over.get() {
            camera.stop();
        }
        self.camera.replace(Some(camera.clone()));
        Ok(camera)
    }

    fn scanner(&self) -> Result<Scanner, &'static str> {
        let scanner = Scanner::start().map_err(ScanFault::code)?;
        self.scanner.replace(Some(scanner.clone()));
        Ok(scanner)
    }
}

/// Looks until there is a code. What comes after nobody watches any more means nothing.
async fn scan(
    video: &NodeRef,
    watch: &Watch,
    which: Option<&str>,
    shows: &dyn Fn(&Camera),
    advise: &dyn Fn(Text),
) -> Result<Vec<Vec<u8>>, &'static str> {
    let camera = watch.camera(which).await?;
    let Some(video) = video.cast::<HtmlVideoElement>().filter(|_| !watch.is_over.get()) else {
        return Ok(Vec::new());
    };
    camera.show(&video).await;
    if !watch.is_over.get() {
        shows(&camera);
    }
    let mut scanner = watch.scanner()?;
    let (mut frames, mut stops, begun) = (0u32, 0, clock::now().seconds());
    while !watch.is_over.get() {
        if !camera.is_live() {
            return Err(CameraFault::Lost.code());
        }
        // A camera that is just starting shows nothing yet.
        if let Ok(picture) = frame(&video).await {
            frames = frames.wrapping_add(1);
            let is_thorough = frames.is_multiple_of(THOROUGH);
            let effort = if is_thorough { Effort::Thorough } else { Effort::Fast };
            match scanner.read(picture, effort).await {
                Ok(codes) if !codes.is_empty() => return Ok(codes),
                Ok(_) => stops = 0,
                // This frame brought the decoder to a stop; the next one may be another.
                Err(ScanFault::Picture) if stops < MOST_STOPS => {
                    stops += 1;
                    scanner = watch.scanner()?;
                }
                Err(fault) => return Err(fault.code()),
            }
        }
        let told = (clock::now().seconds() - begun).max(0) / ADVICE_SECONDS;
        let told = usize::try_from(told).unwrap_or_default() % ADVICE.len();
        advise(ADVICE.get(told).copied().unwrap_or(words::CAMERA_AIM));
        clock::pause(PAUSE).await;
    }
    Ok(Vec::new())
}
