//! The first pages: the language, each in its own script (rule K8), and what one can do.

use cert_app::route::Route;
use cert_app::state::Action;
use cert_app::words::{Lang, kiosk as words};
use yew::prelude::*;

use super::{Desk, Stage, network, reset};
use crate::ui::browser::{navigate, page};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{Icon, Kind, Page, Shape};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct DeskProps {
    pub(super) desk: Desk,
}

/// Nobody is here. Nothing moves on it.
#[component]
pub(super) fn Attract(props: &DeskProps) -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let settings = &props.desk.settings;
    {
        let app = app.clone();
        // The page before was still read in the language of the person who leaves.
        use_effect_with((), move |()| reset(&app));
    }
    let begin = |chosen: Lang| {
        let (app, wallet, go) = (app.clone(), wallet.clone(), props.desk.go.clone());
        Callback::from(move |_: MouseEvent| {
            app.dispatch(Action::Language(chosen));
            wallet.use_without_saving();
            go.emit(Stage::Ways);
        })
    };
    html! {
        <Page title={words::CHOOSE_LANGUAGE.of(lang)}>
            {network(app.online, lang)}
            <div class="kiosk-ways">
                <button type="button" class="way" lang="zh-CN" data-key="1" onclick={begin(Lang::Zh)}>
                    <b>{words::IN_CHINESE.of(Lang::Zh)}</b><span>{words::PROMISE.of(Lang::Zh)}</span>
                </button>
                <button type="button" class="way" lang="en" data-key="2" onclick={begin(Lang::En)}>
                    <b>{words::IN_ENGLISH.of(Lang::En)}</b><span>{words::PROMISE.of(Lang::En)}</span>
                </button>
            </div>
            <p class="small-print">{settings.words("name", lang)}{" · "}{settings.words("place", lang)}</p>
        </Page>
    }
}

/// This browser holds somebody's wallet: nothing is begun here.
#[component]
pub(super) fn NoKiosk() -> Html {
    let (app, lang) = (use_app(), use_lang());
    // No other page of a kiosk stands beside it.
    use_effect_with(app.route.clone(), |_| {
        page::mark("data-kiosk", None);
        navigate(&Route::Kiosk);
    });
    // The address decides what is a kiosk, so the way out is a page of its own.
    let said = |lang: Lang| {
        html! {
            <div lang={lang.tag()}>
                <p class="lead">{words::NOT_A_KIOSK_TEXT.of(lang)}</p>
                <p>{words::NOT_A_KIOSK_STAFF.of(lang)}</p>
                <div class="step-foot"><a class={Kind::Main.class()} href="/">{words::TO_WALLET.of(lang)}</a></div>
            </div>
        }
    };
    html! {
        <Page title={words::NOT_A_KIOSK.of(lang)} narrow=true>{said(lang)}{said(lang.other())}</Page>
    }
}

/// What one can do.
#[component]
pub(super) fn Ways(props: &DeskProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let count = app.data.certificates.len();
    let to = |route: Route| Callback::from(move |_: MouseEvent| navigate(&route));
    let bring = props.desk.go.reform(|_: MouseEvent| Stage::Bring);
    let way = |key: &'static str,
               shape,
               (title, hint): (cert_app::words::Text, cert_app::words::Text),
               onclick| {
        html! {
            <button type="button" class="way" data-key={key} {onclick}>
                <Icon {shape} /><b><span class="key" aria-hidden="true">{key}</span>{title.of(lang)}</b><span>{hint.of(lang)}</span>
            </button>
        }
    };
    html! {
        <Page title={words::WAYS.of(lang)}>
            {network(app.online, lang)}
            if count > 0 { <p class="lead" role="status">{words::BROUGHT.with(lang, &[&count.to_string()])}</p> }
            <div class="kiosk-ways">
                {way("1", Shape::Card, (words::BY_PHONE, words::BY_PHONE_HINT), bring)}
                {way("2", Shape::Lens, (words::BY_CODE, words::BY_CODE_HINT), to(Route::Verify))}
                {way("3", Shape::List, (words::BY_SERVICE, words::BY_SERVICE_HINT), to(Route::Services))}
            </div>
            <p class="small-print">{words::KEYPAD.of(lang)}</p>
        </Page>
    }
}
