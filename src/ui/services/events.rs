//! What happens in life, as a way to the services that belong to it (一件事).

use std::rc::Rc;

use cert_app::filling::catalogue::Occasion;
use cert_app::words::form as words;
use yew::prelude::*;

use crate::ui::ctx::use_lang;
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct EventsProps {
    pub(super) events: Rc<Vec<Occasion>>,
    /// Which one is looked at.
    pub(super) chosen: Option<usize>,
    pub(super) onchoose: Callback<Option<usize>>,
}

/// One button for each event; pressed, only its services are shown, and pressed again, all of them.
#[component]
pub(super) fn Events(props: &EventsProps) -> Html {
    let lang = use_lang();
    if props.events.is_empty() {
        return Html::default();
    }
    let one = |(at, event): (usize, &Occasion)| {
        let is_chosen = props.chosen == Some(at);
        let onclick = props.onchoose.reform(move |_: MouseEvent| (!is_chosen).then_some(at));
        html! {
            <li key={at}>
                <button type="button" class="btn small" aria-pressed={is_chosen.to_string()} {onclick}>
                    <Said words={event.title.pick(lang)} />
                </button>
            </li>
        }
    };
    html! {
        <section class="events" aria-labelledby="events">
            <h2 id="events">{words::EVENTS.of(lang)}</h2>
            <ul class="row">{for props.events.iter().enumerate().map(one)}</ul>
        </section>
    }
}
