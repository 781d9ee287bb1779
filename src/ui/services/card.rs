//! One service: what it is, whose, what it needs of what one holds, and what was begun or sent of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use cert_app::filling::catalogue::Service;
use cert_app::filling::claim_names::Names;
use cert_app::route::Route;
use cert_app::words::form as words;
use cert_app::words::local::Said as SaidWords;
use cert_verify::UnixTime;
use yew::prelude::*;

use crate::ui::browser::{clock, intl};
use crate::ui::ctx::{use_app, use_lang};
use crate::ui::elements::{Banner, Icon, Link, Shape, Tone};
use crate::ui::parts::Said;
use crate::ui::parts::before::{before, newest};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct ServiceCardProps {
    pub(super) service: Rc<Service>,
    pub(super) of: SaidWords,
    /// What types are called.
    pub(super) names: Rc<Names>,
    /// The types of the certificates that can be held up to a form.
    pub(super) held: Rc<BTreeSet<String>>,
}

#[component]
pub(super) fn ServiceCard(props: &ServiceCardProps) -> Html {
    let (app, lang) = (use_app(), use_lang());
    let (service, names) = (&props.service, &props.names);
    let draft = app.data.draft(&service.name);
    let draft = draft.filter(|draft| !draft.expired(clock::now().seconds()));
    let past = newest(&app, &service.name);
    let to = Route::Service(service.name.clone());
    html! {
        <li class="service" id={format!("service-{}", service.name)}>
            <h2><Link to={to.clone()}><Said words={service.title.pick(lang)} /></Link></h2>
            <p class="small-print"><Said words={props.of.clone()} /></p>
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
                        let has = app.is_open() && props.held.contains(vct.as_str());
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
