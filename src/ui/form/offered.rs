//! Another tab has changed the same answers: what is stored is shown, and what was typed here
//! is offered.

use cert_app::filling::open::FormAction;
use cert_app::filling::session::Session;
use cert_app::filling::view::code_of;
use cert_app::filling::{build, display};
use cert_app::words::{Lang, form as words};
use cert_fill::{Control, Pointer};
use serde_json::Value;
use yew::prelude::*;

use super::flow::Flow;
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Button, Kind, Tone};

#[derive(Clone, PartialEq, Properties)]
pub struct OfferedAnswersProps {
    pub flow: Flow,
}

/// The notice; nothing when the two tabs agree.
#[component]
pub fn OfferedAnswers(props: &OfferedAnswersProps) -> Html {
    let lang = use_lang();
    let flow = &props.flow;
    let offered = flow.offered();
    if offered.is_empty() {
        return Html::default();
    }
    let decide = |take: bool| {
        let flow = flow.clone();
        Callback::from(move |_: MouseEvent| {
            flow.act(FormAction::Offered { take });
        })
    };
    let rows = flow.look(|session| {
        let rows = offered.iter().map(|(at, mine)| row(session, at, mine, lang));
        rows.collect::<Html>()
    });
    let actions = html! {
        <>
            <Button kind={Kind::Small} onclick={decide(true)}>{words::USE_MINE.of(lang)}</Button>
            <Button kind={Kind::Small} onclick={decide(false)}>{words::KEEP_THEIRS.of(lang)}</Button>
        </>
    };
    html! {
        <section class="notices" aria-labelledby="offered-title" role="alert">
            <Banner tone={Tone::Warn} {actions}>
                <b id="offered-title">{words::OFFERED_TITLE.of(lang)}</b>
                <p>{words::OFFERED_HINT.of(lang)}</p>
                <ul>{rows}</ul>
            </Banner>
        </section>
    }
}

fn row(session: &Session, at: &Pointer, mine: &Value, lang: Lang) -> Html {
    let Some(field) = session.form.field(at) else { return Html::default() };
    let option = |code: &str| {
        let choice =
            field.choices.iter().find(|one| code_of(&one.value).as_deref() == Some(code))?;
        Some(build::said(choice.label.as_ref()?, lang).text)
    };
    let shown =
        |value: &Value| display::value(value, field.control == Control::DateParts, lang, &option);
    let label = build::said(&field.label, lang).text;
    let theirs = session.draft.answer(at).map(shown).unwrap_or_default();
    html! { <li>{words::OFFERED_ROW.with(lang, &[&label, &shown(mine), &theirs])}</li> }
}
