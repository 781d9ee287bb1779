//! Looking through the camera: one frame at a time, until a code is whole or somebody turns it off.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cert_app::verifying::gathered::{self, Gathered};
use cert_app::words::{Lang, Text, show, verify as words};
use cert_frames::Gathering;
use gloo::events::EventListener;
use web_sys::HtmlVideoElement;
use yew::prelude::*;

use crate::ui::browser::camera::{Camera, CameraFault};
use crate::ui::browser::scanner::{Effort, ScanFault, Scanner, frame};
use crate::ui::browser::{clock, page, promise};

/// Every so many frames one is looked at thoroughly: a dense code is read by no fast look.
const THOROUGH: u32 = 4;

/// Between two frames, for the camera to see something new (milliseconds).
const PAUSE: u32 = 40;

/// The same while a code moves: the next part is there soon.
const PAUSE_BETWEEN_PARTS: u32 = 8;

/// Frames one after the other that may bring the decoder to a stop.
const MOST_STOPS: u32 = 3;

/// Seconds between two pieces of advice (forms.md V8).
const ADVICE_SECONDS: i64 = 4;

/// Seconds between two words about how far a moving code is (forms.md V8); a bar tells it all the time.
const PROGRESS_SECONDS: i64 = 3;

/// What helps, one after the other.
const ADVICE: [Text; 4] =
    [words::CAMERA_AIM, words::CAMERA_CLOSER, words::CAMERA_STILL, words::CAMERA_LIGHT];

/// What is said beside the picture.
#[derive(Clone, Copy, PartialEq)]
pub enum Advice {
    Words(Text),
    /// Parts of a code that moves: so many, of so many.
    Parts(usize, usize),
}

impl Advice {
    /// In words.
    pub fn of(self, lang: Lang) -> String {
        match self {
            Self::Words(words) => words.of(lang).to_owned(),
            // A last mixture may still be missing.
            Self::Parts(seen, needed) if seen >= needed => show::PARTS_ENOUGH.of(lang).to_owned(),
            Self::Parts(seen, needed) => {
                show::PARTS_SEEN.with(lang, &[&seen.to_string(), &needed.to_string()])
            }
        }
    }
}

/// What the component knows of it.
pub struct OnPage {
    pub is_on: UseStateHandle<bool>,
    pub advice: UseStateHandle<Advice>,
    /// Parts of a code that moves: so many, of so many.
    pub parts: UseStateHandle<Option<(usize, usize)>>,
    pub fault: UseStateHandle<Option<&'static str>>,
    pub camera: UseStateHandle<Option<Camera>>,
    pub oncodes: Callback<Vec<Vec<u8>>>,
}

/// Looks while it is on, with this camera; a hidden page turns it off.
#[hook]
pub fn use_looking(video: &NodeRef, which: Option<String>, seen: OnPage) {
    let video = video.clone();
    use_effect_with((*seen.is_on, which), move |(on, which)| {
        let OnPage { is_on, advice, parts, fault, camera, oncodes } = seen;
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
            advice.set(Advice::Words(words::CAMERA_AIM));
            parts.set(None);
            let watch = watch.clone();
            promise::spawn(async move {
                let shows = |one: &Camera| camera.set(Some(one.clone()));
                let advise = |words| advice.set(words);
                let seen = scan(&video, &watch, which.as_deref(), &shows, &advise, &|now| {
                    parts.set(Some(now))
                })
                .await;
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
    advise: &dyn Fn(Advice),
    progress: &dyn Fn((usize, usize)),
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
    let mut gathering = Gathering::new();
    let (mut is_gathering, mut told_at) = (false, 0);
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
                Ok(codes) => {
                    stops = 0;
                    match gathered::take(&mut gathering, codes) {
                        Gathered::Codes(codes) => return Ok(codes),
                        Gathered::Parts { seen, needed } => {
                            is_gathering = true;
                            progress((seen, needed));
                            let now = clock::now().seconds();
                            if now - told_at >= PROGRESS_SECONDS {
                                told_at = now;
                                advise(Advice::Parts(seen, needed));
                            }
                        }
                        Gathered::Nothing => {}
                    }
                }
                // This frame brought the decoder to a stop; the next one may be another.
                Err(ScanFault::Picture) if stops < MOST_STOPS => {
                    stops += 1;
                    scanner = watch.scanner()?;
                }
                Err(fault) => return Err(fault.code()),
            }
        }
        if is_gathering {
            clock::pause(PAUSE_BETWEEN_PARTS).await;
            continue;
        }
        let told = (clock::now().seconds() - begun).max(0) / ADVICE_SECONDS;
        let told = usize::try_from(told).unwrap_or_default() % ADVICE.len();
        advise(Advice::Words(ADVICE.get(told).copied().unwrap_or(words::CAMERA_AIM)));
        clock::pause(PAUSE).await;
    }
    Ok(Vec::new())
}
