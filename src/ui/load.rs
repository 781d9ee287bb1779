//! A part of the page that is fetched when it is first needed ([`super::part`]).

use cert_app::words::{common, form as words};
use yew::prelude::*;

use super::browser::promise;
use super::ctx::use_lang;
use super::elements::{Button, Problem};
use super::part::{Draw, NotLoaded, Part};

#[derive(Clone, PartialEq, Properties)]
pub struct LoadedProps {
    /// What is needed here.
    pub part: &'static Part<Draw>,
    /// What stands here until it has been fetched.
    #[prop_or_default]
    pub children: Html,
    /// Whether it may be missing without a word: nobody is waiting for it.
    #[prop_or_default]
    pub quiet: bool,
}

/// Shows what a part shows. When the part cannot be fetched, it says so with a way on.
#[component]
pub fn Loaded(props: &LoadedProps) -> Html {
    let lang = use_lang();
    let (part, failed, tries) = (props.part, use_state(|| false), use_state(|| 0_u32));
    let redraw = use_force_update();
    {
        let failed = failed.setter();
        use_effect_with(*tries, move |_| {
            if part.here().is_none() {
                promise::spawn(async move {
                    match part.load().await {
                        Ok(_) => redraw.force_update(),
                        Err(NotLoaded) => failed.set(true),
                    }
                });
            }
        });
    }
    if let Some(view) = part.here() {
        return view();
    }
    if !*failed || props.quiet {
        return props.children.clone();
    }
    let again = Callback::from(move |_: MouseEvent| {
        failed.set(false);
        tries.set(*tries + 1);
    });
    let button = html! { <Button onclick={again}>{words::RETRY.of(lang)}</Button> };
    html! {
        <main id="main">
            <h1 tabindex="-1">{common::PRODUCT_TITLE.of(lang)}</h1>
            <Problem code="app-not-loaded" actions={button} />
        </main>
    }
}
