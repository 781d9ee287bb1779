//! The people on this device: one's own name, and the way for somebody else.

use cert_app::words::{common, settings as words};
use web_sys::SubmitEvent;
use yew::prelude::*;

use crate::ui::browser::{navigate, promise};
use crate::ui::ctx::{use_app, use_lang, use_wallet};
use crate::ui::elements::passphrase::typed;
use crate::ui::elements::{Button, Kind, Summary, TaskState, use_task};
use crate::ui::entry::people::{NAME, name_field, name_words, shown};
use cert_app::route::Route;

/// Who is here, the name, and changing.
#[component]
pub fn PeopleSection() -> Html {
    let (app, wallet, lang, task) = (use_app(), use_wallet(), use_lang(), use_task());
    let input = use_node_ref();
    let people = app.people.clone();
    let onsubmit = {
        let (input, task, people, wallet) =
            (input.clone(), task.clone(), people.clone(), wallet.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = match people.check_name(&typed(&input)) {
                Ok(name) => name,
                Err(problem) => return task.wrong(NAME, name_words(problem)),
            };
            let wallet = wallet.clone();
            task.run(common::WORKING, lang, async move {
                match wallet.give_name(&name).await {
                    Ok(()) => TaskState::Done(words::PEOPLE_NAMED, String::new()),
                    Err(problem) => TaskState::Failed(problem.code()),
                }
            });
        })
    };
    let change = Callback::from(move |_: MouseEvent| {
        let wallet = wallet.clone();
        promise::spawn(async move {
            navigate(&Route::Home);
            wallet.choose_somebody_new().await;
        });
    });
    let own = people.name().map(str::to_owned);
    html! {
        <section class="panel" aria-labelledby="people-title">
            <h2 id="people-title">{words::PEOPLE_TITLE.of(lang)}</h2>
            <p>{words::PEOPLE_TEXT.of(lang)}</p>
            if people.all.len() > 1 {
                <ul class="names">{for people.all.iter().map(|person| html! { <li key={person.id.clone()}>{shown(person, lang)}</li> })}</ul>
            }
            <form novalidate=true {onsubmit}>
                <Summary problems={task.problems(lang)} />
                {name_field(input, own, task.error(NAME, lang), lang)}
                {task.report(lang)}
                {task.submit(Kind::Plain, words::PEOPLE_NAME_BUTTON, lang)}
            </form>
            <Button kind={Kind::Plain} onclick={change}>{words::PEOPLE_CHANGE.of(lang)}</Button>
        </section>
    }
}
