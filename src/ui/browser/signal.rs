//! A result as a sound and as a shake of the device. Where the browser does neither, nothing happens: the
//! words on the page say the same.

use cert_app::trust::checking::Class;
use cert_app::verifying::signals::{shakes, tones};
use js_sys::Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

use super::promise;

/// A tenth of full loudness: heard at a counter, and no shock in headphones.
const LOUDNESS: f32 = 0.1;

/// Before the first tone, so that the loudspeaker is awake (seconds).
const LEAD: f64 = 0.02;

thread_local! {
    static AUDIO: std::cell::RefCell<Option<AudioContext>> = const { std::cell::RefCell::new(None) };
}

/// Wakes the loudspeaker; browsers let only a press of a person do that.
pub fn wake() {
    let audio = AUDIO.with_borrow_mut(|place| {
        if place.is_none() {
            *place = AudioContext::new().ok();
        }
        place.clone()
    });
    if let Some(audio) = audio.filter(|audio| audio.state() == AudioContextState::Suspended) {
        // A page that is left meanwhile breaks the promise, which is nobody's fault.
        if let Ok(awake) = audio.resume() {
            promise::spawn(async move { drop(JsFuture::from(awake).await) });
        }
    }
}

/// Tells a result.
pub fn give(class: Class) {
    if let Some(window) = web_sys::window() {
        let pattern: Array =
            shakes(class).iter().map(|length| wasm_bindgen::JsValue::from(*length)).collect();
        let navigator = window.navigator();
        // Not in every browser, whatever the types say.
        if js_sys::Reflect::has(&navigator, &"vibrate".into()).unwrap_or_default() {
            let _ = navigator.vibrate_with_pattern(&pattern);
        }
    }
    wake();
    AUDIO.with_borrow(|audio| {
        let Some(audio) = audio else { return };
        let mut at = audio.current_time() + LEAD;
        for &(pitch, length) in tones(class) {
            let end = at + f64::from(length) / 1_000.0;
            if pitch > 0 {
                let _ = tone(audio, f32::from(pitch), at, end);
            }
            at = end;
        }
    });
}

fn tone(
    audio: &AudioContext,
    pitch: f32,
    from: f64,
    until: f64,
) -> Result<(), wasm_bindgen::JsValue> {
    let (source, volume) = (audio.create_oscillator()?, audio.create_gain()?);
    source.set_type(OscillatorType::Triangle);
    source.frequency().set_value(pitch);
    volume.gain().set_value(LOUDNESS);
    source.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&audio.destination())?;
    source.start_with_when(from)?;
    source.stop_with_when(until)
}
