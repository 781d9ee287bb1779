//! What can be done here: the services that the departments publish, searched on the device.

mod card;
mod departments;
mod events;
mod history;
mod search;

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_app::filling::catalogue::{self, Service};
use cert_app::trust::city::{City, Shop};
use cert_app::words::local::Said as SaidWords;
use cert_app::words::{Lang, form as words};
use yew::prelude::*;

use self::card::ServiceCard;
use self::departments::Departments;
use self::events::Events;
use self::history::History;
use self::search::Search;
use crate::ui::browser::promise;
use crate::ui::ctx::{use_app, use_evidence, use_lang};
use crate::ui::elements::Page;
use crate::ui::form::load::{LoadError, failure};
use crate::ui::form::names::{use_held_types, use_names};
use crate::ui::parts::use_more;

/// The page.
#[component]
pub fn Services() -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let (query, chosen) = (use_state(String::new), use_state_eq(|| None::<String>));
    let event = use_state_eq(|| None::<usize>);
    let input = use_node_ref();
    let city = evidence.city();
    use_effect_with((evidence.config().is_some(), app.online), {
        let evidence = evidence.clone();
        // Again when the network comes back.
        move |_| promise::spawn(async move { evidence.load_services().await })
    });
    let services = use_memo(city.clone(), |city| catalogue::services(city));
    let events = use_memo(city.clone(), |city| catalogue::events(city));
    let hits = use_memo(
        (services.clone(), (*query).clone(), (*chosen).clone(), events.clone(), *event),
        |(services, query, chosen, events, event)| {
            let of_event = event.and_then(|at| events.get(at));
            let mut hits = catalogue::search(services, query);
            hits.retain(|service| {
                chosen.as_ref().is_none_or(|slug| *slug == service.department)
                    && of_event.is_none_or(|event| event.services.contains(&service.name))
            });
            hits
        },
    );
    let again = Callback::from(move |_: MouseEvent| {
        let evidence = evidence.clone();
        promise::spawn(async move { evidence.refresh().await });
    });
    let body = if services.is_empty() {
        nothing_yet(&city, &again, lang)
    } else {
        let is_partial = chosen.is_some() || event.is_some();
        html! {
            <>
                <Search input={input.clone()} query={query.clone()} count={hits.len()} {is_partial} />
                <Events {events} chosen={*event} onchoose={set(&event)} />
                <Hits hits={hits} city={city.clone()} />
            </>
        }
    };
    html! {
        <Page title={words::SERVICES_TITLE.of(lang)} lead={words::SERVICES_LEAD.of(lang)}>
            {body}
            <Departments {city} chosen={(*chosen).clone()} onchoose={set(&chosen)} />
            <History />
        </Page>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct HitsProps {
    hits: Rc<Vec<Rc<Service>>>,
    city: Rc<City>,
}

/// The services that were found: the first of them, and more at a press.
#[component]
fn Hits(props: &HitsProps) -> Html {
    let lang = use_lang();
    let place = |at: usize| format!("main ul.services > li:nth-child({}) a", at + 1);
    let (shown, more) = use_more(props.hits.clone(), props.hits.len(), place);
    let shown = props.hits.iter().take(shown);
    // Asked for once by the list, and not by each of its entries.
    let needs: BTreeSet<String> =
        shown.clone().flat_map(|service| service.needs.iter().cloned()).collect();
    let names = use_names(needs.into_iter().collect());
    let held = use_held_types();
    let card = |service: &Rc<Service>| {
        let of = of(&props.city, service, lang);
        html! { <ServiceCard key={service.name.clone()} service={service.clone()} {of} names={names.clone()} held={held.clone()} /> }
    };
    html! {
        <>
            <ul class="services">{for shown.map(card)}</ul>
            {more}
        </>
    }
}

/// Puts what a child chooses into a state.
fn set<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    let state = state.clone();
    Callback::from(move |value| state.set(value))
}

/// No service is known: it is being asked for, or what came cannot be used, or there is none.
fn nothing_yet(city: &City, again: &Callback<MouseEvent>, lang: Lang) -> Html {
    if let Some(fault) = city.shops().iter().find_map(Shop::refused) {
        return failure(&LoadError::Refused(fault.as_str().to_owned()), again, lang);
    }
    html! { <Nothing again={again.clone()} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct NothingProps {
    again: Callback<MouseEvent>,
}

#[component]
fn Nothing(props: &NothingProps) -> Html {
    let (evidence, lang) = (use_evidence(), use_lang());
    if !evidence.is_city_settled() {
        return html! { <p class="working" role="status"><progress></progress>{words::SERVICES_LOADING.of(lang)}</p> };
    }
    if evidence.has_services() {
        return html! {
            <div class="stop"><h2>{words::SERVICES_EMPTY.of(lang)}</h2><p>{words::SERVICES_EMPTY_HINT.of(lang)}</p></div>
        };
    }
    failure(&LoadError::Offline, &props.again, lang)
}

/// Whose service it is.
fn of(city: &City, service: &Service, lang: Lang) -> SaidWords {
    let shop = city.shops().iter().find(|shop| shop.department.slug == service.department);
    shop.map(|shop| shop.name(lang)).unwrap_or_default()
}
