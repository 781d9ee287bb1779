//! Icons as strokes. Each is decoration: the words beside it say the same.

use yew::prelude::*;

/// What the icon shows. Shapes differ, so that colour is never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A tick: passed.
    Tick,
    /// A cross: failed.
    Cross,
    /// A question mark: cannot be confirmed.
    Question,
    /// A dash: skipped.
    Dash,
    /// An exclamation mark: look here.
    Alert,
    /// A clock: time.
    Clock,
    /// A card.
    Card,
    /// A list with ticks: services.
    List,
    /// A magnifier over a tick: verification.
    Lens,
    /// Sliders: settings.
    Sliders,
    /// A plus.
    Plus,
    /// A padlock.
    Lock,
    /// An arrow to the left.
    Back,
    /// A sheet of paper with an arrow: open a file.
    File,
    /// A bolt: memory only.
    Flash,
    /// A seal: issued.
    Seal,
    /// A camera.
    Camera,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Tick => "M5 12.5l4.5 4.5L19 7.5",
            Self::Cross => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Question => "M8.5 9a3.5 3.5 0 1 1 5.2 3.1c-1.2.7-1.7 1.3-1.7 2.4M12 18.2v.1",
            Self::Dash => "M6.5 12h11",
            Self::Alert => "M12 5.5v8M12 18v.1",
            Self::Clock => "M12 7v5.2l3.4 2M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17z",
            Self::Card => "M3.5 6.5h17v11h-17zM3.5 10h17M7 14h4",
            Self::List => {
                "M4 6.5l1.5 1.5L8 5M4 12.5l1.5 1.5L8 11M4 18.500l1.500 1.500L8 17M11.500 7h8.500M11.500 13h8.500M11.500 19h8.500"
            }
            Self::Lens => {
                "M10.500 4a6.500 6.500 0 1 1 0 13a6.500 6.500 0 0 1 0-13zM15.200 15.200L20 20M7.800 10.600l2 2l3.600-3.900"
            }
            Self::Sliders => {
                "M4 7h9M17 7h3M15 4.800v4.400M4 12h3M11 12h9M9 9.800v4.400M4 17h9M17 17h3M15 14.800v4.400"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Lock => "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
            Self::Back => "M19 12H5M11 6l-6 6l6 6",
            Self::File => {
                "M7 3.500h7l4 4v13H7zM14 3.500v4h4M12.500 17v-6M10 13.300l2.500-2.500l2.500 2.500"
            }
            Self::Flash => "M13 3L5.500 13.500H12L11 21l7.500-10.500H12z",
            Self::Camera => {
                "M4 7.500h4l1.500-2.500h5L16 7.500h4v11H4zM12 9.500a3.500 3.500 0 1 1 0 7a3.500 3.500 0 0 1 0-7z"
            }
            Self::Seal => {
                "M12 3.500a6 6 0 1 1 0 12a6 6 0 0 1 0-12zM9 15l-1.500 6l4.500-2.500l4.500 2.500L15 15"
            }
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct IconProps {
    pub shape: Shape,
    #[prop_or_default]
    pub class: Classes,
}

/// Draws an icon in the colour of the words around it.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class={classes!("icon", props.class.clone())} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={props.shape.path()} />
        </svg>
    }
}
