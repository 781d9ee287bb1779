//! The line on every page of a form that a page asked for, and the receipt's way to that page.

use cert_app::asking::Handing;
use cert_app::filling::build;
use cert_app::route::Route;
use cert_app::wallet::Submission;
use cert_app::words::{Lang, ask as words};
use yew::prelude::*;

use super::live::{self, AskedForm, Live};
use super::{business_form, use_asked};
use crate::ui::browser::opener;
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::{Banner, Button, Kind, Shape, Told, Tone};

/// Shows nothing where no page asked.
#[component]
pub fn AskedBar() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let data = app.data.clone();
    let name = business_form(&app.route, |id| data.submission(id).map(|one| one.form.clone()));
    let live = use_asked(name);
    let form = live.as_ref().map(|live| live.known());
    let is_known = matches!(form, Some(AskedForm::Form(_)));
    let standing = live.as_ref().map(|live| live.asking().standing());
    {
        let (data, live) = (data.clone(), live.clone());
        // Whenever something was sent, or it became known who asks.
        use_effect_with((std::rc::Rc::as_ptr(&data).addr(), standing), move |_| {
            if let Some(live) = live {
                live.sent(&data.outbox);
            }
        });
    }
    let (Some(live), Some(AskedForm::Form(form)), true) = (live, form, is_known) else {
        return Html::default();
    };
    let owner = build::said(&form.owner().name, lang).text;
    if let Route::Sent(id) = &app.route {
        return match data.submission(id).filter(|one| one.form == live.name) {
            Some(submission) => handing(&live, submission, &owner, lang),
            None => Html::default(),
        };
    }
    if app.route.form() != Some(live.name.as_str()) {
        return Html::default();
    }
    let title = build::said(form.title(), lang).text;
    let no = Callback::from(|_: MouseEvent| {
        if let Some(live) = live::current() {
            live.cancel();
        }
    });
    html! {
        <aside class="notices asked" aria-label={words::BAR_LABEL.of(lang)}>
            <Banner icon={Shape::Seal} actions={html! { <Button kind={Kind::Small} onclick={no}>{words::NO.of(lang)}</Button> }}>
                {words::BAR.with(lang, &[&owner, &title])}
            </Banner>
        </aside>
    }
}

/// How far the receipt is, and the way back where no window is behind this one.
fn handing(live: &Live, submission: &Submission, owner: &str, lang: Lang) -> Html {
    let asking = live.asking();
    let way_back = asking.way_back(Some(submission));
    let back = |label: &str| {
        let Some(address) = way_back.clone() else { return Html::default() };
        let go = Callback::from(move |_: MouseEvent| opener::leave_for(&address));
        html! { <Button onclick={go}>{label.to_owned()}</Button> }
    };
    let (tone, title, text, actions) = match asking.handing() {
        Handing::Given => (Tone::Note, words::HANDING.with(lang, &[owner]), None, Html::default()),
        Handing::Taken => (
            Tone::Good,
            words::HANDED_TITLE.with(lang, &[owner]),
            Some(words::HANDED),
            html! { <Button onclick={Callback::from(|_| opener::close())}>{words::CLOSE.of(lang)}</Button> },
        ),
        Handing::Unanswered => (
            Tone::Warn,
            words::NO_ANSWER_TITLE.with(lang, &[owner]),
            Some(words::NO_ANSWER),
            back(&words::BACK.with(lang, &[owner])),
        ),
        // There is no receipt yet, or no page to give it to.
        Handing::Nothing if way_back.is_none() => return Html::default(),
        Handing::Nothing => (
            Tone::Good,
            words::BACK_TITLE.with(lang, &[owner]),
            None,
            back(&words::BACK.with(lang, &[owner])),
        ),
    };
    html! {
        <aside class="notices asked" aria-label={words::BAR_LABEL.of(lang)}>
            <Told focus=false><Banner {tone} {actions}><b>{title}</b>if let Some(text) = text { <p>{text.of(lang)}</p> }</Banner></Told>
        </aside>
    }
}
