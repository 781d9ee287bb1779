//! The departments: what each does, its offices, and how old its word is.

use std::rc::Rc;

use cert_app::trust::city::{City, Shop};
use cert_app::words::local::PerLanguage;
use cert_app::words::{Lang, form as words};
use cert_catalogue::OfficeEntry;
use cert_fill::LocalText;
use yew::prelude::*;

use crate::ui::browser::{clock, intl, page};
use crate::ui::ctx::use_lang;
use crate::ui::elements::{Banner, Problem, Shape, Tone};
use crate::ui::parts::Said;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct DepartmentsProps {
    pub(super) city: Rc<City>,
    /// Whose services alone are shown.
    pub(super) chosen: Option<String>,
    pub(super) onchoose: Callback<Option<String>>,
}

/// The departments: what each does, how many services it has here, how old its word is, and why a newer one was
/// not taken. Pressing one shows its services only.
#[component]
pub(super) fn Departments(props: &DepartmentsProps) -> Html {
    let lang = use_lang();
    if props.city.shops().is_empty() {
        return Html::default();
    }
    let now = clock::now();
    let one = |shop: &Shop| {
        let slug = shop.department.slug.clone();
        let is_chosen = props.chosen.as_deref() == Some(slug.as_str());
        let choose = {
            let (onchoose, slug) = (props.onchoose.clone(), slug.clone());
            Callback::from(move |_: MouseEvent| {
                onchoose.emit((!is_chosen).then(|| slug.clone()));
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
                if index.is_some() { <p class="small-print">{words::AS_OF.with(lang, &[&intl::date_time(shop.received_at(), lang)])}</p> }
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
                html! { <p class="small-print"><code>{name.clone()}</code>{" "}{said.cause}{" "}{said.remedy}</p> }
            })}
        </details>
    }
}
