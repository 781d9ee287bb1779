//! Language, text size, light or dark: they work at once, nothing is lost.

use cert_app::state::{Action, TextSize, Theme};
use cert_app::words::{Lang, settings as words};
use yew::prelude::*;

use crate::ui::ctx::{use_app, use_lang};

/// Three questions with a few answers each.
#[component]
pub fn DisplaySection() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let set = |action: Action| {
        let app = app.clone();
        Callback::from(move |()| app.dispatch(action.clone()))
    };
    let languages = Lang::ALL.map(|one| {
        let name = match one {
            Lang::Zh => "中文",
            Lang::En => "English",
        };
        RadioChoice {
            name,
            lang: Some(one.tag()),
            chosen: one == lang,
            choose: set(Action::Language(one)),
        }
    });
    let sizes = TextSize::ALL.map(|size| {
        let name = match size {
            TextSize::Standard => words::TEXT_STANDARD,
            TextSize::Large => words::TEXT_LARGE,
            TextSize::Largest => words::TEXT_LARGEST,
        };
        RadioChoice {
            name: name.of(lang),
            lang: None,
            chosen: app.preferences.text == size,
            choose: set(Action::Text(size)),
        }
    });
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::Auto => words::THEME_AUTO,
            Theme::Light => words::THEME_LIGHT,
            Theme::Dark => words::THEME_DARK,
        };
        RadioChoice {
            name: name.of(lang),
            lang: None,
            chosen: app.preferences.theme == theme,
            choose: set(Action::Theme(theme)),
        }
    });
    html! {
        <section class="panel" aria-labelledby="look-title">
            <h2 id="look-title">{words::LOOK_TITLE.of(lang)}</h2>
            <Choices id="language" legend={words::LANGUAGE.of(lang)} choices={languages.to_vec()} />
            <Choices id="text-size" legend={words::TEXT_SIZE.of(lang)} choices={sizes.to_vec()} />
            <Choices id="theme" legend={words::THEME.of(lang)} choices={themes.to_vec()} />
        </section>
    }
}

/// One answer.
#[derive(Clone, PartialEq)]
pub struct RadioChoice {
    pub name: &'static str,
    pub lang: Option<&'static str>,
    pub chosen: bool,
    pub choose: Callback<()>,
}

#[derive(Clone, PartialEq, Properties)]
pub struct ChoicesProps {
    pub id: &'static str,
    pub legend: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    pub choices: Vec<RadioChoice>,
}

/// One question with radio buttons.
#[component]
pub fn Choices(props: &ChoicesProps) -> Html {
    html! {
        <fieldset>
            <legend>{props.legend.clone()}</legend>
            if let Some(hint) = &props.hint { <p class="hint">{hint.clone()}</p> }
            <div class="choices">
                {for props.choices.iter().enumerate().map(|(at, choice)| html! {
                    <label class="choice" lang={choice.lang}>
                        <input type="radio" name={props.id} id={format!("{}-{at}", props.id)} checked={choice.chosen}
                            onchange={choice.choose.reform(|_: Event| ())} />
                        <span>{choice.name}</span>
                    </label>
                })}
            </div>
        </fieldset>
    }
}
