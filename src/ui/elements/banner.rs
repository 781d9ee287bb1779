//! A strip of words with an icon: notices, warnings, results.

use yew::prelude::*;

use super::{Icon, Shape};

/// What a notice means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    #[default]
    Note,
    /// It worked.
    Good,
    /// Look here.
    Warn,
    /// It did not work.
    Bad,
}

impl Tone {
    const fn look(self) -> (&'static str, Shape) {
        match self {
            Self::Note => ("notice", Shape::Dash),
            Self::Good => ("notice good", Shape::Tick),
            Self::Warn => ("notice warn", Shape::Alert),
            Self::Bad => ("notice bad", Shape::Cross),
        }
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct BannerProps {
    #[prop_or_default]
    pub tone: Tone,
    #[prop_or_default]
    pub icon: Option<Shape>,
    pub children: Html,
    /// Buttons at the end.
    #[prop_or_default]
    pub actions: Html,
}

/// A notice in the page; it never covers anything and never goes by itself.
#[component]
pub fn Banner(props: &BannerProps) -> Html {
    let (class, shape) = props.tone.look();
    html! {
        <div {class}>
            <Icon shape={props.icon.unwrap_or(shape)} />
            <div class="notice-words">{props.children.clone()}</div>
            if props.actions != Html::default() { <div class="notice-actions">{props.actions.clone()}</div> }
        </div>
    }
}
