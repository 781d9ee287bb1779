//! What stands around every page: header, notices, tab bar, footer.

use cert_app::route::{Route, Section};
use cert_app::state::{Action, TextSize, WalletState};
use cert_app::words::{Text, common};
use yew::prelude::*;

use super::{Icon, Link, Shape};
use crate::ui::browser::{page, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};

const MENU: [(Section, Route, Text, Shape); 4] = [
    (Section::Home, Route::Home, common::NAV_HOME, Shape::Card),
    (Section::Services, Route::Services, common::NAV_SERVICES, Shape::List),
    (Section::Verify, Route::Verify, common::NAV_VERIFY, Shape::Lens),
    (Section::Settings, Route::Settings, common::NAV_SETTINGS, Shape::Sliders),
];

/// The header: name, menu, large text, language, lock.
#[component]
pub fn Header() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let large = app.preferences.text != TextSize::Standard;
    let size = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| {
            app.dispatch(Action::Text(app.preferences.text.toggled()))
        })
    };
    let language = {
        let app = app.clone();
        Callback::from(move |_: MouseEvent| app.dispatch(Action::Language(app.lang().other())))
    };
    let lock = Callback::from(move |_: MouseEvent| {
        let wallet = wallet.clone();
        promise::spawn(async move {
            wallet.lock().await;
            page::announce(common::LOCKED_ANNOUNCE.of(lang));
            page::focus("main h1");
        });
    });
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        page::focus("main h1");
    });
    html! {
        <header class="top">
            <a class="skip" href="#main" onclick={skip}>{common::SKIP.of(lang)}</a>
            <div class="in">
                <Link to={Route::Home} class="logo">
                    <span class="mark" aria-hidden="true" lang="zh-CN">{"证"}</span>
                    <span class="logo-words">{common::PRODUCT.of(lang)}<span class="logo-more">{common::PRODUCT_MORE.of(lang)}</span></span>
                </Link>
                <Menu class="menu" icons={false} />
                <div class="tools">
                    if app.wallet == WalletState::Saved {
                        <button type="button" class="tool lock" onclick={lock}>
                            <Icon shape={Shape::Lock} /><span class="tool-words">{common::LOCK_NOW.of(lang)}</span>
                        </button>
                    }
                    <button type="button" class="tool" onclick={size}>
                        <span class="tool-words">{if large { common::NORMAL_TEXT } else { common::LARGE_TEXT }.of(lang)}</span>
                        <span class="tool-short" aria-hidden="true">{common::TEXT_SHORT.of(lang)}</span>
                    </button>
                    <button type="button" class="tool" onclick={language} lang={lang.other().tag()}
                        aria-label={format!("{} – {}", common::OTHER_LANGUAGE_SHORT.of(lang), common::OTHER_LANGUAGE.of(lang))}>
                        {common::OTHER_LANGUAGE_SHORT.of(lang)}
                    </button>
                </div>
            </div>
        </header>
    }
}

/// The tab bar of phones; it stands below the content in the reading order.
#[component]
pub fn TabBar() -> Html {
    html! { <Menu class="tabbar" icons={true} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct MenuProps {
    class: &'static str,
    icons: bool,
}

#[component]
fn Menu(props: &MenuProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    html! {
        <nav class={props.class} aria-label={common::NAV_LABEL.of(lang)}>
            {for MENU.into_iter().map(|(section, to, words, shape)| html! {
                <Link {to} current={app.route.section() == Some(section)}>
                    if props.icons { <Icon {shape} /> }
                    <span>{words.of(lang)}</span>
                </Link>
            })}
        </nav>
    }
}

/// The promise of the product, below every page.
#[component]
pub fn Footer() -> Html {
    let (app, lang) = (use_app(), use_lang());
    html! {
        <footer class="foot">
            <p>{common::FOOT_PROMISE.of(lang)}</p>
            if let Some(Some(demo)) = &app.demo { <p>{demo.words("foot", lang)}</p> }
        </footer>
    }
}
