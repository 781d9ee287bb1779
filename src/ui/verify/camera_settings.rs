//! What a person can set at a running camera: which one, how near, and its light. Only what it has is
//! shown.

use cert_app::words::verify as words;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::ui::browser::camera::{self, Camera};
use crate::ui::browser::promise;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Button, Field, Kind};

#[derive(Clone, PartialEq, Properties)]
pub struct CameraSettingsProps {
    pub camera: Camera,
    /// The id of another camera.
    pub onchoose: Callback<String>,
}

/// The settings.
#[component]
pub fn CameraSettings(props: &CameraSettingsProps) -> Html {
    let lang = use_lang();
    let (all, is_lit) = (use_state(Vec::<(String, String)>::new), use_state_eq(|| false));
    let zoomed = use_state_eq(|| None::<f64>);
    {
        let (all, is_lit, zoomed) = (all.setter(), is_lit.setter(), zoomed.setter());
        use_effect_with(props.camera.clone(), move |_| {
            is_lit.set(false);
            zoomed.set(None);
            promise::spawn(async move { all.set(camera::all().await) });
        });
    }
    let onchange = props
        .onchoose
        .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let onzoom = {
        let (camera, zoomed) = (props.camera.clone(), zoomed.clone());
        Callback::from(move |event: InputEvent| {
            let zoom = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            zoomed.set(Some(zoom));
            let camera = camera.clone();
            promise::spawn(async move { camera.set_zoom(zoom).await });
        })
    };
    let ontorch = {
        let (camera, is_lit) = (props.camera.clone(), is_lit.clone());
        Callback::from(move |_: MouseEvent| {
            let (camera, lit) = (camera.clone(), !*is_lit);
            is_lit.set(lit);
            promise::spawn(async move { camera.set_torch(lit).await });
        })
    };
    let now = props.camera.id();
    html! {
        <div class="camera-settings">
            if all.len() > 1 {
                <Field id="which-camera" label={words::CAMERA_WHICH.of(lang)}>
                    <select id="which-camera" {onchange}>
                        {for all.iter().zip(1..).map(|((id, name), number)| html! {
                            <option value={id.clone()} selected={now.as_ref() == Some(id)}>
                                {if name.is_empty() { words::CAMERA_NUMBER.with(lang, &[&number.to_string()]) } else { name.clone() }}
                            </option>
                        })}
                    </select>
                </Field>
            }
            if let Some(zoom) = props.camera.zoom() {
                <Field id="camera-zoom" label={words::CAMERA_ZOOM.of(lang)}>
                    <input type="range" id="camera-zoom" min={zoom.least.to_string()} max={zoom.greatest.to_string()}
                        step={zoom.step.to_string()} value={zoomed.unwrap_or(zoom.least).to_string()} oninput={onzoom} />
                </Field>
            }
            if props.camera.has_torch() {
                <Button kind={Kind::Plain} id="camera-torch" onclick={ontorch}>
                    {if *is_lit { words::CAMERA_TORCH_OFF } else { words::CAMERA_TORCH }.of(lang)}
                </Button>
            }
        </div>
    }
}
