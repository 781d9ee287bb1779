//! What is different from the filing that is repeated: old value and new value, before anything is sent.

use std::rc::Rc;

use cert_app::filling::claim_names::Names;
use cert_app::filling::display::Shown;
use cert_app::sending::again::{self, ChangedSince};
use cert_app::words::{Lang, again as words};
use cert_verify::UnixTime;
use yew::prelude::*;

use super::flow::Flow;
use crate::ui::browser::intl;
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub struct ChangedProps {
    pub flow: Flow,
    pub names: Rc<Names>,
}

/// The list; nothing for a draft that repeats none.
#[component]
pub fn Changed(props: &ChangedProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let again = props.flow.look(|session| session.again.clone()).flatten();
    let Some(past) = again.and_then(|id| app.data.submission(&id).cloned()) else {
        return Html::default();
    };
    let changes = props.flow.look(|session| again::changes(session, &past, &props.names, lang));
    let changes = changes.unwrap_or_default();
    let day = intl::date(UnixTime::from_seconds(past.created), lang);
    let form = &props.flow.form;
    let edition = again::edition(&past).filter(|one| one.integrity != form.integrity());
    html! {
        <section class="form-panel changed-since" aria-labelledby="changed-title">
            <h2 id="changed-title">{words::CHANGED.with(lang, &[&day])}</h2>
            if let Some(edition) = edition {
                <p>{new_edition(&edition.version, form.version(), lang)}</p>
            }
            if changes.is_empty() {
                <p>{words::CHANGED_NONE.of(lang)}</p>
            } else {
                <dl class="facts">{for changes.into_iter().map(|one| row(one, lang))}</dl>
            }
        </section>
    }
}

/// That the form has a new version, with both where they differ by name.
pub fn new_edition(then: &str, now: &str, lang: Lang) -> String {
    if then == now {
        words::AGAIN_EDITION_OTHER.of(lang).to_owned()
    } else {
        words::AGAIN_EDITION.with(lang, &[then, now])
    }
}

fn row(one: ChangedSince, lang: Lang) -> Html {
    // What is masked on the page is masked here.
    let seen = |shown: &Shown| shown.masked.clone().unwrap_or_else(|| shown.full.clone());
    let line = match (&one.old, &one.new) {
        (Some(old), Some(new)) => words::CHANGED_LINE.with(lang, &[&seen(old), &seen(new)]),
        (Some(old), None) => words::CHANGED_GONE.with(lang, &[&seen(old)]),
        (None, Some(new)) => words::CHANGED_NEW.with(lang, &[&seen(new)]),
        (None, None) => return Html::default(),
    };
    let read = format!("{}: {line}", one.label.text);
    html! { <div data-read={read}><dt><Said words={one.label} /></dt><dd>{line}</dd></div> }
}
