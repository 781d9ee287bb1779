//! What can be done here: the signed catalogue, searched on the device.

use std::rc::Rc;

use cert_app::filling::catalogue::{self, Service};
use cert_app::route::Route;
use cert_app::wallet::Submission;
use cert_app::words::{form as words, form_check as check_words};
use cert_verify::{UnixTime, put_in_order};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::browser::{clock, intl, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang, use_wallet};
use crate::ui::elements::{Banner, Button, Icon, Kind, Link, Page, Shape, Tone};
use crate::ui::form::load::{self, LoadError, failure};
use crate::ui::form::names::{use_held, use_names};
use crate::ui::parts::before::{before, newest};
use crate::ui::parts::{Said, use_composed};

type Found = Result<Rc<Vec<Service>>, LoadError>;

/// The page.
#[component]
pub fn Services() -> Html {
    let (app, wallet, evidence, lang) = (use_app(), use_wallet(), use_evidence(), use_lang());
    let found = use_state(|| None::<Found>);
    let query = use_state(String::new);
    let input = use_node_ref();
    let round = use_state(|| 0_u32);
    let config = evidence.config();
    {
        let (found, wallet) = (found.clone(), wallet.clone());
        // Again when the network comes back or somebody presses "try again".
        use_effect_with((config.is_some(), app.online, *round), move |_| {
            if let Some(config) = config {
                promise::spawn(
                    async move { found.set(Some(load::services(&config, &wallet).await)) },
                );
            }
        });
    }
    let again = {
        let round = round.clone();
        Callback::from(move |_: MouseEvent| round.set(*round + 1))
    };
    let body = match &*found {
        None => {
            html! { <p class="working" role="status"><progress></progress>{words::SERVICES_LOADING.of(lang)}</p> }
        }
        Some(Err(error)) => failure(error, &again, lang),
        Some(Ok(services)) if services.is_empty() => html! {
            <div class="stop"><h2>{words::SERVICES_EMPTY.of(lang)}</h2><p>{words::SERVICES_EMPTY_HINT.of(lang)}</p></div>
        },
        Some(Ok(services)) => {
            let hits = catalogue::search(services, &query);
            html! {
                <>
                    <Search input={input.clone()} query={query.clone()} count={hits.len()} />
                    <ul class="services">
                        {for hits.into_iter().map(|service| html! { <Card key={service.name.clone()} service={service.clone()} /> })}
                    </ul>
                </>
            }
        }
    };
    html! {
        <Page title={words::SERVICES_TITLE.of(lang)} lead={words::SERVICES_LEAD.of(lang)}>
            {body}
            <History />
        </Page>
    }
}

/// What was sent from here, to be opened again.
#[component]
fn History() -> Html {
    let (app, lang) = (use_app(), use_lang());
    let mut sent: Vec<&Submission> =
        app.data.outbox.iter().filter(|one| !one.untouched()).collect();
    if sent.is_empty() {
        return Html::default();
    }
    put_in_order(&mut sent, |a, b| b.created.cmp(&a.created));
    html! {
        <section aria-labelledby="history">
            <h2 id="history">{check_words::HISTORY.of(lang)}</h2>
            <ul class="services">
                {for sent.into_iter().map(|one| html! {
                    <li class="service" key={one.id.clone()}>
                        <h3><Link to={Route::Sent(one.id.clone())}><Said words={one.title.pick(lang)} /></Link></h3>
                        <p>
                            {check_words::SENT_ON.with(lang, &[&intl::date_time(UnixTime::from_seconds(one.created), lang)])}
                            {" · "}
                            {if one.all_sent() { check_words::SENT_TITLE_SENT } else if one.in_flight() { check_words::SENT_TITLE_WAITING } else { check_words::STATUS_NEEDS_YOU }.of(lang)}
                        </p>
                    </li>
                })}
            </ul>
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct SearchProps {
    input: NodeRef,
    query: UseStateHandle<String>,
    count: usize,
}

#[component]
fn Search(props: &SearchProps) -> Html {
    let lang = use_lang();
    let read = {
        let (input, query) = (props.input.clone(), props.query.clone());
        move || {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                query.set(input.value());
            }
        }
    };
    let oninput = {
        let read = read.clone();
        Callback::from(move |event: InputEvent| {
            if !event.is_composing() {
                read();
            }
        })
    };
    {
        let read = read.clone();
        use_composed(&props.input, Callback::from(move |()| read()));
    }
    let clear = {
        let (input, query) = (props.input.clone(), props.query.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value("");
                let _ = input.focus();
            }
            query.set(String::new());
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());
    let status = if props.query.trim().is_empty() {
        String::new()
    } else if props.count == 0 {
        words::FOUND_NONE.with(lang, &[props.query.trim()])
    } else {
        words::FOUND_COUNT.with(lang, &[&props.count.to_string()])
    };
    html! {
        <form role="search" class="search" novalidate=true {onsubmit}>
            <div class="field question">
                <label for="service-search">{words::SEARCH_LABEL.of(lang)}</label>
                <p class="hint" id="service-search-hint">{words::SEARCH_HINT.of(lang)}</p>
                <input ref={props.input.clone()} class="line" id="service-search" type="text" inputmode="search" autocomplete="off"
                    spellcheck="false" autocapitalize="off" aria-describedby="service-search-hint" {oninput} />
            </div>
            if !props.query.is_empty() {
                <Button kind={Kind::Plain} onclick={clear}>{words::SEARCH_CLEAR.of(lang)}</Button>
            }
            <p class="found" role="status">{status}</p>
        </form>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CardProps {
    service: Service,
}

#[component]
fn Card(props: &CardProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let names = use_names(props.service.needs.clone());
    let service = &props.service;
    let held = use_held();
    let holds = |vct: &str| held.iter().any(|held| held.certificate.credential_type() == vct);
    let draft = app.data.draft(&service.name);
    let draft = draft.filter(|draft| !draft.expired(clock::now().seconds()));
    let past = newest(&app, &service.name);
    let to = Route::Service(service.name.clone());
    html! {
        <li class="service">
            <h2><Link to={to.clone()}><Said words={service.title.pick(lang)} /></Link></h2>
            <p><Said words={service.summary.pick(lang)} /></p>
            if let Some(draft) = &draft {
                <Banner tone={Tone::Note} icon={Shape::Clock}>
                    {words::DRAFT_HERE.with(lang, &[&intl::date(UnixTime::from_seconds(draft.changed), lang)])}
                </Banner>
            }
            if let Some(past) = &past { {before(past, lang)} }
            if !service.needs.is_empty() {
                <p id={format!("needs-{}", service.name)}>{words::NEEDS.of(lang)}</p>
                <ul class="needs" aria-labelledby={format!("needs-{}", service.name)}>
                    {for service.needs.iter().map(|vct| {
                        let has = app.is_open() && holds(vct);
                        html! {
                            <li class={has.then_some("held")}>
                                <Icon shape={if has { Shape::Tick } else { Shape::Card }} />
                                <span>{names.type_name(vct, lang)}</span>
                                if app.is_open() {
                                    <span class="unseen">{if has { words::HELD } else { words::NOT_HELD }.of(lang)}</span>
                                }
                            </li>
                        }
                    })}
                </ul>
            }
            <div class="row">
                <Link {to} class="btn ghost">
                    {if draft.is_some() { words::CONTINUE_DRAFT } else { words::OPEN_SERVICE }.of(lang)}
                    <span class="unseen">{": "}<Said words={service.title.pick(lang)} /></span>
                </Link>
            </div>
        </li>
    }
}
