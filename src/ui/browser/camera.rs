//! The camera: the one that looks away from the person, as sharp as it goes. Its light goes out when
//! the last handle is dropped.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::promise;

/// Why there is no picture from a camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraFault {
    /// The person or the browser said no.
    Refused,
    /// There is none, or this page may not ask (no HTTPS).
    Missing,
    /// Another program has it, or it was taken away.
    Lost,
}

impl CameraFault {
    /// The code that has words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Refused => "camera-refused",
            Self::Missing => "camera-missing",
            Self::Lost => "camera-lost",
        }
    }

    fn of(error: &JsValue) -> Self {
        match promise::error_name(error).as_str() {
            "NotAllowedError" | "SecurityError" => Self::Refused,
            "NotReadableError" | "AbortError" | "InvalidStateError" => Self::Lost,
            _ => Self::Missing,
        }
    }
}

/// A running camera.
#[derive(Clone)]
pub struct Camera(Rc<Running>);

struct Running(MediaStream);

impl Drop for Running {
    fn drop(&mut self) {
        tracks(&self.0).iter().for_each(MediaStreamTrack::stop);
    }
}

fn tracks(stream: &MediaStream) -> Vec<MediaStreamTrack> {
    stream.get_video_tracks().iter().filter_map(|track| track.dyn_into().ok()).collect()
}

impl Camera {
    /// Asks for a camera; the browser asks the person.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn open() -> Result<Self, CameraFault> {
        let window = web_sys::window().ok_or(CameraFault::Missing)?;
        // Undefined where the page is not secure, whatever the types say.
        let devices = Reflect::get(&window.navigator(), &JsValue::from_str("mediaDevices"));
        let devices = devices.ok().filter(|devices| !devices.is_undefined());
        let devices: web_sys::MediaDevices = devices.ok_or(CameraFault::Missing)?.unchecked_into();
        let ideal = |value: &JsValue| {
            let wish = Object::new();
            let _ = Reflect::set(&wish, &JsValue::from_str("ideal"), value);
            wish
        };
        let video = Object::new();
        for (name, wish) in [
            ("facingMode", ideal(&JsValue::from_str("environment"))),
            ("width", ideal(&1920.into())),
            ("height", ideal(&1080.into())),
        ] {
            let _ = Reflect::set(&video, &JsValue::from_str(name), &wish);
        }
        let wanted = MediaStreamConstraints::new();
        wanted.set_video(&video);
        let asked = devices.get_user_media_with_constraints(&wanted);
        let stream = JsFuture::from(asked.map_err(|error| CameraFault::of(&error))?).await;
        let stream = stream.map_err(|error| CameraFault::of(&error))?;
        Ok(Self(Rc::new(Running(stream.unchecked_into()))))
    }

    /// Shows it in a video element.
    pub async fn show(&self, video: &HtmlVideoElement) {
        video.set_src_object(Some(&self.0.0));
        if let Ok(playing) = video.play() {
            let _ = JsFuture::from(playing).await;
        }
    }

    /// Turns it off, whoever still has a handle.
    pub fn stop(&self) {
        tracks(&self.0.0).iter().for_each(MediaStreamTrack::stop);
    }

    /// Whether it still gives pictures.
    pub fn is_live(&self) -> bool {
        tracks(&self.0.0)
            .iter()
            .any(|track| track.ready_state() == web_sys::MediaStreamTrackState::Live)
    }
}
