//! What can be done here: the services that the departments publish, searched on the device.

use std::rc::Rc;

use cert_app::filling::catalogue::{self, Service};
use cert_app::route::Route;
use cert_app::trust::city::{City, Shop};
use cert_app::wallet::Submission;
use cert_app::words::local::{PerLanguage, Said as SaidWords};
use cert_app::words::{Lang, form as words, form_check as check_words};
use cert_catalogue::OfficeEntry;
use cert_fill::LocalText;
use cert_verify::{UnixTime, put_in_order};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::browser::{clock, intl, page, promise};
use crate::ui::ctx::{use_app, use_evidence, use_lang};
use crate::ui::elements::{Banner, Button, Icon, Kind, Link, Page, Problem, Shape, Tone};
use crate::ui::form::load::{LoadError, failure};
use crate::ui::form::names::{use_held, use_names};
use crate::ui::parts::before::{before, newest};
use crate::ui::parts::{Said, use_composed};

/// The page.
#[component]
pub fn Services() -> Html {
    let (app, evidence, lang) = (use_app(), use_evidence(), use_lang());
    let (query, chosen) = (use_state(String::new), use_state_eq(|| None::<String>));
    let input = use_node_ref();
    let city = evidence.city();
    use_effect_with((evidence.config().is_some(), app.online), {
        let evidence = evidence.clone();
        // Again when the network comes back.
        move |_| promise::spawn(async move { evidence.load_services().await })
    });
    let services = use_memo(city.clone(), |city| catalogue::services(city));
    let again = Callback::from(move |_: MouseEvent| {
        let evidence = evidence.clone();
        promise::spawn(async move { evidence.refresh().await });
    });
    let body = if services.is_empty() {
        nothing_yet(&city, &again, lang)
    } else {
        let of_chosen =
            |service: &&Service| chosen.as_ref().is_none_or(|slug| *slug == service.department);
        let hits: Vec<&Service> =
            catalogue::search(&services, &query).into_iter().filter(of_chosen).collect();
        html! {
            <>
                <Search input={input.clone()} query={query.clone()} count={hits.len()} is_partial={chosen.is_some()} />
                <ul class="services">
                    {for hits.into_iter().map(|service| html! { <Card key={service.name.clone()} service={service.clone()} of={of(&city, service, lang)} /> })}
                </ul>
            </>
        }
    };
    html! {
        <Page title={words::SERVICES_TITLE.of(lang)} lead={words::SERVICES_LEAD.of(lang)}>
            {body}
            <Departments {city} {chosen} />
            <History />
        </Page>
    }
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

#[derive(Clone, PartialEq, Properties)]
struct DepartmentsProps {
    city: Rc<City>,
    chosen: UseStateHandle<Option<String>>,
}

/// The departments: what each does, how many services it has here, how old its word is, and why a newer one was
/// not taken. Pressing one shows its services only.
#[component]
fn Departments(props: &DepartmentsProps) -> Html {
    let lang = use_lang();
    if props.city.shops().is_empty() {
        return Html::default();
    }
    let now = clock::now();
    let one = |shop: &Shop| {
        let slug = shop.department.slug.clone();
        let is_chosen = props.chosen.as_deref() == Some(slug.as_str());
        let choose = {
            let (chosen, slug) = (props.chosen.clone(), slug.clone());
            Callback::from(move |_: MouseEvent| {
                chosen.set((!is_chosen).then(|| slug.clone()));
                page::focus("#service-search");
            })
        };
        let index = shop.index();
        let count = index.map_or(0, |index| index.services.len());
        let about = index
            .and_then(|index| index.about.as_ref())
            .map(|about| PerLanguage::from(about).pick(lang));
        html! {
            <li class="service" key={slug}>
                <h3><Said words={shop.name(lang)} /></h3>
                if let Some(about) = about { <p><Said words={about} /></p> }
                if index.is_some() { <p class="small">{words::AS_OF.with(lang, &[&intl::date_time(shop.received_at(), lang)])}</p> }
                if shop.is_old(now) { <Banner tone={Tone::Warn} icon={Shape::Clock}>{words::OLD_INDEX.of(lang)}</Banner> }
                {rules_passed_over(shop, lang)}
                if let Some(fault) = shop.refused() { <Problem code={fault.as_str()} tone={Tone::Warn} /> }
                {offices(index.map(|index| index.offices.as_slice()).unwrap_or_default(), lang)}
                if count > 0 {
                    <div class="row">
                        <button type="button" class={if is_chosen { "btn" } else { "btn ghost" }} onclick={choose}>
                            {if is_chosen { words::SERVICES_ALL.of(lang).to_owned() } else { words::SERVICES_OF.with(lang, &[&count.to_string()]) }}
                            <span class="unseen">{": "}<Said words={shop.name(lang)} /></span>
                        </button>
                    </div>
                }
            </li>
        }
    };
    html! {
        <section aria-labelledby="departments">
            <h2 id="departments">{words::DEPARTMENTS.of(lang)}</h2>
            <ul class="services">{for props.city.shops().iter().map(one)}</ul>
        </section>
    }
}

/// Where one can go.
fn offices(offices: &[OfficeEntry], lang: Lang) -> Html {
    if offices.is_empty() {
        return Html::default();
    }
    let said = |text: &LocalText| html! { <Said words={PerLanguage::from(text).pick(lang)} /> };
    html! {
        <details>
            <summary>{words::OFFICES.with(lang, &[&offices.len().to_string()])}</summary>
            {for offices.iter().map(|office| html! {
                <p>
                    <b>{said(&office.title)}</b>{" · "}{said(&office.address)}
                    if let Some(hours) = &office.hours { {" · "}{said(hours)} }
                </p>
            })}
        </details>
    }
}

/// Rules that cannot be used, by name, each with the reason; the others work.
fn rules_passed_over(shop: &Shop, lang: Lang) -> Html {
    let refused = shop.index().map(|index| index.rules.refused.as_slice()).unwrap_or_default();
    if refused.is_empty() {
        return Html::default();
    }
    html! {
        <details>
            <summary>{words::RULES_PASSED_OVER.with(lang, &[&refused.len().to_string()])}</summary>
            {for refused.iter().map(|(name, fault)| {
                let said = cert_words::code_words(fault.code.name(), lang);
                html! { <p class="small"><code>{name.clone()}</code>{" "}{said.cause}{" "}{said.remedy}</p> }
            })}
        </details>
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
    /// Whether only one department's services are looked at.
    is_partial: bool,
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
    let status = if props.query.trim().is_empty() && !props.is_partial {
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
    of: SaidWords,
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
            <p class="small"><Said words={props.of.clone()} /></p>
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
