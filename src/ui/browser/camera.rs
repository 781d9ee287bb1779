//! The camera: the one that looks away from the person, as sharp as it goes. Its light goes out when
//! the last handle is dropped.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlVideoElement, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

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

/// As far as a camera goes in: more shows no more of a code.
const MOST_ZOOM: f64 = 3.0;

/// How far a camera goes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    pub least: f64,
    pub greatest: f64,
    pub step: f64,
}

/// The cameras of this device, each with its id and the name that the browser gives it; names come only
/// when the person has let one be used.
pub async fn all() -> Vec<(String, String)> {
    let Some(asked) = devices().and_then(|devices| devices.enumerate_devices().ok()) else {
        return Vec::new();
    };
    let Ok(found) = JsFuture::from(asked).await else { return Vec::new() };
    let found = Array::from(&found);
    let found = found.iter().filter_map(|one| one.dyn_into::<MediaDeviceInfo>().ok());
    let cameras = found.filter(|one| one.kind() == MediaDeviceKind::Videoinput);
    cameras.map(|one| (one.device_id(), one.label())).filter(|(id, _)| !id.is_empty()).collect()
}

/// Undefined where the page is not secure, whatever the types say.
fn devices() -> Option<MediaDevices> {
    let navigator = web_sys::window()?.navigator();
    let devices = Reflect::get(&navigator, &JsValue::from_str("mediaDevices")).ok()?;
    (!devices.is_undefined()).then(|| devices.unchecked_into())
}

/// A running camera. Two handles are the same when they are on the same one.
#[derive(Clone)]
pub struct Camera(Rc<Running>);

impl PartialEq for Camera {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

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
    /// Asks for a camera, for this one when it is still there; the browser asks the person.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn open(which: Option<&str>) -> Result<Self, CameraFault> {
        let devices = devices().ok_or(CameraFault::Missing)?;
        let ideal = |value: &JsValue| {
            let wish = Object::new();
            let _ = Reflect::set(&wish, &JsValue::from_str("ideal"), value);
            wish
        };
        let video = Object::new();
        let place = match which {
            Some(id) => ("deviceId", ideal(&JsValue::from_str(id))),
            None => ("facingMode", ideal(&JsValue::from_str("environment"))),
        };
        for (name, wish) in [place, ("width", ideal(&1920.into())), ("height", ideal(&1080.into()))]
        {
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

    /// How far it goes in: the least, the greatest (three times is enough for a code) and the step; `None`
    /// when it does not.
    pub fn zoom(&self) -> Option<Zoom> {
        let range = self.capability("zoom")?;
        let of = |name: &str| Reflect::get(&range, &name.into()).ok()?.as_f64();
        let (least, greatest) = (of("min")?, of("max")?);
        let greatest = greatest.min(least * MOST_ZOOM);
        let step = of("step").filter(|step| *step > 0.0).unwrap_or((greatest - least) / 20.0);
        (greatest > least).then_some(Zoom { least, greatest, step })
    }

    /// Goes in so far.
    pub async fn set_zoom(&self, zoom: f64) {
        self.wish("zoom", &zoom.into()).await;
    }

    /// Whether it has a light.
    pub fn has_torch(&self) -> bool {
        self.capability("torch").is_some_and(|torch| torch.is_truthy())
    }

    /// Turns its light on or off.
    pub async fn set_torch(&self, is_on: bool) {
        self.wish("torch", &is_on.into()).await;
    }

    /// Looks sharply at this place of the picture (0 to 1 from the left and from the top), where it can.
    pub async fn focus_on(&self, x: f64, y: f64) {
        let point = Object::new();
        let _ = Reflect::set(&point, &"x".into(), &x.into());
        let _ = Reflect::set(&point, &"y".into(), &y.into());
        self.wish("pointsOfInterest", &Array::of1(&point)).await;
    }

    /// Which camera it is.
    pub fn id(&self) -> Option<String> {
        let track = tracks(&self.0.0).into_iter().next()?;
        Reflect::get(&track.get_settings(), &"deviceId".into()).ok()?.as_string()
    }

    fn capability(&self, name: &str) -> Option<JsValue> {
        let track = tracks(&self.0.0).into_iter().next()?;
        // Not in every browser, whatever the types say.
        let ask = Reflect::get(&track, &"getCapabilities".into()).ok()?;
        let all = ask.dyn_into::<js_sys::Function>().ok()?.call0(&track).ok()?;
        let found = Reflect::get(&all, &name.into()).ok()?;
        (!found.is_undefined() && !found.is_null()).then_some(found)
    }

    /// A wish that the camera cannot fulfil changes nothing.
    async fn wish(&self, name: &str, value: &JsValue) {
        let (wish, all) = (Object::new(), Object::new());
        let _ = Reflect::set(&wish, &name.into(), value);
        let _ = Reflect::set(&all, &"advanced".into(), &Array::of1(&wish));
        for track in tracks(&self.0.0) {
            let ask = Reflect::get(&track, &"applyConstraints".into());
            let asked = ask.and_then(JsCast::dyn_into::<js_sys::Function>);
            let asked = asked.and_then(|ask| ask.call1(&track, &all));
            if let Ok(promise) = asked.and_then(JsCast::dyn_into::<js_sys::Promise>) {
                let _ = JsFuture::from(promise).await;
            }
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
