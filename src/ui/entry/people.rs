//! Whose vault is opened, where several people use one device.

use cert_app::wallet::people::{self, NameProblem};
use cert_app::words::{Lang, Text, welcome as words};
use yew::prelude::*;

use crate::ui::browser::promise;
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::{Button, Field, FieldProps, Kind};

/// The id of the control for one's name.
pub const NAME: &str = "person-name";

/// Who is using it: everybody who has a vault here, and somebody new. On a device of one person nothing
/// stands here.
#[component]
pub fn WhoIsIt() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    let people = app.people.clone();
    let is_new = people.is_new_beside_others();
    if people.all.len() < 2 && !is_new {
        return Html::default();
    }
    let choose = |id: Option<String>| {
        let wallet = wallet.clone();
        Callback::from(move |_: Event| {
            let (wallet, id) = (wallet.clone(), id.clone());
            promise::spawn(async move {
                match id {
                    Some(id) => wallet.choose(&id).await,
                    None => wallet.choose_somebody_new().await,
                }
            });
        })
    };
    let choice = |id: String, checked: bool, onchange: Callback<Event>, name: Html| {
        html! {
            <label key={id.clone()} class="choice" for={id.clone()}>
                <input type="radio" {id} name="person" {checked} {onchange} /><span>{name}</span>
            </label>
        }
    };
    html! {
        <fieldset class="field">
            <legend>{words::WHO.of(lang)}</legend>
            <div class="choices">
                {for people.all.iter().enumerate().map(|(number, person)| {
                    let name = shown(person, lang);
                    let checked = person.id == people.chosen;
                    choice(format!("person-{number}"), checked, choose(Some(person.id.clone())), name)
                })}
                {choice("person-new".to_owned(), is_new, choose(None), words::WHO_NEW.of(lang).into())}
            </div>
        </fieldset>
    }
}

/// The way to a vault of one's own on a device on which one person has one.
#[component]
pub fn SomebodyElse() -> Html {
    let (app, wallet, lang) = (use_app(), use_wallet(), use_lang());
    if app.people.all.len() != 1 {
        return Html::default();
    }
    let new = Callback::from(move |_: MouseEvent| {
        let wallet = wallet.clone();
        promise::spawn(async move { wallet.choose_somebody_new().await });
    });
    html! {
        <details class="more">
            <summary>{words::WHO_ELSE.of(lang)}</summary>
            <p>{words::WHO_ELSE_MORE.of(lang)}</p>
            <Button kind={Kind::Plain} onclick={new}>{words::WHO_NEW.of(lang)}</Button>
        </details>
    }
}

/// What somebody is called here.
pub fn shown(person: &people::Person, lang: Lang) -> Html {
    match &person.name {
        Some(name) => html! { <bdi>{name}</bdi> },
        None if person.id == people::FIRST => words::WHO_FIRST.of(lang).into(),
        None => words::WHO_NAMELESS.of(lang).into(),
    }
}

/// The field for a name.
pub fn name_field(
    input: NodeRef,
    value: Option<String>,
    error: Option<AttrValue>,
    lang: Lang,
) -> Html {
    let described = FieldProps::described_by(NAME, true, error.is_some());
    html! {
        <Field id={NAME} label={words::NAME.of(lang)} hint={words::NAME_HINT.of(lang)} error={error.clone()}>
            <input ref={input} id={NAME} type="text" autocomplete="nickname" maxlength="60" {value}
                aria-invalid={error.is_some().then_some("true")} aria-describedby={described} />
        </Field>
    }
}

/// What to say about a name that cannot be had.
pub const fn name_words(problem: NameProblem) -> Text {
    match problem {
        NameProblem::Missing => words::NAME_MISSING,
        NameProblem::TooLong => words::NAME_LONG,
        NameProblem::Taken => words::NAME_TAKEN,
    }
}
